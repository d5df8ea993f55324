"""Tables out of files: real ones of every kind, and files that are none."""

import unicodedata
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reports.sheets
from reports.office_file import text_of
from reports.sheets import SheetError, read_sheets, read_table
from rules.columns import Column, Table
from tests.reports.sheets import csv, ods, xlsx

COLUMNS = (Column("code", ("ma", "code"), needed=True), Column("name", ("ten", "name"), needed=True))
ROWS = [["Mã", "Tên"], ["A1", "Trường Hoa Sen"], ["A2", "Trường Bình Minh"]]


def said(table: Table) -> list[list[str]]:
    return [[line.said(column.key) for column in COLUMNS] for line in table.lines]


def refusal(path: Path) -> str:
    with pytest.raises(SheetError) as caught:
        read_table(path, COLUMNS)
    return caught.value.key


def test_an_excel_file(tmp_path: Path) -> None:
    assert said(read_table(xlsx(tmp_path / "a.xlsx", ROWS), COLUMNS)) == ROWS[1:]


def test_every_sheet_that_people_see_is_read_under_its_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("Tổ Toán", "Cũ", "Tổ Văn"):
            book.add_worksheet(name).write_row(0, 0, ROWS[0])
        book.worksheets()[1].hide()
    found = read_sheets((tmp_path / "a.xlsx").read_bytes())
    assert [(sheet.name, [list(row.cells) for row in sheet.rows]) for sheet in found] == [
        ("Tổ Toán", ROWS[:1]),
        ("Tổ Văn", ROWS[:1]),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_one_sheet_without_a_name(tmp_path: Path, separator: str) -> None:
    rows = [["Họ và tên", "Chức vụ, nhiệm vụ" if separator != "," else "Chức vụ"], ["Lan", "GV"]]
    (sheet,) = read_sheets(csv(tmp_path / "a.csv", rows, separator=separator))
    assert (sheet.name, [list(row.cells) for row in sheet.rows]) == ("", rows)


def test_an_opendocument_file(tmp_path: Path) -> None:
    assert said(read_table(ods(tmp_path / "a.ods", ROWS), COLUMNS)) == ROWS[1:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_text_with_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    assert said(read_table(csv(tmp_path / "a.csv", ROWS, encoding, separator), COLUMNS)) == ROWS[1:]


def test_text_in_windows_vietnamese(tmp_path: Path) -> None:
    """Its letters carry their tone marks behind them."""
    told = "Mã,Tên\nA1,Trường Hòa Bình\n"
    pieces = [_as_windows_does(letter) for letter in told]
    (tmp_path / "a.csv").write_bytes("".join(pieces).encode("cp1258"))
    assert said(read_table(tmp_path / "a.csv", COLUMNS)) == [["A1", "Trường Hòa Bình"]]


def _as_windows_does(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        shape = [mark for mark in marks if mark not in tones]
        return unicodedata.normalize("NFC", "".join([base, *shape])) + "".join(tones)
    return letter


def test_a_name_does_not_tell_what_a_file_is(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")
    assert said(read_table(path, COLUMNS)) == ROWS[1:]


def test_a_separator_within_quotes_separates_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Mã,Tên\nA1,"Hoa, Sen"\n', encoding="utf-8")
    assert said(read_table(tmp_path / "a.csv", COLUMNS)) == [["A1", "Hoa, Sen"]]


def test_the_first_sheet_with_a_header_is_taken(tmp_path: Path) -> None:
    cover = [["Bìa"], ["Kính gửi các đơn vị"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", cover, ROWS, [["Mã", "Tên"], ["B", "b"]]), COLUMNS)
    assert said(table) == ROWS[1:]


def test_lines_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    rows = [[], ["DANH SÁCH"], [], *ROWS[:2], [], ROWS[2]]
    assert [line.number for line in read_table(xlsx(tmp_path / "a.xlsx", rows), COLUMNS).lines] == [5, 7]


def test_lines_of_text_are_numbered_likewise(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"Danh\nsách"\n\nMã,Tên\nA1,a\n', encoding="utf-8")
    assert [line.number for line in read_table(tmp_path / "a.csv", COLUMNS).lines] == [4]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (123456789012.0, "123456789012"),
        (1.5, "1.5"),
        (7, "7"),
        (date(2025, 11, 17), "2025-11-17"),
        (datetime.fromisoformat("2025-11-17T00:00"), "2025-11-17"),
        (datetime.fromisoformat("2025-11-17T08:30"), "2025-11-17T08:30:00"),
        ("  Hoa ", "  Hoa "),
        (True, "True"),
    ],
)
def test_a_cell_is_read_as_people_read_it(value: Any, told: str) -> None:
    assert text_of(value) == told


def test_numbers_come_without_a_point(tmp_path: Path) -> None:
    table = read_table(xlsx(tmp_path / "a.xlsx", [["Mã", "Tên"], [24001, "a"]]), COLUMNS)
    assert said(table) == [["24001", "a"]]


def test_days_come_as_days(tmp_path: Path) -> None:
    table = read_table(xlsx(tmp_path / "a.xlsx", [["Mã", "Tên"], ["A", date(2025, 11, 17)]]), COLUMNS)
    assert said(table) == [["A", "2025-11-17"]]


def test_words_come_in_one_form_without_spare_blanks(tmp_path: Path) -> None:
    rows = [["Mã", "Tên"], ["A", unicodedata.normalize("NFD", "  Hòa\u00a0\u200b \n Bình ")]]
    assert said(read_table(xlsx(tmp_path / "a.xlsx", rows), COLUMNS)) == [["A", "Hòa Bình"]]


# merged cells

GROUPED = (*COLUMNS, Column("parent", ("truc thuoc",), spreads=True))
MERGED = [["Mã", "Tên", "Trực thuộc"], ["A", "a"], ["B", "b"], ["C", "c"]]


def test_a_merged_cell_holds_for_all_its_lines(tmp_path: Path) -> None:
    table = read_table(xlsx(tmp_path / "a.xlsx", MERGED, merged=[(1, 2, 2, 2, "P1")]), GROUPED)
    assert [line.said("parent") for line in table.lines] == ["P1", "P1", ""]


def test_an_empty_cell_below_is_not_taken_for_merged(tmp_path: Path) -> None:
    rows = [["Mã", "Tên", "Trực thuộc"], ["A", "a", "P1"], ["B", "b"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), GROUPED)
    assert [line.said("parent") for line in table.lines] == ["P1", ""]


def test_a_merged_code_is_not_two_codes(tmp_path: Path) -> None:
    rows = [["Mã", "Tên"], ["", "a"], ["", "b"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows, merged=[(1, 0, 2, 0, "A")]), COLUMNS)
    assert said(table) == [["A", "a"], ["", "b"]]


# what is no table


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.xlsx") == "sheet.missing"


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "sheet.missing"


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert refusal(tmp_path / "a.csv") == "sheet.empty"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04" + b"x" * 500, id="zip of nothing"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000, id="old excel of nothing"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), id="picture"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)), id="pdf"),
        pytest.param(b"\xff\xfeabc", id="half a letter"),
    ],
)
def test_a_file_of_something_else(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(tmp_path / "a.xlsx") == "sheet.broken"


def test_half_an_excel_file(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:3000])
    assert refusal(path) == "sheet.broken"


def test_a_file_with_a_password(tmp_path: Path) -> None:
    stream = "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream)
    assert refusal(tmp_path / "a.xlsx") == "sheet.locked"


def test_a_web_page_under_the_name_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><table><tr><td>Mã</td></tr></table></html>", encoding="utf-8")
    assert refusal(tmp_path / "a.xls") == "sheet.web_page"


def test_a_table_without_the_needed_columns(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as caught:
        read_table(xlsx(tmp_path / "a.xlsx", [["STT", "Tên"], [1, "a"]]), COLUMNS)
    assert (caught.value.key, caught.value.columns) == ("sheet.no_header", ("code", "name"))


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(reports.sheets.MOST_BYTES + 1)
    assert refusal(tmp_path / "a.csv") == "sheet.too_big"


@pytest.mark.parametrize("make", [xlsx, csv])
def test_a_table_that_is_too_long(tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports.sheets, "MOST_ROWS", 2)
    assert refusal(make(tmp_path / "a", ROWS)) == "sheet.too_many_rows"


def test_a_cell_far_away_does_not_take_the_program_along(tmp_path: Path) -> None:
    """A file of five kilobytes that asks for ten gigabytes."""
    path = tmp_path / "a.xlsx"
    far: list[list[Any]] = [["Mã"], *[[]] * 1_048_574, [*[None] * 300, "x"]]
    assert refusal(xlsx(path, far)) == "sheet.broken"


@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: b"\xef\xbb\xbf" + text.encode())
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_table_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(SheetError):
        read_table(path, COLUMNS)
