"""A staff list as an office keeps it: who stands in it, and what a person must look at before it is taken over.

Sums, sections ("I. Tổ Toán"), signatures and empty lines are no people. Identity numbers are never kept: a column of
codes that holds such numbers is passed over whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rules.columns import Line, Row, clean, heading
from rules.follower_list import day_of
from rules.names.readings import parts_of
from rules.names.words import may_be_family
from rules.phones import phone_of
from rules.staff_columns import (
    CODE,
    FAMILY,
    GIVEN,
    NAME,
    NUMBER,
    PHONE,
    POSITION,
    SINCE,
    UNIT,
    UNIT_CODE,
    Block,
    Sheet,
    blocks,
    heading_of,
    unused,
)
from rules.unit_list import code_of
from rules.unit_names import is_office, names_unit, unit_in, unit_name

LONGEST_NAME = 60
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
        "tổ",
        "khối",
        "ban",
        "bộ phận",
        "nhóm",
        "phòng",
        "văn phòng",
        "lớp",
        "điểm trường",
        "trường",
        "cán bộ",
        "giáo viên",
    ),
    *("nhân viên", "hợp đồng", "biên chế", "các", "đội ngũ", "chi bộ", "cụm"),
)
"""With their accents: "Tổ Toán" is no "Tô Toàn"."""
_ORDER_NUMBER = re.compile(r"^\d{1,4}\s*[.)/-]\s*")
_TITLE = re.compile(
    r"^(?:(?:Ông|Bà|Cô|Thầy|Đ/c|ThS|Th\.S|TS|ThS\.|TS\.|Mr|Ms)\.?:?\s+)+(?=\S+\s+\S)", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
_MARK = re.compile(r"[A-Za-z0-9]{1,4}")
_LETTERS = re.compile(
    "[a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ'’ .-]+", re.IGNORECASE
)
_IDENTITY = re.compile(r"\d{9}|\d{12}")
_PLAIN_SHEET = re.compile(
    r"(?:sheet|trang tinh|trang|ds|danh sach|bieu|mau|bang|data|gv|cb|cc|can bo|giao vien|nhan vien|vien chuc|tong hop"
    r"|nhan su|nam hoc|thang|staff|doi ngu)\w*(?: .*)?|"
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where it stands: the sheet's name and the row's number beside it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the list. `unit` is what the list calls the unit, "" where it names none; `phone` is +84…"""

    name: str
    unit: str = ""
    unit_code: str = ""
    position: str = ""
    code: str = ""
    phone: str = ""
    since: date | None = None
    place: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row is not simply taken: a key of the language files. `row` is what it would be."""

    place: Place
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: StaffRow | None = None


@dataclass(frozen=True, slots=True)
class StaffList:
    """`ignored` are the headings of columns nobody reads; `passed` the sheets without a list of people."""

    rows: tuple[StaffRow, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    ignored: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def read_staff(sheets: Iterable[Sheet], *, with_codes: bool = False) -> StaffList:
    """Everybody in the sheets. Staff codes are read only when they are asked for."""
    read: list[StaffRow | Doubt] = []
    ignored: list[str] = []
    passed: list[str] = []
    for sheet in sheets:
        found = list(blocks(sheet, with_codes=with_codes))
        unit = _title_unit(sheet, found[0]) if found else ""
        for block in found:
            codes = not _holds_identities(block)
            reader = _Reader(sheet.name, block, unit, with_codes=codes)
            read += reader.read()
            unit = reader.unit
            ignored += [*unused([block.table]), *([] if codes else [heading_of(block.header, CODE)])]
        passed += [] if found else [sheet.name]
    rows, doubtful = _compared(read)
    return StaffList(tuple(rows), tuple(doubtful), tuple(dict.fromkeys(ignored)), tuple(passed))


def _holds_identities(block: Block) -> bool:
    """A citizen's number has twelve digits, the older one nine; one of them gives the column away."""
    codes = (re.sub(r"[\s.]", "", line.said(CODE.key)) for line in block.table.lines)
    return any(_IDENTITY.fullmatch(code) for code in codes)


def _title_unit(sheet: Sheet, block: Block) -> str:
    """The one school that the rows above the header name, else the sheet's own name, else the one office."""
    titles = [unit for row in block.above for cell in row.cells if (unit := unit_in(clean(cell)))]
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
                    yield self._doubt(line, "staff.after_end", self._row(line))
                continue
            if texts or line.said(NAME.key):
                yield self._person(line, texts)

    def _texts(self, line: Line) -> list[str]:
        """All the row's words, without its number."""
        row = self._raw.get(line.number, Row(line.number, ()))
        cells = [clean(cell) for cell in row.cells]
        return [cell for cell in cells if cell and not cell.removesuffix(".").isdigit()]

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
        starts = any(f"{bare.lower()} ".startswith(f"{word} ") for word in _SECTION_WORDS)
        across = texts == [number] and not _is_like_a_person(bare)
        return (
            starts or across or ((marked or bool(_SECTION.fullmatch(told))) and not _is_like_a_person(bare))
        )

    def _person(self, line: Line, texts: list[str]) -> StaffRow | Doubt:
        row = self._row(line)
        if wrong := _wrong_with_name(row.name, line, texts):
            return self._doubt(line, wrong, None)
        if self._stands_alone(line, texts):
            return self._doubt(line, "staff.heading", row)
        if note := _note_in(_whole_name(line)):
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
        return self._numbered or not _is_like_a_person(_whole_name(line))

    def _row(self, line: Line) -> StaffRow:
        unit, unit_code = line.said(UNIT.key), line.said(UNIT_CODE.key)
        if not self._block.table.found & {UNIT.key, UNIT_CODE.key}:
            unit = self.unit
        return StaffRow(
            name=tidy_name(_whole_name(line)),
            unit=unit,
            unit_code=code_of(unit_code),
            position=", ".join(line.said(POSITION.key).split("\n")),
            code=code_of(line.said(CODE.key)) if self._with_codes else "",
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
    return " ".join(_name_cells(line))


def _is_like_a_person(words: str) -> bool:
    """A family's name comes first and a few words follow."""
    told = tidy_name(words)
    parts = parts_of(told)
    return len(parts) == 1 and 2 <= len(parts[0]) <= 6 and _is_name(told) and may_be_family(parts[0][0].heard)


def tidy_name(words: str) -> str:
    """Without its number, titles and notes, and not all in capitals."""
    told = _TITLE.sub("", _ORDER_NUMBER.sub("", clean(words)))
    told = _ASIDE.sub(lambda found: f" ({found[1]})" if _MARK.fullmatch(found[1]) else "", told)
    told = " ".join(told.split())
    return told if not (told.isupper() or told.islower()) else " ".join(map(_capital, told.split()))


def _capital(word: str) -> str:
    """H'HEN is H'Hen."""
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(?<=['’(-])", word))


def _note_in(words: str) -> str:
    notes = [found[1] for found in _ASIDE.finditer(words)]
    return next((note for note in notes if note.strip() and not _MARK.fullmatch(note)), "")


def _wrong_with_name(name: str, line: Line, texts: Sequence[str]) -> str:
    if not name:
        return "staff.name_missing" if texts else ""
    if len(name) > LONGEST_NAME or not _is_name(name):
        return "staff.name_wrong"
    missing_half = bool(line.said(FAMILY.key)) != bool(line.said(GIVEN.key))
    return "staff.name_short" if len(name.split()) < 2 or missing_half else ""


def _is_name(words: str) -> bool:
    """Letters of the Vietnamese alphabet, a mark in brackets at most, and no school's name."""
    told = _ASIDE.sub("", words)
    return bool(_LETTERS.fullmatch(told)) and bool(parts_of(told)) and not names_unit(told)


def _compared(read: Iterable[StaffRow | Doubt]) -> tuple[list[StaffRow], list[Doubt]]:
    """Rows that say the same person twice, or the same number of two people, are doubtful; the first is kept."""
    rows: list[StaffRow] = []
    doubtful: list[Doubt] = []
    seen = _Seen()
    for each in read:
        if isinstance(each, Doubt):
            doubtful.append(each)
        elif doubt := seen.doubt(each):
            doubtful.append(doubt)
        else:
            rows.append(each)
    return rows, doubtful


class _Seen:
    """Who came before, by everything that should be one person's only."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, ...], StaffRow] = {}

    def doubt(self, row: StaffRow) -> Doubt | None:
        unit = row.unit_code or heading(row.unit)
        keys = [
            ("code", row.code) if row.code else None,
            ("phone", row.phone) if row.phone else None,
            ("name", unit, row.name.casefold()),
        ]
        for key in filter(None, keys):
            first = self._by.get(key)
            if first and (why := _clash(key[0], first, row)):
                values = {"sheet": first.place.sheet, "first": first.place.row}
                return Doubt(row.place, why, values, row)
        for key in filter(None, keys):
            self._by.setdefault(key, row)
        return None


def _clash(shared: str, first: StaffRow, row: StaffRow) -> str:
    """Why two rows that share a code, a number or a name cannot both be taken; "" when they can."""
    if first.name.casefold() == row.name.casefold():
        told_apart = _differ(first.code, row.code) or (_differ(first.phone, row.phone) and shared == "name")
        same_unit = (first.unit_code or heading(first.unit)) == (row.unit_code or heading(row.unit))
        if shared == "name":
            same = (
                replace(first, place=row.place) == row
                or first.code == row.code != ""
                or first.phone == row.phone != ""
            )
            return "" if told_apart else ("staff.twice" if same else "staff.namesake")
        return "staff.twice" if same_unit else "staff.two_units"
    return {"code": "staff.code_twice", "phone": "staff.phone_twice"}.get(shared, "")


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
