"""For how long what is due has been waiting: whoever watches sees that nothing moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Inbox, Outbox

_inbox = Inbox.__table__  # type: ignore[attr-defined]
_outbox = Outbox.__table__  # type: ignore[attr-defined]
_FIRST = 100
"""Rows are taken in order, so the oldest is among the first."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Nothing where nothing waits. `failing` have been tried in vain, and are to be tried again."""

    inbox: timedelta = timedelta()
    outbox: timedelta = timedelta()
    failing: timedelta = timedelta()


async def delays(connection: AsyncConnection, now: datetime) -> Delays:
    waiting = _inbox.c.state == "pending"
    due = or_(_inbox.c.not_before.is_(None), _inbox.c.not_before <= now)
    since = func.coalesce(_inbox.c.not_before, _inbox.c.received_at).label("since")
    first = select(since).where(waiting, due).order_by(_inbox.c.id).limit(_FIRST).subquery()
    unsaid = _outbox.c.state.in_(("pending", "sending"))
    may_be_said = or_(_outbox.c.not_before.is_(None), _outbox.c.not_before <= now)
    queries = (
        select(func.min(first.c.since)),
        select(func.min(func.coalesce(_outbox.c.not_before, _outbox.c.created_at))).where(
            unsaid, may_be_said
        ),
        select(func.min(_inbox.c.received_at)).where(waiting, _inbox.c.error != ""),
    )
    oldest = [await connection.scalar(query) for query in queries]
    return Delays(*(max(now - since, timedelta()) if since else timedelta() for since in oldest))
