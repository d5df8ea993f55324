"""A list of units comes into the ledger: all or nothing, and twice is as good as once."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.page_addresses import PageAddress
from rules.unit_list import UnitRow
from storage import PageRecord, Store, UnitPlan
from storage.organisation import unit_import
from tests.storage.ledger import (
    GROUP,
    MAI,
    NOW,
    POST_2,
    PRIVATE,
    TODAY,
    change,
    handed_in,
    later,
    link,
    reading,
    rows,
    writing,
)

FANPAGE = PageAddress("facebook:hoasen", "https://www.facebook.com/hoasen", "facebook")
WEBSITE = PageAddress("website:hoasen.edu.vn", "https://hoasen.edu.vn", "website")
DEPARTMENT = UnitRow("SO", "Sở", "department", line=2)
OFFICE = UnitRow("P1", "Phòng Một", "district", "SO", line=3)
SCHOOL = UnitRow("TH01", "Trường Hoa Sen", "", "P1", (FANPAGE, WEBSITE), 4)
LIST = (SCHOOL, OFFICE, DEPARTMENT)


async def bring(store: Store, *units: UnitRow, today: date = TODAY) -> UnitPlan:
    return await writing(store).unit_import.write(units, today)


async def tree(store: Store) -> dict[str, str | None]:
    units = {unit.id: unit for unit in await reading(store).units.all()}
    return {unit.code: units[unit.parent_id].code if unit.parent_id else None for unit in units.values()}


async def owners(store: Store) -> dict[str, str]:
    query = "SELECT page.key, unit.code FROM page JOIN unit ON unit.id = unit_id"
    return {row[0]: row[1] for row in await rows(store, query)}


def counts(plan: UnitPlan) -> tuple[int, ...]:
    return plan.new, plan.changed, plan.unchanged, plan.left_alone


def page_counts(plan: UnitPlan) -> tuple[int, ...]:
    return plan.pages_new, plan.pages_moved, plan.pages_back, plan.pages_unchanged


async def everything(store: Store) -> list[Sequence[Any]]:
    return [
        row
        for table in ("unit", "page", "audit")
        for row in await rows(store, f"SELECT * FROM {table} ORDER BY id")
    ]


async def test_a_list_in_any_order_makes_a_tree(store: Store) -> None:
    await bring(store, *LIST)
    assert await tree(store) == {"SO": None, "P1": "SO", "TH01": "P1"}


async def test_units_have_their_names_and_levels(store: Store) -> None:
    await bring(store, *LIST)
    told = {unit.code: (unit.name, unit.level) for unit in await reading(store).units.all()}
    assert told == {
        "SO": ("Sở", "department"),
        "P1": ("Phòng Một", "district"),
        "TH01": ("Trường Hoa Sen", "school"),
    }


async def test_new_units_are_nobodys_guess(store: Store) -> None:
    await bring(store, *LIST)
    assert await rows(store, "SELECT count(*) FROM unit WHERE provisional") == [(0,)]


async def test_what_came_is_told(store: Store) -> None:
    plan = await bring(store, *LIST)
    assert (counts(plan), page_counts(plan)) == ((3, 0, 0, 0), (2, 0, 0, 0))


async def test_a_plan_tells_what_an_import_would_do(store: Store) -> None:
    assert await reading(store).unit_import.plan(LIST, TODAY) == await bring(store, *LIST)


async def test_a_plan_changes_nothing(store: Store) -> None:
    await reading(store).unit_import.plan(LIST, TODAY)
    assert await everything(store) == []


async def test_the_second_time_changes_nothing(store: Store) -> None:
    await bring(store, *LIST)
    before = await everything(store)
    plan = await writing(store, later(days=1)).unit_import.write(LIST, date(2025, 11, 18))
    assert (counts(plan), plan.changes_anything) == ((0, 0, 3, 0), False)
    assert await everything(store) == before


async def test_a_list_can_be_brought_in_pieces(store: Store) -> None:
    await bring(store, DEPARTMENT)
    await bring(store, OFFICE)
    plan = await bring(store, SCHOOL)
    assert counts(plan) == (1, 0, 0, 2)
    assert await tree(store) == {"SO": None, "P1": "SO", "TH01": "P1"}


@pytest.mark.parametrize(
    "now",
    [replace(SCHOOL, name="Trường Sen"), replace(SCHOOL, level="mam-non"), replace(SCHOOL, parent="SO")],
    ids=["name", "level", "parent"],
)
async def test_a_unit_becomes_what_the_list_says(store: Store, now: UnitRow) -> None:
    await bring(store, *LIST)
    assert counts(await bring(store, now)) == (0, 1, 0, 2)
    (unit,) = (unit for unit in await reading(store).units.all() if unit.code == "TH01")
    told = (unit.name, unit.level, (await tree(store))["TH01"])
    assert told == (now.name, now.level or "school", now.parent)


async def test_what_the_list_does_not_say_stays(store: Store) -> None:
    await bring(store, *LIST)
    plan = await bring(store, UnitRow("P1", "Phòng Một"))
    assert counts(plan) == (0, 0, 1, 2)


async def test_units_that_are_not_in_the_list_stay(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, UnitRow("X", "Đơn vị mới"))
    assert set(await tree(store)) == {"SO", "P1", "TH01", "X"}


async def test_no_list_gives_a_code_of_the_bots_own(store: Store) -> None:
    await handed_in(store, "5")
    plan = await bring(store, UnitRow("~TO-TOAN", "Tổ Toán"))
    assert [each.key for each in plan.problems] == ["units.code_reserved"]


async def test_a_group_is_no_parent_of_a_unit(store: Store) -> None:
    await handed_in(store, "5", where=replace(GROUP, title="Sở GD&ĐT"))
    plan = await bring(store, UnitRow("SO", "Sở GD&ĐT"), UnitRow("A", "Trường A", parent="Sở GD&ĐT"))
    assert plan.problems == ()
    assert await tree(store) == {"SO": None, "A": "SO", "~SO-GD-DT": None}


async def test_a_group_called_unknown_keeps_nobody_but_its_own(store: Store) -> None:
    await handed_in(store, "5", where=replace(GROUP, title="Chưa rõ đơn vị"))
    await handed_in(store, "6", link(POST_2), who=MAI, where=PRIVATE)
    query = "SELECT unit.code, unit.nowhere FROM evidence JOIN unit ON unit.id = unit_id ORDER BY evidence.id"
    first, second = await rows(store, query)
    assert (first[0], bool(first[1])) == ("~CHUA-RO-DON-VI", False)
    assert (second[0], bool(second[1])) == ("~CHUA-RO-DON-VI-2", True)


async def test_a_name_finds_no_group_called_so(store: Store) -> None:
    await handed_in(store, "5", where=replace(GROUP, title="Trường A"))
    async with store.write(NOW) as ledger:
        assert await ledger.units.named("Trường A") is None
    await bring(store, UnitRow("A", "Trường A"))
    async with store.write(NOW) as ledger:
        found = await ledger.units.named("Trường A")
    assert found is not None
    assert found.code == "A"


async def test_a_name_that_two_units_have_names_neither(store: Store) -> None:
    await bring(store, UnitRow("A", "Hoa Sen"), UnitRow("B", "Hoa Sen"))
    async with store.write(NOW) as ledger:
        assert await ledger.units.named("Hoa Sen") is None


# pages


async def test_pages_come_with_their_units(store: Store) -> None:
    await bring(store, *LIST)
    query = "SELECT platform, page.key, url FROM page ORDER BY id"
    assert await rows(store, query) == [
        ("facebook", FANPAGE.key, FANPAGE.url),
        ("website", WEBSITE.key, WEBSITE.url),
    ]


async def test_new_pages_count_from_today(store: Store) -> None:
    await bring(store, *LIST)
    assert [str(day) for (day,) in await rows(store, "SELECT since FROM page")] == ["2025-11-17"] * 2


async def test_pages_that_are_not_in_the_list_stay(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, replace(SCHOOL, pages=()))
    assert await owners(store) == {FANPAGE.key: "TH01", WEBSITE.key: "TH01"}


async def test_a_page_moves_where_the_list_says(store: Store) -> None:
    await bring(store, *LIST)
    plan = await bring(store, replace(OFFICE, pages=(FANPAGE,)))
    assert page_counts(plan) == (0, 1, 0, 0)
    assert await owners(store) == {FANPAGE.key: "P1", WEBSITE.key: "TH01"}


async def test_a_page_given_up_comes_back(store: Store) -> None:
    await bring(store, *LIST)
    await change(store, "UPDATE page SET until = '2025-11-18' WHERE platform = 'website'")
    plan = await bring(store, *LIST)
    assert (page_counts(plan), plan.changes_anything) == ((0, 0, 1, 1), True)
    assert await rows(store, "SELECT count(*) FROM page WHERE until IS NOT NULL") == [(0,)]


async def test_how_many_follow_a_page_is_nothing_a_group_has_told(store: Store) -> None:
    await handed_in(store, "5")
    ((group,),) = await rows(store, "SELECT id FROM unit")
    async with store.write(NOW) as ledger:
        page = await ledger.pages.add(PageRecord(0, group, "facebook", FANPAGE.key, FANPAGE.url, TODAY))
        await ledger.pages.tell_followers(page.id, TODAY, 5, "telegram:79")
    await bring(store, *LIST)
    assert await owners(store) == {FANPAGE.key: "TH01", WEBSITE.key: "TH01"}
    assert await rows(store, "SELECT count(*) FROM page_followers") == [(0,)]


# all or nothing


async def test_a_list_with_a_problem_changes_nothing(store: Store) -> None:
    await bring(store, DEPARTMENT)
    before = await everything(store)
    plan = await bring(store, replace(SCHOOL, parent="Nowhere"), OFFICE)
    assert [(each.line, each.key) for each in plan.problems] == [(4, "units.parent_unknown")]
    assert await everything(store) == before


async def test_a_parent_is_looked_for_in_the_ledger(store: Store) -> None:
    await bring(store, *LIST)
    plan = await bring(store, replace(DEPARTMENT, parent="TH01"))
    assert [each.key for each in plan.problems] == ["units.ring"]


async def test_a_failure_on_the_way_leaves_nothing_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_import, "_write_audit", _fails)
    with pytest.raises(ZeroDivisionError):
        await bring(store, *LIST)
    assert await everything(store) == []


async def _fails(*_: object) -> None:
    raise ZeroDivisionError


async def test_an_import_is_written_down(store: Store) -> None:
    await bring(store, *LIST)
    ((actor, action, detail),) = await rows(store, "SELECT actor, action, detail FROM audit")
    assert (actor, action) == ("cli", "import-units")
    assert json.loads(detail) == {
        "new": 3,
        "changed": 0,
        "pages_new": 2,
        "pages_moved": 0,
        "pages_back": 0,
        "credited": 0,
    }


async def test_thousands_of_units_come_and_change_at_once(store: Store) -> None:
    many = [UnitRow(f"U{number}", f"Đơn vị {number}", parent="SO") for number in range(3000)]
    await bring(store, *many, DEPARTMENT)
    plan = await bring(store, *(replace(unit, level="ward") for unit in many))
    assert counts(plan) == (0, 3000, 0, 1)
    query = "SELECT count(*) FROM unit WHERE level = 'ward' AND parent_id = (SELECT id FROM unit WHERE code = 'SO')"
    assert await rows(store, query) == [(3000,)]
