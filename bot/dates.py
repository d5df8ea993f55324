"""Days as they stand in the configuration: checked when it is read, turned into dates for the plan."""

import re
from datetime import date, datetime
from typing import TypeVar

from pydantic import ValidationInfo

from rules.calendar import MonthDay, Period, day_range

Told = TypeVar("Told")
_ANY_YEAR = 2023
"""A common year: what is told for every year exists in every year."""


def month_day(told: str) -> MonthDay:
    """`01/09`"""
    match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", told)
    if match is None:
        raise ValueError
    day = date(_ANY_YEAR, int(match[2]), int(match[1]))
    return day.month, day.day


def day(told: str) -> date:
    """`14/02/2026`"""
    if not re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", told):
        raise ValueError
    return datetime.strptime(told, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone


def days(told: str) -> Period:
    """`16/02/2026-22/02/2026`, or a single day."""
    first, _, last = told.partition("-")
    return day_range(day(first.strip()), day((last or first).strip()))


def day_of_every_year(told: str) -> str:
    month_day(told)
    return told


def year_starts(told: str) -> str:
    return _if(month_day(told) >= (7, 1), told)


def second_semester(told: str) -> str:
    return _if(month_day(told) < (7, 1), told)


def second_semester_ends(told: str, info: ValidationInfo) -> str:
    """Nothing is said of its neighbours where these are wrong themselves."""
    begins, next_year = info.data.get("second_semester"), info.data.get("year_starts")
    follows = begins is None or month_day(begins) <= month_day(told)
    return _if(follows and (next_year is None or month_day(told) < month_day(next_year)), told)


def summer(told: tuple[str, ...]) -> tuple[str, ...]:
    return _if(len(told) in {0, 2} and sorted(told, key=month_day) == list(told), told)


def breaks(told: tuple[str, ...]) -> tuple[str, ...]:
    return _if(all(map(days, told)), told)


def working_days(told: tuple[str, ...]) -> tuple[str, ...]:
    return _if(all(map(day, told)), told)


def _if(ok: bool, told: Told) -> Told:
    if not ok:
        raise ValueError
    return told
