"""Where units stand in the tree."""

import pytest

from rules.scopes import Place
from storage import Store, UnitRecord, unit_paths
from tests.storage import roster
from tests.storage.ledger import NOW

DEPARTMENT = UnitRecord(1, "SO", "Sở", "department", None)
OFFICE = UnitRecord(2, "PGD", "Phòng", "district", 1)
SCHOOL = UnitRecord(3, "TH-A", "Trường A", "school", 2)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_unit_stands_below_all_above_it(order: tuple[int, ...]) -> None:
    units = [DEPARTMENT, OFFICE, SCHOOL]
    assert unit_paths([units[number] for number in order])[3].path == (DEPARTMENT, OFFICE, SCHOOL)


def test_a_place_is_made_of_codes() -> None:
    unit_path = unit_paths([DEPARTMENT, OFFICE, SCHOOL])[3]
    assert unit_path.place == Place("school", ("SO", "PGD", "TH-A"))


def test_a_standpoint_names_its_ends() -> None:
    unit_path = unit_paths([DEPARTMENT, OFFICE, SCHOOL])[3]
    assert (unit_path.root, unit_path.unit, unit_path.unit_ids) == (DEPARTMENT, SCHOOL, (1, 2, 3))


def test_whoever_has_no_known_parent_stands_at_the_top() -> None:
    assert unit_paths([SCHOOL])[3].path == (SCHOOL,)


def test_a_ring_is_cut_where_it_closes() -> None:
    ring = [UnitRecord(1, "A", "A", "school", 2), UnitRecord(2, "B", "B", "school", 1)]
    assert {number: len(unit_path.path) for number, unit_path in unit_paths(ring).items()} == {1: 2, 2: 1}


@pytest.fixture
async def tree(store: Store) -> Store:
    await roster.unit(store, 1, "SO", level="department")
    await roster.unit(store, 2, "PGD", 1, "district")
    await roster.unit(store, 3, "TH-A", 2)
    await roster.unit(store, 4, "TH-B", 2)
    return store


async def test_one_units_standpoint_is_read_from_the_ledger(tree: Store) -> None:
    async with tree.write(NOW) as ledger:
        unit_path = await ledger.units.path_of(3)
    assert unit_path
    assert unit_path.place.units == ("SO", "PGD", "TH-A")


async def test_a_unit_nobody_knows_stands_nowhere(tree: Store) -> None:
    async with tree.write(NOW) as ledger:
        assert await ledger.units.path_of(99) is None


@pytest.mark.parametrize("name", ["TH-A", "th-a", "Đơn vị TH-A"])
async def test_a_unit_is_found_by_code_or_name(tree: Store, name: str) -> None:
    async with tree.write(NOW) as ledger:
        found = await ledger.units.named(name)
    assert found
    assert found.id == 3


@pytest.mark.parametrize("name", ["", "TH", "%", "TH-_"])
async def test_no_unit_is_found_by_less_than_its_name(tree: Store, name: str) -> None:
    async with tree.write(NOW) as ledger:
        assert await ledger.units.named(name) is None
