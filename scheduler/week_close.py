"""The close of a week: the numbers of every unit are frozen, and what changes later is a correction beside them."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime

from reports.standings import unit_standings
from reports.summary import Line, PageLine, Summary
from rules.calendar import Period, local_day, week_of
from rules.rule_set import Plan
from storage import ClosedWeek, Store, UnitPath, UnitRecord, unit_paths

AT_ONCE = 1_000
"""Units whose people are in memory at the same time."""


async def close_week(store: Store, plan: Plan, week: Period, now: datetime) -> int:
    """Freeze the week of every unit that has not been closed yet, all of them in one transaction; how many were."""
    async with store.read() as ledger:
        units = await ledger.units.in_period(week, _today(plan, now))
        closed = await ledger.weeks.closed(week.first)
    if all(unit.id in closed for unit in units):
        return 0
    rows = await _Week(store, plan, week, _today(plan, now)).reckon(units)
    async with store.write(now) as ledger:
        return await ledger.weeks.freeze([row for row in rows if row.unit_id not in closed])


async def correct_weeks(store: Store, plan: Plan, now: datetime) -> int:
    """Append corrections to closed weeks in which something was decided since the last look; how many there were."""
    async with store.lock("week-corrections") as still_held:
        if still_held is None:  # another process is at it
            return 0
        async with store.read() as ledger:
            touched = await ledger.weeks.touched(week_of(_today(plan, now)).first)
        corrected = 0
        for monday, unit_ids in sorted(touched.units.items()):
            week = _Week(store, plan, week_of(monday), _today(plan, now))
            rows = await week.changed_trees(unit_ids)
            async with store.write(now) as ledger:
                corrected += await ledger.weeks.freeze(rows)
        async with store.write(now) as ledger:
            await ledger.weeks.corrected_up_to(touched.last_decision, touched.again)
    return corrected


def _today(plan: Plan, now: datetime) -> date:
    return local_day(now, plan.schedule.zone)


class _Week:
    """Reckons a week for many units, a thousand at a time."""

    def __init__(self, store: Store, plan: Plan, week: Period, today: date) -> None:
        self._store = store
        self._plan = plan
        self._week = week
        self._today = today

    async def changed_trees(self, unit_ids: set[int]) -> list[ClosedWeek]:
        """Of a closed week, the trees in which one of these units no longer is as it was written down."""
        async with self._store.read() as ledger:
            closed = await ledger.weeks.closed(self._week.first)
            if not closed:
                return []
            units = await ledger.units.in_period(self._week, self._today)
        paths = unit_paths(units)
        changed = await self._changed(units, [each for each in paths if each in unit_ids], closed)
        roots = {paths[unit_id].root.id for unit_id in changed}
        return await self.reckon([unit for unit in units if paths[unit.id].root.id in roots])

    async def _changed(
        self, units: Sequence[UnitRecord], unit_ids: Sequence[int], closed: Mapping[int, ClosedWeek]
    ) -> list[int]:
        """Of units with others below them it cannot be told so soon: they count as changed."""
        parents = {unit.parent_id for unit in units}
        return [
            each.unit.id
            async for each in self._alone(unit_ids)
            if each.unit.id in parents
            or each.unit.id not in closed
            or not self._row(each.unit.id, _numbers(each), each.page).says_the_same(closed[each.unit.id])
        ]

    async def reckon(self, units: Sequence[UnitRecord]) -> list[ClosedWeek]:
        """Each unit with everything below it, who belongs to several counted once; whole trees must be given."""
        paths = unit_paths(units)
        async with self._store.read() as ledger:
            several = await ledger.tallies.people_of_several_units(self._week) if units else set()
        totals: dict[int, Counter[str]] = defaultdict(Counter)
        pages: dict[int, PageLine | None] = {}
        lines: dict[int, list[tuple[UnitPath, Line]]] = defaultdict(list)
        async for each in self._alone(list(paths)):
            stand = paths[each.unit.id]
            pages[each.unit.id] = each.page
            for unit_id in stand.unit_ids:
                totals[unit_id].update(_numbers(each))
            for line in each.own:
                if line.person_id in several:
                    lines[line.person_id].append((stand, line))
        for mine in lines.values():
            _count_once(mine, totals)
        return [self._row(unit_id, totals[unit_id], page) for unit_id, page in pages.items()]

    async def _alone(self, unit_ids: Sequence[int]) -> AsyncIterator[Summary]:
        for begin in range(0, len(unit_ids), AT_ONCE):
            piece = unit_ids[begin : begin + AT_ONCE]
            async with self._store.read() as ledger:
                found = await unit_standings(ledger, self._plan, piece, self._week, self._today)
            for each in found:
                yield each

    def _row(self, unit_id: int, numbers: Mapping[str, int], page: PageLine | None) -> ClosedWeek:
        posts, owed = page or (0, 0)
        return ClosedWeek(
            unit_id=unit_id,
            week=self._week.first,
            people=numbers["people"],
            obliged=numbers["obliged"],
            met=numbers["met"],
            accepted=numbers["accepted"],
            pending=numbers["pending"],
            page_posts=posts,
            page_owed=owed,
        )


def _numbers(summary: Summary) -> dict[str, int]:
    return {
        "people": summary.people,
        "obliged": summary.obliged,
        "met": summary.met,
        "accepted": summary.accepted,
        "pending": summary.pending,
    }


def _count_once(mine: Sequence[tuple[UnitPath, Line]], totals: Mapping[int, Counter[str]]) -> None:
    """Take out of the totals what one person of several units was counted too often."""
    lines_in: dict[int, list[Line]] = defaultdict(list)
    for stand, line in mine:
        for unit_id in stand.unit_ids:
            lines_in[unit_id].append(line)
    for unit_id, lines in lines_in.items():
        totals[unit_id].subtract(_surplus(lines))


def _surplus(lines: Sequence[Line]) -> dict[str, int]:
    """Whoever belongs to two units has done it when it is done in both."""
    owing = [line for line in lines if line.owed]
    met = sum(line.is_met for line in owing)
    return {
        "people": len(lines) - 1,
        "obliged": len(owing) - bool(owing),
        "met": met - (bool(owing) and met == len(owing)),
    }
