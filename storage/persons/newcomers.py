"""Accounts at which nobody has looked yet, and the open names of the units in which they were seen."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.names import Listed
from storage.dialect import one_of
from storage.organisation.unit_settings import switched_on
from storage.records import BotRef
from storage.tables.messages import CHATS
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE
from storage.transaction import Transaction

MOST_NAMES = 3_000
ASK_ACCOUNTS = "ask_accounts"
"""The setting by which a unit wants nobody to be asked who they are ("off")."""
_private = CHATS.alias("private")


class Newcomer(NamedTuple):
    """An account, the last unit it was seen in (0 for none), and where to ask it: in private if that is open."""

    account_id: int
    name: str
    unit_id: int
    chat_id: str
    in_private: bool


class Names(NamedTuple):
    """A list, and the numbers of those on it who have an account already."""

    listed: list[Listed]
    taken: frozenset[int]


class Newcomers:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def found(self, bot: BotRef, limit: int) -> list[Newcomer]:
        """Accounts at which nobody has looked yet, the oldest of one platform that were seen in a group.

        Who is on a list by now is not asked.
        """
        last = (
            select(func.max(EVIDENCE.c.id))
            .join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk)
            .where(EVIDENCE.c.person_id == ACCOUNTS.c.person_id, EVIDENCE.c.account_id == ACCOUNTS.c.id)
            .where(
                CHATS.c.platform == bot.platform,
                CHATS.c.bot == bot.bot,
                CHATS.c.kind == "group",
                CHATS.c.present,
            )
            .scalar_subquery()
        )
        private = and_(
            _private.c.chat_id == ACCOUNTS.c.user_id,
            _private.c.platform == bot.platform,
            _private.c.bot == bot.bot,
            _private.c.kind == "private",
            _private.c.present,
        )
        query = (
            select(
                ACCOUNTS.c.id, ACCOUNTS.c.name, CHATS.c.unit_id, CHATS.c.chat_id, _private.c.chat_id.label("private"),
                PEOPLE.c.provisional,
            )
            .join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
            .join(EVIDENCE, EVIDENCE.c.id == last)
            .join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk)
            .outerjoin(_private, private)
            .where(ACCOUNTS.c.looked_at.is_(None), ACCOUNTS.c.platform == bot.platform)
            .order_by(ACCOUNTS.c.id)
            .limit(limit)
        )  # fmt: skip
        return [
            Newcomer(
                row.id,
                row.name,
                (row.unit_id or 0) if row.provisional else 0,
                row.private or row.chat_id or "",
                in_private=bool(row.private),
            )
            for row in await self._at.connection.execute(query)
        ]

    async def names_of(self, unit_ids: Collection[int]) -> dict[int, Names]:
        """By unit, the names of its list (with the units below it, unless there are too many).

        A name that is taken is no answer, but it makes a namesake's doubtful.
        """
        asking = await switched_on(self._at.connection, ASK_ACCOUNTS, sorted(unit_ids))
        below = await _below(self._at.connection, asking)
        names: dict[int, list[Listed]] = defaultdict(list)
        taken = exists().where(ACCOUNTS.c.person_id == PEOPLE.c.id)
        query = (
            select(MEMBERSHIPS.c.unit_id, PEOPLE.c.id, PEOPLE.c.name, taken)
            .join(PEOPLE, PEOPLE.c.id == MEMBERSHIPS.c.person_id)
            .where(
                one_of(
                    self._at.connection,
                    MEMBERSHIPS.c.unit_id,
                    sorted({each for those in below.values() for each in those}),
                )
            )
            .where(MEMBERSHIPS.c.until.is_(None), PEOPLE.c.provisional.is_(False))
            .where(PEOPLE.c.erased_at.is_(None))
        )
        has_account = set()
        for unit_id, person_id, name, is_taken in await self._at.connection.execute(query):
            names[unit_id].append(Listed(person_id, name))
            if is_taken:
                has_account.add(person_id)
        found_: dict[int, Names] = {}
        for unit_id, those in below.items():
            all_of_them = {listed.id: listed for each in those for listed in names.get(each, ())}
            few = len(all_of_them) < MOST_NAMES
            listed = list(all_of_them.values()) if few else names.get(unit_id, [])
            found_[unit_id] = Names(listed, frozenset(each.id for each in listed if each.id in has_account))
        return found_


async def _below(connection: AsyncConnection, unit_ids: Sequence[int]) -> dict[int, set[int]]:
    """Each of some units with all below it, in one question."""
    start = select(UNITS.c.id.label("top"), UNITS.c.id.label("id"))
    tree = start.where(one_of(connection, UNITS.c.id, unit_ids)).cte(recursive=True)
    tree = tree.union(select(tree.c.top, UNITS.c.id).join(tree, UNITS.c.parent_id == tree.c.id))
    below: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    for top, unit_id in await connection.execute(select(tree.c.top, tree.c.id)):
        below[top].add(unit_id)
    return below


async def look_again(connection: AsyncConnection, unit_ids: Sequence[int]) -> None:
    """A list came in: whoever is unknown in these units may be on it."""
    there = select(MEMBERSHIPS.c.person_id).where(one_of(connection, MEMBERSHIPS.c.unit_id, unit_ids))
    unknown = select(PEOPLE.c.id).where(PEOPLE.c.id.in_(there), PEOPLE.c.provisional)
    await connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.person_id.in_(unknown)).values(looked_at=None))
