"""The staff lists of the demo are read by the bot as the lists of real schools are."""

import pytest

from reports.office_file import sheets
from rules.columns import Row
from rules.staff.columns import Sheet
from rules.staff.sheets import StaffList, read_staff
from rules.unit_names import unit_name
from simulator import World
from simulator.cli import make_world
from simulator.sample_people import DISTRICT, OFFICE, SCHOOLS, Unit

PER_LIST = 5_000


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("sample")


def read(world: World, unit: Unit) -> StaffList:
    """What the bot finds in the list that the head of a unit finds ready."""
    shown = unit.admin.replace("|", " ")
    head = next(user.id for user in world.users.values() if user.first_name == shown)
    (sample,) = [sample for sample in world.samples if head in sample.people]
    found = sheets(sample.make(), PER_LIST)
    return read_staff(
        [Sheet("Sheet1", [Row(number, tuple(cells)) for number, cells in each["rows"]]) for each in found]
    )


@pytest.mark.parametrize("unit", SCHOOLS, ids=[unit.key for unit in SCHOOLS])
def test_a_school_has_its_own_people_ready(world: World, unit: Unit) -> None:
    staff = read(world, unit)
    assert not staff.doubtful
    assert len(staff.rows) > len(unit.staff)
    assert {unit_name(row.unit) for row in staff.rows} == {unit_name(unit.name)}


def test_an_office_has_everybody_below_it_ready(world: World) -> None:
    schools = [len(read(world, unit).rows) for unit in SCHOOLS]
    commune, department = read(world, DISTRICT), read(world, OFFICE)
    assert len(commune.rows) == sum(schools[:-1]) + len(DISTRICT.staff) + 1
    assert len(department.rows) == len(commune.rows) + schools[-1] + len(OFFICE.staff) + 1
    assert commune.doubtful == department.doubtful == ()


def test_whoever_shares_a_number_is_in_the_list_with_it(world: World) -> None:
    phones = {row.phone: row.name for row in read(world, OFFICE).rows if row.phone}
    huong = next(user for user in world.users.values() if user.first_name == "Cô Hương 5A")
    assert phones[f"+{huong.phone}"] == "Phạm Thị Hương"
