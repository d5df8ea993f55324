"""The schedule of reminders that the configuration asks for."""

from dataclasses import replace
from datetime import timedelta

from bot.clock_times import quiet_of, time_of
from bot.config import Config
from bot.dates import month_day
from rules.reminders import STANDARD_SCHEDULE, ReminderKind, Schedule, Setting


def schedule_of(config: Config) -> Schedule:
    told = config.reminders
    standard = STANDARD_SCHEDULE.settings
    settings = {kind: _setting(config, kind, standard[kind]) for kind in ReminderKind}
    return Schedule(
        zone=config.bot.zone,
        settings=settings,
        close_grace=timedelta(hours=told.close_grace_hours),
        quarter_report_day=told.quarter_report_day,
        school_year_report=month_day(told.school_year_report),
    )


def _setting(config: Config, kind: ReminderKind, standard: Setting) -> Setting:
    if kind is ReminderKind.WEEK_CLOSE:
        return standard
    told = config.reminders
    return replace(
        standard,
        at=time_of(getattr(told, kind.value)),
        threshold=told.threshold,
        days_before=told.report_days_before,
        quiet=quiet_of(told.quiet),
        pin=told.pin and kind is ReminderKind.MONDAY_START,
    )
