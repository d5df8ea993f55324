"""How many follow each page comes into the ledger: the whole list or nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.columns import Problem
from rules.follower_list import FollowerRow, Follows, KnownPage, find_pages
from rules.unit_list import code_of
from storage.bulk import insert_many, update_many
from storage.dialect import hold
from storage.organisation.connecting import BY_COMMAND
from storage.tables.organisation import UNITS
from storage.tables.publishing import PAGE_FOLLOWERS, PAGES
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FollowerPlan:
    """What a list of followers does to the ledger; with problems it does nothing."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...] = ()

    @property
    def numbers(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def changes_anything(self) -> bool:
        return not self.problems and bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class _Changes:
    new: list[Follows]
    changed: list[Follows]
    plan: FollowerPlan


class FollowerImport:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def plan(self, rows: Sequence[FollowerRow]) -> FollowerPlan:
        """What `write` would do now."""
        return (await _compare(self._at.connection, rows)).plan

    async def write(self, rows: Sequence[FollowerRow]) -> FollowerPlan:
        await hold(self._at.connection, PAGES, PAGE_FOLLOWERS)
        changes = await _compare(self._at.connection, rows)
        plan = changes.plan
        if plan.changes_anything:
            await insert_many(self._at.connection, PAGE_FOLLOWERS, [_row(each) for each in changes.new])
            await update_many(
                self._at.connection,
                PAGE_FOLLOWERS,
                [_row(each) for each in changes.changed],
                ("page_id", "day"),
            )
            detail = json.dumps({"new": plan.new, "changed": plan.changed})
            row = {
                "at": self._at.now,
                "actor": BY_COMMAND,
                "action": "import-followers",
                "target": "",
                "detail": detail,
            }
            await self._at.connection.execute(insert(AUDIT_LOG).values(row))
        return plan


def _row(follows: Follows) -> dict[str, object]:
    return {
        "page_id": follows.page_id,
        "day": follows.day,
        "followers": follows.followers,
        "told_by": BY_COMMAND,
    }


async def _compare(connection: AsyncConnection, rows: Sequence[FollowerRow]) -> _Changes:
    found, problems = find_pages(rows, await _pages(connection))
    known = await _known(connection, found)
    new = [each for each in found if (each.page_id, each.day) not in known]
    changed = [
        each for each in found if known.get((each.page_id, each.day), each.followers) != each.followers
    ]
    unchanged = len(found) - len(new) - len(changed)
    return _Changes(new, changed, FollowerPlan(len(new), len(changed), unchanged, tuple(problems)))


async def _pages(connection: AsyncConnection) -> list[KnownPage]:
    query = (
        select(PAGES.c.id, PAGES.c.key, PAGES.c.platform, UNITS.c.code)
        .join(UNITS, UNITS.c.id == PAGES.c.unit_id)
        .where(PAGES.c.until.is_(None))
    )
    return [
        KnownPage(row.id, row.key, row.platform, code_of(row.code)) for row in await connection.execute(query)
    ]


async def _known(connection: AsyncConnection, found: Sequence[Follows]) -> dict[tuple[int, date], int]:
    """What the ledger says of the days the list is about."""
    if not found:
        return {}
    days = [each.day for each in found]
    query = select(PAGE_FOLLOWERS.c.page_id, PAGE_FOLLOWERS.c.day, PAGE_FOLLOWERS.c.followers).where(
        PAGE_FOLLOWERS.c.day.between(min(days), max(days))
    )
    return {(row.page_id, row.day): row.followers for row in await connection.execute(query)}
