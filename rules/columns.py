"""Tables as offices keep them: which row is the header, which column is meant by what stands in it.

Above the header there may be a letterhead and a title; below it the columns' numbers, the header once more on every
printed page, or a second header row ("Trang" over "Facebook" and "Zalo").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rules.calendar import plain

HEADER_WITHIN = 20
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_NUMBER_OF_COLUMN = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")
_NOTHING = {"", "khong", "khong co", "chua co", "chua", "ko", "n/a", "na", "none"}
_LONGEST_NOTHING = 12
_LONGEST_HEADING = 300
"""A cell of nothing but brackets would take minutes."""
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Column:
    """What to look for: the headings it goes by, best first, as `heading` leaves them.

    `several` columns may hold it together. It `spreads` when a cell merged over several lines holds for all of them.
    """

    key: str
    headings: tuple[str, ...]
    needed: bool = False
    several: bool = False
    spreads: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet under the number the office program shows beside it."""

    number: int
    cells: Sequence[str]

    def cell(self, place: int) -> str:
        return clean(self.cells[place]) if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells merged into one; all ends are included, rows by their number, columns from 0."""

    top: int
    left: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says under the wanted columns."""

    number: int
    cells: Mapping[str, str]

    def said(self, key: str) -> str:
        """The cell's words; a dash or "không có" says nothing."""
        words = self.cells.get(key, "")
        return "" if says_nothing(words) else words


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[Line, ...]
    found: frozenset[str]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a list: a key of the language files and the values of its text."""

    line: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def clean(cell: str) -> str:
    """One form of Unicode, single blanks, nothing invisible."""
    if cell.isascii() and cell.isalnum():
        return cell
    seen = _CONTROL.sub(" ", _INVISIBLE.sub("", cell))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def heading(cell: str) -> str:
    """A heading's bare words: "Mã ĐV (*)" is "ma dv"."""
    return _known_heading(cell) if len(cell) <= _SHORT else _heading(cell)


def _heading(cell: str) -> str:
    told = cell[:_LONGEST_HEADING]
    return _bare(_ASIDE.sub(" ", told)) or _bare(told)


_known_heading = lru_cache(maxsize=1 << 14)(_heading)
"""The cells of a column say the same few things over and over."""


def _bare(words: str) -> str:
    return " ".join(_NOT_A_WORD.sub(" ", plain(words)).split())


def says_nothing(words: str) -> bool:
    return len(words) <= _LONGEST_NOTHING and _is_nothing(words)


@lru_cache(maxsize=1 << 12)
def _is_nothing(words: str) -> bool:
    return plain(words) in _NOTHING or not _NOT_A_WORD.sub("", words)


def find_table(rows: Sequence[Row], columns: Sequence[Column], merged: Iterable[Merged] = ()) -> Table | None:
    """The table under the first header row that names every needed column; None where there is none."""
    full = [row for row in rows if any(map(str.strip, row.cells))]
    for position, row in enumerate(full[:HEADER_WITHIN]):
        where = _columns_in(row, columns)
        if where and {column.key for column in columns if column.needed} <= set(where.values()):
            return _below(row, full[position + 1 :], where, columns, merged)
    return None


def _columns_in(row: Row, columns: Sequence[Column]) -> dict[int, str]:
    """Which place holds what. Of two columns for the same thing the better named is taken, then the first."""
    named = [_headings_of(row.cell(place)) for place in range(len(row.cells))]
    where: dict[int, str] = {}
    for column in columns:
        ranks = [
            (column.headings.index(name), place)
            for place, names in enumerate(named)
            if place not in where
            for name in names
            if name in column.headings
        ]
        taken = sorted(ranks) if column.several else sorted(ranks)[:1]
        where |= {place: column.key for _, place in taken}
    return where


def _headings_of(cell: str) -> tuple[str, ...]:
    """Also each half of a heading in two languages: "Mã / Code"."""
    return tuple(dict.fromkeys(map(heading, (cell, *cell.split("/"))))) if cell else ()


def _below(
    header: Row,
    rows: list[Row],
    where: dict[int, str],
    columns: Sequence[Column],
    merged: Iterable[Merged],
) -> Table:
    unused = [header.cell(place) for place in range(len(header.cells)) if place not in where]
    if rows and (more := _second_header(rows[0], columns)):
        where = where | more
        rows = rows[1:]
    if rows and _numbers_the_columns(rows[0]):
        rows = rows[1:]
    named = list(map(clean, header.cells))
    spread = _spread(rows, where, columns, merged)
    lines = (
        Line(row.number, _said(row, where, spread)) for row in rows if list(map(clean, row.cells)) != named
    )
    return Table(
        tuple(line for line in lines if any(line.cells.values())),
        frozenset(where.values()),
        tuple(dict.fromkeys(filter(None, unused))),
    )


def _second_header(row: Row, columns: Sequence[Column]) -> dict[int, str]:
    """The columns named one row further down, if that row holds nothing but such names."""
    several = [column for column in columns if column.several]
    names = _columns_in(row, several)
    filled = {place for place in range(len(row.cells)) if row.cell(place)}
    return names if filled and filled == names.keys() else {}


def _numbers_the_columns(row: Row) -> bool:
    """Forms number their columns: (1) (2) (3), or A B 1 2."""
    told = [_NUMBER_OF_COLUMN.fullmatch(cell) for cell in map(clean, row.cells) if cell]
    marks = [found[1] for found in told if found]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    letters = [mark.upper() for mark in marks if not mark.isdigit()]
    in_order = numbers == list(range(1, 1 + len(numbers))) and letters == list("ABCDEFGH"[: len(letters)])
    return len(marks) == len(told) > 2 and in_order


def _spread(
    rows: Sequence[Row], where: Mapping[int, str], columns: Sequence[Column], merged: Iterable[Merged]
) -> dict[tuple[int, int], str]:
    """What merged cells say on their further lines. This is in the file and no guess."""
    spreading = {column.key for column in columns if column.spreads}
    by_number = {row.number: row for row in rows}
    return {
        (number, block.left): by_number[block.top].cell(block.left)
        for block in merged
        if where.get(block.left) in spreading and block.top in by_number
        for number in range(block.top + 1, block.bottom + 1)
        if number in by_number
    }


def _said(row: Row, where: Mapping[int, str], spread: Mapping[tuple[int, int], str]) -> dict[str, str]:
    """What stands in several columns for the same thing stands on lines of its own."""
    cells: dict[str, str] = {}
    for place, key in _places(where):
        if words := row.cell(place) or spread.get((row.number, place), ""):
            cells[key] = f"{cells[key]}\n{words}" if key in cells else words
    return cells


def _places(where: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    yield from sorted(where.items())
