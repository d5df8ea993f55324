"""Times of the day in the configuration. Every ValueError here is mute on purpose."""

import re
from datetime import time

from rules.reminders import Quiet


def clock_time(told: str) -> str:
    time_of(told)
    return told


def span_of_hours(told: str) -> str:
    quiet_of(told)
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
