"""The featured pages of a week: chosen, replaced and withdrawn until they are announced, never afterwards.

Whoever writes locks the root's row first, so that nothing is chosen into a week while it is being announced. On SQLite
a transaction that writes is alone anyway.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import ACCEPTED, SHARE
from storage.bulk import insert_many
from storage.organisation.tree import UNIT_COLUMNS
from storage.publishing import page_queries
from storage.records import Brought, Choice, FeatureRecord, PageRecord, UnitRecord
from storage.tables.organisation import UNITS
from storage.tables.proof import EVIDENCE
from storage.tables.publishing import FEATURES, PAGES
from storage.transaction import Transaction

_columns = (
    FEATURES.c.id, FEATURES.c.root_id, FEATURES.c.week, FEATURES.c.unit_id, UNITS.c.code, UNITS.c.name,
    FEATURES.c.page_id, PAGES.c.url, FEATURES.c.level, FEATURES.c.reason, FEATURES.c.chosen_by, FEATURES.c.announced_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that a choice of featured pages looks at; `posts` are those of each page lately."""

    units: Sequence[UnitRecord]
    pages: Sequence[PageRecord]
    posts: Mapping[int, int]
    features: Sequence[FeatureRecord]


class Features:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def candidates(self, first: date, after: date) -> Candidates:
        """All that a choice looks at, with the posts handed in from `first` until before `after`."""
        await self._at.flush()
        return Candidates(
            await self._living_units(),
            await page_queries.of_units(self._at.connection),
            await page_queries.posts(self._at.connection, first, after),
            await _records(self._at.connection, _query()),
        )

    async def _living_units(self) -> list[UnitRecord]:
        query = select(*UNIT_COLUMNS).where(UNITS.c.until.is_(None)).order_by(UNITS.c.id)
        return [UnitRecord(*row) for row in await self._at.connection.execute(query)]

    async def of_week(self, week: date) -> list[FeatureRecord]:
        """The featured pages of all roots in the week of a Monday, chosen or announced."""
        return await _records(self._at.connection, _query().where(FEATURES.c.week == week))

    async def of_root(
        self, root_id: int, first: date = date.min, after: date = date.max
    ) -> list[FeatureRecord]:
        """Of one root in the weeks from `first` until before `after`; without them, of all its past and plans."""
        return await _records(
            self._at.connection, _query().where(FEATURES.c.root_id == root_id, *_between(first, after))
        )

    async def last_of(self, unit_id: int) -> FeatureRecord | None:
        """When a unit itself was featured last."""
        query = _query().where(FEATURES.c.unit_id == unit_id, FEATURES.c.announced_at.is_not(None))
        found = await _records(self._at.connection, query)
        return found[-1] if found else None

    async def is_announced(self, root_id: int, week: date) -> bool:
        query = (
            select(FEATURES.c.id).where(*_there(root_id, week), FEATURES.c.announced_at.is_not(None)).limit(1)
        )
        return await self._at.connection.scalar(query) is not None

    async def _alone(self, root_id: int) -> None:
        await self._at.connection.execute(
            select(UNITS.c.id).where(UNITS.c.id == root_id).with_for_update(key_share=True)
        )

    async def choose(self, root_id: int, week: date, choices: Sequence[Choice], by: str) -> bool:
        """Put pages into a week, those in it already untouched; False once the week is announced."""
        await self._alone(root_id)
        if await self.is_announced(root_id, week):
            return False
        await self._insert(root_id, week, choices, by=by)
        return True

    async def _insert(self, root_id: int, week: date, choices: Sequence[Choice], *, by: str) -> None:
        rows = [
            {
                "root_id": root_id, "week": week, "unit_id": choice.unit_id, "page_id": choice.page_id,
                "level": choice.level, "reason": choice.reason, "chosen_by": by, "chosen_at": self._at.now,
            }
            for choice in choices
        ]  # fmt: skip
        await insert_many(self._at.connection, FEATURES, rows, ignore=True)

    async def replace(self, root_id: int, week: date, old_unit: int, choice: Choice, by: str) -> bool:
        """Put a page in the place of another unit's; False once the week is announced."""
        if not await self.choose(root_id, week, [choice], by=by):
            return False
        if old_unit != choice.unit_id:
            await self.withdraw(root_id, week, old_unit)
        return True

    async def withdraw(self, root_id: int, week: date, unit_id: int) -> bool:
        """Take a choice back; False when there is none or the week is announced."""
        await self._alone(root_id)
        mine = (*_there(root_id, week), FEATURES.c.unit_id == unit_id, FEATURES.c.announced_at.is_(None))
        result = await self._at.connection.execute(delete(FEATURES).where(*mine))
        return result.rowcount == 1

    async def settle(
        self, root_id: int, week: date, choices: Sequence[Choice], *, beside: Collection[int]
    ) -> bool:
        """Fill a week up with what nobody objected to and announce it; what is announced stays.

        The choices were made beside these features. False when there are others by now: then they are made again.
        """
        await self._alone(root_id)
        if await self.is_announced(root_id, week):
            return True
        here = set(await self._at.connection.scalars(select(FEATURES.c.id).where(*_there(root_id, week))))
        if here != set(beside):
            return False
        await self._insert(root_id, week, choices, by="")
        await self.announce(root_id, week)
        return True

    async def announce(self, root_id: int, week: date) -> int:
        """Nothing changes in this week any more; how many pages that is true of from now on."""
        await self._alone(root_id)
        mine = (*_there(root_id, week), FEATURES.c.announced_at.is_(None))
        result = await self._at.connection.execute(
            update(FEATURES).where(*mine).values(announced_at=self._at.now)
        )
        if result.rowcount:
            await page_queries.changed(self._at.connection)
        return int(result.rowcount)

    async def brought(self, feature_ids: Sequence[int]) -> dict[int, Brought]:
        """What each of them brought; one nobody shared brought nothing."""
        await self._at.flush()
        found = {feature_id: Brought() for feature_id in feature_ids}
        query = (
            select(
                EVIDENCE.c.feature_id,
                func.count(),
                func.count(EVIDENCE.c.person_id.distinct()),
                func.count(EVIDENCE.c.unit_id.distinct()),
            )
            .where(EVIDENCE.c.feature_id.is_not(None), EVIDENCE.c.feature_id.in_(feature_ids))
            .where(EVIDENCE.c.state == ACCEPTED, EVIDENCE.c.action == SHARE)
            .group_by(EVIDENCE.c.feature_id)
        )
        for feature_id, *counts in await self._at.connection.execute(query):
            found[feature_id] = Brought(*counts)
        return found


def _query() -> Select[Any]:
    query = select(*_columns).join(UNITS, UNITS.c.id == FEATURES.c.unit_id)
    return query.join(PAGES, PAGES.c.id == FEATURES.c.page_id).order_by(FEATURES.c.week, FEATURES.c.id)


async def _records(connection: AsyncConnection, query: Select[Any]) -> list[FeatureRecord]:
    return [FeatureRecord(*row) for row in await connection.execute(query)]


async def announced_since(connection: AsyncConnection, first: date) -> list[FeatureRecord]:
    query = _query().where(FEATURES.c.week >= first, FEATURES.c.announced_at.is_not(None))
    return await _records(connection, query)


def _between(first: date, after: date) -> tuple[Any, Any]:
    return FEATURES.c.week >= first, FEATURES.c.week < after


def _there(root_id: int, week: date) -> tuple[Any, Any]:
    return FEATURES.c.root_id == root_id, FEATURES.c.week == week


async def move_unit(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """Two units were one all the time, so in a week that featured both it was featured once."""
    mine = or_(FEATURES.c.root_id == old_unit, FEATURES.c.unit_id == old_unit)
    for feature in await _records(connection, _query().where(mine)):
        root_id, unit_id = (
            new_unit if each == old_unit else each for each in (feature.root_id, feature.unit_id)
        )
        twin = await connection.scalar(
            select(FEATURES.c.id).where(*_there(root_id, feature.week), FEATURES.c.unit_id == unit_id)
        )
        here = FEATURES.c.id == feature.id
        if twin is None:
            await connection.execute(update(FEATURES).where(here).values(root_id=root_id, unit_id=unit_id))
        else:
            await connection.execute(
                update(EVIDENCE).where(EVIDENCE.c.feature_id == feature.id).values(feature_id=twin)
            )
            await connection.execute(delete(FEATURES).where(here))
