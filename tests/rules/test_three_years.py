"""Three school years played through, against the slow model: Tết, a week 53, a leap day and every straddling week."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from rules.calendar import STANDARD_CALENDAR, Period, day_range, month_of, week_of
from rules.obligation import NOTHING_KNOWN, PersonFacts, owed, standing
from rules.quota import STANDARD_BOOK
from rules.reasons import Leave
from rules.reminders import STANDARD_SCHEDULE, due
from rules.verdicts import POST, SHARE
from tests.rules import slow_model as slow

ZONE = slow.ZONE
SECOND = timedelta(seconds=1)
DAYS = slow.all_days()
WEEKS = list(dict.fromkeys(map(week_of, DAYS)))
MONTHS = list(dict.fromkeys(map(month_of, DAYS)))
PEOPLE = {
    "is there all the time": NOTHING_KNOWN,
    "joins on a Wednesday": PersonFacts(joined=date(2025, 11, 19)),
    "joins on a Thursday": PersonFacts(joined=date(2025, 11, 20)),
    "leaves on a Wednesday": PersonFacts(left=date(2027, 3, 17)),
    "leaves on a Thursday": PersonFacts(left=date(2027, 3, 18)),
    "has a child": PersonFacts(exemptions=(Leave(day_range(date(2026, 10, 5), date(2027, 4, 4))),)),
    "is ill now and then": PersonFacts(
        exemptions=tuple(Leave(day_range(day, day + timedelta(days=3))) for day in DAYS[::45])
    ),
    "works in a school that closes": PersonFacts(closures=(day_range(date(2028, 2, 29), date(2030, 1, 1)),)),
}


def absent(facts: PersonFacts) -> set[date]:
    around = [DAYS[0] + timedelta(days=n) for n in range(-10, len(DAYS) + 10)]
    return {
        day
        for day in around
        if (facts.joined and day < facts.joined)
        or (facts.left and day >= facts.left)
        or any(
            one.first <= day <= one.last
            for one in (*(leave.period for leave in facts.exemptions), *facts.closures)
        )
    }


def count(facts: PersonFacts, period: Period) -> int:
    return owed(facts, period, STANDARD_BOOK, STANDARD_CALENDAR).count


def test_the_years_have_the_boundaries_that_are_wanted() -> None:
    assert date(2028, 2, 29) in DAYS
    assert "2026-W53" in {week.code for week in WEEKS}
    assert sum(week.first.month != week.last.month for week in WEEKS) >= 30


def test_the_same_days_are_worked() -> None:
    assert [day for day in DAYS if STANDARD_CALENDAR.is_working(day) != slow.is_working(day)] == []


def test_the_same_days_have_an_open_office() -> None:
    assert [day for day in DAYS if STANDARD_CALENDAR.office_is_open(day) != slow.is_open(day)] == []


@pytest.mark.parametrize("who", PEOPLE)
def test_every_week_asks_the_same(who: str) -> None:
    away = absent(PEOPLE[who])
    expected = {week.code: slow.owed_in_week(slow.week_days(week.first), away) for week in WEEKS}
    assert {week.code: count(PEOPLE[who], week) for week in WEEKS} == expected


@pytest.mark.parametrize("who", PEOPLE)
def test_every_month_asks_the_same(who: str) -> None:
    away = absent(PEOPLE[who])
    expected = {month.code: slow.owed_in_month(month.first.year, month.first.month, away) for month in MONTHS}
    assert {month.code: count(PEOPLE[who], month) for month in MONTHS} == expected


@pytest.mark.parametrize("seed", range(8))
def test_everybody_has_met_the_same_months(seed: int) -> None:
    random = Random(seed)
    facts = list(PEOPLE.values())[seed]
    deeds = [day for day in DAYS if random.random() < 0.25]
    by_day = {day: {random.choice([POST, SHARE]): 1} for day in deeds}
    expected = {
        month.code: slow.month_is_met(month.first.year, month.first.month, deeds, absent(facts))
        for month in MONTHS[:-1]
    }
    met = {
        month.code: standing(
            by_day, facts, month, STANDARD_BOOK, STANDARD_CALENDAR, today=date(2030, 1, 1)
        ).is_met
        for month in MONTHS[:-1]
    }
    assert met == expected
    assert len(set(met.values())) == 2


def test_every_reminder_comes_at_the_same_time() -> None:
    after, until = (datetime.combine(day, time(0), ZONE) - SECOND for day in (slow.FIRST, slow.AFTER))
    told = due(STANDARD_SCHEDULE, after, until, STANDARD_CALENDAR)
    assert all(one.at.tzinfo is UTC for one in told)
    found = [(one.at, one.kind.value, one.period.code) for one in told]
    assert sorted(found) == sorted(slow.reminders())
