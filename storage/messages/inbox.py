"""The inbox: every update is written down before it is acknowledged, and looked at until it is done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, insert, or_, select, update

from storage.bulk import insert_many
from storage.counters import count_up
from storage.database import Database
from storage.dialect import among, new_ids
from storage.records import Arrival, BotRef, InboxRow, ParkedRow
from storage.tables.messages import INBOX
from storage.transaction import Transaction

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


class Inbox:
    def __init__(self, at: Transaction) -> None:
        self._at = at
        self._arrived: Mapping[int, Arrival] = {}

    async def keep(self, platform: str, bot: str, arrivals: Iterable[Arrival]) -> None:
        """Write updates down for good; what is there already stays as it is."""
        rows = [_pending(platform, bot, arrival, self._at.now) for arrival in arrivals]
        if rows:
            await insert_many(self._at.connection, INBOX, rows, ignore=True)

    async def arrive(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> list[InboxRow] | None:
        """The rows of updates to be answered in the transaction in which they arrive; None when others of the bot wait.

        Updates that have come before are left out.
        """
        if await self._at.connection.scalar(_ANY_PENDING, {"platform": platform, "bot": bot}) is not None:
            return None
        fresh = {_key(platform, bot, arrival): arrival for arrival in arrivals}
        for known in await self._at.connection.scalars(_known(self._at.database), {"keys": list(fresh)}):
            del fresh[known]
        ids = await new_ids(self._at.connection, INBOX, len(fresh))
        self._arrived = dict(zip(ids, fresh.values(), strict=True))
        return [
            InboxRow(row_id, platform, bot, arrival.lane, "", update=arrival.update)
            for row_id, arrival in self._arrived.items()
        ]

    async def settle(self, platform: str, bot: str, deferred: Mapping[int, float]) -> None:
        """Write down what arrived: looked at, without its payload; the rows in `deferred` wait for so many seconds."""
        await self._at.flush()
        done = {
            "platform": platform,
            "bot": bot,
            "raw": "",
            "received_at": self._at.now,
            "tries": 0,
            "error": "",
        }
        rows = [
            {
                **done,
                "id": row_id,
                "key": _key(platform, bot, arrival),
                "lane": arrival.lane,
                "state": "done",
                "done_at": self._at.now,
            }
            for row_id, arrival in self._arrived.items()
            if row_id not in deferred
        ]
        if rows:
            await insert_many(self._at.connection, INBOX, rows)
            await count_up(self._at.connection, {"inbox.done": len(rows)})
        for row_id, seconds in deferred.items():
            waiting = {
                **_pending(platform, bot, self._arrived[row_id], self._at.now),
                "id": row_id,
                "not_before": self._at.now + timedelta(seconds=seconds),
            }
            await self._at.connection.execute(insert(INBOX).values(**waiting))

    async def claim(self, limit: int, leaving: Iterable[BotRef] = ()) -> list[InboxRow]:
        """The next rows, each chat's in order, and no chat before the others by its numbers alone.

        Those of the bots in `leaving` wait.
        """
        due = or_(INBOX.c.not_before.is_(None), INBOX.c.not_before <= self._at.now)
        others = [or_(INBOX.c.platform != bot.platform, INBOX.c.bot != bot.bot) for bot in leaving]
        pending = and_(INBOX.c.state == "pending", due, *others)
        query = select(*_columns).where(pending).order_by(INBOX.c.id).limit(limit)
        rows = await self._take(query)
        if len(rows) == limit and len({row.lane for row in rows}) < limit // 4:
            rows = await self._take_in_turns(pending, limit)
        return rows if self._at.database.is_sqlite else await self._without_overtaking(rows, others)

    async def claim_one(self, row_id: int) -> InboxRow | None:
        query = select(*_columns).where(INBOX.c.id == row_id, INBOX.c.state == "pending")
        rows = await self._take(query)
        return rows[0] if rows else None

    async def _take(self, query: Select[Any]) -> list[InboxRow]:
        if not self._at.database.is_sqlite:
            query = query.with_for_update(skip_locked=True)
        found = await self._at.connection.execute(query)
        return [InboxRow(*row) for row in found]

    async def _take_in_turns(self, pending: ColumnElement[bool], limit: int) -> list[InboxRow]:
        window = (
            select(INBOX.c.id, INBOX.c.lane)
            .where(pending)
            .order_by(INBOX.c.id)
            .limit(_FAIR_WINDOW)
            .subquery()
        )
        nth = func.row_number().over(partition_by=window.c.lane, order_by=window.c.id).label("nth")
        numbered = select(window.c.id, nth).subquery()
        chosen = select(numbered.c.id).order_by(numbered.c.nth, numbered.c.id).limit(limit)
        return await self._take(select(*_columns).where(INBOX.c.id.in_(chosen)).order_by(INBOX.c.id))

    async def _without_overtaking(
        self, rows: list[InboxRow], others: Iterable[ColumnElement[bool]]
    ) -> list[InboxRow]:
        """Leave out rows whose chat has an earlier row in another process's hands."""
        if not rows:
            return rows
        before = await self._at.connection.execute(
            select(INBOX.c.lane, func.min(INBOX.c.id))
            .where(INBOX.c.state == "pending", INBOX.c.not_before.is_(None), *others)
            .where(INBOX.c.lane.in_({row.lane for row in rows}))
            .where(INBOX.c.id <= rows[-1].id, INBOX.c.id.not_in({row.id for row in rows}))
            .group_by(INBOX.c.lane)
        )
        held_from: dict[str, int] = dict(before.all())
        return [row for row in rows if row.lane not in held_from or row.id < held_from[row.lane]]

    async def done(self, row_ids: Sequence[int]) -> None:
        """Looked at: the payload is dropped at once."""
        await self._at.flush()
        if not row_ids:
            return
        statement = update(INBOX).where(INBOX.c.id.in_(bindparam("ids", expanding=True)))
        await self._at.connection.execute(
            statement.values(state="done", raw="", done_at=self._at.now, not_before=None),
            {"ids": list(row_ids)},
        )
        await count_up(self._at.connection, {"inbox.done": len(row_ids)})

    async def defer(self, row_id: int, seconds: float) -> None:
        """Not now: something has to be asked of the platform first. This is no failure."""
        until = self._at.now + timedelta(seconds=seconds)
        await self._at.connection.execute(update(INBOX).where(INBOX.c.id == row_id).values(not_before=until))

    async def failed(self, row_id: int, error: str) -> bool:
        """One try less; True when that was the last and the row is parked."""
        return await self._tried(row_id, error, MAX_TRIES)

    async def step_aside(self, row_id: int, error: str, *, counts: bool) -> bool:
        """Others go first, for as long as the row has waited already; True when it `counts` and was the last time.

        What does not count waits for better times, and they may come soon.
        """
        return await self._tried(row_id, error, MAX_STEPS_ASIDE if counts else None, aside=True)

    async def _tried(self, row_id: int, error: str, most: int | None, *, aside: bool = False) -> bool:
        pending = (INBOX.c.id == row_id) & (INBOX.c.state == "pending")
        found = await self._at.connection.execute(select(INBOX.c.tries, INBOX.c.received_at).where(pending))
        row = found.one_or_none()
        if row is None:  # another process has finished it in the meantime
            return True
        tries = row.tries + (most is not None)
        parked = most is not None and tries >= most
        longest = _LONGEST_WAIT if most is None else _LONGEST_STEP
        until = self._at.now + min(max(self._at.now - row.received_at, _FIRST_STEP), longest)
        changes = (
            {"state": "parked", "done_at": self._at.now}
            if parked
            else {"not_before": until if aside else None}
        )
        await self._at.connection.execute(
            update(INBOX).where(pending).values(tries=tries, error=error[:500], **changes)
        )
        await count_up(self._at.connection, {"inbox.parked": int(parked)})
        return parked

    async def park(self, platform: str, bot: str, arrival: Arrival, *, error: str) -> None:
        """An update that cannot be written down as it is leaves its key, so that it is not delivered for ever."""
        told = {"lane": "", "raw": "", "state": "parked", "error": error[:500], "done_at": self._at.now}
        row = _row(platform, bot, arrival, self._at.now) | told
        new = await insert_many(self._at.connection, INBOX, [row], ignore=True)
        await count_up(self._at.connection, {"inbox.parked": new})

    async def parked(self, most: int = 20) -> list[ParkedRow]:
        """The latest updates that nobody could answer, for the operator to look at."""
        query = (
            select(INBOX.c.id, INBOX.c.tries, INBOX.c.error)
            .where(INBOX.c.state == "parked")
            .order_by(INBOX.c.id.desc())
            .limit(most)
        )
        return [ParkedRow(*row) for row in await self._at.connection.execute(query)]

    async def wake(self, row_id: int) -> None:
        """What it waited for has come."""
        await self._at.connection.execute(update(INBOX).where(INBOX.c.id == row_id).values(not_before=None))

    async def forget(self, after: timedelta) -> int:
        """Drop what was looked at long ago, when the platform can no longer deliver it again."""
        result = await self._at.connection.execute(
            delete(INBOX).where(INBOX.c.state == "done", INBOX.c.done_at < self._at.now - after)
        )
        return result.rowcount


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
