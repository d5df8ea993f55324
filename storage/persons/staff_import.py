"""Staff lists. One comes in with all of what is certain or nothing, and twice is as good as once."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import week_of
from rules.staff.places import Placed, place_staff
from rules.staff.plan import Change, KnownStaff, StaffPlan, counts, plan_staff
from rules.staff.rows import StaffRow
from rules.staff.sheets import StaffList
from rules.unit_list import KnownUnit
from storage import audit
from storage.bulk import insert_many, update_many
from storage.dialect import hold, new_ids, one_of
from storage.organisation import tree
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, MEMBERSHIPS, PEOPLE
from storage.transaction import Transaction

IMPORTED = "roster.imported"


@dataclass(frozen=True, slots=True)
class StaffImport:
    """A staff list on its way in; it holds from `day` on.

    `default` is the code of the unit for rows that name none. `reach` are the units for which whoever brings it
    answers, None for all. With `end_missing` those of its units who are in no row are members until that day.
    """

    staff: StaffList
    day: date
    default: str = ""
    reach: frozenset[int] | None = None
    end_missing: bool = False


class StaffMember(NamedTuple):
    """`since` is the day of joining, None where nobody knows it."""

    name: str
    code: str
    unit: str
    unit_code: str
    position: str
    since: date | None


class _UnitNow(NamedTuple):
    id: int
    code: str
    name: str
    provisional: bool
    until: date | None


class _Listed(NamedTuple):
    id: int
    name: str
    code: str
    phone: str


class _Stay(NamedTuple):
    id: int
    person_id: int
    unit_id: int
    since: date
    until: date | None
    position: str


@dataclass(frozen=True, slots=True)
class _Compared:
    """The list beside the ledger."""

    plan: StaffPlan
    units: Mapping[str, int]
    stays: Mapping[int, Sequence[_Stay]]


class StaffLists:
    """Lists whose telephone numbers have been replaced (`Store.without_numbers`) come in, and go out again."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def plan(self, wanted: StaffImport) -> StaffPlan:
        """What `bring_in` would do now."""
        await self._at.flush()
        return (await _compare(self._at.connection, wanted)).plan

    async def bring_in(self, wanted: StaffImport, by: str) -> StaffPlan:
        """Write down what is certain; what is doubtful is left out."""
        await self._at.flush()
        connection, now = self._at.connection, self._at.now
        await hold(connection, PEOPLE, MEMBERSHIPS)
        compared = await _compare(connection, wanted)
        plan = compared.plan
        gone = plan.gone if wanted.end_missing else ()
        if plan.new or plan.changed or gone:
            book = _Book(connection, compared, wanted.day)
            await book.add(now)
            await book.change()
            await book.end(dict.fromkeys(gone, wanted.day))
            await _look_again(connection, sorted(compared.units[code] for code in plan.units))
            await _write_audit(connection, compared, by, now, ended=len(gone))
        return plan

    async def below(self, unit_id: int | None, day: date) -> list[StaffMember]:
        """Everybody listed who belongs to a unit or to what stands below it from a day on, or to any unit."""
        connection = self._at.connection
        columns = (PEOPLE.c.name, PEOPLE.c.code, UNITS.c.name.label("unit"), UNITS.c.code.label("unit_code"))
        query = (
            select(*columns, MEMBERSHIPS.c.position, MEMBERSHIPS.c.since, MEMBERSHIPS.c.seen)
            .join(MEMBERSHIPS, MEMBERSHIPS.c.person_id == PEOPLE.c.id)
            .join(UNITS, UNITS.c.id == MEMBERSHIPS.c.unit_id)
            .where(or_(MEMBERSHIPS.c.until.is_(None), MEMBERSHIPS.c.until > day))
            .where(PEOPLE.c.provisional.is_(False), PEOPLE.c.erased_at.is_(None))
            .order_by(UNITS.c.code, PEOPLE.c.id)
        )
        if unit_id is not None:
            query = query.where(
                one_of(connection, MEMBERSHIPS.c.unit_id, await tree.below(connection, [unit_id]))
            )
        return [
            StaffMember(
                name=row.name, code=row.code, unit=row.unit, unit_code=row.unit_code,
                position=row.position, since=None if row.seen else row.since,
            )
            for row in await connection.execute(query)
        ]  # fmt: skip


async def _compare(connection: AsyncConnection, wanted: StaffImport) -> _Compared:
    if any(row.phone.startswith("+") for row in wanted.staff.rows):
        raise ValueError("no number may reach the ledger")
    units = await _units(connection)
    ids = {unit.code: unit.id for unit in units}
    placed = await asyncio.to_thread(_placed, wanted, units)
    concerned = sorted({ids[row.unit] for row in placed.rows})
    people = await _people(connection, concerned, [each.row for each in placed.rows])
    stays = await _stays(connection, [person.id for person in people])
    outside = _other_worlds(units, concerned)
    known = _known(people, stays, wanted, {unit.id: unit.code for unit in units if unit.id not in outside})
    plan = await asyncio.to_thread(plan_staff, placed, known)
    return _Compared(plan, ids, stays)


async def _units(connection: AsyncConnection) -> list[_UnitNow]:
    columns = (UNITS.c.id, UNITS.c.code, UNITS.c.name, UNITS.c.provisional, UNITS.c.until)
    return [_UnitNow(*row) for row in await connection.execute(select(*columns).order_by(UNITS.c.id))]


def _placed(wanted: StaffImport, units: Sequence[_UnitNow]) -> Placed:
    """Units that were opened under a group's title are found only by those who answer for them."""
    mine = {unit.code for unit in units if wanted.reach is None or unit.id in wanted.reach}
    open_ones = [
        KnownUnit(unit.code, unit.name, None)
        for unit in units
        if (unit.until is None or unit.until > wanted.day)
        and (
            not unit.provisional or unit.code == wanted.default or (wanted.reach and unit.id in wanted.reach)
        )
    ]
    reach = mine if wanted.reach is not None else None
    placed = place_staff(wanted.staff, open_ones, default=wanted.default, reach=reach)
    meant = _meant(placed, wanted.default)
    if not meant:
        return placed
    return place_staff(wanted.staff, open_ones, default=wanted.default, confirmed=meant, reach=reach)


def _meant(placed: Placed, default: str) -> dict[str, str]:
    """What may be the very unit that somebody named beside the list is that unit."""
    return {
        named.words: default
        for named in placed.units
        if not named.match.exact and any(unit.code == default for unit in named.match.units)
    }


async def _people(
    connection: AsyncConnection, units: Sequence[int], rows: Sequence[StaffRow]
) -> list[_Listed]:
    """Everybody listed who ever belonged to these units, or has a code or a number of the list."""
    told = {row.code for row in rows if row.code}, {row.phone for row in rows if row.phone}
    found = [select(MEMBERSHIPS.c.person_id).where(one_of(connection, MEMBERSHIPS.c.unit_id, units))]
    for column, words in zip((PEOPLE.c.code, PEOPLE.c.phone), told, strict=True):
        if words:
            found.append(select(PEOPLE.c.id).where(column != "", one_of(connection, column, sorted(words))))
    query = (
        select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.code, PEOPLE.c.phone)
        .where(PEOPLE.c.id.in_(union(*found).subquery().select()))
        .where(PEOPLE.c.provisional.is_(False), PEOPLE.c.erased_at.is_(None))
        .order_by(PEOPLE.c.id)
    )
    return [_Listed(*row) for row in await connection.execute(query)]


async def _stays(connection: AsyncConnection, people: Sequence[int]) -> dict[int, list[_Stay]]:
    columns = (MEMBERSHIPS.c.id, MEMBERSHIPS.c.person_id, MEMBERSHIPS.c.unit_id)
    query = (
        select(*columns, MEMBERSHIPS.c.since, MEMBERSHIPS.c.until, MEMBERSHIPS.c.position)
        .where(one_of(connection, MEMBERSHIPS.c.person_id, people))
        .order_by(MEMBERSHIPS.c.since, MEMBERSHIPS.c.id)
    )
    found: dict[int, list[_Stay]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.person_id].append(_Stay(*row))
    return found


def _other_worlds(units: Sequence[_UnitNow], concerned: Sequence[int]) -> frozenset[int]:
    """A group on its own makes up its list as it likes: for nobody else's list does it say who somebody is.

    Nor does it find out by its list who is in the units that an office has set up.
    """
    groups = {unit.id for unit in units if unit.provisional}
    other = {unit.id for unit in units} - set(concerned)
    return frozenset(other if groups.issuperset(concerned) else other & groups)


def _known(
    people: Sequence[_Listed],
    stays: Mapping[int, Sequence[_Stay]],
    wanted: StaffImport,
    codes: Mapping[int, str],
) -> list[KnownStaff]:
    """Each in every unit they belong to, else in the last one; whoever belongs to none with a code here is unknown."""
    found: list[KnownStaff] = []
    for person in people:
        every = [stay for stay in stays.get(person.id, ()) if stay.unit_id in codes]
        if stays.get(person.id) and not every:
            continue
        here = [stay for stay in every if _holds(stay, wanted.day)]
        known = KnownStaff(person.id, person.name, "", "", person.code, person.phone, left=not here)
        found += [
            replace(
                known,
                unit=codes[stay.unit_id],
                position=stay.position,
                elsewhere=wanted.reach is not None and stay.unit_id not in wanted.reach,
            )
            for stay in here or every[-1:]
        ] or [known]
    return found


def _holds(stay: _Stay, day: date) -> bool:
    """Also what only begins later: the list may say so already."""
    return stay.until is None or stay.until > day


class _Book:
    """Writes down what was found."""

    def __init__(self, connection: AsyncConnection, compared: _Compared, day: date) -> None:
        self._connection = connection
        self._compared = compared
        self._plan = compared.plan
        self._day = day
        self._monday = week_of(day).first

    async def add(self, now: datetime) -> None:
        new = self._plan.new
        numbers = await new_ids(self._connection, PEOPLE, len(new))
        people = [
            {
                "id": number, "name": placed.row.name, "provisional": False, "code": placed.row.code,
                "phone": placed.row.phone, "created_at": now,
            }
            for number, placed in zip(numbers, new, strict=True)
        ]  # fmt: skip
        await insert_many(self._connection, PEOPLE, people)
        begun = [
            self._begun(number, placed.unit, placed.row, placed.row.position)
            for number, placed in zip(numbers, new, strict=True)
        ]
        await insert_many(self._connection, MEMBERSHIPS, begun)

    async def change(self) -> None:
        changed = self._plan.changed
        about = [_person_now(each) for each in changed if _about_person(each)]
        await update_many(self._connection, PEOPLE, about)
        moved = [each for each in changed if "unit" in each.fields]
        begun = [self._moved(each) for each in moved]
        ends = {each.known: row["since"] for each, row in zip(moved, begun, strict=True)}
        await self.end({known: day for known, day in ends.items() if not known.left})
        await insert_many(self._connection, MEMBERSHIPS, begun)
        positions = [
            {"id": stay.id, "position": each.placed.row.position}
            for each in changed
            if "position" in each.fields and "unit" not in each.fields
            for stay in self._open(each.known)
        ]
        await update_many(self._connection, MEMBERSHIPS, positions)

    async def end(self, people: Mapping[KnownStaff, date]) -> None:
        """Their stay in the unit is over on a day; what has not begun by then was never a stay."""
        open_ones = [(stay, day) for person, day in people.items() for stay in self._open(person)]
        over = [{"id": stay.id, "until": day} for stay, day in open_ones if stay.since < day]
        await update_many(self._connection, MEMBERSHIPS, over)
        never = [stay.id for stay, day in open_ones if stay.since >= day]
        if never:
            which = one_of(self._connection, MEMBERSHIPS.c.id, never)
            await self._connection.execute(delete(MEMBERSHIPS).where(which))

    def _moved(self, change: Change) -> dict[str, Any]:
        """Who comes back does so when the earlier stay was over."""
        row, known = change.placed.row, change.known
        fresh = self._begun(known.id, change.placed.unit, row, row.position or known.position)
        over = [
            stay.until
            for stay in self._compared.stays.get(known.id, ())
            if stay.until and stay.unit_id == fresh["unit_id"]
        ]
        return fresh | {"since": max([*over, fresh["since"]])}

    def _open(self, person: KnownStaff) -> list[_Stay]:
        unit = self._compared.units[person.unit]
        return [
            stay
            for stay in self._compared.stays.get(person.id, ())
            if stay.unit_id == unit and _holds(stay, self._day)
        ]

    def _begun(self, person_id: int, unit: str, row: StaffRow, position: str) -> dict[str, Any]:
        """Only a day of this week or later is one of joining; nothing changes in the past."""
        joins = row.since is not None and row.since >= self._monday
        return {
            "person_id": person_id,
            "unit_id": self._compared.units[unit],
            "since": row.since if joins else self._day,
            "position": position,
            "seen": not joins,
        }


def _about_person(change: Change) -> bool:
    return not {"name", "code", "phone"}.isdisjoint(change.fields)


def _person_now(change: Change) -> dict[str, Any]:
    known, row = change.known, change.placed.row
    return {
        "id": known.id,
        "name": row.name,
        "code": row.code or known.code,
        "phone": row.phone or known.phone,
    }


async def _look_again(connection: AsyncConnection, units: Sequence[int]) -> None:
    """Whoever hands something in here under a display name may be one of those who are listed now."""
    here = select(MEMBERSHIPS.c.person_id).where(
        one_of(connection, MEMBERSHIPS.c.unit_id, units), MEMBERSHIPS.c.until.is_(None)
    )
    unlisted = select(PEOPLE.c.id).where(PEOPLE.c.provisional.is_(True), PEOPLE.c.id.in_(here))
    await connection.execute(
        update(ACCOUNTS)
        .where(ACCOUNTS.c.person_id.in_(unlisted), ACCOUNTS.c.looked_at.is_not(None))
        .values(looked_at=None)
    )


async def _write_audit(
    connection: AsyncConnection, compared: _Compared, by: str, now: datetime, *, ended: int
) -> None:
    units = compared.plan.units
    whose = audit.Whose(compared.units[units[0]]) if len(units) == 1 else audit.NOBODY
    detail = json.dumps(counts(compared.plan) | {"ended": ended})
    await audit.write(connection, by, IMPORTED, target="", detail=detail, now=now, whose=whose)
