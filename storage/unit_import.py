"""A department's list of units comes into the ledger: all of it or nothing, and twice is as good as once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.columns import Problem
from rules.page_addresses import PageAddress
from rules.unit_list import DEFAULT_LEVEL, KnownUnit, UnitRow, code_of, find_parents
from storage.bulk import insert_many, update_many
from storage.crediting import credit
from storage.dialect import hold, new_ids
from storage.pages import changed as pages_changed
from storage.tables import Audit, Page, Unit

BY_COMMAND = "cli"
_unit = Unit.__table__  # type: ignore[attr-defined]
_page = Page.__table__  # type: ignore[attr-defined]
_audit = Audit.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What a list does to the ledger; with problems it does nothing. `back`: pages that had been given up."""

    new: int
    changed: int
    unchanged: int
    left_alone: int
    pages_new: int
    pages_moved: int
    pages_back: int
    pages_unchanged: int
    problems: tuple[Problem, ...] = ()

    @property
    def units(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def changes_anything(self) -> bool:
        pages = self.pages_new or self.pages_moved or self.pages_back
        return not self.problems and bool(self.new or self.changed or pages)


class _Known(NamedTuple):
    id: int
    code: str
    name: str
    level: str
    parent: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    code: str
    name: str
    level: str
    parent: str | None


@dataclass(slots=True)
class _Changes:
    """The list beside the ledger."""

    problems: tuple[Problem, ...] = ()
    new: list[_Wanted] = field(default_factory=list)
    changed: list[_Wanted] = field(default_factory=list)
    unchanged: int = 0
    pages_new: list[tuple[PageAddress, str]] = field(default_factory=list)
    pages_moved: list[tuple[int, str]] = field(default_factory=list)
    pages_back: list[tuple[int, str]] = field(default_factory=list)
    pages_unchanged: int = 0


async def plan_units(connection: AsyncConnection, rows: Sequence[UnitRow]) -> UnitPlan:
    """What `import_units` would do now."""
    known = await _known_units(connection)
    return _plan(await _compare(connection, rows, known), known)


async def import_units(
    connection: AsyncConnection, rows: Sequence[UnitRow], now: datetime, today: date
) -> UnitPlan:
    """Write the list down. New pages count from `today`."""
    await hold(connection, _unit, _page)
    known = await _known_units(connection)
    changes = await _compare(connection, rows, known)
    plan = _plan(changes, known)
    if plan.changes_anything:
        ids = {code: unit.id for code, unit in known.items()}
        await _write_units(connection, changes, ids, now)
        credited = await _write_pages(connection, changes, ids, now, today)
        await _write_audit(connection, plan, credited, now)
    return plan


async def _known_units(connection: AsyncConnection) -> dict[str, _Known]:
    columns = (_unit.c.id, _unit.c.code, _unit.c.name, _unit.c.level, _unit.c.parent_id, _unit.c.provisional)
    rows = (await connection.execute(select(*columns))).all()
    codes = {row.id: code_of(row.code) for row in rows}
    return {
        codes[row.id]: _Known(
            row.id, codes[row.id], row.name, row.level, codes.get(row.parent_id), row.provisional
        )
        for row in rows
    }


async def _compare(
    connection: AsyncConnection, rows: Sequence[UnitRow], known: Mapping[str, _Known]
) -> _Changes:
    tree = find_parents(rows, [KnownUnit(unit.code, unit.name, unit.parent) for unit in known.values()])
    changes = _Changes(problems=tree.problems)
    for row in rows:
        _compare_unit(changes, row, known.get(row.code), tree.parents.get(row.code))
    await _compare_pages(connection, changes, rows, {unit.id: code for code, unit in known.items()})
    return changes


def _compare_unit(changes: _Changes, row: UnitRow, known: _Known | None, parent: str | None) -> None:
    if known is None:
        changes.new.append(_Wanted(row.code, row.name, row.level or DEFAULT_LEVEL, parent))
        return
    wanted = _Wanted(row.code, row.name, row.level or known.level, parent or known.parent)
    if known.provisional or wanted != _Wanted(known.code, known.name, known.level, known.parent):
        changes.changed.append(wanted)
    else:
        changes.unchanged += 1


async def _compare_pages(
    connection: AsyncConnection, changes: _Changes, rows: Sequence[UnitRow], codes: Mapping[int, str]
) -> None:
    query = select(_page.c.key, _page.c.id, _page.c.unit_id, _page.c.until)
    pages = {row.key: row for row in await connection.execute(query)}
    for row in rows:
        for address in row.pages:
            page = pages.get(address.key)
            if page is None:
                changes.pages_new.append((address, row.code))
            elif codes.get(page.unit_id) != row.code:
                changes.pages_moved.append((page.id, row.code))
            elif page.until is not None:
                changes.pages_back.append((page.id, row.code))
            else:
                changes.pages_unchanged += 1


def _plan(changes: _Changes, known: Mapping[str, _Known]) -> UnitPlan:
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
    )


async def _write_units(
    connection: AsyncConnection, changes: _Changes, ids: dict[str, int], now: datetime
) -> None:
    """First every new unit, then who stands under whom: a list need not begin at the top."""
    numbers = await new_ids(connection, _unit, len(changes.new))
    ids |= {unit.code: number for unit, number in zip(changes.new, numbers, strict=True)}
    fresh = [
        {"id": ids[unit.code], "code": unit.code, "created_at": now, **_told(unit)} for unit in changes.new
    ]
    await insert_many(connection, _unit, fresh)
    placed = [unit for unit in changes.new if unit.parent] + changes.changed
    told = [
        {"id": ids[unit.code], "parent_id": ids[unit.parent] if unit.parent else None, **_told(unit)}
        for unit in placed
    ]
    await update_many(connection, _unit, told)


def _told(unit: _Wanted) -> dict[str, Any]:
    return {"name": unit.name, "level": unit.level, "provisional": False}


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
    await insert_many(connection, _page, fresh)
    known = [*changes.pages_moved, *changes.pages_back]
    await update_many(
        connection, _page, [{"id": number, "unit_id": ids[code], "until": None} for number, code in known]
    )
    await pages_changed(connection)
    return await credit(connection, await _open_now(connection, changes), today, now)


async def _open_now(connection: AsyncConnection, changes: _Changes) -> dict[str, int]:
    """By their keys, the pages that somebody has from now on."""
    new = {address.key for address, _ in changes.pages_new}
    known = {number for number, _ in (*changes.pages_moved, *changes.pages_back)}
    found = (await connection.execute(select(_page.c.key, _page.c.id))).all()
    return {key: number for key, number in found if key in new or number in known}


async def _write_audit(connection: AsyncConnection, plan: UnitPlan, credited: int, now: datetime) -> None:
    told = ("new", "changed", "pages_new", "pages_moved", "pages_back")
    numbers = {name: getattr(plan, name) for name in told}
    detail = json.dumps(numbers | {"credited": credited})
    row = {"at": now, "actor": BY_COMMAND, "action": "import-units", "target": "", "detail": detail}
    await connection.execute(insert(_audit).values(row))
