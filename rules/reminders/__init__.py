"""When the bot speaks up by itself: what is due between two moments, for whom, and whether it still makes sense."""

from rules.reminders.due import Due, Lateness, code_of, deadline_of, dedupe_key, due, in_order, lateness
from rules.reminders.horizon import earliest
from rules.reminders.phrases import LONGEST_OWN_TEXT, Target, Verb, Wish, parse_wish
from rules.reminders.settings import (
    STANDARD_SCHEDULE,
    Change,
    Quiet,
    ReminderKind,
    Schedule,
    Setting,
)

__all__ = [
    "LONGEST_OWN_TEXT",
    "STANDARD_SCHEDULE",
    "Change",
    "Due",
    "Lateness",
    "Quiet",
    "ReminderKind",
    "Schedule",
    "Setting",
    "Target",
    "Verb",
    "Wish",
    "code_of",
    "deadline_of",
    "dedupe_key",
    "due",
    "earliest",
    "in_order",
    "lateness",
    "parse_wish",
]
