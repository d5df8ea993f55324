"""The schedule: what a reminder looks like for everybody, and what levels and units change in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rules.calendar import MonthDay
from rules.scopes import ANYWHERE, Place, Scope


class ReminderKind(StrEnum):
    """In the order in which they come when they fall on one moment."""

    WEEK_CLOSE = "week_close"
    MONDAY_START = "monday_start"
    MONDAY_RESULT = "monday_result"
    THURSDAY_NUDGE = "thursday_nudge"
    SUNDAY_PRIVATE = "sunday_private"
    REPORT_DUE = "report_due"
    REVIEW_BACKLOG = "review_backlog"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without messages, past midnight where they end before they start; of equal times there are none."""

    starts: time = time(21)
    ends: time = time(6)

    def covers(self, at: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


STANDARD_QUIET = Quiet()


@dataclass(frozen=True, slots=True)
class Setting:
    """How one kind is sent. `weekday` counts from Monday as 0; `text` None is the text of the language file.

    `threshold`: groups in which at least so many percent have done their week are left in peace.
    `days_before` is counted from the deadline. `grace`: how late it may still be sent. `pin`: keep it at the top
    of the chat.
    """

    at: time
    weekday: int = 0
    on: bool = True
    text: str | None = None
    threshold: int = 80
    days_before: int = 3
    quiet: Quiet = STANDARD_QUIET
    grace: timedelta = timedelta(hours=4)
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a scope has differently, for one kind or for all; None leaves it as inherited."""

    scope: Scope
    kind: ReminderKind | None = None
    at: time | None = None
    weekday: int | None = None
    on: bool | None = None
    text: str | None = None
    threshold: int | None = None
    days_before: int | None = None
    quiet: Quiet | None = None
    pin: bool | None = None

    def apply(self, setting: Setting) -> Setting:
        own = {name: getattr(self, name) for name in _CHANGEABLE}
        return replace(setting, **{name: value for name, value in own.items() if value is not None})


_CHANGEABLE = ("at", "weekday", "on", "text", "threshold", "days_before", "quiet", "pin")

STANDARD_SETTINGS: Mapping[ReminderKind, Setting] = MappingProxyType(
    {
        ReminderKind.WEEK_CLOSE: Setting(time(0), quiet=Quiet(time(0), time(0)), grace=timedelta.max),
        ReminderKind.MONDAY_START: Setting(time(7), grace=timedelta(hours=12)),
        ReminderKind.MONDAY_RESULT: Setting(time(8), grace=timedelta(hours=12)),
        ReminderKind.THURSDAY_NUDGE: Setting(time(16), weekday=3),
        ReminderKind.SUNDAY_PRIVATE: Setting(time(19), weekday=6, grace=timedelta(hours=2)),
        ReminderKind.REPORT_DUE: Setting(time(8), grace=timedelta(days=1)),
        ReminderKind.REVIEW_BACKLOG: Setting(time(17), grace=timedelta(hours=3)),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """The settings of everybody and the changes of scopes, the more specific over the more general.

    Of two changes for one scope, one that names a kind goes over one for all kinds, and a later one over an earlier.
    The week closes for everybody at the same time, `close_grace` after Monday 00:00; nobody changes that.
    A week with fewer than `full_week` working days is free: nobody is reminded of it.
    """

    zone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")
    settings: Mapping[ReminderKind, Setting] = field(default_factory=lambda: STANDARD_SETTINGS)
    changes: tuple[Change, ...] = ()
    close_grace: timedelta = timedelta(hours=6)
    full_week: int = 3
    quarter_report_day: int = 15
    school_year_report: MonthDay = (6, 15)
    _touched: frozenset[Scope] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not timedelta() <= self.close_grace < timedelta(days=7):
            raise ValueError("a week closes within the next")
        date(2023, 2, self.quarter_report_day)
        date(2023, *self.school_year_report)
        object.__setattr__(self, "_touched", frozenset(change.scope for change in self.changes))

    def relevant(self, place: Place) -> tuple[Scope, ...]:
        """The scopes that change something for a place; places with the same have the same settings."""
        return tuple(scope for scope in place.scopes if scope in self._touched)

    def setting(self, kind: ReminderKind, place: Place = ANYWHERE) -> Setting:
        return _setting(self, kind, self.relevant(place))


@lru_cache(maxsize=4096)
def _setting(schedule: Schedule, kind: ReminderKind, scopes: tuple[Scope, ...]) -> Setting:
    setting = schedule.settings[kind]
    if kind is ReminderKind.WEEK_CLOSE:
        return setting
    for scope in scopes:
        own = [change for change in schedule.changes if change.scope == scope]
        for change in sorted(own, key=lambda change: change.kind is not None):
            if change.kind in (None, kind):
                setting = change.apply(setting)
    return setting


STANDARD_SCHEDULE = Schedule()
