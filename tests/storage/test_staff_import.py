"""A staff list comes into the ledger: what is certain or nothing, and twice is as good as once."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rules.staff.plan import StaffPlan, counts
from rules.staff.rows import Place, StaffRow
from rules.staff.sheets import StaffList
from storage import StaffImport, Store
from storage.persons import staff_import
from tests.storage import roster
from tests.storage.ledger import GROUP, LAN, NOW, TODAY, change, handed_in, rows
from tests.storage.staff import brought_in, planned

LAN_ROW = StaffRow("Nguyễn Thị Lan", "A", "", "Giáo viên", "GV1", "+84912345678")
MAI_ROW = StaffRow("Trần Thị Mai", "A", "", "Kế toán", "GV2")
NAM_ROW = StaffRow("Lê Văn Nam", "B", "", "Hiệu trưởng")
LIST = (LAN_ROW, MAI_ROW, NAM_ROW)
TOMORROW = TODAY + timedelta(days=1)
A, B = 7, 8
ADMIN = "telegram:1"


@pytest.fixture(autouse=True)
async def _two_schools(store: Store) -> None:
    await roster.unit(store, A, "A")
    await roster.unit(store, B, "B")


def wanted(*people: StaffRow, day: date = TODAY, **more: Any) -> StaffImport:
    numbered = tuple(replace(row, place=Place("A", line)) for line, row in enumerate(people, 2))
    return StaffImport(StaffList(numbered), day, **more)


async def bring(store: Store, *people: StaffRow, day: date = TODAY, **more: Any) -> StaffPlan:
    return await brought_in(store, wanted(*people, day=day, **more), ADMIN)


def told(plan: StaffPlan) -> tuple[int, ...]:
    return len(plan.new), len(plan.changed), len(plan.same), len(plan.gone), len(plan.doubtful)


def doubts(plan: StaffPlan) -> list[str]:
    return [doubt.key for doubt in plan.doubtful]


async def stays(store: Store) -> list[tuple[Any, ...]]:
    query = """
        SELECT person.name, unit.code, membership.since, membership.until, position, seen
        FROM membership JOIN person ON person.id = person_id JOIN unit ON unit.id = unit_id
        WHERE NOT person.provisional ORDER BY membership.id
    """
    return [
        (name, code, str(since), until and str(until), position, bool(seen))
        for name, code, since, until, position, seen in await rows(store, query)
    ]


async def everything(store: Store) -> list[Sequence[Any]]:
    tables = ("person", "membership", "audit", "account")
    return [row for table in tables for row in await rows(store, f"SELECT * FROM {table} ORDER BY id")]


async def test_everybody_in_the_list_belongs_to_their_unit_from_that_day_on(store: Store) -> None:
    plan = await bring(store, *LIST)
    assert told(plan) == (3, 0, 0, 0, 0)
    assert await stays(store) == [
        ("Nguyễn Thị Lan", "A", "2025-11-17", None, "Giáo viên", True),
        ("Trần Thị Mai", "A", "2025-11-17", None, "Kế toán", True),
        ("Lê Văn Nam", "B", "2025-11-17", None, "Hiệu trưởng", True),
    ]


async def test_codes_are_kept_and_numbers_only_as_a_word(store: Store) -> None:
    await bring(store, *LIST)
    kept = await rows(store, "SELECT code, phone FROM person ORDER BY id")
    assert [code for code, _ in kept] == ["GV1", "GV2", ""]
    assert len(kept[0][1].partition(":")[2]) == 64
    assert kept[1][1] == ""


async def test_a_plan_tells_what_an_import_would_do_and_does_nothing(store: Store) -> None:
    before = await everything(store)
    plan = await planned(store, wanted(*LIST))
    assert await everything(store) == before
    assert counts(plan) == counts(await bring(store, *LIST))


async def test_the_same_list_again_changes_nothing(store: Store) -> None:
    await bring(store, *LIST)
    before = await everything(store)
    assert told(await bring(store, *LIST, day=TOMORROW)) == (0, 0, 3, 0, 0)
    assert await everything(store) == before


async def test_what_changed_is_changed_and_what_is_not_told_stays(store: Store) -> None:
    await bring(store, *LIST)
    (phone,) = (await rows(store, "SELECT phone FROM person WHERE code = 'GV1'"))[0]
    renamed = StaffRow("Nguyễn Thị Lan", "A", "", "Tổ trưởng", "GV1")
    assert (await bring(store, renamed, day=TOMORROW)).changed[0].fields == ("position",)
    assert ("Nguyễn Thị Lan", "A", "2025-11-17", None, "Tổ trưởng", True) in await stays(store)
    assert (await rows(store, "SELECT phone FROM person WHERE code = 'GV1'"))[0] == (phone,)


async def test_a_new_number_takes_the_place_of_the_old_one(store: Store) -> None:
    await bring(store, *LIST)
    before = await rows(store, "SELECT phone FROM person WHERE code = 'GV1'")
    await bring(store, replace(LAN_ROW, phone="+84912345679"))
    after = await rows(store, "SELECT phone FROM person WHERE code = 'GV1'")
    assert len(after[0][0].partition(":")[2]) == 64
    assert after != before


async def test_who_moves_leaves_one_unit_and_joins_the_other(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, replace(LAN_ROW, unit="B"), day=TOMORROW)
    assert [stay for stay in await stays(store) if "Lan" in stay[0]] == [
        ("Nguyễn Thị Lan", "A", "2025-11-17", "2025-11-18", "Giáo viên", True),
        ("Nguyễn Thị Lan", "B", "2025-11-18", None, "Giáo viên", True),
    ]


async def test_a_move_on_the_very_day_of_joining_leaves_nothing_behind(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, replace(LAN_ROW, unit="B"))
    await bring(store, LAN_ROW)
    assert [stay[1:4] for stay in await stays(store) if "Lan" in stay[0]] == [("A", "2025-11-17", None)]


@pytest.mark.parametrize(
    ("since", "kept", "seen"),
    [
        (date(2025, 11, 17), "2025-11-17", False),
        (date(2025, 12, 1), "2025-12-01", False),
        (date(2025, 11, 16), "2025-11-18", True),
        (date(2019, 9, 1), "2025-11-18", True),
    ],
)
async def test_only_a_day_of_this_week_or_later_is_one_of_joining(
    store: Store, since: date, kept: str, seen: bool
) -> None:
    await bring(store, replace(LAN_ROW, since=since), day=TOMORROW)
    assert [(stay[2], stay[5]) for stay in await stays(store)] == [(kept, seen)]


async def test_who_moves_on_a_day_of_this_week_does_so_on_that_day(store: Store) -> None:
    await bring(store, LAN_ROW, day=date(2025, 11, 1))
    await bring(store, replace(LAN_ROW, unit="B", since=TOMORROW), day=date(2025, 11, 20))
    assert [stay[1:4] for stay in await stays(store)] == [
        ("A", "2025-11-01", "2025-11-18"),
        ("B", "2025-11-18", None),
    ]


async def test_who_is_missing_stays_unless_asked(store: Store) -> None:
    await bring(store, *LIST)
    plan = await bring(store, LAN_ROW, day=TOMORROW)
    assert [person.name for person in plan.gone] == ["Trần Thị Mai"]
    assert all(stay[3] is None for stay in await stays(store))


async def test_who_is_missing_can_be_let_go(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, LAN_ROW, day=TOMORROW, end_missing=True)
    assert [stay[0] for stay in await stays(store) if stay[3]] == ["Trần Thị Mai"]


async def test_who_comes_back_is_the_same_person(store: Store) -> None:
    bare = replace(MAI_ROW, code="")
    await bring(store, LAN_ROW, bare)
    await bring(store, LAN_ROW, day=TOMORROW, end_missing=True)
    plan = await bring(store, LAN_ROW, bare, day=date(2025, 12, 1))
    assert told(plan) == (0, 1, 1, 0, 0)
    assert [stay[2:4] for stay in await stays(store) if "Mai" in stay[0]] == [
        ("2025-11-17", "2025-11-18"),
        ("2025-12-01", None),
    ]


async def test_rows_without_a_unit_go_where_the_list_belongs(store: Store) -> None:
    await bring(store, replace(LAN_ROW, unit=""), default="B")
    assert [stay[1] for stay in await stays(store)] == ["B"]


async def test_words_that_may_mean_the_lists_own_unit_do(store: Store) -> None:
    await change(store, "UPDATE unit SET name = 'TH Kim Đồng' WHERE id = 7")
    await change(store, "UPDATE unit SET name = 'THCS Kim Đồng' WHERE id = 8")
    row = replace(LAN_ROW, unit="Kim Đồng")
    assert doubts(await planned(store, wanted(row))) == ["staff.unit_several"]
    assert told(await bring(store, row, default="A")) == (1, 0, 0, 0, 0)


async def test_a_unit_nobody_knows_keeps_only_its_rows_out(store: Store) -> None:
    plan = await bring(store, LAN_ROW, replace(NAM_ROW, unit="THCS Nguyễn Du"))
    assert doubts(plan) == ["staff.unit_unknown"]
    assert len(await stays(store)) == 1


async def test_a_unit_of_others_keeps_its_rows_out(store: Store) -> None:
    plan = await bring(store, *LIST, reach=frozenset({A}))
    assert doubts(plan) == ["staff.unit_not_yours"]
    assert {stay[1] for stay in await stays(store)} == {"A"}


async def test_nobody_is_taken_from_a_unit_of_others_nor_named(store: Store) -> None:
    await bring(store, *LIST)
    before = await everything(store)
    plan = await bring(store, replace(LAN_ROW, unit="B"), reach=frozenset({B}))
    assert doubts(plan) == ["staff.known_elsewhere"]
    assert plan.doubtful[0].values == {}
    assert await everything(store) == before


async def test_a_code_of_somebody_else_elsewhere_names_nobody(store: Store) -> None:
    await bring(store, *LIST)
    stranger = StaffRow("Phạm Văn Tú", "B", code="GV1")
    plan = await bring(store, stranger, reach=frozenset({B}))
    assert doubts(plan) == ["staff.known_elsewhere"]


async def test_who_left_another_unit_may_come_and_is_not_named_otherwise(store: Store) -> None:
    await bring(store, *LIST)
    await bring(store, MAI_ROW, day=TOMORROW, end_missing=True)
    assert doubts(
        await planned(
            store, wanted(StaffRow("Phạm Văn Tú", "B", code="GV1"), day=TOMORROW, reach=frozenset({B}))
        )
    ) == ["staff.known_elsewhere"]
    plan = await bring(store, replace(LAN_ROW, unit="B"), day=TOMORROW, reach=frozenset({B}))
    assert told(plan) == (0, 1, 0, 1, 0)


async def group(store: Store) -> int:
    """A stranger's, on its own."""
    await handed_in(store, "5")
    ((unit,),) = await rows(store, "SELECT id FROM unit WHERE provisional")
    return int(unit)


async def test_what_a_group_makes_up_says_nothing_of_the_people_of_units(store: Store) -> None:
    """Else its account would be the teacher's as soon as the school brings its own list."""
    theirs = await group(store)
    await bring(store, replace(LAN_ROW, unit=""), default="~TO-TOAN", reach=frozenset({theirs}))
    before = [stay[:2] for stay in await stays(store)]
    plan = await bring(store, *LIST)
    assert told(plan) == (3, 0, 0, 0, 0)
    assert before == [("Nguyễn Thị Lan", "~TO-TOAN")]
    assert [stay[:2] for stay in await stays(store)][:2] == [*before, ("Nguyễn Thị Lan", "A")]
    assert told(await bring(store, *LIST)) == (0, 0, 3, 0, 0)


async def test_a_group_finds_nobody_out_by_a_code_or_a_number(store: Store) -> None:
    await bring(store, *LIST)
    theirs = await group(store)
    for row in (
        StaffRow("Lan", code="GV1"),
        StaffRow("Ai Đó", phone="+84912345678"),
        replace(LAN_ROW, unit=""),
    ):
        plan = await planned(store, wanted(row, default="~TO-TOAN", reach=frozenset({theirs})))
        assert told(plan) == (1, 0, 0, 0, 0)


async def test_a_group_knows_its_own_people_again(store: Store) -> None:
    theirs = await group(store)
    mine = replace(LAN_ROW, unit="")
    await bring(store, mine, default="~TO-TOAN", reach=frozenset({theirs}))
    assert told(await bring(store, mine, default="~TO-TOAN", reach=frozenset({theirs}))) == (0, 0, 1, 0, 0)
    assert told(await bring(store, mine, default="~TO-TOAN")) == (0, 0, 1, 0, 0)


async def test_a_unit_called_like_a_group_is_the_unit(store: Store) -> None:
    await change(store, "UPDATE unit SET name = 'Tổ Toán' WHERE code = 'A'")
    await group(store)
    assert told(await bring(store, replace(LAN_ROW, unit="Tổ Toán"))) == (1, 0, 0, 0, 0)
    assert [stay[1] for stay in await stays(store)] == ["A"]


async def test_a_closed_unit_takes_nobody(store: Store) -> None:
    await change(store, f"UPDATE unit SET until = '{TODAY}' WHERE id = {A}")
    assert doubts(await bring(store, LAN_ROW)) == ["staff.unit_unknown"]


async def test_who_is_known_by_a_display_name_alone_is_asked_again(store: Store) -> None:
    await handed_in(store, "1", who=LAN, where=GROUP)
    (unit_id,) = (await rows(store, "SELECT unit_id FROM chat"))[0]
    await change(store, "UPDATE account SET looked_at = created_at")
    await bring(store, LAN_ROW)
    assert await rows(store, "SELECT count(*) FROM account WHERE looked_at IS NULL") == [(0,)]
    code = (await rows(store, "SELECT code FROM unit WHERE id = :id", id=unit_id))[0][0]
    await bring(store, StaffRow("Lê Thị Hoa", ""), default=code)
    assert await rows(store, "SELECT count(*) FROM account WHERE looked_at IS NULL") == [(1,)]


async def test_who_was_erased_is_not_known_again(store: Store) -> None:
    await bring(store, LAN_ROW)
    await change(store, "UPDATE person SET erased_at = created_at")
    assert told(await bring(store, LAN_ROW, day=TOMORROW)) == (1, 0, 0, 0, 0)


async def test_the_audit_tells_numbers_and_whose_unit(store: Store) -> None:
    await bring(store, LAN_ROW, MAI_ROW)
    ((actor, action, target, detail, unit_id),) = await rows(
        store, "SELECT actor, action, target, detail, unit_id FROM audit"
    )
    assert (actor, action, target, unit_id) == (ADMIN, "roster.imported", "", A)
    assert json.loads(detail)["new"] == 2
    assert "Lan" not in detail


async def test_what_fails_halfway_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await everything(store)

    async def break_down(*_: object) -> None:
        raise RuntimeError("halfway")

    monkeypatch.setattr(staff_import, "_look_again", break_down)
    with pytest.raises(RuntimeError):
        await bring(store, *LIST)
    assert await everything(store) == before


async def test_a_list_waits_for_its_confirmation_without_numbers(store: Store) -> None:
    staff = wanted(*LIST).staff
    kept = await store.without_numbers(staff)
    assert all(not row.phone.startswith("+") for row in kept.rows)
    async with store.write(NOW) as ledger:
        await ledger.staff.bring_in(StaffImport(kept, TODAY), ADMIN)
    assert told(await bring(store, *LIST)) == (0, 0, 3, 0, 0)


@pytest.mark.parametrize("unit", ["A", "B"])
async def test_somebody_of_two_units_is_known_in_both(store: Store, unit: str) -> None:
    bare = replace(MAI_ROW, position="")
    await bring(store, bare)
    await roster.member(store, 1, B)
    assert told(await bring(store, replace(bare, unit=unit))) == (0, 0, 1, 0, 0)
