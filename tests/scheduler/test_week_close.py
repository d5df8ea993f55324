"""The close of a week: frozen for everybody, corrected beside, whatever happens in between."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from rules.calendar import Period, day_range, week_of
from rules.rule_set import STANDARD_PLAN
from rules.verdicts import ACCEPTED, PENDING, WITHDRAWN
from scheduler import week_close
from scheduler.week_close import close_week, correct_weeks
from storage import ClosedWeek, StorageUnavailableError, Store
from storage.bulk import insert_many
from storage.organisation import closes
from storage.organisation.closes import Weeks
from tests.storage import roster
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_2,
    TODAY,
    change,
    decide,
    hand_in,
    handed_in,
    link,
    reading,
    rows,
    writing,
)
from tests.storage.roster import SCHOOL
from tests.storage.staff import linked, listed, released

WEEK: Period = week_of(TODAY)
MONDAY = datetime.fromisoformat("2025-11-24T06:00+07:00")
LATER = MONDAY + timedelta(hours=2)
OFFICE, OTHER = 9, 8


@pytest.fixture
async def office(store: Store) -> Store:
    """An office with two schools; Mai works in both."""
    await roster.unit(store, OFFICE, "PGD", level="district")
    await roster.unit(store, SCHOOL, "HOASEN", OFFICE)
    await roster.unit(store, OTHER, "KIMDONG", OFFICE)
    for number, name, unit_id in (
        (1, "Lan", SCHOOL),
        (2, "Mai", SCHOOL),
        (3, "Hoa", OTHER),
        (4, "Thu", OFFICE),
    ):
        await roster.person(store, number, name, unit_id)
    await roster.member(store, 2, OTHER)
    await roster.did(store, 1, SCHOOL, TODAY)
    return store


async def close(store: Store, at: datetime = MONDAY) -> int:
    return await close_week(store, STANDARD_PLAN, WEEK, at)


async def correct(store: Store, at: datetime = LATER) -> int:
    return await correct_weeks(store, STANDARD_PLAN, at)


async def told(store: Store) -> dict[int, tuple[int, int, int]]:
    """(people, obliged, met) of every unit as they were last written down."""
    closed = await reading(store).weeks.closed(WEEK.first)
    return {unit_id: (row.people, row.obliged, row.met) for unit_id, row in closed.items()}


async def versions(store: Store) -> list[tuple[Any, ...]]:
    return await rows(store, "SELECT unit_id, version FROM week_close ORDER BY unit_id, version")


# the close


async def test_every_unit_is_closed(office: Store) -> None:
    assert await close(office) == 3
    assert await versions(office) == [(SCHOOL, 0), (OTHER, 0), (OFFICE, 0)]


async def test_a_parent_holds_its_own_people_and_all_below(office: Store) -> None:
    await close(office)
    assert (await told(office))[OFFICE] == (4, 4, 1)


async def test_who_belongs_to_two_schools_is_one_person_of_the_office(office: Store) -> None:
    await roster.did(office, 2, SCHOOL, TODAY)
    await close(office)
    assert await told(office) == {SCHOOL: (2, 2, 2), OTHER: (2, 2, 1), OFFICE: (4, 4, 2)}


async def test_two_schools_ask_somebody_once(office: Store) -> None:
    """On leave from one school only would be no leave; but who has left one owes in the other."""
    await change(office, "DELETE FROM membership WHERE person_id = 2 AND unit_id = 8")
    await roster.member(office, 2, OTHER, date(2025, 11, 21))
    await close(office)
    assert await told(office) == {SCHOOL: (2, 2, 1), OTHER: (2, 1, 0), OFFICE: (4, 4, 1)}


async def test_a_free_week_is_closed_too(office: Store) -> None:
    tet = week_of(date(2026, 2, 17))
    at = datetime.fromisoformat("2026-02-23T06:00+07:00")
    assert await close_week(office, STANDARD_PLAN, tet, at) == 3
    assert {row.obliged for row in (await reading(office).weeks.closed(tet.first)).values()} == {0}


async def test_a_closed_unit_owes_nothing(office: Store) -> None:
    await writing(office).rules.close_unit(OFFICE, day_range(TODAY, TODAY + timedelta(days=6)), "cli")
    await close(office)
    assert await told(office) == {SCHOOL: (2, 0, 0), OTHER: (2, 0, 0), OFFICE: (4, 0, 0)}


async def test_a_page_is_the_units_own(office: Store) -> None:
    await roster.page(office, 1, OFFICE)
    await roster.page(office, 2, SCHOOL)
    await roster.chat(office)
    await roster.on_page(office, 2, 1, ["a", "b"], day=TODAY)
    await close(office)
    closed = await reading(office).weeks.closed(WEEK.first)
    pages = {unit_id: (row.page_posts, row.page_owed) for unit_id, row in closed.items()}
    assert pages == {SCHOOL: (2, 1), OTHER: (0, 0), OFFICE: (0, 3)}


async def test_pieces_make_the_same_whole(office: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week_close, "AT_ONCE", 1)
    await close(office)
    assert await told(office) == {SCHOOL: (2, 2, 1), OTHER: (2, 2, 0), OFFICE: (4, 4, 1)}


async def test_a_week_is_closed_once(office: Store) -> None:
    await close(office)
    await roster.did(office, 3, OTHER, TODAY)
    assert await close(office, LATER) == 0
    assert (await told(office))[OTHER] == (2, 2, 0)


async def test_proof_within_the_grace_is_part_of_the_close(store: Store) -> None:
    await handed_in(store, "5", link(day=WEEK.last))
    await close(store)
    assert list((await told(store)).values()) == [(1, 1, 1)]


async def test_proof_of_the_next_week_is_not(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2, day=WEEK.after), MAI)
    await close(store)
    assert list((await told(store)).values()) == [(1, 1, 1)]


async def test_nothing_to_close_is_no_trouble(store: Store) -> None:
    assert await close(store) == 0


# corrections


@pytest.fixture
async def closed(store: Store) -> Store:
    """Two groups below an office, closed with one proof each."""
    await roster.unit(store, OFFICE, "PGD", level="district")
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2, PENDING))
    await handed_in(store, "5", link(), MAI, OTHER_GROUP)
    await change(store, "UPDATE unit SET parent_id = 9 WHERE id <> 9")
    await close(store)
    return store


async def unit_id(store: Store, name: str) -> int:
    return next(unit.id for unit in await reading(store).units.all() if unit.name == name)


async def newest(store: Store, name: str = GROUP.title) -> ClosedWeek:
    return (await reading(store).weeks.closed(WEEK.first))[await unit_id(store, name)]


async def test_without_a_change_there_is_no_correction(closed: Store) -> None:
    assert await correct(closed) == 0


async def test_late_proof_is_a_correction_of_the_unit_and_those_above(closed: Store) -> None:
    await handed_in(closed, "7", link("post:3"))
    assert await correct(closed) == 2
    assert {
        row.unit_id: row.version for row in (await reading(closed).weeks.closed(WEEK.first)).values()
    } == {
        await unit_id(closed, GROUP.title): 1,
        await unit_id(closed, OTHER_GROUP.title): 0,
        OFFICE: 1,
    }


async def test_the_first_numbers_stay_as_they_were(closed: Store) -> None:
    before = await reading(closed).weeks.closed(WEEK.first)
    await handed_in(closed, "7", link("post:3"))
    await correct(closed)
    assert await reading(closed).weeks.closed(WEEK.first, first=True) == before


async def test_a_withdrawal_is_a_correction(closed: Store) -> None:
    await decide(closed, "5", WITHDRAWN)
    await correct(closed)
    assert ((await newest(closed)).met, (await newest(closed)).accepted) == (0, 0)


async def test_an_approval_is_a_correction(closed: Store) -> None:
    await decide(closed, "6", ACCEPTED)
    await correct(closed)
    assert ((await newest(closed)).accepted, (await newest(closed)).pending) == (2, 0)


async def test_what_went_back_is_corrected_back(closed: Store) -> None:
    await decide(closed, "6", ACCEPTED)
    await correct(closed)
    await decide(closed, "6", PENDING)
    await correct(closed)
    row = await newest(closed)
    first = (await reading(closed).weeks.closed(WEEK.first, first=True))[row.unit_id]
    assert (row.version, row.says_the_same(first)) == (2, True)


async def test_a_correction_bears_its_own_time(closed: Store) -> None:
    await handed_in(closed, "7", link("post:3"))
    await correct(closed)
    assert (await newest(closed)).closed_at == LATER


async def test_corrections_are_not_repeated(closed: Store) -> None:
    await handed_in(closed, "7", link("post:3"))
    await correct(closed)
    assert await correct(closed) == 0


async def test_the_running_week_is_corrected_by_nobody(closed: Store) -> None:
    await handed_in(closed, "7", link("post:3", day=WEEK.after))
    assert await correct(closed) == 0


async def test_a_week_that_was_never_closed_is_not_corrected(closed: Store) -> None:
    await handed_in(closed, "7", link("post:3", day=TODAY - timedelta(days=7)))
    assert await correct(closed) == 0


async def test_proof_in_one_unit_corrects_all_units_of_its_sender(closed: Store) -> None:
    other = await unit_id(closed, OTHER_GROUP.title)
    (lan,) = (row[0] for row in await rows(closed, "SELECT person_id FROM account WHERE user_id = '77'"))
    await roster.member(closed, lan, other)
    await decide(closed, "5", WITHDRAWN)
    await correct(closed)
    assert ((await newest(closed, OTHER_GROUP.title)).people, (await newest(closed)).met) == (2, 0)


async def test_a_unit_that_comes_late_is_closed_late(closed: Store) -> None:
    late = replace(GROUP, chat_id="-1003", title="Tổ Anh")
    await handed_in(closed, "5", link("post:3"), LAN, late)
    await correct(closed)
    row = await newest(closed, "Tổ Anh")
    assert (row.version, row.people, row.closed_at) == (0, 1, LATER)


async def test_what_was_seen_is_hardly_looked_at_again(
    closed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closes, "OVERLAP", 0)
    await correct(closed)
    await handed_in(closed, "7", link("post:3", day=WEEK.after))
    assert (await reading(closed).weeks.touched(WEEK.after)).units == {}


async def test_a_number_that_was_committed_late_is_found(closed: Store) -> None:
    """A decision appears below others that were seen already."""
    await correct(closed)
    seen = (await reading(closed).weeks.touched(WEEK.after)).last_decision
    await handed_in(closed, "7", link("post:3"))
    await writing(closed).weeks.corrected_up_to(seen + 5)
    assert await correct(closed) == 2


# what may happen meanwhile


async def test_two_processes_close_a_week_together(office: Store, ledger_url: str) -> None:
    other = Store(ledger_url)
    done = await asyncio.gather(close(office), close(other))
    await other.close()
    assert (sum(done), await versions(office)) == (3, [(SCHOOL, 0), (OTHER, 0), (OFFICE, 0)])


async def test_two_processes_correct_a_week_together(closed: Store, ledger_url: str) -> None:
    other = Store(ledger_url)
    await handed_in(closed, "7", link("post:3"))
    done = await asyncio.gather(correct(closed), correct(other))
    await other.close()
    assert (sum(done), (await newest(closed)).version) == (2, 1)


async def test_proof_that_comes_during_the_close_is_lost_to_nobody(store: Store) -> None:
    """Handed in while the numbers were being read: in the close, or in a correction."""
    await handed_in(store, "5")

    async def late() -> None:
        async with store.write(NOW) as ledger:
            await hand_in(ledger, "6", link(POST_2), MAI)

    await asyncio.gather(close(store), late())
    await correct(store)
    assert list((await told(store)).values()) == [(2, 2, 2)]


class _Killed(BaseException):
    """The process dies."""


async def test_a_death_in_the_middle_of_the_close_leaves_nothing(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(connection: Any, table: Any, values: list[dict[str, Any]], **how: bool) -> None:
        await insert_many(connection, table, values[:1], **how)
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(closes, "insert_many", die)
        with pytest.raises(_Killed):
            await close(office)
    assert await versions(office) == []
    assert await close(office) == 3


async def test_a_death_before_the_end_of_corrections_repeats_them_harmlessly(
    closed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> None:
        raise StorageUnavailableError("gone")

    await handed_in(closed, "7", link("post:3"))
    with monkeypatch.context() as patch:
        patch.setattr(Weeks, "corrected_up_to", die)
        with pytest.raises(StorageUnavailableError):
            await correct(closed)
    assert (await correct(closed), (await newest(closed)).version) == (0, 1)


# accounts that turn out to be somebody's


async def test_an_account_that_is_linked_leaves_the_weeks_of_its_group(store: Store) -> None:
    """Also those in which nothing was handed in, but in which somebody was counted."""
    await roster.unit(store, 700, "HOASEN")
    await listed(store, 900, "Lan", 700)
    await handed_in(store, "5", link(day=TODAY - timedelta(days=7)))
    ((group_unit,),) = await rows(store, "SELECT unit_id FROM chat")
    assert await close(store)
    assert (await told(store))[group_unit][0] == 1
    await linked(store, LAN, 900)
    assert await correct(store)
    assert (await told(store))[group_unit][0] == 0
    await released(store, LAN)
    assert await correct(store)
    assert (await told(store))[group_unit][0] == 1


async def test_leave_told_too_late_corrects_the_weeks_it_covers(office: Store) -> None:
    await close(office)
    async with office.write(LATER) as ledger:
        await ledger.exemptions.add(3, None, day_range(WEEK.first, WEEK.last), "maternity", "telegram:1")
    assert await correct(office, LATER) > 0
    assert (await reading(office).weeks.closed(WEEK.first))[OTHER].obliged == 1


async def test_who_left_long_ago_is_taken_out_of_closed_weeks(office: Store) -> None:
    await close(office)
    async with office.write(LATER) as ledger:
        assert await ledger.roster.end(1, SCHOOL, WEEK.first)
    assert await correct(office, LATER) > 0
    assert (await reading(office).weeks.closed(WEEK.first))[SCHOOL].people == 1


async def test_what_begins_now_changes_no_closed_week(office: Store) -> None:
    await close(office)
    async with office.write(LATER) as ledger:
        await ledger.exemptions.add(3, None, day_range(WEEK.after, WEEK.after), "sick", "telegram:1")
        assert await ledger.roster.end(1, SCHOOL, WEEK.after)
    assert await correct(office, LATER) == 0
