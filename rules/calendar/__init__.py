"""Days, weeks, months, semesters and school years as schools count them, and the phrases in which people name them."""

from rules.calendar.periods import (
    Period,
    PeriodKind,
    day_range,
    is_plausible,
    local_day,
    month_of,
    months_from,
    quarter_of,
    single_day,
    week_of,
    weeks_in,
)
from rules.calendar.phrases import parse_period, plain
from rules.calendar.school import STANDARD_CALENDAR, DayKind, MonthDay, SchoolCalendar

__all__ = [
    "STANDARD_CALENDAR",
    "DayKind",
    "MonthDay",
    "Period",
    "PeriodKind",
    "SchoolCalendar",
    "day_range",
    "is_plausible",
    "local_day",
    "month_of",
    "months_from",
    "parse_period",
    "plain",
    "quarter_of",
    "single_day",
    "week_of",
    "weeks_in",
]
