"""The totals of the whole ledger, and the proof that what was counted is right."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reminders import ReminderKind
from rules.verdicts import ACCEPTED, STATES
from storage.counters import read_counters
from storage.messages import outbox
from storage.messages.outbox import WAITING
from storage.tables.messages import INBOX, OUTBOX
from storage.tables.proof import EVIDENCE, TALLIES
from storage.transaction import Transaction

_FIRST = 100
"""Rows are taken in order, so the oldest is among the first."""


@dataclass(frozen=True, slots=True)
class Totals:
    inbox_pending: int
    inbox_done: int
    inbox_parked: int
    outbox_pending: int
    outbox_sent: int
    outbox_failed: int
    evidence: dict[str, int]
    reminders: dict[str, int] = field(default_factory=dict)
    questions_unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that is not what its evidence says."""

    what: str
    kept: int
    recounted: int


@dataclass(frozen=True, slots=True)
class Delays:
    """Nothing where nothing waits. `failing` have been tried in vain, and are to be tried again."""

    inbox: timedelta = timedelta()
    outbox: timedelta = timedelta()
    failing: timedelta = timedelta()


class WholeLedger:
    """How much there is, for how long it has been waiting, and whether it is right."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def totals(self) -> Totals:
        """Cheap at any size: what is waiting is counted, what has been is known."""
        counters = await read_counters(self._at.connection)
        waiting = await self._at.connection.scalar(select(func.count()).where(INBOX.c.state == "pending"))
        unsent = await self._at.connection.scalar(select(func.count()).where(WAITING))
        return Totals(
            inbox_pending=waiting or 0,
            inbox_done=counters.get("inbox.done", 0),
            inbox_parked=counters.get("inbox.parked", 0),
            outbox_pending=unsent or 0,
            outbox_sent=counters.get("outbox.sent", 0),
            outbox_failed=counters.get("outbox.failed", 0),
            evidence={state: counters.get(f"evidence.{state}", 0) for state in STATES},
            reminders={kind: counters.get(f"reminders.{kind.value}", 0) for kind in ReminderKind},
            questions_unanswered=counters.get("questions.unanswered", 0),
        )

    async def delays(self) -> Delays:
        """For how long what is due has been waiting: whoever watches sees that nothing moves."""
        waiting = INBOX.c.state == "pending"
        due = or_(INBOX.c.not_before.is_(None), INBOX.c.not_before <= self._at.now)
        since = func.coalesce(INBOX.c.not_before, INBOX.c.received_at).label("since")
        first = select(since).where(waiting, due).order_by(INBOX.c.id).limit(_FIRST).subquery()
        may_be_said = or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= self._at.now)
        queries = (
            select(func.min(first.c.since)),
            select(func.min(func.coalesce(OUTBOX.c.not_before, OUTBOX.c.created_at))).where(
                outbox.WAITING, may_be_said
            ),
            select(func.min(INBOX.c.received_at)).where(waiting, INBOX.c.error != ""),
        )
        oldest = [await self._at.connection.scalar(query) for query in queries]
        return Delays(*(max(self._at.now - since, timedelta()) if since else timedelta() for since in oldest))

    async def verify(self) -> list[Difference]:
        """Recount every tally from the evidence; there must never be a difference."""
        kept = await _tally_rows(self._at.connection)
        recounted = await _recounted_rows(self._at.connection)
        counters = await read_counters(self._at.connection)
        by_state = select(EVIDENCE.c.state, func.count()).group_by(EVIDENCE.c.state)
        states: dict[str, int] = dict((await self._at.connection.execute(by_state)).all())
        differences = [
            Difference(
                f"person {key[0]}, unit {key[1]}, {key[2]}, {key[3]}", kept.get(key, 0), recounted.get(key, 0)
            )
            for key in sorted(kept.keys() | recounted.keys())
            if kept.get(key, 0) != recounted.get(key, 0)
        ]
        differences += [
            Difference(f"total {state}", counters.get(f"evidence.{state}", 0), states.get(state, 0))
            for state in STATES
            if counters.get(f"evidence.{state}", 0) != states.get(state, 0)
        ]
        return differences


_Key = tuple[int, int, date, str]


async def _tally_rows(connection: AsyncConnection) -> dict[_Key, int]:
    query = select(TALLIES.c.person_id, TALLIES.c.unit_id, TALLIES.c.day, TALLIES.c.action, TALLIES.c.count)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await connection.execute(query)}


async def _recounted_rows(connection: AsyncConnection) -> dict[_Key, int]:
    group = (EVIDENCE.c.person_id, EVIDENCE.c.unit_id, EVIDENCE.c.day, EVIDENCE.c.action)
    query = select(*group, func.count()).where(EVIDENCE.c.state == ACCEPTED).group_by(*group)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await connection.execute(query)}
