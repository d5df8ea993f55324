"""Three school years of a small province in a ledger, every week and month of them against the slow model."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from reports.summary import Line, Summary, summarise
from rules.calendar import Period, month_of, week_of
from rules.rule_set import STANDARD_PLAN, RuleSet
from rules.verdicts import POST, SHARE
from storage import Store
from tests.rules import slow_model as slow
from tests.rules.test_three_years import DAYS, MONTHS, PEOPLE, WEEKS, absent
from tests.storage import roster
from tests.storage.ledger import reading, writing

AFTERWARDS = date(2030, 1, 1)
SEEN = date(2026, 12, 16)
"""The Wednesday on which an account was first seen."""


def deeds_of(number: int) -> list[date]:
    random = Random(number)
    often = 0.25 if number % 2 else 0.6
    return [day for day in DAYS if random.random() < often]


DEEDS = {name: deeds_of(number) for number, name in enumerate(PEOPLE)}
UNITS = {name: 10 + number for number, name in enumerate(PEOPLE)}


@pytest.fixture
async def province(sqlite_store: Store) -> Store:
    """Everybody of the model, each in a school of their own, and one known by an account alone."""
    store = sqlite_store
    await roster.unit(store, 1, "SO", level="department")
    for number, (name, facts) in enumerate(PEOPLE.items(), 1):
        await roster.unit(store, UNITS[name], f"TH-{number}", 1)
        since = facts.joined or roster.LONG_AGO
        await roster.person(store, number, name, UNITS[name], since, until=facts.left)
        await _did(store, number, UNITS[name], DEEDS[name])
        for leave in facts.exemptions:
            await roster.on_leave(store, number, leave.period.first, leave.period.after)
        for closed in facts.closures:
            await writing(store).rules.close_unit(UNITS[name], closed, "cli")
    await roster.unit(store, 99, "NHOM", 1)
    await roster.person(store, 99, "seen", 99, SEEN, provisional=True)
    await _did(store, 99, 99, [day for day in deeds_of(99) if day >= SEEN])
    return store


async def _did(store: Store, person_id: int, unit_id: int, days: list[date]) -> None:
    """Some of them posts, some of them shares; the same sum."""
    await roster.did(store, person_id, unit_id, *days[::2], action=POST)
    await roster.did(store, person_id, unit_id, *days[1::2], action=SHARE)


async def summary(store: Store, period: Period, today: date = AFTERWARDS) -> Summary:
    root = next(unit for unit in await reading(store).units.all() if unit.id == 1)
    rule_set: RuleSet = STANDARD_PLAN.with_stored(await reading(store).rules.stored())
    tallies = await reading(store).tallies.below(root, period, rule_set.book, today)
    return summarise(tallies, root, period, rule_set, today)


def lines(summary: Summary) -> Iterator[Line]:
    return (line for line in summary.persons if line.name in PEOPLE)


def there(name: str, period: Period) -> bool:
    facts = PEOPLE[name]
    return not (facts.joined and facts.joined >= period.after) and not (
        facts.left and facts.left <= period.first
    )


async def test_every_week_asks_the_same_and_is_met_alike(province: Store) -> None:
    for week in WEEKS:
        days = slow.week_days(week.first)
        expected = {}
        for name in filter(lambda name: there(name, week), PEOPLE):
            owed = slow.owed_in_week(days, absent(PEOPLE[name]))
            expected[name] = (owed, sum(deed in days for deed in DEEDS[name]) >= owed)
        found = await summary(province, week)
        assert {line.name: (line.owed, line.is_met) for line in lines(found)} == expected, week.code


async def test_every_month_asks_the_same_and_is_met_alike(province: Store) -> None:
    for month in MONTHS[:-1]:
        year, number = month.first.year, month.first.month
        expected = {}
        for name in filter(lambda name: there(name, month), PEOPLE):
            away = absent(PEOPLE[name])
            owed = slow.owed_in_month(year, number, away)
            expected[name] = (owed, not owed or slow.month_is_met(year, number, DEEDS[name], away))
        found = await summary(province, month)
        assert {line.name: (line.owed, line.is_met) for line in lines(found)} == expected, month.code


async def test_every_months_numbers_add_up(province: Store) -> None:
    for month in MONTHS[:-1]:
        found = await summary(province, month)
        assert sum(found.exempt.values()) + found.obliged == found.people
        assert found.met == sum(line.is_met for line in found.persons if line.owed)
        assert found.people == sum(unit.people for unit in found.units)


async def test_deeds_of_all_weeks_are_the_deeds_of_all_days(province: Store) -> None:
    counted: dict[str, int] = {}
    for week in WEEKS:
        for line in lines(await summary(province, week)):
            counted[line.name] = counted.get(line.name, 0) + line.accepted
    for name, count in counted.items():
        weeks = [week for week in WEEKS if there(name, week)]
        assert count == sum(any(deed in week for week in weeks) for deed in DEEDS[name]), name


async def test_an_account_owes_every_period_in_which_it_is_there(province: Store) -> None:
    weeks = [week for week in WEEKS if week.after > SEEN]
    for period in (*weeks, *(month for month in MONTHS[:-1] if month.after > SEEN)):
        (line,) = (line for line in (await summary(province, period)).persons if line.name == "seen")
        owed = (
            slow.owed_in_week(slow.week_days(period.first), set())
            if period in weeks
            else slow.owed_in_month(period.first.year, period.first.month, set())
        )
        assert line.owed == owed, period.code


async def test_an_account_is_nobody_before_it_was_seen(province: Store) -> None:
    before = week_of(date(2026, 12, 7))
    assert "seen" not in {line.name for line in (await summary(province, before)).persons}


async def test_the_first_month_of_an_account_has_no_missed_weeks_before(province: Store) -> None:
    (line,) = (line for line in (await summary(province, month_of(SEEN))).persons if line.name == "seen")
    assert all(week.after > SEEN for week in line.missed)
