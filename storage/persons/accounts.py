"""Accounts, whose they are, and the names that they may belong to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from rules.names import Listed
from storage import dialect
from storage.messages.recipients import Recipients
from storage.organisation.unit_lookup import Units
from storage.persons.name_tries import NameTries
from storage.records import BotRef
from storage.tables.messages import CHATS
from storage.tables.organisation import ROLE_GRANTS, UNITS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

CLAIMED = "account.claimed"
MOST_TOLD = 5
"""So many administrators hear that somebody says who they are."""
_private = CHATS.alias("private")


class AccountRecord(NamedTuple):
    """An account and whose it is. `name` is the display name, `proofs` how much came by it."""

    id: int
    platform: str
    user_id: str
    name: str
    created_at: datetime
    person_id: int
    person_name: str
    is_linked: bool
    linked_by: str
    proofs: int = 0

    @property
    def word(self) -> str:
        """As roles and audits know it."""
        return f"{self.platform}:{self.user_id}"


class OpenName(NamedTuple):
    """A name of a staff list, with what tells namesakes apart; `is_taken` says that an account has it already."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    position: str = ""
    is_taken: bool = False

    @property
    def listed(self) -> Listed:
        return Listed(self.id, self.name)


class AccountList:
    """Looks at them."""

    def __init__(self, at: Transaction) -> None:
        self._at = at
        self.tries = NameTries(at)

    async def account(self, account_id: int) -> AccountRecord | None:
        return await self._one(ACCOUNTS.c.id == account_id)

    async def account_of(self, platform: str, user_id: str) -> AccountRecord | None:
        return await self._one(and_(ACCOUNTS.c.platform == platform, ACCOUNTS.c.user_id == user_id))

    async def accounts_of(self, person_id: int) -> list[AccountRecord]:
        """All that are somebody's, the oldest first."""
        return await self._accounts(_accounts(ACCOUNTS.c.person_id == person_id).order_by(ACCOUNTS.c.id))

    async def last_linked(self, by: str, unit_ids: Sequence[int]) -> AccountRecord | None:
        """What somebody linked last to a person of some units, today or yesterday, as long as it still is."""
        here = select(MEMBERSHIPS.c.person_id).where(
            dialect.one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids)
        )
        mine = and_(ACCOUNTS.c.linked_by == by, ACCOUNTS.c.person_id.in_(here))
        query = _accounts(mine).order_by(ACCOUNTS.c.linked_at.desc(), ACCOUNTS.c.id.desc())
        found = await self._accounts(query.limit(1))
        return found[0] if found else None

    async def unlinked(self, unit_ids: Sequence[int], limit: int, skip: int = 0) -> list[AccountRecord]:
        """Accounts of which nobody knows whose they are: who says to be somebody of some units, then who handed
        something in there.
        """
        await self._at.flush()
        says = dialect.one_of(self._at.connection, ACCOUNTS.c.id, list(await self.claims(unit_ids)))
        query = _accounts(or_(self._is_unlinked(unit_ids), says)).order_by(says.desc(), ACCOUNTS.c.id)
        found = await self._accounts(query.limit(limit).offset(skip))
        return await self._with_proofs(found)

    async def unlinked_count(self, unit_ids: Sequence[int]) -> int:
        await self._at.flush()
        says = dialect.one_of(self._at.connection, ACCOUNTS.c.id, list(await self.claims(unit_ids)))
        query = select(func.count()).select_from(ACCOUNTS).where(or_(self._is_unlinked(unit_ids), says))
        return int(await self._at.connection.scalar(query) or 0)

    async def unlinked_one(self, unit_ids: Sequence[int], account_id: int) -> AccountRecord | None:
        """One of them, or one that says to be somebody of these units; None for any other."""
        await self._at.flush()
        says = dialect.one_of(self._at.connection, ACCOUNTS.c.id, list(await self.claims(unit_ids)))
        found = await self._one(and_(ACCOUNTS.c.id == account_id, or_(self._is_unlinked(unit_ids), says)))
        return (await self._with_proofs([found]))[0] if found else None

    async def person_of(self, unit_ids: Sequence[int], person_id: int) -> OpenName | None:
        """Somebody on the staff list of some units."""
        here = dialect.one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids)
        found = await self._names(and_(PEOPLE.c.id == person_id, here))
        return found[0] if found else None

    def _is_unlinked(self, unit_ids: Sequence[int]) -> ColumnElement[bool]:
        nobody = select(MEMBERSHIPS.c.person_id).join(PEOPLE, PEOPLE.c.id == MEMBERSHIPS.c.person_id)
        nobody = nobody.where(dialect.one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids))
        known = (PEOPLE.c.provisional, MEMBERSHIPS.c.until.is_(None), PEOPLE.c.erased_at.is_(None))
        found: ColumnElement[bool] = ACCOUNTS.c.person_id.in_(nobody.where(*known))
        return found

    async def claims(self, unit_ids: Sequence[int]) -> dict[int, int]:
        """By unlinked account, the person whom it says to be: what the administrators of some units are to settle."""
        query = (
            select(AUDIT_LOG.c.target, AUDIT_LOG.c.person_id)
            .where(
                dialect.one_of(self._at.connection, AUDIT_LOG.c.unit_id, unit_ids),
                AUDIT_LOG.c.action == CLAIMED,
            )
            .where(AUDIT_LOG.c.person_id.is_not(None))
            .order_by(AUDIT_LOG.c.id)
        )
        rows = await self._at.connection.execute(query)
        said = {int(target): person_id for target, person_id in rows if target.isdecimal()}
        open_ = select(ACCOUNTS.c.id).join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
        open_ = open_.where(
            dialect.one_of(self._at.connection, ACCOUNTS.c.id, list(said)), PEOPLE.c.provisional
        )
        return {number: said[number] for number in await self._at.connection.scalars(open_)}

    async def _one(self, which: ColumnElement[bool]) -> AccountRecord | None:
        found = await self._accounts(_accounts(which))
        return found[0] if found else None

    async def _accounts(self, query: Select[Any]) -> list[AccountRecord]:
        return [AccountRecord(*row) for row in await self._at.connection.execute(query)]

    async def _with_proofs(self, accounts: Sequence[AccountRecord]) -> list[AccountRecord]:
        """Of those who are on no list, for whom everything they handed in came by this account."""
        query = (
            select(EVIDENCE.c.person_id, func.count())
            .where(dialect.one_of(self._at.connection, EVIDENCE.c.person_id, [a.person_id for a in accounts]))
            .group_by(EVIDENCE.c.person_id)
        )
        counts: dict[int, int] = dict((await self._at.connection.execute(query)).all())
        return [each._replace(proofs=counts.get(each.person_id, 0)) for each in accounts]

    async def person_named(self, person_id: int) -> OpenName | None:
        """Somebody on a list, in the unit they belong to."""
        found = await self._names(PEOPLE.c.id == person_id)
        return found[0] if found else None

    async def with_kept_number(self, kept: str, account_id: int) -> list[OpenName]:
        """The listed people of whose number this is kept.

        Of lists that groups have made up themselves, only those where the account was seen say anything.
        """
        seen = dialect.one_of(self._at.connection, UNITS.c.id, await self.units_seen(account_id))
        where = or_(UNITS.c.provisional.is_(False), seen)
        return await self._names(and_(PEOPLE.c.phone == kept, PEOPLE.c.phone != "", where))

    async def admin_chats(self, platform: str, bot: str, unit_id: int) -> list[str]:
        """The open private chats of those who answer for a unit by a role or as its groups' administrators, else of
        those above.
        """
        told = await Recipients(self._at).admins(BotRef(platform, bot), [unit_id])
        roles = await self._by_roles(platform, bot, unit_id)
        here = {chat_id for chat_id, _ in told} | {chat_id for chat_id, unit in roles if unit == unit_id}
        return sorted(here or {chat_id for chat_id, _ in roles})[:MOST_TOLD]

    async def leader_chats(self, platform: str, bot: str, unit_id: int) -> list[str]:
        """The open private chats of those who answer for a unit by a role, else for the nearest above it."""
        roles = await self._by_roles(platform, bot, unit_id)
        nearest = roles[-1][1] if roles else 0
        return sorted({chat_id for chat_id, unit in roles if unit == nearest})[:MOST_TOLD]

    async def _by_roles(self, platform: str, bot: str, unit_id: int) -> list[tuple[str, int]]:
        """(private chat, unit) for the unit and those above it, the top of the tree first."""
        path = await Units(self._at).path_of(unit_id)
        units = list(path.unit_ids) if path else [unit_id]
        account = _private.c.platform + ":" + _private.c.chat_id
        granted = (
            select(_private.c.chat_id, ROLE_GRANTS.c.unit_id)
            .join(ROLE_GRANTS, ROLE_GRANTS.c.account == account)
            .where(_private.c.platform == platform, _private.c.bot == bot, _private.c.kind == "private")
            .where(_private.c.present, dialect.one_of(self._at.connection, ROLE_GRANTS.c.unit_id, units))
            .where(ROLE_GRANTS.c.role != "reviewer", ROLE_GRANTS.c.since <= self._at.now)
            .where(or_(ROLE_GRANTS.c.until.is_(None), ROLE_GRANTS.c.until > self._at.now))
        )
        roles = [(chat_id, unit) for chat_id, unit in await self._at.connection.execute(granted)]
        return sorted(roles, key=lambda role: units.index(role[1]))

    async def names(self, unit_ids: Sequence[int], *, limit: int | None = None) -> list[OpenName]:
        """The staff lists of some units today."""
        where = dialect.one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids)
        return await self._names(where, limit)

    async def _names(self, which: ColumnElement[bool], limit: int | None = None) -> list[OpenName]:
        today = self._at.now.date()
        taken = exists().where(ACCOUNTS.c.person_id == PEOPLE.c.id)
        return [
            OpenName(*row)
            for row in await self._at.connection.execute(
                select(
                    PEOPLE.c.id, PEOPLE.c.name, MEMBERSHIPS.c.unit_id, UNITS.c.name, MEMBERSHIPS.c.position, taken
                )
                .join(MEMBERSHIPS, MEMBERSHIPS.c.person_id == PEOPLE.c.id)
                .join(UNITS, UNITS.c.id == MEMBERSHIPS.c.unit_id)
                .where(which, PEOPLE.c.provisional.is_(False), PEOPLE.c.erased_at.is_(None))
                .where(or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > today))
                .order_by(PEOPLE.c.id, MEMBERSHIPS.c.since.desc(), MEMBERSHIPS.c.id.desc())
                .limit(limit)
            )
        ]  # fmt: skip

    async def units_seen(self, account_id: int) -> list[int]:
        """The units in whose groups an account handed something in."""
        query = (
            select(CHATS.c.unit_id)
            .join(EVIDENCE, EVIDENCE.c.chat_pk == CHATS.c.id)
            .join(ACCOUNTS, ACCOUNTS.c.person_id == EVIDENCE.c.person_id)
            .where(ACCOUNTS.c.id == account_id, EVIDENCE.c.account_id == account_id)
            .where(CHATS.c.unit_id.is_not(None), CHATS.c.kind == "group")
            .distinct()
        )
        return list(await self._at.connection.scalars(query.order_by(CHATS.c.unit_id)))


def _accounts(which: ColumnElement[bool]) -> Select[Any]:
    columns = (ACCOUNTS.c.id, ACCOUNTS.c.platform, ACCOUNTS.c.user_id, ACCOUNTS.c.name, ACCOUNTS.c.created_at)
    return (
        select(*columns, PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.provisional.is_(False), ACCOUNTS.c.linked_by)
        .join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
        .where(which)
    )
