"""Days on which nothing is asked of a person (leave) or of a unit and all below it (closed)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import Period, PeriodKind
from storage import audit
from storage.dialect import one_of
from storage.organisation import closes, rulebook
from storage.tables.people import EXEMPTIONS, MEMBERSHIPS
from storage.transaction import Transaction

CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ExemptionRecord:
    """Of a person or of a unit, never of both. What `kind` means is told in rules/reasons.py."""

    id: int
    person_id: int | None
    unit_id: int | None
    period: Period
    kind: str
    made_by: str
    made_at: datetime


class Exemptions:
    """Exemptions. `changed` lets the ledger forget the rules it has read."""

    def __init__(self, at: Transaction, changed: Callable[[], None]) -> None:
        self._at = at
        self._changed = changed

    async def add(
        self, person_id: int | None, unit_id: int | None, period: Period, kind: str, by: str
    ) -> int:
        """Its number. The same days for the same reason are written down once."""
        connection = self._at.connection
        known: int | None = await connection.scalar(_the_same(person_id, unit_id, period, kind))
        if known is not None:
            return known
        days = {"first": period.first, "after": period.after}
        row = await connection.execute(
            insert(EXEMPTIONS)
            .values(person_id=person_id, unit_id=unit_id, **days, kind=kind, made_by=by, made_at=self._at.now)
            .returning(EXEMPTIONS.c.id)
        )
        whose = audit.Whose(unit_id, person_id)
        await self._written("exempt", by, whose, f"{period.first} - {period.last}", since=period.first)
        return int(row.scalar_one())

    async def end(self, exemption_id: int, after: date, by: str) -> bool:
        """From the day `after` on everything is asked again, as before; False when there is nothing left to end."""
        connection = self._at.connection
        here = EXEMPTIONS.c.id == exemption_id
        row = (await connection.execute(select(EXEMPTIONS).where(here, EXEMPTIONS.c.after > after))).first()
        if row is None:
            return False
        if after > row.first:
            await connection.execute(update(EXEMPTIONS).where(here).values(after=after))
        else:
            await connection.execute(delete(EXEMPTIONS).where(here))
        whose = audit.Whose(row.unit_id, row.person_id)
        days = f"{row.first} - {row.after} -> {after}"
        await self._written("exempt.end", by, whose, days, since=max(after, row.first))
        return True

    async def get(self, exemption_id: int) -> ExemptionRecord | None:
        row = (await self._at.connection.execute(_all().where(EXEMPTIONS.c.id == exemption_id))).first()
        return _record(row) if row else None

    async def of_person(self, person_id: int) -> list[ExemptionRecord]:
        """All there ever were, the earliest first."""
        return await _read(self._at.connection, _all().where(EXEMPTIONS.c.person_id == person_id))

    async def of_units(self, unit_ids: Sequence[int], first: date, after: date) -> list[ExemptionRecord]:
        """Those of some units, and of their people, that hold on one of these days."""
        connection = self._at.connection
        people = select(MEMBERSHIPS.c.person_id).where(
            one_of(connection, MEMBERSHIPS.c.unit_id, unit_ids),
            MEMBERSHIPS.c.since < after,
            or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > first),
        )
        whose = or_(
            one_of(connection, EXEMPTIONS.c.unit_id, unit_ids),
            and_(EXEMPTIONS.c.person_id.is_not(None), EXEMPTIONS.c.person_id.in_(people)),
        )
        query = _all().where(EXEMPTIONS.c.first < after, EXEMPTIONS.c.after > first, whose)
        return await _read(connection, query)

    async def _written(self, action: str, by: str, whose: audit.Whose, days: str, *, since: date) -> None:
        """The trace says which days, and not why: that may be an illness. Weeks that are over are reckoned again."""
        await rulebook.changed(self._at.connection)
        await closes.past_changed(self._at.connection, await self._units(whose), since, self._at.now)
        self._changed()
        await audit.write(
            self._at.connection, by, action, target="", detail=days, now=self._at.now, whose=whose
        )

    async def _units(self, whose: audit.Whose) -> list[int]:
        """The unit, or all to which somebody ever belonged."""
        if whose.unit_id is not None:
            return [whose.unit_id]
        theirs = select(MEMBERSHIPS.c.unit_id).where(MEMBERSHIPS.c.person_id == whose.person_id)
        return list(await self._at.connection.scalars(theirs.distinct()))


def _the_same(person_id: int | None, unit_id: int | None, period: Period, kind: str) -> Select[Any]:
    return select(EXEMPTIONS.c.id).where(
        EXEMPTIONS.c.person_id.is_not_distinct_from(person_id),
        EXEMPTIONS.c.unit_id.is_not_distinct_from(unit_id),
        EXEMPTIONS.c.first == period.first,
        EXEMPTIONS.c.after == period.after,
        EXEMPTIONS.c.kind == kind,
    )


def _all() -> Select[Any]:
    return select(EXEMPTIONS).order_by(EXEMPTIONS.c.first, EXEMPTIONS.c.id)


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[ExemptionRecord]:
    return [_record(row) for row in await connection.execute(query)]


def _record(row: Any) -> ExemptionRecord:
    period = Period(PeriodKind.RANGE, row.first, row.after)
    return ExemptionRecord(row.id, row.person_id, row.unit_id, period, row.kind, row.made_by, row.made_at)
