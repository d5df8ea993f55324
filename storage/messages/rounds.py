"""Rounds of reminders: each is begun once, its messages stand in the outbox, and what became of them can be told."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.outgoing import Outgoing
from storage import dialect
from storage.counters import count_up
from storage.database import Database
from storage.messages import outbox
from storage.records import BotRef
from storage.tables.messages import OUTBOX
from storage.tables.upkeep import COUNTERS
from storage.tables.week import REMINDER_ROUNDS

UNFINISHED = -1
"""As many messages are planned as long as a round is being put on the outbox."""
TOO_LATE = "too_late"
_UNSENT = ("pending", "sending")


class RoundKey(NamedTuple):
    """What makes a round the same round for every process that thinks of it."""

    platform: str
    bot: str
    kind: str
    period: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """`planned` messages were meant to go out; `unreached` people or units could not be written to at all."""

    id: int
    key: RoundKey
    begun_at: datetime
    lateness: str
    planned: int
    unreached: int

    @property
    def is_finished(self) -> bool:
        """A round that was dropped is not: clocks may have been wrong, and its time may come."""
        return self.planned != UNFINISHED and self.lateness != TOO_LATE


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What became of a round's messages; `failed` by reason."""

    round: RoundRecord
    sent: int = 0
    waiting: int = 0
    dropped: int = 0
    failed: dict[str, int] = field(default_factory=dict)


_COLUMNS = (
    *(REMINDER_ROUNDS.c[name] for name in ("id", "platform", "bot", "kind", "period", "due_at")),
    *(REMINDER_ROUNDS.c[name] for name in ("begun_at", "lateness", "planned", "unreached")),
)


def _record(row: Any) -> RoundRecord:
    number, platform, bot, kind, period, due_at, *rest = row
    return RoundRecord(number, RoundKey(platform, bot, kind, period, due_at), *rest)


def _is(key: RoundKey) -> Any:
    return (
        (REMINDER_ROUNDS.c.platform == key.platform)
        & (REMINDER_ROUNDS.c.bot == key.bot)
        & (REMINDER_ROUNDS.c.kind == key.kind)
        & (REMINDER_ROUNDS.c.period == key.period)
        & (REMINDER_ROUNDS.c.due_at == key.due_at)
    )


async def begin(database: Database, key: RoundKey, lateness: str, now: datetime) -> RoundRecord:
    """The round of this key, whoever began it."""
    async with database.write() as connection:
        return await begin_here(connection, database, key, now, lateness=lateness, planned=UNFINISHED)


async def begin_here(
    connection: AsyncConnection, database: Database, key: RoundKey, now: datetime, **values: object
) -> RoundRecord:
    await _open(connection, database, key, begun_at=now, **values)
    return _record((await connection.execute(select(*_COLUMNS).where(_is(key)))).one())


async def _open(connection: AsyncConnection, database: Database, key: RoundKey, **values: object) -> bool:
    """True when it is new."""
    row = {**key._asdict(), "unreached": 0, **values}
    done = await connection.execute(dialect.insert_or_ignore(database, REMINDER_ROUNDS).values(**row))
    return bool(done.rowcount == 1)


async def put(
    database: Database, one: RoundRecord, messages: Sequence[tuple[str, Outgoing]], now: datetime
) -> int:
    """Put a part of a round on the outbox in one transaction; how many were not there yet."""
    key = one.key
    drafts = [
        outbox.Draft(key.platform, key.bot, said, name, bulk=True, round_id=one.id) for name, said in messages
    ]
    async with database.write() as connection:
        fresh = await outbox.insert(connection, drafts, now)
        await count_up(connection, {f"reminders.{key.kind}": fresh})
    return fresh


async def finish(database: Database, one: RoundRecord) -> None:
    """All of it stands in the outbox."""
    values = {"lateness": one.lateness, "planned": one.planned, "unreached": one.unreached}
    async with database.write() as connection:
        await connection.execute(
            update(REMINDER_ROUNDS).where(REMINDER_ROUNDS.c.id == one.id).values(**values)
        )


async def drop(
    database: Database,
    keys: Sequence[RoundKey],
    tell: Callable[[Sequence[RoundKey]], Sequence[outbox.Draft]],
    now: datetime,
) -> list[RoundKey]:
    """Keep in mind what came too late, with what has to be said about it; nothing for what was dropped before.

    A round that was begun and never finished counts as dropped too.
    """
    async with database.write() as connection:
        fresh = [key for key in keys if await _drop(connection, database, key, now)]
        if fresh:
            await outbox.insert(connection, tell(fresh), now)
    return fresh


async def _drop(connection: AsyncConnection, database: Database, key: RoundKey, now: datetime) -> bool:
    if await _open(connection, database, key, lateness=TOO_LATE, planned=0, begun_at=now):
        return True
    cut_short = await connection.execute(
        update(REMINDER_ROUNDS)
        .where(_is(key), REMINDER_ROUNDS.c.planned == UNFINISHED)
        .values(planned=0, lateness=TOO_LATE)
    )
    return bool(cut_short.rowcount)


async def newest(connection: AsyncConnection, bot: BotRef, kind: str, period: str) -> RoundRecord | None:
    """The latest round of a kind for a period."""
    query = select(*_COLUMNS).where(
        REMINDER_ROUNDS.c.platform == bot.platform,
        REMINDER_ROUNDS.c.bot == bot.bot,
        REMINDER_ROUNDS.c.kind == kind,
        REMINDER_ROUNDS.c.period == period,
    )
    row = (await connection.execute(query.order_by(REMINDER_ROUNDS.c.due_at.desc()).limit(1))).first()
    return _record(row) if row else None


async def unfinished(
    connection: AsyncConnection, bot: BotRef, kind: str, since: datetime
) -> list[RoundRecord]:
    """Rounds of a kind somebody asked for that nobody has put on the outbox yet."""
    query = select(*_COLUMNS).where(
        REMINDER_ROUNDS.c.begun_at >= since,
        REMINDER_ROUNDS.c.platform == bot.platform,
        REMINDER_ROUNDS.c.bot == bot.bot,
        REMINDER_ROUNDS.c.kind == kind,
        REMINDER_ROUNDS.c.planned == UNFINISHED,
    )
    return [_record(row) for row in await connection.execute(query.order_by(REMINDER_ROUNDS.c.id))]


async def recent(
    connection: AsyncConnection, how_many: int, *, bot: BotRef | None = None
) -> list[RoundResult]:
    """The latest rounds with what became of them, newest first."""
    query = (
        select(*_COLUMNS)
        .order_by(REMINDER_ROUNDS.c.begun_at.desc(), REMINDER_ROUNDS.c.id.desc())
        .limit(how_many)
    )
    if bot:
        query = query.where(REMINDER_ROUNDS.c.platform == bot.platform, REMINDER_ROUNDS.c.bot == bot.bot)
    found = [_record(row) for row in await connection.execute(query)]
    states = await _states(connection, [one.id for one in found])
    return [_result(one, states[one.id]) for one in found]


_States = dict[tuple[str, str], int]


async def _states(connection: AsyncConnection, round_ids: Sequence[int]) -> dict[int, _States]:
    columns = (OUTBOX.c.round_id, OUTBOX.c.state, OUTBOX.c.error)
    query = select(*columns, func.count()).where(OUTBOX.c.round_id.in_(round_ids)).group_by(*columns)
    states: dict[int, _States] = defaultdict(dict)
    for round_id, state, error, count in await connection.execute(query):
        states[round_id][state, error] = count
    return states


def _result(one: RoundRecord, states: _States) -> RoundResult:
    return RoundResult(
        one,
        sent=_sum(states, "sent"),
        waiting=_sum(states, *_UNSENT),
        dropped=_sum(states, "dropped"),
        failed={error: count for (state, error), count in sorted(states.items()) if state == "failed"},
    )


def _sum(states: _States, *wanted: str) -> int:
    return sum(count for (state, _), count in states.items() if state in wanted)


# Up to when everything that was due stands in the outbox.


_BOTS = "reminders.until:"
_WEEKS = "weeks.until"


def _cursor(bot: BotRef) -> str:
    return f"{_BOTS}{bot.platform}:{bot.bot}"


async def scheduled_until(connection: AsyncConnection, bot: BotRef) -> datetime | None:
    return await _reached(connection, COUNTERS.c.name == _cursor(bot))


async def schedule_until(database: Database, bot: BotRef, moment: datetime) -> None:
    await _reach(database, _cursor(bot), moment)


async def weeks_closed_until(connection: AsyncConnection) -> datetime | None:
    """Up to when weeks that were over have been closed; a bot once did it together with its reminders."""
    found = await _reached(connection, COUNTERS.c.name == _WEEKS)
    return found or await _reached(connection, COUNTERS.c.name.startswith(_BOTS))


async def note_weeks_closed(database: Database, moment: datetime) -> None:
    await _reach(database, _WEEKS, moment)


async def _reached(connection: AsyncConnection, which: ColumnElement[bool]) -> datetime | None:
    seconds = await connection.scalar(select(func.max(COUNTERS.c.value)).where(which))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


async def _reach(database: Database, name: str, moment: datetime) -> None:
    """Whole seconds, rounded down: what falls due within a second is looked at twice and put once."""
    statement = dialect.insert(database, COUNTERS).values(name=name, value=int(moment.timestamp()))
    async with database.write() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
        )
