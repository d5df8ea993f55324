"""What is known of chats: how the bot stands there, and who may do what."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.bulk import insert_many
from storage.database import Database
from storage.records import BotRef, ChatRecord, ChatRef
from storage.tables.messages import CHAT_ADMINS, CHATS

COLUMNS = tuple(
    CHATS.c[name]
    for name in (
        "id", "platform", "bot", "chat_id", "kind", "title", "unit_id", "present", "admin", "can_write", "hears_all",
        "moved_to_id",
    )
)  # fmt: skip


@lru_cache
def by_ids(database: Database) -> Select[Any]:
    return select(*COLUMNS).where(dialect.among(database, CHATS.c.chat_id, "ids"))


async def set_standing(
    connection: AsyncConnection,
    chat: ChatRecord,
    *,
    present: bool,
    admin: bool,
    can_write: bool,
    hears_all: bool,
) -> None:
    """How well the bot stands in a chat; a chat it is in again has no trouble any more."""
    values = {
        "present": present,
        "admin": admin,
        "can_write": can_write,
        "hears_all": hears_all,
        "trouble": "",
    }
    await connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(**values))


async def present_groups(connection: AsyncConnection, platform: str, bot: str) -> list[ChatRecord]:
    """The groups the bot is in."""
    query = select(*COLUMNS).where(
        CHATS.c.platform == platform, CHATS.c.bot == bot, CHATS.c.kind == "group", CHATS.c.present
    )
    return [ChatRecord(*row) for row in await connection.execute(query.order_by(CHATS.c.id))]


async def led_by(
    connection: AsyncConnection, bot: BotRef, user_id: str, most: int, lately: datetime
) -> tuple[list[ChatRecord], bool]:
    """Those last heard of first, and whether there are more.

    Whoever was found out since `lately` to be no administrator there uses up a place all the same, so that the
    platform is not asked about one group after the other.
    """
    query = (
        select(*COLUMNS, CHAT_ADMINS.c.is_admin)
        .join(CHAT_ADMINS, CHAT_ADMINS.c.chat_pk == CHATS.c.id)
        .where(CHAT_ADMINS.c.user_id == user_id)
        .where(or_(CHAT_ADMINS.c.is_admin, CHAT_ADMINS.c.checked_at >= lately))
        .where(CHATS.c.platform == bot.platform, CHATS.c.bot == bot.bot, CHATS.c.kind == "group")
        .where(CHATS.c.present, CHATS.c.unit_id.is_not(None))
        .order_by(CHAT_ADMINS.c.checked_at.desc(), CHATS.c.id)
        .limit(most + 1)
    )
    rows = list(await connection.execute(query))
    return [ChatRecord(*row[:-1]) for row in rows[:most] if row[-1]], len(rows) > most


async def of_unit(connection: AsyncConnection, unit_id: int) -> list[ChatRecord]:
    """A unit's groups in which the bot is."""
    query = select(*COLUMNS).where(CHATS.c.unit_id == unit_id, CHATS.c.kind == "group")
    rows = await connection.execute(query.where(CHATS.c.present).order_by(CHATS.c.id))
    return [ChatRecord(*row) for row in rows]


async def counts(connection: AsyncConnection) -> dict[int, int]:
    """By unit, in how many of its groups the bot is."""
    query = select(CHATS.c.unit_id, func.count()).where(CHATS.c.kind == "group", CHATS.c.present)
    rows = await connection.execute(query.where(CHATS.c.unit_id.is_not(None)).group_by(CHATS.c.unit_id))
    return dict(rows.all())


async def learn_admin(
    database: Database, chat: ChatRef, user_id: str, *, is_admin: bool, now: datetime
) -> None:
    """Write down what the platform said about somebody's rights."""
    async with database.write() as connection:
        chat_pk: int | None = await connection.scalar(_chat_number(chat))
        if chat_pk is not None:
            await learn_here(connection, database, chat_pk, user_id, is_admin=is_admin, now=now)


async def learn_here(
    connection: AsyncConnection,
    database: Database,
    chat_pk: int,
    user_id: str,
    *,
    is_admin: bool,
    now: datetime,
) -> None:
    statement = dialect.insert(database, CHAT_ADMINS).values(
        chat_pk=chat_pk, user_id=user_id, is_admin=is_admin, checked_at=now
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_pk", "user_id"],
            set_={"is_admin": statement.excluded.is_admin, "checked_at": statement.excluded.checked_at},
        )
    )


async def replace_admins(
    database: Database, chat: ChatRecord, user_ids: Collection[str], now: datetime
) -> None:
    """Write down everybody the platform named as a chat's administrators; whoever is not among them is none."""
    rows = [
        {"chat_pk": chat.id, "user_id": user_id, "is_admin": True, "checked_at": now}
        for user_id in sorted(user_ids)
    ]
    here = CHAT_ADMINS.c.chat_pk == chat.id
    async with database.write() as connection:
        await connection.execute(delete(CHAT_ADMINS).where(here, CHAT_ADMINS.c.checked_at <= now))
        await insert_many(connection, CHAT_ADMINS, rows, ignore=True)


async def set_muted(connection: AsyncConnection, chat: ChatRecord, *, muted: bool) -> None:
    """Whether a chat wants no reminders."""
    await connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(muted=muted))


async def is_muted(connection: AsyncConnection, chat: ChatRecord) -> bool:
    return bool(await connection.scalar(select(CHATS.c.muted).where(CHATS.c.id == chat.id)))


def _chat_number(ref: ChatRef) -> Select[tuple[int]]:
    return select(CHATS.c.id).where(
        CHATS.c.platform == ref.platform, CHATS.c.bot == ref.bot, CHATS.c.chat_id == ref.chat_id
    )


async def mark_chat(database: Database, ref: ChatRef, trouble: str, *, present: bool | None = None) -> None:
    """Remember why the bot cannot speak in a chat."""
    values: dict[str, object] = {"trouble": trouble}
    if present is not None:
        values["present"] = present
    async with database.write() as connection:
        await connection.execute(
            update(CHATS)
            .where(CHATS.c.platform == ref.platform, CHATS.c.bot == ref.bot, CHATS.c.chat_id == ref.chat_id)
            .values(**values)
        )
