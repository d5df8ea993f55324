"""The outbox: everything the bot says is first written down here, once per dedupe key."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    TextClause,
    bindparam,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.outgoing import TEXTS, Outgoing, Rank, kind_of, pack, rank_of
from rules.reminders import ReminderKind
from storage import dialect
from storage.bulk import insert_many
from storage.counters import count_up
from storage.dialect import one_of
from storage.records import BotRef, ChatRef, OutboxRow
from storage.tables.messages import OUTBOX
from storage.tables.week import REMINDER_ROUNDS
from storage.transaction import Transaction

OUTBOX_PAGE = 2_000
_ANSWERED_WITHIN = timedelta(days=35)
_columns = tuple(
    OUTBOX.c[name]
    for name in (
        "id", "chat_id", "kind", "payload", "bulk", "tries", "not_before", "fallback", "state", "rank",
    )
)  # fmt: skip
WAITING = OUTBOX.c.state.in_([literal_column("'pending'"), literal_column("'sending'")])
"""Word for word as the indexes have it: SQLite finds them by no parameter."""


class Place(NamedTuple):
    """Where a reader of all chats has come to: at the `nth` row of a chat that waits at one rank."""

    chat_id: str = ""
    id: int = 0
    nth: int = 0


# The first rows of every chat, one step of the index each, however many more wait there.
_FIRST_OF_EACH = """
WITH RECURSIVE line (chat_id, id, nth) AS (
    SELECT :chat_id, :id, :nth
    UNION ALL
    SELECT found.chat_id, found.id, CASE WHEN found.chat_id = line.chat_id THEN line.nth + 1 ELSE 1 END
    FROM line JOIN outbox AS found ON found.id = CASE
        WHEN line.nth < :each THEN (
            SELECT near.id FROM outbox AS near
            WHERE near.bot = :bot AND near.platform = :platform AND near.rank = :rank
                AND near.state IN ('pending', 'sending') AND (near.chat_id, near.id) > (line.chat_id, line.id)
            ORDER BY near.chat_id, near.id LIMIT 1
        )
        ELSE (
            SELECT other.id FROM outbox AS other
            WHERE other.bot = :bot AND other.platform = :platform AND other.rank = :rank
                AND other.state IN ('pending', 'sending') AND other.chat_id > line.chat_id
            ORDER BY other.chat_id, other.id LIMIT 1
        )
    END
)
SELECT chat_id, id, nth FROM line WHERE id <> :id OR chat_id <> :chat_id LIMIT :limit
"""
_NEXT_OF_SOME = """
WITH RECURSIVE line (chat_id, id, nth) AS (
    SELECT key, CAST(value AS BIGINT), 0 FROM {pairs}
    UNION ALL
    SELECT found.chat_id, found.id, line.nth + 1
    FROM line JOIN outbox AS found ON found.chat_id = line.chat_id AND found.id = (
        SELECT near.id FROM outbox AS near
        WHERE near.bot = :bot AND near.platform = :platform AND near.rank = :rank
            AND near.state IN ('pending', 'sending') AND (near.chat_id, near.id) > (line.chat_id, line.id)
        ORDER BY near.chat_id, near.id LIMIT 1
    )
    WHERE line.nth < :each
)
SELECT chat_id, id, nth FROM line WHERE nth > 0
"""
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("chat_id", "bot", "platform", "after"), String),
    **dict.fromkeys(("nth", "each", "rank", "limit"), Integer),
    "id": BigInteger,
}


def _typed(statement: str, *names: str) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in names))


_HOW = ("bot", "platform", "rank", "each")
_first_of_each = _typed(_FIRST_OF_EACH, *Place._fields, *_HOW, "limit")
_next_of_some = {
    True: _typed(_NEXT_OF_SOME.format(pairs="json_each(:after)"), "after", *_HOW),
    False: _typed(_NEXT_OF_SOME.format(pairs="json_each_text(CAST(:after AS JSON))"), "after", *_HOW),
}
"""By whether the database is SQLite."""


@dataclass(frozen=True, slots=True)
class Draft:
    platform: str
    bot: str
    outgoing: Outgoing
    key: str
    bulk: bool = False
    fallback: Outgoing | None = None
    round_id: int | None = None
    asked_by: str = ""


async def insert(connection: AsyncConnection, drafts: Sequence[Draft], now: datetime) -> int:
    """How many were not there yet."""
    return await insert_many(connection, OUTBOX, [_row(draft, now) for draft in drafts], ignore=True)


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    kind = kind_of(draft.outgoing)
    return {
        "platform": draft.platform,
        "bot": draft.bot,
        "chat_id": draft.outgoing.chat_id,
        "kind": kind,
        "rank": int(rank_of(kind, bulk=draft.bulk)),
        "asked_by": draft.asked_by,
        "payload": json.dumps(pack(draft.outgoing), ensure_ascii=False),
        "fallback": _with_kind(draft.fallback) if draft.fallback else "",
        "bulk": draft.bulk,
        "dedupe_key": draft.key,
        "state": "pending",
        "tries": 0,
        "error": "",
        "message_id": "",
        "round_id": draft.round_id,
        "created_at": now,
    }


def _with_kind(outgoing: Outgoing) -> str:
    return json.dumps({"kind": kind_of(outgoing), **pack(outgoing)}, ensure_ascii=False)


class Outbox:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def waiting(
        self, platform: str, bot: str, after_id: int, *, limit: int = OUTBOX_PAGE, texts_only: bool = False
    ) -> list[OutboxRow]:
        """What is still to be said, oldest first, beyond `after_id`."""
        query = (
            select(*_columns)
            .where(OUTBOX.c.bot == bot, WAITING, OUTBOX.c.id > after_id, OUTBOX.c.platform == platform)
            .order_by(OUTBOX.c.id)
            .limit(limit)
        )
        if texts_only:
            query = query.where(OUTBOX.c.kind.in_(TEXTS))
        return [_record(row) for row in await self._at.connection.execute(query)]

    async def newest(self) -> int:
        """The highest number a row has by now."""
        return await self._at.connection.scalar(select(func.max(OUTBOX.c.id))) or 0

    async def first_waiting(
        self, bot: BotRef, rank: Rank, after: Place, *, each: int, limit: int = OUTBOX_PAGE
    ) -> list[Place]:
        """Beyond a place, the first rows of every chat that has something waiting at a rank."""
        told = {**after._asdict(), "bot": bot.bot, "platform": bot.platform, "rank": int(rank)}
        rows = await self._at.connection.execute(_first_of_each, {**told, "each": each, "limit": limit})
        return [Place(*row) for row in rows]

    async def next_waiting(
        self, bot: BotRef, rank: Rank, after: Mapping[str, int], *, each: int
    ) -> list[Place]:
        """What waits at a rank in some chats, beyond a row of each."""
        told = {"after": json.dumps(after), "bot": bot.bot, "platform": bot.platform, "rank": int(rank)}
        rows = await self._at.connection.execute(
            _next_of_some[self._at.database.is_sqlite], {**told, "each": each}
        )
        return [Place(*row) for row in rows]

    async def with_numbers(self, ids: Sequence[int]) -> list[OutboxRow]:
        """Of some rows those that are still to be said, in order."""
        if not ids:
            return []
        query = (
            select(*_columns)
            .where(one_of(self._at.connection, OUTBOX.c.id, ids), WAITING)
            .order_by(OUTBOX.c.id)
        )
        return [_record(row) for row in await self._at.connection.execute(query)]

    async def claim(self, row_id: int) -> bool:
        """Say so before the call that cannot be repeated; False when the row is no longer waiting."""
        result = await self._at.connection.execute(
            update(OUTBOX).where(OUTBOX.c.id == row_id, OUTBOX.c.state == "pending").values(state="sending")
        )
        return result.rowcount == 1

    async def sent(self, results: Sequence[tuple[int, str]]) -> None:
        """(row, id of the new message) of what went out; the text is no longer needed."""
        if not results:
            return
        values = {
            "state": "sent",
            "sent_at": self._at.now,
            "payload": "{}",
            "fallback": "",
            "error": "",
            "asked_by": "",
        }
        silent = [row_id for row_id, message_id in results if not message_id]
        spoken = [{"row_id": row_id, "result": message_id} for row_id, message_id in results if message_id]
        if silent:
            await self._at.connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(silent)).values(**values))
        if spoken:
            one = update(OUTBOX).where(OUTBOX.c.id == bindparam("row_id"))
            await self._at.connection.execute(one.values(**values, message_id=bindparam("result")), spoken)
        await count_up(self._at.connection, {"outbox.sent": len(results)})

    async def later(self, row_id: int, error: str, at: datetime) -> None:
        await self._at.connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row_id)
            .values(state="pending", tries=OUTBOX.c.tries + 1, error=error[:500], not_before=at)
        )

    async def give_up(self, row: OutboxRow, error: str, *, quietly: bool = False) -> None:
        """It can never be said: use the fallback where there is one, and keep the reason."""
        state = "dropped" if quietly or row.fallback else "failed"
        if row.fallback:
            await self._instead(row)
        await self._at.connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row.id)
            .values(
                state=state, error=error[:500], sent_at=self._at.now, payload="{}", fallback="", asked_by=""
            )
        )
        await count_up(self._at.connection, {f"outbox.{state}": 1})

    async def _instead(self, row: OutboxRow) -> None:
        original = (
            await self._at.connection.execute(
                select(*(OUTBOX.c[name] for name in ("platform", "bot", "dedupe_key", "asked_by"))).where(
                    OUTBOX.c.id == row.id
                )
            )
        ).one()
        fields = dict(row.fallback or {})
        kind = fields.pop("kind")
        await self._at.connection.execute(
            dialect.insert_or_ignore(self._at.database, OUTBOX),
            [{
                "platform": original.platform, "bot": original.bot, "chat_id": fields["chat_id"], "kind": kind,
                "payload": json.dumps(fields, ensure_ascii=False), "fallback": "", "bulk": row.bulk,
                "rank": int(rank_of(kind, bulk=row.bulk)), "asked_by": original.asked_by,
                "dedupe_key": f"{original.dedupe_key}:instead", "state": "pending", "tries": 0, "error": "",
                "message_id": "", "created_at": self._at.now,
            }],
        )  # fmt: skip

    async def put(
        self, platform: str, bot: str, messages: Iterable[tuple[str, Outgoing]], *, bulk: bool
    ) -> None:
        """(key, message) for the outbox; a key that is there already is left as it is."""
        drafts = [Draft(platform, bot, outgoing, key, bulk) for key, outgoing in messages]
        await insert(self._at.connection, drafts, self._at.now)


async def asked(connection: AsyncConnection, accounts: Collection[str]) -> dict[str, int]:
    """By account, how many answers to its questions wait."""
    query = select(OUTBOX.c.asked_by, func.count()).group_by(OUTBOX.c.asked_by)
    still = (
        WAITING,
        OUTBOX.c.asked_by != literal_column("''"),
        one_of(connection, OUTBOX.c.asked_by, list(accounts)),
    )
    return dict((await connection.execute(query.where(*still))).all())


def _record(row: Any) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        payload=json.loads(row.payload),
        bulk=row.bulk,
        tries=row.tries,
        not_before=row.not_before,
        fallback=json.loads(row.fallback) if row.fallback else None,
        claimed=row.state == "sending",
        rank=row.rank,
    )


async def move(connection: AsyncConnection, old: ChatRef, new_id: str) -> None:
    """What is still to be said in a group goes to its new id; its old messages cannot be reached from there."""
    there = (
        (OUTBOX.c.platform == old.platform)
        & (OUTBOX.c.bot == old.bot)
        & (OUTBOX.c.chat_id == old.chat_id)
        & (OUTBOX.c.state == "pending")
    )
    about_old_messages = there & OUTBOX.c.kind.in_(("react", "rewrite"))
    await connection.execute(
        update(OUTBOX).where(about_old_messages).values(state="dropped", payload="{}", asked_by="")
    )
    for row_id, payload in (
        await connection.execute(select(OUTBOX.c.id, OUTBOX.c.payload).where(there))
    ).all():
        said = {**json.loads(payload), "chat_id": new_id}
        said.pop("reply_to", None)
        await connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row_id)
            .values(chat_id=new_id, payload=json.dumps(said, ensure_ascii=False))
        )


async def announcements(
    connection: AsyncConnection, messages: Collection[tuple[str, str]], now: datetime
) -> dict[tuple[str, str], datetime]:
    """Of these (chat, message) those that began a week by announcing its featured pages, and when that was due."""
    query = (
        select(OUTBOX.c.chat_id, OUTBOX.c.message_id, REMINDER_ROUNDS.c.due_at)
        .join(REMINDER_ROUNDS, REMINDER_ROUNDS.c.id == OUTBOX.c.round_id)
        .where(
            REMINDER_ROUNDS.c.kind == ReminderKind.MONDAY_START.value,
            REMINDER_ROUNDS.c.begun_at > now - _ANSWERED_WITHIN,
        )
        .where(OUTBOX.c.round_id.is_not(None))
        .where(OUTBOX.c.chat_id.in_({chat for chat, _ in messages}))
        .where(OUTBOX.c.message_id.in_({message for _, message in messages}))
    )
    rows = await connection.execute(query)
    return {(chat, message): due for chat, message, due in rows if (chat, message) in messages}
