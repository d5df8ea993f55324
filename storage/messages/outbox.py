"""The outbox: everything the bot says is first written down here, once per dedupe key."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.outgoing import TEXTS, Outgoing, kind_of, pack
from rules.reminders import ReminderKind
from storage import dialect
from storage.bulk import insert_many
from storage.counters import count_up
from storage.database import Database
from storage.records import ChatRef, OutboxRow
from storage.tables.messages import OUTBOX
from storage.tables.week import REMINDER_ROUNDS

_ANSWERED_WITHIN = timedelta(days=35)
_columns = tuple(
    OUTBOX.c[name]
    for name in ("id", "chat_id", "kind", "payload", "bulk", "tries", "not_before", "fallback", "state")
)
_waiting = OUTBOX.c.state.in_(("pending", "sending"))


@dataclass(frozen=True, slots=True)
class Draft:
    platform: str
    bot: str
    outgoing: Outgoing
    key: str
    bulk: bool = False
    fallback: Outgoing | None = None
    round_id: int | None = None


async def insert(connection: AsyncConnection, drafts: Sequence[Draft], now: datetime) -> int:
    """How many were not there yet."""
    return await insert_many(connection, OUTBOX, [_row(draft, now) for draft in drafts], ignore=True)


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "platform": draft.platform,
        "bot": draft.bot,
        "chat_id": draft.outgoing.chat_id,
        "kind": kind_of(draft.outgoing),
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


async def waiting(
    database: Database, platform: str, bot: str, *, after_id: int, limit: int, texts_only: bool = False
) -> list[OutboxRow]:
    """What is still to be said, oldest first, beyond `after_id`."""
    query = (
        select(*_columns)
        .where(OUTBOX.c.bot == bot, _waiting, OUTBOX.c.id > after_id, OUTBOX.c.platform == platform)
        .order_by(OUTBOX.c.id)
        .limit(limit)
    )
    if texts_only:
        query = query.where(OUTBOX.c.kind.in_(TEXTS))
    async with database.read() as connection:
        return [_record(row) for row in await connection.execute(query)]


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
    )


async def claim(database: Database, row_id: int) -> bool:
    """Say so before the call that cannot be repeated; False when the row is no longer waiting."""
    async with database.write() as connection:
        result = await connection.execute(
            update(OUTBOX).where(OUTBOX.c.id == row_id, OUTBOX.c.state == "pending").values(state="sending")
        )
        return result.rowcount == 1


async def sent(database: Database, results: Sequence[tuple[int, str]], now: datetime) -> None:
    """(row, id of the new message) of what went out; the text is no longer needed."""
    if not results:
        return
    values = {"state": "sent", "sent_at": now, "payload": "{}", "fallback": "", "error": ""}
    silent = [row_id for row_id, message_id in results if not message_id]
    spoken = [{"row_id": row_id, "result": message_id} for row_id, message_id in results if message_id]
    async with database.write() as connection:
        if silent:
            await connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(silent)).values(**values))
        if spoken:
            one = update(OUTBOX).where(OUTBOX.c.id == bindparam("row_id"))
            await connection.execute(one.values(**values, message_id=bindparam("result")), spoken)
        await count_up(connection, {"outbox.sent": len(results)})


async def try_later(database: Database, row_id: int, error: str, at: datetime) -> None:
    async with database.write() as connection:
        await connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row_id)
            .values(state="pending", tries=OUTBOX.c.tries + 1, error=error[:500], not_before=at)
        )


async def give_up(
    database: Database, row: OutboxRow, error: str, now: datetime, *, quietly: bool = False
) -> None:
    """It can never be said: use the fallback where there is one, and keep the reason."""
    async with database.write() as connection:
        state = "dropped" if quietly or row.fallback else "failed"
        await connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id == row.id)
            .values(state=state, error=error[:500], sent_at=now, payload="{}", fallback="")
        )
        await count_up(connection, {f"outbox.{state}": 1})
        if row.fallback:
            await _instead(database, connection, row, now)


async def _instead(database: Database, connection: AsyncConnection, row: OutboxRow, now: datetime) -> None:
    original = (
        await connection.execute(
            select(OUTBOX.c.platform, OUTBOX.c.bot, OUTBOX.c.dedupe_key).where(OUTBOX.c.id == row.id)
        )
    ).one()
    fields = dict(row.fallback or {})
    kind = fields.pop("kind")
    await connection.execute(
        dialect.insert_or_ignore(database, OUTBOX),
        [{
            "platform": original.platform, "bot": original.bot, "chat_id": fields["chat_id"], "kind": kind,
            "payload": json.dumps(fields, ensure_ascii=False), "fallback": "", "bulk": row.bulk,
            "dedupe_key": f"{original.dedupe_key}:instead", "state": "pending", "tries": 0, "error": "",
            "message_id": "", "created_at": now,
        }],
    )  # fmt: skip


async def put(database: Database, drafts: Sequence[Draft], now: datetime) -> None:
    if drafts:
        async with database.write() as connection:
            await insert(connection, drafts, now)


async def move(connection: AsyncConnection, old: ChatRef, new_id: str) -> None:
    """What is still to be said in a group goes to its new id; its old messages cannot be reached from there."""
    there = (
        (OUTBOX.c.platform == old.platform)
        & (OUTBOX.c.bot == old.bot)
        & (OUTBOX.c.chat_id == old.chat_id)
        & (OUTBOX.c.state == "pending")
    )
    about_old_messages = there & OUTBOX.c.kind.in_(("react", "rewrite"))
    await connection.execute(update(OUTBOX).where(about_old_messages).values(state="dropped", payload="{}"))
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
