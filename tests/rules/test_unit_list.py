"""What a list of units says, and what is wrong with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.columns import Line, Problem
from rules.language import LANGUAGES, text
from rules.unit_list import KnownUnit, UnitList, UnitRow, find_parents, level_of, read_units

SCHOOL = {"code": "TH01", "name": "Tiểu học Hoa Sen"}


def read(*cells: dict[str, str]) -> UnitList:
    return read_units(Line(number, said) for number, said in enumerate(cells, 2))


def complaints(problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    return [(problem.line, problem.key) for problem in problems]


def test_a_line_is_a_unit() -> None:
    (row,) = read(SCHOOL | {"level": "Trường", "parent": "Phòng A"}).rows
    assert row == UnitRow("TH01", "Tiểu học Hoa Sen", "school", "Phòng A", (), 2, "Trường")


def test_codes_are_in_capitals() -> None:
    assert read({"code": "th-đ1", "name": "a"}).rows[0].code == "TH-Đ1"


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"name": "a"}, "units.code_missing"),
        ({"code": "-", "name": "a"}, "units.code_missing"),
        ({"code": "A"}, "units.name_missing"),
        ({"code": "A" * 65, "name": "a"}, "units.code_long"),
        ({"code": "A", "name": "a" * 301}, "units.name_long"),
    ],
)
def test_a_unit_needs_a_code_and_a_name(cells: dict[str, str], key: str) -> None:
    assert complaints(read(SCHOOL, cells).problems) == [(3, key)]


def test_a_code_stands_for_one_unit() -> None:
    (problem,) = read(SCHOOL, {"code": "th01", "name": "b"}).problems
    assert (problem.line, problem.key, problem.values) == (
        3,
        "units.code_twice",
        {"code": "TH01", "first": 2},
    )


@pytest.mark.parametrize("total", ["Tổng cộng", "CỘNG:", "Tổng số"])
def test_a_line_of_totals_is_no_unit(total: str) -> None:
    assert read(SCHOOL, {"name": total}) == read(SCHOOL)


# levels


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Sở", "department"),
        ("Sở GD&ĐT", "department"),
        ("department", "department"),
        ("PHÒNG", "district"),
        ("Phòng GD-ĐT", "district"),
        ("Xã/Phường", "commune"),
        ("xã", "commune"),
        ("truong", "school"),
        ("Mầm non", "mam-non"),
        ("THCS & THPT", "thcs-thpt"),
        ("***", ""),
        ("", ""),
        ("a" * 90, "a" * 40),
    ],
)
def test_a_level_is_one_word(word: str, level: str) -> None:
    assert level_of(word) == level


# pages

HOA_SEN = "https://www.facebook.com/truonghoasen"


def pages(cell: str) -> list[str]:
    units = read(SCHOOL | {"pages": cell})
    assert units.problems == ()
    return [page.url for page in units.rows[0].pages]


@pytest.mark.parametrize("between", [" ", ", ", ";", "\n", " ; \n"])
def test_a_cell_may_hold_several_addresses(between: str) -> None:
    assert pages(between.join([HOA_SEN, "hoasen.edu.vn"])) == [HOA_SEN, "https://hoasen.edu.vn"]


@pytest.mark.parametrize("cell", ["", "-", "chưa có", "Không", "chưa có\n-"])
def test_a_cell_may_say_that_there_is_no_page(cell: str) -> None:
    assert pages(cell) == []


def test_words_that_lead_to_an_address_are_passed_over() -> None:
    assert pages(f"Fanpage: {HOA_SEN} - Website: hoasen.edu.vn") == [HOA_SEN, "https://hoasen.edu.vn"]


def test_a_page_is_known_by_its_platform_and_key() -> None:
    (page,) = read(SCHOOL | {"pages": HOA_SEN}).rows[0].pages
    assert (page.platform, page.key.partition(":")[0]) == ("facebook", "facebook")


def test_the_same_page_twice_in_a_line_is_one_page() -> None:
    assert pages(f"{HOA_SEN} {HOA_SEN}") == [HOA_SEN]


@pytest.mark.parametrize("word", ["Trường", "0912345", "https://"])
def test_a_word_that_is_no_address(word: str) -> None:
    (problem,) = read(SCHOOL | {"pages": word}).problems
    assert (problem.line, problem.key, problem.values) == (2, "units.page_wrong", {"address": word})


def test_a_page_belongs_to_one_unit() -> None:
    units = read(SCHOOL | {"pages": HOA_SEN}, {"code": "B", "name": "b", "pages": HOA_SEN})
    (problem,) = units.problems
    assert (problem.line, problem.key, problem.values["code"]) == (3, "units.page_twice", "TH01")


# who stands under whom

OFFICE = KnownUnit("P1", "Phòng Một", None)


def unit(code: str, parent: str = "", line: int = 2, name: str = "") -> UnitRow:
    return UnitRow(code, name or f"Đơn vị {code}", parent=parent, line=line)


@pytest.mark.parametrize("parent", ["P1", "p1", "Phòng Một", "phòng một"])
def test_a_parent_is_named_by_code_or_by_name(parent: str) -> None:
    assert find_parents([unit("A", parent)], [OFFICE]).parents == {"A": "P1"}


def test_a_parent_may_come_further_down() -> None:
    assert find_parents([unit("A", "B"), unit("B")], []).parents == {"A": "B"}


def test_a_code_is_taken_before_a_name() -> None:
    rows = [unit("A", "P1"), unit("P1"), unit("C", name="P1")]
    assert find_parents(rows, []).parents == {"A": "P1"}


def test_a_unit_is_called_what_the_list_calls_it() -> None:
    tree = find_parents([unit("A", "Phòng Một"), unit("P1", name="Phòng Hai")], [OFFICE])
    assert complaints(tree.problems) == [(2, "units.parent_unknown")]


def test_a_parent_nobody_knows() -> None:
    (problem,) = find_parents([unit("A", "Phòng Ba")], [OFFICE]).problems
    assert (problem.key, problem.values) == ("units.parent_unknown", {"parent": "Phòng Ba"})


def test_a_name_of_two_units_names_no_parent() -> None:
    rows = [unit("A", "Phòng Một"), unit("P2", name="Phòng Một")]
    assert complaints(find_parents(rows, [OFFICE]).problems) == [(2, "units.parent_ambiguous")]


def test_units_cannot_stand_in_a_ring() -> None:
    rows = [unit("X", "A", 2), unit("B", "A", 3), unit("A", "C", 4), unit("C", "B", 5)]
    (problem,) = find_parents(rows, []).problems
    assert (problem.line, problem.key, problem.values) == (3, "units.ring", {"codes": "A → C → B → A"})


def test_a_unit_cannot_stand_under_itself() -> None:
    (problem,) = find_parents([unit("A", "A")], []).problems
    assert problem.values == {"codes": "A → A"}


def test_a_ring_may_lead_through_the_ledger() -> None:
    tree = find_parents([unit("P1", "A")], [OFFICE, KnownUnit("A", "a", "P1")])
    assert complaints(tree.problems) == [(2, "units.ring")]


def test_a_long_ring_is_told_in_short() -> None:
    codes = [f"U{number}" for number in range(9)]
    rows = [unit(code, above) for code, above in zip(codes, [*codes[1:], codes[0]], strict=True)]
    (problem,) = find_parents(rows, []).problems
    assert problem.values == {"codes": "U0 → U1 → U2 → U3 → U4 → … → U0"}


def test_a_deep_tree_is_no_ring() -> None:
    rows = [unit(f"U{number}", f"U{number - 1}" if number else "") for number in range(5000)]
    assert find_parents(rows, []).problems == ()


# whatever stands in it

junk = st.text(max_size=15) | st.sampled_from(
    ["A", "a", "B", "-", "Sở", "https://", HOA_SEN, "zalo.me/1", "{x}", "%s", "\x00", "ß", "İ", "a.b"]
)
junk_lines = st.lists(st.dictionaries(st.sampled_from(["code", "name", "level", "parent", "pages"]), junk))


@given(cells=junk_lines, known=st.lists(st.builds(KnownUnit, junk, junk, junk | st.none())))
def test_any_words_are_units_or_problems(cells: list[dict[str, Any]], known: list[KnownUnit]) -> None:
    units = read(*cells)
    find_parents(units.rows, known)


@given(cells=junk_lines)
def test_every_problem_can_be_told(cells: list[dict[str, Any]]) -> None:
    units = read(*cells)
    problems = (*units.problems, *find_parents(units.rows, []).problems)
    assert all(text(each.key, language, **each.values) for each in problems for language in LANGUAGES)


def test_a_ring_in_the_ledger_is_told_at_the_row_that_leads_into_it() -> None:
    rows = [UnitRow("A", "Trường A", parent="B", line=7)]
    tree = find_parents(rows, [KnownUnit("B", "Phòng B", "C"), KnownUnit("C", "Phòng C", "B")])
    assert [(each.line, each.key) for each in tree.problems] == [(7, "units.ring")]
