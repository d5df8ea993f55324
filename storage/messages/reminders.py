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
from storage.messages import outbox
from storage.records import BotRef
from storage.tables.messages import OUTBOX
from storage.tables.upkeep import COUNTERS
from storage.tables.week import REMINDER_ROUNDS
from storage.transaction import Transaction

UNFINISHED = -1
"""As many messages are planned as long as a round is being put on the outbox."""
TOO_LATE = "too_late"
_BOTS = "reminders.until:"
_WEEKS = "weeks.until"
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


class Reminders:
    """Their rounds, and up to when everything that was due stands in the outbox."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def begin(self, key: RoundKey, lateness: str, *, planned: int = UNFINISHED) -> RoundRecord:
        """The round of this key, whoever began it; as long as nothing is planned, whoever ticks next makes it."""
        await self._open(key, begun_at=self._at.now, lateness=lateness, planned=planned)
        return _record((await self._at.connection.execute(select(*_COLUMNS).where(_is(key)))).one())

    async def _open(self, key: RoundKey, **values: object) -> bool:
        """True when it is new."""
        row = {**key._asdict(), "unreached": 0, **values}
        done = await self._at.connection.execute(
            dialect.insert_or_ignore(self._at.database, REMINDER_ROUNDS).values(**row)
        )
        return bool(done.rowcount == 1)

    async def put(self, one: RoundRecord, messages: Sequence[tuple[str, Outgoing]]) -> int:
        """Put a part of a round on the outbox in one transaction; how many were not there yet."""
        key = one.key
        drafts = [
            outbox.Draft(key.platform, key.bot, said, name, bulk=True, round_id=one.id)
            for name, said in messages
        ]
        fresh = await outbox.insert(self._at.connection, drafts, self._at.now)
        await count_up(self._at.connection, {f"reminders.{key.kind}": fresh})
        return fresh

    async def finish(self, one: RoundRecord) -> None:
        """All of it stands in the outbox."""
        values = {"lateness": one.lateness, "planned": one.planned, "unreached": one.unreached}
        await self._at.connection.execute(
            update(REMINDER_ROUNDS).where(REMINDER_ROUNDS.c.id == one.id).values(**values)
        )

    async def drop(
        self, keys: Sequence[RoundKey], tell: Callable[[Sequence[RoundKey]], Sequence[outbox.Draft]]
    ) -> list[RoundKey]:
        """Keep in mind what came too late, with what is to be said about it; nothing for what was dropped before.

        A round that was begun and never finished counts as dropped too.
        """
        fresh = [key for key in keys if await self._drop(key)]
        if fresh:
            await outbox.insert(self._at.connection, tell(fresh), self._at.now)
        return fresh

    async def _drop(self, key: RoundKey) -> bool:
        if await self._open(key, lateness=TOO_LATE, planned=0, begun_at=self._at.now):
            return True
        cut_short = await self._at.connection.execute(
            update(REMINDER_ROUNDS)
            .where(_is(key), REMINDER_ROUNDS.c.planned == UNFINISHED)
            .values(planned=0, lateness=TOO_LATE)
        )
        return bool(cut_short.rowcount)

    async def newest(self, bot: BotRef, kind: str, period: str) -> RoundRecord | None:
        """The latest round of a kind for a period."""
        query = select(*_COLUMNS).where(
            REMINDER_ROUNDS.c.platform == bot.platform,
            REMINDER_ROUNDS.c.bot == bot.bot,
            REMINDER_ROUNDS.c.kind == kind,
            REMINDER_ROUNDS.c.period == period,
        )
        row = (
            await self._at.connection.execute(query.order_by(REMINDER_ROUNDS.c.due_at.desc()).limit(1))
        ).first()
        return _record(row) if row else None

    async def unfinished(self, bot: BotRef, kind: str, since: datetime) -> list[RoundRecord]:
        """Rounds of a kind somebody asked for that nobody has put on the outbox yet."""
        query = select(*_COLUMNS).where(
            REMINDER_ROUNDS.c.begun_at >= since,
            REMINDER_ROUNDS.c.platform == bot.platform,
            REMINDER_ROUNDS.c.bot == bot.bot,
            REMINDER_ROUNDS.c.kind == kind,
            REMINDER_ROUNDS.c.planned == UNFINISHED,
        )
        return [
            _record(row) for row in await self._at.connection.execute(query.order_by(REMINDER_ROUNDS.c.id))
        ]

    async def recent(self, how_many: int, *, bot: BotRef | None = None) -> list[RoundResult]:
        """The latest rounds with what became of them, newest first."""
        query = (
            select(*_COLUMNS)
            .order_by(REMINDER_ROUNDS.c.begun_at.desc(), REMINDER_ROUNDS.c.id.desc())
            .limit(how_many)
        )
        if bot:
            query = query.where(REMINDER_ROUNDS.c.platform == bot.platform, REMINDER_ROUNDS.c.bot == bot.bot)
        found = [_record(row) for row in await self._at.connection.execute(query)]
        states = await _states(self._at.connection, [one.id for one in found])
        return [_result(one, states[one.id]) for one in found]

    async def scheduled_until(self, bot: BotRef) -> datetime | None:
        """None before the first time."""
        return await self._reached(COUNTERS.c.name == _cursor(bot))

    async def schedule_until(self, bot: BotRef, moment: datetime) -> None:
        await self._reach(_cursor(bot), moment)

    async def weeks_closed_until(self) -> datetime | None:
        """Up to when every week that was over has been closed; a bot once did it together with its reminders."""
        return await self._reached(COUNTERS.c.name == _WEEKS) or await self._reached(
            COUNTERS.c.name.startswith(_BOTS)
        )

    async def note_weeks_closed(self, moment: datetime) -> None:
        await self._reach(_WEEKS, moment)

    async def _reached(self, which: ColumnElement[bool]) -> datetime | None:
        seconds = await self._at.connection.scalar(select(func.max(COUNTERS.c.value)).where(which))
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    async def _reach(self, name: str, moment: datetime) -> None:
        """Whole seconds, rounded down: what falls due within a second is looked at twice and put once."""
        statement = dialect.insert(self._at.database, COUNTERS).values(
            name=name, value=int(moment.timestamp())
        )
        await self._at.connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
        )


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


def _cursor(bot: BotRef) -> str:
    return f"{_BOTS}{bot.platform}:{bot.bot}"
