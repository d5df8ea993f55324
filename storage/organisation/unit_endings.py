"""What becomes of a unit's people, groups, pages and proof when it ends: nothing before that day changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import week_of
from storage.bulk import insert_many, update_many
from storage.dialect import one_of
from storage.organisation.units import add_tallies
from storage.publishing import page_queries
from storage.tables.messages import CHATS
from storage.tables.people import MEMBERSHIPS
from storage.tables.proof import EVIDENCE, REVIEWS, TALLIES
from storage.tables.publishing import FEATURES, PAGES


@dataclass(frozen=True, slots=True)
class Endings:
    """How many of what there is when units end."""

    people: int = 0
    groups: int = 0
    pages: int = 0
    proofs: int = 0


class _Member(NamedTuple):
    id: int
    person_id: int
    unit_id: int
    since: date
    until: date | None
    position: str
    seen: bool


async def endings_of(connection: AsyncConnection, unit_ids: Sequence[int], since: date) -> Endings:
    people = select(func.count(MEMBERSHIPS.c.person_id.distinct())).where(
        one_of(connection, MEMBERSHIPS.c.unit_id, unit_ids), _still(MEMBERSHIPS.c.until, since)
    )
    groups = select(func.count()).where(one_of(connection, CHATS.c.unit_id, unit_ids))
    open_pages = select(func.count()).where(
        one_of(connection, PAGES.c.unit_id, unit_ids), _still(PAGES.c.until, since)
    )
    proofs = select(func.count()).where(*_proof_since(connection, unit_ids, since))
    queries = (people, groups, open_pages, proofs)
    return Endings(*[int(await connection.scalar(query) or 0) for query in queries])


async def close_down(
    connection: AsyncConnection, unit_ids: Sequence[int], into: int | None, since: date
) -> None:
    """Everything goes to another unit from a day on, or ends on it."""
    await _people(connection, unit_ids, into, since)
    if into is not None:
        await _proof(connection, unit_ids, into, since)
    await _pages(connection, unit_ids, into, since)
    ours = one_of(connection, CHATS.c.unit_id, unit_ids)
    await connection.execute(update(CHATS).where(ours).values(unit_id=into))
    await connection.execute(
        delete(FEATURES).where(
            one_of(connection, FEATURES.c.unit_id, unit_ids),
            FEATURES.c.week >= week_of(since).first,
            FEATURES.c.announced_at.is_(None),
        )
    )


def _still(until: ColumnElement[Any], since: date) -> ColumnElement[bool]:
    return or_(until.is_(None), until > since)


def _proof_since(
    connection: AsyncConnection, unit_ids: Sequence[int], since: date
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return one_of(connection, EVIDENCE.c.unit_id, unit_ids), EVIDENCE.c.day >= since


async def _people(
    connection: AsyncConnection, unit_ids: Sequence[int], into: int | None, since: date
) -> None:
    leaving = await _members(connection, unit_ids, _still(MEMBERSHIPS.c.until, since))
    ended = [{"id": each.id, "until": since} for each in leaving if each.since < since]
    await update_many(connection, MEMBERSHIPS, ended)
    never = [each.id for each in leaving if each.since >= since]
    await connection.execute(delete(MEMBERSHIPS).where(one_of(connection, MEMBERSHIPS.c.id, never)))
    if into is None:
        return
    arriving: dict[int, list[_Member]] = defaultdict(list)
    for each in leaving:
        arriving[each.person_id].append(each)
    there: dict[int, list[_Member]] = defaultdict(list)
    for each in await _members(connection, [into]):
        there[each.person_id].append(each)
    stays = [_stay(mine, since) for mine in arriving.values()]
    new = [stay for stay in stays if not _touching(stay, there[stay.person_id])]
    told = [stay._replace(unit_id=into)._asdict() for stay in new]
    for row in told:
        del row["id"]
    await insert_many(connection, MEMBERSHIPS, told)
    for stay in stays:
        if known := _touching(stay, there[stay.person_id]):
            await _stay_longer(connection, stay, known)


async def _members(
    connection: AsyncConnection, unit_ids: Sequence[int], *more: ColumnElement[bool]
) -> list[_Member]:
    columns = tuple(MEMBERSHIPS.c[name] for name in _Member._fields)
    query = select(*columns).where(one_of(connection, MEMBERSHIPS.c.unit_id, unit_ids), *more)
    rows = await connection.execute(query.order_by(MEMBERSHIPS.c.since, MEMBERSHIPS.c.id))
    return [_Member(*row) for row in rows]


def _stay(mine: Sequence[_Member], since: date) -> _Member:
    """What somebody's memberships of units that become one are together, from that day on."""
    first, newest = mine[0], mine[-1]
    return newest._replace(
        since=max(first.since, since), until=_end(mine), seen=first.seen and first.since >= since
    )


def _end(mine: Iterable[_Member]) -> date | None:
    ends = [each.until for each in mine]
    return None if None in ends else max(end for end in ends if end is not None)


def _touching(stay: _Member, there: Sequence[_Member]) -> list[_Member]:
    """Memberships of the other unit between which and this one no day lies."""
    return [
        each
        for each in there
        if (each.until is None or each.until >= stay.since)
        and (stay.until is None or each.since <= stay.until)
    ]


async def _stay_longer(connection: AsyncConnection, stay: _Member, known: Sequence[_Member]) -> None:
    """Who belonged to the unit already does so without a gap."""
    first, *others = known
    gone = [each.id for each in others]
    await connection.execute(delete(MEMBERSHIPS).where(one_of(connection, MEMBERSHIPS.c.id, gone)))
    days = {"since": min(first.since, stay.since), "until": _end([*known, stay])}
    await connection.execute(update(MEMBERSHIPS).where(MEMBERSHIPS.c.id == first.id).values(days))


async def _proof(connection: AsyncConnection, unit_ids: Sequence[int], into: int, since: date) -> None:
    moved = _proof_since(connection, unit_ids, since)
    ours = select(EVIDENCE.c.id).where(*moved)
    await connection.execute(update(REVIEWS).where(REVIEWS.c.evidence_id.in_(ours)).values(unit_id=into))
    await connection.execute(update(EVIDENCE).where(*moved).values(unit_id=into))
    tallies = one_of(connection, TALLIES.c.unit_id, unit_ids)
    await add_tallies(connection, tallies & (TALLIES.c.day >= since), into)


async def _pages(connection: AsyncConnection, unit_ids: Sequence[int], into: int | None, since: date) -> None:
    """A page's past stays that of the unit that had it."""
    ours = one_of(connection, PAGES.c.unit_id, unit_ids) & _still(PAGES.c.until, since)
    if into is not None:
        await connection.execute(update(PAGES).where(ours, PAGES.c.since >= since).values(unit_id=into))
    await connection.execute(update(PAGES).where(ours).values(until=since))
    await page_queries.changed(connection)
