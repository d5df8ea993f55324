"""The days that a sentence names: "từ 1/12 đến hết tháng 5", "tuần này", "3 ngày từ mai", "đến khi có thông báo".

A day without a year is the nearest one, the end of a range the first that comes after its beginning. A weekday is that
of this week, unless it is over.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from rules.calendar import SchoolCalendar, is_plausible, month_of, months_from, week_of

OPEN_END = date(9999, 1, 1)
"""Until further notice."""
_DAY = timedelta(days=1)
_NUMBERS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` until before `after`; None where it was not said until when."""

    first: date
    after: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """Days, and where in the text they were named."""

    days: Days
    spots: tuple[tuple[int, int], ...]


_Span: TypeAlias = tuple[date, date]
"""The first and the last day of what was named."""
_Maker: TypeAlias = Callable[["re.Match[str]", "_At"], _Span]


@dataclass(frozen=True, slots=True)
class _At:
    """`limit` is set for the end of a range: what is looked for does not end before it."""

    today: date
    calendar: SchoolCalendar
    limit: date | None = None

    def choose(self, spans: Iterable[_Span]) -> _Span:
        """The nearest; for an end, the first that comes after the beginning. ValueError where there is none."""
        known = sorted(spans)
        if self.limit is None:
            return min(known, key=lambda span: abs(span[0] - self.today))
        return min(span for span in known if span[1] >= self.limit)


def _one(day: date) -> _Span:
    return day, day


def _from_today(days: int) -> _Maker:
    return lambda _found, at: _one(at.today + days * _DAY)


def _years(at: _At) -> range:
    return range(at.today.year - 1, at.today.year + 3)


def _dated(found: "re.Match[str]", at: _At) -> _Span:
    day, month, year = int(found["d"]), int(found["m"]), found["y"]
    if year:
        return _one(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return at.choose(_one(each) for each in _existing((each, month, day) for each in _years(at)))


def _existing(told: Iterable[tuple[int, int, int]]) -> Iterable[date]:
    """Those of the days that there are; a 29/2 is in few years."""
    for year, month, day in told:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _iso(found: "re.Match[str]", _at: _At) -> _Span:
    return _one(date.fromisoformat(found[0]))


def _day_of_month(found: "re.Match[str]", at: _At) -> _Span:
    months = [
        (at.today.year + (at.today.month + n) // 12, (at.today.month + n) % 12 + 1) for n in range(-2, 13)
    ]
    return at.choose(
        _one(each) for each in _existing((year, month, int(found["d"])) for year, month in months)
    )


def _weekday(found: "re.Match[str]", at: _At) -> _Span:
    named = found["n"]
    number = 6 if named is None else _WEEKDAYS[named] if named in _WEEKDAYS else int(named) - 2
    this = week_of(at.today).first + number * _DAY
    which = found["which"] or ""
    if which.startswith("tuan"):
        return _one(this + _weeks(which) * 7 * _DAY)
    if which == "nay":
        return _one(this)
    if which == "truoc":
        return _one(this if this < at.today else this - 7 * _DAY)
    if which == "toi":
        return _one(this if this > at.today else this + 7 * _DAY)
    if at.limit is None:
        return _one(this)
    return at.choose(_one(this + weeks * 7 * _DAY) for weeks in range(60))


def _weeks(which: str) -> int:
    return {"nay": 0, "truoc": -1, "sau": 1, "toi": 1}[which.rpartition(" ")[2]]


def _week(found: "re.Match[str]", at: _At) -> _Span:
    which = found["which"]
    week = week_of(at.today + _weeks(which) * 7 * _DAY) if which else week_of(at.limit or at.today)
    part = found["part"]
    if part == "dau":
        return _one(week.first)
    if part == "cuoi":
        return week.first + 5 * _DAY, week.last
    return week.first, week.last


def _month(found: "re.Match[str]", at: _At) -> _Span:
    first = _first_of_month(found, at)
    month = month_of(first)
    part = found["part"]
    if part == "dau":
        return _one(month.first)
    if part == "giua":
        return _one(month.first.replace(day=15))
    if part == "cuoi":
        return (month.last if at.limit is None else month.first), month.last
    return month.first, month.last


def _first_of_month(found: "re.Match[str]", at: _At) -> date:
    number, year, which = found["n"], found["y"], found["which"]
    if number is None:
        this = month_of(at.today)
        return {"sau": this.after, "toi": this.after, "truoc": month_of(this.first - _DAY).first}.get(
            which, this.first
        )
    if year:
        return date(int(year), int(number), 1)
    months = [month_of(date(each, int(number), 1)) for each in _years(at)]
    return at.choose((month.first, month.last) for month in months)[0]


def _semester(found: "re.Match[str]", at: _At) -> _Span:
    number = {"1": 1, "i": 1, "mot": 1, "2": 2, "ii": 2, "hai": 2}.get(found["n"] or "")
    year = at.calendar.year_of(at.today).year
    this = at.calendar.semester_of(at.today) if number is None else at.calendar.semester(year, number)
    if this is None:
        raise ValueError("there is no semester in summer")
    return this.first, this.last


def _school_year(_found: "re.Match[str]", at: _At) -> _Span:
    """Nothing is asked in summer: a leave for a school year ends with its second semester."""
    year = at.calendar.year_of(at.today)
    return year.first, at.calendar.semester(year.year, 2).last


def _calendar_year(_found: "re.Match[str]", at: _At) -> _Span:
    return date(at.today.year, 1, 1), date(at.today.year, 12, 31)


_WHICH = r"nay|sau|toi|truoc"
_A_WEEKDAY = (
    r"(?:sang |chieu )?(?:thu (?P<n>hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn)"
    rf"(?: (?P<which>tuan (?:{_WHICH})|{_WHICH}))?"
)
_A_MONTH = (
    rf"(?:(?P<part>dau|giua|cuoi|ca|het|not|tron) )?thang(?: (?P<which>{_WHICH})"
    r"| (?P<n>\d{1,2})(?:(?:/| nam | )(?P<y>\d{4}))?)?"
)
_SPANS: tuple[tuple[str, _Maker], ...] = (
    (r"\d{4}-\d{2}-\d{2}", _iso),
    (r"(?:ngay )?(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})(?:[/.-](?P<y>\d{4}|\d{2}))?", _dated),
    (r"(?:ngay |mung |mong )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?: nam (?P<y>\d{4}))?", _dated),
    (r"(?:sang |chieu |ngay )?hom nay|(?:sang|chieu|toi) nay", _from_today(0)),
    (r"(?:sang |chieu )?hom qua", _from_today(-1)),
    (r"(?:sang |chieu |ngay )?mai", _from_today(1)),
    (r"ngay kia", _from_today(2)),
    (_A_WEEKDAY, _weekday),
    (rf"(?:(?P<part>dau|cuoi|ca|het|not|tron) )?tuan(?: (?P<which>{_WHICH}))?", _week),
    (_A_MONTH, _month),
    (r"(?:(?:cuoi|het|ca|not) )?(?:hoc ky|hoc ki|hk)(?: (?:nay|(?P<n>1|2|ii?|mot|hai)))?", _semester),
    (r"(?:(?:cuoi|het|ca|not) )?nam hoc(?: nay)?", _school_year),
    (r"(?:cuoi|het|ca|not) nam(?: nay)?", _calendar_year),
    (r"(?:ngay |mung |mong )(?P<d>\d{1,2})", _day_of_month),
)
_ANY = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in _SPANS) + ")"
_START, _END = r"(?<!\S)", r"(?!\S)"
_FROM = r"(?:bat dau tu|bat dau|ke tu|tinh tu|tu)"
_TO = r"(?:\s*[-–—]\s*| (?:den|toi|cho den|cho toi)(?: het)? )"
_COUNT = (
    r"(?P<count>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|nua) (?P<what>ngay|hom|tuan|thang|nam)"
    r"(?! mai| kia| nay| \d| hoc)"
)
_OPEN = re.compile(
    rf"{_START}(?:(?:cho )?den khi(?: .*)?|cho toi khi(?: .*)?|vo thoi han|khong thoi han"
    rf"|chua (?:biet|ro|xac dinh) .*){_END}"
)
_RANGE = re.compile(rf"{_START}(?:{_FROM} )?(?P<one>{_ANY}){_TO}(?P<two>{_ANY}){_END}")
_SHORT_RANGE = re.compile(
    rf"{_START}(?:{_FROM} )?(?:ngay )?(?P<one>\d{{1,2}}){_TO}"
    rf"(?:ngay )?(?P<two>\d{{1,2}})(?P<rest>[/.]\d{{1,2}}(?:[/.]\d{{4}})?){_END}"
)
_BEGINS = re.compile(rf"{_START}{_FROM} (?P<one>{_ANY}){_END}")
_LASTS = re.compile(rf"{_START}(?<!thu )(?:trong )?{_COUNT}{_END}")
_ENDS = re.compile(rf"{_START}(?:den|toi|cho den|cho toi)(?: het)? (?P<two>{_ANY}){_END}")
_ALONE = re.compile(rf"{_START}(?P<one>{_ANY}){_END}")
_REST = re.compile(r"(?:het|not) .*")
"""What is left of a week or a month."""


def days_in(text: str, today: date, calendar: SchoolCalendar) -> Found | None:
    """The days named in words without accents; None where none are, or none that people mean."""
    at = _At(today, calendar)
    for look in (_open, _range, _short_range, _lasting, _ending, _beginning, _alone):
        try:
            found = look(text, at)
        except (ValueError, OverflowError):
            return None
        if found:
            return found if _are_plausible(found.days) else None
    return None


def _are_plausible(days: Days) -> bool:
    after = days.after
    return is_plausible(days.first) and (after is None or after == OPEN_END or is_plausible(after))


def _span(words: str, at: _At) -> _Span:
    for pattern, make in _SPANS:
        if found := re.fullmatch(pattern, words):
            return make(found, at)
    raise ValueError("no day is called that")


def _open(text: str, at: _At) -> Found | None:
    ends = _OPEN.search(text)
    if ends is None:
        return None
    begins = _BEGINS.search(text[: ends.start()])
    first = _span(begins["one"], at)[0] if begins else at.today
    return Found(Days(first, OPEN_END), (ends.span(), *([begins.span()] if begins else [])))


def _range(text: str, at: _At) -> Found | None:
    found = _RANGE.search(text)
    return Found(_between(found["one"], found["two"], at), (found.span(),)) if found else None


def _short_range(text: str, at: _At) -> Found | None:
    """As in "từ 5 đến 10/12"."""
    found = _SHORT_RANGE.search(text)
    if found is None:
        return None
    return Found(_between(found["one"] + found["rest"], found["two"] + found["rest"], at), (found.span(),))


def _between(one: str, two: str, at: _At) -> Days:
    first = _span(one, at)[0]
    last = _span(two, _At(at.today, at.calendar, first))[1]
    if last < first:
        raise ValueError("a leave that ends before it begins")
    if last < at.today and "thu" in one.split() and "tuan" not in f"{one} {two}":
        return Days(first + 7 * _DAY, last + 8 * _DAY)  # this week's are over, so the next ones are meant
    return Days(first, last + _DAY)


def _lasting(text: str, at: _At) -> Found | None:
    found = _LASTS.search(text)
    if found is None:
        return None
    rest = text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
    begins = _BEGINS.search(rest) or _ALONE.search(rest)
    first = _span(begins["one"], at)[0] if begins else at.today
    spots = (found.span(), *([begins.span()] if begins else []))
    return Found(Days(first, _after(first, found["count"], found["what"])), spots)


def _after(first: date, count: str, what: str) -> date:
    if count == "nua":
        return first + (15 if what == "thang" else 3) * _DAY if what != "nam" else _months_on(first, 6)
    number = _NUMBERS.get(count) or int(count)
    if what in {"ngay", "hom", "tuan"}:
        return first + number * (7 if what == "tuan" else 1) * _DAY
    return _months_on(first, number * (12 if what == "nam" else 1))


def _months_on(first: date, months: int) -> date:
    """The same day of a later month, or the first after it where there is none."""
    month = months_from(first.replace(day=1), months).after
    return min(month + (first.day - 1) * _DAY, month_of(month).after)


def _ending(text: str, at: _At) -> Found | None:
    found = _ENDS.search(text)
    if found is None:
        return None
    last = _span(found["two"], _At(at.today, at.calendar, at.today))[1]
    if last < at.today:
        raise ValueError("a leave that is over before it begins")
    return Found(Days(at.today, last + _DAY), (found.span(),))


def _beginning(text: str, at: _At) -> Found | None:
    found = _BEGINS.search(text)
    return Found(Days(_span(found["one"], at)[0], None), (found.span(),)) if found else None


def _alone(text: str, at: _At) -> Found | None:
    found = _ALONE.search(text)
    if found is None:
        return None
    first, last = _span(found["one"], at)
    if _REST.fullmatch(found["one"]):
        first = max(first, min(at.today, last))
    elif (
        found["one"].startswith(("thu ", "chu nhat", "cn"))
        and last < at.today
        and " " not in found["one"][6:]
    ):
        first, last = first + 7 * _DAY, last + 7 * _DAY
    return Found(Days(first, last + _DAY), (found.span(),))
