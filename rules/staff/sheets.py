"""A staff list as an office keeps it: who stands in it, and what a person must look at before it is taken over.

Sums, sections ("I. Tổ Toán"), signatures and empty lines are no people. Identity numbers are never kept: a column of
codes that holds such numbers is passed over whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.columns import Line, Row, clean, heading
from rules.follower_list import day_of
from rules.phones import phone_of
from rules.staff.columns import (
    CODE,
    FAMILY,
    GIVEN,
    NAME,
    NUMBER,
    PHONE,
    POSITION,
    REASON,
    SINCE,
    UNIT,
    UNIT_CODE,
    Block,
    Sheet,
    blocks,
    heading_of,
    unused,
)
from rules.staff.doubles import compared
from rules.staff.names import is_like_a_person, is_name, note_in, tidy_name
from rules.staff.rows import Doubt, Place, StaffRow
from rules.unit_list import LONGEST_CODE, code_of
from rules.unit_names import is_office, names_unit, unit_in, unit_name

LONGEST_NAME = 60
_LONGEST_TEXT = 200
_SHOWN = 60
_TOTAL = re.compile(
    r"(?:tong cong|tong so|cong|tong|total)(?: \d.*)?|(?:tong cong|tong so|danh sach (?:nay )?(?:co|gom)) .*"
)
_END = re.compile(
    r"nguoi lap.*|(?:thu truong|xac nhan cua)\b.*|ky (?:va )?(?:ghi ro|ten|dong dau).*|(?:k t|kt|t m|tm) .*"
)
_DATED = re.compile(r".*\bngay .{0,14}\bthang\b.*")
_SIGNER = {
    "hieu truong",
    "pho hieu truong",
    "truong phong",
    "pho truong phong",
    "giam doc",
    "ke toan",
    "k t hieu truong",
}
_SECTION = re.compile(r"(?:[IVX]+|[A-H])\s*[.)/:-]+\s*\S.*|[IVX]+|[A-H]")
_SECTION_WORDS = (
    *(
        "tổ ",
        "khối ",
        "ban ",
        "bộ phận ",
        "nhóm ",
        "phòng ",
        "văn phòng ",
        "lớp ",
        "điểm trường ",
        "trường ",
        "cụm ",
    ),
    *("cán bộ ", "giáo viên ", "nhân viên ", "hợp đồng ", "biên chế ", "các ", "đội ngũ ", "chi bộ "),
)
"""With their accents: "Tổ Toán" is no "Tô Toàn"."""
_IDENTITY = re.compile(r"\d{9}|\d{12}")
_PLAIN_SHEET = re.compile(
    r"(?:sheet|trang tinh|trang|ds|danh sach|bieu|mau|bang|data|gv|cb|cc|can bo|giao vien|nhan vien|vien chuc|tong hop"
    r"|nhan su|nam hoc|thang|staff|doi ngu)\w*(?: .*)?|"
)


@dataclass(frozen=True, slots=True)
class StaffList:
    """`ignored` are the headings of columns nobody reads; `passed` the sheets without a list of people.

    `said` is what stands in every row, as it was written; identity numbers are not among it.
    """

    rows: tuple[StaffRow, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    ignored: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    said: Mapping[Place, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)


def read_staff(sheets: Iterable[Sheet], *, with_codes: bool = False) -> StaffList:
    """Everybody in the sheets. Staff codes are read only when they are asked for."""
    read: list[StaffRow | Doubt] = []
    said: dict[Place, Mapping[str, str]] = {}
    ignored: list[str] = []
    passed: list[str] = []
    for sheet in sheets:
        found = list(blocks(sheet, with_codes=with_codes))
        unit = _title_unit(sheet, found[0]) if found else ""
        for block in found:
            codes = not _holds_identities(block)
            reader = _Reader(sheet.name, block, unit, with_codes=codes)
            read += reader.read()
            said |= reader.said
            unit = reader.unit
            ignored += [*unused([block.table]), *([] if codes else [heading_of(block.header, CODE)])]
        passed += [] if found else [sheet.name]
    rows, doubtful = compared(read)
    return StaffList(tuple(rows), tuple(doubtful), tuple(dict.fromkeys(ignored)), tuple(passed), said)


def _holds_identities(block: Block) -> bool:
    """A citizen's number has twelve digits, the older one nine; one of them gives the column away."""
    codes = (re.sub(r"[\s.]", "", line.said(CODE.key)) for line in block.table.lines)
    return any(_IDENTITY.fullmatch(code) for code in codes)


def _title_unit(sheet: Sheet, block: Block) -> str:
    """The one school that the rows above the header name, else the sheet's own name, else the one office."""
    titles = [
        unit for row in block.above for cell in row.cells if (unit := unit_in(clean(cell[:_LONGEST_TEXT])))
    ]
    alike = {(name.kinds, name.plain): unit for unit in titles if (name := unit_name(unit))}
    schools = [unit for unit in alike.values() if not is_office(unit)]
    if len(schools) == 1:
        return schools[0]
    words = clean(sheet.name)
    if names_unit(words) or not (_PLAIN_SHEET.fullmatch(heading(words)) or re.search(r"\d", words)):
        return words
    offices = [unit for unit in alike.values() if is_office(unit)]
    return offices[0] if len(offices) == 1 and not schools else ""


class _Reader:
    """Goes through one table from top to bottom."""

    def __init__(self, sheet: str, block: Block, unit: str, *, with_codes: bool) -> None:
        self.unit = unit
        self.said: dict[Place, Mapping[str, str]] = {}
        self._sheet, self._block, self._with_codes = sheet, block, with_codes
        self._raw = {row.number: row for row in block.rows}
        self._numbered = any(line.said(NUMBER.key).isdigit() for line in block.table.lines)
        self._only_names = block.table.found <= {NAME.key, FAMILY.key, GIVEN.key, NUMBER.key}
        self._above = ("", "")
        self._ended = False

    def read(self) -> Iterator[StaffRow | Doubt]:
        for line in self._block.table.lines:
            texts = self._texts(line)
            if _is_total(texts) or self._is_end(line, texts) or self._is_section(line, texts):
                continue
            if self._ended and not line.said(NUMBER.key).isdigit():
                if len(texts) > 1 and not self._only_names:
                    self._note(line)
                    yield self._doubt(line, "staff.after_end", self._row(line))
                continue
            if texts or line.said(NAME.key):
                self._note(line)
                yield self._person(line, texts)

    def _note(self, line: Line) -> None:
        """What the row says; where there is no column for the unit, the title or a section said that."""
        hidden = set() if self._with_codes else {CODE.key}
        named = {} if self._block.table.found & {UNIT.key, UNIT_CODE.key} else {UNIT.key: self.unit}
        cells = {key: words for key, words in line.cells.items() if key not in hidden}
        self.said[Place(self._sheet, line.number)] = named | cells

    def _texts(self, line: Line) -> list[str]:
        """All the row's words, without its number and what we wrote beside it."""
        row = self._raw.get(line.number, Row(line.number, ()))
        cells = [clean(cell[:_LONGEST_TEXT]) for cell in row.cells if cell]
        ours = clean(line.cells.get(REASON.key, "")[:_LONGEST_TEXT])
        return [cell for cell in cells if cell and cell != ours and not cell.removesuffix(".").isdigit()]

    def _is_end(self, line: Line, texts: list[str]) -> bool:
        """Date, "Người lập biểu", the signer's office: the list is over, what follows are signatures."""
        if line.said(NUMBER.key).isdigit() or not texts:
            return False
        told = list(map(heading, texts))
        ends = all(_END.fullmatch(words) or words in _SIGNER for words in told)
        if ends or (len(told) == 1 and _DATED.fullmatch(told[0])):
            self._ended = True
            return True
        return False

    def _is_section(self, line: Line, texts: list[str]) -> bool:
        """One text alone in its row, or behind a Roman number; a school's name is the unit of what follows."""
        number = line.said(NUMBER.key)
        if number.removesuffix(".").isdigit() or len(texts) > 2 or not texts:
            return False
        told = texts[-1]
        marked = bool(_SECTION.fullmatch(texts[0])) and texts[0] != told
        if len(texts) == 2 and not marked:
            return False
        bare = re.sub(r"^(?:[IVX]+|[A-H]|\d+)\s*[.)/:-]+\s*", "", told)
        if names_unit(bare):
            self.unit, self._ended = bare, False
            return True
        starts = f"{bare.lower()} ".startswith(_SECTION_WORDS)
        across = texts == [number] and not is_like_a_person(bare)
        return starts or across or ((marked or bool(_SECTION.fullmatch(told))) and not is_like_a_person(bare))

    def _person(self, line: Line, texts: list[str]) -> StaffRow | Doubt:
        row = self._row(line)
        if wrong := _wrong_with_name(row.name, line, texts):
            return self._doubt(line, wrong, None)
        if self._stands_alone(line, texts):
            return self._doubt(line, "staff.heading", row)
        if note := note_in(_whole_name(line)):
            return self._doubt(line, "staff.name_note", row, note=note[:_SHOWN])
        if line.said(PHONE.key) and not row.phone:
            return self._doubt(line, "staff.phone_wrong", row)
        if line.said(SINCE.key) and row.since is None:
            return self._doubt(line, "staff.day_wrong", row, day=line.said(SINCE.key)[:_SHOWN])
        return self._placed(line, row)

    def _placed(self, line: Line, row: StaffRow) -> StaffRow | Doubt:
        """A list with a column for units names it on every row, or only on the first of a unit."""
        if not self._block.table.found & {UNIT.key, UNIT_CODE.key}:
            return row
        if row.unit or row.unit_code:
            self._above = (row.unit, row.unit_code)
        elif any(self._above):
            unit, code = self._above
            above = replace(row, unit=unit, unit_code=code)
            return self._doubt(line, "staff.unit_above", above, unit=unit or code)
        return row

    def _stands_alone(self, line: Line, texts: list[str]) -> bool:
        """A text without a number and without anything beside it: a person or a heading?"""
        number = line.said(NUMBER.key)
        beside = [told for told in texts if told != number]
        if len(beside) > len(_name_cells(line)) or number.isdigit():
            return False
        return self._numbered or not is_like_a_person(_whole_name(line))

    def _row(self, line: Line) -> StaffRow:
        unit, unit_code = line.said(UNIT.key), line.said(UNIT_CODE.key)
        if not self._block.table.found & {UNIT.key, UNIT_CODE.key}:
            unit = self.unit
        return StaffRow(
            name=tidy_name(_whole_name(line)),
            unit=unit[:_LONGEST_TEXT],
            unit_code=code_of(unit_code)[:LONGEST_CODE],
            position=", ".join(line.said(POSITION.key).split("\n"))[:_LONGEST_TEXT],
            code=code_of(line.said(CODE.key))[:LONGEST_CODE] if self._with_codes else "",
            phone=phone_of(line.said(PHONE.key)) or "",
            since=day_of(line.said(SINCE.key)),
            place=Place(self._sheet, line.number),
        )

    def _doubt(self, line: Line, key: str, row: StaffRow | None, **values: object) -> Doubt:
        return Doubt(Place(self._sheet, line.number), key, values, row)


def _is_total(texts: Sequence[str]) -> bool:
    return bool(texts) and bool(_TOTAL.fullmatch(heading(texts[0])))


def _name_cells(line: Line) -> list[str]:
    return list(filter(None, (line.said(NAME.key), line.said(FAMILY.key), line.said(GIVEN.key))))


def _whole_name(line: Line) -> str:
    return " ".join(_name_cells(line))[:_LONGEST_TEXT]


def _wrong_with_name(name: str, line: Line, texts: Sequence[str]) -> str:
    if not name:
        return "staff.name_missing" if texts else ""
    if len(name) > LONGEST_NAME or not is_name(name):
        return "staff.name_wrong"
    missing_half = bool(line.said(FAMILY.key)) != bool(line.said(GIVEN.key))
    return "staff.name_short" if len(name.split()) < 2 or missing_half else ""
