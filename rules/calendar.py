"""Days, weeks and months as schools count them, and the phrases in which people name them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Half open: `first` belongs to it, `after` no longer does."""

    kind: PeriodKind
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def code(self) -> str:
        """A name for programs, which `parse_period` reads again."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%d/%m/%Y}-{self.last:%d/%m/%Y}"


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day a message counts for: its own time on the clocks of the configured zone."""
    return moment.astimezone(zone).date()


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(PeriodKind.WEEK, monday, monday + timedelta(days=7))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(PeriodKind.MONTH, first, _months_later(first, 1))


def quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(PeriodKind.QUARTER, first, _months_later(first, 3))


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def plain(phrase: str) -> str:
    """Lower case, without accents and double blanks, as people type in a hurry."""
    bare = unicodedata.normalize("NFKD", phrase.lower().replace("đ", "d"))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(letters.split())


def parse_period(phrase: str, today: date) -> Period | None:
    """The period a phrase names, None when it names none. An empty phrase means this week."""
    words = plain(phrase)
    for pattern, make in _PHRASES:
        match = re.fullmatch(pattern, words)
        if match:
            try:
                return make(match, today)
            except (ValueError, OverflowError):
                return None
    return None


def _this_week(_match: re.Match[str], today: date) -> Period:
    return week_of(today)


def _last_week(_match: re.Match[str], today: date) -> Period:
    return week_of(today - timedelta(days=7))


def _this_month(_match: re.Match[str], today: date) -> Period:
    return month_of(today)


def _last_month(_match: re.Match[str], today: date) -> Period:
    return month_of(today.replace(day=1) - timedelta(days=1))


def _this_quarter(_match: re.Match[str], today: date) -> Period:
    return quarter_of(today)


def _numbered_week(match: re.Match[str], today: date) -> Period:
    """A number alone means the last time such a week began."""
    week, year = int(match["n"]), match["year"]
    if year:
        return week_of(date.fromisocalendar(int(year), week, 1))
    this_year = today.isocalendar().year
    if week <= today.isocalendar().week:
        return week_of(date.fromisocalendar(this_year, week, 1))
    return week_of(date.fromisocalendar(this_year - 1, week, 1))


def _numbered_month(match: re.Match[str], today: date) -> Period:
    month, year = int(match["n"]), match["year"]
    if year:
        return month_of(date(int(year), month, 1))
    return month_of(date(today.year if month <= today.month else today.year - 1, month, 1))


def _numbered_quarter(match: re.Match[str], today: date) -> Period:
    quarter, year = int(match["n"]), match["year"]
    first_month = 3 * quarter - 2
    if year:
        return quarter_of(date(int(year), first_month, 1))
    return quarter_of(date(today.year if first_month <= today.month else today.year - 1, first_month, 1))


def _range(match: re.Match[str], today: date) -> Period:
    last = _day(match["to"], today.year)
    first = _day(match["from"], last.year)
    if first > last:
        first = first.replace(year=first.year - 1)
    return Period(PeriodKind.RANGE, first, last + timedelta(days=1))


def _single_day(match: re.Match[str], today: date) -> Period:
    day = _day(match["day"], today.year)
    return Period(PeriodKind.RANGE, day, day + timedelta(days=1))


def _day(written: str, year: int) -> date:
    parts = [int(part) for part in re.split(r"[/.]", written)]
    return date(parts[2] if len(parts) > 2 else year, parts[1], parts[0])


_YEAR = r"(?:\s*(?:/|-|nam|of)?\s*(?P<year>\d{4}))?"
_DAY = r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{4})?"
_PHRASES: tuple[tuple[str, Callable[[re.Match[str], date], Period]], ...] = (
    (r"|tuan|tuan nay|this week|week", _this_week),
    (r"tuan truoc|tuan qua|tuan vua roi|last week", _last_week),
    (r"thang|thang nay|this month|month", _this_month),
    (r"thang truoc|thang qua|last month", _last_month),
    (r"quy|quy nay|this quarter|quarter", _this_quarter),
    (rf"(?:tuan|week|t|w)\s*(?:thu )?(?P<n>\d{{1,2}}){_YEAR}", _numbered_week),
    (r"(?P<year>\d{4})-w(?P<n>\d{1,2})", _numbered_week),
    (rf"(?:thang|month)\s*(?P<n>\d{{1,2}}){_YEAR}", _numbered_month),
    (r"(?P<year>\d{4})-(?P<n>\d{1,2})", _numbered_month),
    (r"(?P<n>\d{1,2})[/-](?P<year>\d{4})", _numbered_month),
    (rf"(?:quy|quarter|q)\s*(?P<n>[1-4]){_YEAR}", _numbered_quarter),
    (r"(?P<year>\d{4})-q(?P<n>[1-4])", _numbered_quarter),
    (rf"(?:tu )?(?P<from>{_DAY})\s*(?:-|–|—|den|to)\s*(?P<to>{_DAY})", _range),
    (rf"(?:ngay )?(?P<day>{_DAY})", _single_day),
)
