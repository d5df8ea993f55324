"""Staff lists as Excel files: what is corrected can be sent again, and nothing in them runs."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.sheets import read_sheets
from reports.staff_files import doubtful_file, roster_file
from rules.columns import Row
from rules.language import LANGUAGES
from rules.staff.columns import Sheet
from rules.staff.rows import Doubt, Place, StaffRow
from rules.staff.sheets import StaffList, read_staff
from storage import StaffImport, StaffMember, Store
from tests.storage import roster
from tests.storage.ledger import TODAY, reading, rows
from tests.storage.staff import brought_in

LAN = StaffMember("Nguyễn Thị Lan", "GV1", "Trường A", "A", "Giáo viên", date(2025, 11, 17))
EVIL = '=HYPERLINK("http://evil.example","bấm")'


def sheet(*rows: list[str], name: str = "Tổ Toán") -> Sheet:
    return Sheet(name, [Row(number, cells) for number, cells in enumerate(rows, 1)])


def read(data: bytes) -> StaffList:
    return read_staff(read_sheets(data), with_codes=True)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def cells(data: bytes) -> list[list[str]]:
    (found,) = read_sheets(data)
    return [list(row.cells) for row in found.rows]


HEADER = ["STT", "Họ và tên", "Chức vụ", "SĐT", "Mã GV", "Ngày sinh"]
SCHOOL = sheet(
    ["TRƯỜNG THCS TRẦN PHÚ"],
    HEADER,
    ["1", "Nguyễn Thị Lan", "GV", "0912345678", "GV1", ""],
    ["2", "Mai", "GV", "0912345679", "GV2", "1/1/1990"],
    ["3", "Lê Văn Nam", "GV", "12345", "GV3", ""],
    ["4", "?!12", "GV", "", "", ""],
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_is_read_as_it_was_written(language: str) -> None:
    found = read(roster_file([LAN], language))
    assert found.rows == (
        StaffRow("Nguyễn Thị Lan", "Trường A", "A", "Giáo viên", "GV1", "", date(2025, 11, 17)),
    )
    assert (found.doubtful, found.ignored) == ((), ())


def test_names_stand_in_the_order_of_lists() -> None:
    people = [LAN._replace(name=name, code="") for name in ("Trần Thị Mai", "Lê Văn Nam", "Đỗ Văn An")]
    names = [row.name for row in read(roster_file(people, "vi")).rows]
    assert names == ["Đỗ Văn An", "Trần Thị Mai", "Lê Văn Nam"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_doubtful_rows_come_back_as_they_were_written(language: str) -> None:
    staff = read_staff([SCHOOL], with_codes=True)
    _, *told = cells(doubtful_file(staff, staff.doubtful, language))
    unit = "TRƯỜNG THCS TRẦN PHÚ"
    assert [row[:6] for row in told] == [
        ["Mai", "GV2", unit, "", "GV", "0912345679"],
        ["Lê Văn Nam", "GV3", unit, "", "GV", "12345"],
        ["?!12", "", unit, "", "GV", ""],
    ]


def test_every_doubtful_row_says_why_and_where_it_stands() -> None:
    staff = read_staff([SCHOOL], with_codes=True)
    _, *told = cells(doubtful_file(staff, staff.doubtful, "vi"))
    assert told[0][7] == "Dòng 4, tờ «Tổ Toán»: chưa đủ họ và tên."


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_again_as_it_is_stays_doubtful(language: str) -> None:
    staff = read_staff([SCHOOL], with_codes=True)
    again = read(doubtful_file(staff, staff.doubtful, language))
    assert again.rows == ()
    assert [doubt.key for doubt in again.doubtful] == [doubt.key for doubt in staff.doubtful]
    assert again.ignored == ()


def corrected(data: bytes, **corrections: str) -> StaffList:
    (found,) = read_sheets(data)
    rows = [
        Row(row.number, [corrections.get(cell.replace(" ", "_"), cell) for cell in row.cells])
        for row in found.rows
    ]
    return read_staff([Sheet(found.name, rows)], with_codes=True)


def test_what_was_corrected_is_taken() -> None:
    staff = read_staff([SCHOOL], with_codes=True)
    data = doubtful_file(staff, staff.doubtful, "vi")
    again = corrected(data, **{"Mai": "Trần Thị Mai", "12345": "0912345670", "?!12": "Đỗ Văn An"})
    assert again.doubtful == ()
    assert [(row.name, row.unit, row.phone) for row in again.rows] == [
        ("Trần Thị Mai", "TRƯỜNG THCS TRẦN PHÚ", "+84912345679"),
        ("Lê Văn Nam", "TRƯỜNG THCS TRẦN PHÚ", "+84912345670"),
        ("Đỗ Văn An", "TRƯỜNG THCS TRẦN PHÚ", ""),
    ]


def test_a_name_in_two_columns_comes_back_in_one() -> None:
    staff = read_staff([sheet(["Họ đệm", "Tên", "SĐT"], ["Nguyễn Thị", "Lan", "12"])])
    assert cells(doubtful_file(staff, staff.doubtful, "vi"))[1][0] == "Nguyễn Thị Lan"


def test_the_unit_above_is_filled_in_to_be_confirmed() -> None:
    listed = sheet(["Họ và tên", "Trường"], ["Nguyễn Thị Lan", "THCS A"], ["Lê Văn Nam", ""])
    staff = read_staff([listed])
    assert [doubt.key for doubt in staff.doubtful] == ["staff.unit_above"]
    again = read(doubtful_file(staff, staff.doubtful, "vi"))
    assert [(row.name, row.unit) for row in again.rows] == [("Lê Văn Nam", "THCS A")]


async def test_a_namesake_that_is_told_apart_is_a_second_person(store: Store) -> None:
    await roster.unit(store, 7, "A")
    header = ["Họ và tên", "Mã đơn vị", "SĐT"]
    listed = sheet(header, ["Nguyễn Thị Lan", "A", "0912345678"], ["Nguyễn Thị Lan", "A", ""])
    staff = read_staff([listed])
    plan = await brought_in(store, StaffImport(staff, TODAY))
    data = doubtful_file(staff, plan.doubtful, "vi")
    head, taken, namesake = cells(data)
    again = read_staff([sheet(head, taken, [*namesake[:5], "0912345679", *namesake[6:]])])
    plan = await brought_in(store, StaffImport(again, TODAY))
    assert (len(plan.same), len(plan.new), len(plan.changed), plan.doubtful) == (1, 1, 0, ())


def test_a_column_of_identity_numbers_does_not_come_back() -> None:
    listed = sheet(["Họ và tên", "Mã"], ["Mai", "001234567890"], ["Lê Văn Nam", "001234567891"])
    staff = read_staff([listed], with_codes=True)
    assert "001234567890" not in str(cells(doubtful_file(staff, staff.doubtful, "vi")))


@pytest.mark.parametrize(
    "words", [EVIL, "=1+1", "+1", "-1", "@SUM(A1)", "http://evil.example", "mailto:a@b.c", "{=1}"]
)
def test_whatever_stands_in_a_cell_is_text(words: str) -> None:
    person: dict[str, Any] = dict.fromkeys(("name", "code", "unit", "unit_code", "position"), words)
    doubt = Doubt(Place(words, 2), "staff.unit_unknown", {"unit": words}, StaffRow(words, words))
    staff = StaffList(said={doubt.place: person | {"phone": words, "since": words}})
    for data in (roster_file([StaffMember(**person, since=None)], "vi"), doubtful_file(staff, [doubt], "vi")):
        written = parts(data)
        assert not any(re.search(r"<f[ >]|<hyperlink|externalLink", part) for part in written.values())
        assert cells(data)[1][0] == words
        kinds = re.findall(r'<c [^>]*t="(\w+)"', written["xl/worksheets/sheet1.xml"])
        assert set(kinds) == {"inlineStr"}


def test_a_cell_may_hold_anything() -> None:
    words = "\x00\x01<&>\ufffe" + "ă" * 40_000
    data = roster_file([LAN._replace(name=words)], "vi")
    assert cells(data)[1][1] == "GV1"


async def test_importing_an_export_changes_nothing(store: Store) -> None:
    await roster.unit(store, 7, "A")
    await roster.unit(store, 8, "B", parent=7)
    people = [
        StaffRow("Nguyễn Thị Lan", "A", "", "Giáo viên, Tổ trưởng", "GV1", "+84912345678"),
        StaffRow("Nguyễn Thị Lan", "A", "", "", "GV2"),
        StaffRow("H'Hen Niê", "B", "", "Kế toán", since=date(2025, 11, 18)),
        StaffRow("Lê Văn Nam", "B"),
    ]
    listed = StaffList(tuple(replace(row, place=Place("", line)) for line, row in enumerate(people, 2)))
    await brought_in(store, StaffImport(listed, TODAY))
    before = await rows(store, "SELECT * FROM person, membership ORDER BY person.id, membership.id")
    data = roster_file(await reading(store).staff.below(7, TODAY), "vi")
    plan = await brought_in(store, StaffImport(read(data), TODAY))
    assert (len(plan.same), plan.people, plan.gone) == (4, 4, ())
    assert await rows(store, "SELECT * FROM person, membership ORDER BY person.id, membership.id") == before


async def test_an_export_is_of_a_unit_and_what_stands_below_it(store: Store) -> None:
    await roster.unit(store, 7, "A")
    await roster.unit(store, 8, "B", parent=7)
    await roster.person(store, 1, "Nguyễn Thị Lan", 7)
    await roster.person(store, 2, "Lê Văn Nam", 8)
    await roster.person(store, 3, "Ai Đó", 8, provisional=True)
    await roster.person(store, 4, "Đã Đi", 8, until=TODAY)
    everybody = [person.name for person in await reading(store).staff.below(None, TODAY)]
    assert everybody == ["Nguyễn Thị Lan", "Lê Văn Nam"]
    assert [person.name for person in await reading(store).staff.below(7, TODAY)] == everybody
    assert [person.name for person in await reading(store).staff.below(8, TODAY)] == ["Lê Văn Nam"]
