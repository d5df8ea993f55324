import pytest

from rules.reviewing import LONGEST_OWN, REASONS, is_rejection, own_rejection, own_words, rejection, usual


@pytest.mark.parametrize("reason", REASONS)
def test_a_usual_reason_is_kept_by_its_name(reason: str) -> None:
    assert usual(rejection(reason)) == reason
    assert is_rejection(rejection(reason))


def test_own_words_are_kept_in_one_line() -> None:
    assert own_words(own_rejection(" Mờ\n quá ")) == "Mờ quá"
    assert is_rejection(own_rejection("Mờ quá"))


def test_own_words_are_not_kept_for_ever() -> None:
    assert len(own_words(own_rejection("a" * 5000))) == LONGEST_OWN


@pytest.mark.parametrize(
    "kept", ["", "late", "edited", "not_a_post", "review", "review:undone", "unreadable"]
)
def test_what_no_reviewer_said_is_no_refusal(kept: str) -> None:
    assert not is_rejection(kept)
