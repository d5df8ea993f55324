"""When the bot speaks up by itself: what is due between two moments, for whom, and whether it still makes sense."""

from rules.reminders.due import Due, Lateness, dedupe_key, due, in_order, lateness
from rules.reminders.horizon import earliest
from rules.reminders.settings import (
    STANDARD_SCHEDULE,
    Change,
    Quiet,
    ReminderKind,
    Schedule,
    Setting,
)

__all__ = [
    "STANDARD_SCHEDULE",
    "Change",
    "Due",
    "Lateness",
    "Quiet",
    "ReminderKind",
    "Schedule",
    "Setting",
    "dedupe_key",
    "due",
    "earliest",
    "in_order",
    "lateness",
]
