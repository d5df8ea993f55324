"""What is due between two moments.

Which days are kept, and where a reminder goes from a day that is not:

| kind | about | stays silent | moves |
| --- | --- | --- | --- |
| monday_start | this week | in free weeks | to the first working day of the week |
| thursday_nudge | this week | in free weeks, on holidays | |
| sunday_private | this week | in free weeks, on holidays | |
| monday_result | the week before | when that week was free | to the next day with an open office |
| report_due | the period to be reported | | to the last day before with an open office |
| review_backlog | the day | on days without an open office | |
| week_close | the week before | never | never |

Offices are open in summer. A time in the quiet hours moves to their end, or, where that would be too late for the week
it is about, to the minute before they start.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from rules.calendar import (
    DayKind,
    Period,
    SchoolCalendar,
    day_range,
    month_of,
    quarter_of,
    single_day,
    week_of,
)
from rules.reminders.settings import Quiet, ReminderKind, Schedule, Setting
from rules.scopes import ANYWHERE, Place

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LONGEST_BREAK = 31
ON_TIME_FOR = timedelta(minutes=5)
_Found: TypeAlias = Iterator[tuple[Period, date]]


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder; `at` is UTC, and kind and period together name it once and for all."""

    kind: ReminderKind
    period: Period
    at: datetime


class Lateness(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    TOO_LATE = "too_late"


def due(
    schedule: Schedule, after: datetime, until: datetime, calendar: SchoolCalendar, place: Place = ANYWHERE
) -> list[Due]:
    """All that falls due at a place after one moment and up to and with another, in order.

    Who asks next begins after `until`, so whatever the pieces, every reminder is in exactly one.
    """
    found = [
        one
        for kind in ReminderKind
        for one in due_with(kind, schedule.setting(kind, place), schedule, calendar)(after, until)
    ]
    return sorted(found, key=in_order)


def due_with(
    kind: ReminderKind, setting: Setting, schedule: Schedule, calendar: SchoolCalendar
) -> Callable[[datetime, datetime], list[Due]]:
    """What falls due of one kind with a setting, after one moment and up to and with another."""

    def between(after: datetime, until: datetime) -> list[Due]:
        if until <= after:
            return []
        # Quiet hours move a message by a day at most.
        zone = schedule.zone
        span = _Span(after.astimezone(zone).date() - 2 * DAY, until.astimezone(zone).date() + 2 * DAY)
        found = _due_of(kind, schedule, setting, span, calendar)
        return [one for one in found if after < one.at <= until]

    return between


def in_order(one: Due) -> tuple[datetime, int, date, date]:
    return one.at, _ORDER[one.kind], one.period.first, one.period.after


def lateness(one: Due, now: datetime, grace: timedelta) -> Lateness:
    """On time within five minutes, then late, and after the grace too late."""
    behind = now - one.at
    if behind <= min(ON_TIME_FOR, grace):
        return Lateness.ON_TIME
    return Lateness.LATE if behind <= grace else Lateness.TOO_LATE


def dedupe_key(kind: ReminderKind, periods: Period | Sequence[Period], chat: str) -> str:
    """Names a message once and for all; a message may be about several periods that fall due together."""
    told = [periods] if isinstance(periods, Period) else periods
    return f"{kind.value}:{code_of(told)}:{chat}"


def code_of(periods: Sequence[Period]) -> str:
    return "+".join(period.code for period in periods)


_ORDER = {kind: number for number, kind in enumerate(ReminderKind)}


def _due_of(
    kind: ReminderKind, schedule: Schedule, setting: Setting, span: "_Span", calendar: SchoolCalendar
) -> Iterator[Due]:
    if not setting.on:
        return
    if kind is ReminderKind.WEEK_CLOSE:
        for week in span.weeks():
            closed = datetime.combine(week.after, time(0), schedule.zone) + schedule.close_grace
            yield Due(kind, week, closed.astimezone(UTC))
        return
    for period, day in _DAYS[kind](schedule, setting, span, calendar):
        last_day = period.last if kind in _ABOUT_THIS_WEEK else date.max
        yield Due(kind, period, _awake(day, setting, schedule.zone, last_day))


@dataclass(frozen=True, slots=True)
class _Span:
    """The local days on which something may fall due."""

    first: date
    last: date

    def weeks(self) -> Iterator[Period]:
        """All that something can be about: with the weeks whose result waited for the end of a long break."""
        week = week_of(self.first - timedelta(days=LONGEST_BREAK + 14))
        while week.first <= self.last:
            yield week
            week = week_of(week.after)


def _starts(schedule: Schedule, setting: Setting, span: _Span, calendar: SchoolCalendar) -> _Found:
    for week in span.weeks():
        if _is_free(calendar, week, schedule.full_week):
            continue
        wanted = _weekday(week.first, setting)
        days = (day for day in week.days() if day >= wanted)
        on = (
            wanted
            if calendar.kind_of(wanted) is DayKind.WEEKEND
            else next(filter(calendar.is_working, days), None)
        )
        if on:
            yield week, on


def _nudges(schedule: Schedule, setting: Setting, span: _Span, calendar: SchoolCalendar) -> _Found:
    for week in span.weeks():
        day = _weekday(week.first, setting)
        kept = calendar.kind_of(day) in {DayKind.WORKING, DayKind.WEEKEND}
        if kept and not _is_free(calendar, week, schedule.full_week):
            yield week, day


def _results(schedule: Schedule, setting: Setting, span: _Span, calendar: SchoolCalendar) -> _Found:
    for week in span.weeks():
        if not _is_free(calendar, week, schedule.full_week):
            yield week, _open_day(calendar, _weekday(week.after, setting), DAY)


def _reports(schedule: Schedule, setting: Setting, span: _Span, calendar: SchoolCalendar) -> _Found:
    before = timedelta(days=setting.days_before)
    for period, deadline in _deadlines(
        schedule, calendar, span.first, span.last + before + LONGEST_BREAK * DAY
    ):
        yield period, _open_day(calendar, deadline - before, -DAY)


def _backlogs(_schedule: Schedule, _setting: Setting, span: _Span, calendar: SchoolCalendar) -> _Found:
    for day in day_range(span.first, span.last).days():
        if calendar.office_is_open(day):
            yield single_day(day), day


def _deadlines(schedule: Schedule, calendar: SchoolCalendar, first: date, last: date) -> _Found:
    month = month_of(first)
    while month.first <= last:
        yield month, month.last
        if month.first.month % 3 == 0:
            yield quarter_of(month.first), month.first.replace(day=schedule.quarter_report_day)
        month = month_of(month.after)
    for year in range(first.year - 1, last.year + 1):
        for number in (1, 2):
            semester = calendar.semester(year, number)
            yield semester, semester.last
        yield calendar.year(year), date(year + 1, *schedule.school_year_report)


def deadline_of(schedule: Schedule, calendar: SchoolCalendar, period: Period) -> date:
    """The day on which the report of a period is due at the latest."""
    last = period.after + timedelta(days=366)
    return next(day for one, day in _deadlines(schedule, calendar, period.first, last) if one == period)


_DAYS: dict[ReminderKind, Callable[[Schedule, Setting, _Span, SchoolCalendar], _Found]] = {
    ReminderKind.MONDAY_START: _starts,
    ReminderKind.MONDAY_RESULT: _results,
    ReminderKind.THURSDAY_NUDGE: _nudges,
    ReminderKind.SUNDAY_PRIVATE: _nudges,
    ReminderKind.REPORT_DUE: _reports,
    ReminderKind.REVIEW_BACKLOG: _backlogs,
}
_ABOUT_THIS_WEEK = {ReminderKind.MONDAY_START, ReminderKind.THURSDAY_NUDGE, ReminderKind.SUNDAY_PRIVATE}


def _weekday(monday: date, setting: Setting) -> date:
    return monday + setting.weekday * DAY


@lru_cache(maxsize=1024)
def _is_free(calendar: SchoolCalendar, week: Period, full_week: int) -> bool:
    return calendar.working_days_in(week) < full_week


def _open_day(calendar: SchoolCalendar, day: date, step: timedelta) -> date:
    """The nearest day in one direction on which an office is open; the day itself where a break never ends."""
    days = (day + number * step for number in range(LONGEST_BREAK + 1))
    return next(filter(calendar.office_is_open, days), day)


def _awake(day: date, setting: Setting, zone: ZoneInfo, last_day: date) -> datetime:
    """A local time as UTC, out of the quiet hours: after them, or before them where after is too late."""
    local = _on_the_clock(datetime.combine(day, setting.at, zone))
    quiet = setting.quiet
    if not quiet.covers(local.time()):
        return local.astimezone(UTC)
    into_tomorrow = quiet.starts > quiet.ends and local.time() >= quiet.starts
    later = _on_the_clock(datetime.combine(local.date() + into_tomorrow * DAY, quiet.ends, zone))
    if later.date() <= last_day:
        return later.astimezone(UTC)
    return _before(datetime.combine(local.date(), quiet.starts, zone), quiet, zone)


def _before(starts: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The last minute before quiet hours; where clocks are put forward over their start, some minutes earlier."""
    at = starts.astimezone(UTC) - MINUTE
    while quiet.covers(at.astimezone(zone).time()):
        at -= MINUTE
    return at


def _on_the_clock(local: datetime) -> datetime:
    """The same moment as clocks show it: a time skipped when they were put forward comes out later."""
    return local.astimezone(UTC).astimezone(local.tzinfo)
