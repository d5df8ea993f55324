"""Erasing somebody: what says who they are goes, what counted stays as a number."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.dialect import one_of
from storage.files import FileStore
from storage.persons.linking import Linking
from storage.privacy import erased_rows
from storage.privacy.erased_list import ErasedEntry, moments
from storage.privacy.erased_rows import ERASED, Eraser, Who
from storage.proof.evidence import EvidenceBook
from storage.proof.image_files import drop_unshown, remove, unused
from storage.tables.messages import CHATS
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, ERASURES, EXEMPTIONS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE, PICTURES
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

_LATECOMERS = 10_000
"""PostgreSQL may commit a lower number after a higher one."""


class Somebody(NamedTuple):
    """Who may be meant, with what would go."""

    person_id: int
    name: str
    units: tuple[str, ...]
    accounts: tuple[str, ...]
    evidence: int
    pictures: int


class Erased(NamedTuple):
    """What came of it: how much proof counts on without a name, how many pictures are gone."""

    person_id: int
    evidence: int
    pictures: int


class Erasures:
    """It searches beside the writers, writes in one transaction, and removes files when that is done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def named(self, name: str, unit_ids: list[int] | None = None) -> list[Somebody]:
        """Everybody of this name (or known by it on a platform), of some units alone where they are given."""
        known_as = select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.name == name)
        query = select(PEOPLE.c.id).where(or_(PEOPLE.c.name == name, PEOPLE.c.id.in_(known_as)))
        if unit_ids is not None:
            here = select(MEMBERSHIPS.c.person_id).where(MEMBERSHIPS.c.unit_id.in_(unit_ids))
            query = query.where(PEOPLE.c.id.in_(here))
        async with self._database.read() as connection:
            ids = list(await connection.scalars(query.order_by(PEOPLE.c.id)))
            return [await _somebody(connection, number) for number in ids]

    async def with_number(self, person_id: int) -> Somebody | None:
        async with self._database.read() as connection:
            known = await connection.scalar(
                select(PEOPLE.c.id).where(PEOPLE.c.id == person_id, PEOPLE.c.erased_at.is_(None))
            )
            return await _somebody(connection, person_id) if known else None

    async def with_account(self, platform: str, user_id: str) -> Somebody | None:
        """Whose account it is; None for nobody who ever handed anything in."""
        async with self._database.read() as connection:
            known = await _person_of(connection, platform, user_id)
            return await _somebody(connection, known) if known else None

    async def erase(self, person_id: int, by: str, now: datetime, today: date) -> Erased | None:
        """At once and for good; None for nobody. `finish` then removes the files."""
        return await self._erase(person_id, (), by, now, today)

    async def erase_account(self, platform: str, user_id: str, by: str, now: datetime, today: date) -> Erased:
        """Whoever writes with this account, all of their accounts; also somebody who only ever talked to the bot."""
        async with self._database.read() as connection:
            known = await _person_of(connection, platform, user_id)
        erased = await self._erase(known, ((platform, user_id),), by, now, today)
        assert erased is not None
        return erased

    async def _erase(
        self, person_id: int | None, more: tuple[tuple[str, str], ...], by: str, now: datetime, today: date
    ) -> Erased | None:
        async with self._database.snapshot() as connection:
            who = await _who(connection, person_id or 0, more)
            last = await erased_rows.last_numbers(connection)
            found = await erased_rows.find(connection, who, {})
        async with self._database.write() as connection:
            person_id = person_id or await _nobody(connection, now)
            held = await connection.scalar(
                select(PEOPLE.c.id)
                .where(PEOPLE.c.id == person_id, PEOPLE.c.erased_at.is_(None))
                .with_for_update()
            )
            if held is None:
                return None
            # Whoever hands something in meanwhile refers to the account, and waits until it is gone.
            mine = ACCOUNTS.c.person_id == person_id
            await connection.execute(select(ACCOUNTS.c.id).where(mine).with_for_update())
            who = await _who(connection, person_id, more)
            since = {name: number - _LATECOMERS for name, number in last.items()}
            found = erased_rows.together(found, await erased_rows.find(connection, who, since))
            return await self._write(connection, Eraser(connection, who, found, now), who, by, (now, today))

    async def _write(
        self, connection: AsyncConnection, eraser: Eraser, who: Who, by: str, at: tuple[datetime, date]
    ) -> Erased:
        now, today = at
        chats = await _private_chats(connection, who)
        accounts = await _account_rows(connection, who)
        pictures = await connection.scalar(select(func.count()).where(PICTURES.c.person_id == who.person_id))
        files = await drop_unshown(connection, await eraser.pictures())
        evidence = await eraser.evidence()
        await eraser.reviews()
        await eraser.deeds()
        files += await eraser.said()
        await eraser.accounts()
        await _unname(connection, who.person_id, now, today)
        actor = who.nobody if by in who.words else by
        await connection.execute(
            insert(AUDIT_LOG).values(
                at=now, actor=actor, action="person.erased", target=who.nobody, detail=""
            )
        )
        rest = json.dumps({"files": files, "chats": chats, "accounts": accounts})
        await connection.execute(insert(ERASURES).values(person_id=who.person_id, at=now, rest=rest))
        return Erased(who.person_id, evidence, pictures or 0)

    async def finish(self, files: FileStore) -> int:
        """Note who was erased, remove their files, and clear the database's own journal.

        Done again after a crash, because what is left to do stands in the ledger; how many were finished.
        """
        query = (
            select(ERASURES.c.id, ERASURES.c.person_id, ERASURES.c.at, ERASURES.c.rest, PEOPLE.c.created_at)
            .join(PEOPLE, PEOPLE.c.id == ERASURES.c.person_id)
            .where(ERASURES.c.rest != "")
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        if rows:
            await files.erased.add([_entry(row) for row in rows])
        for row in rows:
            names = json.loads(row.rest)["files"]
            async with self._database.write() as connection:
                await remove(files, await unused(connection, names))
                await connection.execute(update(ERASURES).where(ERASURES.c.id == row.id).values(rest=""))
        if rows:
            await self._database.empty_journal()
        return len(rows)

    async def erase_again(self, entries: Sequence[ErasedEntry], now: datetime, today: date) -> int:
        """Whoever is back after a backup was restored; how many there were."""
        async with self._database.read() as connection:
            people = await _back(connection, entries)
            chats = await _chats_back(connection, entries)
            accounts = await _accounts_back(connection, entries)
        again = 0
        for entry in entries:
            back = {each for number, (each, made) in chats.items() if entry.chats.get(number) == made}
            back |= {each for number, (each, made) in accounts.items() if entry.accounts.get(number) == made}
            found = {entry.person_id} if people.get(entry.person_id) == entry.made_at else set()
            again += await self._erase_all(found, tuple(sorted(back)), now, today)
        return again

    async def _erase_all(
        self, found: set[int], accounts: tuple[tuple[str, str], ...], now: datetime, today: date
    ) -> bool:
        """Under the older backup, accounts may have been somebody else's, or the only thing known of who used them."""
        for platform, user_id in accounts:
            async with self._database.read() as connection:
                owner = await _person_of(connection, platform, user_id)
            if owner and owner not in found:
                found = found | {await self._alone(platform, user_id, now)}
        whom: list[int | None] = [*sorted(found)] or ([None] if accounts else [])
        erased = [await self._erase(each, accounts, "restore", now, today) for each in whom]
        return any(erased)

    async def _alone(self, platform: str, user_id: str, now: datetime) -> int:
        """The person who has this account and is no one of a list: whoever it was linked to then stays."""
        async with self._database.write() as connection:
            at = Transaction(self._database, connection, now, _nothing_held_back)
            linking = Linking(at, EvidenceBook(at), lambda: None)
            account = await linking.account_of(platform, user_id)
            assert account
            return (await linking.release(account.id, "restore")).person_id


def _entry(row: Any) -> ErasedEntry:
    rest = json.loads(row.rest)
    chats, accounts = moments(rest["chats"]), moments(rest["accounts"])
    return ErasedEntry(row.at, row.person_id, row.created_at, chats, accounts)


async def _nothing_held_back() -> None:
    """Everything is written down at once."""


async def _person_of(connection: AsyncConnection, platform: str, user_id: str) -> int | None:
    query = select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.platform == platform, ACCOUNTS.c.user_id == user_id)
    found: int | None = await connection.scalar(query)
    return found


async def _who(connection: AsyncConnection, person_id: int, more: tuple[tuple[str, str], ...]) -> Who:
    columns = (ACCOUNTS.c.platform, ACCOUNTS.c.user_id, ACCOUNTS.c.name)
    rows = (await connection.execute(select(*columns).where(ACCOUNTS.c.person_id == person_id))).all()
    name = await connection.scalar(select(PEOPLE.c.name).where(PEOPLE.c.id == person_id))
    accounts = {(row.platform, row.user_id) for row in rows} | set(more)
    names = {name or "", *(row.name for row in rows)} - {""}
    return Who(person_id, tuple(sorted(accounts)), tuple(sorted(names, key=len, reverse=True)))


async def _nobody(connection: AsyncConnection, now: datetime) -> int:
    """A number for somebody who was never counted."""
    row = await connection.execute(
        insert(PEOPLE).values(name="", provisional=True, created_at=now).returning(PEOPLE.c.id)
    )
    return int(row.scalar_one())


async def _private_chats(connection: AsyncConnection, who: Who) -> dict[str, str]:
    if not who.accounts:
        return {}
    theirs = or_(
        *(and_(CHATS.c.platform == platform, CHATS.c.chat_id == user) for platform, user in who.accounts)
    )
    rows = await connection.execute(select(CHATS.c.id, CHATS.c.created_at).where(theirs))
    return {str(row.id): row.created_at.isoformat() for row in rows}


async def _account_rows(connection: AsyncConnection, who: Who) -> dict[str, str]:
    columns = (ACCOUNTS.c.id, ACCOUNTS.c.created_at)
    rows = await connection.execute(select(*columns).where(ACCOUNTS.c.person_id == who.person_id))
    return {str(row.id): row.created_at.isoformat() for row in rows}


async def _back(connection: AsyncConnection, entries: Sequence[ErasedEntry]) -> dict[int, datetime]:
    """Of people with these numbers, those who are not erased, and when their rows were made."""
    these = one_of(connection, PEOPLE.c.id, [entry.person_id for entry in entries])
    query = select(PEOPLE.c.id, PEOPLE.c.created_at).where(these, PEOPLE.c.erased_at.is_(None))
    return dict((await connection.execute(query)).all())


async def _chats_back(
    connection: AsyncConnection, entries: Sequence[ErasedEntry]
) -> dict[int, tuple[tuple[str, str], datetime]]:
    """The accounts behind private chats with these numbers, as far as they are there."""
    these = one_of(connection, CHATS.c.id, sorted({number for entry in entries for number in entry.chats}))
    query = select(CHATS.c.id, CHATS.c.platform, CHATS.c.chat_id, CHATS.c.created_at).where(
        these, ~CHATS.c.chat_id.startswith(f"{ERASED}:"), CHATS.c.kind == "private"
    )
    rows = await connection.execute(query)
    return {row.id: ((row.platform, row.chat_id), row.created_at) for row in rows}


async def _accounts_back(
    connection: AsyncConnection, entries: Sequence[ErasedEntry]
) -> dict[int, tuple[tuple[str, str], datetime]]:
    """The accounts with these numbers, as far as they are there."""
    these = one_of(
        connection, ACCOUNTS.c.id, sorted({number for entry in entries for number in entry.accounts})
    )
    columns = (ACCOUNTS.c.id, ACCOUNTS.c.platform, ACCOUNTS.c.user_id, ACCOUNTS.c.created_at)
    rows = await connection.execute(select(*columns).where(these))
    return {row.id: ((row.platform, row.user_id), row.created_at) for row in rows}


async def _unname(connection: AsyncConnection, person_id: int, now: datetime, today: date) -> None:
    """Past totals stay: somebody belonged to the unit up to this day, and it is not told who."""
    await connection.execute(
        update(PEOPLE).where(PEOPLE.c.id == person_id).values(name="", code="", phone="", erased_at=now)
    )
    after = today + timedelta(days=1)
    still = or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > after)
    ended = case(
        (and_(still, MEMBERSHIPS.c.since > today), MEMBERSHIPS.c.since),
        (still, after),
        else_=MEMBERSHIPS.c.until,
    )
    await connection.execute(
        update(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id).values(position="", until=ended)
    )
    await connection.execute(
        update(EXEMPTIONS).where(EXEMPTIONS.c.person_id == person_id).values(kind="other")
    )


async def _somebody(connection: AsyncConnection, person_id: int) -> Somebody:
    name = await connection.scalar(select(PEOPLE.c.name).where(PEOPLE.c.id == person_id))
    units = await connection.scalars(
        select(UNITS.c.name)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.unit_id == UNITS.c.id)
        .where(MEMBERSHIPS.c.person_id == person_id)
        .order_by(MEMBERSHIPS.c.id)
    )
    accounts = await connection.execute(
        select(ACCOUNTS.c.platform, ACCOUNTS.c.user_id)
        .where(ACCOUNTS.c.person_id == person_id)
        .order_by(ACCOUNTS.c.id)
    )
    evidence = select(func.count()).where(EVIDENCE.c.person_id == person_id)
    pictures = select(func.count()).where(PICTURES.c.person_id == person_id)
    return Somebody(
        person_id,
        name or "",
        tuple(dict.fromkeys(units)),
        tuple(f"{platform}:{user_id}" for platform, user_id in accounts),
        await connection.scalar(evidence) or 0,
        await connection.scalar(pictures) or 0,
    )
