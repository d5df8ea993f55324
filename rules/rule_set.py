"""What is asked of whom and when: a department's plan, with everything that was decided later on top of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from rules.calendar import STANDARD_CALENDAR, Period, SchoolCalendar
from rules.obligation import PersonFacts
from rules.quota import STANDARD_BOOK, QuotaBook, QuotaRule, YearlyTargets
from rules.reasons import Leave
from rules.reminders import STANDARD_SCHEDULE, Change, Schedule
from rules.rotation import STANDARD_ROTATION, RotationRule
from rules.scopes import Place

_NONE: Mapping[int, tuple[Period, ...]] = MappingProxyType({})
_NOBODY: Mapping[int, tuple[Leave, ...]] = MappingProxyType({})
_NEVER: Mapping[int, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class StoredRules:
    """What the ledger holds: rules and changes in the order in which they were made, closed units, people on leave.

    `dissolved` is the first day on which a unit was no more.
    """

    quota_rules: tuple[QuotaRule, ...] = ()
    changes: tuple[Change, ...] = ()
    closures: Mapping[int, tuple[Period, ...]] = field(default_factory=lambda: _NONE)
    leaves: Mapping[int, tuple[Leave, ...]] = field(default_factory=lambda: _NOBODY)
    dissolved: Mapping[int, date] = field(default_factory=lambda: _NEVER)


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """All that decides. `closures` are by unit and count for everything below it, `leaves` by person."""

    calendar: SchoolCalendar = STANDARD_CALENDAR
    book: QuotaBook = STANDARD_BOOK
    schedule: Schedule = STANDARD_SCHEDULE
    targets: YearlyTargets = field(default_factory=YearlyTargets)
    rotation: RotationRule = STANDARD_ROTATION
    closures: Mapping[int, tuple[Period, ...]] = field(default_factory=lambda: _NONE)
    leaves: Mapping[int, tuple[Leave, ...]] = field(default_factory=lambda: _NOBODY)
    dissolved: Mapping[int, date] = field(default_factory=lambda: _NEVER)

    def facts(
        self,
        place: Place,
        unit_ids: tuple[int, ...] = (),
        *,
        person_id: int | None = None,
        joined: date | None = None,
        left: date | None = None,
        seen: date | None = None,
    ) -> PersonFacts:
        """Of a person in a unit, or of a unit's page; `unit_ids` are those above it and, last, its own."""
        closures = tuple(period for unit_id in unit_ids for period in self.closures.get(unit_id, ()))
        leaves = self.leaves.get(person_id, ()) if person_id else ()
        dissolved = self.dissolved.get(unit_ids[-1]) if unit_ids else None
        return PersonFacts(place, joined, left, leaves, closures, seen, dissolved)

    def is_closed(self, unit_ids: Iterable[int], day: date) -> bool:
        """Whether a unit, or one above it, is closed on a day."""
        return any(day in period for unit_id in unit_ids for period in self.closures.get(unit_id, ()))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What the configuration says."""

    calendar: SchoolCalendar = STANDARD_CALENDAR
    quota_rules: tuple[QuotaRule, ...] = ()
    schedule: Schedule = STANDARD_SCHEDULE
    targets: YearlyTargets = field(default_factory=YearlyTargets)
    rotation: RotationRule = STANDARD_ROTATION

    def with_stored(self, kept: StoredRules) -> RuleSet:
        """The same object for the same two, because whatever is worked out from it is remembered by it."""
        return _rule_set(self, kept)


@lru_cache(maxsize=64)
def _rule_set(plan: Plan, kept: StoredRules) -> RuleSet:
    return RuleSet(
        plan.calendar,
        QuotaBook((*plan.quota_rules, *kept.quota_rules)),
        replace(plan.schedule, changes=(*plan.schedule.changes, *kept.changes)),
        plan.targets,
        plan.rotation,
        kept.closures,
        kept.leaves,
        kept.dissolved,
    )


NOTHING_KEPT = StoredRules()
STANDARD_PLAN = Plan()
STANDARD_REGIME = RuleSet()
