"""The staff lists of the sample province, as schools keep them: full names, where the chats know a "Cô Hương 5A"."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from simulator.files import Sample
from simulator.model import User
from simulator.sample_people import DISTRICT, OFFICE, SCHOOLS, Unit

FILE_NAME = "danh-sach-truong.xlsx"
HEADINGS = ("STT", "Họ và tên", "Chức vụ", "Số điện thoại", "Ghi chú")
USUAL = "Giáo viên"

_FULL_NAMES = {
    "Trần Thị Bích Ngọc (PHT)": "Trần Thị Bích Ngọc",
    "Cô Lan lớp Lá 1": "Nguyễn Thị Lan",
    "Cô Thảo Mầm 2": "Đoàn Phương Thảo",
    "Cô Yến Chồi 3": "Bùi Thị Hải Yến",
    "Mẹ Bông": "Hoàng Thị Dung",
    "Cô Hạnh Nhà trẻ": "Lưu Thị Mỹ Hạnh",
    "Ngọc Ánh": "Trần Ngọc Ánh",
    "Cô Duyên Lá 2": "Vi Thị Duyên",
    "Lê Văn Thành – HP": "Lê Văn Thành",
    "Cô Hương 5A": "Phạm Thị Hương",
    "Cô Hương 3B": "Đỗ Thu Hương",
    "Thầy Dũng Thể dục": "Nguyễn Tiến Dũng",
    "Cô Tâm 1C": "Trương Thị Tâm",
    "Cô Nga TPT Đội": "Lương Thị Nga",
    "Thầy Sình": "Thào A Sình",
    "Cô Mùa 4A": "Lầu Thị Mùa",
    "Thầy Tuấn Toán": "Cao Minh Tuấn",
    "Cô Vân Văn": "Nguyễn Hồng Vân",
    "Thư viện THCS Nguyễn Du": "Bế Thị Thơm",
    "Bí thư Đoàn – Khánh": "Nguyễn Duy Khánh",
    "Cô Mai Anh Văn": "Đinh Thị Mai Anh",
    "Thầy Hải Sử": "Phùng Văn Hải",
    "Nguyễn Hữu Lộc (VH-XH)": "Nguyễn Hữu Lộc",
    "Đào Thị Minh Châu – VP Sở": "Đào Thị Minh Châu",
}
_POSITIONS = {
    "Trần Thị Bích Ngọc (PHT)": "Phó hiệu trưởng",
    "Mẹ Bông": "Nhân viên nuôi dưỡng",
    "Hoàng Thị Kim Oanh": "Hiệu trưởng",
    "Lê Văn Thành – HP": "Phó hiệu trưởng",
    "Cô Nga TPT Đội": "Tổng phụ trách Đội",
    "Giàng A Páo": "Hiệu trưởng",
    "Phạm Thị Thanh Tâm": "Hiệu trưởng",
    "Thư viện THCS Nguyễn Du": "Nhân viên thư viện",
    "Vũ Đức Thịnh": "Phó hiệu trưởng",
    "Bí thư Đoàn – Khánh": "Bí thư Đoàn trường",
    "Nguyễn Hữu Lộc (VH-XH)": "Phó trưởng phòng",
    "Tống Thị Hằng": "Chuyên viên",
    "Chu Văn Quyết": "Chuyên viên",
    "Đào Thị Minh Châu – VP Sở": "Chánh Văn phòng",
    "Trương Công Hiếu": "Chuyên viên",
    "Lý Thị Ngân": "Chuyên viên",
    "Nguyễn Việt Cường": "Chuyên viên",
}
# Nobody has met these in a chat yet.
_UNSEEN = {
    "hoasen": (("Đỗ Thị Thuý", "Kế toán"),),
    "anhduong": (("Ma Thị Bích", USUAL),),
    "kimdong": (("Nguyễn Văn Khoa", "Bảo vệ"), ("Trần Thị Hoài Thu", USUAL)),
    "suoimo": (("Quàng Văn Pản", USUAL),),
    "nguyendu": (("Lê Thị Thanh Huyền", "Kế toán"), ("Nguyễn Văn Hưng", USUAL)),
    "lehongphong": (("Trần Quang Minh", USUAL),),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list."""

    name: str
    position: str
    phone: str


def staff_samples(people: Mapping[str, User]) -> list[Sample]:
    """A list for everybody to send: one's own unit, and for the offices the units below them too."""
    below = {DISTRICT: (DISTRICT, *SCHOOLS[:-1]), OFFICE: (OFFICE, DISTRICT, *SCHOOLS)}
    samples = []
    for unit in (*SCHOOLS, DISTRICT, OFFICE):
        senders = frozenset(people[name].id for name in (unit.admin, *unit.staff))
        samples.append(_sample(below.get(unit, (unit,)), people, senders))
    return samples


def listed(unit: Unit, people: Mapping[str, User]) -> list[Listed]:
    """Whom the unit's list names; every fifth number is missing, as in real ones."""
    rows = []
    for number, name in enumerate((unit.admin, *unit.staff), 1):
        full = _FULL_NAMES.get(name, name.replace("|", " "))
        phone = "" if number % 5 == 0 else f"0{people[name].phone[2:]}"
        rows.append(Listed(full, _POSITIONS.get(name, USUAL), phone))
    return rows + [Listed(name, position, "") for name, position in _UNSEEN.get(unit.key, ())]


def _sample(units: Sequence[Unit], people: Mapping[str, User], senders: frozenset[int]) -> Sample:
    return Sample(FILE_NAME, senders, lambda: _workbook((unit, listed(unit, people)) for unit in units))


def _workbook(units: Iterable[tuple[Unit, Sequence[Listed]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for unit, rows in units:
            sheet = book.add_worksheet(unit.name[:31])
            sheet.set_column(1, 1, 28)
            sheet.set_column(2, 3, 20)
            sheet.write_string(0, 0, unit.name.upper(), bold)
            sheet.write_string(1, 0, "DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN", bold)
            sheet.write_row(3, 0, HEADINGS, bold)
            for number, row in enumerate(rows, 1):
                sheet.write_row(3 + number, 0, (number, row.name, row.position))
                sheet.write_string(3 + number, 3, row.phone)
            sheet.write_string(5 + len(rows), 1, f"Danh sách này có {len(rows)} người.")
    return out.getvalue()
