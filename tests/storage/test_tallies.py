"""The proof that the tallies are right, and the totals beside them."""

from datetime import date, timedelta

import pytest

from rules.calendar import Period, PeriodKind, month_of, week_of
from rules.quota import STANDARD_BOOK, Quota, QuotaBook, QuotaRule
from rules.scopes import EVERYBODY, Reach, Scope
from rules.verdicts import ACCEPTED, INTERACTION, PENDING, SHARE, STATES, WITHDRAWN
from storage import PageCount, PersonCount, Stay, Store, UnitRecord
from tests.storage import roster
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_2,
    TODAY,
    WEEK,
    change,
    decide,
    handed_in,
    link,
    reading,
    tallies,
)
from tests.storage.roster import SCHOOL

ALL = UnitRecord(0, "*", "", "", None)


@pytest.fixture
async def ledger(store: Store) -> Store:
    """Some life of a group: proof of several kinds, decisions on it, a person without a unit."""
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2, PENDING), MAI)
    await handed_in(store, "7", link("post:3", day=TODAY - timedelta(days=1)))
    await handed_in(store, "8", link("post:4"), where=OTHER_GROUP)
    await decide(store, "7", WITHDRAWN)
    return store


async def test_an_empty_ledger_is_consistent(store: Store) -> None:
    assert await reading(store).whole.verify() == []


async def test_a_ledger_kept_by_its_verbs_is_consistent(ledger: Store) -> None:
    assert await reading(ledger).whole.verify() == []


async def test_a_wrong_tally_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE tally SET count = count + 1 WHERE unit_id = 1")
    (difference,) = await reading(ledger).whole.verify()
    assert (difference.kept, difference.recounted) == (2, 1)


async def test_a_missing_tally_is_found(ledger: Store) -> None:
    await change(ledger, "DELETE FROM tally WHERE unit_id = 1")
    (difference,) = await reading(ledger).whole.verify()
    assert (difference.kept, difference.recounted) == (0, 1)


async def test_a_tally_without_evidence_is_found(ledger: Store) -> None:
    await change(
        ledger,
        "INSERT INTO tally (person_id, unit_id, day, action, count)"
        " SELECT person_id, unit_id, day, 'share', 1 FROM tally WHERE unit_id = 1",
    )
    (difference,) = await reading(ledger).whole.verify()
    assert (difference.kept, difference.recounted) == (1, 0)


async def test_a_tally_of_the_wrong_unit_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE evidence SET unit_id = 2 WHERE unit_id = 1 AND state = 'accepted'")
    assert len(await reading(ledger).whole.verify()) == 2


async def test_a_state_changed_behind_the_verbs_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE evidence SET state = 'accepted' WHERE state = 'pending'")
    assert {difference.what for difference in await reading(ledger).whole.verify()} >= {
        "total accepted",
        "total pending",
    }


async def test_a_wrong_total_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE counter SET value = 7 WHERE name = 'evidence.accepted'")
    (difference,) = await reading(ledger).whole.verify()
    assert (difference.what, difference.kept, difference.recounted) == ("total accepted", 7, 2)


async def test_a_difference_names_no_person(ledger: Store) -> None:
    await change(ledger, "UPDATE tally SET count = count + 1")
    assert not any("Lan" in difference.what for difference in await reading(ledger).whole.verify())


async def test_the_totals_tell_every_state(ledger: Store) -> None:
    totals = await reading(ledger).whole.totals()
    assert totals.evidence == dict.fromkeys(STATES, 0) | {ACCEPTED: 2, PENDING: 1, WITHDRAWN: 1}


async def test_an_empty_ledger_has_totals_of_nothing(store: Store) -> None:
    assert (await reading(store).whole.totals()).evidence == dict.fromkeys(STATES, 0)


async def test_everything_is_below_the_root_of_all(ledger: Store) -> None:
    found = await reading(ledger).tallies.below(ALL, WEEK)
    assert {tally.unit.name for tally in found} == {GROUP.title, OTHER_GROUP.title}


async def test_a_unit_has_its_own_tally_only(ledger: Store) -> None:
    unit = (await reading(ledger).units.all())[0]
    assert [tally.unit for tally in await reading(ledger).tallies.below(unit, WEEK)] == [unit]


async def test_a_parent_has_all_below_it(ledger: Store) -> None:
    await change(
        ledger,
        "INSERT INTO unit (id, code, name, level, provisional, created_at)"
        " VALUES (99, 'PGD', 'Phòng', 'district', false, :now)",
        now=str(NOW) if ledger._database.is_sqlite else NOW,
    )
    await change(ledger, "UPDATE unit SET parent_id = 99 WHERE id = 1")
    parent = next(unit for unit in await reading(ledger).units.all() if unit.id == 99)
    found = await reading(ledger).tallies.below(parent, WEEK)
    assert [tally.unit.code for tally in found] == ["PGD", "~TO-TOAN"]


async def test_a_member_without_proof_is_in_the_tally(ledger: Store) -> None:
    members = (await tallies(ledger))[GROUP.title].persons
    assert (MAI.name, 0) in {(person.name, person.accepted) for person in members}


async def test_a_member_of_two_units_is_counted_whole_in_each(ledger: Store) -> None:
    found = await tallies(ledger)
    for unit in (GROUP.title, OTHER_GROUP.title):
        assert (LAN.name, 2) in {(person.name, person.accepted) for person in found[unit].persons}


async def test_whoever_came_later_is_not_in_an_earlier_tally(ledger: Store) -> None:
    await change(ledger, "UPDATE unit SET since = NULL")
    unit = (await reading(ledger).units.all())[0]
    (tally,) = await reading(ledger).tallies.below(unit, week_of(WEEK.first - timedelta(days=14)))
    assert tally.persons == ()


async def test_whoever_left_is_in_no_later_tally(ledger: Store) -> None:
    day = WEEK.after.isoformat() if ledger._database.is_sqlite else WEEK.after
    await change(ledger, "UPDATE membership SET until = :day", day=day)
    unit = (await reading(ledger).units.all())[0]
    found = [
        (await reading(ledger).tallies.below(unit, week))[0].persons for week in (WEEK, week_of(WEEK.after))
    ]
    assert [len(persons) for persons in found] == [2, 0]


# what a summary asks

NOVEMBER = month_of(TODAY)


@pytest.fixture
async def school(store: Store) -> Store:
    await roster.unit(store, SCHOOL, "HOASEN")
    return store


async def persons(store: Store, period: Period, book: QuotaBook = STANDARD_BOOK) -> list[PersonCount]:
    (tally,) = await reading(store).tallies.of([SCHOOL], period, book, date.max)
    return list(tally.persons)


async def test_a_month_tells_its_weeks_too(school: Store) -> None:
    await roster.person(school, 1, "Lan", SCHOOL)
    await roster.did(school, 1, SCHOOL, date(2025, 11, 1), date(2025, 11, 3), TODAY, TODAY)
    assert await persons(school, NOVEMBER) == [PersonCount(1, "Lan", 4, (1, 0, 2, 0))]


async def test_a_week_of_a_month_holds_the_days_beyond_it(school: Store) -> None:
    october = month_of(date(2025, 10, 1))
    await roster.person(school, 1, "Lan", SCHOOL)
    await roster.did(school, 1, SCHOOL, date(2025, 9, 29), date(2025, 11, 2))
    assert await persons(school, october) == [PersonCount(1, "Lan", 0, (1, 0, 0, 0, 1))]


async def test_weeks_that_are_not_over_are_not_told(school: Store) -> None:
    await roster.person(school, 1, "Lan", SCHOOL)
    (tally,) = await reading(school).tallies.of([SCHOOL], NOVEMBER, STANDARD_BOOK, TODAY)
    assert [len(person.weeks) for person in tally.persons] == [2]


async def test_what_counts_is_the_books_business(school: Store) -> None:
    quota = Quota(counts=frozenset({INTERACTION}))
    book = QuotaBook((QuotaRule(date.min, Scope(Reach.UNIT, "HOASEN"), quota),))
    await roster.unit(school, 8, "KIMDONG")
    for number, unit_id in ((1, SCHOOL), (2, 8)):
        await roster.person(school, number, "Lan", unit_id)
        await roster.did(school, number, unit_id, TODAY, TODAY, action=INTERACTION)
        await roster.did(school, number, unit_id, TODAY, action=SHARE)
    found = await reading(school).tallies.of([SCHOOL, 8], WEEK, book, date.max)
    assert [person.accepted for tally in found for person in tally.persons] == [2, 1]


async def test_what_counts_may_change_within_a_month(school: Store) -> None:
    """A week that straddles two months counts each day by its own rule where months are asked about."""
    rule = QuotaRule(date(2025, 11, 1), EVERYBODY, Quota(counts=frozenset({SHARE})))
    await roster.person(school, 1, "Lan", SCHOOL)
    await roster.did(school, 1, SCHOOL, date(2025, 10, 31), date(2025, 11, 1))
    quarter = Period(PeriodKind.QUARTER, date(2025, 10, 1), date(2026, 1, 1))
    assert [one.accepted for one in await persons(school, quarter, QuotaBook((rule,)))] == [1]


async def test_whoever_is_there_all_the_time_needs_no_days(school: Store) -> None:
    await roster.person(school, 1, "Lan", SCHOOL, WEEK.first, until=WEEK.after)
    assert [one.stay for one in await persons(school, WEEK)] == [None]


async def test_whoever_joins_or_leaves_within_the_week_does(school: Store) -> None:
    await roster.person(school, 1, "Lan", SCHOOL, date(2025, 11, 19))
    await roster.person(school, 2, "Mai", SCHOOL, until=date(2025, 11, 19))
    stays = [one.stay for one in await persons(school, WEEK)]
    assert stays == [Stay(since=date(2025, 11, 19)), Stay(roster.LONG_AGO, date(2025, 11, 19))]


async def test_an_account_is_seen_and_does_not_join(school: Store) -> None:
    await roster.person(school, 1, "Lan", SCHOOL, date(2025, 11, 19), provisional=True)
    assert [one.stay for one in await persons(school, WEEK)] == [Stay(seen=date(2025, 11, 19))]


async def test_the_units_above_are_told(school: Store) -> None:
    office = await roster.unit(school, 9, "PGD", level="district")
    below = await roster.unit(school, 10, "TH-A", 9)
    assert [tally.above for tally in await reading(school).tallies.below(below, WEEK)] == [(office,)]
    assert [tally.above for tally in await reading(school).tallies.below(office, WEEK)] == [(), (office,)]


async def test_a_ring_of_units_comes_to_an_end(school: Store) -> None:
    await roster.unit(school, 9, "A")
    ring = await roster.unit(school, 10, "B", 9)
    await change(school, "UPDATE unit SET parent_id = 10 WHERE id = 9")
    assert {tally.unit.code for tally in await reading(school).tallies.below(ring, WEEK)} == {"A", "B"}


async def test_a_unit_without_a_page_has_none(school: Store) -> None:
    assert [
        tally.page for tally in await reading(school).tallies.of([SCHOOL], WEEK, STANDARD_BOOK, date.max)
    ] == [None]


@pytest.fixture
async def paged(school: Store) -> Store:
    await roster.person(school, 1, "Lan", SCHOOL)
    await roster.person(school, 2, "Mai", SCHOOL)
    await roster.chat(school)
    await roster.page(school, 5, SCHOOL, date(2025, 11, 1))
    return school


async def page_of(store: Store) -> PageCount | None:
    (tally,) = await reading(store).tallies.of([SCHOOL], WEEK, STANDARD_BOOK, date.max)
    return tally.page


async def test_a_post_of_the_page_counts_once_whoever_hands_it_in(paged: Store) -> None:
    for who in (1, 2):
        await roster.on_page(paged, 5, who, ["post:1", "post:2"], day=TODAY)
    assert await page_of(paged) == PageCount(2, date(2025, 11, 1))


@pytest.mark.parametrize("state", [state for state in STATES if state != ACCEPTED])
async def test_only_accepted_posts_of_the_page_count(paged: Store, state: str) -> None:
    await roster.on_page(paged, 5, 1, ["post:1"], day=TODAY, state=state)
    assert await page_of(paged) == PageCount(0, date(2025, 11, 1))


async def test_posts_of_other_weeks_do_not_count_for_the_page(paged: Store) -> None:
    await roster.on_page(paged, 5, 1, ["post:1"], day=WEEK.after)
    assert await page_of(paged) == PageCount(0, date(2025, 11, 1))


async def test_a_page_that_was_given_up_is_none(paged: Store) -> None:
    await change(paged, "UPDATE page SET until = since")
    assert await page_of(paged) is None


async def test_people_of_several_units_are_known(school: Store) -> None:
    await roster.unit(school, 8, "KIMDONG")
    await roster.person(school, 1, "Lan", SCHOOL)
    await roster.person(school, 2, "Mai", SCHOOL)
    await roster.member(school, 2, 8)
    assert await reading(school).tallies.people_of_several_units(WEEK) == {2}
