"""The columns of a staff list under the headings offices give them, and the tables of a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rules.columns import HEADER_WITHIN, Column, Merged, Row, Table, find_table, heading

_WHO = (
    "",
    "giao vien",
    "can bo",
    "nhan vien",
    "cbgv",
    "cbgvnv",
    "cbgv nv",
    "cb gv",
    "cb gv nv",
    "can bo giao vien",
    "vien chuc",
    "gv",
    "nguoi",
)
NUMBER = Column("number", ("stt", "so tt", "so thu tu", "tt", "no"))
NAME = Column(
    "name",
    (
        *(
            f"{lead} {who}".strip()
            for lead in ("ho va ten", "ho ten", "ten")
            for who in _WHO
            if who or lead != "ten"
        ),
        *(
            "ho va ten can bo giao vien nhan vien",
            "ho ten can bo giao vien nhan vien",
            "ten day du",
            "ho va ten khai sinh",
        ),
        *("full name", "name", "teacher"),
    ),
)
FAMILY = Column(
    "family",
    (
        *(
            "ho va ten dem",
            "ho dem",
            "ho va dem",
            "ho ten dem",
            "ho va chu dem",
            "ho lot",
            "ho va chu lot",
            "ho chu lot",
        ),
        *("ho va ten lot", "ho va lot", "ho", "last name"),
    ),
)
GIVEN = Column("given", ("ten", "ten goi", "first name"))
UNIT = Column(
    "unit",
    (
        *(
            "don vi",
            "don vi cong tac",
            "truong",
            "ten don vi",
            "ten truong",
            "truong cong tac",
            "noi cong tac",
            "co quan",
        ),
        *(
            "co quan cong tac",
            "don vi truong",
            "noi lam viec",
            "don vi lam viec",
            "co so",
            "don vi dang cong tac",
        ),
        *("dang cong tac tai", "unit", "school"),
    ),
    spreads=True,
)
UNIT_CODE = Column(
    "unit_code",
    (
        "ma don vi",
        "ma truong",
        "ma dv",
        "ma co so",
        "ma so don vi",
        "ma don vi cong tac",
        "unit code",
        "school code",
    ),
    spreads=True,
)
POSITION = Column(
    "position",
    (
        *(
            "chuc vu",
            "chuc danh",
            "nhiem vu",
            "chuc vu chuc danh",
            "chuc danh chuc vu",
            "chuc vu nhiem vu",
            "vi tri",
        ),
        *(
            "vi tri viec lam",
            "cong viec",
            "nhiem vu duoc giao",
            "nhiem vu phan cong",
            "cong viec duoc giao",
            "phan cong",
        ),
        *("phan cong nhiem vu", "nhiem vu duoc phan cong", "chuc vu hien tai", "position", "role"),
    ),
    several=True,
)
CODE = Column(
    "code",
    (
        *(
            "ma gv",
            "ma giao vien",
            "ma cbgv",
            "ma cbgvnv",
            "ma can bo",
            "ma nv",
            "ma nhan vien",
            "ma vien chuc",
            "ma so gv",
        ),
        *(
            "ma so giao vien",
            "ma so can bo",
            "ma so cb",
            "ma dinh danh",
            "ma dinh danh gv",
            "ma dinh danh giao vien",
        ),
        *("ma moet", "ma so", "ma", "staff code", "code"),
    ),
)
PHONE = Column(
    "phone",
    (
        *(
            "so dien thoai",
            "dien thoai",
            "sdt",
            "so dt",
            "dt",
            "dien thoai di dong",
            "so dien thoai di dong",
            "di dong",
        ),
        *(
            "dtdd",
            "so dtdd",
            "so di dong",
            "dien thoai lien he",
            "so dien thoai lien he",
            "so dien thoai zalo",
            "so zalo",
        ),
        *("sdt zalo", "sdt lien he", "zalo", "phone", "phone number", "mobile"),
    ),
)
SINCE = Column(
    "since",
    (
        *(
            "ngay vao",
            "ngay vao truong",
            "ngay ve truong",
            "ngay ve don vi",
            "ngay vao don vi",
            "ngay nhan cong tac",
        ),
        *("ngay bat dau", "ngay ve", "tu ngay", "since", "start date"),
    ),
)
REASON = Column("reason", ("can xem lai", "to be looked at"))
"""What we wrote beside the rows of a list that somebody corrects and sends again."""
STAFF_COLUMNS = (NAME, FAMILY, UNIT_CODE, UNIT, POSITION, CODE, PHONE, SINCE)
_TELLING = {UNIT.key, UNIT_CODE.key, POSITION.key, PHONE.key, CODE.key}
_SHORT_NAME = replace(NAME, headings=GIVEN.headings)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file as its rows of text."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[Merged] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A table of a sheet with the rows that stand between it and what is above it."""

    above: tuple[Row, ...]
    header: Row
    table: Table
    rows: tuple[Row, ...]


def blocks(sheet: Sheet, *, with_codes: bool) -> Iterator[Block]:
    """The tables of a sheet, one under the other. A header on every printed page is one table."""
    full = [row for row in sheet.rows if any(map(str.strip, row.cells))]
    starts = list(_headers(full, with_codes=with_codes))
    for order, (start, header, columns) in enumerate(starts):
        end = starts[order + 1][0] if order + 1 < len(starts) else len(full)
        rows = tuple(row for row in full[start + 1 : end] if row.cells != full[start].cells)
        if table := find_table([header, *rows], columns, sheet.merged):
            yield Block(() if order else tuple(full[:start]), header, table, rows)


def _headers(full: Sequence[Row], *, with_codes: bool) -> Iterator[tuple[int, Row, tuple[Column, ...]]]:
    """Where tables begin, under which header; the same header once more begins none."""
    known: Sequence[str] = ()
    for place, row in enumerate(full):
        if (place < HEADER_WITHIN or known) and row.cells != known and _may_be_header(row):
            header = _named_halves(row, full[place + 1 :])
            if columns := _columns_of(header, with_codes=with_codes):
                known = row.cells
                yield place, header, columns


_FIRST_WORDS = ("ho", "ten", "can bo", "giao vien", "full", "name", "first", "last", "teacher")


_NAMING = frozenset((*NAME.headings, *FAMILY.headings, *GIVEN.headings))


def _may_be_header(row: Row) -> bool:
    """Quick and generous; most rows of a list are people."""
    told = [(cell, heading(cell)) for cell in row.cells if cell]
    starts = any(len(cell) < 60 and words.startswith(_FIRST_WORDS) for cell, words in told)
    return starts and any(words in _NAMING or "/" in cell for cell, words in told)


def _columns_of(header: Row, *, with_codes: bool) -> tuple[Column, ...]:
    """The columns to look for under this header: the name in one or in two, else none at all."""
    others = (NUMBER, UNIT_CODE, UNIT, POSITION, PHONE, SINCE, REASON, *((CODE,) if with_codes else ()))
    whole = (replace(NAME, needed=True),)
    halves = (replace(FAMILY, needed=True), replace(GIVEN, needed=True))
    short = (replace(_SHORT_NAME, needed=True),)
    for names in (whole, halves, short):
        columns = (*names, *others)
        found = find_table([header], columns)
        if found and (names is not short or found.found & _TELLING):
            return columns
    return ()


def _named_halves(header: Row, below: Sequence[Row]) -> Row:
    """A heading merged over two columns names the family and the given name: "Họ và tên" | ""."""
    cells = [header.cell(place) for place in range(len(header.cells))]
    for place in range(len(cells) - 1):
        names_people = heading(cells[place]) in NAME.headings and not cells[place + 1]
        if names_people and _hold_given_names(below, place):
            cells[place : place + 2] = ["Họ đệm", "Tên"]
            return Row(header.number, cells)
    return header


def _hold_given_names(rows: Sequence[Row], place: int) -> bool:
    """Whether many who have something under the heading have a word or two beside it, and hardly anybody more."""
    beside = [heading(row.cell(place + 1)) for row in rows if row.cell(place)]
    filled = [words for words in beside if words]
    short = sum(len(words.split()) <= 2 for words in filled)
    return len(filled) * 3 > len(beside) and short * 3 > len(filled) * 2


def heading_of(header: Row, column: Column) -> str:
    """What the list calls a column."""
    cells = (header.cell(place) for place in range(len(header.cells)))
    return next((cell for cell in cells if cell and heading(cell) in column.headings), "")


def unused(tables: Iterable[Table]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for table in tables for name in table.unused))
