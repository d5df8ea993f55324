"""Why nothing is asked of somebody, and the days that a list or an administrator has freed."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rules.calendar import Period


class Why(StrEnum):
    """`NOTHING_ASKED`: the quota is nothing, or the period has no day on which anybody works."""

    OWES = "owes"
    NOT_YET_JOINED = "not_yet_joined"
    UNIT_DISSOLVED = "unit_dissolved"
    LEFT = "left"
    UNIT_CLOSED = "unit_closed"
    MATERNITY = "maternity"
    SICK = "sick"
    STUDY = "study"
    SECONDED = "seconded"
    LEAVE = "leave"
    EXEMPT = "exempt"
    SUMMER = "summer"
    HOLIDAY = "holiday"
    NOTHING_ASKED = "nothing_asked"


KINDS = (Why.MATERNITY, Why.SICK, Why.STUDY, Why.SECONDED, Why.LEAVE, Why.EXEMPT)
"""What a person can be exempted for; any other word is an exemption without a reason."""
_REASONS = {why.value: why for why in KINDS}


class Leave(NamedTuple):
    """Days on which nothing is asked of a person."""

    period: Period
    why: Why = Why.EXEMPT


def reason_of(kind: str) -> Why:
    """What the kind of an exemption says."""
    return _REASONS.get(kind, Why.EXEMPT)


def reason_on(day: date, leaves: Iterable[Leave]) -> Why | None:
    """Of several that hold on a day the one that was written down first."""
    return next((leave.why for leave in leaves if day in leave.period), None)


def in_public(why: Why) -> Why:
    """What may be said where others read along: that somebody is exempt, and not what they suffer from."""
    return Why.EXEMPT if why in KINDS else why
