"""How much is asked of whom, and how far a year's targets are."""

from datetime import date

import pytest

from rules.calendar import STANDARD_CALENDAR, month_of, parse_period, quarter_of, week_of
from rules.obligation import obligation
from rules.quota import STANDARD_BOOK, Progress, Quota, QuotaBook, QuotaRule, Subject, progress
from rules.scopes import EVERYBODY, Place, Reach, Scope
from rules.verdicts import POST, SHARE

DAY = date(2025, 11, 19)
SCHOOL = Place("school", ("so", "pgd-a", "thcs-1"), "toan")
SINCE = date(2025, 9, 1)


def rule(scope: Scope, week: int, since: date = SINCE, until: date | None = None) -> QuotaRule:
    return QuotaRule(since, scope, Quota(week=week), until=until)


@pytest.mark.parametrize(
    ("phrase", "owed"),
    [("tuần 47", 1), ("tháng 11", 4), ("quý 4", 12), ("17/11-30/11", 2), ("17/11", 1), ("năm học", 48)],
)
def test_a_quota_alone_knows_what_a_full_period_owes(phrase: str, owed: int) -> None:
    period = parse_period(phrase, date(2025, 12, 31))
    assert period
    assert obligation(Quota(), period, ()) == owed


def test_posts_and_shares_count_and_interactions_stand_beside_them() -> None:
    assert Quota().counts == {POST, SHARE}


@pytest.mark.parametrize(
    ("level", "week"), [("school", 1), ("district", 3), ("department", 4), ("kindergarten", 1)]
)
def test_pages_owe_by_their_level(level: str, week: int) -> None:
    quota = STANDARD_BOOK.quota_for(Place(level), DAY, Subject.PAGE)
    assert (quota.week, quota.counts) == (week, frozenset({POST}))


def test_without_rules_of_its_own_everybody_owes_the_standard() -> None:
    assert STANDARD_BOOK.quota_for(SCHOOL, DAY) == Quota()


def test_the_most_specific_rule_wins() -> None:
    general_first = [
        rule(EVERYBODY, 2),
        rule(Scope(Reach.LEVEL, "school"), 3),
        rule(Scope(Reach.BELOW, "so"), 4),
        rule(Scope(Reach.BELOW, "pgd-a"), 5),
        rule(Scope(Reach.BELOW, "thcs-1"), 6),
        rule(Scope(Reach.UNIT, "thcs-1"), 7),
        rule(Scope(Reach.GROUP, "thcs-1/toan"), 8),
    ]
    for known in range(1, len(general_first) + 1):
        book = QuotaBook(tuple(reversed(general_first[:known])))
        assert book.quota_for(SCHOOL, DAY).week == known + 1


@pytest.mark.parametrize(
    "scope",
    [
        Scope(Reach.LEVEL, "district"),
        Scope(Reach.UNIT, "so"),
        Scope(Reach.UNIT, "thcs-2"),
        Scope(Reach.GROUP, "thcs-2/toan"),
        Scope(Reach.GROUP, "thcs-1/van"),
    ],
)
def test_a_rule_for_others_does_not_reach(scope: Scope) -> None:
    assert QuotaBook((rule(scope, 9),)).quota_for(SCHOOL, DAY) == Quota()


def test_a_group_of_the_same_name_elsewhere_is_another() -> None:
    book = QuotaBook((rule(Scope(Reach.GROUP, "thcs-1/toan"), 9),))
    assert book.quota_for(Place("school", ("so", "thcs-2"), "toan"), DAY) == Quota()


def test_the_past_keeps_its_rules() -> None:
    book = QuotaBook((rule(EVERYBODY, 3, date(2026, 1, 1)), rule(EVERYBODY, 2, date(2025, 9, 1))))
    days = [date(2025, 8, 31), date(2025, 9, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [book.quota_for(SCHOOL, day).week for day in days] == [1, 2, 2, 3]


def test_a_special_rule_that_ends_gives_way_to_the_general_one() -> None:
    special = rule(Scope(Reach.UNIT, "thcs-1"), 0, date(2025, 10, 1), until=date(2025, 10, 15))
    days = [date(2025, 9, 30), date(2025, 10, 1), date(2025, 10, 14), date(2025, 10, 15)]
    assert [QuotaBook((special,)).quota_for(SCHOOL, day).week for day in days] == [1, 0, 0, 1]


def test_of_two_rules_for_the_same_day_the_later_written_wins() -> None:
    assert QuotaBook((rule(EVERYBODY, 2), rule(EVERYBODY, 3))).quota_for(SCHOOL, DAY).week == 3


def test_a_rule_for_pages_leaves_persons_alone() -> None:
    pages = QuotaRule(SINCE, EVERYBODY, Quota(9), Subject.PAGE)
    assert QuotaBook((pages,)).quota_for(SCHOOL, DAY) == Quota()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 9, 1), 0),
        (date(2025, 8, 1), 0),
        (date(2026, 3, 2), 95),
        (date(2026, 9, 1), 192),
        (date(2027, 1, 1), 192),
    ],
)
def test_a_target_is_expected_in_equal_shares_of_the_days_that_are_over(today: date, expected: int) -> None:
    year = STANDARD_CALENDAR.year(2025)
    assert progress(0, 192, year, today).expected == expected


def test_what_grows_on_is_expected_to_grow_from_where_it_began() -> None:
    year = STANDARD_CALENDAR.year(2025)
    assert progress(28_000, 32_000, year, date(2026, 3, 2), start=24_000).expected == 27_989


def test_progress_says_how_far_it_is() -> None:
    assert Progress(done=96, target=192, expected=95).is_on_track
    assert not Progress(done=94, target=192, expected=95).is_on_track
    assert Progress(done=96, target=192, expected=95).percent == 50
    assert Progress(done=1, target=0, expected=0).percent == 100


def test_the_standard_months_and_quarters_are_whole() -> None:
    assert obligation(Quota(1, 4), month_of(DAY), ()) == 4
    assert obligation(Quota(2, 9), quarter_of(DAY), ()) == 27
    assert obligation(Quota(2, 9), week_of(DAY), ()) == 2
