"""For whom featured pages are meant, and who can be proposed."""

from datetime import date, timedelta

import pytest

from reports.featured import Rotation, applying, lately, main_page, rotations
from reports.featured_text import this_week
from rules.calendar import week_of
from rules.rotation import STANDARD_ROTATION, RotationRule
from storage import Brought, Candidates, FeatureRecord, PageRecord, UnitRecord

MONDAY = date(2025, 11, 17)
WEEK = week_of(MONDAY)
NEXT = week_of(WEEK.after)
SO, BAC, SEN, CUC, LONE, OTHER = 1, 2, 3, 4, 5, 6
UNITS = [
    UnitRecord(SO, "SO", "Sở", "department", None),
    UnitRecord(BAC, "BAC", "Phòng Bắc", "district", SO),
    UnitRecord(SEN, "SEN", "Hoa Sen", "school", BAC),
    UnitRecord(CUC, "CUC", "Hoa Cúc", "mam-non", BAC),
    UnitRecord(LONE, "NHOM", "Nhóm lạ", "school", None),
]
SECOND = UnitRecord(OTHER, "SO-2", "Sở khác", "department", None)


def page(unit_id: int, number: int = 0, platform: str = "facebook", until: date | None = None) -> PageRecord:
    key = f"{platform}:{unit_id}-{number}"
    return PageRecord(10 * unit_id + number, unit_id, platform, key, key, date(2025, 1, 1), until)


def feature(unit_id: int, week: date = MONDAY, root: int = SO) -> FeatureRecord:
    unit = UNITS[unit_id - 1]
    level = "district" if unit.level == "district" else "school"
    return FeatureRecord(7, root, week, unit_id, unit.code, unit.name, 10 * unit_id, "", level)


def by_id(*units: UnitRecord) -> dict[int, UnitRecord]:
    return {unit.id: unit for unit in units}


def rotation(
    *features: FeatureRecord,
    rule: RotationRule = STANDARD_ROTATION,
    units: list[UnitRecord] = UNITS,
    pages: list[PageRecord] | None = None,
    posts: dict[int, int] | None = None,
) -> Rotation:
    known = pages if pages is not None else [page(unit.id) for unit in units]
    (found,) = rotations(Candidates(units, known, posts or {}, features), rule, MONDAY)
    return found


def codes(found: Rotation) -> list[str]:
    return sorted(place.unit.code for place in found.plan([WEEK]))


@pytest.mark.parametrize("unit_id", [SO, BAC, SEN])
def test_pages_are_meant_for_the_whole_tree(unit_id: int) -> None:
    assert applying([feature(CUC)], unit_id, by_id(*UNITS)) == [feature(CUC)]


@pytest.mark.parametrize("unit_id", [LONE, None, 99])
def test_who_stands_outside_gets_those_of_the_only_department(unit_id: int | None) -> None:
    assert applying([feature(CUC)], unit_id, by_id(*UNITS)) == [feature(CUC)]


def test_of_two_departments_a_stranger_gets_none() -> None:
    assert applying([feature(CUC)], LONE, by_id(*UNITS, SECOND)) == []


def test_a_department_does_not_get_anothers() -> None:
    assert applying([feature(CUC)], OTHER, by_id(*UNITS, SECOND)) == []


def test_a_ring_of_units_is_survived() -> None:
    ring = [UnitRecord(1, "A", "A", "school", 2), UnitRecord(2, "B", "B", "school", 1)]
    assert applying([feature(CUC, root=9)], 1, by_id(*ring)) == []


def test_activity_is_that_of_four_weeks_up_to_a_week_before() -> None:
    period = lately(WEEK)
    assert (period.first, period.after) == (MONDAY - timedelta(days=35), MONDAY - timedelta(days=7))


def test_the_first_page_on_facebook_stands_for_a_unit() -> None:
    pages = [page(SEN, 0, "zalo"), page(SEN, 1, until=MONDAY), page(SEN, 2), page(SEN, 3)]
    assert main_page(pages) == pages[2]


def test_without_facebook_the_first_open_page_does() -> None:
    pages = [page(SEN, 0, "zalo", until=MONDAY), page(SEN, 1, "tiktok"), page(SEN, 2, "website")]
    assert main_page(pages) == pages[1]


def test_a_unit_without_an_open_page_has_none() -> None:
    assert main_page([page(SEN, until=MONDAY)]) is None


def test_schools_of_any_kind_rotate_as_schools() -> None:
    assert codes(rotation()) == ["BAC", "CUC", "SEN"]


def test_a_commune_takes_turns_where_districts_did() -> None:
    commune = UnitRecord(OTHER, "XA", "Xã Đông", "commune", SO)
    assert codes(rotation(units=[*UNITS, commune])) == ["BAC", "CUC", "SEN"]
    assert codes(rotation(units=[UNITS[0], commune])) == ["XA"]


def test_the_top_is_not_featured_itself() -> None:
    assert "SO" not in codes(rotation(rule=RotationRule((("department", 1), ("school", 2)))))


def test_an_office_that_the_rule_does_not_name_is_not_featured() -> None:
    assert codes(rotation(rule=RotationRule((("school", 3),)))) == ["CUC", "SEN"]


def test_who_has_no_page_is_not_featured() -> None:
    assert codes(rotation(pages=[page(SEN)])) == ["SEN"]


def test_a_tree_without_pages_below_its_top_has_no_rotation() -> None:
    assert rotations(Candidates(UNITS, [page(SO), page(LONE)], {}, []), STANDARD_ROTATION, MONDAY) == []


def test_a_choice_shows_as_one() -> None:
    places = rotation(feature(CUC)).plan([WEEK])
    assert [place.unit.code for place in places if place.feature] == ["CUC"]


def test_what_was_chosen_in_the_past_and_not_announced_was_no_turn() -> None:
    found = rotation(feature(CUC, MONDAY - timedelta(days=7)))
    assert {place.last for place in found.plan([WEEK])} == {None}


def test_posts_of_all_pages_of_a_unit_are_its_activity() -> None:
    found = rotation(pages=[page(SEN), page(SEN, 1, "zalo")], posts={10 * SEN: 2, 10 * SEN + 1: 3})
    assert [place.active for place in found.plan([WEEK])] == [5]


def test_who_is_fixed_for_a_later_week_is_out_of_turn() -> None:
    found = rotation(feature(CUC, NEXT.first))
    place = found.candidate(WEEK, "CUC")
    assert place
    assert not found.is_in_turn(place)


def test_who_is_unknown_is_no_candidate() -> None:
    assert rotation().candidate(WEEK, "X") is None


def test_a_unit_is_a_candidate_by_its_number_too() -> None:
    place = rotation().candidate(WEEK, unit_id=CUC)
    assert place
    assert place.unit.code == "CUC"


def test_alternatives_are_those_that_have_no_place_yet() -> None:
    found = rotation(rule=RotationRule((("school", 1),)))
    (place,) = found.plan([WEEK])
    assert [other.unit.code for other in found.alternatives(WEEK, "school", 6)] == [
        code for code in ("CUC", "SEN") if code != place.unit.code
    ]


def test_what_nobody_has_shared_yet_has_no_noughts() -> None:
    told = this_week(WEEK, [feature(SEN)], {7: Brought()}, "vi")
    assert "chưa có lượt chia sẻ nào" in told
    assert "0 lượt" not in told
