"""A list of how many follow each page, as somebody read it off the pages on some day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.columns import Column, Line, Problem
from rules.page_addresses import addresses_in, page_address
from rules.unit_list import CODE, PAGES, code_of

_SHOWN = 80
_MOST = 2_000_000_000
_NO_FOLLOWERS = "website"
_WHICH = Column(
    "page_or_code", (*CODE.headings, *PAGES.headings, "don vi", "truong"), needed=True, several=True
)
_FOLLOWERS = Column(
    "followers",
    (
        *(
            "so nguoi theo doi",
            "nguoi theo doi",
            "luot theo doi",
            "so luot theo doi",
            "theo doi",
            "so theo doi",
        ),
        *("so tai khoan theo doi", "so thanh vien", "so luong", "followers", "follower", "follows"),
    ),
    needed=True,
)
_DAY = Column("day", ("ngay", "ngay dem", "ngay ghi nhan", "thoi diem", "tinh den ngay", "date", "day"))
FOLLOWER_COLUMNS = (_WHICH, _FOLLOWERS, _DAY)

_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d+")
_SHORT = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))? ?(k|n|nghìn|ngàn|tr|triệu|m)", re.IGNORECASE)
_THOUSANDS = {"k", "n", "nghìn", "ngàn"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_SPOKEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """The page is named by its `key`, or by the `code` of the unit that has it."""

    line: int
    key: str
    code: str
    followers: int
    day: date

    @property
    def which(self) -> str:
        return self.key or self.code


@dataclass(frozen=True, slots=True)
class KnownPage:
    id: int
    key: str
    platform: str
    code: str


@dataclass(frozen=True, slots=True)
class FollowerList:
    rows: tuple[FollowerRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    page_id: int
    day: date
    followers: int


def read_followers(lines: Iterable[Line], today: date) -> FollowerList:
    """What the lines say; a line without a day is about today."""
    rows: list[FollowerRow] = []
    problems: list[Problem] = []
    for line in lines:
        read = _read(line, today)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            rows.append(read)
    return FollowerList(tuple(rows), tuple(problems))


def _read(line: Line, today: date) -> FollowerRow | Problem:
    which = line.said(_WHICH.key)
    if not which:
        return Problem(line.number, "followers.page_missing")
    followers = number_of(line.said(_FOLLOWERS.key))
    if followers is None:
        shown = line.cells.get(_FOLLOWERS.key, "")[:_SHOWN]
        return Problem(line.number, "followers.number_wrong", {"number": shown})
    told = line.said(_DAY.key)
    day = day_of(told) if told else today
    if day is None or day > today:
        return Problem(line.number, "followers.day_wrong", {"day": told[:_SHOWN]})
    key, code = _page_in(which)
    return FollowerRow(line.number, key, code, followers, day)


def _page_in(which: str) -> tuple[str, str]:
    """The page's key and the unit's code; beside an address a code says nothing more."""
    words = addresses_in(which)
    keys = [page.key for page in map(page_address, words) if page]
    if keys and len(words) > 1:
        return keys[0], ""
    return keys[0] if keys else "", code_of(which)


def number_of(words: str) -> int | None:
    """1234, 1.234, 1,234, 1 234, and 12,5K as Facebook shows it."""
    if _GROUPED.fullmatch(words) and len(words) < 20:
        number = int(re.sub(r"[., ]", "", words))
    elif short := _SHORT.fullmatch(words):
        times = 1_000 if short[3].lower() in _THOUSANDS else 1_000_000
        number = int(short[1]) * times + int((short[2] or "0").ljust(2, "0")) * times // 100
    else:
        return None
    return number if number <= _MOST else None


def day_of(words: str) -> date | None:
    """2025-11-17 as spreadsheets keep it, 17/11/2025 as people write it."""
    if iso := _ISO.fullmatch(words):
        year, month, day = map(int, iso.groups())
    elif spoken := _SPOKEN.fullmatch(words):
        day, month, year = map(int, spoken.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_pages(
    rows: Sequence[FollowerRow], pages: Iterable[KnownPage]
) -> tuple[list[Follows], list[Problem]]:
    """Which page each row is about. A code means the unit's only page that can have followers."""
    by_key: dict[str, list[KnownPage]] = defaultdict(list)
    by_code: dict[str, list[KnownPage]] = defaultdict(list)
    for page in pages:
        by_key[page.key].append(page)
        if page.platform != _NO_FOLLOWERS:
            by_code[page.code].append(page)
    found: dict[tuple[int, date], Follows] = {}
    problems: list[Problem] = []
    for row in rows:
        fitting = by_key.get(row.key) or by_code.get(row.code, [])
        follows = [Follows(page.id, row.day, row.followers) for page in fitting]
        if len(follows) != 1:
            key = "followers.page_unclear" if follows else "followers.page_unknown"
            problems.append(Problem(row.line, key, {"page": row.which[:_SHOWN]}))
        elif found.setdefault((follows[0].page_id, row.day), follows[0]) != follows[0]:
            problems.append(Problem(row.line, "followers.twice", {"page": row.which[:_SHOWN]}))
    return list(found.values()), problems
