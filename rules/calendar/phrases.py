"""The phrases in which people name a period, with and without accents, in Vietnamese and in English.

What bears no year means the last such period that has begun: in January, `tháng 11` is last year's November.
A semester with one year means the semester that begins in it: `hk2 2026` belongs to the school year 2025-2026.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from rules.calendar.periods import (
    Period,
    day_range,
    is_plausible,
    month_of,
    months_from,
    quarter_of,
    single_day,
    week_of,
)
from rules.calendar.school import STANDARD_CALENDAR, SchoolCalendar

Found: TypeAlias = re.Match[str]
Maker: TypeAlias = Callable[[Found, date, SchoolCalendar], Period]

_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6, "chin": 9}


class _WithoutMarks(dict[int, int | None]):
    """For `translate`: every letter as it is, and no mark at all. Each is looked up once."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_WITHOUT_MARKS = _WithoutMarks()


def plain(phrase: str) -> str:
    """Lower case, without accents and double blanks, as people type in a hurry."""
    if phrase.isascii():
        return " ".join(phrase.lower().split())
    apart = unicodedata.normalize("NFKD", phrase.lower().replace("đ", "d"))
    return " ".join(apart.translate(_WITHOUT_MARKS).split())


def parse_period(phrase: str, today: date, calendar: SchoolCalendar = STANDARD_CALENDAR) -> Period | None:
    """The period a phrase names, None when it names none that people mean. An empty phrase means this week."""
    words = plain(phrase)
    for pattern, make in _PHRASES:
        match = re.fullmatch(pattern, words)
        if match:
            try:
                period = make(match, today, calendar)
                return period if is_plausible(period.first) and is_plausible(period.last) else None
            except (ValueError, OverflowError):
                return None
    return None


def _about(make: Callable[[date], Period], days: int = 0) -> Maker:
    """The period around the day so many days from today."""
    return lambda _match, today, _calendar: make(today + timedelta(days=days))


def _next_to(make: Callable[[date], Period], *, back: bool) -> Maker:
    def neighbour(_match: Found, today: date, _calendar: SchoolCalendar) -> Period:
        current = make(today)
        return make(current.first - timedelta(days=1) if back else current.after)

    return neighbour


def _number(written: str) -> int:
    return _NUMBERS[written] if written in _NUMBERS else int(written)


def _numbered_week(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    week, year = int(match["n"]), match["year"]
    if year:
        return week_of(date.fromisocalendar(int(year), week, 1))
    this = today.isocalendar()
    begun = this.year if week <= this.week else this.year - 1
    if week == 53:  # only some years have one
        begun = next(year for year in range(begun, begun - 8, -1) if _has_53_weeks(year))
    return week_of(date.fromisocalendar(begun, week, 1))


def _has_53_weeks(year: int) -> bool:
    return date(year, 12, 28).isocalendar().week == 53


def _numbered_month(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    month, year = int(match["n"]), match["year"]
    if year:
        return month_of(date(int(year), month, 1))
    return month_of(date(today.year if month <= today.month else today.year - 1, month, 1))


def _numbered_quarter(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    first_month, year = 3 * _number(match["n"]) - 2, match["year"]
    if year:
        return quarter_of(date(int(year), first_month, 1))
    return quarter_of(date(today.year if first_month <= today.month else today.year - 1, first_month, 1))


def _this_semester(_match: Found, today: date, calendar: SchoolCalendar) -> Period:
    """In summer the one that has just ended."""
    return calendar.semester_of(today) or calendar.semester(calendar.year_of(today).year, 2)


def _last_semester(match: Found, today: date, calendar: SchoolCalendar) -> Period:
    this = _this_semester(match, today, calendar)
    return calendar.semester(this.year, 1) if this.number == 2 else calendar.semester(this.year - 1, 2)


def _numbered_semester(match: Found, today: date, calendar: SchoolCalendar) -> Period:
    number = _number(match["n"])
    if match["from"]:
        return calendar.semester(_school_year(match), number)
    if match["year"]:
        return calendar.semester(int(match["year"]) - (number - 1), number)
    this_year = calendar.semester(calendar.year_of(today).year, number)
    return this_year if this_year.first <= today else calendar.semester(this_year.year - 1, number)


def _this_school_year(_match: Found, today: date, calendar: SchoolCalendar) -> Period:
    return calendar.year_of(today)


def _last_school_year(_match: Found, today: date, calendar: SchoolCalendar) -> Period:
    return calendar.year(calendar.year_of(today).year - 1)


def _named_school_year(match: Found, _today: date, calendar: SchoolCalendar) -> Period:
    return calendar.year(_school_year(match))


def _school_year(match: Found) -> int:
    first, second = match["from"], match["to"]
    if (int(second) - int(first)) % 100 != 1 or (len(first), len(second)) == (2, 4):
        raise ValueError("a school year ends in the year after it begins")
    if len(second) == 4 and int(second) != int(first) + 1:
        raise ValueError("a school year has two years that follow each other")
    return int(first) if len(first) == 4 else 2000 + int(first)


def _calendar_year(years_back: int = 0) -> Maker:
    def year(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
        named = match.groupdict().get("year")
        return months_from(date(int(named) if named else today.year - years_back, 1, 1), 12)

    return year


def _first_months(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    months = _number(match["n"])
    if not 1 <= months <= 12:
        raise ValueError("a year has twelve months")
    return months_from(date(int(match["year"] or today.year), 1, 1), months)


def _last_months(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    months, year = _number(match["n"]), match["year"]
    if not 1 <= months <= 12:
        raise ValueError("a year has twelve months")
    first_month = 13 - months
    begun = int(year) if year else today.year if first_month <= today.month else today.year - 1
    return months_from(date(begun, first_month, 1), months)


def _range(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    return _from_to(match["from"], match["to"], today)


def _days_of_a_month(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    """`17-23/11`"""
    _, *rest = re.split(r"[/.]", match["to"])
    return _from_to("/".join([match["from"], *rest]), match["to"], today)


def _from_to(first: str, last: str, today: date) -> Period:
    if _year_in(last):
        end = _latest(last, date.max)
        return day_range(_latest(first, end), end)
    begin = _latest(first, today)
    return day_range(begin, _earliest(last, begin))


def _single_day(match: Found, today: date, _calendar: SchoolCalendar) -> Period:
    return single_day(_latest(match["day"], today))


def _latest(written: str, limit: date) -> date:
    """The day itself where its year is written, or else the last such day up to a limit."""
    years = range(limit.year, max(limit.year - 9, 0), -1)
    return _first_of(day for day in _candidates(written, years) if _year_in(written) or day <= limit)


def _earliest(written: str, limit: date) -> date:
    years = range(limit.year, limit.year + 9)
    return _first_of(day for day in _candidates(written, years) if day >= limit)


def _first_of(days: Iterator[date]) -> date:
    """A ValueError, as for any date that does not exist, where there is none."""
    found = next(days, None)
    if found is None:
        raise ValueError("there is no such day")
    return found


def _candidates(written: str, years: Sequence[int]) -> list[date]:
    """The days a text can mean, in the order of the years; a 29/2 exists in few of them."""
    year = _year_in(written)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return [date.fromisoformat(written)]
    day, month, *_ = map(int, re.split(r"[/.]", written))
    return [date(one, month, day) for one in ([year] if year else years) if _exists(one, month, day)]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _year_in(written: str) -> int:
    """0 where there is none."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return int(written[:4])
    year = re.split(r"[/.]", written)[2:]
    return 0 if not year else int(year[0]) + (2000 if len(year[0]) == 2 else 0)


_YEAR = r"(?:\s*(?:/|-|nam|of|in)?\s*(?P<year>\d{4}))?"
_DAY = r"(?:\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?|\d{4}-\d{2}-\d{2})"
_TO = r"\s*(?:-|–|—|den het|den ngay|den|to)\s*"
_YEARS = r"(?P<from>\d{4})\s*[-–/]\s*(?P<to>\d{4}|\d{2})"
_SHORT_YEARS = r"(?P<from>\d{4}|\d{2})\s*[-–/]\s*(?P<to>\d{4}|\d{2})"
_SCHOOL_YEAR = r"(?:nam hoc|school year|nh)"
_SEMESTER = r"(?:hoc ky|hoc ki|hk|semester)"
_IN_YEAR = rf"{_SCHOOL_YEAR}?\s*(?:{_SHORT_YEARS}|(?:nam )?(?P<year>\d{{4}}))"
_PHRASES: tuple[tuple[str, Maker], ...] = (
    (r"|tuan|tuan nay|this week|week", _about(week_of)),
    (r"tuan truoc|tuan qua|tuan vua roi|tuan vua qua|last week", _next_to(week_of, back=True)),
    (r"tuan sau|tuan toi|next week", _next_to(week_of, back=False)),
    (r"thang|thang nay|this month|month", _about(month_of)),
    (r"thang truoc|thang qua|thang vua roi|thang vua qua|last month", _next_to(month_of, back=True)),
    (r"thang sau|thang toi|next month", _next_to(month_of, back=False)),
    (r"quy|quy nay|this quarter|quarter", _about(quarter_of)),
    (r"quy truoc|quy vua roi|quy vua qua|last quarter", _next_to(quarter_of, back=True)),
    (r"hom nay|ngay hom nay|today", _about(single_day)),
    (r"hom qua|ngay hom qua|yesterday", _about(single_day, -1)),
    (r"hom kia", _about(single_day, -2)),
    (rf"{_SEMESTER}(?: nay)?|this semester", _this_semester),
    (rf"{_SEMESTER} (?:truoc|vua roi|vua qua)|last semester", _last_semester),
    (rf"{_SCHOOL_YEAR}(?: nay)?|this school year", _this_school_year),
    (rf"{_SCHOOL_YEAR} (?:truoc|vua roi|vua qua)|last school year", _last_school_year),
    (r"(?:ca )?nam nay|ca nam|this year", _calendar_year()),
    (r"(?:ca )?nam (?:ngoai|truoc)|last year", _calendar_year(1)),
    (r"(?:(?:ca )?nam |year )?(?P<year>\d{4})", _calendar_year()),
    (rf"(?P<n>\d{{1,2}}|ba|sau|chin) thang dau nam{_YEAR}", _first_months),
    (rf"(?P<n>\d{{1,2}}|ba|sau|chin) thang cuoi nam{_YEAR}", _last_months),
    (rf"(?:tuan|week|t|w)\s*(?:thu |so )?(?P<n>\d{{1,2}}){_YEAR}", _numbered_week),
    (r"(?P<year>\d{4})-w(?P<n>\d{1,2})", _numbered_week),
    (rf"(?:thang|month)\s*(?P<n>\d{{1,2}}){_YEAR}", _numbered_month),
    (r"(?P<year>\d{4})-(?P<n>0\d|1[012]|\d)", _numbered_month),
    (r"(?P<n>\d{1,2})[/-](?P<year>\d{4})", _numbered_month),
    (rf"(?:quy|quarter|q)\s*(?P<n>[1-4]|i{{1,3}}|iv|mot|hai|ba|bon){_YEAR}", _numbered_quarter),
    (r"(?P<year>\d{4})-q(?P<n>[1-4])", _numbered_quarter),
    (rf"{_SEMESTER}\s*(?P<n>1|2|ii?|mot|hai)(?:\s*[,/-]?\s*{_IN_YEAR})?", _numbered_semester),
    (rf"{_YEARS}-hk(?P<n>[12])(?P<year>)", _numbered_semester),
    (rf"{_SCHOOL_YEAR} {_SHORT_YEARS}", _named_school_year),
    (_YEARS, _named_school_year),
    (rf"(?:tu ngay |tu |from )?(?P<from>{_DAY}){_TO}(?P<to>{_DAY})", _range),
    (
        rf"(?:tu ngay |tu |ngay )?(?P<from>\d{{1,2}}){_TO}(?P<to>\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{4}})?)",
        _days_of_a_month,
    ),
    (rf"(?:ngay )?(?P<day>{_DAY})", _single_day),
)
