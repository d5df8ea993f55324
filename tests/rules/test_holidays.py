"""Tết by the sky of Hà Nội, and what else is a day off."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from rules.holidays import holiday_name, is_public_holiday, make_up_days, public_holidays
from tests.house import ROOT

# New Year's days that were celebrated, or are published for the years to come.
TET = [
    date(1985, 1, 21),
    date(2000, 2, 5),
    date(2007, 2, 17),
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 2),
    date(2031, 1, 23),
    date(2053, 2, 18),
]


@pytest.mark.parametrize("day", TET, ids=str)
def test_new_year_begins_on_the_day_vietnam_celebrates(day: date) -> None:
    assert [one for one, name in public_holidays(day.year).items() if name == "Tết Nguyên Đán"] == [day]


@pytest.mark.parametrize("day", [day for day in TET if day.year >= 2013], ids=str)
def test_the_eve_and_four_days_of_the_new_year_are_off(day: date) -> None:
    assert all(is_public_holiday(day + timedelta(days=n)) for n in range(-1, 4))


@pytest.mark.parametrize("year", range(2020, 2100))
def test_at_least_five_weekdays_are_off_around_the_new_year(year: int) -> None:
    tet = next(day for day, name in public_holidays(year).items() if name == "Tết Nguyên Đán")
    around = [tet + timedelta(days=n) for n in range(-7, 10)]
    assert sum(is_public_holiday(day) and day.weekday() < 5 for day in around) >= 5


@pytest.mark.parametrize(
    "day",
    [date(2023, 4, 29), date(2024, 4, 18), date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16)],
    ids=str,
)
def test_the_kings_have_their_day_on_the_tenth_of_the_third_moon(day: date) -> None:
    assert holiday_name(day, "vi") == "Ngày Giỗ Tổ Hùng Vương"


@pytest.mark.parametrize("month_day", [(1, 1), (4, 30), (5, 1), (9, 2)])
@pytest.mark.parametrize("year", [2024, 2031, 2077])
def test_days_of_the_sun_calendar_stay_where_they_are(year: int, month_day: tuple[int, int]) -> None:
    assert is_public_holiday(date(year, *month_day))


@pytest.mark.parametrize("year", range(2021, 2050))
def test_the_national_day_has_two_days(year: int) -> None:
    assert is_public_holiday(date(year, 9, 1)) or is_public_holiday(date(year, 9, 3))


def test_a_swapped_day_is_off_and_its_saturday_is_worked() -> None:
    assert is_public_holiday(date(2025, 5, 2))
    assert date(2025, 4, 26) in make_up_days(2025)


def test_names_come_in_both_languages() -> None:
    assert holiday_name(date(2026, 2, 16), "vi") == "Giao thừa Tết Nguyên Đán"
    assert holiday_name(date(2026, 2, 16), "en") == "Lunar New Year's Eve"
    assert holiday_name(date(2026, 3, 16), "vi") is None


@pytest.mark.parametrize("year", [1, 1900, 2101, 9999])
def test_a_year_that_nobody_has_computed_has_no_holidays(year: int) -> None:
    assert public_holidays(year) == {}


def test_the_library_waits_until_it_is_asked() -> None:
    code = (
        "import rules.obligation, rules.reminders, rules.rotation, sys; sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
