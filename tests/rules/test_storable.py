import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.storable import LONGEST_WORD, shortened, storable

anything = st.text(st.characters() | st.sampled_from(["\x00", "\ud800", "\udfff"]), max_size=400)


@given(anything)
def test_what_is_storable_is_utf_8_without_nul(text: str) -> None:
    assert b"\x00" not in storable(text).encode("utf-8")


@given(anything)
def test_offsets_stay_where_they_were(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass"))
    assert (len(storable(text)), len(storable(text).encode("utf-16-le"))) == (len(text), units)


@pytest.mark.parametrize("text", ["", "Tổ Toán", "😀 a\n\tb", "\ufffd", "\x01"])
def test_what_can_be_kept_stays_as_it_is(text: str) -> None:
    assert storable(text) == text


@given(st.text(max_size=600))
def test_a_word_is_short_and_stays_so(word: str) -> None:
    short = shortened(word)
    assert len(short) <= LONGEST_WORD
    assert shortened(short) == short


def test_long_words_that_differ_at_the_end_stay_different() -> None:
    assert shortened("a" * 999 + "b") != shortened("a" * 999 + "c")
