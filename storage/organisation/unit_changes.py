"""Units change on a day: they get another name, level or parent, are opened, dissolved, or become one.

Nothing before that day changes. What was decided for a later day stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.tree_history import History, Shape, first_ring
from rules.unit_codes import GROUP_MARK, is_reserved
from storage import audit
from storage.dialect import hold, new_ids, one_of
from storage.organisation import closes, levels, rulebook
from storage.organisation.unit_endings import Endings, close_down, endings_of
from storage.organisation.unit_history import KnownUnit, known_units, write_histories
from storage.tables.organisation import UNITS, UNITS_PAST
from storage.tables.proof import EVIDENCE
from storage.transaction import Transaction

AHEAD = timedelta(days=92)
"""How long before its day a change can be written down."""
_MOST_OF_A_RING = 5


@dataclass(frozen=True, slots=True)
class Rename:
    unit_id: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Move:
    """Under another unit, or to the top of the tree."""

    unit_id: int
    parent_id: int | None
    since: date


@dataclass(frozen=True, slots=True)
class Relevel:
    unit_id: int
    level: str
    since: date


@dataclass(frozen=True, slots=True)
class Open:
    code: str
    name: str
    level: str
    parent_id: int | None
    since: date


@dataclass(frozen=True, slots=True)
class Dissolve:
    """Its people belong to it no more; what stood below it stands below what was above it."""

    unit_id: int
    since: date


@dataclass(frozen=True, slots=True)
class Merge:
    """Their people, groups, proof and what stood below them are the other unit's from that day on."""

    unit_ids: tuple[int, ...]
    into_id: int
    since: date


TreeChange: TypeAlias = Rename | Move | Relevel | Open | Dissolve | Merge


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change cannot be: a sentence, and what stands in it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TreePlan:
    """What a change does: to how many units, and to whom when units end. With a refusal it does nothing.

    `later` is the first later day on which something that was decided before takes its place.
    """

    units: int = 0
    opened: int = 0
    ended: int = 0
    moved_below: int = 0
    people: int = 0
    groups: int = 0
    pages: int = 0
    proofs: int = 0
    later: date | None = None
    refusal: Refusal | None = None

    @property
    def changes_anything(self) -> bool:
        return self.refusal is None and bool(self.units or self.opened or self.ended)


class _RefusedError(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.refusal = Refusal(key, values)


@dataclass(slots=True)
class _Effects:
    """What is to be written."""

    histories: dict[int, History] = field(default_factory=dict)
    opened: Open | None = None
    ended: list[int] = field(default_factory=list)
    into: int | None = None
    endings: Endings = field(default_factory=Endings)
    moved_below: int = 0


class TreeChanges:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def plan(self, change: TreeChange, today: date) -> TreePlan:
        """What `make` would do now."""
        units = await known_units(self._at.connection)
        try:
            effects = await _effects(self._at.connection, units, change, today)
        except _RefusedError as refused:
            return TreePlan(refusal=refused.refusal)
        return _plan(units, effects, change)

    async def make(self, change: TreeChange, by: str, today: date) -> TreePlan:
        """A unit changes on a day, or several become one; nothing before that day does.

        All of it, or nothing where it is refused; the same again changes nothing.
        """
        await hold(self._at.connection, UNITS, UNITS_PAST)
        units = await known_units(self._at.connection)
        try:
            effects = await _effects(self._at.connection, units, change, today)
        except _RefusedError as refused:
            return TreePlan(refusal=refused.refusal)
        plan = _plan(units, effects, change)
        if plan.changes_anything:
            await _write(self._at.connection, change, effects, self._at.now)
            await _leave_a_trace(self._at.connection, units, change, by, self._at.now)
            await closes.past_changed(
                self._at.connection, _touched(units, effects, change), change.since, self._at.now
            )
        return plan


def _touched(units: Mapping[int, KnownUnit], effects: _Effects, change: TreeChange) -> set[int]:
    """Every unit whose numbers may be others, with those above it before and after."""
    shapes = [(number, history.on(change.since)) for number, history in effects.histories.items()]
    shapes += [(each.id, each.history.on(change.since)) for each in units.values() if each.id in dict(shapes)]
    own = {number for number, _ in shapes} | set(effects.ended) | ({effects.into} if effects.into else set())
    return own | {shape.parent_id for _, shape in shapes if shape.parent_id}


def _plan(units: Mapping[int, KnownUnit], effects: _Effects, change: TreeChange) -> TreePlan:
    return TreePlan(
        units=len(effects.histories),
        opened=int(effects.opened is not None),
        ended=len(effects.ended),
        moved_below=effects.moved_below,
        people=effects.endings.people,
        groups=effects.endings.groups,
        pages=effects.endings.pages,
        proofs=effects.endings.proofs,
        later=_later(units, effects, change),
    )


def _later(units: Mapping[int, KnownUnit], effects: _Effects, change: TreeChange) -> date | None:
    if not isinstance(change, Rename | Move | Relevel) or change.unit_id not in effects.histories:
        return None
    told = _told(change)
    history = effects.histories[change.unit_id]
    days = (each.until for each in units[change.unit_id].history.past if each.until > change.since)
    return next((day for day in days if told.items() - history.on(day)._asdict().items()), None)


async def _effects(
    connection: AsyncConnection, units: Mapping[int, KnownUnit], change: TreeChange, today: date
) -> _Effects:
    _check_day(change, today)
    match change:
        case Rename() | Move() | Relevel():
            effects = _altered(units, change)
        case Open():
            effects = _opened(units, change)
        case Dissolve():
            effects = await _dissolved(connection, units, change)
        case Merge():
            effects = await _merged(connection, units, change)
    if isinstance(change, Relevel | Open):
        await _check_level(connection, change.level)
    histories = {unit_id: unit.history for unit_id, unit in units.items()} | effects.histories
    if ring := first_ring(histories, change.since):
        codes = [units[unit_id].code for unit_id in ring]
        raise _RefusedError("tree.ring", codes=" → ".join([*codes[:_MOST_OF_A_RING], codes[0]]))
    return effects


def _check_day(change: TreeChange, today: date) -> None:
    if isinstance(change, Merge | Dissolve) and change.since > today:
        raise _RefusedError("tree.too_early", day=change.since)
    if change.since > today + AHEAD:
        raise _RefusedError("tree.too_far", day=today + AHEAD)


async def _check_level(connection: AsyncConnection, level: str) -> None:
    known = [each.code for each in await levels.all_levels(connection)]
    if level not in known:
        raise _RefusedError("tree.level", level=level, levels=", ".join(known))


def _there(units: Mapping[int, KnownUnit], unit_id: int, day: date) -> KnownUnit:
    """A unit from a day on, or the refusal."""
    unit = units[unit_id]
    if unit.until is not None:
        raise _RefusedError("tree.dissolved", code=unit.code, day=unit.until)
    if unit.since is not None and day < unit.since:
        raise _RefusedError("tree.opened_later", code=unit.code, day=unit.since)
    return unit


def _told(change: Rename | Move | Relevel) -> dict[str, object]:
    match change:
        case Rename():
            return {"name": change.name}
        case Move():
            return {"parent_id": change.parent_id}
        case Relevel():
            return {"level": change.level}


def _altered(units: Mapping[int, KnownUnit], change: Rename | Move | Relevel) -> _Effects:
    unit = _there(units, change.unit_id, change.since)
    if isinstance(change, Move) and change.parent_id is not None:
        _there(units, change.parent_id, change.since)
    return _Effects(_only_new(units, {unit.id: unit.changed(change.since, **_told(change))}))


def _only_new(units: Mapping[int, KnownUnit], histories: Mapping[int, History]) -> dict[int, History]:
    return {number: one for number, one in histories.items() if one != units[number].history}


def _opened(units: Mapping[int, KnownUnit], change: Open) -> _Effects:
    if is_reserved(change.code):
        raise _RefusedError("tree.code_reserved", code=change.code, mark=GROUP_MARK)
    if any(unit.code == change.code for unit in units.values()):
        raise _RefusedError("tree.code_taken", code=change.code)
    if change.parent_id is not None:
        _there(units, change.parent_id, change.since)
    return _Effects(opened=change)


async def _dissolved(
    connection: AsyncConnection, units: Mapping[int, KnownUnit], change: Dissolve
) -> _Effects:
    unit = units[change.unit_id]
    if unit.until == change.since:
        return _Effects()
    _there(units, unit.id, change.since)
    last = await connection.scalar(
        select(func.max(EVIDENCE.c.day)).where(EVIDENCE.c.unit_id == unit.id, EVIDENCE.c.day >= change.since)
    )
    if last is not None:
        raise _RefusedError("tree.proof_after", code=unit.code, day=last)
    effects = await _ending(connection, units, [unit.id], change.since)
    _hand_down(units, effects, change.since, lambda child, day: _first_above(units, child, {unit.id}, day))
    return effects


async def _merged(connection: AsyncConnection, units: Mapping[int, KnownUnit], change: Merge) -> _Effects:
    into = _there(units, change.into_id, change.since)
    sources = [unit_id for unit_id in dict.fromkeys(change.unit_ids) if unit_id != into.id]
    left = [unit_id for unit_id in sources if units[unit_id].until != change.since]
    for unit_id in left:
        _there(units, unit_id, change.since)
    if not left:
        return _Effects()
    effects = await _ending(connection, units, left, change.since)
    effects.into = into.id
    gone = set(left)

    def above(child: int, day: date) -> int | None:
        return _first_above(units, child, gone, day) if child == into.id else into.id

    _hand_down(units, effects, change.since, above)
    return effects


async def _ending(
    connection: AsyncConnection, units: Mapping[int, KnownUnit], unit_ids: list[int], since: date
) -> _Effects:
    for unit_id in unit_ids:
        if units[unit_id].since == since:
            raise _RefusedError("tree.opened_later", code=units[unit_id].code, day=since)
    return _Effects(ended=unit_ids, endings=await endings_of(connection, unit_ids, since))


def _first_above(units: Mapping[int, KnownUnit], child: int, gone: set[int], day: date) -> int | None:
    step = units[child].history.on(day).parent_id
    for _ in units:  # however wrong the tree may be, this ends
        if step not in gone:
            break
        step = units[step].history.on(day).parent_id
    return step


def _hand_down(
    units: Mapping[int, KnownUnit],
    effects: _Effects,
    since: date,
    above: Callable[[int, date], int | None],
) -> None:
    """What stands below the units that end, on that day or later, gets another parent."""
    gone = set(effects.ended)
    for unit in units.values():
        if unit.until is not None and unit.until <= since:
            continue
        history = unit.history
        for day in (since, *(each.until for each in unit.history.past if each.until > since)):
            if unit.id not in gone and history.on(day).parent_id in gone:
                history = history.changed(day, parent_id=above(unit.id, day))
        if history != unit.history:
            effects.histories[unit.id] = history
            effects.moved_below += 1


async def _write(connection: AsyncConnection, change: TreeChange, effects: _Effects, now: datetime) -> None:
    if effects.histories:
        await write_histories(connection, effects.histories)
    if effects.opened:
        await _open(connection, effects.opened, now)
    if effects.ended:
        await close_down(connection, effects.ended, effects.into, change.since)
        ending = one_of(connection, UNITS.c.id, effects.ended)
        await connection.execute(update(UNITS).where(ending).values(until=change.since))
    await rulebook.changed(connection)


async def _open(connection: AsyncConnection, opened: Open, now: datetime) -> None:
    (number,) = await new_ids(connection, UNITS, 1)
    shape = Shape(opened.name, opened.level, opened.parent_id)
    row = {"id": number, "code": opened.code, "provisional": False, "since": opened.since, "created_at": now}
    await connection.execute(insert(UNITS).values(row | shape._asdict()))


async def _leave_a_trace(
    connection: AsyncConnection, units: Mapping[int, KnownUnit], change: TreeChange, by: str, now: datetime
) -> None:
    def code(unit_id: int | None) -> str:
        return units[unit_id].code if unit_id is not None else "-"

    whose: int | None = None
    match change:
        case Rename():
            target, whose = f"{code(change.unit_id)} = {change.name}", change.unit_id
        case Move():
            target, whose = f"{code(change.unit_id)} < {code(change.parent_id)}", change.unit_id
        case Relevel():
            target, whose = f"{code(change.unit_id)} = {change.level}", change.unit_id
        case Open():
            target = change.code
        case Dissolve():
            target, whose = code(change.unit_id), change.unit_id
        case Merge():
            target, whose = (
                f"{', '.join(map(code, change.unit_ids))} > {code(change.into_id)}",
                change.into_id,
            )
    action = f"unit.{type(change).__name__.lower()}"
    detail = f"from {change.since}"
    await audit.write(
        connection, by, action, target=target, detail=detail, now=now, whose=audit.Whose(unit_id=whose)
    )
