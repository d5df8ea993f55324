"""The rules that were made while the bot was running: quotas, changes of reminders, exemptions. They are only added."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import Period, PeriodKind
from rules.quota import Quota, QuotaRule, Subject
from rules.reasons import Leave, reason_of
from rules.reminders import Change, Quiet, ReminderKind
from rules.rule_set import StoredRules
from rules.scopes import Reach, Scope
from storage.counters import count_up
from storage.tables.organisation import UNITS
from storage.tables.people import EXEMPTIONS
from storage.tables.upkeep import AUDIT_LOG, COUNTERS
from storage.tables.week import QUOTA_RULES, REMINDER_CHANGES
from storage.transaction import Transaction

Found = TypeVar("Found")
_VERSION = "rules.version"
_PLAIN = ("weekday", "on", "text", "threshold", "days_before", "pin")


class RulesCache:
    """What is kept, read again only when something was added."""

    def __init__(self) -> None:
        self._version = -1
        self._kept = StoredRules()

    async def read(self, connection: AsyncConnection) -> StoredRules:
        query = select(COUNTERS.c.value).where(COUNTERS.c.name == _VERSION)
        version = await connection.scalar(query) or 0
        if version != self._version:
            self._kept = await _read(connection)
            self._version = version
        return self._kept


async def _read(connection: AsyncConnection) -> StoredRules:
    quota_rules = [
        _quota_rule(row) for row in await connection.execute(select(QUOTA_RULES).order_by(QUOTA_RULES.c.id))
    ]
    changes = [
        _reminder_change(row)
        for row in await connection.execute(select(REMINDER_CHANGES).order_by(REMINDER_CHANGES.c.id))
    ]
    closures: dict[int, list[Period]] = defaultdict(list)
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for row in await connection.execute(select(EXEMPTIONS).order_by(EXEMPTIONS.c.id)):
        period = Period(PeriodKind.RANGE, row.first, row.after)
        if row.unit_id is not None:
            closures[row.unit_id].append(period)
        elif row.person_id is not None:
            leaves[row.person_id].append(Leave(period, reason_of(row.kind)))
    ended = select(UNITS.c.id, UNITS.c.until).where(UNITS.c.until.is_not(None))
    dissolved: dict[int, date] = dict((await connection.execute(ended)).all())
    return StoredRules(tuple(quota_rules), tuple(changes), _frozen(closures), _frozen(leaves), dissolved)


def _frozen(found: Mapping[int, list[Found]]) -> dict[int, tuple[Found, ...]]:
    return {number: tuple(periods) for number, periods in found.items()}


def _quota_rule(row: Any) -> QuotaRule:
    quota = Quota(row.week, row.month, frozenset(row.counts.split(",")), row.every_week)
    return QuotaRule(row.valid_from, _scope(row), quota, Subject(row.subject), row.until)


def _scope(row: Any) -> Scope:
    return Scope(Reach[row.reach.upper()], row.code)


def _reminder_change(row: Any) -> Change:
    told = json.loads(row.told)
    fields = {name: told[name] for name in _PLAIN if name in told}
    if "at" in told:
        fields["at"] = time.fromisoformat(told["at"])
    if "quiet" in told:
        fields["quiet"] = Quiet(*map(time.fromisoformat, told["quiet"]))
    return Change(_scope(row), ReminderKind(row.kind) if row.kind else None, **fields)


class Rules:
    def __init__(self, at: Transaction, cache: RulesCache) -> None:
        self._at = at
        self._cache = cache

    async def stored(self) -> StoredRules:
        """What was decided on top of the configuration."""
        return await self._cache.read(self._at.connection)

    def forget(self) -> None:
        """Read again, for this transaction alone: what is not committed is nobody else's business."""
        self._cache = RulesCache()

    async def add_quota_rule(self, rule: QuotaRule, by: str) -> None:
        quota = rule.quota
        await self._at.connection.execute(
            insert(QUOTA_RULES).values(
                valid_from=rule.valid_from,
                until=rule.until,
                **_scope_values(rule.scope),
                subject=rule.subject.value,
                week=quota.week,
                month=quota.month,
                counts=",".join(sorted(quota.counts)),
                every_week=quota.every_week,
                made_by=by,
                made_at=self._at.now,
            )
        )
        await changed(self._at.connection)
        self.forget()
        target = f"{rule.scope.reach.name.lower()} {rule.scope.code}".strip()
        detail = f"{rule.subject.value} {quota.week} a week, {quota.month} a month from {rule.valid_from}"
        await _note(self._at.connection, self._at.now, by, action="quota", target=target, detail=detail)

    async def change_reminders(self, change: Change, by: str) -> None:
        told = {name: value for name in _PLAIN if (value := getattr(change, name)) is not None}
        if change.at:
            told["at"] = change.at.isoformat()
        if change.quiet:
            told["quiet"] = [change.quiet.starts.isoformat(), change.quiet.ends.isoformat()]
        await self._at.connection.execute(
            insert(REMINDER_CHANGES).values(
                **_scope_values(change.scope),
                kind=change.kind.value if change.kind else "",
                told=json.dumps(told, ensure_ascii=False),
                made_by=by,
                made_at=self._at.now,
            )
        )
        await changed(self._at.connection)
        self.forget()

    async def close_unit(self, unit_id: int, period: Period, by: str) -> None:
        """Nothing is asked of a unit, nor of those below it, for some days."""
        days = {"first": period.first, "after": period.after}
        await self._at.connection.execute(
            insert(EXEMPTIONS).values(
                unit_id=unit_id, **days, kind="closed", made_by=by, made_at=self._at.now
            )
        )
        await changed(self._at.connection)
        self.forget()
        detail = f"{period.first} - {period.last}"
        await _note(
            self._at.connection,
            self._at.now,
            by,
            action="close-unit",
            target=f"unit {unit_id}",
            detail=detail,
        )


async def _note(connection: AsyncConnection, now: datetime, by: str, **told: str) -> None:
    await connection.execute(insert(AUDIT_LOG).values(at=now, actor=by, **told))


async def move_unit(connection: AsyncConnection, old_unit: int, new_unit: int) -> None:
    """What a unit was exempted from goes to the one it turned out to be."""
    moved = await connection.execute(
        update(EXEMPTIONS).where(EXEMPTIONS.c.unit_id == old_unit).values(unit_id=new_unit)
    )
    if moved.rowcount:
        await changed(connection)


async def move_scopes(connection: AsyncConnection, old_code: str, new_code: str) -> None:
    """What was decided for a unit by its code holds for the one it turned out to be, unless that has decided itself."""
    moved = 0
    for table in (QUOTA_RULES, REMINDER_CHANGES):
        decided = select(table.c.id).where(table.c.code == new_code)
        if await connection.scalar(decided.limit(1)) is None:
            done = await connection.execute(
                update(table).where(table.c.code == old_code).values(code=new_code)
            )
            moved += done.rowcount
    if moved:
        await changed(connection)


async def move_person(connection: AsyncConnection, old_person: int, new_person: int) -> None:
    """Whoever was known by an account alone turns out to be somebody, who is on leave as they were."""
    moved = await connection.execute(
        update(EXEMPTIONS).where(EXEMPTIONS.c.person_id == old_person).values(person_id=new_person)
    )
    if moved.rowcount:
        await changed(connection)


def _scope_values(scope: Scope) -> dict[str, str]:
    return {"reach": scope.reach.name.lower(), "code": scope.code}


async def changed(connection: AsyncConnection) -> None:
    """Whoever keeps in mind what is kept has to read it again."""
    await count_up(connection, {_VERSION: 1})
