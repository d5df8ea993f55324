"""Codes as people type them."""

import pytest

from rules.codewords import ALPHABET, clean, shown


@pytest.mark.parametrize(
    "typed", ["ABCDE23456", "abcde23456", "ABCDE-23456", " abcde – 23456 ", "A B C D E 2 3 4 5 6"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert clean(typed) == "ABCDE23456"


@pytest.mark.parametrize("typed", ["", "ABCDE", "ABCDE234567", "OBCDE23456", "ÁBCDE23456", "ABCDE/2345"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert clean(typed) is None


def test_no_letter_can_be_taken_for_another() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("0O1IL") & set(ALPHABET)


def test_a_code_is_shown_in_halves_that_are_read_again() -> None:
    assert shown("ABCDE23456") == "ABCDE-23456"
    assert clean(shown("ABCDE23456")) == "ABCDE23456"
