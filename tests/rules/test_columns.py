"""Which row is the header, and what stands in which column."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.columns import Column, Merged, Row, Table, find_table, heading, says_nothing

CODE = Column("code", ("ma don vi", "ma", "code"), needed=True)
NAME = Column("name", ("ten don vi", "ten", "don vi"), needed=True)
PAGES = Column("pages", ("trang", "facebook", "zalo"), several=True)
COLUMNS = (CODE, NAME, PAGES)


def rows(*cells: list[str]) -> list[Row]:
    return [Row(number, row) for number, row in enumerate(cells, 1)]


def table(*cells: list[str], columns: tuple[Column, ...] = COLUMNS) -> Table:
    found = find_table(rows(*cells), columns)
    assert found
    return found


def said(found: Table, *keys: str) -> list[tuple[str, ...]]:
    return [tuple(line.said(key) for key in keys) for line in found.lines]


@pytest.mark.parametrize(
    "spelling",
    [
        "Mã đơn vị",
        "MÃ ĐƠN VỊ",
        "ma don vi",
        "Mã đơn vị (*)",
        " mã  đơn_vị: ",
        "Mã\nđơn vị",
        "Code",
        "Mã / Code",
        "[Mã]",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_heading_in_many_spellings(spelling: str, form: str) -> None:
    written = unicodedata.normalize(form, spelling)  # type: ignore[arg-type]
    assert said(table([written, "Tên"], ["A", "a"]), "code") == [("A",)]


@pytest.mark.parametrize("spelling", ["Mãi", "Mã bưu điện", "", "Số"])
def test_a_heading_that_says_something_else(spelling: str) -> None:
    assert find_table(rows([spelling, "Tên"], ["A", "a"]), COLUMNS) is None


def test_what_stands_above_the_header_is_passed_over() -> None:
    found = table(["SỞ GD&ĐT"], [], ["DANH SÁCH"], ["Mã", "Tên"], ["A", "a"])
    assert [line.number for line in found.lines] == [5]


def test_the_header_is_looked_for_in_the_first_twenty_full_rows() -> None:
    assert table(*[["x"]] * 19, *[["", " "]] * 9, ["Mã", "Tên"], ["A", "a"])
    assert find_table(rows(*[["x"]] * 20, ["Mã", "Tên"], ["A", "a"]), COLUMNS) is None


def test_columns_nobody_wants_are_named() -> None:
    assert table(["STT", "Mã", "Tên", "Ghi chú", ""], ["1", "A", "a", "x", "y"]).unused == ("STT", "Ghi chú")


def test_the_better_named_column_is_taken() -> None:
    found = table(["Đơn vị", "Mã", "Tên đơn vị"], ["x", "A", "a"])
    assert (said(found, "name"), found.unused) == ([("a",)], ("Đơn vị",))


def test_several_columns_may_hold_the_pages() -> None:
    assert said(table(["Mã", "Tên", "Facebook", "Zalo"], ["A", "a", "x", "y"]), "pages") == [("x\ny",)]


def test_a_second_header_row_names_more_columns() -> None:
    found = table(["Mã", "Tên", "Trang", ""], ["", "", "Facebook", "Zalo"], ["A", "a", "x", "y"])
    assert said(found, "code", "pages") == [("A", "x\ny")]


@pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)"], ["1", "2", "3"], ["A", "B", "1"]])
def test_the_numbers_of_the_columns_are_no_line(numbers: list[str]) -> None:
    assert said(table(["Mã", "Tên", "Trang"], numbers, ["A", "a", "x"]), "code") == [("A",)]


def test_a_line_of_short_words_is_a_line() -> None:
    assert said(table(["Mã", "Tên", "Trang"], ["A", "C", "x"]), "code") == [("A",)]


def test_the_header_of_the_next_page_is_no_line() -> None:
    assert said(table(["Mã", "Tên"], ["A", "a"], ["Mã", "Tên"], ["B", "b"]), "code") == [("A",), ("B",)]


def test_lines_without_a_wanted_word_are_none() -> None:
    assert len(table(["STT", "Mã", "Tên"], ["1", "", ""], ["", "", ""], ["2", "A", "a"]).lines) == 1


def test_short_rows_end_early() -> None:
    assert said(table(["Mã", "Tên", "Trang"], ["A"]), "code", "pages") == [("A", "")]


@pytest.mark.parametrize("words", ["", "-", "–", "không", "Không có", "chưa có", "n/a", "...", "x x x"])
def test_what_says_nothing(words: str) -> None:
    assert says_nothing(words) is (words != "x x x")


@pytest.mark.parametrize(("cell", "bare"), [("(1)", "1"), ("Tên (đầy đủ)", "ten"), ("***", "")])
def test_the_bare_words_of_a_heading(cell: str, bare: str) -> None:
    assert heading(cell) == bare


words = st.text(max_size=12) | st.sampled_from(
    ["Mã", "Tên", "Trang", "Zalo", "1", "(2)", "A", "", "\x00", "٣"]
)
sheets = st.lists(st.lists(words, max_size=6), max_size=12)
blocks = st.lists(st.builds(Merged, st.integers(0, 9), st.integers(0, 5), st.integers(0, 9)), max_size=3)


@given(sheet=sheets, merged=blocks)
def test_any_sheet_is_a_table_or_none(sheet: list[list[str]], merged: list[Merged]) -> None:
    spreading = (CODE, NAME, Column("parent", ("trang",), spreads=True))
    find_table(rows(*sheet), COLUMNS, merged)
    find_table(rows(*sheet), spreading, merged)
