"""Summaries from tallies: what programs read, and what a chat shows."""

import json
from datetime import date

import pytest

from reports.chat_text import MOST_UNITS, period_name, unit_summary
from reports.summary import ALL, Line, PageLine, as_json, summarise, summarise_alone
from rules.calendar import Period, day_range, month_of, parse_period, week_of
from rules.language import text
from rules.quota import Quota, QuotaBook, QuotaRule
from rules.reasons import Leave, Why
from rules.rule_set import STANDARD_REGIME, RuleSet
from rules.scopes import EVERYBODY, Reach, Scope
from storage import PageCount, PersonCount, Stay, UnitRecord, UnitTally

DAY = date(2025, 11, 17)
WEEK, MONTH = week_of(DAY), month_of(DAY)
AFTER = date(2026, 5, 1)
LAN, MAI, HOA = PersonCount(1, "Lan", 2), PersonCount(2, "Mai", 0), PersonCount(3, "Hoa", 1)
OFFICE = UnitRecord(10, "PGD", "Phòng", "district", None)
SCHOOL = UnitRecord(11, "TH-A", "Trường A", "school", 10)
OTHER = UnitRecord(12, "TH-B", "Trường B", "school", 10)
TREE = [
    UnitTally(OFFICE, (), {"rejected": 1}),
    UnitTally(SCHOOL, (LAN, MAI), {"accepted": 2, "pending": 1}),
    UnitTally(OTHER, (LAN, HOA), {"accepted": 1, "duplicate": 3}),
]


def asking(quota: Quota) -> RuleSet:
    return RuleSet(book=QuotaBook((QuotaRule(date.min, EVERYBODY, quota),)))


def test_a_schools_people_and_how_many_did_enough() -> None:
    summary = summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, AFTER)
    assert (summary.people, summary.obliged, summary.met, summary.accepted) == (2, 2, 1, 2)


@pytest.mark.parametrize(("quota", "met"), [(Quota(0), 0), (Quota(1), 1), (Quota(2), 1), (Quota(3), 0)])
def test_enough_is_what_the_quota_says(quota: Quota, met: int) -> None:
    assert summarise([TREE[1]], SCHOOL, WEEK, asking(quota), AFTER).met == met


def test_a_month_is_counted_by_its_own_quota() -> None:
    people = (LAN._replace(weeks=(1, 1, 0, 0)), MAI._replace(weeks=(0, 0, 0, 0)))
    assert summarise([UnitTally(SCHOOL, people)], SCHOOL, MONTH, STANDARD_REGIME, AFTER).met == 0


def test_a_parent_holds_all_below_it() -> None:
    summary = summarise(TREE, OFFICE, WEEK, STANDARD_REGIME, AFTER)
    assert [child.unit for child in summary.units] == [SCHOOL, OTHER]
    assert summary.states == {"rejected": 1, "accepted": 3, "pending": 1, "duplicate": 3}


def test_a_person_of_two_schools_is_one_person_of_the_parent() -> None:
    summary = summarise(TREE, OFFICE, WEEK, STANDARD_REGIME, AFTER)
    assert [person.name for person in summary.persons] == ["Lan", "Mai", "Hoa"]


def test_units_without_a_known_parent_stand_under_everything() -> None:
    summary = summarise(TREE[1:], ALL, WEEK, STANDARD_REGIME, AFTER)
    assert [child.unit for child in summary.units] == [SCHOOL, OTHER]


def test_a_unit_without_people_is_no_mistake() -> None:
    assert summarise([], SCHOOL, WEEK, STANDARD_REGIME, AFTER).people == 0


def test_programs_read_the_promised_fields() -> None:
    told = as_json(summarise(TREE, OFFICE, WEEK, STANDARD_REGIME, AFTER))
    promised = {"unit", "period", "people", "obliged", "met", "accepted", "pending", "duplicate", "rejected"}
    assert promised | {"persons", "units"} <= set(told)
    assert {"name": "Hoa", "accepted": 1, "met": True}.items() <= told["persons"][2].items()
    assert promised <= set(told["units"][0])


def test_a_school_has_no_units_below_it() -> None:
    assert "units" not in as_json(summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, AFTER))


@pytest.mark.parametrize("period", [WEEK, MONTH])
def test_a_periods_code_can_be_read_again(period: Period) -> None:
    told = as_json(summarise([UnitTally(SCHOOL)], SCHOOL, period, STANDARD_REGIME, AFTER))
    assert parse_period(told["period"], date(2026, 5, 1)) == period


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_chat_shows_counts_and_no_names(language: str) -> None:
    told = unit_summary(summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, AFTER), language)
    assert text("summary.met", language, met=1, obliged=2, percent=50) in told
    assert not [name for name in ("Lan", "Mai") if name in told]


def test_states_that_are_not_there_are_not_shown() -> None:
    told = unit_summary(summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, AFTER), "vi")
    assert text("summary.duplicate", "vi", count=0) not in told


def test_many_units_are_cut_with_a_word_about_the_rest() -> None:
    units = [UnitRecord(number, f"T{number}", f"Trường {number}", "school", None) for number in range(1, 100)]
    told = unit_summary(
        summarise([UnitTally(unit, (LAN,)) for unit in units], ALL, WEEK, STANDARD_REGIME, AFTER), "vi"
    )
    assert told.splitlines()[-1] == text("summary.more_units", "vi", count=99 - MOST_UNITS)


@pytest.mark.parametrize(
    "phrase", ["tuần này", "tháng 11", "quý 4", "17/11-20/11", "học kỳ 1", "năm học 2025-2026"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_period_has_a_name(phrase: str, language: str) -> None:
    period = parse_period(phrase, DAY)
    assert period is not None
    assert period_name(period, language)


# who owes what


def one(person: PersonCount, period: Period = WEEK, rule_set: RuleSet = STANDARD_REGIME) -> Line:
    (line,) = summarise([UnitTally(SCHOOL, (person,))], SCHOOL, period, rule_set, AFTER).persons
    return line


@pytest.mark.parametrize(
    ("stay", "why"),
    [
        (Stay(since=date(2025, 11, 20)), Why.NOT_YET_JOINED),
        (Stay(until=date(2025, 11, 19)), Why.LEFT),
    ],
)
def test_who_was_hardly_there_owes_nothing(stay: Stay, why: Why) -> None:
    line = one(LAN._replace(stay=stay))
    assert (line.owed, line.why) == (0, why)


def test_who_is_on_leave_owes_nothing() -> None:
    rule_set = RuleSet(leaves={1: (Leave(day_range(WEEK.first, WEEK.last)),)})
    assert one(LAN, rule_set=rule_set).why is Why.EXEMPT


def test_only_those_who_are_on_leave_owe_nothing() -> None:
    rule_set = RuleSet(leaves={2: (Leave(day_range(WEEK.first, WEEK.last)),)})
    assert one(LAN, rule_set=rule_set).why is Why.OWES


def test_nothing_is_asked_below_a_closed_unit() -> None:
    rule_set = RuleSet(closures={OFFICE.id: (day_range(WEEK.first, WEEK.last),)})
    tally = UnitTally(SCHOOL, (LAN,), above=(OFFICE,))
    (line,) = summarise([tally], SCHOOL, WEEK, rule_set, AFTER).persons
    assert line.why is Why.UNIT_CLOSED


def test_a_rule_above_reaches_down() -> None:
    rule = QuotaRule(date.min, Scope(Reach.BELOW, "PGD"), Quota(3))
    tally = UnitTally(SCHOOL, (LAN,), above=(OFFICE,))
    summary = summarise([tally], SCHOOL, WEEK, RuleSet(book=QuotaBook((rule,))), AFTER)
    assert [(line.owed, line.missing) for line in summary.persons] == [(3, 1)]


def test_who_was_first_seen_in_the_week_owes_it() -> None:
    assert one(MAI._replace(stay=Stay(seen=date(2025, 11, 23)))).missing == 1


def test_people_who_owe_nothing_are_not_obliged() -> None:
    people = (LAN, MAI, HOA._replace(stay=Stay(since=WEEK.last)))
    summary = summarise([UnitTally(SCHOOL, people)], SCHOOL, WEEK, STANDARD_REGIME, AFTER)
    assert (summary.people, summary.obliged, summary.met) == (3, 2, 1)
    assert summary.exempt == {Why.NOT_YET_JOINED: 1}


def test_in_a_free_week_nobody_is_obliged() -> None:
    tet = week_of(date(2026, 2, 17))
    summary = summarise([TREE[1]], SCHOOL, tet, STANDARD_REGIME, AFTER)
    assert (summary.obliged, summary.met, summary.exempt) == (0, 0, {Why.HOLIDAY: 2})


@pytest.mark.parametrize(
    ("weeks", "met", "missed"),
    [((1, 1, 1, 1), True, []), ((4, 0, 1, 1), False, ["2025-W46"]), ((4, 0, 0, 0), False, [46, 47, 48])],
)
def test_a_month_is_met_by_its_number_and_all_its_weeks(
    weeks: tuple[int, ...], met: bool, missed: list[object]
) -> None:
    line = one(LAN._replace(accepted=4, weeks=weeks), MONTH)
    assert (line.is_met, len(line.missed)) == (met, len(missed))


def test_a_rule_may_leave_the_weeks_out() -> None:
    rule_set = asking(Quota(every_week=False))
    assert one(LAN._replace(accepted=4, weeks=(4, 0, 0, 0)), MONTH, rule_set).is_met


def test_weeks_of_leave_are_not_missed() -> None:
    rule_set = RuleSet(leaves={1: (Leave(day_range(date(2025, 11, 10), date(2025, 11, 16))),)})
    line = one(LAN._replace(accepted=3, weeks=(1, 0, 1, 1)), MONTH, rule_set)
    assert (line.owed, line.is_met) == (3, True)


def test_weeks_before_somebody_was_seen_are_not_missed() -> None:
    seen = LAN._replace(accepted=4, weeks=(0, 0, 3, 1), stay=Stay(seen=date(2025, 11, 18)))
    assert one(seen, MONTH).is_met


def test_who_belongs_to_two_schools_has_done_it_when_it_is_done_in_both() -> None:
    rule = QuotaRule(date.min, Scope(Reach.UNIT, "TH-B"), Quota(3))
    rule_set = RuleSet(book=QuotaBook((rule,)))
    summary = summarise(TREE, OFFICE, WEEK, rule_set, AFTER)
    lan = next(line for line in summary.persons if line.name == "Lan")
    assert (lan.owed, lan.is_met, [unit.met for unit in summary.units]) == (3, False, [1, 0])


def test_two_stays_in_one_unit_are_one_person() -> None:
    stays = (Stay(until=date(2025, 11, 18)), Stay(since=date(2025, 11, 19)))
    people = tuple(LAN._replace(stay=stay) for stay in stays)
    summary = summarise([UnitTally(SCHOOL, people)], SCHOOL, WEEK, STANDARD_REGIME, AFTER)
    assert (summary.people, summary.obliged, summary.met) == (1, 1, 1)


# until now


def on_track(accepted: int, today: date, weeks: tuple[int, ...] = (1, 1)) -> int | None:
    people = (LAN._replace(accepted=accepted, weeks=weeks),)
    return summarise([UnitTally(SCHOOL, people)], SCHOOL, MONTH, STANDARD_REGIME, today).on_track


@pytest.mark.parametrize(("accepted", "count"), [(1, 0), (2, 1), (3, 1)])
def test_a_running_month_tells_who_is_on_track(accepted: int, count: int) -> None:
    assert on_track(accepted, DAY) == count


def test_whoever_missed_a_week_is_not_on_track() -> None:
    assert on_track(2, DAY, (2, 0)) == 0


def test_a_month_that_is_over_has_no_track() -> None:
    assert on_track(4, date(2025, 12, 1), (1, 1, 1, 1)) is None


def test_a_week_has_no_track() -> None:
    assert summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, DAY).on_track is None


# pages


@pytest.mark.parametrize(
    ("unit", "posts", "expected"),
    [
        (SCHOOL, 1, (1, 1, True)),
        (SCHOOL, 0, (0, 1, False)),
        (OFFICE, 2, (2, 3, False)),
        (OFFICE, 3, (3, 3, True)),
    ],
)
def test_a_page_owes_by_its_level(unit: UnitRecord, posts: int, expected: tuple[int, int, bool]) -> None:
    tally = UnitTally(unit, page=PageCount(posts))
    page = summarise([tally], unit, WEEK, STANDARD_REGIME, AFTER).page
    assert page
    assert (page.posts, page.owed, page.is_met) == expected


def test_a_unit_without_a_page_has_no_line_of_one() -> None:
    assert summarise([TREE[1]], SCHOOL, WEEK, STANDARD_REGIME, AFTER).page is None


def test_a_page_made_on_a_thursday_owes_from_the_next_week() -> None:
    tally = UnitTally(SCHOOL, page=PageCount(0, since=date(2025, 11, 20)))
    page = summarise([tally], SCHOOL, WEEK, STANDARD_REGIME, AFTER).page
    assert page == PageLine(0, 0)


def test_units_alone_hold_nobody_of_those_below() -> None:
    office, school, _ = summarise_alone(TREE, WEEK, STANDARD_REGIME, AFTER)
    assert (office.people, school.people) == (0, 2)


# for programs


def test_programs_read_why_somebody_owes_nothing() -> None:
    people = (LAN, MAI._replace(stay=Stay(since=WEEK.last)))
    told = as_json(summarise([UnitTally(SCHOOL, people)], SCHOOL, WEEK, STANDARD_REGIME, AFTER))
    assert [person["why"] for person in told["persons"]] == [None, "not_yet_joined"]
    assert told["exempt"] == {"not_yet_joined": 1}


def test_programs_read_pages() -> None:
    told = as_json(summarise([UnitTally(SCHOOL, page=PageCount(2))], SCHOOL, WEEK, STANDARD_REGIME, AFTER))
    assert told["page"] == {"posts": 2, "owed": 1, "met": True}


def test_what_programs_read_is_json() -> None:
    told = as_json(summarise(TREE, OFFICE, WEEK, STANDARD_REGIME, DAY))
    assert json.loads(json.dumps(told)) == told
