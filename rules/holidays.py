"""The public holidays of Vietnam, for any year from 1901 to 2100; outside of these no holiday is known.

Tết and the Hùng Kings' day follow the Vietnamese lunar calendar (new moons as they fall at UTC+7, so that 1985, 2007
and 2030 differ from the Chinese one). The library `holidays` knows it, and with it the five days of Tết, the second
day of 2/9, days given for those that fall on a weekend, and the swaps of working days that were announced. A swap
announced later is configured, see `SchoolCalendar`.

The library takes longer to import than the rest of the bot's rules together: it is imported when first asked.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

_LANGUAGES = {"vi": "vi", "en": "en_US"}


def public_holidays(year: int, language: str = "vi") -> Mapping[date, str]:
    """The days off of a calendar year with their names, in order."""
    return _year(year, language)[0]


def make_up_days(year: int) -> frozenset[date]:
    """The Saturdays that were worked in exchange for a day off."""
    return _year(year, "vi")[1]


def is_public_holiday(day: date) -> bool:
    return day in public_holidays(day.year)


def holiday_name(day: date, language: str) -> str | None:
    return public_holidays(day.year, language).get(day)


@lru_cache(maxsize=256)
def _year(year: int, language: str) -> tuple[Mapping[date, str], frozenset[date]]:
    from holidays import country_holidays

    known = country_holidays("VN", years=year, expand=False, language=_LANGUAGES[language])
    names = {day: name for day, name in sorted(known.items()) if day.year == year}
    worked = frozenset(day for day in known.weekend_workdays if day.year == year)
    return MappingProxyType(names), worked
