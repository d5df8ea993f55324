"""Accounts, whose they are, and the names that they may belong to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from rules.names import Listed
from storage import dialect
from storage.messages import reach
from storage.organisation.tree import standpoint
from storage.organisation_tables import RoleGrant
from storage.persons.name_tries import NameTries
from storage.records import BotRef
from storage.tables import Account, Audit, Chat, Evidence, Membership, Person, Unit
from storage.transaction import Transaction

CLAIMED = "account.claimed"
MOST_TOLD = 5
"""So many administrators hear that somebody says who they are."""
_account = Account.__table__  # type: ignore[attr-defined]
_audit = Audit.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_private = _chat.alias("private")
_grant = RoleGrant.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]


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
    """The desk's verbs that look at them."""

    def __init__(self, at: Transaction) -> None:
        self._at = at
        self.tries = NameTries(at)

    async def account(self, account_id: int) -> AccountRecord | None:
        return await self._one(_account.c.id == account_id)

    async def account_of(self, platform: str, user_id: str) -> AccountRecord | None:
        return await self._one(and_(_account.c.platform == platform, _account.c.user_id == user_id))

    async def accounts_of(self, person_id: int) -> list[AccountRecord]:
        """All that are somebody's, the oldest first."""
        return await self._accounts(_accounts(_account.c.person_id == person_id).order_by(_account.c.id))

    async def last_linked(self, by: str, unit_ids: Sequence[int]) -> AccountRecord | None:
        """What somebody linked last to a person of some units, today or yesterday, as long as it still is."""
        here = select(_membership.c.person_id).where(
            dialect.one_of(self._at.connection, _membership.c.unit_id, unit_ids)
        )
        mine = and_(_account.c.linked_by == by, _account.c.person_id.in_(here))
        query = _accounts(mine).order_by(_account.c.linked_at.desc(), _account.c.id.desc())
        found = await self._accounts(query.limit(1))
        return found[0] if found else None

    async def unlinked(self, unit_ids: Sequence[int], limit: int, skip: int = 0) -> list[AccountRecord]:
        """Accounts of which nobody knows whose they are: who says to be somebody of some units, then who handed
        something in there.
        """
        await self._at.flush()
        says = dialect.one_of(self._at.connection, _account.c.id, list(await self.claims(unit_ids)))
        query = _accounts(or_(self._is_unlinked(unit_ids), says)).order_by(says.desc(), _account.c.id)
        found = await self._accounts(query.limit(limit).offset(skip))
        return await self._with_proofs(found)

    async def unlinked_count(self, unit_ids: Sequence[int]) -> int:
        await self._at.flush()
        says = dialect.one_of(self._at.connection, _account.c.id, list(await self.claims(unit_ids)))
        query = select(func.count()).select_from(_account).where(or_(self._is_unlinked(unit_ids), says))
        return int(await self._at.connection.scalar(query) or 0)

    async def unlinked_one(self, unit_ids: Sequence[int], account_id: int) -> AccountRecord | None:
        """One of them, or one that says to be somebody of these units; None for any other."""
        await self._at.flush()
        says = dialect.one_of(self._at.connection, _account.c.id, list(await self.claims(unit_ids)))
        found = await self._one(and_(_account.c.id == account_id, or_(self._is_unlinked(unit_ids), says)))
        return (await self._with_proofs([found]))[0] if found else None

    async def person_of(self, unit_ids: Sequence[int], person_id: int) -> OpenName | None:
        """Somebody on the staff list of some units."""
        here = dialect.one_of(self._at.connection, _membership.c.unit_id, unit_ids)
        found = await self._names(and_(_person.c.id == person_id, here))
        return found[0] if found else None

    def _is_unlinked(self, unit_ids: Sequence[int]) -> ColumnElement[bool]:
        nobody = select(_membership.c.person_id).join(_person, _person.c.id == _membership.c.person_id)
        nobody = nobody.where(dialect.one_of(self._at.connection, _membership.c.unit_id, unit_ids))
        known = (_person.c.provisional, _membership.c.until.is_(None), _person.c.erased_at.is_(None))
        found: ColumnElement[bool] = _account.c.person_id.in_(nobody.where(*known))
        return found

    async def claims(self, unit_ids: Sequence[int]) -> dict[int, int]:
        """By unlinked account, the person whom it says to be: what the administrators of some units are to settle."""
        query = (
            select(_audit.c.target, _audit.c.person_id)
            .where(
                dialect.one_of(self._at.connection, _audit.c.unit_id, unit_ids), _audit.c.action == CLAIMED
            )
            .where(_audit.c.person_id.is_not(None))
            .order_by(_audit.c.id)
        )
        rows = await self._at.connection.execute(query)
        said = {int(target): person_id for target, person_id in rows if target.isdecimal()}
        open_ = select(_account.c.id).join(_person, _person.c.id == _account.c.person_id)
        open_ = open_.where(
            dialect.one_of(self._at.connection, _account.c.id, list(said)), _person.c.provisional
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
            select(_evidence.c.person_id, func.count())
            .where(
                dialect.one_of(self._at.connection, _evidence.c.person_id, [a.person_id for a in accounts])
            )
            .group_by(_evidence.c.person_id)
        )
        counts: dict[int, int] = dict((await self._at.connection.execute(query)).all())
        return [each._replace(proofs=counts.get(each.person_id, 0)) for each in accounts]

    async def person_named(self, person_id: int) -> OpenName | None:
        """Somebody on a list, in the unit they belong to."""
        found = await self._names(_person.c.id == person_id)
        return found[0] if found else None

    async def with_kept_number(self, kept: str, account_id: int) -> list[OpenName]:
        """The listed people of whose number this is kept.

        Of lists that groups have made up themselves, only those where the account was seen say anything.
        """
        seen = dialect.one_of(self._at.connection, _unit.c.id, await self.units_seen(account_id))
        where = or_(_unit.c.provisional.is_(False), seen)
        return await self._names(and_(_person.c.phone == kept, _person.c.phone != "", where))

    async def admin_chats(self, platform: str, bot: str, unit_id: int) -> list[str]:
        """The open private chats of those who answer for a unit by a role or as its groups' administrators, else of
        those above.
        """
        told = await reach.admins(self._at.connection, self._at.database, BotRef(platform, bot), [unit_id])
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
        path = await standpoint(self._at.connection, unit_id)
        units = list(path.unit_ids) if path else [unit_id]
        account = _private.c.platform + ":" + _private.c.chat_id
        granted = (
            select(_private.c.chat_id, _grant.c.unit_id)
            .join(_grant, _grant.c.account == account)
            .where(_private.c.platform == platform, _private.c.bot == bot, _private.c.kind == "private")
            .where(_private.c.present, dialect.one_of(self._at.connection, _grant.c.unit_id, units))
            .where(_grant.c.role != "reviewer", _grant.c.since <= self._at.now)
            .where(or_(_grant.c.until.is_(None), _grant.c.until > self._at.now))
        )
        roles = [(chat_id, unit) for chat_id, unit in await self._at.connection.execute(granted)]
        return sorted(roles, key=lambda role: units.index(role[1]))

    async def names(self, unit_ids: Sequence[int], *, limit: int | None = None) -> list[OpenName]:
        """The staff lists of some units today."""
        where = dialect.one_of(self._at.connection, _membership.c.unit_id, unit_ids)
        return await self._names(where, limit)

    async def _names(self, which: ColumnElement[bool], limit: int | None = None) -> list[OpenName]:
        today = self._at.now.date()
        taken = exists().where(_account.c.person_id == _person.c.id)
        return [
            OpenName(*row)
            for row in await self._at.connection.execute(
                select(
                    _person.c.id, _person.c.name, _membership.c.unit_id, _unit.c.name, _membership.c.position, taken
                )
                .join(_membership, _membership.c.person_id == _person.c.id)
                .join(_unit, _unit.c.id == _membership.c.unit_id)
                .where(which, _person.c.provisional.is_(False), _person.c.erased_at.is_(None))
                .where(or_(_membership.c.until.is_(None), _membership.c.until > today))
                .order_by(_person.c.id, _membership.c.since.desc(), _membership.c.id.desc())
                .limit(limit)
            )
        ]  # fmt: skip

    async def units_seen(self, account_id: int) -> list[int]:
        """The units in whose groups an account handed something in."""
        query = (
            select(_chat.c.unit_id)
            .join(_evidence, _evidence.c.chat_pk == _chat.c.id)
            .join(_account, _account.c.person_id == _evidence.c.person_id)
            .where(_account.c.id == account_id, _evidence.c.account_id == account_id)
            .where(_chat.c.unit_id.is_not(None), _chat.c.kind == "group")
            .distinct()
        )
        return list(await self._at.connection.scalars(query.order_by(_chat.c.unit_id)))


def _accounts(which: ColumnElement[bool]) -> Select[Any]:
    columns = (_account.c.id, _account.c.platform, _account.c.user_id, _account.c.name, _account.c.created_at)
    return (
        select(*columns, _person.c.id, _person.c.name, _person.c.provisional.is_(False), _account.c.linked_by)
        .join(_person, _person.c.id == _account.c.person_id)
        .where(which)
    )
