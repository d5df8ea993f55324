"""How many follow each page comes into the ledger."""

import json
from datetime import date

import pytest

from rules.follower_list import FollowerRow
from storage import FollowerPlan, Store
from tests.storage.ledger import TODAY, change, reading, rows, writing
from tests.storage.test_unit_import import FANPAGE, LIST

EARLIER = date(2025, 11, 10)


@pytest.fixture
async def ledger(store: Store) -> Store:
    await writing(store).unit_import.write(LIST, TODAY)
    return store


def row(followers: int = 10, *, code: str = "TH01", key: str = "", day: date = TODAY) -> FollowerRow:
    return FollowerRow(2, key, code, followers, day)


async def bring(store: Store, *told: FollowerRow) -> FollowerPlan:
    return await writing(store).followers.write(told)


async def numbers(store: Store) -> list[tuple[str, int]]:
    query = "SELECT day, followers FROM page_followers ORDER BY day"
    return [(str(day), followers) for day, followers in await rows(store, query)]


async def test_numbers_are_kept_by_page_and_day(ledger: Store) -> None:
    await bring(ledger, row(10), row(7, day=EARLIER))
    assert await numbers(ledger) == [("2025-11-10", 7), ("2025-11-17", 10)]


async def test_it_is_known_who_told(ledger: Store) -> None:
    await bring(ledger, row())
    assert await rows(ledger, "SELECT told_by FROM page_followers") == [("cli",)]


async def test_the_page_may_be_named_by_its_key(ledger: Store) -> None:
    assert (await bring(ledger, row(key=FANPAGE.key, code=""))).new == 1


async def test_a_plan_tells_what_an_import_would_do(ledger: Store) -> None:
    assert await reading(ledger).followers.plan([row()]) == await bring(ledger, row())


async def test_the_second_time_changes_nothing(ledger: Store) -> None:
    await bring(ledger, row())
    assert await bring(ledger, row()) == FollowerPlan(0, 0, 1)


async def test_a_number_can_be_put_right(ledger: Store) -> None:
    await bring(ledger, row(), row(7, day=EARLIER))
    assert await bring(ledger, row(12)) == FollowerPlan(0, 1, 0)
    assert await numbers(ledger) == [("2025-11-10", 7), ("2025-11-17", 12)]


async def test_a_list_with_a_problem_changes_nothing(ledger: Store) -> None:
    plan = await bring(ledger, row(), row(code="XX"))
    assert [each.key for each in plan.problems] == ["followers.page_unknown"]
    assert await numbers(ledger) == []


async def test_a_page_given_up_has_no_followers(ledger: Store) -> None:
    await change(ledger, "UPDATE page SET until = '2025-11-10'")
    assert [each.key for each in (await bring(ledger, row())).problems] == ["followers.page_unknown"]


async def test_an_import_is_written_down(ledger: Store) -> None:
    await bring(ledger, row())
    query = "SELECT actor, detail FROM audit WHERE action = 'import-followers'"
    ((actor, detail),) = await rows(ledger, query)
    assert (actor, json.loads(detail)) == ("cli", {"new": 1, "changed": 0})


async def test_an_empty_list_changes_nothing(ledger: Store) -> None:
    assert await bring(ledger) == FollowerPlan(0, 0, 0)
