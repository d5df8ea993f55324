"""What somebody without rights may see of a staff list: only a name that they have written (nearly) whole."""

from collections import defaultdict
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

from rules.names import Listed, NameIndex
from rules.names.letters import syllable
from rules.names.words import FILLERS
from tests.rules.vietnamese_names import staff

_LINES = Path(__file__).with_name("whole_names.txt").read_text(encoding="utf-8").splitlines()
_NOT_KNOWN_AGAIN = {"Nguyễn thị thu Huong", "Sùng Thị Mỹ", "H Hen Niê", "Ksor H Bia"}
"""Whole names that are not shown all the same: their accents are mixed, wrong, or a word is cut in two."""


@cache
def lists() -> dict[str, NameIndex]:
    names = defaultdict(list)
    for line in _LINES:
        if line.startswith("# "):
            place, name = line[2:].split(": ")
            names[place].append(name)
    return {
        place: NameIndex(Listed(number, name) for number, name in enumerate(those))
        for place, those in names.items()
    }


CASES = [
    (place, typed.replace("\\n", "\n"), set(shown.split("; ")) - {""})
    for place, typed, shown in (line.split("\t") for line in _LINES if not line.startswith("# "))
]


@pytest.mark.parametrize(("place", "typed", "shown"), CASES)
def test_only_who_writes_a_name_whole_is_shown_it(place: str, typed: str, shown: set[str]) -> None:
    found = {each.name for each in lists()[place].written(typed)}
    assert found == (set() if typed in _NOT_KNOWN_AGAIN else shown)


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert (len(CASES) > 300, sum(bool(shown) for *_, shown in CASES) > 140) == (True, True)


@pytest.mark.parametrize("middle", ["", "Thị ", "Văn "])
@pytest.mark.parametrize("seed", range(4))
def test_guessing_by_the_commonest_names_tells_nothing_that_was_not_said(seed: int, middle: str) -> None:
    """Nine families and 27 given names were enough to read a list of 87 people."""
    people = staff(Random(seed), 87)
    index = NameIndex(Listed(number, name) for number, name in enumerate(people))
    families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi"]
    given = {name.split()[-1] for name in people}
    for family, last in product(families, given):
        guess = f"{family} {middle}{last}"
        said = {syllable(word).plain for word in guess.split()} | FILLERS
        for each in index.written(guess):
            assert {syllable(word).plain for word in each.name.split()} <= said
