"""Which unit a list means."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.names import Sure
from rules.unit_list import KnownUnit
from rules.unit_names import UnitNames, names_unit, unit_in

UNITS = {
    "TP": "Trường THCS Trần Phú",
    "SM": "TH&THCS Suối Mơ",
    "HS1": "Mầm non Hoa Sen - xã Khánh Hòa",
    "HS2": "Mầm non Hoa Sen - xã Yên Từ",
    "TX": "Trung tâm GDNN-GDTX Yên Khánh",
    "PGD": "Phòng GD&ĐT Yên Khánh",
    "YN": "Trường Tiểu học thị trấn Yên Ninh",
    "KD1": "TH Kim Đồng",
    "KD2": "THCS Kim Đồng",
    "TPC3": "THPT Trần Phú, TP Ninh Bình",
    "BT": "PTDTBT TH&THCS Nậm Mười",
    "S1": "Tiểu học số 1 Nam Lý",
    "S2": "Tiểu học số 2 Nam Lý",
}
KNOWN = UnitNames(KnownUnit(code, name, None) for code, name in UNITS.items())


def found(words: str) -> tuple[Sure | None, list[str]]:
    match = KNOWN.find(words)
    return match.sure, [unit.code for unit in match.units]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("TP", "TP"),
        ("tp", "TP"),
        ("THCS Trần Phú", "TP"),
        ("Trường Trung học cơ sở Trần Phú", "TP"),
        ("TRƯỜNG THCS TRẦN PHÚ", "TP"),
        ("truong thcs tran phu", "TP"),
        ("Tr. THCS Trần Phú", "TP"),
        ("THCS - Trần Phú", "TP"),
        ("TP - THCS Trần Phú", "TP"),
        ("THCS Trần Phú - TP", "TP"),
        ("Trần Phú - THCS", "TP"),
        ("TH và THCS Suối Mơ", "SM"),
        ("Tiểu học & Trung học cơ sở Suối Mơ", "SM"),
        ("Trường TH-THCS Suối Mơ", "SM"),
        ("MN Hoa Sen (Yên Từ)", "HS2"),
        ("Mầm non Hoa Sen xã Khánh Hoà", "HS1"),
        ("TTGDNN-GDTX Yên Khánh", "TX"),
        ("PGD Yên Khánh", "PGD"),
        ("Phòng Giáo dục và Đào tạo Yên Khánh", "PGD"),
        ("TH TT Yên Ninh", "YN"),
        ("Tiểu học Yên Ninh", "YN"),
        ("Cấp 3 Trần Phú", "TPC3"),
        ("TH Kim Đồng", "KD1"),
        ("Trường PTDT bán trú TH và THCS Nậm Mười", "BT"),
        ("TH số 2 Nam Lý", "S2"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_unit_by_its_code_or_its_name(words: str, code: str, form: str) -> None:
    assert found(unicodedata.normalize(form, words)) == (Sure.EXACT, [code])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("THCS Suối Mơ", "SM"),
        ("Suối Mơ", "SM"),
        ("THCS Trần Phú - Ninh Bình", "TP"),
        ("GDTX Yên Khánh", "TX"),
    ],
)
def test_a_name_that_lacks_something_is_asked_about(words: str, code: str) -> None:
    assert found(words) == (Sure.LIKELY, [code])


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("MN Hoa Sen", ["HS1", "HS2"]),
        ("Kim Đồng", ["KD1", "KD2"]),
        ("Trần Phú", ["TP", "TPC3"]),
        ("TP - TH Kim Đồng", ["TP", "KD1"]),
    ],
)
def test_between_several_none_is_chosen(words: str, codes: list[str]) -> None:
    assert found(words) == (Sure.POSSIBLE, codes)


@pytest.mark.parametrize(
    "words",
    ["", "-", "Trường", "THCS", "THCS Trần Phù", "MN Trần Phú", "TH Nam Lý", "MN Hoa Sen xã Ninh An", "x"],
)
def test_a_name_that_no_unit_has(words: str) -> None:
    assert found(words) == (None, [])


@given(
    code=st.sampled_from(sorted(UNITS)), change=st.sampled_from([str.upper, str.lower, str.title, str.strip])
)
def test_every_unit_is_found_by_its_own_name(code: str, change: object) -> None:
    assert callable(change)
    assert found(change(UNITS[code])) == (Sure.EXACT, [code])


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["TH", "&", "THCS", "-", "xã", "Trần", "("])).map(" ".join)
)
def test_any_words_are_units_or_none(words: str) -> None:
    KNOWN.find(words)
    UnitNames([KnownUnit(words, words, None)]).find(words)
    unit_in(words)


# in titles


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("DANH SÁCH CÁN BỘ, GIÁO VIÊN TRƯỜNG THCS TRẦN PHÚ NĂM HỌC 2025-2026", "TRƯỜNG THCS TRẦN PHÚ"),
        ("Danh sách trường Tiểu học Kim Đồng tháng 9", "trường Tiểu học Kim Đồng"),
        ("TRƯỜNG MN HOA SEN", "TRƯỜNG MN HOA SEN"),
        ("TH Kim Đồng", "TH Kim Đồng"),
        ("UBND XÃ KHÁNH HÒA", ""),
        ("DANH SÁCH GIÁO VIÊN", ""),
        ("TRƯỜNG THCS", ""),
        ("Tổ TH - Tin", ""),
        ("", ""),
    ],
)
def test_a_title_may_name_a_unit(title: str, unit: str) -> None:
    assert unit_in(title) == unit


@pytest.mark.parametrize(
    ("words", "so"),
    [
        ("THCS Trần Phú", True),
        ("Mầm non Hoa Sen", True),
        ("Tổ Toán", False),
        ("Trần Văn Phú", False),
        ("", False),
    ],
)
def test_a_name_of_a_unit_is_known_as_one(words: str, so: bool) -> None:
    assert names_unit(words) is so
