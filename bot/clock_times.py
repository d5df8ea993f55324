"""Times of the day and days of the year in the configuration. Every ValueError here is mute on purpose."""

import re
from datetime import date, time

from rules.calendar import MonthDay
from rules.reminders import Quiet


def clock_time(told: str) -> str:
    time_of(told)
    return told


def span_of_hours(told: str) -> str:
    quiet_of(told)
    return told


def day_and_month(told: str) -> str:
    month_day_of(told)
    return told


def time_of(told: str) -> time:
    """07:00"""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", told)
    if found is None:
        raise ValueError
    return time(int(found[1]), int(found[2]))


def quiet_of(told: str) -> Quiet:
    """21:00-06:00; nothing at all is quiet where nothing is told."""
    if not told:
        return Quiet(time(0), time(0))
    starts, _, ends = told.partition("-")
    return Quiet(time_of(starts.strip()), time_of(ends.strip()))


def month_day_of(told: str) -> MonthDay:
    """15/06, a day that every year has"""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", told)
    if found is None:
        raise ValueError
    day = date(2023, int(found[2]), int(found[1]))
    return day.month, day.day
