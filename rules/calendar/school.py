"""The school year: its semesters, its summer, and the days on which nobody is asked for anything."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from rules.calendar.periods import Period, PeriodKind
from rules.holidays import is_public_holiday, make_up_days

MonthDay: TypeAlias = tuple[int, int]
MONDAY_TO_FRIDAY = frozenset(range(5))


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUMMER = "summer"


@dataclass(frozen=True, slots=True, eq=False)
class SchoolCalendar:
    """A department's plan of the year. Dates are (month, day), ends are the last day, a school year ends at the next.

    A year begins in the second half of a calendar year and its second semester in the first half of the next.
    `breaks` are further days off, such as the weeks around Tết; `working_days` are worked whatever else they are.
    """

    year_starts: MonthDay = (9, 1)
    second_semester: MonthDay = (1, 16)
    second_semester_ends: MonthDay = (5, 31)
    summer: tuple[MonthDay, MonthDay] | None = ((6, 1), (8, 31))
    breaks: tuple[Period, ...] = ()
    working_days: frozenset[date] = frozenset()
    working_weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    public_holidays: bool = True

    def __post_init__(self) -> None:
        for month_day in (
            self.year_starts,
            self.second_semester,
            self.second_semester_ends,
            *(self.summer or ()),
        ):
            date(2023, *month_day)  # there is such a day in every year
        if self.year_starts < (7, 1):
            raise ValueError("a school year starts in July or later")
        if not (1, 1) <= self.second_semester <= self.second_semester_ends < self.year_starts:
            raise ValueError("the second semester starts, then ends, before the next year starts")
        if self.second_semester >= (7, 1):
            raise ValueError("the second semester starts before July")
        if self.summer and self.summer[0] > self.summer[1]:
            raise ValueError("a summer ends in the year it begins in")

    def year(self, first_year: int) -> Period:
        """The school year that begins in this calendar year."""
        starts = self.year_starts
        return Period(PeriodKind.SCHOOL_YEAR, date(first_year, *starts), date(first_year + 1, *starts))

    def year_of(self, day: date) -> Period:
        return self.year(day.year if (day.month, day.day) >= self.year_starts else day.year - 1)

    def semester(self, first_year: int, number: int) -> Period:
        """Semester 1 or 2 of the school year that begins in this calendar year."""
        middle = date(first_year + 1, *self.second_semester)
        if number == 1:
            return Period(PeriodKind.SEMESTER, date(first_year, *self.year_starts), middle)
        if number == 2:
            last = date(first_year + 1, *self.second_semester_ends)
            return Period(PeriodKind.SEMESTER, middle, date.fromordinal(last.toordinal() + 1))
        raise ValueError("there are two semesters")

    def semester_of(self, day: date) -> Period | None:
        """None between the second semester and the next school year."""
        year = self.year_of(day).year
        return next((one for one in (self.semester(year, 1), self.semester(year, 2)) if day in one), None)

    def kind_of(self, day: date) -> DayKind:
        """One kind a day: worked by decree, summer, holiday, made up for, weekend, working, in this order."""
        return _kind_of(self, day)

    def is_working(self, day: date) -> bool:
        return _kind_of(self, day) is DayKind.WORKING

    def office_is_open(self, day: date) -> bool:
        """Whether somebody is at work in the office: in summer too, on no weekend or holiday."""
        if day in self.working_days:
            return True
        return day.weekday() in self.working_weekdays and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """A public holiday or a day of the breaks, also where it falls into the summer or on a weekend."""
        if day in self.working_days:
            return False
        return any(day in one for one in self.breaks) or (self.public_holidays and is_public_holiday(day))

    def working_days_in(self, period: Period) -> int:
        return sum(map(self.is_working, period.days()))


@lru_cache(maxsize=16384)
def _kind_of(calendar: SchoolCalendar, day: date) -> DayKind:
    if day in calendar.working_days:
        return DayKind.WORKING
    if calendar.summer and calendar.summer[0] <= (day.month, day.day) <= calendar.summer[1]:
        return DayKind.SUMMER
    if calendar.is_holiday(day):
        return DayKind.HOLIDAY
    if day.weekday() in calendar.working_weekdays:
        return DayKind.WORKING
    made_up = calendar.public_holidays and day in make_up_days(day.year)
    return DayKind.WORKING if made_up else DayKind.WEEKEND


STANDARD_CALENDAR = SchoolCalendar()
