"""What the words beside proof claim, and what they do not."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.actions import NOTHING, Said
from rules.calendar import plain
from rules.claims import claims_in
from rules.verdicts import INTERACTION, POST, SHARE
from tests.rules.messages import LINK, MESSY, PLAIN

S, I = frozenset({SHARE}), frozenset({INTERACTION})  # noqa: E741
LINK_2 = "https://www.facebook.com/abc/posts/2"
TOKENS = (
    "đã",
    "like",
    "chia sẻ",
    "chưa",
    "tim",
    "đăng",
    "bài",
    "ạ",
    "?",
    "\n",
    "“",
    "”",
    "mời",
    LINK,
    "😀",
    "e\u0301",
)


@pytest.mark.parametrize(("message", "said"), PLAIN)
def test_what_people_say_plainly(message: str, said: Said) -> None:
    assert claims_in(message).whole == said


@pytest.mark.parametrize(("message", "said"), MESSY)
def test_what_people_say_in_a_hurry(message: str, said: Said) -> None:
    assert claims_in(message).whole == said


def test_there_are_enough_messages() -> None:
    assert len({message for message, _ in (*PLAIN, *MESSY)}) >= 120


@pytest.mark.parametrize(
    "message", ["Em đã chia sẻ ạ", "Em thả tim rồi ạ", "Em đã đăng bài ạ", "đã bình luận"]
)
def test_accents_make_no_difference(message: str) -> None:
    assert claims_in(plain(message)).whole == claims_in(message).whole != NOTHING


@pytest.mark.parametrize("message", ["Em thích rồi ạ", "Em đã chia sẻ ạ", "Em thả tim ạ", "Em tự viết ạ"])
def test_accents_may_be_letters_of_their_own(message: str) -> None:
    assert claims_in(normalize("NFD", message)).whole == claims_in(message).whole != NOTHING


def test_a_quotation_is_somebody_elses() -> None:
    text = "Em đã chia sẻ bài\nEm nộp ạ"
    quote = [{"type": "blockquote", "offset": 0, "length": 17}]
    assert claims_in(text, quote).whole == NOTHING


def test_a_quotation_behind_an_emoji_ends_where_it_ends() -> None:
    text = "😀😀 Em đã like\nEm share ạ"
    quote = [{"type": "expandable_blockquote", "offset": 0, "length": 15}]
    assert claims_in(text, quote).whole == S


def test_each_link_is_spoken_of_on_its_line() -> None:
    claims = claims_in(f"Chia sẻ: {LINK}\nThả tim: {LINK_2}", (), [LINK, LINK_2])
    assert (claims.of(LINK), claims.of(LINK_2)) == (S, I)


def test_a_heading_speaks_of_the_links_below_it() -> None:
    claims = claims_in(f"Bài share\n{LINK}\nBài đã like\n{LINK_2}", (), [LINK, LINK_2])
    assert (claims.of(LINK), claims.of(LINK_2)) == (S, I)


def test_links_before_the_words_share_them() -> None:
    claims = claims_in(f"{LINK}\n{LINK_2}\nEm share 2 bài ạ", (), [LINK, LINK_2])
    assert (claims.of(LINK), claims.of(LINK_2)) == (S, S)


@pytest.mark.parametrize(
    "piece", ["a.", "“", "“a", "ạ.a/", "đã ", "like ", "https:", "chưa.", "[", "#like", "/.", "?like"]
)
def test_long_texts_are_soon_read(piece: str) -> None:
    claims_in(f"like {piece * 4_096}"[:4_096])


@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=8), max_size=40).map(" ".join))
def test_whatever_is_written_something_is_understood(message: str) -> None:
    assert claims_in(message).anything <= {POST, SHARE, INTERACTION}


@given(
    st.text(max_size=30),
    st.lists(
        st.fixed_dictionaries(
            {"type": st.just("blockquote"), "offset": st.integers(), "length": st.integers()}
        )
    ),
)
def test_malformed_quotations_harm_nobody(message: str, entities: list[dict[str, object]]) -> None:
    claims_in(f"đã like {message}", entities)
