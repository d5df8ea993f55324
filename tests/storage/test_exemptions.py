"""Exemptions of people and units: written once, ended again, read by person and by unit."""

from datetime import date

import pytest

from rules.calendar import day_range
from rules.reasons import Leave, Why
from storage import Store
from tests.storage import roster
from tests.storage.ledger import NOW, PoisonError, reading, rows

BY = "telegram:77"
DECEMBER = day_range(date(2025, 12, 1), date(2025, 12, 31))


@pytest.fixture
async def school(store: Store) -> Store:
    await roster.unit(store, 7, "HOASEN")
    await roster.unit(store, 8, "PHUDONG")
    await roster.person(store, 1, "Lan", 7)
    await roster.person(store, 2, "Mai", 8)
    return store


async def add(store: Store, person_id: int | None, unit_id: int | None = None, kind: str = "sick") -> int:
    async with store.write(NOW) as ledger:
        return await ledger.exemptions.add(person_id, unit_id, DECEMBER, kind, BY)


async def test_the_reason_stands_in_the_rules(school: Store) -> None:
    await add(school, 1, kind="maternity")
    assert dict((await reading(school).rules.stored()).leaves) == {1: (Leave(DECEMBER, Why.MATERNITY),)}


async def test_an_unknown_word_is_an_exemption_without_a_reason(school: Store) -> None:
    await add(school, 1, kind="giúp việc")
    assert dict((await reading(school).rules.stored()).leaves) == {1: (Leave(DECEMBER, Why.EXEMPT),)}


async def test_the_same_is_written_down_once(school: Store) -> None:
    assert await add(school, 1) == await add(school, 1)
    assert await rows(school, "SELECT count(*) FROM exemption") == [(1,)]


async def test_what_ends_early_keeps_the_days_before(school: Store) -> None:
    number = await add(school, 1)
    async with school.write(NOW) as ledger:
        assert await ledger.exemptions.end(number, date(2025, 12, 10), BY)
        assert not await ledger.exemptions.end(number, date(2025, 12, 20), BY)
        (left,) = await ledger.exemptions.of_person(1)
    assert left.period == day_range(DECEMBER.first, date(2025, 12, 9))


async def test_what_ends_before_it_begins_is_gone(school: Store) -> None:
    number = await add(school, 1)
    async with school.write(NOW) as ledger:
        assert await ledger.exemptions.end(number, DECEMBER.first, BY)
        assert await ledger.exemptions.get(number) is None
    assert dict((await reading(school).rules.stored()).leaves) == {}


async def test_units_are_asked_for_themselves_and_their_people(school: Store) -> None:
    numbers = [await add(school, 1), await add(school, 2), await add(school, None, 7, "closed")]
    async with school.write(NOW) as ledger:
        found = await ledger.exemptions.of_units([7], DECEMBER.first, DECEMBER.after)
        later = await ledger.exemptions.of_units([7], DECEMBER.after, date(2026, 1, 31))
    assert ([each.id for each in found], later) == ([numbers[0], numbers[2]], [])


async def test_the_trace_names_nobody_and_no_illness(school: Store) -> None:
    await add(school, 1)
    trace = await rows(school, "SELECT actor, action, target, detail, person_id FROM audit")
    assert trace == [(BY, "exempt", "", "2025-12-01 - 2025-12-31", 1)]


async def written_and_failed(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.exemptions.add(1, None, DECEMBER, "study", BY)
        assert (await ledger.rules.stored()).leaves == {1: (Leave(DECEMBER, Why.STUDY),)}
        raise PoisonError


async def test_only_the_transaction_that_wrote_it_knows_it_before_the_commit(school: Store) -> None:
    with pytest.raises(PoisonError):
        await written_and_failed(school)
    assert dict((await reading(school).rules.stored()).leaves) == {}
