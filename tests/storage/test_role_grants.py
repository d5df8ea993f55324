"""Roles that are given, end and are taken away."""

from datetime import datetime, timedelta

import pytest

from rules.roles import Role
from storage import Grant, Store
from tests.storage import roster
from tests.storage.ledger import NOW, change, later, rows

BOSS = "telegram:79"


@pytest.fixture
async def office(store: Store) -> Store:
    await roster.unit(store, 1, "SO", level="department")
    await roster.unit(store, 2, "TH-A", 1)
    return store


async def given(store: Store, role: Role = Role.UNIT_ADMIN, until: datetime | None = None) -> Grant:
    async with store.write(NOW) as ledger:
        return await ledger.grants.grant(BOSS, "Bình", role, 2, how="code", by="cli", until=until)


async def test_a_role_is_known_by_account_and_by_unit(office: Store) -> None:
    grant = await given(office)
    async with office.write(NOW) as ledger:
        assert await ledger.grants.of(BOSS) == await ledger.grants.of_unit([1, 2]) == [grant]
        assert await ledger.grants.of("telegram:78") == await ledger.grants.of_unit([1]) == []
        assert await ledger.grants.one(grant.id) == grant
    assert (grant.role, grant.name, grant.how, grant.granted_by) == (Role.UNIT_ADMIN, "Bình", "code", "cli")


async def test_the_same_role_is_not_given_twice(office: Store) -> None:
    assert await given(office) == await given(office)
    assert (await given(office, role=Role.REVIEWER)).role is Role.REVIEWER


async def test_a_role_ends_on_its_day(office: Store) -> None:
    await given(office, until=NOW + timedelta(days=1))
    async with office.write(later(days=1)) as ledger:
        assert await ledger.grants.of(BOSS) == []


async def test_a_role_is_taken_away_once(office: Store) -> None:
    grant = await given(office)
    async with office.write(later(days=1)) as ledger:
        assert await ledger.grants.revoke(grant.id, "telegram:80")
        assert not await ledger.grants.revoke(grant.id, "telegram:80")
        assert await ledger.grants.of(BOSS) == []
        assert await ledger.grants.one(grant.id) is None
    assert await rows(office, "SELECT ended_by FROM role_grant") == [("telegram:80",)]


async def test_what_was_taken_away_can_be_given_again(office: Store) -> None:
    first = await given(office)
    async with office.write(NOW) as ledger:
        await ledger.grants.revoke(first.id, "cli")
    assert (await given(office)).id != first.id


async def test_a_role_for_a_unit_that_is_no_more_is_none(office: Store) -> None:
    await given(office)
    await change(office, "UPDATE unit SET until = '2025-11-17' WHERE id = 2")
    async with office.write(NOW) as ledger:
        assert await ledger.grants.of(BOSS) == []
