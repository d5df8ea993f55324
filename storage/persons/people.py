"""Chats, units, people and their accounts as one batch of messages meets them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.belonging import Belonging, unit_on
from storage import dialect
from storage.bulk import insert_many
from storage.database import Database
from storage.messages import chats, outbox
from storage.organisation import connecting, units
from storage.records import AccountRef, ChatRecord, ChatRef, PersonRecord
from storage.tables.messages import CHAT_ADMINS, CHATS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.transaction import Transaction

_ChatKey = tuple[str, str, str]
_AccountKey = tuple[str, str]


def _key_of(ref: ChatRef | ChatRecord) -> _ChatKey:
    return ref.platform, ref.bot, ref.chat_id


def _account_key(ref: AccountRef) -> _AccountKey:
    return ref.platform, ref.user_id


@lru_cache
def _accounts(database: Database) -> Select[Any]:
    """Nobody links any of them to somebody else until this transaction ends; who is just doing so is waited for."""
    return (
        select(
            ACCOUNTS.c.platform,
            ACCOUNTS.c.user_id,
            ACCOUNTS.c.person_id,
            ACCOUNTS.c.id,
            ACCOUNTS.c.name,
            ACCOUNTS.c.last_mistake,
            PEOPLE.c.name.label("person_name"),
            PEOPLE.c.provisional,
        )
        .outerjoin(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
        .where(dialect.among(database, ACCOUNTS.c.user_id, "ids"))
        .with_for_update(key_share=True, read=True, of=ACCOUNTS)
    )


@lru_cache
def _memberships(database: Database) -> Select[Any]:
    """Of all times: what comes late counts where somebody was then."""
    columns = ("person_id", "unit_id", "since", "until", "seen")
    return (
        select(*(MEMBERSHIPS.c[name] for name in columns))
        .where(dialect.among(database, MEMBERSHIPS.c.person_id, "ids"))
        .order_by(MEMBERSHIPS.c.id)
    )


class People:
    """Who and where, fetched for a whole batch; whoever is unknown is opened when they first hand something in."""

    def __init__(self, at: Transaction, *, open_enrolment: bool) -> None:
        self._at = at
        self._database = at.database
        self._connection = at.connection
        self._open = open_enrolment
        self.forget()

    def forget(self) -> None:
        self._chats: dict[_ChatKey, ChatRecord | None] = {}
        self._accounts: dict[_AccountKey, PersonRecord | None] = {}
        self._members: dict[int, dict[int, date]] = {}
        self._listed: dict[int, list[Belonging]] = {}
        self._nowhere = 0

    # chats

    async def load_chats(self, refs: Iterable[ChatRef]) -> None:
        wanted = [ref for ref in refs if _key_of(ref) not in self._chats]
        if not wanted:
            return
        self._chats.update((_key_of(ref), None) for ref in wanted)
        for row in await self._connection.execute(
            chats.by_ids(self._database), {"ids": list({ref.chat_id for ref in wanted})}
        ):
            record = ChatRecord(*row)
            self._chats[_key_of(record)] = await self._at_its_new_place(record)

    async def _at_its_new_place(self, record: ChatRecord) -> ChatRecord:
        """A group that became a supergroup keeps its unit there; its old messages stay under the old number."""
        if record.moved_to_id is None:
            return record
        unit_id = await self._connection.scalar(
            select(CHATS.c.unit_id).where(CHATS.c.id == record.moved_to_id)
        )
        return replace(record, unit_id=unit_id)

    def chat_if_known(self, ref: ChatRef) -> ChatRecord | None:
        return self._chats.get(_key_of(ref))

    async def chat(self, ref: ChatRef) -> ChatRecord:
        await self.load_chats([ref])
        record = self._chats[_key_of(ref)]
        if record is None:
            record = await self._open_chat(ref)
        elif ref.title and record.title != ref.title:
            record = await self._retitle(record, ref.title)
        self._chats[_key_of(ref)] = record
        return record

    async def _open_chat(self, ref: ChatRef) -> ChatRecord:
        unit_id = None
        if self._open and ref.kind == "group":
            unit_id = await units.open_unit(self._connection, ref.title or ref.chat_id, self._at.now)
        row = await self._connection.execute(
            insert(CHATS)
            .values(
                platform=ref.platform, bot=ref.bot, chat_id=ref.chat_id, kind=ref.kind, title=ref.title,
                unit_id=unit_id, present=True, admin=False, can_write=True, trouble="", muted=False,
                created_at=self._at.now,
            )
            .returning(*chats.COLUMNS)
        )  # fmt: skip
        return ChatRecord(*row.one())

    async def _retitle(self, record: ChatRecord, title: str) -> ChatRecord:
        await self._connection.execute(update(CHATS).where(CHATS.c.id == record.id).values(title=title))
        if record.unit_id:
            await units.rename_provisional(self._connection, record.unit_id, title)
        return replace(record, title=title)

    def forget_chat(self, chat: ChatRecord) -> None:
        self._chats.pop(_key_of(chat), None)

    async def is_admin(self, chat_pk: int, user_id: str, max_age: timedelta) -> bool | None:
        query = select(CHAT_ADMINS.c.is_admin).where(
            CHAT_ADMINS.c.chat_pk == chat_pk,
            CHAT_ADMINS.c.user_id == user_id,
            CHAT_ADMINS.c.checked_at >= self._at.now - max_age,
        )
        found: bool | None = await self._connection.scalar(query)
        return found

    # people

    async def load_accounts(self, refs: Iterable[AccountRef]) -> None:
        wanted = [ref for ref in refs if _account_key(ref) not in self._accounts]
        if not wanted:
            return
        self._accounts.update((_account_key(ref), None) for ref in wanted)
        ids = list({ref.user_id for ref in wanted})
        found = (await self._connection.execute(_accounts(self._database), {"ids": ids})).all()
        while any(row.person_name is None for row in found):  # it was linked while we waited
            found = (await self._connection.execute(_accounts(self._database), {"ids": ids})).all()
        for row in found:
            self._accounts[row.platform, row.user_id] = PersonRecord(
                row.person_id, row.person_name, 0, row.id, row.name, row.last_mistake, row.provisional
            )
        await self._load_members({person.id for person in self._accounts.values() if person})

    async def _load_members(self, person_ids: set[int]) -> None:
        wanted = person_ids - self._members.keys()
        if not wanted:
            return
        self._members.update((person_id, {}) for person_id in wanted)
        self._listed.update((person_id, []) for person_id in wanted)
        for person_id, unit_id, since, until, seen in await self._connection.execute(
            _memberships(self._database), {"ids": list(wanted)}
        ):
            self._listed[person_id].append(Belonging(unit_id, since, until, seen))
            if until is None:
                self._members[person_id][unit_id] = since

    async def units_of(self, person_id: int) -> frozenset[int]:
        await self._load_members({person_id})
        today = self._at.now.date()
        leaving = {each.unit_id for each in self._listed[person_id] if each.until and each.until > today}
        return frozenset(self._members[person_id]) | leaving

    async def look_again(self, person_id: int) -> None:
        """Somebody's units have changed while this batch is answered."""
        if self._members.pop(person_id, None) is not None:
            await self._load_members({person_id})

    def person_id_if_known(self, ref: AccountRef) -> int | None:
        known = self._accounts.get(_account_key(ref))
        return known.id if known else None

    async def enrol(self, arrivals: Sequence[tuple[AccountRef, ChatRef, date]]) -> None:
        """Open everybody who is new to this batch, or new in a unit, in three statements, whatever their number."""
        if not self._open:
            return
        new = {
            _account_key(sender): sender
            for sender, _, _ in arrivals
            if self._accounts.get(_account_key(sender)) is None
        }
        if new:
            await self._insert_people(list(new.values()))
        joining: dict[tuple[int, int], date] = {}
        for sender, chat_ref, since in arrivals:
            unit_id = (await self.chat(chat_ref)).unit_id
            person = self._accounts[_account_key(sender)]
            if (
                person
                and self._may_join(person, unit_id)
                and unit_id
                and not self._is_member(person.id, unit_id, since)
            ):
                joining[person.id, unit_id] = min(since, joining.get((person.id, unit_id), since))
        await self._join(joining)

    async def _insert_people(self, refs: Sequence[AccountRef]) -> None:
        person_ids = await dialect.new_ids(self._connection, PEOPLE, len(refs))
        account_ids = await dialect.new_ids(self._connection, ACCOUNTS, len(refs))
        await self._connection.execute(
            insert(PEOPLE),
            [
                {"id": person_id, "name": ref.name, "provisional": True, "created_at": self._at.now}
                for ref, person_id in zip(refs, person_ids, strict=True)
            ],
        )
        await self._connection.execute(
            insert(ACCOUNTS),
            [
                {
                    "id": account_id, "platform": ref.platform, "user_id": ref.user_id, "person_id": person_id,
                    "name": ref.name, "last_mistake": "", "created_at": self._at.now,
                }
                for ref, person_id, account_id in zip(refs, person_ids, account_ids, strict=True)
            ],
        )  # fmt: skip
        for ref, person_id, account_id in zip(refs, person_ids, account_ids, strict=True):
            self._accounts[_account_key(ref)] = PersonRecord(person_id, ref.name, 0, account_id, ref.name, "")
            self._members[person_id], self._listed[person_id] = {}, []

    async def known_person(
        self, ref: AccountRef, chat: ChatRecord, day: date | None = None
    ) -> PersonRecord | None:
        await self.load_accounts([ref])
        known = self._accounts[_account_key(ref)]
        if known is None:
            return None
        if ref.name and known.account_name != ref.name:
            known = await self._rename(ref, known)
        if not known.provisional:
            unit_id = unit_on(day or self._at.now.date(), self._listed[known.id], chat.unit_id)
            return self._in_unit(ref, known, unit_id or 0)
        member_of = self._members[known.id]
        here = chat.unit_id if chat.unit_id in member_of else next(reversed(member_of), 0)
        return self._in_unit(ref, known, here)

    def _in_unit(self, ref: AccountRef, person: PersonRecord, unit_id: int) -> PersonRecord:
        if person.unit_id != unit_id:
            person = self._accounts[_account_key(ref)] = replace(person, unit_id=unit_id)
        return person

    async def person(self, ref: AccountRef, chat: ChatRecord, day: date) -> PersonRecord:
        known = await self.known_person(ref, chat, day)
        if known is None:
            await self._insert_people([ref])
            known = await self.known_person(ref, chat, day)
        assert known is not None
        if not known.provisional and known.unit_id:
            return known
        unit_id = chat.unit_id or known.unit_id or await self._unit_of_the_unknown(create=True)
        if self._may_join(known, unit_id) and not self._is_member(known.id, unit_id, day):
            await self._join({(known.id, unit_id): day})
        return self._in_unit(ref, known, unit_id)

    def _may_join(self, person: PersonRecord, unit_id: int | None) -> bool:
        """Not who is on a list, nor who was said not to belong there."""
        left = any(each.unit_id == unit_id and each.until for each in self._listed[person.id])
        return person.provisional and not left

    def _is_member(self, person_id: int, unit_id: int, day: date) -> bool:
        since = self._members[person_id].get(unit_id)
        return since is not None and since <= day

    async def _join(self, joining: Mapping[tuple[int, int], date]) -> None:
        """People become members of units, or turn out to have been members earlier; what they have comes along."""
        if not joining:
            return
        new = {key: since for key, since in joining.items() if key[1] not in self._members[key[0]]}
        for (person_id, unit_id), since in joining.items():
            if (person_id, unit_id) not in new:
                await self._back_date(person_id, unit_id, since)
        await insert_many(
            self._connection,
            MEMBERSHIPS,
            [
                {"person_id": person, "unit_id": unit, "since": since, "seen": True}
                for (person, unit), since in new.items()
            ],
        )
        nowhere = await self._unit_of_the_unknown()
        for (person_id, unit_id), since in new.items():
            self._members[person_id][unit_id] = since
            if nowhere in self._members[person_id] and unit_id != nowhere:
                await self._move(person_id, nowhere, unit_id)

    async def _back_date(self, person_id: int, unit_id: int, since: date) -> None:
        """A message that came late shows that somebody was there before."""
        await self._connection.execute(
            update(MEMBERSHIPS)
            .where(MEMBERSHIPS.c.person_id == person_id, MEMBERSHIPS.c.unit_id == unit_id)
            .where(MEMBERSHIPS.c.until.is_(None))
            .values(since=since)
        )
        self._members[person_id][unit_id] = since

    async def _move(self, person_id: int, old_unit: int, new_unit: int) -> None:
        """What was kept for a person without a unit goes to the one they turn out to belong to."""
        await self._at.flush()
        earlier = self._members[person_id].pop(old_unit)
        if earlier < self._members[person_id][new_unit]:
            await self._back_date(person_id, new_unit, earlier)
        await units.move_person(self._connection, person_id, old_unit, new_unit)

    async def _unit_of_the_unknown(self, *, create: bool = False) -> int:
        if not self._nowhere:
            self._nowhere = await units.unknown_unit(self._connection, self._at.now, create=create)
        return self._nowhere

    async def _rename(self, ref: AccountRef, known: PersonRecord) -> PersonRecord:
        await self._connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.id == known.account_id).values(name=ref.name)
        )
        await self._connection.execute(
            update(PEOPLE).where(PEOPLE.c.id == known.id, PEOPLE.c.provisional).values(name=ref.name)
        )
        renamed = replace(known, account_name=ref.name)
        self._accounts[_account_key(ref)] = renamed
        return renamed

    def remember_mistake(self, person: PersonRecord, mistake: str) -> None:
        for key, known in self._accounts.items():
            if known and known.account_id == person.account_id:
                self._accounts[key] = replace(known, last_mistake=mistake)

    async def save_mistakes(self, mistakes: Mapping[int, str]) -> None:
        await self._connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.id == bindparam("account"))
            .values(last_mistake=bindparam("mistake")),
            [{"account": account_id, "mistake": mistake} for account_id, mistake in mistakes.items()],
        )


async def migrate_chat(
    people: People, connection: AsyncConnection, old: ChatRef, new: ChatRef, now: datetime
) -> None:
    """A group became a supergroup: the unit goes along, and so does what is still to be said there.

    Where the new group has been connected with a unit before this is known, it stays with that.
    """
    before = await people.chat(old)
    after = await people.chat(replace(new, title=new.title or before.title))
    if before.id == after.id:
        return
    unit_id = before.unit_id or after.unit_id
    if before.unit_id and after.unit_id and before.unit_id != after.unit_id:
        if await connecting.bond_of(connection, after) is connecting.Bond.OWN:
            await units.merge(connection, after.unit_id, before.unit_id)
        else:
            await connecting.connect(connection, before, after.unit_id, now)
            unit_id = after.unit_id
    values: dict[str, object] = {"unit_id": unit_id}
    if before.moved_to_id is None and await connection.scalar(
        select(CHATS.c.muted).where(CHATS.c.id == before.id)
    ):
        values["muted"] = True
    await connection.execute(update(CHATS).where(CHATS.c.id == after.id).values(**values))
    await connection.execute(
        update(CHATS).where(CHATS.c.id == before.id).values(moved_to_id=after.id, present=False)
    )
    await outbox.move(connection, old, new.chat_id)
