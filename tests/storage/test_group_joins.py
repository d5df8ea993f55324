"""Groups that are called like units of a list belong to these only where somebody says so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from rules.roles import Role
from rules.unit_list import UnitRow
from rules.verdicts import PENDING
from storage import ChatRef, Join, PageRecord, Store, UnitPlan
from tests.storage import roster
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_2,
    PRIVATE,
    TODAY,
    change,
    counted,
    handed_in,
    link,
    reading,
    rows,
)

MATHS = UnitRow("TO-TOAN", "Tổ Toán")


async def joins(store: Store, *units: UnitRow) -> tuple[Join, ...]:
    return (await reading(store).unit_import.plan(units, TODAY)).joins


async def bring(store: Store, *units: UnitRow, join: Sequence[Join] = ()) -> UnitPlan:
    async with store.write(NOW) as ledger:
        plan = await ledger.unit_import.write(units, TODAY, TODAY)
        for each in join:
            unit = await ledger.units.named(each.code)
            assert unit is not None
            await ledger.group_joins.join(each, unit.id)
        return plan


async def joined(store: Store, *units: UnitRow) -> None:
    await bring(store, *units, join=await joins(store, *units))


async def part(store: Store, ref: ChatRef = GROUP) -> None:
    async with store.write(NOW) as ledger:
        await ledger.connecting.disconnect(await ledger.chat(ref), never_was=True)


async def test_they_are_shown_and_left_alone(store: Store) -> None:
    await handed_in(store, "5")
    plan = await bring(store, MATHS)
    assert (plan.new, plan.joined) == (1, ())
    assert plan.joins == (Join("~TO-TOAN", GROUP.title, "TO-TOAN", "Tổ Toán", people=1, listed=0, proofs=1),)
    assert sorted(unit.code for unit in await reading(store).units.all()) == ["TO-TOAN", "~TO-TOAN"]
    query = "SELECT unit.code FROM chat JOIN unit ON unit.id = unit_id WHERE kind = 'group'"
    assert await rows(store, query) == [("~TO-TOAN",)]


@pytest.mark.parametrize(
    "title", ["TO-TOAN", "Tổ Toán", "tổ  toán!", "TO\u200b TOAN", "To\u0302\u0309 Toa\u0301n"]
)
async def test_what_was_handed_in_goes_along_when_told(store: Store, title: str) -> None:
    await handed_in(store, "5", where=replace(GROUP, title=title))
    await joined(store, MATHS)
    assert await counted(store, "Tổ Toán") == {"Lan Nguyễn": 1}
    assert [unit.code for unit in await reading(store).units.all()] == ["TO-TOAN"]
    assert await reading(store).whole.verify() == []
    assert await joins(store, MATHS) == ()


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("Hoa Sen", [UnitRow("A", "Hoa Sen"), UnitRow("B", "Hoa sen")]),
        (
            "Trường Tiểu học và Trung học cơ sở số một",
            [UnitRow("A", "Trường Tiểu học và Trung học cơ sở số hai")],
        ),
        ("🎉🎉", [UnitRow("A", "学校")]),
        ("Hoа Sen", [UnitRow("A", "Hoa Sen")]),  # a Cyrillic letter
    ],
    ids=["two units", "alike at first", "nothing to read", "other letters"],
)
async def test_what_is_not_clear_is_not_even_shown(store: Store, title: str, units: list[UnitRow]) -> None:
    await handed_in(store, "5", where=replace(GROUP, title=title))
    assert await joins(store, *units) == ()


async def test_two_groups_of_one_name_are_told_apart(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2), MAI, replace(OTHER_GROUP, title=GROUP.title))
    first, second = await joins(store, MATHS)
    assert (first.group, second.group) == ("~TO-TOAN", "~TO-TOAN-2")
    await bring(store, MATHS, join=[second])
    units = {unit.code: unit for unit in await reading(store).units.all()}
    assert units.keys() == {"TO-TOAN", "~TO-TOAN"}
    query = "SELECT chat_id FROM chat WHERE unit_id = :unit"
    assert await rows(store, query, unit=units["TO-TOAN"].id) == [(OTHER_GROUP.chat_id,)]


async def test_nothing_that_a_group_has_decided_comes_along(store: Store) -> None:
    """Also where the administrators of groups have rights: nobody of the unit has let this group in."""
    await handed_in(store, "5")
    ((group,),) = await rows(store, "SELECT id FROM unit")
    async with store.write(NOW) as ledger:
        await ledger.grants.grant("telegram:79", "Kẻ lạ", Role.REVIEWER, group, how="code", by="telegram:79")
        for purpose in ("role", "join", "connect"):
            await ledger.codes.make(purpose, group, "telegram:79", NOW + timedelta(days=1), uses=100)
        await ledger.settings.put(group, "names_in_group", "on", "telegram:79")
        page = PageRecord(0, group, "facebook", "facebook:hoasen", "https://www.facebook.com/hoasen", TODAY)
        await ledger.pages.add(page)
    await change(
        store,
        "INSERT INTO reminder_change (reach, code, kind, told, made_by, made_at)"
        " VALUES ('unit', '~TO-TOAN', '', '{}', 'telegram:79', '2025-11-17 00:00:00')",
    )
    await change(
        store,
        "INSERT INTO exemption (unit_id, first, after, kind, made_by, made_at)"
        f" VALUES ({group}, '2025-11-01', '2026-11-01', 'closed', 'telegram:79', '2025-11-17 00:00:00')",
    )
    await joined(store, MATHS)
    for table in ("code", "unit_setting", "reminder_change", "exemption"):
        assert await rows(store, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert await rows(store, "SELECT count(*) FROM page WHERE until IS NULL") == [(0,)]
    async with store.write(NOW) as ledger:
        assert await ledger.grants.of("telegram:79") == []


async def test_a_group_with_a_list_of_its_own_is_joined_by_no_list(store: Store) -> None:
    await handed_in(store, "5")
    ((group,),) = await rows(store, "SELECT id FROM unit")
    await roster.person(store, 700, "Nguyễn Thị Lan", group)
    (found,) = await joins(store, MATHS)
    assert (found.listed, found.is_possible) == (1, False)


async def test_the_place_of_the_unknown_is_nobodys_group(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    assert await joins(store, UnitRow("X", "Chưa rõ đơn vị")) == ()


# it was wrong


async def test_a_group_that_never_was_the_units_takes_all_of_it_along(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2, PENDING), MAI)
    await joined(store, MATHS)
    await handed_in(store, "7", link("facebook:post:7"))
    await handed_in(store, "8", link("facebook:post:8"), where=PRIVATE)
    await part(store)
    codes = {unit.code for unit in await reading(store).units.all()}
    assert codes == {"TO-TOAN", "~TO-TOAN"}
    query = "SELECT DISTINCT code FROM unit JOIN {} ON unit.id = unit_id"
    for table in ("evidence", "membership", "tally", "chat"):
        assert await rows(store, query.format(table)) == [("~TO-TOAN",)], table
    assert await reading(store).whole.verify() == []
    assert await rows(store, "SELECT count(*) FROM counter WHERE name LIKE 'week_close.again:%'") == [(2,)]


async def test_whoever_was_seen_in_another_group_of_the_unit_stays(store: Store) -> None:
    await handed_in(store, "5")
    await joined(store, MATHS)
    ((school,),) = await rows(store, "SELECT id FROM unit")
    async with store.write(NOW) as ledger:
        await ledger.connecting.connect(await ledger.chat(OTHER_GROUP), school)
    await handed_in(store, "6", link(POST_2), where=OTHER_GROUP)
    await handed_in(store, "7", link("facebook:post:7"), MAI)
    await part(store)
    query = "SELECT person.name, unit.code FROM person JOIN membership ON person.id = person_id"
    found = await rows(store, f"{query} JOIN unit ON unit.id = unit_id ORDER BY 1")
    assert found == [(LAN.name, "TO-TOAN"), (MAI.name, "~TO-TOAN")]
    assert await reading(store).whole.verify() == []


async def test_whoever_is_on_the_units_list_stays(store: Store) -> None:
    person = await handed_in(store, "5")
    await joined(store, MATHS)
    ((school,),) = await rows(store, "SELECT id FROM unit")
    await roster.person(store, 700, "Nguyễn Thị Lan", school)
    async with store.write(NOW) as ledger:
        await ledger.linking.assign(person.account_id, 700, "telegram:80")
    await part(store)
    assert await rows(store, "SELECT DISTINCT unit_id FROM evidence") == [(school,)]
    assert await reading(store).whole.verify() == []
