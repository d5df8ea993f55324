"""Who owes what, when, and whether it was done."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import (
    STANDARD_CALENDAR,
    Period,
    SchoolCalendar,
    day_range,
    month_of,
    parse_period,
    quarter_of,
    single_day,
    week_of,
)
from rules.obligation import (
    NOTHING_KNOWN,
    Owed,
    PersonFacts,
    obligation,
    owed,
    owed_so_far,
    parts,
    standing,
    stretches,
    weeks_to_do,
)
from rules.quota import STANDARD_BOOK, Quota, QuotaBook, QuotaRule, Subject
from rules.reasons import KINDS, Leave, Why
from rules.scopes import ANYWHERE, EVERYBODY, Place, Reach, Scope
from rules.verdicts import INTERACTION, POST, SHARE

QUIET_WEEK = date(2025, 11, 17)
NOVEMBER = month_of(QUIET_WEEK)
LATER = date(2030, 1, 1)
WEEKENDS = {date(2025, 1, 1) + timedelta(days=n) for n in range(800)} - {
    day for n in range(800) if (day := date(2025, 1, 1) + timedelta(days=n)).weekday() < 5
}


def period(phrase: str) -> Period:
    found = parse_period(phrase, date(2026, 8, 31))
    assert found
    return found


def asked(phrase: str, facts: PersonFacts = NOTHING_KNOWN, book: QuotaBook = STANDARD_BOOK) -> Owed:
    return owed(facts, period(phrase), book, STANDARD_CALENDAR)


def posts(*days: date) -> dict[date, dict[str, int]]:
    return {day: {POST: days.count(day)} for day in days}


def is_met(
    deeds: dict[date, dict[str, int]], of: Period, today: date = LATER, quota: Quota | None = None
) -> bool:
    book = QuotaBook((QuotaRule(date.min, EVERYBODY, quota),)) if quota else STANDARD_BOOK
    return standing(deeds, NOTHING_KNOWN, of, book, STANDARD_CALENDAR, today=today).is_met


def off(first: date, count: int) -> set[date]:
    return WEEKENDS | {first + timedelta(days=n) for n in range(count)}


@pytest.mark.parametrize(("days_off", "count"), [(0, 1), (1, 1), (2, 1), (3, 0), (4, 0), (5, 0)])
def test_a_week_owes_in_full_from_three_working_days(days_off: int, count: int) -> None:
    assert obligation(Quota(), week_of(QUIET_WEEK), off(QUIET_WEEK, days_off)) == count


def test_how_many_days_make_a_week_is_part_of_the_rule() -> None:
    assert obligation(Quota(full_week=1), week_of(QUIET_WEEK), off(QUIET_WEEK, 4)) == 1


@pytest.mark.parametrize(("weeks_off", "count"), [(0, 4), (1, 3), (2, 2), (3, 1), (4, 0), (5, 0)])
def test_a_month_owes_a_quarter_less_for_each_free_week(weeks_off: int, count: int) -> None:
    october = month_of(date(2025, 10, 1))  # five weeks count for it, the first begins on 29 September
    assert obligation(Quota(), october, off(date(2025, 9, 29), 7 * weeks_off)) == count


def test_a_month_that_asks_for_more_shrinks_by_quarters_rounded_down() -> None:
    assert obligation(Quota(2, 10), NOVEMBER, off(date(2025, 11, 3), 7)) == 7


def test_without_a_monthly_number_weeks_are_counted() -> None:
    assert obligation(Quota(3, 0), NOVEMBER, WEEKENDS) == 12


@given(
    st.dates(date(2025, 2, 1), date(2026, 12, 1)),
    st.sets(st.dates(date(2025, 1, 20), date(2026, 12, 31)), max_size=40),
    st.sets(st.dates(date(2025, 1, 20), date(2026, 12, 31)), max_size=40),
    st.builds(Quota, st.integers(0, 5), st.integers(0, 9), full_week=st.integers(0, 6)),
)
@settings(deadline=None)
def test_more_free_days_never_ask_for_more(day: date, some: set[date], more: set[date], quota: Quota) -> None:
    for whole in (week_of(day), month_of(day), single_day(day), day_range(day, day + timedelta(days=20))):
        assert obligation(quota, whole, WEEKENDS | some | more) <= obligation(quota, whole, WEEKENDS | some)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("tuần 47/2025", Owed(1, Why.OWES)),
        ("tuần 8/2026", Owed(0, Why.HOLIDAY)),
        ("tuần 36/2025", Owed(1, Why.OWES)),
        ("tuần 36/2026", Owed(0, Why.HOLIDAY)),
        ("tuần 27/2026", Owed(0, Why.SUMMER)),
        ("tháng 2/2026", Owed(3, Why.OWES)),
        ("tháng 7/2026", Owed(0, Why.SUMMER)),
        ("quý 4/2025", Owed(12, Why.OWES)),
        ("hk1 2025-2026", Owed(20, Why.OWES)),
        ("năm học 2025-2026", Owed(34, Why.OWES)),
        ("17/11/2025", Owed(1, Why.OWES)),
        ("16/11/2025", Owed(0, Why.NOTHING_ASKED)),
        ("17/2/2026", Owed(0, Why.HOLIDAY)),
    ],
)
def test_what_everybody_owes(phrase: str, expected: Owed) -> None:
    assert asked(phrase) == expected


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (PersonFacts(joined=date(2025, 11, 20)), Why.NOT_YET_JOINED),
        (PersonFacts(left=date(2025, 11, 19)), Why.LEFT),
        (PersonFacts(left=date(2025, 11, 19), dissolved=date(2025, 11, 19)), Why.UNIT_DISSOLVED),
        (PersonFacts(exemptions=(Leave(day_range(date(2025, 11, 17), date(2025, 11, 19))),)), Why.EXEMPT),
        *((PersonFacts(exemptions=(Leave(week_of(QUIET_WEEK), kind),)), kind) for kind in KINDS),
        (PersonFacts(closures=(day_range(date(2025, 11, 1), date(2025, 11, 30)),)), Why.UNIT_CLOSED),
    ],
)
def test_who_is_not_there_owes_nothing_and_it_is_said_why(facts: PersonFacts, why: Why) -> None:
    assert asked("tuần 47/2025", facts) == Owed(0, why)


def test_the_reason_that_takes_most_days_is_told() -> None:
    ill = PersonFacts(exemptions=(Leave(day_range(date(2026, 2, 20), date(2026, 2, 22))),))
    assert asked("tuần 8/2026", ill).why is Why.HOLIDAY


def test_who_moves_in_the_middle_of_a_week_owes_it_once() -> None:
    for day in week_of(QUIET_WEEK).days():
        left, joined = PersonFacts(left=day), PersonFacts(joined=day)
        assert asked("tuần 47/2025", left).count + asked("tuần 47/2025", joined).count == 1


def test_a_quota_of_nothing_asks_for_nothing() -> None:
    book = QuotaBook((QuotaRule(date.min, EVERYBODY, Quota(0, 0)),))
    assert asked("tuần 47/2025", book=book) == Owed(0, Why.NOTHING_ASKED)


def test_pages_are_asked_by_their_level() -> None:
    page = PersonFacts(Place("district", ("so", "pgd-a")))
    week = owed(page, week_of(QUIET_WEEK), STANDARD_BOOK, STANDARD_CALENDAR, Subject.PAGE)
    month = owed(page, NOVEMBER, STANDARD_BOOK, STANDARD_CALENDAR, Subject.PAGE)
    assert (week.count, month.count) == (3, 12)


def test_a_new_rule_begins_with_the_first_whole_week_and_month() -> None:
    book = QuotaBook((QuotaRule(date(2025, 11, 19), EVERYBODY, Quota(2, 8)),))
    counts = [asked(phrase, book=book).count for phrase in ("tuần 47/2025", "tuần 48/2025", "tháng 11/2025")]
    assert counts == [1, 2, 4]
    assert asked("tháng 12/2025", book=book).count == 8
    assert asked("quý 4/2025", book=book).count == 4 + 4 + 8


def test_a_closed_week_of_the_school_makes_the_month_shorter() -> None:
    calendar = SchoolCalendar(breaks=(day_range(date(2026, 2, 9), date(2026, 2, 22)),))
    assert owed(NOTHING_KNOWN, period("tháng 2/2026"), STANDARD_BOOK, calendar).count == 2


@pytest.mark.parametrize(
    "phrase", ["tuần 47/2025", "tháng 11/2025", "quý 4/2025", "hk1 2025-2026", "1/10-20/12"]
)
def test_the_parts_of_a_period_follow_each_other(phrase: str) -> None:
    whole = parts(period(phrase))
    assert all(one.after == other.first for one, other in pairwise(whole))


def test_one_post_does_a_week() -> None:
    assert is_met(posts(date(2025, 11, 23)), week_of(QUIET_WEEK))
    assert not is_met(posts(date(2025, 11, 24), date(2025, 11, 16)), week_of(QUIET_WEEK))


def test_one_post_in_each_of_four_weeks_does_a_month() -> None:
    assert is_met(posts(*(date(2025, 11, day) for day in (3, 10, 17, 24))), NOVEMBER)


def test_four_posts_in_one_week_do_not_do_a_month() -> None:
    deeds = posts(*[date(2025, 11, 5)] * 4)
    unit_path = standing(deeds, NOTHING_KNOWN, NOVEMBER, STANDARD_BOOK, STANDARD_CALENDAR, today=LATER)
    assert (unit_path.done, unit_path.missing, unit_path.is_met) == (4, 0, False)
    assert [week.code for week in unit_path.missed] == ["2025-W46", "2025-W47", "2025-W48"]


def test_a_rule_may_leave_the_weeks_out_of_the_month() -> None:
    assert is_met(posts(*[date(2025, 11, 5)] * 4), NOVEMBER, quota=Quota(every_week=False))


def test_all_weeks_done_are_not_a_month_when_a_post_lies_in_another() -> None:
    """The week of 27 October to 2 November is October's, that of 24 to 30 November is November's."""
    october = month_of(date(2025, 10, 1))
    weekly = [date(2025, 9, 29), *(date(2025, 10, day) for day in (6, 13, 20)), date(2025, 11, 1)]
    unit_path = standing(
        posts(*weekly), NOTHING_KNOWN, october, STANDARD_BOOK, STANDARD_CALENDAR, today=LATER
    )
    assert (unit_path.missed, unit_path.done, unit_path.is_met) == ((), 3, False)


def test_a_week_that_runs_is_not_missed_yet() -> None:
    deeds = posts(*[date(2025, 11, 5)] * 4)
    assert is_met(deeds, NOVEMBER, today=date(2025, 11, 16))
    assert not is_met(deeds, NOVEMBER, today=date(2025, 11, 17))


def test_longer_periods_are_met_by_their_number() -> None:
    assert is_met(posts(*[date(2025, 11, 5)] * 12), quarter_of(QUIET_WEEK))
    assert not is_met(posts(*[date(2025, 11, 5)] * 11), quarter_of(QUIET_WEEK))


def test_interactions_do_not_fill_the_quota() -> None:
    assert not is_met({QUIET_WEEK: {INTERACTION: 5}}, week_of(QUIET_WEEK))


def test_what_counts_changes_with_the_first_whole_week_and_month_too() -> None:
    book = QuotaBook((QuotaRule(date(2025, 11, 19), EVERYBODY, Quota(counts=frozenset({INTERACTION}))),))
    deeds = {day: {POST: 1} for day in (date(2025, 11, 19), date(2025, 11, 26))}

    def done(of: Period) -> int:
        return standing(deeds, NOTHING_KNOWN, of, book, STANDARD_CALENDAR, today=LATER).done

    assert [done(of) for of in (NOVEMBER, *map(week_of, deeds))] == [2, 1, 0]


def test_a_free_week_is_met_without_doing_anything() -> None:
    assert is_met({}, period("tuần 8/2026"))


deeds_of_a_year = st.dictionaries(
    st.dates(date(2025, 9, 1), date(2026, 8, 31)),
    st.fixed_dictionaries({POST: st.integers(0, 2), SHARE: st.just(1)}),
)


@given(deeds_of_a_year)
@settings(deadline=None)
def test_every_deed_counts_in_one_week_one_month_and_the_year(deeds: dict[date, dict[str, int]]) -> None:
    def done(periods: Iterable[Period]) -> int:
        return sum(
            standing(deeds, NOTHING_KNOWN, one, STANDARD_BOOK, STANDARD_CALENDAR, today=LATER).done
            for one in set(periods)
        )

    total = sum(sum(day.values()) for day in deeds.values())
    assert done(map(week_of, deeds)) == done(map(month_of, deeds)) == total
    assert done([STANDARD_CALENDAR.year(2025)]) == total


def test_units_below_share_what_is_ruled_above() -> None:
    book = QuotaBook((QuotaRule(date.min, Scope(Reach.BELOW, "pgd-a"), Quota(2)),))
    inside = PersonFacts(Place("school", ("so", "pgd-a", "thcs-1")))
    assert (asked("tuần 47/2025", inside, book).count, asked("tuần 47/2025", book=book).count) == (2, 1)


# what has to be done by now


def so_far(phrase: str, today: date, facts: PersonFacts = NOTHING_KNOWN) -> int:
    return owed_so_far(facts, period(phrase), STANDARD_BOOK, STANDARD_CALENDAR, today=today)


@pytest.mark.parametrize(("day", "count"), [(3, 0), (9, 0), (10, 1), (16, 1), (17, 2), (24, 3), (30, 3)])
def test_each_week_that_is_over_asks_for_its_share_of_the_month(day: int, count: int) -> None:
    assert so_far("tháng 11/2025", date(2025, 11, day)) == count


def test_a_month_that_is_over_asks_for_all_of_it() -> None:
    assert so_far("tháng 11/2025", date(2025, 12, 1)) == 4


def test_shares_of_a_month_of_five_weeks_are_rounded_down() -> None:
    mondays = [date(2025, 10, day) for day in (6, 13, 20, 27)]
    assert [so_far("tháng 10/2025", day) for day in mondays] == [0, 1, 2, 3]


def test_free_weeks_ask_for_no_share() -> None:
    days = [date(2026, 2, day) for day in (9, 16, 23)]
    assert [so_far("tháng 2/2026", day) for day in days] == [1, 2, 2]


def test_a_quarter_has_shares_too() -> None:
    assert so_far("quý 4/2025", date(2025, 11, 17)) == 12 * 7 // 13


def test_nothing_owed_is_nothing_by_now() -> None:
    assert so_far("tháng 7/2026", date(2026, 7, 20)) == 0


def test_the_share_begins_where_somebody_was_first_seen() -> None:
    assert so_far("tháng 11/2025", date(2025, 11, 24), PersonFacts(seen=date(2025, 11, 12))) == 2


# somebody known by an account alone


def test_to_be_seen_is_not_to_join() -> None:
    assert asked("tháng 11/2025", PersonFacts(seen=date(2025, 11, 28))) == Owed(4, Why.OWES)


def test_weeks_before_somebody_was_seen_are_not_missed() -> None:
    seen = PersonFacts(seen=date(2025, 11, 19))
    unit_path = standing({}, seen, NOVEMBER, STANDARD_BOOK, STANDARD_CALENDAR, today=LATER)
    assert [week.code for week in unit_path.missed] == ["2025-W47", "2025-W48"]


# what counts when


def test_a_period_with_one_rule_is_one_stretch() -> None:
    (stretch,) = stretches(ANYWHERE, period("quý 4/2025"), STANDARD_BOOK)
    assert (stretch.first, stretch.after, stretch.counts) == (
        date(2025, 10, 1),
        date(2026, 1, 1),
        frozenset({POST, SHARE}),
    )


def test_a_new_rule_begins_a_stretch_with_its_first_whole_month() -> None:
    book = QuotaBook((QuotaRule(date(2025, 11, 19), EVERYBODY, Quota(counts=frozenset({SHARE}))),))
    found = stretches(ANYWHERE, period("quý 4/2025"), book)
    assert [stretch.first for stretch in found] == [date(2025, 10, 1), date(2025, 12, 1)]


def test_a_new_rule_begins_a_stretch_with_its_first_whole_week() -> None:
    book = QuotaBook((QuotaRule(date(2025, 11, 19), EVERYBODY, Quota(counts=frozenset({SHARE}))),))
    found = stretches(ANYWHERE, period("10/11/2025-30/11/2025"), book)
    assert [stretch.first for stretch in found] == [date(2025, 11, 10), date(2025, 11, 24)]


def test_the_weeks_of_a_month_are_to_be_done_when_they_are_over() -> None:
    days = (date(2025, 11, 16), date(2025, 11, 17))
    assert [len(weeks_to_do(NOVEMBER, today)) for today in days] == [1, 2]


@pytest.mark.parametrize("phrase", ["tuần 47/2025", "quý 4/2025", "17/11-23/11"])
def test_only_a_month_has_weeks_that_are_to_be_done(phrase: str) -> None:
    assert weeks_to_do(period(phrase), LATER) == ()
