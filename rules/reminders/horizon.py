"""When something may fall due anywhere: who waits for that moment need not look at every place until then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice, product

from rules.calendar import SchoolCalendar
from rules.reminders.due import due_with
from rules.reminders.settings import ReminderKind, Schedule, Setting

MOST_COMBINATIONS = 400
_DECIDES_WHEN = ("at", "weekday", "on", "days_before", "quiet")


def earliest(
    schedule: Schedule, after: datetime, until: datetime, calendar: SchoolCalendar
) -> datetime | None:
    """No place has anything due between `after` and this moment; None where none has until `until`.

    It is a bound: whatever changes say anywhere is combined with each other, whether or not a place has both.
    """
    found = [one for kind in ReminderKind for one in _earliest_of(kind, schedule, after, until, calendar)]
    return min(found, default=None)


def _earliest_of(
    kind: ReminderKind, schedule: Schedule, after: datetime, until: datetime, calendar: SchoolCalendar
) -> Iterator[datetime]:
    settings = list(islice(_combined(schedule, kind), MOST_COMBINATIONS + 1))
    if len(settings) > MOST_COMBINATIONS:
        yield after
        return
    for setting in settings:
        dues = due_with(kind, setting, schedule, calendar)
        yield from (one.at for one in dues(after, until))


def _combined(schedule: Schedule, kind: ReminderKind) -> Iterator[Setting]:
    base = schedule.settings[kind]
    about = [change for change in schedule.changes if change.kind in {None, kind}]
    if kind is ReminderKind.WEEK_CLOSE or not about:
        yield base
        return
    told = [
        sorted({getattr(base, name), *(getattr(change, name) for change in about)} - {None}, key=repr)
        for name in _DECIDES_WHEN
    ]
    for values in product(*told):
        yield replace(base, **dict(zip(_DECIDES_WHEN, values, strict=True)))
