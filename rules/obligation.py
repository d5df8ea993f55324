"""Who owes what, when: the one place that is asked, so that staff lists, leave and closures can stand behind it.

**A week** with at least `full_week` (3) working days owes the full weekly number, a shorter one nothing: it is free.
Working days are a person's own: days before joining, after leaving, on leave, in a closed unit, on a holiday and in
summer are none.
**A month** owes its number less a quarter of it for each of its weeks that is free, rounded down and never below
nothing: 4, 3, 2, 1, 0. The weeks of a month are those whose Thursday lies in it, so each week belongs to one month.
**Longer periods** owe the sum of their months where they are made of whole months, else the sum of their weeks.
**A few days** (a range shorter than a week) owe the weekly number once if there is a working day among them.

Deeds are counted by the day, whichever week or month is looked at: in a week that straddles two months a post of
Tuesday counts for that week, and for the month Tuesday lies in. The rule of the first day of a week or month holds
for all of it, so a new rule begins with the first whole week and the first whole month.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rules.calendar import DayKind, Period, PeriodKind, SchoolCalendar, month_of, week_of, weeks_in
from rules.quota import Quota, QuotaBook, Subject, is_whole_months
from rules.reasons import Leave, Why, reason_on
from rules.scopes import ANYWHERE, Place

WEEKS_A_MONTH = 4


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of one membership (or page): who moves has two, and each owes for its own days.

    `left` is the first day that no longer counts. Periods of exemption and closure are half open like all periods.
    Somebody known by an account alone was first `seen` on a day, which is no day of joining: they owe the whole of a
    period in which they are there, but the weeks before it are not missed. `dissolved` is the first day on which
    their unit is no more.
    """

    place: Place = ANYWHERE
    joined: date | None = None
    left: date | None = None
    exemptions: tuple[Leave, ...] = ()
    closures: tuple[Period, ...] = ()
    seen: date | None = None
    dissolved: date | None = None

    def was_seen_by(self, week: Period) -> bool:
        return self.seen is None or self.seen < week.after


NOTHING_KNOWN = PersonFacts()


@dataclass(frozen=True, slots=True)
class Owed:
    count: int
    why: Why


@lru_cache(maxsize=65536)
def owed(
    facts: PersonFacts,
    period: Period,
    book: QuotaBook,
    calendar: SchoolCalendar,
    subject: Subject = Subject.PERSON,
) -> Owed:
    """What is owed in a period, and if nothing, the reason that takes most of its days (of equals the first named)."""
    asked = tuple(_quotas(facts, period, book, subject))
    return _owed(asked, replace(facts, place=ANYWHERE, seen=None), period, calendar)


@lru_cache(maxsize=65536)
def _owed(
    asked: tuple[tuple[Period, Quota], ...], facts: PersonFacts, period: Period, calendar: SchoolCalendar
) -> Owed:
    """The same for all places with the same quotas."""
    free = _FreeDays(facts, calendar)
    count = sum(_asked_in(quota, part, free) for part, quota in asked)
    if count:
        return Owed(count, Why.OWES)
    if not any(quota.week or quota.month for _, quota in asked):
        return Owed(0, Why.NOTHING_ASKED)
    reasons = [reason for day in period.days() if (reason := why_free(facts, day, calendar))]
    return Owed(0, max(Why, key=reasons.count) if reasons else Why.NOTHING_ASKED)


def owed_so_far(
    facts: PersonFacts,
    period: Period,
    book: QuotaBook,
    calendar: SchoolCalendar,
    *,
    today: date,
    subject: Subject = Subject.PERSON,
) -> int:
    """An equal share of what a period owes for each of its weeks that is over and was not free, rounded down."""
    whole = owed(facts, period, book, calendar, subject).count
    if today >= period.after:
        return whole
    free = _FreeDays(facts, calendar)
    asked = [
        week
        for week in weeks_in(period)
        if not _is_free(book.quota_for(facts.place, week.first, subject), week, free)
    ]
    over = sum(week.after <= today and facts.was_seen_by(week) for week in asked)
    return whole * over // len(asked) if asked else 0


def obligation(quota: Quota, period: Period, free_days: Container[date]) -> int:
    """What a quota asks for in a period; `free_days` are all days off, weekends too, of every week it touches."""
    return sum(_asked_in(quota, part, free_days) for part in parts(period, by_month=bool(quota.month)))


def parts(period: Period, *, by_month: bool = True) -> tuple[Period, ...]:
    """The months, or else the weeks, that a period is counted by."""
    if by_month and is_whole_months(period):
        months = [month_of(period.first)]
        while months[-1].after < period.after:
            months.append(month_of(months[-1].after))
        return tuple(months)
    return (period,) if _is_short(period) else weeks_in(period)


def why_free(facts: PersonFacts, day: date, calendar: SchoolCalendar) -> Why | None:
    """Why nothing is asked on a day; None for working days and for plain weekends."""
    if facts.joined and day < facts.joined:
        return Why.NOT_YET_JOINED
    if facts.dissolved and day >= facts.dissolved:
        return Why.UNIT_DISSOLVED
    if facts.left and day >= facts.left:
        return Why.LEFT
    if _lies_in(day, facts.closures):
        return Why.UNIT_CLOSED
    if why := reason_on(day, facts.exemptions):
        return why
    return {DayKind.SUMMER: Why.SUMMER, DayKind.HOLIDAY: Why.HOLIDAY}.get(calendar.kind_of(day))


@dataclass(frozen=True, slots=True)
class Standing:
    """`missed` are the weeks of a month that are over and were not done."""

    done: int
    owed: Owed
    missed: tuple[Period, ...] = ()
    every_week: bool = True

    @property
    def missing(self) -> int:
        return max(0, self.owed.count - self.done)

    @property
    def is_met(self) -> bool:
        return not self.missing and not (self.every_week and self.missed)


def standing(
    deeds: Mapping[date, Mapping[str, int]],
    facts: PersonFacts,
    period: Period,
    book: QuotaBook,
    calendar: SchoolCalendar,
    *,
    today: date,
    subject: Subject = Subject.PERSON,
) -> Standing:
    """Where somebody stands: a week is met by its number, a month by its number and by all its weeks (see `Quota`).

    Longer periods are met by their number alone. Weeks that are not over on `today` are not missed yet. `deeds` are
    accepted ones by day and kind of activity, of every week the period touches.
    """
    due = owed(facts, period, book, calendar, subject)
    done = _done(deeds, facts.place, period, book, subject)
    if period.kind is not PeriodKind.MONTH:
        return Standing(done, due)
    missed = tuple(
        week
        for week in weeks_to_do(period, today)
        if facts.was_seen_by(week)
        and _done(deeds, facts.place, week, book, subject) < owed(facts, week, book, calendar, subject).count
    )
    return Standing(done, due, missed, book.quota_for(facts.place, period.first, subject).every_week)


@lru_cache(maxsize=1024)
def weeks_to_do(period: Period, today: date) -> tuple[Period, ...]:
    """The weeks that must have been done one by one: those of a month that are over."""
    if period.kind is not PeriodKind.MONTH:
        return ()
    return tuple(week for week in weeks_in(period) if week.after <= today)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same kinds of activity fill the quota."""

    first: date
    after: date
    counts: frozenset[str]


@lru_cache(maxsize=65536)
def stretches(
    place: Place, period: Period, book: QuotaBook, subject: Subject = Subject.PERSON
) -> tuple[Stretch, ...]:
    """A period by what counts: each day by the rule of its week, or in whole months by that of its month."""
    part_of = month_of if is_whole_months(period) else week_of
    found: list[Stretch] = []
    day = period.first
    while day < period.after:
        part = part_of(day)
        counts = book.quota_for(place, part.first, subject).counts
        after = min(part.after, period.after)
        if found and found[-1].counts == counts:
            found[-1] = Stretch(found[-1].first, after, counts)
        else:
            found.append(Stretch(day, after, counts))
        day = after
    return tuple(found)


def _quotas(
    facts: PersonFacts, period: Period, book: QuotaBook, subject: Subject
) -> list[tuple[Period, Quota]]:
    """The parts of a period, each with the quota of its first day."""
    by_month = bool(book.quota_for(facts.place, period.first, subject).month)
    return [
        (part, book.quota_for(facts.place, part.first, subject)) for part in parts(period, by_month=by_month)
    ]


def _asked_in(quota: Quota, part: Period, free_days: Container[date]) -> int:
    if part.kind is PeriodKind.MONTH:
        free_weeks = sum(_is_free(quota, week, free_days) for week in weeks_in(part))
        return quota.month * max(0, WEEKS_A_MONTH - free_weeks) // WEEKS_A_MONTH
    if _is_short(part):
        return quota.week if _working_days(part, free_days) else 0
    return 0 if _is_free(quota, part, free_days) else quota.week


def _is_free(quota: Quota, week: Period, free_days: Container[date]) -> bool:
    return _working_days(week, free_days) < quota.full_week


def _working_days(period: Period, free_days: Container[date]) -> int:
    return sum(day not in free_days for day in period.days())


def _is_short(period: Period) -> bool:
    return period.length < 7


def _done(
    deeds: Mapping[date, Mapping[str, int]], place: Place, period: Period, book: QuotaBook, subject: Subject
) -> int:
    return sum(
        count
        for stretch in stretches(place, period, book, subject)
        for day, done in deeds.items()
        if stretch.first <= day < stretch.after
        for action, count in done.items()
        if action in stretch.counts
    )


def _lies_in(day: date, periods: Iterable[Period]) -> bool:
    return any(day in period for period in periods)


@dataclass(frozen=True, slots=True)
class _FreeDays:
    """All days on which somebody does not work."""

    facts: PersonFacts
    calendar: SchoolCalendar

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return why_free(self.facts, day, self.calendar) is not None or not self.calendar.is_working(day)
