"""The inbox: every update is written down before it is acknowledged, and looked at until it is done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import insert_many
from storage.counters import count_up
from storage.database import Database
from storage.dialect import among, new_ids
from storage.records import Arrival, BotRef, InboxRow, ParkedRow
from storage.tables.messages import INBOX

MAX_TRIES = 3
MAX_STEPS_ASIDE = 10
"""Six minutes, as the pauses double from the first step to the longest."""
_FIRST_STEP, _LONGEST_STEP = timedelta(seconds=1), timedelta(minutes=2)
_LONGEST_WAIT = timedelta(seconds=10)
_columns = (INBOX.c.id, INBOX.c.platform, INBOX.c.bot, INBOX.c.lane, INBOX.c.raw, INBOX.c.tries)
_ANY_PENDING = (
    select(INBOX.c.id)
    .where(INBOX.c.state == "pending", INBOX.c.platform == bindparam("platform"))
    .where(INBOX.c.bot == bindparam("bot"))
    .limit(1)
)
_FAIR_WINDOW = 20_000


async def keep(
    database: Database, platform: str, bot: str, arrivals: Iterable[Arrival], now: datetime
) -> None:
    """Write updates down for good; what is there already stays as it is."""
    rows = [_pending(platform, bot, arrival, now) for arrival in arrivals]
    if rows:
        async with database.write() as connection:
            await insert_many(connection, INBOX, rows, ignore=True)


def _pending(platform: str, bot: str, arrival: Arrival, now: datetime) -> dict[str, Any]:
    return _row(platform, bot, arrival, now) | {"lane": arrival.lane, "raw": arrival.raw, "state": "pending"}


def _row(platform: str, bot: str, arrival: Arrival, now: datetime) -> dict[str, Any]:
    key = _key(platform, bot, arrival)
    return {"platform": platform, "bot": bot, "key": key, "received_at": now, "tries": 0, "error": ""}


def _key(platform: str, bot: str, arrival: Arrival) -> str:
    return f"{platform}:{bot}:{arrival.key}"


@lru_cache
def _known(database: Database) -> Select[Any]:
    return select(INBOX.c.key).where(among(database, INBOX.c.key, "keys"))


async def arrive(
    database: Database, connection: AsyncConnection, platform: str, bot: str, arrivals: Sequence[Arrival]
) -> dict[int, Arrival] | None:
    """Numbers for updates to be answered in the transaction in which they arrive; None when others of the bot wait.

    Updates that have come before are left out.
    """
    if await connection.scalar(_ANY_PENDING, {"platform": platform, "bot": bot}) is not None:
        return None
    fresh = {_key(platform, bot, arrival): arrival for arrival in arrivals}
    for known in await connection.scalars(_known(database), {"keys": list(fresh)}):
        del fresh[known]
    ids = await new_ids(connection, INBOX, len(fresh))
    return dict(zip(ids, fresh.values(), strict=True))


async def settle(
    connection: AsyncConnection,
    platform: str,
    bot: str,
    arrived: Mapping[int, Arrival],
    *,
    deferred: Mapping[int, datetime],
    now: datetime,
) -> None:
    """Write down what arrived: looked at, without its payload, or waiting until a question is answered."""
    done = {"platform": platform, "bot": bot, "raw": "", "received_at": now, "tries": 0, "error": ""}
    rows = [
        {
            **done,
            "id": row_id,
            "key": _key(platform, bot, arrival),
            "lane": arrival.lane,
            "state": "done",
            "done_at": now,
        }
        for row_id, arrival in arrived.items()
        if row_id not in deferred
    ]
    if rows:
        await insert_many(connection, INBOX, rows)
        await count_up(connection, {"inbox.done": len(rows)})
    for row_id, until in deferred.items():
        waiting = {**_pending(platform, bot, arrived[row_id], now), "id": row_id, "not_before": until}
        await connection.execute(insert(INBOX).values(**waiting))


async def claim(
    connection: AsyncConnection, database: Database, limit: int, now: datetime, leaving: Iterable[BotRef] = ()
) -> list[InboxRow]:
    """The next rows, each chat's in order, and no chat before the others by its numbers alone.

    Those of the bots in `leaving` wait.
    """
    due = or_(INBOX.c.not_before.is_(None), INBOX.c.not_before <= now)
    others = [or_(INBOX.c.platform != bot.platform, INBOX.c.bot != bot.bot) for bot in leaving]
    pending = and_(INBOX.c.state == "pending", due, *others)
    query = select(*_columns).where(pending).order_by(INBOX.c.id).limit(limit)
    rows = await _take(connection, database, query)
    if len(rows) == limit and len({row.lane for row in rows}) < limit // 4:
        rows = await _take_in_turns(connection, database, pending, limit)
    return rows if database.is_sqlite else await _without_overtaking(connection, rows, others)


async def claim_one(connection: AsyncConnection, database: Database, row_id: int) -> InboxRow | None:
    query = select(*_columns).where(INBOX.c.id == row_id, INBOX.c.state == "pending")
    rows = await _take(connection, database, query)
    return rows[0] if rows else None


async def _take(connection: AsyncConnection, database: Database, query: Select[Any]) -> list[InboxRow]:
    if not database.is_sqlite:
        query = query.with_for_update(skip_locked=True)
    found = await connection.execute(query)
    return [InboxRow(*row) for row in found]


async def _take_in_turns(
    connection: AsyncConnection, database: Database, pending: ColumnElement[bool], limit: int
) -> list[InboxRow]:
    window = (
        select(INBOX.c.id, INBOX.c.lane).where(pending).order_by(INBOX.c.id).limit(_FAIR_WINDOW).subquery()
    )
    nth = func.row_number().over(partition_by=window.c.lane, order_by=window.c.id).label("nth")
    numbered = select(window.c.id, nth).subquery()
    chosen = select(numbered.c.id).order_by(numbered.c.nth, numbered.c.id).limit(limit)
    return await _take(
        connection, database, select(*_columns).where(INBOX.c.id.in_(chosen)).order_by(INBOX.c.id)
    )


async def _without_overtaking(
    connection: AsyncConnection, rows: list[InboxRow], others: Iterable[ColumnElement[bool]]
) -> list[InboxRow]:
    """Leave out rows whose chat has an earlier row in another process's hands."""
    if not rows:
        return rows
    before = await connection.execute(
        select(INBOX.c.lane, func.min(INBOX.c.id))
        .where(INBOX.c.state == "pending", INBOX.c.not_before.is_(None), *others)
        .where(INBOX.c.lane.in_({row.lane for row in rows}))
        .where(INBOX.c.id <= rows[-1].id, INBOX.c.id.not_in({row.id for row in rows}))
        .group_by(INBOX.c.lane)
    )
    held_from: dict[str, int] = dict(before.all())
    return [row for row in rows if row.lane not in held_from or row.id < held_from[row.lane]]


async def done(connection: AsyncConnection, row_ids: Sequence[int], now: datetime) -> None:
    """Looked at: the payload is dropped at once."""
    if not row_ids:
        return
    statement = update(INBOX).where(INBOX.c.id.in_(bindparam("ids", expanding=True)))
    await connection.execute(
        statement.values(state="done", raw="", done_at=now, not_before=None), {"ids": list(row_ids)}
    )
    await count_up(connection, {"inbox.done": len(row_ids)})


async def defer(connection: AsyncConnection, row_id: int, until: datetime) -> None:
    """Not now: something has to be asked of the platform first. This is no failure."""
    await connection.execute(update(INBOX).where(INBOX.c.id == row_id).values(not_before=until))


async def failed(database: Database, row_id: int, error: str, now: datetime) -> bool:
    """One try less; True when that was the last and the row is parked."""
    return await _tried(database, row_id, error, now, MAX_TRIES)


async def step_aside(database: Database, row_id: int, error: str, now: datetime, *, counts: bool) -> bool:
    """Others go first, for as long as the row has waited already; True when it `counts` and was the last time.

    What does not count waits for better times, and they may come soon.
    """
    return await _tried(database, row_id, error, now, MAX_STEPS_ASIDE if counts else None, aside=True)


async def _tried(
    database: Database, row_id: int, error: str, now: datetime, most: int | None, *, aside: bool = False
) -> bool:
    async with database.write() as connection:
        pending = (INBOX.c.id == row_id) & (INBOX.c.state == "pending")
        found = await connection.execute(select(INBOX.c.tries, INBOX.c.received_at).where(pending))
        row = found.one_or_none()
        if row is None:  # another process has finished it in the meantime
            return True
        tries = row.tries + (most is not None)
        parked = most is not None and tries >= most
        longest = _LONGEST_WAIT if most is None else _LONGEST_STEP
        until = now + min(max(now - row.received_at, _FIRST_STEP), longest)
        changes = {"state": "parked", "done_at": now} if parked else {"not_before": until if aside else None}
        await connection.execute(
            update(INBOX).where(pending).values(tries=tries, error=error[:500], **changes)
        )
        await count_up(connection, {"inbox.parked": int(parked)})
        return parked


async def park(
    database: Database, platform: str, bot: str, arrival: Arrival, *, error: str, now: datetime
) -> None:
    """An update that cannot be written down as it is leaves its key, so that it is not delivered for ever."""
    told = {"lane": "", "raw": "", "state": "parked", "error": error[:500], "done_at": now}
    row = _row(platform, bot, arrival, now) | told
    async with database.write() as connection:
        new = await insert_many(connection, INBOX, [row], ignore=True)
        await count_up(connection, {"inbox.parked": new})


async def parked(database: Database, most: int = 20) -> list[ParkedRow]:
    """The latest updates that nobody could answer, for the operator to look at."""
    query = (
        select(INBOX.c.id, INBOX.c.tries, INBOX.c.error)
        .where(INBOX.c.state == "parked")
        .order_by(INBOX.c.id.desc())
        .limit(most)
    )
    async with database.read() as connection:
        return [ParkedRow(*row) for row in await connection.execute(query)]


async def wake(database: Database, row_id: int) -> None:
    async with database.write() as connection:
        await connection.execute(update(INBOX).where(INBOX.c.id == row_id).values(not_before=None))


async def forget(database: Database, now: datetime, after: timedelta) -> int:
    """Drop what was looked at long ago, when the platform can no longer deliver it again."""
    async with database.write() as connection:
        result = await connection.execute(
            delete(INBOX).where(INBOX.c.state == "done", INBOX.c.done_at < now - after)
        )
        return result.rowcount
