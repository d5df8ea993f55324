"""The proof that the tallies are right, and the totals beside them."""

from datetime import timedelta

import pytest

from rules.calendar import week_of
from rules.verdicts import ACCEPTED, PENDING, STATES, WITHDRAWN
from storage import Store, UnitRecord
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
    tallies,
)

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
    assert await store.verify() == []


async def test_a_ledger_kept_by_its_verbs_is_consistent(ledger: Store) -> None:
    assert await ledger.verify() == []


async def test_a_wrong_tally_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE tally SET count = count + 1 WHERE unit_id = 1")
    (difference,) = await ledger.verify()
    assert (difference.kept, difference.recounted) == (2, 1)


async def test_a_missing_tally_is_found(ledger: Store) -> None:
    await change(ledger, "DELETE FROM tally WHERE unit_id = 1")
    (difference,) = await ledger.verify()
    assert (difference.kept, difference.recounted) == (0, 1)


async def test_a_tally_without_evidence_is_found(ledger: Store) -> None:
    await change(
        ledger,
        "INSERT INTO tally (person_id, unit_id, day, action, count)"
        " SELECT person_id, unit_id, day, 'share', 1 FROM tally WHERE unit_id = 1",
    )
    (difference,) = await ledger.verify()
    assert (difference.kept, difference.recounted) == (1, 0)


async def test_a_tally_of_the_wrong_unit_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE evidence SET unit_id = 2 WHERE unit_id = 1 AND state = 'accepted'")
    assert len(await ledger.verify()) == 2


async def test_a_state_changed_behind_the_verbs_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE evidence SET state = 'accepted' WHERE state = 'pending'")
    assert {difference.what for difference in await ledger.verify()} >= {"total accepted", "total pending"}


async def test_a_wrong_total_is_found(ledger: Store) -> None:
    await change(ledger, "UPDATE counter SET value = 7 WHERE name = 'evidence.accepted'")
    (difference,) = await ledger.verify()
    assert (difference.what, difference.kept, difference.recounted) == ("total accepted", 7, 2)


async def test_a_difference_names_no_person(ledger: Store) -> None:
    await change(ledger, "UPDATE tally SET count = count + 1")
    assert not any("Lan" in difference.what for difference in await ledger.verify())


async def test_the_totals_tell_every_state(ledger: Store) -> None:
    totals = await ledger.totals()
    assert totals.evidence == dict.fromkeys(STATES, 0) | {ACCEPTED: 2, PENDING: 1, WITHDRAWN: 1}


async def test_an_empty_ledger_has_totals_of_nothing(store: Store) -> None:
    assert (await store.totals()).evidence == dict.fromkeys(STATES, 0)


async def test_everything_is_below_the_root_of_all(ledger: Store) -> None:
    found = await ledger.tallies_below(ALL, WEEK)
    assert {tally.unit.name for tally in found} == {GROUP.title, OTHER_GROUP.title}


async def test_a_unit_has_its_own_tally_only(ledger: Store) -> None:
    unit = (await ledger.units())[0]
    assert [tally.unit for tally in await ledger.tallies_below(unit, WEEK)] == [unit]


async def test_a_parent_has_all_below_it(ledger: Store) -> None:
    await change(
        ledger,
        "INSERT INTO unit (id, code, name, level, provisional, created_at)"
        " VALUES (99, 'PGD', 'Phòng', 'district', false, :now)",
        now=str(NOW) if ledger._database.is_sqlite else NOW,
    )
    await change(ledger, "UPDATE unit SET parent_id = 99 WHERE id = 1")
    parent = next(unit for unit in await ledger.units() if unit.id == 99)
    found = await ledger.tallies_below(parent, WEEK)
    assert [tally.unit.code for tally in found] == ["PGD", "TO-TOAN"]


async def test_a_member_without_proof_is_in_the_tally(ledger: Store) -> None:
    members = (await tallies(ledger))[GROUP.title].persons
    assert (MAI.name, 0) in {(person.name, person.accepted) for person in members}


async def test_a_member_of_two_units_is_counted_whole_in_each(ledger: Store) -> None:
    found = await tallies(ledger)
    for unit in (GROUP.title, OTHER_GROUP.title):
        assert (LAN.name, 2) in {(person.name, person.accepted) for person in found[unit].persons}


async def test_whoever_came_later_is_not_in_an_earlier_tally(ledger: Store) -> None:
    unit = (await ledger.units())[0]
    (tally,) = await ledger.tallies_below(unit, week_of(WEEK.first - timedelta(days=14)))
    assert tally.persons == ()


async def test_whoever_left_is_in_no_later_tally(ledger: Store) -> None:
    day = WEEK.after.isoformat() if ledger._database.is_sqlite else WEEK.after
    await change(ledger, "UPDATE membership SET until = :day", day=day)
    unit = (await ledger.units())[0]
    found = [(await ledger.tallies_below(unit, week))[0].persons for week in (WEEK, week_of(WEEK.after))]
    assert [len(persons) for persons in found] == [2, 0]
