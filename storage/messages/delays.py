"""For how long what is due has been waiting: whoever watches sees that nothing moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messages import outbox
from storage.tables.messages import INBOX, OUTBOX

_FIRST = 100
"""Rows are taken in order, so the oldest is among the first."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Nothing where nothing waits. `failing` have been tried in vain, and are to be tried again."""

    inbox: timedelta = timedelta()
    outbox: timedelta = timedelta()
    failing: timedelta = timedelta()


async def delays(connection: AsyncConnection, now: datetime) -> Delays:
    waiting = INBOX.c.state == "pending"
    due = or_(INBOX.c.not_before.is_(None), INBOX.c.not_before <= now)
    since = func.coalesce(INBOX.c.not_before, INBOX.c.received_at).label("since")
    first = select(since).where(waiting, due).order_by(INBOX.c.id).limit(_FIRST).subquery()
    may_be_said = or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= now)
    queries = (
        select(func.min(first.c.since)),
        select(func.min(func.coalesce(OUTBOX.c.not_before, OUTBOX.c.created_at))).where(
            outbox.WAITING, may_be_said
        ),
        select(func.min(INBOX.c.received_at)).where(waiting, INBOX.c.error != ""),
    )
    oldest = [await connection.scalar(query) for query in queries]
    return Delays(*(max(now - since, timedelta()) if since else timedelta() for since in oldest))
