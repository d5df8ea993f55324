"""What comes late, or before a person has a unit, counts in its own week all the same."""

from datetime import timedelta

from rules.calendar import week_of
from storage import ChatRef, Store
from tests.storage.ledger import (
    BOT,
    GROUP,
    LAN,
    NOW,
    POST_2,
    PRIVATE,
    TODAY,
    handed_in,
    link,
    reading,
    tallies,
)


async def test_closed_enrolment_opens_no_unit_when_a_group_moves(closed_store: Store) -> None:
    async with closed_store.write(NOW) as ledger:
        await ledger.migrate_chat(GROUP, ChatRef("telegram", BOT, "-100555"))
    assert await reading(closed_store).units.all() == []


async def test_proof_of_the_same_batch_is_taken_along_too(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    async with store.write(NOW) as ledger:
        nowhere, group = await ledger.chat(PRIVATE), await ledger.chat(GROUP)
        person = await ledger.person(LAN, nowhere, TODAY)
        ledger.record(person, nowhere, "6", "6", link(POST_2))
        person = await ledger.person(LAN, group, TODAY)
        ledger.record(person, group, "7", "7", link("post:3"))
    assert (await tallies(store))[GROUP.title].states == {"accepted": 3}


async def test_proof_taken_along_counts_in_its_own_week(store: Store) -> None:
    last_week = week_of(TODAY - timedelta(days=7))
    await handed_in(store, "5", link(day=last_week.last), where=PRIVATE)
    await handed_in(store, "6", link(POST_2))
    persons = (await tallies(store, last_week))[GROUP.title].persons
    assert [(person.name, person.accepted) for person in persons] == [("Lan Nguyễn", 1)]


async def test_proof_that_came_late_counts_in_its_own_week(store: Store) -> None:
    last_week = week_of(TODAY - timedelta(days=7))
    await handed_in(store, "6", link(POST_2))
    await handed_in(store, "5", link(day=last_week.last))
    persons = (await tallies(store, last_week))[GROUP.title].persons
    assert [(person.name, person.accepted) for person in persons] == [("Lan Nguyễn", 1)]
