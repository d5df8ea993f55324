"""Who belongs to which unit, as administrators see and change it by hand. Everything has a day; what is past stays."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, or_, select, update

from rules.names import Sure, finds, same_person_name, search_words, skeleton, sort_key
from storage.dialect import one_of
from storage.organisation.closes import past_changed
from storage.organisation.tree import UNIT_COLUMNS
from storage.records import UnitRecord
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

MOST_CANDIDATES = 500
"""Of a search; whoever looks for "a" in a province should write a little more."""


class RosterLine(NamedTuple):
    """Somebody in a unit; `provisional` people are known by an account's display name only."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    position: str
    since: date
    until: date | None
    seen: bool
    provisional: bool


class RosterAccount(NamedTuple):
    platform: str
    name: str
    linked_at: datetime | None


class RosterCard(NamedTuple):
    """One person, with every unit they ever belonged to, the newest first, and their accounts."""

    person_id: int
    name: str
    code: str
    provisional: bool
    stays: tuple[RosterLine, ...]
    accounts: tuple[RosterAccount, ...]

    def stay(self, unit_id: int, day: date) -> RosterLine | None:
        """When they are in a unit, from a day on."""
        there = (line for line in self.stays if line.unit_id == unit_id)
        return next((line for line in there if line.until is None or line.until > day), None)


class RosterCount(NamedTuple):
    listed: int
    provisional: int


class Roster:
    """Staff lists by hand. `look_again` is told whose units have changed."""

    def __init__(self, at: Transaction, look_again: Callable[[int], Awaitable[None]]) -> None:
        self._at = at
        self._look_again = look_again

    # who is there

    async def units(self, day: date) -> dict[int, UnitRecord]:
        """All units that are not dissolved by a day."""
        query = select(*UNIT_COLUMNS).where(or_(UNITS.c.until.is_(None), UNITS.c.until > day))
        rows = await self._at.connection.execute(query.order_by(UNITS.c.id))
        return {row.id: UnitRecord(*row) for row in rows}

    async def people(self, unit_id: int, day: date) -> list[RosterLine]:
        """A unit's own people from a day on, those who are still to come too, in the order of Vietnamese lists."""
        query = _lines().where(MEMBERSHIPS.c.unit_id == unit_id, _not_gone(day))
        found = {line.person_id: line for line in await self._read(query)}
        return sorted(found.values(), key=_in_order)

    async def count(self, unit_ids: Sequence[int], day: date) -> RosterCount:
        """How many belong to some units on a day."""
        query = (
            select(PEOPLE.c.provisional, func.count(PEOPLE.c.id.distinct()))
            .join(MEMBERSHIPS, MEMBERSHIPS.c.person_id == PEOPLE.c.id)
            .where(one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids))
            .where(MEMBERSHIPS.c.since <= day, _not_gone(day), PEOPLE.c.erased_at.is_(None))
            .group_by(PEOPLE.c.provisional)
        )
        found = {bool(provisional): n for provisional, n in await self._at.connection.execute(query)}
        return RosterCount(found.get(False, 0), found.get(True, 0))

    async def search(
        self, unit_ids: Sequence[int], words: str, day: date, limit: int, *, whole: bool = False
    ) -> list[RosterLine]:
        """Who of some units has these words in their name, without regard to accents; `whole` words only."""
        wanted = search_words(words)
        if not wanted:
            return []
        query = _lines().where(
            one_of(self._at.connection, MEMBERSHIPS.c.unit_id, unit_ids),
            _not_gone(day),
            *(PEOPLE.c.name.ilike(skeleton(word)) for word in wanted),
        )
        lines = await self._read(query.limit(MOST_CANDIDATES))
        found = [line for line in lines if finds(wanted, line.name, whole=whole)]
        return sorted(found, key=_in_order)[:limit]

    async def namesakes(self, unit_id: int, name: str) -> list[RosterLine]:
        """Who is, or ever was, in a unit under what may be the same name."""
        query = _lines().where(MEMBERSHIPS.c.unit_id == unit_id).order_by(MEMBERSHIPS.c.since)
        lines = {line.person_id: line for line in await self._read(query)}
        return [
            line
            for line in lines.values()
            if (same_person_name(name, line.name) or Sure.POSSIBLE) > Sure.POSSIBLE
        ]

    async def card(self, person_id: int) -> RosterCard | None:
        """Everything that is kept about who somebody is; None for nobody, and for the erased."""
        who = select(PEOPLE.c.name, PEOPLE.c.code, PEOPLE.c.provisional).where(
            PEOPLE.c.id == person_id, PEOPLE.c.erased_at.is_(None)
        )
        person = (await self._at.connection.execute(who)).first()
        if person is None:
            return None
        stays = (
            _lines().where(PEOPLE.c.id == person_id).order_by(MEMBERSHIPS.c.since.desc(), MEMBERSHIPS.c.id)
        )
        accounts = (
            select(ACCOUNTS.c.platform, ACCOUNTS.c.name, ACCOUNTS.c.linked_at)
            .where(ACCOUNTS.c.person_id == person_id)
            .order_by(ACCOUNTS.c.id)
        )
        told = await self._at.connection.execute(accounts)
        known = tuple(RosterAccount(*row) for row in told)
        lines = tuple(await self._read(stays))
        return RosterCard(person_id, person.name, person.code, person.provisional, lines, known)

    async def _read(self, query: Select[Any]) -> list[RosterLine]:
        return [RosterLine(*row) for row in await self._at.connection.execute(query)]

    # what changes

    async def add(self, unit_id: int, name: str, position: str, day: date, *, seen: bool) -> int:
        """Somebody new. `seen`: they were here before, only the list did not know them; else they join on the day."""
        row = await self._at.connection.execute(
            insert(PEOPLE)
            .values(name=name, provisional=False, created_at=self._at.now)
            .returning(PEOPLE.c.id)
        )
        person_id = int(row.scalar_one())
        await self._insert(person_id, unit_id, day, position, seen=seen)
        return person_id

    async def rejoin(self, person_id: int, unit_id: int, day: date) -> bool:
        """Somebody who left a unit is there again from a day on; False when they never left."""
        stays = [stay for stay in await self._held(person_id) if stay.unit_id == unit_id]
        if not stays or any(stay.until is None or stay.until > day for stay in stays):
            return False
        await self._enter(stays, person_id, unit_id, day, stays[-1].position)
        await self._look_again(person_id)
        return True

    async def rename(self, person_id: int, name: str) -> None:
        """What they handed in stays theirs. Whoever was known by a display name only is listed from now on."""
        mine = PEOPLE.c.id == person_id
        provisional = await self._at.connection.scalar(select(PEOPLE.c.provisional).where(mine))
        await self._at.connection.execute(update(PEOPLE).where(mine).values(name=name, provisional=False))
        if provisional:
            await self._at.connection.execute(
                update(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id).values(seen=True)
            )

    async def set_position(self, person_id: int, unit_id: int, position: str, day: date) -> bool:
        """What they are called there; it counts for nothing, so it has no days of its own."""
        mine = (MEMBERSHIPS.c.person_id == person_id) & (MEMBERSHIPS.c.unit_id == unit_id)
        changed = await self._at.connection.execute(
            update(MEMBERSHIPS).where(mine, _not_gone(day)).values(position=position)
        )
        return bool(changed.rowcount)

    async def end(self, person_id: int, unit_id: int, day: date) -> bool:
        """From a day on they are not there any more; whoever was not there before that day never was."""
        stay = _open_stay(await self._held(person_id), unit_id)
        if stay is None:
            return False
        await self._leave(stay, day)
        await self._changed(person_id, day, unit_id)
        return True

    async def take_back_end(self, person_id: int, unit_id: int, day: date) -> bool:
        """It was a mistake: they did not leave on that day. False when that is not how it stands."""
        stays = [stay for stay in await self._held(person_id) if stay.unit_id == unit_id]
        ended = next((stay for stay in stays if stay.until == day), None)
        if ended is None or stays[-1].id != ended.id:
            return False
        await self._set_until(ended.id, None)
        await self._changed(person_id, day, unit_id)
        return True

    async def done_since(self, person_id: int, action: str, target: str, moment: datetime) -> bool:
        """Whether somebody did this to a person after a moment, and may still take it back."""
        query = select(AUDIT_LOG.c.id).where(
            AUDIT_LOG.c.person_id == person_id,
            AUDIT_LOG.c.action == action,
            AUDIT_LOG.c.target == target,
            AUDIT_LOG.c.at >= moment,
        )
        return await self._at.connection.scalar(query.limit(1)) is not None

    async def move(self, person_id: int, old_unit: int, new_unit: int, day: date) -> bool:
        """They are in another unit from a day on. Moved there and back on the same day, they never went."""
        stays = await self._held(person_id)
        stay = _open_stay(stays, old_unit)
        if stay is None or old_unit == new_unit or _open_stay(stays, new_unit):
            return False
        await self._leave(stay, day)
        there = [each for each in stays if each.unit_id == new_unit]
        await self._enter(
            there, person_id, new_unit, day, stay.position, seen=stay.seen and stay.since >= day
        )
        await self._changed(person_id, day, old_unit, new_unit)
        return True

    async def _changed(self, person_id: int, day: date, *unit_ids: int) -> None:
        """Weeks that are over by now are reckoned again."""
        await past_changed(self._at.connection, unit_ids, day, self._at.now)
        await self._look_again(person_id)

    async def _held(self, person_id: int) -> list[Any]:
        """All their memberships, the oldest first; nobody else changes them meanwhile."""
        query = select(MEMBERSHIPS).where(MEMBERSHIPS.c.person_id == person_id).order_by(MEMBERSHIPS.c.since)
        return list(await self._at.connection.execute(query.with_for_update()))

    async def _leave(self, stay: Any, day: date) -> None:
        if stay.since >= day:
            await self._at.connection.execute(delete(MEMBERSHIPS).where(MEMBERSHIPS.c.id == stay.id))
        else:
            await self._set_until(stay.id, day)

    async def _enter(
        self,
        stays: Iterable[Any],
        person_id: int,
        unit_id: int,
        day: date,
        position: str,
        *,
        seen: bool = False,
    ) -> None:
        """A stay that ended on this very day goes on."""
        ended = next((stay for stay in stays if stay.until == day), None)
        if ended:
            await self._set_until(ended.id, None)
        else:
            await self._insert(person_id, unit_id, day, position, seen=seen)

    async def _set_until(self, membership_id: int, until: date | None) -> None:
        mine = MEMBERSHIPS.c.id == membership_id
        await self._at.connection.execute(update(MEMBERSHIPS).where(mine).values(until=until))

    async def _insert(self, person_id: int, unit_id: int, since: date, position: str, *, seen: bool) -> None:
        row = {"person_id": person_id, "unit_id": unit_id, "since": since}
        await self._at.connection.execute(insert(MEMBERSHIPS).values(**row, position=position, seen=seen))


def _lines() -> Select[Any]:
    return (
        select(
            PEOPLE.c.id,
            PEOPLE.c.name,
            UNITS.c.id,
            UNITS.c.name,
            MEMBERSHIPS.c.position,
            MEMBERSHIPS.c.since,
            MEMBERSHIPS.c.until,
            MEMBERSHIPS.c.seen,
            PEOPLE.c.provisional,
        )
        .select_from(MEMBERSHIPS)
        .join(PEOPLE, PEOPLE.c.id == MEMBERSHIPS.c.person_id)
        .join(UNITS, UNITS.c.id == MEMBERSHIPS.c.unit_id)
        .where(PEOPLE.c.erased_at.is_(None))
    )


def _not_gone(day: date) -> Any:
    return or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > day)


def _open_stay(stays: Iterable[Any], unit_id: int) -> Any | None:
    return next((stay for stay in stays if stay.unit_id == unit_id and stay.until is None), None)


def _in_order(line: RosterLine) -> tuple[object, ...]:
    return sort_key(line.name), line.unit, line.person_id
