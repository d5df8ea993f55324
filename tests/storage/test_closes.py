"""Closed weeks: written once, corrected beside, never rewritten."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage import ClosedWeek, Store
from tests.storage import roster
from tests.storage.ledger import NOW, WEEK, later, reading, rows, writing

FIRST = ClosedWeek(7, WEEK.first, 10, 9, 5, 12, 1, page_posts=2, page_owed=1)
MORE = replace(FIRST, met=7, accepted=14)
OTHER = replace(FIRST, unit_id=8)


@pytest.fixture
async def schools(store: Store) -> Store:
    await roster.unit(store, 7, "HOASEN")
    await roster.unit(store, 8, "KIMDONG")
    return store


async def versions(store: Store) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT unit_id, version, met FROM week_close ORDER BY unit_id, version")


async def test_a_week_is_closed_with_version_nothing(schools: Store) -> None:
    assert await writing(schools).weeks.freeze([FIRST, OTHER]) == 2
    assert await versions(schools) == [(7, 0, 5), (8, 0, 5)]


async def test_the_same_numbers_are_not_written_twice(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST])
    assert await writing(schools, later(hours=1)).weeks.freeze([FIRST]) == 0
    assert await versions(schools) == [(7, 0, 5)]


async def test_other_numbers_are_a_version_of_their_own(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST, OTHER])
    assert await writing(schools, later(hours=1)).weeks.freeze([MORE, OTHER]) == 1
    assert await versions(schools) == [(7, 0, 5), (7, 1, 7), (8, 0, 5)]


async def test_what_went_back_is_a_version_too(schools: Store) -> None:
    for row in (FIRST, MORE, FIRST):
        await writing(schools).weeks.freeze([row])
    assert await versions(schools) == [(7, 0, 5), (7, 1, 7), (7, 2, 5)]


@pytest.mark.parametrize(
    "name", ["people", "obliged", "met", "accepted", "pending", "page_posts", "page_owed"]
)
async def test_every_number_is_worth_a_correction(schools: Store, name: str) -> None:
    changed: dict[str, Any] = {name: 99}
    await writing(schools).weeks.freeze([FIRST])
    assert await writing(schools).weeks.freeze([replace(FIRST, **changed)]) == 1


async def test_the_newest_version_is_read(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST, OTHER])
    await writing(schools, later(hours=1)).weeks.freeze([MORE])
    assert await reading(schools).weeks.closed(WEEK.first) == {
        7: replace(MORE, version=1, closed_at=later(hours=1)),
        8: replace(OTHER, closed_at=NOW),
    }


async def test_the_first_version_can_be_read_too(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST])
    await writing(schools, later(hours=1)).weeks.freeze([MORE])
    assert await reading(schools).weeks.closed(WEEK.first, first=True) == {7: replace(FIRST, closed_at=NOW)}


async def test_only_the_units_that_are_asked_for_are_read(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST, OTHER])
    assert set(await reading(schools).weeks.closed(WEEK.first, [8, 99])) == {8}


async def test_another_week_is_not_closed(schools: Store) -> None:
    await writing(schools).weeks.freeze([FIRST])
    assert await reading(schools).weeks.closed(WEEK.after) == {}


async def test_weeks_are_closed_one_by_one(schools: Store) -> None:
    before = replace(FIRST, week=WEEK.first - timedelta(days=7), met=3)
    assert await writing(schools).weeks.freeze([before, FIRST]) == 2
    assert [closed.met for closed in (await reading(schools).weeks.closed(before.week)).values()] == [3]


async def test_two_processes_close_a_week_once(schools: Store, ledger_url: str) -> None:
    other = Store(ledger_url)
    written = await asyncio.gather(*(writing(each).weeks.freeze([FIRST, OTHER]) for each in (schools, other)))
    await other.close()
    assert sorted(written) == [0, 2]
    assert await versions(schools) == [(7, 0, 5), (8, 0, 5)]


async def test_two_processes_with_other_numbers_leave_both(schools: Store, ledger_url: str) -> None:
    other = Store(ledger_url)
    await asyncio.gather(writing(schools).weeks.freeze([FIRST]), writing(other).weeks.freeze([MORE]))
    await other.close()
    assert {version[2] for version in await versions(schools)} == {5, 7}
    assert [version[1] for version in await versions(schools)] == [0, 1]
