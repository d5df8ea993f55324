"""What a reminder says to whom: gathered for many units at once, worded for each of them.

The schedule composes its rounds here, and so does the preview that an administrator asks for.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from reports.featured import DEPARTMENT
from reports.reminder_words import Counts, Result, Words
from reports.standings import unit_standings
from reports.summary import Summary, summarise
from rules.calendar import Period, week_of
from rules.reminders import ReminderKind, Setting, deadline_of
from rules.rule_set import Plan, RuleSet
from storage import Brought, ClosedWeek, Ledger, UnitPath

REVIEWED_WITHIN = timedelta(days=60)
"""Older proof that nobody looked at is not brought to mind every day."""


class Featured(NamedTuple):
    """(unit, address) of the featured pages by root; a unit outside any tree gets those of the only department."""

    by_root: Mapping[int, Sequence[tuple[str, str]]]
    department: int | None

    def pages_for(self, point: UnitPath) -> Sequence[tuple[str, str]]:
        mine = self.by_root.get(point.root.id, ())
        alone = len(point.path) == 1 and point.unit.level != DEPARTMENT
        return self.by_root.get(self.department or 0, ()) if alone and not mine else mine


class Debtor(NamedTuple):
    """Somebody who still owes something this week, and what is said to them."""

    person_id: int
    unit_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Words for the units that are handed in together; `today` is the local day of the message.

    The ledger is opened for each question: the schedule asks many, and nobody writes meanwhile in one transaction.
    """

    opened: Callable[[], AbstractAsyncContextManager[Ledger]]
    plan: Plan
    rule_set: RuleSet
    words: Words
    today: date

    def setting(self, kind: ReminderKind, point: UnitPath) -> Setting:
        return self.rule_set.schedule.setting(kind, point.place)

    def _own(self, kind: ReminderKind, point: UnitPath) -> str:
        return self.setting(kind, point).text or ""

    async def featured(self, week: Period) -> "Featured":
        """What is featured in a week, looked up once for all units."""
        by_root: dict[int, list[tuple[str, str]]] = {}
        async with self.opened() as ledger:
            for one in await ledger.features.of_week(week.first):
                by_root.setdefault(one.root_id, []).append((one.unit_name, one.url))
            departments = await ledger.recipients.departments() if by_root else []
        return Featured(by_root, departments[0] if len(departments) == 1 else None)

    async def week_start(
        self, points: Sequence[UnitPath], week: Period, featured: "Featured"
    ) -> dict[int, str]:
        """By unit, what its groups hear on Monday."""
        before = week_of(week.first - timedelta(days=1))
        async with self.opened() as ledger:
            closed = await ledger.weeks.closed(before.first, [point.unit.id for point in points])
        return {
            point.unit.id: self.words.week_start(
                week,
                self.rule_set.book.quota_for(point.place, week.first),
                featured.pages_for(point),
                _closed_counts(closed.get(point.unit.id)),
                self._own(ReminderKind.MONDAY_START, point),
            )
            for point in points
        }

    async def nudges(self, points: Sequence[UnitPath], week: Period) -> dict[int, str]:
        """By unit, what its groups hear on Thursday; nothing where enough people have done their week."""
        found = {}
        async with self.opened() as ledger:
            standings = await self._standings(ledger, points, week)
        for point, summary in standings:
            counts = _counts(summary)
            threshold = self.setting(ReminderKind.THURSDAY_NUDGE, point).threshold
            if 100 * counts.met < threshold * counts.obliged:
                own = self._own(ReminderKind.THURSDAY_NUDGE, point)
                found[point.unit.id] = self.words.nudge(week, counts, own)
        return found

    async def debtors(self, points: Sequence[UnitPath], week: Period) -> list[Debtor]:
        """Everybody who still owes something, and what they hear in private."""
        async with self.opened() as ledger:
            standings = await self._standings(ledger, points, week)
        return [
            Debtor(
                person_id,
                point.unit.id,
                self.words.private(week, missing, self._own(ReminderKind.SUNDAY_PRIVATE, point)),
            )
            for point, summary in standings
            for person_id, _, missing in owing(summary)
        ]

    async def results(self, points: Sequence[UnitPath], week: Period) -> dict[int, "UnitResult"]:
        """By unit, its part of what administrators hear of the closed week; nothing of one where nobody is known."""
        unit_ids = [point.unit.id for point in points]
        async with self.opened() as ledger:
            closed = await ledger.weeks.closed(week.first, unit_ids)
            pending = await ledger.tallies.to_review(unit_ids, self.today - REVIEWED_WITHIN)
            shares = await _brought(ledger, unit_ids, week)
            standings = await self._standings(ledger, points, week)
        found = {}
        for point, summary in standings:
            if not (summary.people or summary.accepted):
                continue
            unit = point.unit
            frozen, alone = closed.get(unit.id), _counts(summary)
            counts = _closed_counts(frozen) or alone
            result = Result(
                unit.name,
                counts,
                page_posts=frozen.page_posts if frozen else 0,
                page_owed=frozen.page_owed if frozen else 0,
                missing=[name for _, name, _ in owing(summary)],
                missing_below=max(0, counts.missing - alone.missing) if counts.obliged > alone.obliged else 0,
                pending=pending.get(unit.id, 0),
                brought=shares.get(unit.id),
            )
            found[unit.id] = UnitResult(self.words.result(week, result), bool(result.missing))
        return found

    async def reports(
        self, alone: Sequence[UnitPath], offices: Sequence[UnitPath], periods: Sequence[Period]
    ) -> dict[int, str]:
        """By unit, how its people stand in the periods to be reported; of an office, with all units below it."""
        parts: dict[int, list[str]] = {}
        for period in periods:
            async with self.opened() as ledger:
                found = await self._standings(ledger, alone, period)
                found += [(office, await self._with_below(ledger, office, period)) for office in offices]
            for point, summary in found:
                told = self.words.report(point.unit.name, period, _counts(summary))
                parts.setdefault(point.unit.id, []).append(told)
        return {unit_id: "\n".join(told) for unit_id, told in parts.items()}

    def report_head(self, periods: Sequence[Period], own: str = "") -> str:
        schedule, calendar = self.rule_set.schedule, self.rule_set.calendar
        due = [(period, deadline_of(schedule, calendar, period)) for period in periods]
        return self.words.deadlines(due, own)

    async def backlogs(self, points: Sequence[UnitPath]) -> dict[int, str]:
        """By unit, how much waits for its administrators; nothing where nothing does."""
        unit_ids = [point.unit.id for point in points]
        async with self.opened() as ledger:
            waiting = await ledger.tallies.to_review(unit_ids, self.today - REVIEWED_WITHIN)
        return {
            point.unit.id: self.words.backlog(point.unit.name, waiting[point.unit.id])
            for point in points
            if waiting.get(point.unit.id)
        }

    async def _with_below(self, ledger: Ledger, office: UnitPath, period: Period) -> Summary:
        tallies = await ledger.tallies.below(office.unit, period, self.rule_set.book, self.today)
        return summarise(tallies, office.unit, period, self.rule_set, self.today)

    async def _standings(
        self, ledger: Ledger, points: Sequence[UnitPath], period: Period
    ) -> list[tuple[UnitPath, Summary]]:
        by_id = {point.unit.id: point for point in points}
        summaries = await unit_standings(ledger, self.plan, list(by_id), period, self.today)
        return [(by_id[summary.unit.id], summary) for summary in summaries]


async def _brought(ledger: Ledger, unit_ids: Sequence[int], week: Period) -> dict[int, Brought]:
    mine = [one for one in await ledger.features.of_week(week.first) if one.unit_id in set(unit_ids)]
    if not mine:
        return {}
    brought = await ledger.features.brought([one.id for one in mine])
    return {one.unit_id: brought[one.id] for one in mine}


class UnitResult(NamedTuple):
    """A unit's part of a message, and whether it names people."""

    words: str
    names_people: bool


def owing(summary: Summary) -> list[tuple[int, str, int]]:
    """(person, name, how many are missing) of those who still owe something."""
    return [(one.person_id, one.name, one.missing) for one in summary.own_missing if one.missing]


def _counts(summary: Summary) -> Counts:
    return Counts(summary.obliged, summary.met, summary.accepted)


def _closed_counts(closed: ClosedWeek | None) -> Counts | None:
    return Counts(closed.obliged, closed.met, closed.accepted) if closed else None
