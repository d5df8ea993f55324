"""Periods, the school year, and the phrases in which people name them."""

import unicodedata
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import (
    STANDARD_CALENDAR,
    DayKind,
    MonthDay,
    Period,
    PeriodKind,
    SchoolCalendar,
    day_range,
    month_of,
    parse_period,
    quarter_of,
    single_day,
    week_of,
    weeks_in,
)

TODAY = date(2026, 1, 10)
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
PHRASES = {
    "": "2026-W02",
    "tuần này": "2026-W02",
    "tuần trước": "2026-W01",
    "tuần sau": "2026-W03",
    "tuần 47/2025": "2025-W47",
    "Tuần thứ 47 năm 2025": "2025-W47",
    "tuần 47": "2025-W47",
    "tuần 1": "2026-W01",
    "tuần 53": "2020-W53",
    "tháng này": "2026-01",
    "tháng trước": "2025-12",
    "tháng 11": "2025-11",
    "tháng 11 năm 2024": "2024-11",
    "11/2025": "2025-11",
    "quý 4": "2025-Q4",
    "Quý IV/2025": "2025-Q4",
    "quý trước": "2025-Q4",
    "hk1": "2025-2026-HK1",
    "Học kỳ 1": "2025-2026-HK1",
    "học kì I": "2025-2026-HK1",
    "HKII": "2024-2025-HK2",
    "hk2 2025-2026": "2025-2026-HK2",
    "học kỳ 2 năm học 2025 - 2026": "2025-2026-HK2",
    "hk1 25-26": "2025-2026-HK1",
    "hk2 2026": "2025-2026-HK2",
    "học kỳ này": "2025-2026-HK1",
    "học kỳ trước": "2024-2025-HK2",
    "năm học": "2025-2026",
    "năm học này": "2025-2026",
    "năm học trước": "2024-2025",
    "năm học 2024–2025": "2024-2025",
    "2025-2026": "2025-2026",
    "2025-26": "2025-2026",
    "hôm nay": "10/01/2026-10/01/2026",
    "hôm qua": "09/01/2026-09/01/2026",
    "6 tháng đầu năm": "01/01/2026-30/06/2026",
    "sáu tháng đầu năm 2025": "01/01/2025-30/06/2025",
    "6 tháng cuối năm": "01/07/2025-31/12/2025",
    "9 tháng đầu năm 2025": "01/01/2025-30/09/2025",
    "cả năm 2025": "01/01/2025-31/12/2025",
    "năm ngoái": "01/01/2025-31/12/2025",
    "17/11-23/11": "17/11/2025-23/11/2025",
    "17-23/11": "17/11/2025-23/11/2025",
    "17/11/2025 - 23/11/2025": "17/11/2025-23/11/2025",
    "17/11/25 đến 23/11/25": "17/11/2025-23/11/2025",
    "từ ngày 17/11 đến ngày 23/11": "17/11/2025-23/11/2025",
    "29/12-4/1": "29/12/2025-04/01/2026",
    "1/9/2025-15/1": "01/09/2025-15/01/2026",
    "25/12-5/1/2025": "25/12/2024-05/01/2025",
    "20.11": "20/11/2025-20/11/2025",
    "29/2": "29/02/2024-29/02/2024",
    "2025-11-17": "17/11/2025-17/11/2025",
    "last week": "2026-W01",
    "semester 1": "2025-2026-HK1",
    "school year 2025-2026": "2025-2026",
}


def without_accents(phrase: str) -> str:
    letters = unicodedata.normalize("NFD", phrase.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def code_of(phrase: str, today: date = TODAY) -> str | None:
    period = parse_period(phrase, today)
    return period.code if period else None


@pytest.mark.parametrize(("phrase", "code"), PHRASES.items())
def test_a_phrase_names_a_period(phrase: str, code: str) -> None:
    assert code_of(phrase) == code


@pytest.mark.parametrize(("phrase", "code"), PHRASES.items())
def test_a_phrase_may_be_typed_in_a_hurry(phrase: str, code: str) -> None:
    hurried = f"  {without_accents(phrase).upper().replace(' ', '  ')} "
    assert code_of(hurried) == code


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("phrase", "code"), PHRASES.items())
def test_both_forms_of_unicode_are_read(phrase: str, code: str, form: Literal["NFC", "NFD"]) -> None:
    assert code_of(unicodedata.normalize(form, phrase)) == code


@pytest.mark.parametrize(
    "phrase",
    [
        "abc", "tuần 54", "tuần 53/2025", "tháng 13", "quý 5", "hk3", "31/2", "0/1", "2025-2027", "hk1 25-2026",
        "24/11/2025-17/11/2025", "13 tháng đầu năm", "0 tháng cuối năm", "năm học 2025", "17/11-", "99999",
        "tuần 1/0000", "30/2/2024", "1/1/9999-31/12/9999x",
    ],
)  # fmt: skip
def test_what_names_no_period_is_none(phrase: str) -> None:
    assert parse_period(phrase, TODAY) is None


@given(st.text(max_size=30), days)
@settings(deadline=None)
def test_any_text_is_a_period_or_none(phrase: str, today: date) -> None:
    period = parse_period(phrase, today)
    assert period is None or period.first < period.after


@pytest.mark.parametrize("today", [date.min, date.max, date(1, 3, 1)])
@pytest.mark.parametrize(
    "phrase", ["", "tuần trước", "tuần sau", "năm học trước", "hk2", "29/2", "1/1-2/1", "tuần 53"]
)
def test_the_ends_of_time_do_no_harm(phrase: str, today: date) -> None:
    parse_period(phrase, today)


@given(days, days, st.integers(0, 400))
@settings(deadline=None)
def test_the_code_of_a_period_names_it_again(day: date, today: date, length: int) -> None:
    semester = STANDARD_CALENDAR.semester_of(day)
    periods = [
        week_of(day), month_of(day), quarter_of(day), STANDARD_CALENDAR.year_of(day), single_day(day),
        day_range(day, day + timedelta(days=length)), *([semester] if semester else []),
    ]  # fmt: skip
    assert [parse_period(period.code, today) for period in periods] == periods


calendars = st.builds(
    lambda starts, second, ends: SchoolCalendar(year_starts=starts, second_semester=second, second_semester_ends=ends),
    st.sampled_from([(8, 5), (9, 1), (9, 5), (7, 1)]),
    st.sampled_from([(1, 1), (1, 6), (1, 16), (2, 1)]),
    st.sampled_from([(5, 15), (5, 31), (6, 5)]),
)  # fmt: skip


@given(days, calendars)
@settings(deadline=None)
def test_every_day_lies_in_one_week_month_quarter_and_school_year(
    day: date, calendar: SchoolCalendar
) -> None:
    for of in (week_of, month_of, quarter_of, calendar.year_of):
        period = of(day)
        assert day in period
        assert of(period.first) == of(period.last) == period
        assert of(period.after).first == period.after
        assert of(period.first - timedelta(days=1)).after == period.first


@given(days, calendars)
@settings(deadline=None)
def test_semesters_and_summer_make_up_the_school_year(day: date, calendar: SchoolCalendar) -> None:
    year = calendar.year_of(day)
    first, second = (calendar.semester(year.year, number) for number in (1, 2))
    assert first.first == year.first
    assert first.after == second.first
    assert second.after <= year.after
    assert calendar.semester_of(day) == (first if day in first else second if day in second else None)


@given(days, calendars)
@settings(deadline=None)
def test_a_code_is_read_by_the_same_calendar(day: date, calendar: SchoolCalendar) -> None:
    semester = calendar.semester_of(day) or calendar.year_of(day)
    assert parse_period(semester.code, TODAY, calendar) == semester


@given(days)
def test_every_week_counts_for_exactly_one_month(day: date) -> None:
    week = week_of(day)
    months = {month_of(week.first), month_of(week.last)}
    assert sum(week in weeks_in(month) for month in months) == 1


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2025, 52), (2026, 53), (2027, 52)])
def test_a_year_has_52_or_53_weeks(year: int, weeks: int) -> None:
    assert week_of(date(year, 12, 28)).number == weeks


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 12, 30), "2025-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2028, 2, 29), "2028-W09"),
    ],
)
def test_weeks_around_new_year_bear_the_year_of_their_thursday(day: date, code: str) -> None:
    assert week_of(day).code == code


def test_a_semester_asked_for_in_summer_is_the_last_one() -> None:
    assert code_of("học kỳ này", date(2026, 7, 1)) == "2025-2026-HK2"


def test_a_semester_knows_its_number_and_year() -> None:
    second = STANDARD_CALENDAR.semester(2025, 2)
    assert (second.number, second.year, second.kind) == (2, 2025, PeriodKind.SEMESTER)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2025, 11, 17), DayKind.WORKING),
        (date(2025, 11, 22), DayKind.WEEKEND),
        (date(2026, 2, 17), DayKind.HOLIDAY),
        (date(2027, 2, 6), DayKind.HOLIDAY),
        (date(2026, 7, 1), DayKind.SUMMER),
        (date(2025, 4, 26), DayKind.WORKING),
        (date(2026, 8, 22), DayKind.SUMMER),
    ],
)
def test_every_day_is_of_one_kind(day: date, kind: DayKind) -> None:
    assert STANDARD_CALENDAR.kind_of(day) is kind


def test_a_department_adds_its_own_breaks_and_working_days() -> None:
    calendar = SchoolCalendar(
        breaks=(day_range(date(2026, 2, 9), date(2026, 2, 22)),),
        working_days=frozenset({date(2026, 2, 9), date(2025, 11, 22)}),
    )
    assert calendar.kind_of(date(2026, 2, 10)) is DayKind.HOLIDAY
    assert calendar.kind_of(date(2026, 2, 9)) is DayKind.WORKING
    assert calendar.kind_of(date(2025, 11, 22)) is DayKind.WORKING
    assert calendar.office_is_open(date(2025, 11, 22))
    assert not calendar.office_is_open(date(2026, 2, 10))


def test_a_calendar_may_have_no_summer() -> None:
    assert SchoolCalendar(summer=None).is_working(date(2026, 7, 1))


def test_offices_are_open_in_summer_and_closed_on_holidays() -> None:
    assert STANDARD_CALENDAR.office_is_open(date(2026, 7, 1))
    assert not STANDARD_CALENDAR.office_is_open(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("year_starts", (2, 29)),
        ("year_starts", (6, 1)),
        ("second_semester", (9, 2)),
        ("second_semester_ends", (1, 1)),
        ("summer", ((8, 1), (6, 1))),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(wrong: str, value: MonthDay) -> None:
    with pytest.raises(ValueError, match=r"."):
        SchoolCalendar(**{wrong: value})  # type: ignore[arg-type]


def test_a_range_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before"):
        day_range(date(2026, 1, 2), date(2026, 1, 1))


def test_a_period_lists_its_days() -> None:
    assert list(Period(PeriodKind.RANGE, date(2028, 2, 28), date(2028, 3, 1)).days()) == [
        date(2028, 2, 28),
        date(2028, 2, 29),
    ]
