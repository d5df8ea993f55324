"""What a list of followers says, and which pages it is about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.columns import Line
from rules.follower_list import (
    FollowerList,
    FollowerRow,
    Follows,
    KnownPage,
    day_of,
    find_pages,
    number_of,
    read_followers,
)
from rules.page_addresses import page_address

TODAY = date(2025, 11, 17)
ADDRESS = "https://www.facebook.com/truonghoasen"
PAGE = page_address(ADDRESS)
assert PAGE
HOA_SEN = KnownPage(1, PAGE.key, "facebook", "TH01")
WEBSITE = KnownPage(2, "website:hoasen.edu.vn", "website", "TH01")
ZALO = KnownPage(3, "zalo:hoasen", "zalo", "TH01")


def read(which: str, followers: str = "10", day: str = "") -> FollowerList:
    return read_followers([Line(2, {"page_or_code": which, "followers": followers, "day": day})], TODAY)


def found(*rows: FollowerRow, pages: tuple[KnownPage, ...] = (HOA_SEN, WEBSITE)) -> list[Follows] | list[str]:
    follows, problems = find_pages(rows, pages)
    return [each.key for each in problems] or follows


def row(followers: int = 10, *, key: str = "", code: str = "TH01", day: date = TODAY) -> FollowerRow:
    return FollowerRow(2, key, code, followers, day)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1234", 1234), ("1.234", 1234), ("1,234,567", 1234567), ("12 345", 12345), ("0", 0),
        ("12,5K", 12500), ("1.2 nghìn", 1200), ("3 tr", 3_000_000), ("1,25M", 1_250_000),
        ("", None), ("nhiều", None), ("-5", None), ("1.5", None), ("12.34", None), ("9" * 30, None),
        ("3000000000", None),
    ],
)  # fmt: skip
def test_a_number_as_people_write_it(words: str, number: int | None) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2025-11-17", TODAY),
        ("2025-11-17T08:30:00", TODAY),
        ("17/11/2025", TODAY),
        ("17.11.2025", TODAY),
        ("17-11-2025", TODAY),
        ("31/02/2025", None),
        ("hôm qua", None),
    ],
)
def test_a_day_as_people_write_it(words: str, day: date | None) -> None:
    assert day_of(words) == day


def test_a_line_names_a_unit() -> None:
    assert read("th01").rows == (FollowerRow(2, "", "TH01", 10, TODAY),)


def test_a_line_names_a_page() -> None:
    assert read(ADDRESS).rows[0].key == HOA_SEN.key


def test_beside_an_address_a_code_says_nothing_more() -> None:
    assert read(f"TH01\n{ADDRESS}").rows == (FollowerRow(2, HOA_SEN.key, "", 10, TODAY),)


def test_a_line_may_be_about_another_day() -> None:
    assert read("TH01", day="1/11/2025").rows[0].day == date(2025, 11, 1)


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (("", "10", ""), "followers.page_missing"),
        (("A", "nhiều", ""), "followers.number_wrong"),
        (("A", "", ""), "followers.number_wrong"),
        (("A", "10", "hôm qua"), "followers.day_wrong"),
        (("A", "10", "18/11/2025"), "followers.day_wrong"),
    ],
)
def test_what_is_wrong_with_a_line(cells: tuple[str, str, str], key: str) -> None:
    assert [problem.key for problem in read(*cells).problems] == [key]


def test_a_page_is_found_by_its_address() -> None:
    assert found(row(key=HOA_SEN.key, code="")) == [Follows(1, TODAY, 10)]


def test_a_code_means_the_only_page_that_has_followers() -> None:
    assert found(row()) == [Follows(1, TODAY, 10)]


def test_a_code_of_several_pages_is_unclear() -> None:
    assert found(row(), pages=(HOA_SEN, ZALO)) == ["followers.page_unclear"]


@pytest.mark.parametrize("which", [row(code="XX"), row(key="facebook:nobody", code="")])
def test_a_page_nobody_knows(which: FollowerRow) -> None:
    assert found(which) == ["followers.page_unknown"]


def test_the_same_number_twice_is_one_number() -> None:
    assert found(row(), row()) == [Follows(1, TODAY, 10)]


def test_two_numbers_for_one_day() -> None:
    assert found(row(), row(11)) == ["followers.twice"]


def test_two_days_have_a_number_each() -> None:
    assert len(found(row(), row(11, day=date(2025, 11, 16)))) == 2


@given(
    cells=st.lists(
        st.dictionaries(st.sampled_from(["page_or_code", "followers", "day"]), st.text(max_size=15))
    )
)
def test_any_words_are_numbers_or_problems(cells: list[dict[str, str]]) -> None:
    read = read_followers([Line(number, said) for number, said in enumerate(cells)], TODAY)
    find_pages(read.rows, [HOA_SEN, WEBSITE])
