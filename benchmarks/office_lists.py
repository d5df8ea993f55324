"""A province's lists as its offices keep them: 530 units and 18,426 people in four files, each untidy in its own way.

Everything follows from the seed. Titles and letterheads, merged cells, headings of all sorts, names in pieces of
Unicode, sections and signatures, empty lines, rows twice, numbers that lost their zero, several sheets, one CSV.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

SEED = 20251117
UNITS, PEOPLE = 530, 18_426
_DISTRICTS = 10
_KINDS = ("Mầm non", "Tiểu học", "THCS")
_FIRST = [
    "Trần",
    "Lê",
    "Nguyễn",
    "Phan",
    "Hoàng",
    "Kim",
    "Hoa",
    "Suối",
    "Đông",
    "Tân",
    "Bình",
    "Vĩnh",
    "Thanh",
    "Phú",
    "Long",
    "An",
]
_SECOND = [
    "Phú",
    "Lợi",
    "Trãi",
    "Đồng",
    "Sen",
    "Mai",
    "Hưng",
    "Hòa",
    "Sơn",
    "Thủy",
    "Lộc",
    "Mỹ",
    "Cường",
    "Dương",
]
_FAMILIES = [
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Đinh",
    "Trịnh",
    "Mai",
    "Cao",
]
_MIDDLES = [
    "Thị",
    "Thị",
    "Thị",
    "Văn",
    "Đức",
    "Minh",
    "Ngọc",
    "Thu",
    "Thanh",
    "Hồng",
    "Quang",
    "Hữu",
    "Xuân",
    "Bích",
    "Phương",
    "Hoài",
    "Khánh",
    "Diệu",
]
_GIVEN = [
    "Hương",
    "Hoa",
    "Lan",
    "Hà",
    "Thảo",
    "Thủy",
    "Hằng",
    "Nga",
    "Hồng",
    "Mai",
    "Linh",
    "Trang",
    "Huyền",
    "Ngọc",
    "Yến",
    "Anh",
    "Hạnh",
    "Hiền",
    "Loan",
    "Nhung",
    "Phương",
    "Hùng",
    "Dũng",
    "Tuấn",
    "Nam",
    "Sơn",
    "Hải",
    "Minh",
    "Thắng",
    "Cường",
    "Đức",
    "Long",
    "Bình",
    "Huy",
    "Hưng",
    "Quang",
    "Thành",
    "Trung",
    "Tùng",
    "Việt",
    "Vinh",
    "Toàn",
    "Quyên",
    "Oanh",
]
_POSITIONS = ("Giáo viên", "Giáo viên", "Giáo viên", "Tổ trưởng", "Nhân viên", "Kế toán", "Phó Hiệu trưởng")
_LETTERHEAD = (
    ("UBND TỈNH", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("", "", "", "Độc lập - Tự do - Hạnh phúc"),
    (),
)
_SIGNED = (
    ("Tổng cộng: danh sách này có đủ người",),
    ("", "", "", "Ngày 17 tháng 11 năm 2025"),
    ("", "", "", "HIỆU TRƯỞNG"),
)
Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class School:
    code: str
    name: str
    people: tuple[tuple[str, str, str], ...]
    """Name, position, telephone number."""


@dataclass(frozen=True, slots=True)
class Lists:
    """`staff` together hold everybody, and so does `whole` alone."""

    units: Path
    staff: tuple[Path, ...]
    whole: Path
    people: int


def write_lists(folder: Path, units: int = UNITS, people: int = PEOPLE, seed: int = SEED) -> Lists:
    random = Random(seed)
    districts = max(1, min(_DISTRICTS, units // 10))
    schools = list(_schools(random, units - districts - 1, people))
    _write_units(folder / "units.xlsx", districts, schools)
    quarter = -(-len(schools) // 4)
    parts = [schools[start : start + quarter] for start in range(0, len(schools), quarter)]
    writers = (_in_one_column, _a_sheet_each, _by_code, _as_csv)
    staff = tuple(write(folder, random, part) for write, part in zip(writers, parts, strict=False))
    whole = folder / "whole"
    whole.mkdir(exist_ok=True)
    return Lists(folder / "units.xlsx", staff, _in_one_column(whole, random, schools), people)


def _schools(random: Random, schools: int, people: int) -> Iterator[School]:
    """A name belongs to one school of a kind; nobody of a school has a namesake there."""
    names = [f"Trường {kind} {first} {second}" for kind, first, second in product(_KINDS, _FIRST, _SECOND)]
    chosen = random.sample(names, schools)
    phone = 0
    for number, name in enumerate(chosen):
        size = people // schools + (number < people % schools)
        found: dict[str, tuple[str, str, str]] = {}
        while len(found) < size:
            person = " ".join(random.choice(words) for words in (_FAMILIES, _MIDDLES, _MIDDLES, _GIVEN))
            phone += 1
            told = f"09{phone:08}" if random.random() < 0.7 else ""
            found.setdefault(person, (person, random.choice(_POSITIONS), told))
        yield School(f"T{number:04}", name, tuple(found.values()))


def _write_units(path: Path, districts: int, schools: Sequence[School]) -> None:
    rows: list[Cells] = [
        *_LETTERHEAD,
        ("DANH SÁCH ĐƠN VỊ",),
        ("TT", "Mã đơn vị (*)", "Tên đơn vị", "Cấp", "Trực thuộc"),
    ]
    rows.append((1, "SO", "Sở Giáo dục và Đào tạo", "Sở", ""))
    rows += [
        (2 + number, f"P{number:02}", f"Phòng GD&ĐT số {number}", "Phòng", "SO")
        for number in range(districts)
    ]
    rows += [
        (2 + districts + number, school.code, school.name, "Trường", f"P{number % districts:02}")
        for number, school in enumerate(schools)
    ]
    with xlsxwriter.Workbook(path) as book:
        _put(book.add_worksheet("Đơn vị"), rows)


def _in_one_column(folder: Path, random: Random, schools: Sequence[School]) -> Path:
    """All schools in one sheet, the school's name merged over its rows, names in pieces of Unicode."""
    path = folder / "mot-trang.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        _put(sheet, [*_LETTERHEAD, ("DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN",)])
        header = ("STT", "Đơn vị công tác", "Họ và tên CB-GV-NV", "Chức vụ", "Số ĐT", "Ngày sinh")
        sheet.write_row(5, 0, header)
        row, number = 6, 1
        for school in schools:
            sheet.merge_range(row, 1, row + len(school.people) - 1, 1, school.name)
            for name, position, phone in school.people:
                told = unicodedata.normalize("NFD", name) if random.random() < 0.3 else name
                sheet.write_row(row, 2, (told, position, phone, "01/01/1980"))
                sheet.write(row, 0, number)
                row, number = row + 1, number + 1
    return path


def _a_sheet_each(folder: Path, _random: Random, schools: Sequence[School]) -> Path:
    """A sheet a school, named in its title; the name in two columns, sections, a signature."""
    path = folder / "moi-truong-mot-trang.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number, school in enumerate(schools):
            rows: list[Cells] = [
                ("PHÒNG GD&ĐT",),
                (school.name.upper(),),
                ("DANH SÁCH NĂM HỌC 2025-2026",),
                (),
            ]
            rows.append(("TT", "Họ và tên đệm", "Tên", "Nhiệm vụ", "Điện thoại"))
            half = len(school.people) // 2
            for title, people in (
                ("I. Tổ Tự nhiên", school.people[:half]),
                ("II. Tổ Xã hội", school.people[half:]),
            ):
                rows.append((title,))
                for place, (name, position, phone) in enumerate(people, 1):
                    family, _, given = name.rpartition(" ")
                    rows.append((place, family, given, position, phone))
            _put(book.add_worksheet(f"DS {number + 1}"), [*rows, *_SIGNED])
    return path


def _by_code(folder: Path, random: Random, schools: Sequence[School]) -> Path:
    """By the units' codes; numbers as numbers, empty lines, some rows twice, names in capitals."""
    path = folder / "theo-ma.xlsx"
    rows: list[Cells] = [("MÃ TRƯỜNG", "HỌ TÊN", "CHỨC VỤ", "SĐT", "Ghi chú")]
    for school in schools:
        for name, position, phone in school.people:
            row = (
                school.code,
                name.upper() if random.random() < 0.2 else name,
                position,
                int(phone) if phone else "",
                "",
            )
            rows.append(row)
            if random.random() < 0.01:
                rows += [(), row]
    with xlsxwriter.Workbook(path) as book:
        _put(book.add_worksheet("Data"), rows)
    return path


def _as_csv(folder: Path, _random: Random, schools: Sequence[School]) -> Path:
    """What a program wrote."""
    path = folder / "tu-phan-mem.csv"
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(("Full name", "School code", "School", "Position", "Phone"))
    for school in schools:
        writer.writerows(
            (name, school.code, school.name, position, phone) for name, position, phone in school.people
        )
    path.write_text(file.getvalue(), encoding="utf-8-sig")
    return path


def _put(sheet: Any, rows: Sequence[Cells]) -> None:
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
