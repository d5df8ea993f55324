"""Quotas and closed units from the command line, as real processes."""

from datetime import date
from pathlib import Path

import pytest

from bot.cli.rules import rules_in_force
from rules.language import text
from rules.quota import Quota, QuotaBook, QuotaRule, Subject
from rules.scopes import EVERYBODY, Reach, Scope
from storage import Store
from tests.bot.processes import Done, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.town import Setting
from tests.storage import roster
from tests.storage.ledger import rows

DAY = date(2025, 11, 19)


@pytest.fixture
async def config(setting: Setting, sqlite_store: Store) -> Path:
    """An office with a school, asked for one post a week."""
    await roster.unit(sqlite_store, 1, "PGD", level="district")
    await roster.unit(sqlite_store, 2, "HOASEN", 1)
    await roster.person(sqlite_store, 1, "Lan", 2)
    await roster.did(sqlite_store, 1, 2, DAY)
    return setting.write()


async def quota(config: Path, *arguments: str) -> Done:
    return await minhchung("quota", *arguments, "--config", config, folder=config.parent)


async def summary(config: Path, unit: str = "HOASEN", period: str = "tuần 47/2025") -> dict[str, object]:
    arguments = ("--json", "--unit", unit, "--period", period, "--config", config)
    told: dict[str, object] = (await minhchung("summary", *arguments, folder=config.parent)).json
    return told


# the list


async def test_the_rules_of_today_can_be_read_by_programs(config: Path) -> None:
    told = (await quota(config, "--json")).json
    assert {(one["for"], one["reach"], one["code"], one["week"], one["month"]) for one in told} == {
        ("person", "everybody", "", 1, 4),
        ("page", "everybody", "", 1, 0),
        ("page", "level", "district", 3, 0),
        ("page", "level", "department", 4, 0),
    }


async def test_the_rules_of_today_are_told_one_a_line(config: Path) -> None:
    done = await quota(config)
    assert (done.code, len(done.out.splitlines())) == (0, 4)


def test_a_rule_that_was_replaced_is_not_in_force() -> None:
    book = QuotaBook((QuotaRule(date(2025, 9, 1), EVERYBODY, Quota(2)),))
    people = [rule.quota.week for rule in rules_in_force(book, DAY) if rule.subject is Subject.PERSON]
    assert people == [2]


def test_a_rule_that_is_to_come_is_told_after_that_of_today() -> None:
    book = QuotaBook((QuotaRule(date(2025, 12, 1), EVERYBODY, Quota(2)),))
    people = [rule.quota.week for rule in rules_in_force(book, DAY) if rule.subject is Subject.PERSON]
    assert people == [1, 2]


def test_a_rule_that_has_ended_is_not_in_force() -> None:
    scope = Scope(Reach.UNIT, "HOASEN")
    book = QuotaBook((QuotaRule(date(2025, 9, 1), scope, Quota(2), until=DAY),))
    assert scope not in {rule.scope for rule in rules_in_force(book, DAY)}


# new rules


async def test_a_unit_gets_a_quota_of_its_own(config: Path) -> None:
    done = await quota(config, "set", "--unit", "hoasen", "--from", "17/11/2025", "--week", "2")
    told = await summary(config)
    assert (done.code, told["obliged"], told["met"]) == (0, 1, 0)


async def test_what_is_not_named_stays_as_it_was(config: Path) -> None:
    done = await quota(config, "set", "--everybody", "--from", "2025-11-17", "--counts", "share", "--json")
    assert (done.json["week"], done.json["month"], done.json["counts"]) == (1, 4, ["share"])


async def test_a_quota_reaches_those_below(config: Path) -> None:
    await quota(config, "set", "--unit", "PGD", "--below", "--from", "17/11/2025", "--week", "2")
    assert (await summary(config))["met"] == 0


async def test_a_quota_of_a_level_is_not_for_others(config: Path) -> None:
    done = await quota(config, "set", "--level", "district", "--from", "17/11/2025", "--week", "2")
    assert done.out.startswith("Cấp Phòng (district)")
    assert (await summary(config))["met"] == 1


async def test_a_page_has_a_quota_of_its_own(config: Path) -> None:
    done = await quota(
        config, "set", "--level", "school", "--page", "--from", "17/11/2025", "--week", "2", "--json"
    )
    assert (done.json["for"], done.json["counts"]) == ("page", ["post"])


async def test_a_rule_ends_with_its_last_day(config: Path) -> None:
    days = ("--from", "17/11/2025", "--until", "30/11/2025")
    done = await quota(config, "set", "--everybody", *days, "--week", "2", "--json")
    assert (done.json["from"], done.json["until"]) == ("2025-11-17", "2025-11-30")


async def test_a_rule_from_the_middle_of_a_week_begins_with_the_next(config: Path) -> None:
    done = await quota(config, "set", "--everybody", "--from", "19/11/2025", "--week", "2")
    assert done.out.splitlines()[-1] == text("quota.begins", "vi", week="24/11/2025", month="12/2025")
    assert (await summary(config))["met"] == 1


async def test_a_rule_from_a_monday_begins_at_once(config: Path) -> None:
    done = await quota(config, "set", "--everybody", "--from", "01/12/2025", "--week", "2")
    assert done.out.splitlines()[-1] == text("quota.begins", "vi", week="01/12/2025", month="12/2025")


async def test_a_new_rule_leaves_a_trace(config: Path, sqlite_store: Store) -> None:
    await quota(config, "set", "--level", "school", "--from", "17/11/2025", "--week", "2")
    assert await rows(sqlite_store, "SELECT actor, action, target FROM audit") == [
        ("cli", "quota", "level school")
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--from", "17/11/2025", "--week", "2"], text("problem.scope", "vi")),
        (["--below", "--from", "17/11/2025", "--week", "2"], text("problem.below", "vi")),
        (["--unit", "XYZ", "--from", "17/11/2025", "--week", "2"], text("problem.unit", "vi")),
        (
            ["--level", "kindergarten", "--from", "17/11/2025", "--week", "2"],
            text("problem.level", "vi", levels="district, school"),
        ),
        (["--everybody", "--week", "2"], text("problem.quota_from", "vi")),
        (["--everybody", "--from", "31/11/2025", "--week", "2"], text("problem.day", "vi")),
        (
            ["--everybody", "--from", "17/11/2025", "--until", "16/11/2025", "--week", "2"],
            text("problem.days", "vi"),
        ),
        (["--everybody", "--from", "17/11/2025"], text("problem.quota_nothing", "vi")),
        (["--everybody", "--from", "17/11/2025", "--week", "-1"], text("problem.quota_number", "vi")),
        (
            ["--everybody", "--from", "17/11/2025", "--counts", "like"],
            text("problem.counts", "vi", actions="post, share, interaction"),
        ),
    ],
)
async def test_a_mistake_is_told_in_one_sentence(config: Path, arguments: list[str], problem: str) -> None:
    assert complained(await quota(config, "set", *arguments)) == problem


# closed units


async def close(config: Path, *arguments: str) -> Done:
    return await minhchung("close-unit", *arguments, "--config", config, folder=config.parent)


async def test_nothing_is_asked_of_a_closed_unit_and_those_below(config: Path) -> None:
    done = await close(config, "PGD", "17/11/2025", "21/11/2025")
    told = await summary(config)
    assert (done.code, told["obliged"], told["exempt"]) == (0, 0, {"unit_closed": 1})


async def test_a_closing_is_told_back(config: Path) -> None:
    done = await close(config, "HOASEN", "17/11/2025", "21/11/2025")
    days = {"first": "17/11/2025", "last": "21/11/2025"}
    assert done.out.strip() == text("cli.unit_closed", "vi", unit="Đơn vị HOASEN", **days)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["XYZ", "17/11/2025", "21/11/2025"], "problem.unit"),
        (["PGD", "17/11", "21/11/2025"], "problem.day"),
        (["PGD", "21/11/2025", "17/11/2025"], "problem.days"),
    ],
)
async def test_a_wrong_closing_is_told_in_one_sentence(
    config: Path, arguments: list[str], problem: str
) -> None:
    assert complained(await close(config, *arguments)) == text(problem, "vi")


# the configuration


async def test_the_configured_quota_decides(setting: Setting, config: Path) -> None:
    setting.extra = {"quota": {"person_week": 2}}
    assert (await summary(setting.write()))["met"] == 0


async def test_the_configured_calendar_decides(setting: Setting, config: Path) -> None:
    setting.extra = {"calendar": {"breaks": ["17/11/2025-21/11/2025"]}}
    assert (await summary(setting.write()))["exempt"] == {"holiday": 1}


async def test_the_configured_calendar_names_the_periods(setting: Setting, config: Path) -> None:
    setting.extra = {"calendar": {"year_starts": "05/09"}}
    told = await summary(setting.write(), period="năm học 2025-2026")
    assert told["from"] == "2025-09-05"
