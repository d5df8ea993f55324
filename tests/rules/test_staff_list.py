"""What a staff list says, and what somebody must look at."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.columns import Merged, Row
from rules.language import LANGUAGES, text
from rules.phones import phone_of
from rules.staff.columns import CODE, GIVEN, NAME, PHONE, POSITION, SINCE, UNIT, UNIT_CODE, Sheet
from rules.staff.names import tidy_name
from rules.staff.rows import Place, StaffRow
from rules.staff.sheets import StaffList, read_staff

HUONG = "Nguyễn Thị Hương"
NAM = "Trần Hải Nam"


def sheet(*rows: list[str], name: str = "Sheet1", merged: Sequence[Merged] = ()) -> Sheet:
    return Sheet(name, [Row(number, row) for number, row in enumerate(rows, 1) if row], merged)


def read(*rows: list[str], with_codes: bool = False, **more: Any) -> StaffList:
    return read_staff([sheet(*rows, **more)], with_codes=with_codes)


def people(found: StaffList) -> list[str]:
    assert found.doubtful == ()
    return [row.name for row in found.rows]


def doubts(found: StaffList) -> list[tuple[int, str]]:
    return [(doubt.place.row, doubt.key) for doubt in found.doubtful]


# columns


def test_a_row_is_a_person() -> None:
    found = read(
        ["STT", "Họ và tên", "Đơn vị công tác", "Chức vụ", "SĐT", "Ngày vào"],
        ["1", HUONG, "THCS Trần Phú", "Giáo viên", "0912.345.678", "01/09/2020"],
    )
    assert found.rows == (
        StaffRow(HUONG, "THCS Trần Phú", "", "Giáo viên", "", "+84912345678", date(2020, 9, 1)),
    )
    assert found.rows[0].place == Place("Sheet1", 2)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "head",
    [
        "Họ và tên",
        "HỌ TÊN",
        "ho va ten",
        "Họ, tên",
        "Họ và tên (CB, GV, NV)",
        "Họ tên giáo viên",
        "Full name",
    ],
)
def test_the_name_goes_by_many_headings(head: str, form: str) -> None:
    written = unicodedata.normalize(form, head)  # type: ignore[arg-type]
    assert people(read([written], [unicodedata.normalize("NFD", HUONG)])) == [HUONG]


@pytest.mark.parametrize("head", ["Họ đệm", "Họ và tên đệm", "Họ lót", "Họ"])
def test_the_name_may_stand_in_two_columns(head: str) -> None:
    assert people(read(["TT", head, "Tên"], ["1", "Nguyễn Thị", "Hương"])) == [HUONG]


def test_a_heading_merged_over_two_columns_names_both_halves() -> None:
    found = read(
        ["TT", "Họ và tên", "", "Chức vụ"], ["1", "Nguyễn Thị", "Hương", "GV"], ["2", "Trần Hải", "Nam", "GV"]
    )
    assert people(found) == [HUONG, NAM]


def test_an_empty_column_beside_the_names_is_no_half() -> None:
    assert people(read(["Họ và tên", "", "Chức vụ"], [HUONG, "", "GV"], [NAM, "", "GV"])) == [HUONG, NAM]


def test_a_short_heading_needs_something_that_tells_of_people() -> None:
    assert people(read(["Tên", "Chức vụ"], [HUONG, "GV"])) == [HUONG]
    assert read(["Tên", "Địa chỉ"], [HUONG, "x"]).passed == ("Sheet1",)


def test_office_and_task_are_one_position() -> None:
    assert read(["Họ tên", "Chức vụ", "Nhiệm vụ"], [HUONG, "GV", "CN 5A"]).rows[0].position == "GV, CN 5A"


def test_columns_nobody_reads_are_named() -> None:
    found = read(
        ["Họ tên", "Ngày sinh", "Số CCCD", "Đảng viên", "Ghi chú"], [HUONG, "1980", "034180001234", "x", ""]
    )
    assert found.ignored == ("Ngày sinh", "Số CCCD", "Đảng viên", "Ghi chú")
    assert "034180001234" not in repr(found)


def test_codes_are_read_only_when_they_are_asked_for() -> None:
    rows = (["Họ tên", "Mã GV"], [HUONG, "gv01"])
    assert (read(*rows).rows[0].code, read(*rows).ignored) == ("", ("Mã GV",))
    assert (read(*rows, with_codes=True).rows[0].code, read(*rows, with_codes=True).ignored) == ("GV01", ())


@pytest.mark.parametrize("number", ["034180001234", "164 123 456", "034.180.001.234"])
def test_a_column_of_identity_numbers_is_passed_over(number: str) -> None:
    found = read(["Họ tên", "Mã định danh"], [HUONG, "GV01"], [NAM, number], with_codes=True)
    assert ([row.code for row in found.rows], found.ignored) == (["", ""], ("Mã định danh",))


def test_a_number_kept_as_a_number_has_lost_its_zero() -> None:
    assert read(["Họ tên", "Điện thoại"], [HUONG, "912345678"]).rows[0].phone == "+84912345678"


# units


def units(found: StaffList) -> list[str]:
    assert found.doubtful == ()
    return [row.unit for row in found.rows]


def test_the_title_names_the_unit() -> None:
    found = read(["PHÒNG GD&ĐT YÊN KHÁNH"], ["TRƯỜNG THCS TRẦN PHÚ"], ["DANH SÁCH CBGV"], ["Họ tên"], [HUONG])
    assert units(found) == ["TRƯỜNG THCS TRẦN PHÚ"]


def test_a_school_told_twice_is_one_school() -> None:
    found = read(["TRƯỜNG THCS TRẦN PHÚ"], ["DANH SÁCH THCS TRẦN PHÚ NĂM HỌC 2025-2026"], ["Họ tên"], [HUONG])
    assert units(found) == ["THCS TRẦN PHÚ"]


def test_the_sheet_says_more_than_the_office_above_it() -> None:
    rows = (["PHÒNG GD&ĐT YÊN KHÁNH"], ["Họ tên"], [HUONG])
    assert units(read(*rows, name="THCS A")) == ["THCS A"]
    assert units(read(*rows)) == ["PHÒNG GD ĐT YÊN KHÁNH"]


def test_a_title_of_two_schools_names_none() -> None:
    assert units(read(["THCS Trần Phú"], ["THCS Kim Đồng"], ["Họ tên"], [HUONG])) == [""]


@pytest.mark.parametrize(
    ("name", "unit"), [("MN Hoa Sen", "MN Hoa Sen"), ("Trần Phú", "Trần Phú"), ("Sheet1", "")]
)
def test_the_sheet_names_the_unit(name: str, unit: str) -> None:
    assert units(read(["Họ tên"], [HUONG], name=name)) == [unit]


@pytest.mark.parametrize(
    "name", ["Sheet2", "Trang tính1", "Danh sách", "DS GV", "Tổng hợp", "T9", "Năm học 2025-2026", ""]
)
def test_a_plain_name_of_a_sheet_is_no_unit(name: str) -> None:
    assert units(read(["Họ tên"], [HUONG], name=name)) == [""]


def test_every_sheet_is_read() -> None:
    both = [
        sheet(["Họ tên"], [HUONG], name="MN Hoa Sen"),
        sheet(["TT", "Họ và tên"], ["1", NAM], name="THCS A"),
    ]
    assert [(row.name, row.unit) for row in read_staff(both).rows] == [(HUONG, "MN Hoa Sen"), (NAM, "THCS A")]


def test_a_sheet_without_people_is_named() -> None:
    assert read_staff([sheet(["Hướng dẫn"], name="HD"), sheet(["Họ tên"], [HUONG])]).passed == ("HD",)


def test_a_merged_unit_holds_for_its_rows() -> None:
    rows = (["Họ tên", "Trường"], [HUONG, "THCS A"], [NAM, ""])
    assert units(read(*rows, merged=[Merged(2, 1, 3)])) == ["THCS A", "THCS A"]


def test_an_empty_unit_is_asked_about() -> None:
    found = read(["Họ tên", "Trường"], [HUONG, "THCS A"], [NAM, ""])
    assert doubts(found) == [(3, "staff.unit_above")]
    assert found.doubtful[0].row == StaffRow(NAM, "THCS A")


def test_a_school_between_the_rows_is_the_unit_of_what_follows() -> None:
    found = read(["TT", "Họ tên"], ["I", "Trường THCS A"], ["1", HUONG], ["II. MN Hoa Sen"], ["1", NAM])
    assert units(found) == ["Trường THCS A", "MN Hoa Sen"]


# what is no person


@pytest.mark.parametrize(
    "row",
    [
        ["", "", ""],
        ["", "Tổng cộng", "45"],
        ["Tổng cộng: 45 người", "", ""],
        ["", "Cộng", ""],
        ["", "Danh sách này có 45 người", ""],
        ["I", "Tổ Toán", ""],
        ["I. Tổ Toán", "", ""],
        ["", "Tổ Ngữ văn", ""],
        ["", "BAN GIÁM HIỆU", ""],
        ["A", "Biên chế", ""],
        ["STT", "Họ tên", "Chức vụ"],
    ],
)
def test_sums_sections_and_repeated_headers_are_no_people(row: list[str]) -> None:
    found = read(["STT", "Họ tên", "Chức vụ"], ["1", HUONG, "GV"], row, ["2", NAM, "GV"])
    assert people(found) == [HUONG, NAM]


def test_the_numbers_of_the_columns_are_no_person() -> None:
    assert people(read(["STT", "Họ tên", "Chức vụ"], ["(1)", "(2)", "(3)"], ["1", HUONG, "GV"])) == [HUONG]


@pytest.mark.parametrize(
    "end",
    [
        ["", "", "Hà Nội, ngày 5 tháng 9 năm 2025"],
        ["", "Người lập biểu", "HIỆU TRƯỞNG"],
        ["", "", "Thủ trưởng đơn vị"],
    ],
)
def test_signatures_are_no_people(end: list[str]) -> None:
    found = read(
        ["STT", "Họ tên", "Chức vụ"], ["1", HUONG, "GV"], end, ["", "(Ký, ghi rõ họ tên)"], ["", "Lê Văn A"]
    )
    assert people(found) == [HUONG]


def test_what_looks_like_a_person_behind_the_signatures_is_asked_about() -> None:
    found = read(["Họ tên", "Chức vụ"], [HUONG, "GV"], ["Người lập biểu"], [NAM, "GV"])
    assert doubts(found) == [(4, "staff.after_end")]


def test_a_date_beside_a_person_is_no_end() -> None:
    found = read(["Họ tên", "Ghi chú"], [HUONG, "về trường ngày 1 tháng 9"], [NAM, "GV"])
    assert people(found) == [HUONG, NAM]


@pytest.mark.parametrize("row", [["A", NAM], ["", NAM], [f"I. {NAM}"]])
def test_a_person_where_a_section_would_stand_is_asked_about(row: list[str]) -> None:
    found = read(["STT", "Họ tên", "Chức vụ"], ["1", HUONG, "GV"], row)
    assert len(found.doubtful) == 1


def test_a_text_that_is_no_familys_is_asked_about() -> None:
    found = read(["Họ tên", "Chức vụ"], [HUONG, "GV"], ["Toán Tin"], [NAM, "GV"])
    assert doubts(found) == [(3, "staff.heading")]


def test_a_second_table_has_its_own_header() -> None:
    found = read(
        ["TT", "Họ tên"],
        ["1", HUONG],
        ["Trường THCS B"],
        ["TT", "Họ và tên", "SĐT"],
        ["1", NAM, "0912345678"],
    )
    assert [(row.name, row.unit, row.phone) for row in found.rows] == [
        (HUONG, "", ""),
        (NAM, "Trường THCS B", "+84912345678"),
    ]


def test_a_list_of_nothing_but_names() -> None:
    assert people(read(["Họ và tên"], [f"1. {HUONG}"], [f"2. {NAM}"])) == [HUONG, NAM]


# names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NGUYỄN THỊ HƯƠNG", HUONG),
        ("nguyễn thị hương", HUONG),
        ("  Nguyễn   Thị Hương", HUONG),
        ("ThS. Nguyễn Thị Hương", HUONG),
        ("Bà Nguyễn Thị Hương", HUONG),
        ("1. Nguyễn Thị Hương", HUONG),
        ("Nguyễn Thị Hương(A)", "Nguyễn Thị Hương (A)"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Giàng A Páo", "Giàng A Páo"),
        ("Ông Nguyễn Văn Bình", "Nguyễn Văn Bình"),
        ("Ông Cao Thắng", "Ông Cao Thắng"),
    ],
)
def test_a_name_is_tidied(written: str, name: str) -> None:
    assert tidy_name(written) == name


# doubts

HEADER = ["STT", "Họ tên", "Chức vụ", "SĐT", "Mã GV", "Ngày vào"]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (["2", "", "GV"], "staff.name_missing"),
        (["2", "Nam", "GV"], "staff.name_short"),
        (["2", "Nam 5A", "GV"], "staff.name_wrong"),
        (["2", "nam@gmail.com", "GV"], "staff.name_wrong"),
        (["2", "NguyÔn V¨n Nam", "GV"], "staff.name_wrong"),
        (["2", "THCS Trần Phú", "GV"], "staff.name_wrong"),
        (["2", "a " * 40, "GV"], "staff.name_wrong"),
        (["2", f"{NAM} (nghỉ thai sản)", "GV"], "staff.name_note"),
        (["", NAM], "staff.heading"),
        (["2", NAM, "GV", "09123"], "staff.phone_wrong"),
        (["2", NAM, "GV", "0912345678/0987654321"], "staff.phone_wrong"),
        (["2", NAM, "GV", "", "", "tháng 9"], "staff.day_wrong"),
        (["2", HUONG, "GV", "0912345678", "GV01"], "staff.twice"),
        (["2", HUONG.upper(), "GV"], "staff.namesake"),
        (["2", NAM, "GV", "", "GV01"], "staff.code_twice"),
        (["2", NAM, "GV", "0912345678"], "staff.phone_twice"),
    ],
)
def test_a_doubtful_row_has_one_reason(row: list[str], key: str) -> None:
    found = read(HEADER, ["1", HUONG, "GV", "0912345678", "GV01"], row, with_codes=True)
    assert (doubts(found), [each.name for each in found.rows]) == ([(3, key)], [HUONG])


def test_all_doubtful_rows_are_told() -> None:
    found = read(["STT", "Họ tên"], *([str(number), "Nam"] for number in range(1, 31)))
    assert doubts(found) == [(number + 1, "staff.name_short") for number in range(1, 31)]


def test_namesakes_with_numbers_of_their_own_are_two_people() -> None:
    assert people(read(["Họ tên", "SĐT"], [HUONG, "0912345678"], [HUONG, "0912345679"])) == [HUONG, HUONG]


def test_namesakes_in_two_schools_are_two_people() -> None:
    assert people(read(["Họ tên", "Trường"], [HUONG, "THCS A"], [HUONG, "THCS B"])) == [HUONG, HUONG]


def test_one_person_in_two_schools_is_asked_about() -> None:
    found = read(
        ["Họ tên", "Trường", "SĐT"], [HUONG, "THCS A", "0912345678"], [HUONG, "THCS B", "0912345678"]
    )
    assert doubts(found) == [(3, "staff.two_units")]


def test_no_number_stands_among_the_reasons() -> None:
    found = read(["Họ tên", "SĐT"], [HUONG, "0912345678"], [NAM, "0912345678"], ["Lê Văn Sáu", "123456"])
    assert not any("12345" in str(doubt.values) for doubt in found.doubtful)


# there and back

WORDS = st.sampled_from("Nguyễn Trần Thị Văn Hương Nam Yến Ánh Đức Páo Hoà Thuỷ Phương".split())  # noqa: SIM905
FULL_NAMES = st.lists(WORDS, min_size=2, max_size=4).map(" ".join)
PHONES = st.integers(900_000_000, 999_999_999).map(lambda number: f"+84{number}")
ROWS = st.builds(
    StaffRow,
    name=FULL_NAMES,
    unit=st.sampled_from(["THCS Trần Phú", "Trường Mầm non Hoa Sen", "Suối Mơ"]),
    unit_code=st.sampled_from(["A1", "TH-02"]),
    position=st.sampled_from(["Giáo viên", "Hiệu trưởng", "Kế toán"]),
    code=st.integers(1, 9999).map(lambda number: f"GV{number:05}"),
    phone=PHONES,
    since=st.dates(date(1980, 1, 1), date(2026, 1, 1)),
)
LISTS = st.lists(ROWS, max_size=12, unique_by=(lambda row: row.code, lambda row: row.phone))
HEADINGS = {column.key: column.headings for column in (NAME, UNIT, UNIT_CODE, POSITION, CODE, PHONE, SINCE)}
FORMS: st.SearchStrategy[Literal["NFC", "NFD"]] = st.sampled_from(["NFC", "NFD"])
SPELLINGS = st.sampled_from([str.upper, str.title, str.lower, lambda words: f" {words} (*):"])


def cell(row: StaffRow, key: str) -> str:
    told = {"phone": f"0{row.phone[3:]}", "since": f"{row.since:%d/%m/%Y}"}
    return told.get(key) or str(getattr(row, key))


@settings(max_examples=150)
@given(rows=LISTS, data=st.data())
def test_a_list_in_any_order_and_spelling_comes_back(rows: list[StaffRow], data: st.DataObject) -> None:
    order = data.draw(st.permutations(sorted(HEADINGS)))
    names = {key: data.draw(st.sampled_from(HEADINGS[key])) for key in order}
    if names["name"] in GIVEN.headings:
        names["name"] = "ho ten"
    header = [data.draw(SPELLINGS)(names[key]) for key in order]
    form = data.draw(FORMS)
    written = [[unicodedata.normalize(form, cell(row, key)) for key in order] for row in rows]
    numbered = [[str(number), *cells] for number, cells in enumerate(written, 1)]
    found = read(["DANH SÁCH"], ["STT", *header], *numbered, ["", "Tổng cộng"], with_codes=True)
    assert (found.rows, found.doubtful) == (tuple(rows), ())


@pytest.mark.parametrize(
    "cell", ["(" * 30_000, "a " * 15_000, "Trường THCS " * 3_000, "1." * 15_000, "I." * 15_000]
)
def test_a_cell_without_end_is_cut(cell: str) -> None:
    found = read([cell], ["STT", "Họ tên", "Đơn vị", "Chức vụ"], [cell] * 4, ["1", HUONG, cell, cell])
    assert all(len(row.unit) <= 200 for row in found.rows)


junk = st.text(max_size=12) | st.sampled_from(
    [
        "Họ tên",
        "Tên",
        "STT",
        "I",
        "1",
        "Tổ Toán",
        HUONG,
        "Tổng cộng",
        "THCS A",
        "0912345678",
        "(Ký",
        "{x}",
        "\x00",
        "ß",
    ]
)


@settings(max_examples=300)
@given(st.lists(st.lists(junk, max_size=5), max_size=12), st.booleans())
def test_any_sheet_is_people_or_doubts_that_can_be_told(rows: list[list[str]], with_codes: bool) -> None:
    found = read_staff([sheet(*rows), sheet(["STT", "Họ tên", "Chức vụ"], *rows)], with_codes=with_codes)
    assert all(text(each.key, language, **each.values) for each in found.doubtful for language in LANGUAGES)
    assert all(row.phone == (phone_of(row.phone) or "") for row in found.rows)
