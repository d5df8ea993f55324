"""What falls due between two moments, and for which units: each kind and moment once, however many places share it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.calendar import Period, local_day
from rules.reminders import Due, ReminderKind, code_of, due, in_order
from rules.rule_set import RuleSet
from rules.scopes import ANYWHERE, Place, Scope
from storage import Ledger, Tree, UnitRecord

_PAGE = 2_000
_AT_ONCE = 1_000
_Key = tuple[ReminderKind, tuple[Period, ...], datetime]


@dataclass(frozen=True, slots=True)
class Round:
    """One kind, about one period (or several that fall due together), at one moment, for some units.

    `name` tells rounds apart that somebody asked for.
    """

    kind: ReminderKind
    periods: tuple[Period, ...]
    at: datetime
    unit_ids: Sequence[int]
    name: str = ""

    @property
    def period(self) -> Period:
        return self.periods[0]

    @property
    def code(self) -> str:
        return code_of(self.periods)


async def load_tree(ledger: Ledger) -> Tree:
    """All units of today, page by page."""
    units: list[UnitRecord] = []
    while page := await ledger.recipients.units_after(units[-1].id if units else 0, _PAGE):
        units += page
    return Tree(units)


def closes(rule_set: RuleSet, after: datetime, until: datetime) -> list[Round]:
    """The weeks that are to be closed; that is the same for everybody."""
    dues = due(rule_set.schedule, after, until, rule_set.calendar)
    return [Round(one.kind, (one.period,), one.at, ()) for one in dues if _is_close(one)]


async def reminders(rule_set: RuleSet, tree: Tree, after: datetime, until: datetime) -> list[Round]:
    """Everything else that falls due, in order."""
    together: dict[_Key, list[int]] = {}
    for place, unit_ids in await _by_settings(rule_set, tree):
        dues = due(rule_set.schedule, after, until, rule_set.calendar, place)
        for key in _merged(one for one in dues if not _is_close(one)):
            together.setdefault(key, []).extend(unit_ids)
    rounds = [
        Round(*key, sorted(_open_units(rule_set, tree, unit_ids, key[2])))
        for key, unit_ids in together.items()
    ]
    return sorted(rounds, key=lambda one: in_order(Due(one.kind, one.period, one.at)))


def _open_units(rule_set: RuleSet, tree: Tree, unit_ids: list[int], at: datetime) -> list[int]:
    """Nobody is reminded where a unit is closed on that day."""
    if not rule_set.closures:
        return unit_ids
    day = local_day(at, rule_set.schedule.zone)
    return [unit_id for unit_id in unit_ids if not rule_set.is_closed(tree.path_of(unit_id).unit_ids, day)]


def _is_close(one: Due) -> bool:
    return one.kind is ReminderKind.WEEK_CLOSE


async def _by_settings(rule_set: RuleSet, tree: Tree) -> list[tuple[Place, list[int]]]:
    """The units that have the same settings, with the place of one of them."""
    unit_ids = list(tree.unit_ids)
    if not rule_set.schedule.changes:
        return [(ANYWHERE, unit_ids)]
    found: dict[tuple[Scope, ...], tuple[Place, list[int]]] = {}
    for number, unit_id in enumerate(unit_ids, 1):
        place = tree.path_of(unit_id).place
        found.setdefault(rule_set.schedule.relevant(place), (place, []))[1].append(unit_id)
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return list(found.values())


def _merged(dues: Iterable[Due]) -> Iterator[_Key]:
    """Reports that are due on one morning are one reminder."""
    reports: dict[datetime, list[Period]] = {}
    for one in dues:
        if one.kind is ReminderKind.REPORT_DUE:
            reports.setdefault(one.at, []).append(one.period)
        else:
            yield one.kind, (one.period,), one.at
    for at, periods in reports.items():
        yield ReminderKind.REPORT_DUE, tuple(periods), at


def longest_grace(rule_set: RuleSet) -> timedelta:
    """How far back something may still be sent, leaving aside what is never too late."""
    graces = [
        setting.grace for setting in rule_set.schedule.settings.values() if setting.grace != timedelta.max
    ]
    return max(graces, default=timedelta())
