"""Who can be reached with a reminder: groups, persons who opened a private chat, administrators who did."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from storage import dialect
from storage.organisation.tree import UNIT_COLUMNS
from storage.organisation.unit_settings import switched_on
from storage.records import BotRef, UnitRecord
from storage.tables.messages import CHAT_ADMINS, CHATS
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS
from storage.transaction import Transaction

_private = CHATS.alias("private")
CHAT_ADMINS_HAVE_RIGHTS = "chat_admins"
"""The setting by which a unit gives the administrators of its groups no rights ("off")."""


class Group(NamedTuple):
    """A group to be reminded; `known_as` is the id it had before it became a supergroup."""

    id: int
    chat_id: str
    unit_id: int
    known_as: str


class Recipients:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def units_after(self, after_id: int, limit: int) -> list[UnitRecord]:
        """A page of all units that are not dissolved, but for the one for people without any."""
        query = select(*UNIT_COLUMNS).where(
            UNITS.c.id > after_id, UNITS.c.nowhere.is_(False), UNITS.c.until.is_(None)
        )
        return [
            UnitRecord(*row)
            for row in await self._at.connection.execute(query.order_by(UNITS.c.id).limit(limit))
        ]

    async def departments(self) -> list[int]:
        """The units at the top of the tree that are departments."""
        query = select(UNITS.c.id).where(
            UNITS.c.level == "department", UNITS.c.parent_id.is_(None), UNITS.c.until.is_(None)
        )
        return list(await self._at.connection.scalars(query.order_by(UNITS.c.id)))

    async def groups_of(self, bot: BotRef, unit_ids: Sequence[int]) -> dict[int, list[Group]]:
        """The same groups by unit."""
        among = dialect.among(self._at.database, CHATS.c.unit_id, "ids")
        query = select(CHATS.c.id, CHATS.c.chat_id, CHATS.c.unit_id, CHATS.c.chat_id).where(
            among, *_listening(bot)
        )
        found: dict[int, list[Group]] = defaultdict(list)
        for row in await self._at.connection.execute(query.order_by(CHATS.c.id), {"ids": list(unit_ids)}):
            found[row.unit_id].append(Group(*row))
        return found

    async def group_counts(self, bot: BotRef) -> dict[int, int]:
        query = select(CHATS.c.unit_id, func.count()).where(*_listening(bot)).group_by(CHATS.c.unit_id)
        return dict((await self._at.connection.execute(query)).all())

    async def count_groups(self, bot: BotRef) -> int:
        """How many groups are reminded at all."""
        return sum((await self.group_counts(bot)).values())

    async def earlier_ids(self, bot: BotRef) -> dict[int, str]:
        """The ids that groups had before they became supergroups, by the number of the new one."""
        query = select(CHATS.c.moved_to_id, CHATS.c.chat_id).where(
            CHATS.c.moved_to_id.is_not(None), CHATS.c.platform == bot.platform, CHATS.c.bot == bot.bot
        )
        return dict((await self._at.connection.execute(query.order_by(CHATS.c.id.desc()))).all())

    async def private_chats(self, bot: BotRef, unit_ids: Sequence[int], today: date) -> dict[int, str]:
        """By person, one private chat of those of some units who opened one and did not mute it."""
        query = (
            select(ACCOUNTS.c.person_id, _private.c.chat_id)
            .join(MEMBERSHIPS, MEMBERSHIPS.c.person_id == ACCOUNTS.c.person_id)
            .join(_private, _private.c.chat_id == ACCOUNTS.c.user_id)
            .where(
                dialect.among(self._at.database, MEMBERSHIPS.c.unit_id, "ids"),
                MEMBERSHIPS.c.since <= today,
                or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > today),
                ACCOUNTS.c.platform == bot.platform,
                *_opened(bot),
            )
            .order_by(_private.c.id.desc())
        )
        return dict((await self._at.connection.execute(query, {"ids": list(unit_ids)})).all())

    async def admins(self, bot: BotRef, unit_ids: Sequence[int]) -> list[tuple[str, int]]:
        """(private chat, unit) for each administrator of some units' groups who opened one and did not mute it.

        Nobody of units in which the administrators of groups have no rights.
        """
        unit_ids = await switched_on(self._at.connection, CHAT_ADMINS_HAVE_RIGHTS, unit_ids)
        query = (
            select(_private.c.chat_id, CHATS.c.unit_id)
            .select_from(CHATS)
            .join(CHAT_ADMINS, CHAT_ADMINS.c.chat_pk == CHATS.c.id)
            .join(_private, _private.c.chat_id == CHAT_ADMINS.c.user_id)
            .where(
                dialect.among(self._at.database, CHATS.c.unit_id, "ids"),
                CHATS.c.platform == bot.platform,
                CHATS.c.bot == bot.bot,
                CHATS.c.kind == "group",
                CHATS.c.present,
                CHAT_ADMINS.c.is_admin,
                *_opened(bot),
            )
            .distinct()
            .order_by(CHATS.c.unit_id, _private.c.chat_id)
        )
        rows = await self._at.connection.execute(query, {"ids": list(unit_ids)})
        return [(row[0], row[1]) for row in rows]


def _listening(bot: BotRef) -> tuple[ColumnElement[bool], ...]:
    return (
        CHATS.c.platform == bot.platform,
        CHATS.c.bot == bot.bot,
        CHATS.c.kind == "group",
        CHATS.c.present,
        CHATS.c.muted.is_(False),
        CHATS.c.unit_id.is_not(None),
    )


def _opened(bot: BotRef) -> tuple[ColumnElement[bool], ...]:
    return (
        _private.c.platform == bot.platform,
        _private.c.bot == bot.bot,
        _private.c.kind == "private",
        _private.c.present,
        _private.c.muted.is_(False),
    )
