"""The lists of the set-up benchmark are as untidy as they should be, and hold whom they should."""

from pathlib import Path

import pytest

from benchmarks.office_lists import Lists, write_lists
from benchmarks.peers.plain_import import people
from reports.sheets import read_sheets, read_table
from rules.staff.sheets import read_staff
from rules.unit_list import UNIT_COLUMNS, read_units

UNITS, PEOPLE = 45, 300


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    return write_lists(tmp_path_factory.mktemp("lists"), UNITS, PEOPLE)


def test_everybody_stands_in_the_files(lists: Lists) -> None:
    found = [read_staff(read_sheets(file)) for file in lists.staff]
    assert len(lists.staff) == 4
    assert sum(len(staff.rows) for staff in found) == PEOPLE
    assert {doubt.key for staff in found for doubt in staff.doubtful} <= {"staff.twice"}


def test_everybody_stands_in_the_whole_file(lists: Lists) -> None:
    assert len(read_staff(read_sheets(lists.whole)).rows) == PEOPLE


def test_every_unit_stands_in_its_list(lists: Lists) -> None:
    assert len(read_units(read_table(lists.units, UNIT_COLUMNS).lines).rows) == UNITS


def test_the_plain_program_finds_everybody_too(lists: Lists) -> None:
    assert len({(each.unit, each.name) for file in lists.staff for each in people(file)}) >= PEOPLE


def test_the_same_seed_makes_the_same_people(lists: Lists, tmp_path: Path) -> None:
    again = write_lists(tmp_path, UNITS, PEOPLE)
    names = [[row.name for row in read_staff(read_sheets(each.whole)).rows] for each in (lists, again)]
    assert names[0] == names[1]
