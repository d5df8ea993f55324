"""Featured pages: fair, spread and the same each time, over a season and longer."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import Period, week_of
from rules.rotation import Feature, Page, Pick, RotationRule, propose

FIRST = date(2025, 9, 8)
AREAS = [f"pgd-{letter}" for letter in "abcdefghij"]
SCHOOLS_ONLY = RotationRule((("school", 1),))


def weeks(count: int, first: date = FIRST) -> list[Period]:
    return [week_of(first + timedelta(days=7 * n)) for n in range(count)]


def province(seed: int = 1) -> list[Page]:
    """530 units: ten district offices, and schools in areas of very different size, the smallest the most active."""
    random = Random(seed)
    shares = [5 + 3 * n for n in range(10)]
    areas = AREAS + random.choices(AREAS, shares, k=510)
    schools = [
        Page(f"school-{n:03}", "school", area, active=random.randrange(20) + 30 * (area == AREAS[0]))
        for n, area in enumerate(sorted(areas))
    ]
    return schools + [Page(area, "district", area, active=random.randrange(20)) for area in AREAS]


def codes(plan: list[Pick], kind: str = "school") -> list[str]:
    return [pick.feature.code for pick in plan if pick.feature.kind == kind]


def gini(values: list[int]) -> float:
    ranked = sorted(values)
    total = sum(ranked)
    weighted = sum(rank * value for rank, value in enumerate(ranked, start=1))
    return 2 * weighted / (len(ranked) * total) - (len(ranked) + 1) / len(ranked)


def schools(count: int, areas: int = 3) -> list[Page]:
    return [Page(f"s{n:02}", "school", f"area-{n % areas}") for n in range(count)]


SEASON = propose(province(), [], weeks(50))


def test_every_week_of_a_season_has_two_schools_and_a_district() -> None:
    per_week = Counter((pick.feature.week.code, pick.feature.kind) for pick in SEASON)
    assert per_week == {
        (week.code, kind): n for week in weeks(50) for kind, n in (("school", 2), ("district", 1))
    }


def test_in_a_season_no_school_comes_twice_and_every_district_five_times() -> None:
    assert set(Counter(codes(SEASON)).values()) == {1}
    assert set(Counter(codes(SEASON, "district")).values()) == {5}


def test_in_a_season_the_districts_are_perfectly_equal() -> None:
    assert gini(list(Counter(codes(SEASON, "district")).values())) == pytest.approx(0)


def test_in_a_season_areas_are_featured_in_proportion_to_their_schools() -> None:
    sizes = Counter(page.area for page in province() if page.kind == "school")
    area_of = {page.code: page.area for page in province()}
    featured = Counter(area_of[code] for code in codes(SEASON))
    assert all(abs(featured[area] - 100 * sizes[area] / 520) <= 3 for area in AREAS)


def test_in_a_season_no_area_has_two_pages_in_a_week_or_schools_in_weeks_that_follow() -> None:
    area_of = {page.code: page.area for page in province()}
    by_week = [[pick.feature for pick in SEASON if pick.feature.week == week] for week in weeks(50)]
    assert all(len({area_of[one.code] for one in features}) == 3 for features in by_week)
    of_schools = [{area_of[one.code] for one in features if one.kind == "school"} for features in by_week]
    assert not any(before & after for before, after in pairwise(of_schools))


def test_over_many_seasons_nobody_is_more_than_one_turn_ahead() -> None:
    pages = province()
    plan = propose(pages, [], weeks(400))
    for kind in ("school", "district"):
        times = Counter(codes(plan, kind))
        counts = [times[page.code] for page in pages if page.kind == kind]
        assert max(counts) - min(counts) <= 1
        assert gini(counts) < 0.2


def test_the_plan_does_not_depend_on_the_order_of_pages_or_history() -> None:
    pages, features = province(), [pick.feature for pick in SEASON]
    plan = propose(pages, features, weeks(10, date(2026, 9, 7)))
    Random(2).shuffle(pages)
    Random(3).shuffle(features)
    assert propose(pages, features, weeks(10, date(2026, 9, 7))) == plan


@given(st.integers(1, 12), st.integers(1, 3), st.integers(1, 4), st.integers(0, 29))
@settings(deadline=None)
def test_planning_in_pieces_is_planning_at_once(count: int, places: int, areas: int, cut: int) -> None:
    rule, pages = RotationRule((("school", places),)), schools(count, areas)
    whole = [pick.feature for pick in propose(pages, [], weeks(30), rule)]
    begun = [pick.feature for pick in propose(pages, [], weeks(30)[:cut], rule)]
    rest = [pick.feature for pick in propose(pages, begun, weeks(30)[cut:], rule)]
    assert begun + rest == whole


@given(st.lists(st.sampled_from("aaab"), min_size=1, max_size=12), st.integers(1, 3))
@settings(deadline=None)
def test_nobody_comes_twice_before_everyone_came_once(areas: list[str], places: int) -> None:
    pages = [Page(f"s{n:02}", "school", area) for n, area in enumerate(areas)]
    order = codes(propose(pages, [], weeks(40), RotationRule((("school", places),))))
    for start in range(0, len(order) - len(pages) + 1, len(pages)):
        assert len(set(order[start : start + len(pages)])) == len(pages)


def test_who_was_featured_longest_ago_comes_first() -> None:
    pages = schools(3, areas=3)
    past = [Feature(week, code, "school") for week, code in zip(weeks(3), ["s01", "s02", "s00"], strict=True)]
    plan = propose(pages, past, weeks(3, FIRST + timedelta(days=70)), SCHOOLS_ONLY)
    assert codes(plan) == ["s01", "s02", "s00"]
    assert [pick.last for pick in plan] == weeks(3)


def test_among_equals_the_active_come_first_and_then_the_code_decides() -> None:
    pages = [
        Page(code, "school", "area", active) for code, active in (("a", 1), ("b", 5), ("c", 5), ("d", 0))
    ]
    assert codes(propose(pages, [], weeks(4), SCHOOLS_ONLY)) == ["b", "c", "a", "d"]


def test_a_choice_by_hand_is_kept_and_counts() -> None:
    chosen = Feature(weeks(1)[0], "s05", "school", "kỷ niệm 50 năm thành lập")
    plan = propose(schools(6), [chosen], weeks(6), SCHOOLS_ONLY)
    assert plan[0] == Pick(chosen, kept=True)
    assert sorted(codes(plan)) == [f"s0{n}" for n in range(6)]


def test_a_choice_for_a_later_week_is_not_proposed_before_it() -> None:
    later = Feature(weeks(4)[3], "s00", "school", "khai giảng")
    plan = propose(schools(6), [later], weeks(6), SCHOOLS_ONLY)
    assert codes(plan).index("s00") == 3
    assert len(set(codes(plan))) == 6


def test_a_choice_by_hand_may_come_twice_and_the_others_do_not_lose_their_turn() -> None:
    twice = [Feature(week, "s00", "school", "theo chỉ đạo") for week in weeks(2)]
    assert sorted(codes(propose(schools(4), twice, weeks(5), SCHOOLS_ONLY))[2:]) == ["s01", "s02", "s03"]


def test_a_week_with_more_choices_than_places_keeps_them_all() -> None:
    many = [Feature(weeks(1)[0], f"s0{n}", "school", "hội thi") for n in range(3)]
    assert codes(propose(schools(6), many, weeks(1), SCHOOLS_ONLY)) == ["s00", "s01", "s02"]


def test_a_new_page_gets_its_turn_in_the_running_round_and_no_more() -> None:
    new = Page("new", "school", "area-9", opened=FIRST + timedelta(days=14))
    order = codes(propose([*schools(4), new], [], weeks(10), SCHOOLS_ONLY))
    assert "new" not in order[:2]
    assert order[:5].count("new") == 1
    assert sorted(order[5:]) == sorted(order[:5])


def test_a_page_that_closes_is_not_waited_for() -> None:
    closing = Page("s99", "school", "area-9", closed=FIRST + timedelta(days=6))
    order = codes(propose([*schools(3), closing], [], weeks(6), SCHOOLS_ONLY))
    assert "s99" not in order
    assert sorted(order[3:]) == sorted(order[:3])


@pytest.mark.parametrize(("closed", "featured"), [(6, False), (7, True)])
def test_a_page_is_featured_only_if_it_is_open_all_week(closed: int, featured: bool) -> None:
    page = Page("s00", "school", "area", closed=FIRST + timedelta(days=closed))
    assert bool(propose([page], [], weeks(1), SCHOOLS_ONLY)) is featured


def test_a_page_that_no_longer_exists_does_no_harm_in_the_history() -> None:
    gone = Feature(weeks(1)[0], "gone", "school")
    assert len(propose(schools(2), [gone], weeks(3), SCHOOLS_ONLY)) == 3


def test_without_pages_of_a_kind_its_place_stays_empty() -> None:
    assert codes(propose(schools(3), [], weeks(2)), "district") == []


def test_with_fewer_pages_than_places_nobody_is_named_twice_in_a_week() -> None:
    plan = propose(schools(1), [], weeks(3), RotationRule((("school", 2),)))
    assert codes(plan) == ["s00"] * 3
