"""Reading the tallies: a unit's summary, the whole tree's, the totals, and the proof that they are right."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reminders import ReminderKind
from rules.verdicts import ACCEPTED, POST, SHARE, STATES
from storage.counters import read_counters
from storage.database import Database
from storage.records import PersonCount, UnitRecord, UnitTally
from storage.tables import Evidence, Inbox, Membership, Outbox, Person, Tally, Unit
from storage.tree import UNIT_COLUMNS

_unit = Unit.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_tally = Tally.__table__  # type: ignore[attr-defined]
_inbox = Inbox.__table__  # type: ignore[attr-defined]
_outbox = Outbox.__table__  # type: ignore[attr-defined]
_FILLS_QUOTA = (POST, SHARE)


async def all_units(connection: AsyncConnection) -> list[UnitRecord]:
    return [UnitRecord(*row) for row in await connection.execute(select(*UNIT_COLUMNS).order_by(_unit.c.id))]


async def unit(connection: AsyncConnection, unit_id: int) -> UnitRecord | None:
    row = (await connection.execute(select(*UNIT_COLUMNS).where(_unit.c.id == unit_id))).first()
    return UnitRecord(*row) if row else None


async def unit_named(connection: AsyncConnection, code: str) -> UnitRecord | None:
    codes = (code, code.upper())
    query = select(*UNIT_COLUMNS).where(_unit.c.code.in_(codes)).order_by(_unit.c.code != code)
    row = (await connection.execute(query)).first()
    return UnitRecord(*row) if row else None


async def below(connection: AsyncConnection, root: UnitRecord) -> list[UnitRecord] | None:
    """The root and all its descendants; None, meaning every unit, for a root that is none of them."""
    found = select(_unit.c.id).where(_unit.c.id == root.id).cte(recursive=True)
    found = found.union_all(select(_unit.c.id).join(found, _unit.c.parent_id == found.c.id))
    query = select(*UNIT_COLUMNS).where(_unit.c.id.in_(select(found.c.id))).order_by(_unit.c.id)
    units = [UnitRecord(*row) for row in await connection.execute(query)]
    return sorted(units, key=lambda each: each.id != root.id) or None


async def unit_tallies(
    connection: AsyncConnection, units: Iterable[UnitRecord] | None, first: date, after: date
) -> list[UnitTally]:
    """Each unit's people and its evidence by state, from `first` until before `after`.

    A person's count is the whole of what they handed in, in whichever group; the states are the unit's own.
    """
    chosen = await all_units(connection) if units is None else list(units)
    only = None if units is None else [unit.id for unit in chosen]
    persons = await _persons(connection, only, first, after)
    states = await _states(connection, only, first, after)
    return [UnitTally(unit, tuple(persons.get(unit.id, ())), states.get(unit.id, {})) for unit in chosen]


async def _persons(
    connection: AsyncConnection, only: list[int] | None, first: date, after: date
) -> dict[int, list[PersonCount]]:
    sums = (
        select(_tally.c.person_id, func.sum(_tally.c.count))
        .where(_tally.c.day >= first, _tally.c.day < after, _tally.c.action.in_(_FILLS_QUOTA))
        .group_by(_tally.c.person_id)
    )
    members = (
        select(_membership.c.unit_id, _person.c.id, _person.c.name)
        .join(_person, _person.c.id == _membership.c.person_id)
        .where(_membership.c.since < after, or_(_membership.c.until.is_(None), _membership.c.until > first))
        .order_by(_person.c.name, _person.c.id)
    )
    if only is not None:
        here = select(_membership.c.person_id).where(_membership.c.unit_id.in_(only))
        sums = sums.where(_tally.c.person_id.in_(here))
        members = members.where(_membership.c.unit_id.in_(only))
    counted = {person: int(total) for person, total in (await connection.execute(sums)).all()}
    persons: dict[int, list[PersonCount]] = defaultdict(list)
    for unit_id, person_id, name in (await connection.execute(members)).all():
        persons[unit_id].append(PersonCount(person_id, name, counted.get(person_id, 0)))
    return persons


async def _states(
    connection: AsyncConnection, only: list[int] | None, first: date, after: date
) -> dict[int, dict[str, int]]:
    query = (
        select(_evidence.c.unit_id, _evidence.c.state, func.count())
        .where(_evidence.c.day >= first, _evidence.c.day < after)
        .group_by(_evidence.c.unit_id, _evidence.c.state)
    )
    # Also for all units they are named, because the index on evidence begins with the unit.
    query = query.where(_evidence.c.unit_id.in_(select(_unit.c.id) if only is None else only))
    states: dict[int, dict[str, int]] = defaultdict(dict)
    for unit_id, state, count in await connection.execute(query):
        states[unit_id][state] = count
    return states


async def person_count(connection: AsyncConnection, person_id: int, first: date, after: date) -> int:
    """What counts for one person's quota, wherever they handed it in."""
    total = await connection.scalar(
        select(func.sum(_tally.c.count)).where(
            _tally.c.person_id == person_id,
            _tally.c.day >= first,
            _tally.c.day < after,
            _tally.c.action.in_(_FILLS_QUOTA),
        )
    )
    return int(total or 0)


async def person_waiting(connection: AsyncConnection, person_id: int, first: date, after: date) -> int:
    """What of one person waits for somebody to look, in the units they belong to."""
    units = select(_membership.c.unit_id).where(_membership.c.person_id == person_id)
    total = await connection.scalar(
        select(func.count()).where(
            _evidence.c.unit_id.in_(units),
            _evidence.c.day >= first,
            _evidence.c.day < after,
            _evidence.c.state == "pending",
            _evidence.c.person_id == person_id,
        )
    )
    return int(total or 0)


@dataclass(frozen=True, slots=True)
class Totals:
    inbox_pending: int
    inbox_done: int
    inbox_parked: int
    outbox_pending: int
    outbox_sent: int
    outbox_failed: int
    evidence: dict[str, int]
    reminders: dict[str, int] = field(default_factory=dict)


async def totals(database: Database) -> Totals:
    """Cheap at any size: what is waiting is counted, what has been is known."""
    async with database.read() as connection:
        counters = await read_counters(connection)
        waiting = await connection.scalar(select(func.count()).where(_inbox.c.state == "pending"))
        unsent = await connection.scalar(
            select(func.count()).where(_outbox.c.state.in_(("pending", "sending")))
        )
    return Totals(
        inbox_pending=waiting or 0,
        inbox_done=counters.get("inbox.done", 0),
        inbox_parked=counters.get("inbox.parked", 0),
        outbox_pending=unsent or 0,
        outbox_sent=counters.get("outbox.sent", 0),
        outbox_failed=counters.get("outbox.failed", 0),
        evidence={state: counters.get(f"evidence.{state}", 0) for state in STATES},
        reminders={kind: counters.get(f"reminders.{kind.value}", 0) for kind in ReminderKind},
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that is not what its evidence says."""

    what: str
    kept: int
    recounted: int


async def verify(database: Database) -> list[Difference]:
    """Recount every tally from the evidence; there must never be a difference."""
    async with database.snapshot() as connection:
        kept = await _tally_rows(connection)
        recounted = await _recounted_rows(connection)
        counters = await read_counters(connection)
        by_state = select(_evidence.c.state, func.count()).group_by(_evidence.c.state)
        states: dict[str, int] = dict((await connection.execute(by_state)).all())
    differences = [
        Difference(
            f"person {key[0]}, unit {key[1]}, {key[2]}, {key[3]}", kept.get(key, 0), recounted.get(key, 0)
        )
        for key in sorted(kept.keys() | recounted.keys())
        if kept.get(key, 0) != recounted.get(key, 0)
    ]
    differences += [
        Difference(f"total {state}", counters.get(f"evidence.{state}", 0), states.get(state, 0))
        for state in STATES
        if counters.get(f"evidence.{state}", 0) != states.get(state, 0)
    ]
    return differences


_Key = tuple[int, int, date, str]


async def _tally_rows(connection: AsyncConnection) -> dict[_Key, int]:
    query = select(_tally.c.person_id, _tally.c.unit_id, _tally.c.day, _tally.c.action, _tally.c.count)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await connection.execute(query)}


async def _recounted_rows(connection: AsyncConnection) -> dict[_Key, int]:
    group = (_evidence.c.person_id, _evidence.c.unit_id, _evidence.c.day, _evidence.c.action)
    query = select(*group, func.count()).where(_evidence.c.state == ACCEPTED).group_by(*group)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await connection.execute(query)}
