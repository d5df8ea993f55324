"""What is known of chats: how the bot stands there, and who may do what."""

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from storage import dialect
from storage.bulk import insert_many
from storage.database import Database
from storage.records import BotRef, ChatRecord, ChatRef
from storage.tables.messages import CHAT_ADMINS, CHATS
from storage.transaction import Transaction

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


class Chats:
    """`changed` is told which chat is not any more what was read of it."""

    def __init__(self, at: Transaction, changed: Callable[[ChatRecord], None]) -> None:
        self._at = at
        self._changed = changed

    async def set_standing(
        self, chat: ChatRecord, *, present: bool, admin: bool, can_write: bool, hears_all: bool
    ) -> None:
        """How well the bot stands in a chat; a chat it is in again has no trouble any more."""
        values = {
            "present": present,
            "admin": admin,
            "can_write": can_write,
            "hears_all": hears_all,
            "trouble": "",
        }
        await self._at.connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(**values))
        self._changed(chat)

    async def present_groups(self, bot: BotRef) -> list[ChatRecord]:
        """The groups the bot is in."""
        query = select(*COLUMNS).where(
            CHATS.c.platform == bot.platform, CHATS.c.bot == bot.bot, CHATS.c.kind == "group", CHATS.c.present
        )
        return [ChatRecord(*row) for row in await self._at.connection.execute(query.order_by(CHATS.c.id))]

    async def led_by(
        self, bot: BotRef, user_id: str, most: int, lately: timedelta
    ) -> tuple[list[ChatRecord], bool]:
        """The units' groups of which the platform has called somebody an administrator, and whether there are more.

        Those last heard of come first.

        Whoever was found out since `lately` to be no administrator there uses up a place all the same, so that the
        platform is not asked about one group after the other.
        """
        query = (
            select(*COLUMNS, CHAT_ADMINS.c.is_admin)
            .join(CHAT_ADMINS, CHAT_ADMINS.c.chat_pk == CHATS.c.id)
            .where(CHAT_ADMINS.c.user_id == user_id)
            .where(or_(CHAT_ADMINS.c.is_admin, CHAT_ADMINS.c.checked_at >= self._at.now - lately))
            .where(CHATS.c.platform == bot.platform, CHATS.c.bot == bot.bot, CHATS.c.kind == "group")
            .where(CHATS.c.present, CHATS.c.unit_id.is_not(None))
            .order_by(CHAT_ADMINS.c.checked_at.desc(), CHATS.c.id)
            .limit(most + 1)
        )
        rows = list(await self._at.connection.execute(query))
        return [ChatRecord(*row[:-1]) for row in rows[:most] if row[-1]], len(rows) > most

    async def of_unit(self, unit_id: int) -> list[ChatRecord]:
        """A unit's groups in which the bot is."""
        query = select(*COLUMNS).where(CHATS.c.unit_id == unit_id, CHATS.c.kind == "group")
        rows = await self._at.connection.execute(query.where(CHATS.c.present).order_by(CHATS.c.id))
        return [ChatRecord(*row) for row in rows]

    async def by_unit(self) -> dict[int, int]:
        """By unit, in how many of its groups the bot is."""
        query = select(CHATS.c.unit_id, func.count()).where(CHATS.c.kind == "group", CHATS.c.present)
        rows = await self._at.connection.execute(
            query.where(CHATS.c.unit_id.is_not(None)).group_by(CHATS.c.unit_id)
        )
        return dict(rows.all())

    async def learn_admin(self, chat: ChatRef | ChatRecord, user_id: str, *, is_admin: bool) -> None:
        """Write down what the platform said about somebody's rights."""
        chat_pk = await self._at.connection.scalar(select(CHATS.c.id).where(*_is(chat)))
        if chat_pk is None:
            return
        statement = dialect.insert(self._at.database, CHAT_ADMINS).values(
            chat_pk=chat_pk, user_id=user_id, is_admin=is_admin, checked_at=self._at.now
        )
        await self._at.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["chat_pk", "user_id"],
                set_={"is_admin": statement.excluded.is_admin, "checked_at": statement.excluded.checked_at},
            )
        )

    async def replace_admins(self, chat: ChatRecord, user_ids: Collection[str]) -> None:
        """Write down everybody the platform named as a chat's administrators; whoever is not among them is none."""
        rows = [
            {"chat_pk": chat.id, "user_id": user_id, "is_admin": True, "checked_at": self._at.now}
            for user_id in sorted(user_ids)
        ]
        here = CHAT_ADMINS.c.chat_pk == chat.id
        await self._at.connection.execute(
            delete(CHAT_ADMINS).where(here, CHAT_ADMINS.c.checked_at <= self._at.now)
        )
        await insert_many(self._at.connection, CHAT_ADMINS, rows, ignore=True)

    async def mute(self, chat: ChatRecord, *, muted: bool) -> None:
        """Whether a chat wants no reminders."""
        await self._at.connection.execute(update(CHATS).where(CHATS.c.id == chat.id).values(muted=muted))

    async def is_muted(self, chat: ChatRecord) -> bool:
        return bool(await self._at.connection.scalar(select(CHATS.c.muted).where(CHATS.c.id == chat.id)))

    async def mark(self, ref: ChatRef, trouble: str, *, present: bool | None = None) -> None:
        """Remember why the bot cannot speak in a chat."""
        values: dict[str, object] = {"trouble": trouble}
        if present is not None:
            values["present"] = present
        await self._at.connection.execute(update(CHATS).where(*_is(ref)).values(**values))


def _is(chat: ChatRef | ChatRecord) -> tuple[ColumnElement[bool], ...]:
    return CHATS.c.platform == chat.platform, CHATS.c.bot == chat.bot, CHATS.c.chat_id == chat.chat_id
