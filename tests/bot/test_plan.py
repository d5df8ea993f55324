"""What the configuration asks, as the rules understand it."""

from datetime import date
from pathlib import Path

import pytest

from bot.config_file import load
from bot.plan import plan_of
from rules.calendar import DayKind, Period, SchoolCalendar, day_range
from rules.quota import STANDARD_BOOK, Quota, Subject, YearlyTargets
from rules.rule_set import NOTHING_KEPT, Plan
from rules.scopes import ANYWHERE, Place
from rules.verdicts import POST

DAY = date(2025, 11, 17)
PLACES = [ANYWHERE, *(Place(level, ("A",)) for level in ("school", "district", "department"))]


def plan(tmp_path: Path, content: str) -> Plan:
    file = tmp_path / "config.toml"
    file.write_text(content)
    return plan_of(load(file, {}))


def quota(plan: Plan, place: Place = ANYWHERE, subject: Subject = Subject.PERSON) -> Quota:
    return plan.with_stored(NOTHING_KEPT).book.quota_for(place, DAY, subject)


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.level)
def test_nothing_configured_is_the_standard(place: Place, subject: Subject) -> None:
    assert quota(plan_of(load(None, {})), place, subject) == STANDARD_BOOK.quota_for(place, DAY, subject)


def test_nothing_configured_is_the_standard_calendar() -> None:
    told, standard = plan_of(load(None, {})).calendar, SchoolCalendar()
    fields = SchoolCalendar.__dataclass_fields__
    assert {name: getattr(told, name) for name in fields} == {
        name: getattr(standard, name) for name in fields
    }


def test_nothing_configured_are_the_standard_targets() -> None:
    assert plan_of(load(None, {})).targets == YearlyTargets()


def test_peoples_numbers_are_the_configured_ones(tmp_path: Path) -> None:
    told = plan(tmp_path, "[quota]\nperson_week = 2\nperson_month = 9\nevery_week = false\ncounts = ['post']")
    assert quota(told) == Quota(2, 9, frozenset({POST}), every_week=False)


@pytest.mark.parametrize("level", ["school", "district", "department"])
def test_pages_are_asked_by_their_level(level: str, tmp_path: Path) -> None:
    told = plan(tmp_path, f"[quota]\n{level}_page_week = 7")
    assert quota(told, Place(level, ("A",)), Subject.PAGE).week == 7


def test_the_year_has_configured_targets(tmp_path: Path) -> None:
    told = plan(tmp_path, "[quota]\nyear_posts = 1\nyear_shares = 2\nyear_followers = 3")
    assert told.targets == YearlyTargets(1, 2, 3)


def test_the_year_begins_on_the_configured_day(tmp_path: Path) -> None:
    calendar = plan(tmp_path, "[calendar]\nyear_starts = '05/09'").calendar
    assert calendar.year(2025).first == date(2025, 9, 5)


def test_semesters_are_the_configured_ones(tmp_path: Path) -> None:
    calendar = plan(
        tmp_path, "[calendar]\nsecond_semester = '10/01'\nsecond_semester_ends = '25/05'"
    ).calendar
    second: Period = calendar.semester(2025, 2)
    assert (second.first, second.last) == (date(2026, 1, 10), date(2026, 5, 25))


def test_breaks_are_free_and_some_days_are_worked(tmp_path: Path) -> None:
    calendar = plan(
        tmp_path,
        "[calendar]\nbreaks = ['03/11/2025-07/11/2025', '20/11/2025']\nworking_days = ['22/11/2025']",
    ).calendar
    assert calendar.breaks[0] == day_range(date(2025, 11, 3), date(2025, 11, 7))
    kinds = [calendar.kind_of(date(2025, 11, day)) for day in (7, 20, 21, 22)]
    assert kinds == [DayKind.HOLIDAY, DayKind.HOLIDAY, DayKind.WORKING, DayKind.WORKING]


def test_without_a_summer_july_is_worked(tmp_path: Path) -> None:
    calendar = plan(tmp_path, "[calendar]\nsummer = []").calendar
    assert calendar.is_working(date(2026, 7, 1))


def test_without_holidays_new_year_is_worked(tmp_path: Path) -> None:
    calendar = plan(tmp_path, "[calendar]\npublic_holidays = false").calendar
    assert calendar.is_working(date(2026, 1, 1))


def test_reminders_live_in_the_configured_zone(tmp_path: Path) -> None:
    assert plan(tmp_path, "[bot]\ntimezone = 'UTC'").schedule.zone.key == "UTC"
