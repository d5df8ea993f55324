"""Where many units stand, each by itself."""

import pytest

from reports.standings import unit_standings
from rules.calendar import week_of
from rules.quota import Quota, QuotaRule
from rules.rule_set import STANDARD_PLAN
from rules.scopes import Reach, Scope
from storage import Store
from tests.storage import roster
from tests.storage.ledger import TODAY, writing

WEEK = week_of(TODAY)


@pytest.fixture
async def office(store: Store) -> Store:
    await roster.unit(store, 1, "PGD", level="district")
    await roster.unit(store, 2, "TH-A", 1)
    await roster.unit(store, 3, "TH-B", 1)
    for number, unit_id in ((1, 1), (2, 2), (3, 3), (4, 3)):
        await roster.person(store, number, f"P{number}", unit_id)
    await roster.did(store, 4, 3, TODAY)
    return store


async def standings(store: Store, *unit_ids: int) -> list[tuple[str, int, int]]:
    async with store.read() as ledger:
        found = await unit_standings(ledger, STANDARD_PLAN, unit_ids, WEEK, WEEK.after)
    return [(one.unit.code, one.obliged, one.met) for one in found]


async def test_each_unit_has_its_own_people_only(office: Store) -> None:
    assert await standings(office, 1, 2, 3) == [("PGD", 1, 0), ("TH-A", 1, 0), ("TH-B", 2, 1)]


async def test_units_come_in_the_order_in_which_they_are_asked_for(office: Store) -> None:
    assert [code for code, _, _ in await standings(office, 3, 1)] == ["TH-B", "PGD"]


async def test_units_nobody_knows_are_left_out(office: Store) -> None:
    assert await standings(office, 99, 2) == [("TH-A", 1, 0)]


async def test_no_units_are_no_trouble(office: Store) -> None:
    assert await standings(office) == []


async def test_a_rule_for_those_above_reaches_a_unit_alone(office: Store) -> None:
    rule = QuotaRule(WEEK.first, Scope(Reach.BELOW, "PGD"), Quota(0, 0))
    await writing(office).rules.add_quota_rule(rule, "cli")
    assert await standings(office, 3) == [("TH-B", 0, 0)]


async def test_a_thousand_units_are_asked_for_at_once(office: Store) -> None:
    assert len(await standings(office, *range(1, 40_000))) == 3
