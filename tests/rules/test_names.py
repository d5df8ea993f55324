"""Who of a staff list a display name may mean."""

import unicodedata
from collections.abc import Sequence

import pytest

from rules.names import Listed, NameIndex, Sure, Why, same_person_name, sort_key

STAFF = (
    *(
        "Nguyễn Thị Hương",
        "Phạm Thị Hồng Yến",
        "Trần Hải Nam",
        "Trần Lan Anh",
        "Lê Thuý Hoà",
        "Nguyễn Văn Trường",
    ),
    *(
        "Tô Thị Lan",
        "Lý Thị Mỹ",
        "Đặng Thị Hà",
        "Bùi Hoàng Lê",
        "H'Hen Niê",
        "Giàng A Páo",
        "Đỗ Quyền",
        "Vũ Thị Thu Hà",
    ),
)


def index(*names: str) -> NameIndex:
    return NameIndex(Listed(number, name) for number, name in enumerate(names))


def proposed(display: str, staff: Sequence[str] = STAFF) -> list[tuple[str, Sure]]:
    return [(each.person.name, each.sure) for each in index(*staff).propose(display).proposals]


def alone(display: str) -> tuple[str, Sure]:
    (only,) = proposed(display)
    return only


# exactly one


@pytest.mark.parametrize(
    "display",
    [
        "Nguyễn Thị Hương",
        "NGUYỄN THỊ HƯƠNG",
        "nguyễn thị hương",
        "  Nguyễn   Thị Hương ",
        unicodedata.normalize("NFD", "Nguyễn Thị Hương"),
        "𝓝𝓰𝓾𝔂𝓮̂̃𝓷 𝓣𝓱𝓲̣ 𝓗𝓾̛𝓸̛𝓷𝓰",
        "Ｎｇｕｙễｎ Thị Hương",
        "🌸Nguyễn Thị Hương🌸",
        "Hương Nguyễn Thị",
        "Thị Hương Nguyễn",
        "Hương Thị Nguyễn",
        "Cô Nguyễn Thị Hương",
        "ThS. Nguyễn Thị Hương",
        "Hiệu trưởng Nguyễn Thị Hương",
        "Phó hiệu trưởng - Nguyễn Thị Hương",
        "Nguyễn Thị Hương 5A",
        "Nguyễn Thị Hương (GVCN 5A)",
        "5A - Nguyễn Thị Hương",
        "Nguyễn Thị Hương THCS Trần Phú",
        "Mầm non Hoa Sen - Nguyễn Thị Hương",
        "Nguyễn.Thị.Hương",
        "NguyễnThịHương",
    ],
)
def test_a_full_name_with_its_accents_is_exact(display: str) -> None:
    assert alone(display) == ("Nguyễn Thị Hương", Sure.EXACT)


@pytest.mark.parametrize(
    ("display", "name"),
    [
        ("Lê Thúy Hòa", "Lê Thuý Hoà"),
        ("Lí Thị Mỹ", "Lý Thị Mỹ"),
        ("H’hen Niê", "H'Hen Niê"),
        ("giàng a páo", "Giàng A Páo"),
        ("Ðặng Thị Hà", "Đặng Thị Hà"),
    ],
)
def test_other_ways_to_write_the_same_word_are_no_difference(display: str, name: str) -> None:
    assert same_person_name(display, name) is not None
    assert alone(display)[0] == name


def test_the_answer_names_its_one_exact_person() -> None:
    answer = index(*STAFF).propose("Trần Hải Nam")
    assert (answer.exact, answer.likely) == (Listed(2, "Trần Hải Nam"), None)


# somebody to ask about


@pytest.mark.parametrize(
    ("display", "name", "why"),
    [
        ("nguyen thi huong", "Nguyễn Thị Hương", {Why.FULL_NAME, Why.NO_ACCENTS}),
        ("NGUYEN THI HUONG", "Nguyễn Thị Hương", {Why.FULL_NAME, Why.NO_ACCENTS}),
        ("ɴɢᴜʏᴇɴ ᴛʜɪ ʜᴜᴏɴɢ", "Nguyễn Thị Hương", {Why.FULL_NAME, Why.NO_ACCENTS}),
        ("Hương Nguyễn", "Nguyễn Thị Hương", {Why.FAMILY_LAST, Why.WORDS_MISSING}),
        ("huong nguyen", "Nguyễn Thị Hương", {Why.FAMILY_LAST, Why.WORDS_MISSING, Why.NO_ACCENTS}),
        ("Nguyễn Hương", "Nguyễn Thị Hương", {Why.WORDS_MISSING}),
        ("Hồng Yến", "Phạm Thị Hồng Yến", {Why.WORDS_MISSING}),
        ("🌸Lan Anh🌸", "Trần Lan Anh", {Why.WORDS_MISSING}),
        ("Phạm T. H. Yến", "Phạm Thị Hồng Yến", {Why.INITIALS}),
        ("Huong NT", "Nguyễn Thị Hương", {Why.FAMILY_LAST, Why.INITIALS, Why.NO_ACCENTS}),
        ("huong nt", "Nguyễn Thị Hương", {Why.FAMILY_LAST, Why.INITIALS, Why.NO_ACCENTS}),
        ("HươngNT", "Nguyễn Thị Hương", {Why.FAMILY_LAST, Why.INITIALS}),
        ("N.T. Hương", "Nguyễn Thị Hương", {Why.INITIALS}),
        ("Ng. Thị Hương", "Nguyễn Thị Hương", {Why.INITIALS}),
        ("Nguyển Thị Hương", "Nguyễn Thị Hương", {Why.FULL_NAME, Why.SPELLING}),
        ("Lý Thị Mĩ", "Lý Thị Mỹ", {Why.FULL_NAME, Why.SPELLING}),
        ("Hà Đặng Thị", "Đặng Thị Hà", {Why.FULL_NAME, Why.FAMILY_LAST}),
        ("nguyenthihuong", "Nguyễn Thị Hương", {Why.WRITTEN_TOGETHER, Why.NO_ACCENTS}),
        ("Nguyễn Thị Hương (mẹ Bống)", "Nguyễn Thị Hương", {Why.FULL_NAME, Why.WORDS_LEFT_OUT}),
        ("Đỗ Quyền", "Đỗ Quyền", {Why.FULL_NAME}),
        ("Thầy Nguyễn Trường Toán", "Nguyễn Văn Trường", {Why.WORDS_MISSING, Why.WORDS_LEFT_OUT}),
    ],
)
def test_a_name_that_lacks_something_is_likely(display: str, name: str, why: set[Why]) -> None:
    (only,) = index(*STAFF).propose(display).proposals
    assert (only.person.name, only.sure, set(only.why)) == (name, Sure.LIKELY, why)


@pytest.mark.parametrize(
    "display", ["Cô Hương 5A", "Hương", "Thị Hương", "Hương (mẹ Bống)", "cô giáo Hương", "huong"]
)
def test_a_given_name_alone_is_possible(display: str) -> None:
    assert alone(display) == ("Nguyễn Thị Hương", Sure.POSSIBLE)


# several


@pytest.mark.parametrize(
    ("display", "staff"),
    [
        ("Nguyễn Thị Hương", ["Nguyễn Thị Hương", "Nguyễn Thị Hương"]),
        ("nguyen thi huong", ["Nguyễn Thị Hương", "Nguyễn Thị Hường"]),
        ("Nguyễn Hương", ["Nguyễn Thị Hương", "Nguyễn Thu Hương"]),
        ("Cô Hương 5A", ["Nguyễn Thị Hương", "Trần Thu Hương"]),
        ("Huong NT", ["Nguyễn Thị Hương", "Nguyễn Thu Hương"]),
        ("Thầy Nam Toán", ["Trần Hải Nam", "Lê Văn Nam"]),
        ("Cô Mai Anh Văn", ["Đỗ Mai Anh", "Lê Thị Mai"]),
        ("Lê Hà - Vũ Nam", ["Lê Thị Hà", "Vũ Hải Nam"]),
        ("Nguyễn Thị Mai", ["Nguyễn Thị Mai A", "Nguyễn Thị Mai B"]),
        ("Hương Nguyễn", ["Nguyễn Hương", "Nguyễn Thị Hương"]),
    ],
)
def test_between_several_nobody_is_chosen(display: str, staff: list[str]) -> None:
    assert proposed(display, staff) == [(name, Sure.POSSIBLE) for name in sorted(staff, key=sort_key)]


def test_the_only_full_name_among_several_is_likely() -> None:
    assert proposed("Nguyễn Thị Hương", ["Nguyễn Thị Thu Hương", "Nguyễn Thị Hương"]) == [
        ("Nguyễn Thị Hương", Sure.LIKELY),
        ("Nguyễn Thị Thu Hương", Sure.POSSIBLE),
    ]


def test_accents_tell_people_apart() -> None:
    assert proposed("Nguyễn Thị Hường", ["Nguyễn Thị Hương", "Nguyễn Thị Hường"]) == [
        ("Nguyễn Thị Hường", Sure.EXACT)
    ]


@pytest.mark.parametrize("staff", ["Nguyễn Thị Mai {}", "Nguyễn Thị Mai ({})"])
def test_a_mark_tells_namesakes_apart(staff: str) -> None:
    both = [staff.format(mark) for mark in "AB"]
    assert proposed("Nguyễn Thị Mai B", both) == [(both[1], Sure.EXACT)]


# nobody


@pytest.mark.parametrize(
    "display",
    [
        "Mẹ Bống",
        "Mẹ Hương",
        "vợ Nam",
        "Bạch Dương",
        "Hường",
        "Nguyễn Thị Thu Hương",
        "Trần Hương",
        "Nguyễn Thị H.",
        "Nguyễn",
        "Hương Yến",
        "THCS Nguyễn Trường",
        "Trường THCS Trần Nam",
        "Thư viện",
        "5A",
        "",
        "😀",
        "🇻🇳 ...",
        "中文",
    ],
)
def test_a_name_that_nobody_bears(display: str) -> None:
    assert proposed(display) == []


def test_an_empty_list_has_nobody() -> None:
    assert proposed("Hương", []) == []


@pytest.mark.parametrize("name", ["", " ", "-", "😀", "()"])
def test_a_line_without_words_is_nobody(name: str) -> None:
    assert proposed("Hương", [name]) == []


# two lists


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("Nguyễn Thị Hương", "NGUYỄN THỊ HƯƠNG", Sure.EXACT),
        ("Lê Thuý Hoà", "Lê Thúy Hòa", Sure.EXACT),
        ("Nguyễn Thị Hương", "nguyen thi huong", Sure.LIKELY),
        ("Lê Thị Mỹ", "Lê Thị Mĩ", Sure.LIKELY),
        ("Nguyễn Thị Hương", "Nguyễn Hương", Sure.POSSIBLE),
        ("Phạm Thị Hồng Yến", "Phạm T. H. Yến", Sure.POSSIBLE),
        ("Nguyễn Thị Hương A", "Nguyễn Thị Hương", Sure.POSSIBLE),
        ("Nguyễn Thị Hương A", "Nguyễn Thị Hương B", None),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hường", None),
        ("Nguyễn Thị Hương", "Trần Thị Hương", None),
        ("Nguyễn Thị Hương", "", None),
    ],
)
def test_two_lists_mean_the_same_name(one: str, other: str, sure: Sure | None) -> None:
    assert (same_person_name(one, other), same_person_name(other, one)) == (sure, sure)


# order


def test_names_are_sorted_by_given_name_in_the_vietnamese_alphabet() -> None:
    names = [
        "An",
        "Ánh",
        "Ân",
        "Ấn",
        "Bình",
        "Dũng",
        "Đức",
        "Em",
        "Ê",
        "Hoa",
        "Hòa",
        "Hỏa",
        "Hõa",
        "Hoá",
        "Họa",
        "Oanh",
        "Ôn",
        "Ơn",
        "Uyên",
        "Ước",
        "Ý",
        "Yến",
    ]
    turned = list(reversed(names))
    assert sorted(turned, key=sort_key) == names


def test_the_family_comes_after_the_given_name_and_before_the_middle() -> None:
    names = ["Trần An", "Lê Thị Bình", "Nguyễn Anh Bình", "Nguyễn Văn Bình", "Bùi Dung"]
    turned = list(reversed(names))
    assert sorted(turned, key=sort_key) == names


def test_hostile_letters_have_their_place_too() -> None:
    assert len(sorted(["中文", "😀", "", "\x00", "A"], key=sort_key)) == 5
