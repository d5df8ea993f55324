"""Whose account is whose. Everything that came by an account goes along, and comes back when the link is undone."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, delete, insert, select, update

from rules.belonging import Belonging
from storage import audit, dialect
from storage.errors import StorageError
from storage.organisation import rulebook
from storage.persons import newcomers
from storage.persons.account_moves import Move, Mover, Owner
from storage.persons.accounts import CLAIMED, AccountList, AccountRecord
from storage.proof.evidence import EvidenceBook
from storage.records import AccountRef
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import DECISIONS, EVIDENCE
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

LINKED = "account.linked"
RELEASED = "account.released"
LEFT = "account.not_of_unit"


class NoSuchAccountError(StorageError):
    """The account or the person is not there (any more), or is nobody whom an account could be linked to."""


class Linked(NamedTuple):
    """Whose an account is now and whose it was before; how many proofs went along, and what that changed."""

    account_id: int
    person_id: int
    before_id: int
    evidence: int = 0
    made_duplicates: int = 0
    restored: int = 0

    @property
    def is_new(self) -> bool:
        return self.person_id != self.before_id


class Linking(AccountList):
    """Links accounts; `forget` drops what the ledger knows of people and their proof."""

    def __init__(self, at: Transaction, book: EvidenceBook, forget: Callable[[], None]) -> None:
        super().__init__(at)
        self._book = book
        self._forget = forget

    # whose it is

    async def assign(self, account_id: int, person_id: int, by: str) -> Linked:
        """The account is this listed person's from now on, and always was. NoSuchAccountError when there is no such."""
        before = await self._hold(account_id)
        person = await self._owner(person_id, hold=True)
        if person.provisional:
            raise NoSuchAccountError(f"person {person_id} is on no list")
        if before.person_id == person_id:
            return Linked(account_id, person_id, person_id)
        linked = await self._move(account_id, before.person_id, person, by)
        await self._sign(account_id, person_id, by, linked_at=self._at.now)
        await self._note(LINKED, linked, by)
        return linked

    async def claim(self, account_id: int, person_id: int, by: str) -> Linked | None:
        """The same by somebody's own word: not if another account has that person, nor after it was undone once."""
        await self._hold(account_id)
        await self._owner(person_id, hold=True)
        theirs = and_(ACCOUNTS.c.person_id == person_id, ACCOUNTS.c.id != account_id)
        undone = and_(
            AUDIT_LOG.c.person_id == person_id,
            AUDIT_LOG.c.action == RELEASED,
            AUDIT_LOG.c.target == f"account {account_id}",
        )
        for found in (select(ACCOUNTS.c.id).where(theirs), select(AUDIT_LOG.c.id).where(undone)):
            if await self._at.connection.scalar(found.limit(1)):
                return None
        return await self.assign(account_id, person_id, by)

    async def release(self, account_id: int, by: str) -> Linked:
        """Nobody knows any more whose account it is: what came by it counts under its display name, as at first."""
        before = await self._hold(account_id)
        old = await self._owner(before.person_id)
        if old.provisional:
            return Linked(account_id, old.id, old.id)
        made = insert(PEOPLE).values(name=before.name, provisional=True, created_at=self._at.now)
        person_id = int((await self._at.connection.execute(made.returning(PEOPLE.c.id))).scalar_one())
        linked = await self._move(account_id, old.id, Owner(person_id, provisional=True), by)
        await self._sign(account_id, person_id, "", linked_at=None)
        await self._note(RELEASED, linked, by)
        return linked

    async def open_account(self, ref: AccountRef) -> AccountRecord:
        """The account of whoever writes, opened when it is unknown; it belongs to no unit yet."""
        await self._at.flush()
        known = await self.account_of(ref.platform, ref.user_id)
        if known:
            return known
        made = insert(PEOPLE).values(name=ref.name, provisional=True, created_at=self._at.now)
        person_id = int((await self._at.connection.execute(made.returning(PEOPLE.c.id))).scalar_one())
        account = {"platform": ref.platform, "user_id": ref.user_id, "name": ref.name, "last_mistake": ""}
        await self._at.connection.execute(
            insert(ACCOUNTS).values(**account, person_id=person_id, created_at=self._at.now)
        )
        self._forget()
        found = await self.account_of(ref.platform, ref.user_id)
        assert found
        return found

    async def looked_at(self, account_ids: Sequence[int]) -> None:
        """Nobody needs to look for these names in a list again, until a new one comes in."""
        these = dialect.one_of(self._at.connection, ACCOUNTS.c.id, account_ids)
        await self._at.connection.execute(update(ACCOUNTS).where(these).values(looked_at=self._at.now))

    async def look_again(self, unit_ids: Sequence[int]) -> None:
        """A list came in: whoever is unknown in these units may be on it."""
        await newcomers.look_again(self._at.connection, unit_ids)

    async def leave_unit(self, account_id: int, unit_ids: Sequence[int], by: str, today: date) -> bool:
        """Whoever uses an unlinked account is none of these units' people; what they did there stays there.

        False for an account that is linked, or was not seen there.
        """
        before = await self._hold(account_id)
        unknown = select(PEOPLE.c.id).where(PEOPLE.c.id == before.person_id, PEOPLE.c.provisional)
        here = dialect.one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids)
        first = case((MEMBERSHIPS.c.since > today, MEMBERSHIPS.c.since), else_=today)
        left = await self._at.connection.execute(
            update(MEMBERSHIPS)
            .where(MEMBERSHIPS.c.person_id.in_(unknown), here, MEMBERSHIPS.c.until.is_(None))
            .values(until=first)
        )
        if not left.rowcount:
            return False
        target = f"account {account_id}"
        await audit.write(self._at.connection, by, LEFT, target=target, detail="", now=self._at.now)
        self._forget()
        return True

    async def ask_admin(self, account_id: int, person_id: int, unit_id: int, by: str) -> None:
        """Somebody says who they are, and the unit's administrators are to say whether that is so."""
        whose = audit.Whose(unit_id, person_id)
        target = str(account_id)
        await audit.write(
            self._at.connection, by, CLAIMED, target=target, detail="", now=self._at.now, whose=whose
        )

    async def _hold(self, account_id: int) -> Any:
        """Nobody else links it, and no proof comes by it, until this transaction ends."""
        await self._at.flush()
        query = select(ACCOUNTS).where(ACCOUNTS.c.id == account_id).with_for_update()
        row = (await self._at.connection.execute(query)).first()
        if row is None:
            raise NoSuchAccountError(f"there is no account {account_id}")
        return row

    async def _owner(self, person_id: int, *, hold: bool = False) -> Owner:
        """Held, so that of two who claim the same name at the same instant one comes second."""
        query = select(PEOPLE.c.id, PEOPLE.c.provisional).where(
            PEOPLE.c.id == person_id, PEOPLE.c.erased_at.is_(None)
        )
        query = query.with_for_update(key_share=True) if hold else query
        row = (await self._at.connection.execute(query)).first()
        if row is None:
            raise NoSuchAccountError(f"there is no person {person_id}")
        columns = (MEMBERSHIPS.c.unit_id, MEMBERSHIPS.c.since, MEMBERSHIPS.c.until, MEMBERSHIPS.c.seen)
        stays = (
            select(*columns)
            .where(MEMBERSHIPS.c.person_id == person_id)
            .order_by(MEMBERSHIPS.c.since, MEMBERSHIPS.c.id)
        )
        found = [Belonging(*each) for each in await self._at.connection.execute(stays)]
        return Owner(row.id, row.provisional, tuple(found))

    async def _move(self, account_id: int, old_id: int, new: Owner, by: str) -> Linked:
        old = await self._owner_of_old(old_id)
        mover = Mover(self._at.database, self._at.connection, self._at.now, self._book)
        moved = await mover.move(Move(account_id, old, new, by))
        await self._at.connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(person_id=new.id)
        )
        if old.provisional:
            await self._drop(old.id, new.id)
        self._forget()
        return Linked(account_id, new.id, old.id, *moved)

    async def _owner_of_old(self, person_id: int) -> Owner:
        """Erased or not, what is theirs is theirs."""
        try:
            return await self._owner(person_id)
        except NoSuchAccountError:
            return Owner(person_id, provisional=False)

    async def _drop(self, person_id: int, new_id: int) -> None:
        """Somebody who was known by this account alone; what still names them names whoever they turned out to be."""
        for left in (ACCOUNTS, EVIDENCE):
            found = select(left.c.id).where(left.c.person_id == person_id).limit(1)
            if await self._at.connection.scalar(found):
                return
        await rulebook.move_person(self._at.connection, person_id, new_id)
        for column in (DECISIONS.c.by_person_id, AUDIT_LOG.c.person_id):
            renamed = update(column.table).where(column == person_id).values({column: new_id})
            await self._at.connection.execute(renamed)
        await self._at.connection.execute(delete(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id))
        await self._at.connection.execute(delete(PEOPLE).where(PEOPLE.c.id == person_id))

    async def _sign(self, account_id: int, person_id: int, by: str, *, linked_at: datetime | None) -> None:
        await self._at.connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.id == account_id)
            .values(person_id=person_id, linked_at=linked_at, linked_by=by, looked_at=self._at.now)
        )

    async def _note(self, action: str, linked: Linked, by: str) -> None:
        """Of whoever is on a list: the other one is only a display name."""
        listed = linked.person_id if action == LINKED else linked.before_id
        await audit.write(
            self._at.connection,
            by,
            action,
            target=f"account {linked.account_id}",
            detail=f"{linked.evidence} proofs",
            now=self._at.now,
            whose=audit.Whose(person_id=listed),
        )
