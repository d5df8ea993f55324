"""What people write about leave: who, why and on which days. It understands, or says what is missing."""

from rules.leave.days import OPEN_END, Days, days_in
from rules.leave.words import Lack, LeaveKind, LeaveWish, understand_days, understand_leave

__all__ = [
    "OPEN_END",
    "Days",
    "Lack",
    "LeaveKind",
    "LeaveWish",
    "days_in",
    "understand_days",
    "understand_leave",
]
