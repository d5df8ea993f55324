"""A department's list of units comes into the ledger: all of it or nothing, and twice is as good as once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.columns import Problem
from rules.page_addresses import PageAddress
from rules.tree_history import History, Shape, first_ring
from rules.unit_codes import GROUP_MARK, is_reserved
from rules.unit_list import DEFAULT_LEVEL, UnitRow, code_of, find_parents
from rules.unit_list import KnownUnit as ListedUnit
from storage.bulk import insert_many, update_many
from storage.dialect import hold, new_ids
from storage.organisation import levels
from storage.organisation.connecting import BY_COMMAND
from storage.organisation.group_joins import Join, joins_of
from storage.organisation.levels import LevelRecord
from storage.organisation.unit_history import KnownUnit, known_units, write_histories
from storage.proof.crediting import credit
from storage.publishing import page_queries
from storage.tables.organisation import UNITS, UNITS_PAST
from storage.tables.publishing import PAGES
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class UnitAsListed:
    """A unit as the ledger or a list has it; `parent` is a code."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class UnitChange:
    before: UnitAsListed
    after: UnitAsListed


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What a list does to the ledger; with problems it does nothing. `back`: pages that had been given up.

    `joins` are the groups that could belong to units of the list, `joined` those of which somebody said so.
    """

    new: int
    changed: int
    unchanged: int
    left_alone: int
    pages_new: int
    pages_moved: int
    pages_back: int
    pages_unchanged: int
    problems: tuple[Problem, ...] = ()
    joins: tuple[Join, ...] = ()
    joined: tuple[Join, ...] = ()
    changes: tuple[UnitChange, ...] = ()

    @property
    def units(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def changes_anything(self) -> bool:
        pages = self.pages_new or self.pages_moved or self.pages_back
        return not self.problems and bool(self.new or self.changed or pages or self.joined)


@dataclass(slots=True)
class _Changes:
    """The list beside the ledger of a day."""

    since: date
    problems: tuple[Problem, ...] = ()
    new: list[UnitAsListed] = field(default_factory=list)
    changed: list[UnitChange] = field(default_factory=list)
    unchanged: int = 0
    pages_new: list[tuple[PageAddress, str]] = field(default_factory=list)
    pages_moved: list[tuple[int, str]] = field(default_factory=list)
    pages_back: list[tuple[int, str]] = field(default_factory=list)
    pages_unchanged: int = 0
    pages_of_groups: list[int] = field(default_factory=list)
    joins: tuple[Join, ...] = ()


class UnitImport:
    """Brings a list in, so that what follows from it is said in the same transaction."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def levels(self) -> list[LevelRecord]:
        """What units can be, from the top down."""
        return await levels.all_levels(self._at.connection)

    async def plan(self, rows: Sequence[UnitRow], since: date) -> UnitPlan:
        """What `write` would do now."""
        known = await _known_units(self._at.connection)
        return _plan(await _compare(self._at.connection, rows, known, since), known)

    async def write(self, rows: Sequence[UnitRow], today: date, since: date | None = None) -> UnitPlan:
        """All of the list, or nothing when something in it is wrong.

        What is new or different is so from `since` on, or from `today`; new pages count from `today`.
        """
        await self._at.flush()
        since = since or today
        await hold(self._at.connection, UNITS, UNITS_PAST, PAGES)
        known = await _known_units(self._at.connection)
        changes = await _compare(self._at.connection, rows, known, since)
        plan = _plan(changes, known)
        if plan.changes_anything:
            ids = {code: unit.id for code, unit in known.items()}
            await levels.open_levels(
                self._at.connection, {row.level: row.level_name or row.level for row in rows if row.level}
            )
            await _write_units(self._at.connection, changes, known, ids, self._at.now)
            credited = await _write_pages(self._at.connection, changes, ids, self._at.now, today)
            await _write_audit(self._at.connection, plan, credited, self._at.now)
        return plan


async def _known_units(connection: AsyncConnection) -> dict[str, KnownUnit]:
    """Those that somebody set up; a list says nothing of units opened under a group's title."""
    units = (await known_units(connection)).values()
    return {code_of(unit.code): unit for unit in units if not unit.provisional}


async def _compare(
    connection: AsyncConnection,
    rows: Sequence[UnitRow],
    known: Mapping[str, KnownUnit],
    since: date,
) -> _Changes:
    codes = {unit.id: code for code, unit in known.items()}
    then = {code: _wanted(code, unit, codes, since) for code, unit in known.items()}
    living = [told for code, told in then.items() if known[code].until is None]
    tree = find_parents(rows, [ListedUnit(told.code, told.name, told.parent) for told in living])
    changes = _Changes(since, (*tree.problems, *_reserved(rows, known), *_dissolved(rows, known)))
    for row in rows:
        _compare_unit(changes, row, known.get(row.code), then.get(row.code), tree.parents.get(row.code))
    if not changes.problems:
        changes.problems = tuple(_later_rings(changes, known, rows))
    await _compare_pages(connection, changes, rows, codes)
    changes.joins = await joins_of(connection, rows)
    return changes


def _reserved(rows: Sequence[UnitRow], known: Mapping[str, KnownUnit]) -> Iterator[Problem]:
    for row in rows:
        if is_reserved(row.code) and row.code not in known:
            yield Problem(row.line, "units.code_reserved", {"code": row.code, "mark": GROUP_MARK})


def _wanted(code: str, unit: KnownUnit, codes: Mapping[int, str], since: date) -> UnitAsListed:
    shape = unit.history.on(since)
    return UnitAsListed(code, shape.name, shape.level, codes.get(shape.parent_id or 0))


def _dissolved(rows: Sequence[UnitRow], known: Mapping[str, KnownUnit]) -> Iterator[Problem]:
    for row in rows:
        unit = known.get(row.code)
        if unit and unit.until is not None:
            yield Problem(row.line, "units.dissolved", {"code": row.code, "day": f"{unit.until:%d/%m/%Y}"})


def _compare_unit(
    changes: _Changes, row: UnitRow, known: KnownUnit | None, then: UnitAsListed | None, parent: str | None
) -> None:
    if known is None or then is None:
        changes.new.append(UnitAsListed(row.code, row.name, row.level or DEFAULT_LEVEL, parent))
        return
    wanted = UnitAsListed(row.code, row.name, row.level or then.level, parent or then.parent)
    opened_earlier = known.since is not None and changes.since < known.since
    if opened_earlier or wanted != then:
        changes.changed.append(UnitChange(then, wanted))
    else:
        changes.unchanged += 1


def _later_rings(
    changes: _Changes, known: Mapping[str, KnownUnit], rows: Sequence[UnitRow]
) -> Iterator[Problem]:
    """A list of an earlier day may not agree with what was decided for a later one."""
    if all(each.until <= changes.since for unit in known.values() for each in unit.history.past):
        return
    ids = {code: unit.id for code, unit in known.items()}
    ids |= {unit.code: -number for number, unit in enumerate(changes.new, 1)}
    histories = {unit.id: unit.history for unit in known.values()}
    histories |= {ids[unit.code]: History((), _shape(unit, ids)) for unit in changes.new}
    histories |= _changed(changes, known, ids)
    codes = {number: code for code, number in ids.items()}
    ring = [codes[number] for number in first_ring(histories, changes.since)]
    if ring:
        line = min((row.line for row in rows if row.code in ring), default=0)
        yield Problem(line, "units.ring", {"codes": " → ".join([*ring, ring[0]])})


def _shape(unit: UnitAsListed, ids: Mapping[str, int]) -> Shape:
    return Shape(unit.name, unit.level, ids[unit.parent] if unit.parent else None)


def _changed(changes: _Changes, known: Mapping[str, KnownUnit], ids: Mapping[str, int]) -> dict[int, History]:
    return {
        known[unit.code].id: known[unit.code].changed(changes.since, **_shape(unit, ids)._asdict())
        for unit in (change.after for change in changes.changed)
    }


async def _compare_pages(
    connection: AsyncConnection, changes: _Changes, rows: Sequence[UnitRow], codes: Mapping[int, str]
) -> None:
    query = select(PAGES.c.key, PAGES.c.id, PAGES.c.unit_id, PAGES.c.until)
    pages = {row.key: row for row in await connection.execute(query)}
    for row in rows:
        for address in row.pages:
            page = pages.get(address.key)
            if page is None:
                changes.pages_new.append((address, row.code))
            elif codes.get(page.unit_id) != row.code:
                changes.pages_moved.append((page.id, row.code))
                changes.pages_of_groups += [] if page.unit_id in codes else [page.id]
            elif page.until is not None:
                changes.pages_back.append((page.id, row.code))
            else:
                changes.pages_unchanged += 1


def _plan(changes: _Changes, known: Mapping[str, KnownUnit]) -> UnitPlan:
    return UnitPlan(
        new=len(changes.new),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        left_alone=len(known) - len(changes.changed) - changes.unchanged,
        pages_new=len(changes.pages_new),
        pages_moved=len(changes.pages_moved),
        pages_back=len(changes.pages_back),
        pages_unchanged=changes.pages_unchanged,
        problems=changes.problems,
        joins=changes.joins,
        changes=tuple(changes.changed),
    )


async def _write_units(
    connection: AsyncConnection,
    changes: _Changes,
    known: Mapping[str, KnownUnit],
    ids: dict[str, int],
    now: datetime,
) -> None:
    """First every new unit, then who stands under whom: a list need not begin at the top."""
    numbers = await new_ids(connection, UNITS, len(changes.new))
    ids |= {unit.code: number for unit, number in zip(changes.new, numbers, strict=True)}
    opened = {"provisional": False, "since": changes.since, "created_at": now}
    fresh = [
        {"id": ids[unit.code], "code": unit.code, "name": unit.name, "level": unit.level, **opened}
        for unit in changes.new
    ]
    await insert_many(connection, UNITS, fresh)
    placed = [{"id": ids[unit.code], "parent_id": ids[unit.parent]} for unit in changes.new if unit.parent]
    await update_many(connection, UNITS, placed)
    earlier = [
        {"id": unit.id, "since": changes.since}
        for unit in (known[change.after.code] for change in changes.changed)
        if unit.since is not None and changes.since < unit.since
    ]
    await update_many(connection, UNITS, earlier)
    await write_histories(connection, _changed(changes, known, ids))


async def _write_pages(
    connection: AsyncConnection, changes: _Changes, ids: Mapping[str, int], now: datetime, today: date
) -> int:
    """How many proofs of these weeks turned out to stand on them."""
    fresh = [
        {
            "unit_id": ids[code],
            "platform": address.platform,
            "key": address.key,
            "url": address.url,
            "since": today,
            "created_at": now,
        }
        for address, code in changes.pages_new
    ]
    await insert_many(connection, PAGES, fresh)
    known = [*changes.pages_moved, *changes.pages_back]
    await page_queries.forget_followers(connection, changes.pages_of_groups)
    await update_many(
        connection, PAGES, [{"id": number, "unit_id": ids[code], "until": None} for number, code in known]
    )
    await page_queries.changed(connection)
    return await credit(connection, await _open_now(connection, changes), today, now)


async def _open_now(connection: AsyncConnection, changes: _Changes) -> dict[str, int]:
    """By their keys, the pages that somebody has from now on."""
    new = {address.key for address, _ in changes.pages_new}
    known = {number for number, _ in (*changes.pages_moved, *changes.pages_back)}
    found = (await connection.execute(select(PAGES.c.key, PAGES.c.id))).all()
    return {key: number for key, number in found if key in new or number in known}


async def _write_audit(connection: AsyncConnection, plan: UnitPlan, credited: int, now: datetime) -> None:
    told = ("new", "changed", "pages_new", "pages_moved", "pages_back")
    numbers = {name: getattr(plan, name) for name in told}
    detail = json.dumps(numbers | {"credited": credited})
    row = {"at": now, "actor": BY_COMMAND, "action": "import-units", "target": "", "detail": detail}
    await connection.execute(insert(AUDIT_LOG).values(row))
