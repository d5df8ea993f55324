"""Periods of whole days, each with a name for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
"""Nobody means a day before or after; and from here to there it can be reckoned without falling off the calendar."""


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEMESTER = "semester"
    SCHOOL_YEAR = "school_year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Half open: `first` belongs to it, `after` no longer does."""

    kind: PeriodKind
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def length(self) -> int:
        return (self.after - self.first).days

    @property
    def number(self) -> int:
        """Which week, month, quarter or semester of its year this is; 0 for what has no number."""
        if self.kind is PeriodKind.WEEK:
            return self.first.isocalendar().week
        if self.kind is PeriodKind.MONTH:
            return self.first.month
        if self.kind is PeriodKind.QUARTER:
            return (self.first.month + 2) // 3
        if self.kind is PeriodKind.SEMESTER:
            return 1 if self._begins_a_school_year else 2
        return 0

    @property
    def year(self) -> int:
        """The year its number counts in: of weeks the ISO year, of semesters the year the school year began in."""
        if self.kind is PeriodKind.WEEK:
            return self.first.isocalendar().year
        if self.kind is PeriodKind.SEMESTER and not self._begins_a_school_year:
            return self.first.year - 1
        return self.first.year

    @property
    def code(self) -> str:
        """A name for programs, which `parse_period` reads again."""
        if self.kind is PeriodKind.WEEK:
            return f"{self.year}-W{self.number:02}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year}-Q{self.number}"
        if self.kind is PeriodKind.SEMESTER:
            return f"{self.year}-{self.year + 1}-HK{self.number}"
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return f"{self.year}-{self.year + 1}"
        return f"{self.first:%d/%m/%Y}-{self.last:%d/%m/%Y}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.after

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.length))

    @property
    def _begins_a_school_year(self) -> bool:
        return self.first.month > 6


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day a message counts for: its own time on the clocks of the configured zone."""
    return moment.astimezone(zone).date()


def is_plausible(day: date) -> bool:
    return EARLIEST <= day <= LATEST


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(PeriodKind.WEEK, monday, monday + WEEK)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(PeriodKind.MONTH, first, _months_later(first, 1))


def quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(PeriodKind.QUARTER, first, _months_later(first, 3))


def day_range(first: date, last: date) -> Period:
    """From one day to another, both of them in it."""
    if first > last:
        raise ValueError("a range that ends before it begins")
    return Period(PeriodKind.RANGE, first, last + timedelta(days=1))


def single_day(day: date) -> Period:
    return day_range(day, day)


def months_from(first: date, months: int) -> Period:
    """So many whole months, as one range."""
    return Period(PeriodKind.RANGE, first, _months_later(first, months))


@lru_cache(maxsize=1024)
def weeks_in(period: Period) -> tuple[Period, ...]:
    """The weeks that count for a period: those whose Thursday, their middle, lies in it."""
    thursday = period.first + timedelta(days=(3 - period.first.weekday()) % 7)
    weeks = range((period.after - thursday + timedelta(days=6)) // WEEK)
    return tuple(week_of(thursday + number * WEEK) for number in weeks)


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)
