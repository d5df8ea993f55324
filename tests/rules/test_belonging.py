from datetime import date

import pytest

from rules.belonging import Belonging, Seen, unit_on, whereabouts

SEP, OCT, NOV, DEC = (date(2025, month, 1) for month in (9, 10, 11, 12))
OLD, NEW, GROUP = 1, 2, 3


@pytest.mark.parametrize(
    ("day", "here", "unit"),
    [
        (OCT, None, OLD),
        (NOV, None, NEW),
        (DEC, GROUP, NEW),
        (OCT, NEW, OLD),
    ],
)
def test_it_counts_where_somebody_belonged_on_that_day(day: date, here: int | None, unit: int) -> None:
    moved = [Belonging(OLD, SEP, NOV), Belonging(NEW, NOV)]
    assert unit_on(day, moved, here) == unit


def test_of_several_units_it_is_the_one_of_the_chat() -> None:
    both = [Belonging(OLD, SEP), Belonging(NEW, SEP)]
    assert [unit_on(OCT, both, here) for here in (OLD, NEW, GROUP, None)] == [OLD, NEW, NEW, NEW]


def test_before_they_were_first_seen_it_is_where_they_were() -> None:
    assert unit_on(SEP, [Belonging(OLD, OCT, NOV, seen=True), Belonging(NEW, NOV)], None) == OLD


def test_before_they_joined_it_is_where_they_are_now() -> None:
    assert unit_on(SEP, [Belonging(OLD, OCT, NOV), Belonging(NEW, NOV)], None) == NEW


def test_after_they_left_it_is_where_they_were_last() -> None:
    assert unit_on(DEC, [Belonging(OLD, SEP, OCT), Belonging(NEW, OCT, NOV)], GROUP) == NEW


def test_who_belongs_nowhere_counts_nowhere() -> None:
    assert unit_on(DEC, [], GROUP) is None


def test_who_is_on_no_list_is_seen_in_the_groups_units() -> None:
    found = whereabouts([Seen(NOV, None), Seen(NOV, OLD), Seen(OCT, NEW), Seen(SEP, None), Seen(SEP, OLD)])
    assert found.units == (OLD, OLD, NEW, NEW, OLD)
    assert found.since == {OLD: SEP, NEW: SEP}


def test_in_private_alone_nobody_is_seen_anywhere() -> None:
    assert whereabouts([Seen(NOV, None)]).units == (None,)
