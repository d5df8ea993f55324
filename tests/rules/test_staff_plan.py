"""What taking over a staff list would change."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.columns import Row
from rules.language import LANGUAGES, text
from rules.staff.columns import Sheet
from rules.staff.places import Placed, place_staff
from rules.staff.plan import KnownStaff, StaffPlan, counts, plan_staff
from rules.staff.rows import Place, StaffRow
from rules.staff.sheets import StaffList, read_staff
from rules.unit_list import KnownUnit
from tests.rules.vietnamese_names import staff

UNITS = (
    KnownUnit("TP", "Trường THCS Trần Phú", None),
    KnownUnit("KD1", "TH Kim Đồng", None),
    KnownUnit("KD2", "THCS Kim Đồng", None),
    KnownUnit("SM", "TH&THCS Suối Mơ", None),
)
HUONG = "Nguyễn Thị Hương"


def row(name: str = HUONG, unit: str = "TP", number: int = 2, **more: Any) -> StaffRow:
    return StaffRow(name, unit, place=Place("A", number), **more)


def placed(*rows: StaffRow, default: str = "", confirmed: dict[str, str] | None = None) -> Placed:
    return place_staff(StaffList(rows), UNITS, default=default, confirmed=confirmed)


def plan(rows: Sequence[StaffRow], *known: KnownStaff) -> StaffPlan:
    return plan_staff(placed(*rows), known)


def reasons(found: Placed | StaffPlan) -> list[str]:
    return [doubt.key for doubt in found.doubtful]


# units


@pytest.mark.parametrize("unit", ["TP", "THCS Trần Phú", "truong thcs tran phu"])
def test_a_row_finds_its_unit(unit: str) -> None:
    assert [each.unit for each in placed(row(unit=unit)).rows] == ["TP"]


@pytest.mark.parametrize(
    ("unit", "key"),
    [
        ("", "staff.unit_missing"),
        ("THCS Nguyễn Du", "staff.unit_unknown"),
        ("Kim Đồng", "staff.unit_several"),
        ("Suối Mơ", "staff.unit_likely"),
    ],
)
def test_a_unit_that_is_not_certain_is_asked_about(unit: str, key: str) -> None:
    found = placed(row(unit=unit))
    assert (found.rows, reasons(found)) == ((), [key])


def test_a_wrong_code_is_not_made_good_by_the_name() -> None:
    assert reasons(placed(row(unit="THCS Trần Phú", unit_code="XX"))) == ["staff.unit_unknown"]


def test_rows_without_a_unit_go_where_they_are_told() -> None:
    assert placed(row(unit=""), default="KD1").rows[0].unit == "KD1"


def test_what_somebody_confirmed_is_certain() -> None:
    assert placed(row(unit="Suối Mơ"), confirmed={"SUỐI MƠ": "SM"}).rows[0].unit == "SM"


def test_every_name_of_a_unit_is_told_once() -> None:
    found = placed(row(), row("Trần Hải Nam"), row("Lê Lan", "Suối Mơ"))
    assert [(each.words, each.rows) for each in found.units] == [("TP", 2), ("Suối Mơ", 1)]


# people

KNOWN = KnownStaff(1, HUONG, "TP", "Giáo viên", "GV01", "+84912345678")


def test_whoever_the_ledger_does_not_have_is_new() -> None:
    found = plan([row()])
    assert [each.row.name for each in found.new] == [HUONG]


@pytest.mark.parametrize("known", [KNOWN, replace(KNOWN, code="", phone="")])
def test_the_same_name_in_the_unit_is_the_same_person(known: KnownStaff) -> None:
    found = plan([row("NGUYỄN THỊ HƯƠNG".title())], known)
    assert ([each.known for each in found.same], found.new, found.gone) == ([known], (), ())


@pytest.mark.parametrize(
    ("listed", "fields"),
    [
        (row(position="Hiệu phó"), ("position",)),
        (row(phone="+84900000000"), ("phone",)),
        (row(unit="KD1", code="GV01"), ("unit",)),
        (row("Nguyễn Thị Thu Hương", code="GV01"), ("name",)),
        (row(unit="KD2", phone="+84912345678"), ("unit",)),
        (row("Nguyen Thi Huong", phone="+84912345678"), ("name",)),
    ],
)
def test_what_the_list_says_differently_is_a_change(listed: StaffRow, fields: tuple[str, ...]) -> None:
    (change,) = plan([listed], KNOWN).changed
    assert (change.known, change.fields) == (KNOWN, fields)


def test_what_the_list_does_not_say_stays() -> None:
    assert [each.known for each in plan([row()], KNOWN).same] == [KNOWN]


def test_whoever_is_in_no_row_may_have_left() -> None:
    assert plan([row("Trần Hải Nam")], KNOWN).gone == (KNOWN,)


def test_units_that_are_not_in_the_list_lose_nobody() -> None:
    assert plan([row("Trần Hải Nam", "KD1")], KNOWN).gone == ()


def test_the_same_name_in_another_unit_is_somebody_else() -> None:
    found = plan([row(unit="KD1")], KNOWN)
    assert (len(found.new), found.changed) == (1, ())


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        (row("nguyen thi huong"), "staff.maybe_known"),
        (row("Nguyễn Hương"), "staff.maybe_known"),
        (row("Trần Hải Nam", code="GV01"), "staff.known_otherwise"),
        (row("Trần Hải Nam", phone="+84912345678"), "staff.known_otherwise"),
    ],
)
def test_who_may_be_known_is_asked_about(listed: StaffRow, key: str) -> None:
    found = plan([listed], KNOWN)
    assert (reasons(found), found.new, found.changed) == ([key], (), ())


def test_another_code_is_another_person() -> None:
    found = plan([row(code="GV02")], KNOWN)
    assert ([each.row.code for each in found.new], found.gone, reasons(found)) == (["GV02"], (KNOWN,), [])


def test_between_namesakes_nobody_is_chosen() -> None:
    two = (replace(KNOWN, code="", phone=""), replace(KNOWN, id=2, code="", phone=""))
    found = plan([row()], *two)
    assert (reasons(found), found.gone) == (["staff.namesakes_known"], ())


def test_two_rows_do_not_share_a_person() -> None:
    known = replace(KNOWN, code="", phone="")
    found = plan([row(code="GV01"), row(code="GV02", number=3)], known)
    assert (reasons(found), found.same) == (["staff.namesakes_known"] * 2, ())


def test_a_doubtful_row_keeps_its_person_from_being_gone() -> None:
    found = plan([row("Trần Hải Nam"), row(unit="Suối Mơ")], KNOWN)
    assert (found.gone, reasons(found)) == ((), ["staff.unit_likely"])


def test_the_plan_is_told_in_counts() -> None:
    rows = [row(position="Hiệu phó"), row("Trần Hải Nam", number=3), row("Lê Lan", "x", 4)]
    told = counts(plan(rows, KNOWN, replace(KNOWN, id=2, name="Đỗ Văn Bình", code="", phone="")))
    assert told == {"people": 3, "units": 1, "new": 1, "changed": 1, "same": 0, "gone": 1, "doubtful": 1}


def test_a_list_that_was_taken_over_changes_nothing() -> None:
    names = list(dict.fromkeys(staff(Random(1), 60)))
    rows = [row(name, position="GV", number=number) for number, name in enumerate(names)]
    known = [KnownStaff(number, name, "TP", "GV") for number, name in enumerate(names)]
    assert counts(plan(rows, *known)) == counts(StaffPlan(units=("TP",))) | {
        "people": len(names),
        "same": len(names),
    }


rows_of_few = st.builds(
    row,
    name=st.sampled_from(
        [HUONG, "Nguyễn Hương", "nguyen thi huong", "Nguyễn Thị Hường", "Lê Lan", "Lê Thị Lan"]
    ),
    unit=st.sampled_from(["TP", "KD1", "Kim Đồng", ""]),
    code=st.sampled_from(["", "A", "B"]),
    phone=st.sampled_from(["", "+84912345678", "+84912345679"]),
)
known_few = st.builds(
    KnownStaff,
    id=st.integers(0, 99),
    name=st.sampled_from([HUONG, "Nguyễn Thị Hường", "Lê Thị Lan", ""]),
    unit=st.sampled_from(["TP", "KD1"]),
    code=st.sampled_from(["", "A", "B"]),
    phone=st.sampled_from(["", "+84912345678"]),
)


@given(st.lists(rows_of_few, max_size=6), st.lists(known_few, max_size=6, unique_by=lambda person: person.id))
def test_every_row_and_every_person_has_one_place(rows: list[StaffRow], known: list[KnownStaff]) -> None:
    found = plan(rows, *known)
    paired = [each.known.id for each in (*found.changed, *found.same)]
    assert found.people == len(rows)
    assert len({*paired, *(person.id for person in found.gone)}) == len(paired) + len(found.gone)
    assert all(text(each.key, language, **each.values) for each in found.doubtful for language in LANGUAGES)


# a province's file, with a sheet a school


@pytest.fixture(scope="module")
def province() -> StaffList:
    random = Random(530)
    sheets = []
    for number in range(530):
        names = list(dict.fromkeys(staff(random, 35)))
        rows = [
            ["PHÒNG GD&ĐT"],
            ["DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN"],
            ["STT", "Họ và tên", "", "Chức vụ", "Số CCCD"],
            ["I", "Ban giám hiệu"],
            *(
                [str(place), *name.rsplit(maxsplit=1), "GV", "034180001234"]
                for place, name in enumerate(names, 1)
            ),
            ["", f"Tổng cộng: {len(names)} người"],
            ["", "", "", "Ngày 5 tháng 9 năm 2025"],
            ["", "", "", "HIỆU TRƯỞNG"],
            ["", "", "", staff(random, 1)[0]],
        ]
        sheets.append(Sheet(f"THCS Số {number}", [Row(place, cells) for place, cells in enumerate(rows, 1)]))
    return read_staff(sheets)


def test_everybody_of_a_province_is_read(province: StaffList) -> None:
    assert (province.doubtful, len(province.rows) > 18_000) == ((), True)


def test_a_province_is_placed_and_planned(province: StaffList) -> None:
    units = [KnownUnit(f"C{number}", f"Trường Trung học cơ sở số {number}", None) for number in range(530)]
    found = place_staff(province, units)
    known = [KnownStaff(number, each.row.name, each.unit) for number, each in enumerate(found.rows)]
    told = counts(plan_staff(found, known))
    assert (told["units"], told["new"], told["doubtful"], told["gone"]) == (530, 0, 0, 0)
