"""Summaries from tallies: what programs read, and what a chat shows."""

from datetime import date

import pytest

from reports.chat_text import MOST_UNITS, period_name, unit_summary
from reports.summary import ALL, as_json, summarise
from rules.calendar import Period, month_of, parse_period, week_of
from rules.language import text
from rules.quota import Quota, QuotaBook, QuotaRule
from rules.regime import STANDARD_REGIME, Regime
from rules.scopes import EVERYBODY
from storage import PersonCount, UnitRecord, UnitTally

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


def asking(quota: Quota) -> Regime:
    return Regime(book=QuotaBook((QuotaRule(date.min, EVERYBODY, quota),)))


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
