"""Weeks as they were when they closed, and every correction after that. Rows are added and never rewritten."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import week_of
from storage.bulk import insert_many
from storage.counters import count_up
from storage.dialect import one_of
from storage.proof.evidence import MOVED
from storage.tables.people import MEMBERSHIPS
from storage.tables.proof import DECISIONS, EVIDENCE
from storage.tables.publishing import PAGES
from storage.tables.upkeep import COUNTERS
from storage.tables.week import WEEK_CLOSES
from storage.transaction import Transaction

_CURSOR = "week_close.decision"
_AGAIN = "week_close.again:"
OVERLAP = 10_000
"""Decisions that are looked at again: on PostgreSQL a lower number can be committed after a higher one."""
_ONE_AT_A_TIME = 0x6D63_7765_656B
"""Of two processes that write closed weeks, the second sees what the first has written."""


@dataclass(frozen=True, slots=True)
class ClosedWeek:
    """The week of a Monday in a unit with everything below it; the page is the unit's own."""

    unit_id: int
    week: date
    people: int
    obliged: int
    met: int
    accepted: int
    pending: int
    page_posts: int
    page_owed: int
    version: int = 0
    closed_at: datetime | None = None

    def says_the_same(self, other: "ClosedWeek") -> bool:
        return replace(self, version=other.version, closed_at=other.closed_at) == other


_COLUMNS = tuple(WEEK_CLOSES.c[each.name] for each in fields(ClosedWeek))


@dataclass(frozen=True, slots=True)
class Touched:
    """Units in whose weeks (by their Monday) something was decided, up to the decision of this number.

    `again` are those of which every closed week is to be reckoned again, with how often that was asked for.
    """

    last_decision: int
    units: dict[date, set[int]]
    again: Mapping[int, int] = field(default_factory=dict)


class Weeks:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def freeze(self, rows: Sequence[ClosedWeek]) -> int:
        """Write down closed weeks where they are new or differ from what was last written; how many were.

        Version 0 where there is none, the next version where the numbers differ from the newest.
        """
        if self._at.connection.dialect.name == "postgresql":
            await self._at.connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME}
            )
        fresh: list[ClosedWeek] = []
        for week in sorted({row.week for row in rows}):
            of_week = {row.unit_id: row for row in rows if row.week == week}
            known = await self.closed(week, list(of_week))
            fresh += _next_versions(of_week, known)
        await insert_many(self._at.connection, WEEK_CLOSES, [_values(row, self._at.now) for row in fresh])
        return len(fresh)

    async def closed(
        self, week: date, unit_ids: Sequence[int] | None = None, *, first: bool = False
    ) -> dict[int, ClosedWeek]:
        """By unit, the newest version, or the first; of all units that were closed where none are named."""
        query = select(*_COLUMNS).where(WEEK_CLOSES.c.week == week)
        query = query.where(WEEK_CLOSES.c.version == 0) if first else query.order_by(WEEK_CLOSES.c.version)
        if unit_ids is not None:
            query = query.where(one_of(self._at.connection, WEEK_CLOSES.c.unit_id, unit_ids))
        found = [ClosedWeek(*row) for row in await self._at.connection.execute(query)]
        return {row.unit_id: row for row in found}

    async def first_close(self, unit_id: int, week: date) -> ClosedWeek | None:
        """A unit's week as it was when it closed."""
        return (await self.closed(week, [unit_id], first=True)).get(unit_id)

    async def touched(self, before: date) -> Touched:
        """What was decided since the last look about the weeks before a Monday, and a little of what was seen already.

        A proof counts in every unit its sender belongs to, and for the page it stands on. When it moves to another
        person, all weeks since then may be different: people are counted also in weeks in which they did nothing.
        """
        last = await self._at.connection.scalar(select(func.max(DECISIONS.c.id))) or 0
        seen = await self._at.connection.scalar(select(COUNTERS.c.value).where(COUNTERS.c.name == _CURSOR))
        query = (
            select(EVIDENCE.c.day, EVIDENCE.c.unit_id, MEMBERSHIPS.c.unit_id, PAGES.c.unit_id)
            .select_from(DECISIONS)
            .join(EVIDENCE, EVIDENCE.c.id == DECISIONS.c.evidence_id)
            .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.person_id == EVIDENCE.c.person_id)
            .outerjoin(PAGES, PAGES.c.id == EVIDENCE.c.page_id)
            .where(DECISIONS.c.id > (last if seen is None else seen) - OVERLAP, DECISIONS.c.id <= last)
            .where(EVIDENCE.c.day < before)
            .distinct()
        )
        units: dict[date, set[int]] = defaultdict(set)
        for day, *unit_ids in await self._at.connection.execute(query):
            units[week_of(day).first].update(unit_id for unit_id in unit_ids if unit_id)
        for unit_id, first in (await self._moved(query)).items():
            for monday in _mondays(first, before):
                units[monday].add(unit_id)
        again = await self._to_reckon_again()
        closed = select(WEEK_CLOSES.c.week, WEEK_CLOSES.c.unit_id).where(
            one_of(self._at.connection, WEEK_CLOSES.c.unit_id, list(again))
        )
        for week, unit_id in await self._at.connection.execute(
            closed.where(WEEK_CLOSES.c.week < before).distinct()
        ):
            units[week].add(unit_id)
        return Touched(last, units, again)

    async def _moved(self, touched: Select[Any]) -> dict[int, date]:
        """From which day on units have others among their people, because an account was linked to somebody.

        Where it counted before is told by the decision alone.
        """
        query = touched.add_columns(DECISIONS.c.reason).where(DECISIONS.c.reason.startswith(MOVED))
        since: dict[int, date] = {}
        for day, here, there, _, reason in await self._at.connection.execute(query):
            before = reason.removeprefix(MOVED).split(",")
            for unit_id in (here, there, *(int(each) for each in before if each.isdecimal())):
                if unit_id:
                    since[unit_id] = min(day, since.get(unit_id, day))
        return since

    async def _to_reckon_again(self) -> dict[int, int]:
        query = select(COUNTERS.c.name, COUNTERS.c.value).where(COUNTERS.c.name.startswith(_AGAIN))
        return {
            int(name.removeprefix(_AGAIN)): value for name, value in await self._at.connection.execute(query)
        }

    async def corrected_up_to(self, decision: int, again: Mapping[int, int] | None = None) -> None:
        """What was asked for meanwhile is still to be done."""
        seen = (
            await self._at.connection.scalar(select(COUNTERS.c.value).where(COUNTERS.c.name == _CURSOR)) or 0
        )
        await count_up(self._at.connection, {_CURSOR: decision - seen})
        for unit_id, times in (again or {}).items():
            asked = COUNTERS.c.name == f"{_AGAIN}{unit_id}"
            await self._at.connection.execute(delete(COUNTERS).where(asked, COUNTERS.c.value == times))


def _next_versions(rows: Mapping[int, ClosedWeek], known: Mapping[int, ClosedWeek]) -> list[ClosedWeek]:
    return [
        replace(row, version=known[unit_id].version + 1 if unit_id in known else 0)
        for unit_id, row in rows.items()
        if unit_id not in known or not row.says_the_same(known[unit_id])
    ]


def _values(row: ClosedWeek, now: datetime) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(row)} | {"closed_at": now}


def _mondays(first: date, before: date) -> Iterator[date]:
    monday = week_of(first).first
    while monday < before:
        yield monday
        monday += timedelta(days=7)


async def reckon_again(connection: AsyncConnection, unit_id: int) -> None:
    """People or proof came to a unit that were its own all the time: the next look corrects all its closed weeks."""
    await count_up(connection, {f"{_AGAIN}{unit_id}": 1})


async def past_changed(
    connection: AsyncConnection, unit_ids: Iterable[int], since: date, now: datetime
) -> None:
    """Somebody says that things were different in some units from a day on; nothing to do where no week is over yet."""
    if since < week_of(now.date()).first:
        for unit_id in sorted(set(unit_ids)):
            await reckon_again(connection, unit_id)
