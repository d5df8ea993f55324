import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.phones import phone_of


@pytest.mark.parametrize(
    "words",
    [
        "0912345678",
        "912345678",
        "0912 345 678",
        "0912.345.678",
        "091-234-5678",
        "(091) 2345678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "912345678.0",
    ],
)
def test_a_number_in_many_spellings(words: str) -> None:
    assert phone_of(words) == "+84912345678"


@pytest.mark.parametrize(
    ("old", "new"),
    [("01623456789", "+84323456789"), ("01212345678", "+84792345678"), ("01881234567", "+84581234567")],
)
def test_a_number_from_before_2018_is_shortened(old: str, new: str) -> None:
    assert phone_of(old) == new


@pytest.mark.parametrize("words", ["02437366666", "024 3736 6666", "+84 24 37366666"])
def test_a_number_of_a_house(words: str) -> None:
    assert phone_of(words) == "+842437366666"


@pytest.mark.parametrize(
    "words",
    ["", "abc", "113", "001088012345", "012345678", "0012345678", "09123456789", "0912345678 / 0987654321"],
)
def test_words_that_are_no_number(words: str) -> None:
    assert phone_of(words) is None


@given(st.text())
def test_any_words_are_a_number_or_none(words: str) -> None:
    assert phone_of(words) is None or phone_of(phone_of(words) or "") == phone_of(words)
