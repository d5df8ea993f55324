"""Units change on a day: nothing before it does, and the same again changes nothing."""

from datetime import date, timedelta

import pytest

from reports.standings import unit_standings
from rules.calendar import Period, month_of, week_of
from rules.reasons import Why
from rules.rule_set import STANDARD_PLAN
from rules.unit_list import UnitRow
from storage import Dissolve, Merge, Move, Open, Relevel, Rename, Store, TreeChange, TreePlan, UnitRecord
from tests.storage import roster
from tests.storage.ledger import TODAY, change, handed_in, reading, rows, writing

MONDAY = TODAY
BEFORE = week_of(MONDAY - timedelta(days=7))
WEEK = week_of(MONDAY)
SO, P1, P2, A, B = 101, 102, 103, 107, 108
LAN_, MAI_, HOA_ = 201, 202, 203


@pytest.fixture
async def province(store: Store) -> Store:
    """A department with two districts and two schools in the first, one person each."""
    await roster.unit(store, SO, "SO", level="department")
    await roster.unit(store, P1, "P1", SO, "district")
    await roster.unit(store, P2, "P2", SO, "district")
    await roster.unit(store, A, "A", P1)
    await roster.unit(store, B, "B", P1)
    await roster.person(store, LAN_, "Lan", A)
    await roster.person(store, MAI_, "Mai", B)
    return store


async def make(store: Store, tree_change: TreeChange, today: date = TODAY) -> TreePlan:
    return await writing(store).tree.make(tree_change, "cli", today)


async def below(store: Store, root: int, period: Period = WEEK, today: date = TODAY) -> list[str]:
    unit = next(unit for unit in await reading(store).units.all() if unit.id == root)
    rule_set = STANDARD_PLAN.with_stored(await reading(store).rules.stored())
    return [
        tally.unit.code for tally in await reading(store).tallies.below(unit, period, rule_set.book, today)
    ]


async def named(store: Store, number: int, period: Period) -> UnitRecord:
    (tally,) = await reading(store).tallies.of(
        [number], period, STANDARD_PLAN.with_stored(await reading(store).rules.stored()).book, TODAY
    )
    return tally.unit


async def test_a_new_name_holds_from_its_day_on(province: Store) -> None:
    await make(province, Rename(A, "Mới", MONDAY))
    assert [(await named(province, A, week)).name for week in (BEFORE, WEEK)] == ["Đơn vị A", "Mới"]


async def test_a_move_leaves_earlier_reports(province: Store) -> None:
    await make(province, Move(A, P2, MONDAY))
    assert [await below(province, P1, week) for week in (BEFORE, WEEK)] == [["P1", "A", "B"], ["P1", "B"]]
    assert await below(province, P2, BEFORE) == ["P2"]


async def test_a_level_holds_from_its_day_on(province: Store) -> None:
    await make(province, Relevel(A, "group", MONDAY))
    assert [(await named(province, A, week)).level for week in (BEFORE, WEEK)] == ["school", "group"]


async def test_the_same_again_changes_nothing(province: Store) -> None:
    await make(province, Move(A, P2, MONDAY))
    past = await rows(province, "SELECT * FROM unit_past")
    plan = await make(province, Move(A, P2, MONDAY))
    assert (plan.changes_anything, await rows(province, "SELECT * FROM unit_past")) == (False, past)


async def test_a_change_told_late_ends_where_a_later_one_began(province: Store) -> None:
    await make(province, Rename(A, "Ba", MONDAY))
    plan = await make(province, Rename(A, "Hai", BEFORE.first))
    assert plan.later == MONDAY
    assert [(await named(province, A, week)).name for week in (BEFORE, WEEK)] == ["Hai", "Ba"]


async def test_a_change_to_come_is_not_yet_reported(province: Store) -> None:
    await make(province, Move(A, P2, WEEK.after))
    assert (await below(province, P1), await below(province, P2)) == (["P1", "A", "B"], ["P2"])
    later = week_of(WEEK.after)
    assert await below(province, P2, later, later.last) == ["P2", "A"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (Move(P1, A, MONDAY), "tree.ring"),
        (Move(SO, SO, MONDAY), "tree.ring"),
        (Relevel(A, "lạ", MONDAY), "tree.level"),
        (Open("A", "Lại A", "school", SO, MONDAY), "tree.code_taken"),
        (Dissolve(A, MONDAY + timedelta(days=1)), "tree.too_early"),
        (Merge((A,), B, MONDAY + timedelta(days=1)), "tree.too_early"),
        (Rename(A, "Xa", MONDAY + timedelta(days=400)), "tree.too_far"),
    ],
)
async def test_what_cannot_be_is_refused(province: Store, wrong: TreeChange, key: str) -> None:
    before = await rows(province, "SELECT * FROM unit ORDER BY id")
    plan = await make(province, wrong)
    assert plan.refusal is not None
    assert (plan.refusal.key, await rows(province, "SELECT * FROM unit ORDER BY id")) == (key, before)


async def test_a_ring_that_would_last_for_some_days_is_refused(province: Store) -> None:
    await make(province, Move(B, A, MONDAY))
    plan = await make(province, Move(A, B, BEFORE.first))
    assert plan.refusal is not None
    assert plan.refusal.key == "tree.ring"


async def test_a_new_unit_is_in_no_earlier_report(province: Store) -> None:
    await make(province, Open("TO", "Tổ Toán", "group", A, MONDAY))
    assert [await below(province, A, week) for week in (BEFORE, WEEK)] == [["A"], ["A", "TO"]]


async def test_a_dissolved_district_hands_its_schools_up(province: Store) -> None:
    plan = await make(province, Dissolve(P1, MONDAY))
    assert (plan.ended, plan.moved_below) == (1, 2)
    assert [await below(province, P1, week) for week in (BEFORE, WEEK)] == [["P1", "A", "B"], []]
    assert await below(province, SO) == ["SO", "P2", "A", "B"]


async def test_a_dissolved_unit_changes_no_more(province: Store) -> None:
    await make(province, Dissolve(A, MONDAY))
    plan = await make(province, Rename(A, "Lại", MONDAY))
    assert plan.refusal is not None
    assert plan.refusal.key == "tree.dissolved"
    assert not (await make(province, Dissolve(A, MONDAY))).changes_anything


async def test_a_unit_with_later_proof_is_not_dissolved(store: Store) -> None:
    person = await handed_in(store, "1")
    plan = await make(store, Dissolve(person.unit_id, MONDAY))
    assert plan.refusal is not None
    assert (plan.refusal.key, plan.refusal.values["day"]) == ("tree.proof_after", TODAY)


async def test_people_of_a_dissolved_unit_owe_nothing_and_it_is_said_why(province: Store) -> None:
    await make(province, Dissolve(A, WEEK.first + timedelta(days=2)), WEEK.last)
    async with province.read() as ledger:
        (summary,) = await unit_standings(ledger, STANDARD_PLAN, [A], WEEK, WEEK.after)
    assert [(line.owed, line.why) for line in summary.own] == [(0, Why.UNIT_DISSOLVED)]


async def memberships(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT person_id, unit_id, since, until FROM membership ORDER BY person_id, since"
    return [tuple(row) for row in await rows(store, query)]


async def test_people_of_a_merged_unit_begin_in_the_other(province: Store) -> None:
    plan = await make(province, Merge((A,), B, MONDAY))
    assert plan.people == 1
    day = str(MONDAY)
    found = [tuple(map(str, row)) for row in await memberships(province)]
    assert found == [
        ("201", "107", "2020-01-01", day),
        ("201", "108", day, "None"),
        ("202", "108", "2020-01-01", "None"),
    ]


async def test_who_belonged_to_both_belongs_to_one_without_a_gap(province: Store) -> None:
    await roster.member(province, LAN_, B, date(2021, 1, 1))
    await make(province, Merge((A,), B, MONDAY))
    found = [tuple(map(str, row)) for row in await memberships(province) if row[0] == LAN_]
    assert found == [("201", "107", "2020-01-01", str(MONDAY)), ("201", "108", "2021-01-01", "None")]


async def test_who_joins_later_only_joins_the_other(province: Store) -> None:
    later = MONDAY + timedelta(days=2)
    await roster.person(province, HOA_, "Hoa", A, later)
    await make(province, Merge((A,), B, MONDAY), WEEK.last)
    assert [tuple(map(str, row)) for row in await memberships(province) if row[0] == HOA_] == [
        ("203", "108", str(later), "None")
    ]


async def test_proof_of_later_days_goes_along_and_the_ledger_stays_sound(province: Store) -> None:
    person = await handed_in(province, "1")
    await change(province, "UPDATE unit SET since = NULL")
    await make(province, Merge((person.unit_id,), B, TODAY))
    assert await rows(province, "SELECT unit_id FROM evidence") == [(B,)]
    assert await rows(province, "SELECT unit_id FROM chat") == [(B,)]
    assert await reading(province).whole.verify() == []


async def test_schools_merge_into_a_third(province: Store) -> None:
    await make(province, Open("C", "Trường C", "school", P1, MONDAY))
    into = next(unit.id for unit in await reading(province).units.all() if unit.code == "C")
    plan = await make(province, Merge((A, B), into, MONDAY))
    assert (plan.ended, plan.people) == (2, 2)
    assert [await below(province, P1, week) for week in (BEFORE, WEEK)] == [["P1", "A", "B"], ["P1", "C"]]


async def test_a_unit_may_take_in_what_stands_above_it(province: Store) -> None:
    plan = await make(province, Merge((P1,), A, MONDAY))
    assert plan.refusal is None
    assert await below(province, SO) == ["SO", "P2", "A", "B"]
    assert await below(province, A) == ["A", "B"]


async def test_a_month_sums_up_who_was_in_both(province: Store) -> None:
    await make(province, Merge((A,), B, MONDAY))
    assert await below(province, P1, month_of(MONDAY), month_of(MONDAY).last) == ["P1", "A", "B"]


async def test_a_change_leaves_a_trace(province: Store) -> None:
    await make(province, Rename(A, "Mới", MONDAY))
    trace = await rows(province, "SELECT actor, action, target, detail, unit_id FROM audit")
    assert trace == [("cli", "unit.rename", "A = Mới", f"from {MONDAY}", A)]


async def test_a_list_changes_units_from_its_day_on(province: Store) -> None:
    moved = [UnitRow(code, f"Đơn vị {code}", "", "P2") for code in ("A", "B")]
    plan = await writing(province).unit_import.write(moved, TODAY, MONDAY)
    assert plan.changed == 2
    assert [await below(province, P2, week) for week in (BEFORE, WEEK)] == [["P2"], ["P2", "A", "B"]]


async def test_a_list_of_an_earlier_day_opens_its_units_then(province: Store) -> None:
    row = UnitRow("MOI", "Mới", "", "P2")
    await writing(province).unit_import.write([row], TODAY)
    assert await below(province, P2, BEFORE) == ["P2"]
    assert (await writing(province).unit_import.write([row], TODAY, BEFORE.first)).changed == 1
    assert await below(province, P2, BEFORE) == ["P2", "MOI"]


async def test_a_list_may_not_name_what_is_dissolved(province: Store) -> None:
    await make(province, Dissolve(A, MONDAY))
    named = await writing(province).unit_import.write([UnitRow("A", "Lại", line=2)], TODAY)
    above = await writing(province).unit_import.write([UnitRow("C", "Tổ", "group", "A", line=3)], TODAY)
    found = [(each.line, each.key) for plan in (named, above) for each in plan.problems]
    assert found == [(2, "units.dissolved"), (3, "units.parent_unknown")]


async def test_an_unknown_level_is_opened_under_its_own_words(province: Store) -> None:
    row = UnitRow("TT", "Trung tâm", "trung-tam-gdtx", "SO", level_name="Trung tâm GDTX")
    await writing(province).unit_import.write([row], TODAY)
    level = next(
        each for each in await reading(province).unit_import.levels() if each.code == "trung-tam-gdtx"
    )
    assert (level.name, level.rank) == ("Trung tâm GDTX", 30)


async def test_the_levels_of_a_new_ledger(store: Store) -> None:
    assert [level.code for level in await reading(store).unit_import.levels()] == [
        "department",
        "district",
        "commune",
        "school",
        "group",
    ]


async def test_somebody_who_turned_out_to_have_been_there_shows_a_unit_of_later(province: Store) -> None:
    await make(province, Open("C", "Trường C", "school", P1, MONDAY))
    into = next(unit.id for unit in await reading(province).units.all() if unit.code == "C")
    await roster.person(province, HOA_, "Hoa", into, BEFORE.first)
    assert sorted(await below(province, P1, BEFORE)) == ["A", "B", "C", "P1"]
    await change(province, "DELETE FROM membership WHERE person_id = 203")
    assert await below(province, P1, BEFORE) == ["P1", "A", "B"]
