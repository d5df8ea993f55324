"""What a unit was when, after changes in any order."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.tree_history import History, Past, Shape, first_ring, ring_in

JULY, AUGUST, OCTOBER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 10, 1)
SCHOOL = Shape("Trường Một", "school", 1)
UNIT = History((), SCHOOL)
DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
CHANGES = st.fixed_dictionaries(
    {},
    optional={"name": st.sampled_from("ABC"), "level": st.sampled_from("xy"), "parent_id": st.integers(1, 3)},
)


def test_before_the_day_nothing_changes() -> None:
    moved = UNIT.changed(JULY, parent_id=2)
    assert moved == History((Past(JULY, SCHOOL),), SCHOOL._replace(parent_id=2))
    assert [moved.on(day).parent_id for day in (JULY - timedelta(days=1), JULY)] == [1, 2]


def test_the_same_again_changes_nothing() -> None:
    moved = UNIT.changed(JULY, parent_id=2)
    assert moved.changed(JULY, parent_id=2) == moved
    assert moved.changed(OCTOBER, parent_id=2) == moved


def test_what_is_so_already_leaves_no_past() -> None:
    assert UNIT.changed(JULY, name=SCHOOL.name) == UNIT


def test_several_things_of_one_day_are_one_past() -> None:
    assert len(UNIT.changed(JULY, name="Hai").changed(JULY, parent_id=2).past) == 1


def test_a_change_that_is_told_late_ends_where_a_later_one_begins() -> None:
    told = UNIT.changed(OCTOBER, name="Ba").changed(JULY, name="Hai")
    assert [told.on(day).name for day in (JULY, OCTOBER)] == ["Hai", "Ba"]


def test_a_change_that_is_told_late_leaves_other_changes_alone() -> None:
    told = UNIT.changed(AUGUST, parent_id=2).changed(JULY, name="Hai")
    assert [told.on(day) for day in (JULY, AUGUST)] == [Shape("Hai", "school", 1), Shape("Hai", "school", 2)]


def test_the_same_change_from_an_earlier_day_is_one_change() -> None:
    assert UNIT.changed(OCTOBER, name="Hai").changed(JULY, name="Hai") == UNIT.changed(JULY, name="Hai")


def test_what_is_taken_back_on_its_day_was_never_there() -> None:
    assert UNIT.changed(JULY, name="Hai").changed(JULY, name=SCHOOL.name) == UNIT


@given(changes=st.lists(st.tuples(DAYS, CHANGES), max_size=8), last=st.tuples(DAYS, CHANGES))
def test_a_change_leaves_all_days_before_it(
    changes: list[tuple[date, dict[str, object]]], last: tuple[date, dict[str, object]]
) -> None:
    before = UNIT
    for day, told in changes:
        before = before.changed(day, **told)
    since, told = last
    after = before.changed(since, **told)
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(366)]
    assert [after.on(day) for day in days if day < since] == [before.on(day) for day in days if day < since]
    assert {name: getattr(after.on(since), name) for name in told} == told
    assert after.changed(since, **told) == after
    untils = [each.until for each in after.past]
    assert untils == sorted(set(untils))
    shapes = [*(each.shape for each in after.past), after.now]
    assert all(one != other for one, other in pairwise(shapes))


@pytest.mark.parametrize(
    ("parents", "ring"),
    [
        ({1: None, 2: 1, 3: 2}, []),
        ({1: 3, 2: 1, 3: 2}, [1, 3, 2]),
        ({1: 1}, [1]),
        ({5: 1, 1: 2, 2: 1}, [1, 2]),
    ],
)
def test_a_ring_is_found(parents: dict[int, int | None], ring: list[int]) -> None:
    assert ring_in(parents) == ring


def test_a_ring_is_found_that_lasts_for_some_days() -> None:
    one = UNIT.changed(AUGUST, parent_id=2).changed(OCTOBER, parent_id=None)
    other = History((), SCHOOL._replace(parent_id=1))
    assert sorted(first_ring({1: one.changed(date.min, parent_id=None), 2: other}, JULY)) == [1, 2]
    assert first_ring({1: one, 2: other}, OCTOBER) == []
