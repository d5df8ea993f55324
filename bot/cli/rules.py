"""Sub-commands that change what is asked: quotas from a day on, units that are closed for a while."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.cli.common import configuration, day_of, print_json, reading, unit_named, with_store
from bot.config import Config
from bot.plan import plan_of
from bot.problems import ProblemError
from rules.calendar import Period, day_range, local_day, week_of
from rules.language import text
from rules.quota import Quota, QuotaBook, QuotaRule, Subject
from rules.scopes import EVERYBODY, Place, Reach, Scope
from rules.verdicts import INTERACTION, POST, SHARE
from storage import Store, UnitRecord, unit_paths

BY = "cli"
ACTIONS = (POST, SHARE, INTERACTION)


def quota(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    if arguments.action == "set":
        rule = with_store(config, lambda store: _set(store, config, arguments))
        if arguments.json:
            print_json(_as_json(rule))
        else:
            levels = reading(config, _level_names)
            print(_confirmed(rule, config.bot.language, levels))
        return
    rules = reading(config, lambda store: _valid(store, config))
    if arguments.json:
        print_json([_as_json(rule) for rule in rules])
    else:
        levels = reading(config, _level_names)
        print("\n".join(_told(rule, config.bot.language, levels) for rule in rules))


async def _level_names(store: Store) -> dict[str, str]:
    """By code, for whoever reads; what is typed is the code."""
    async with store.read() as ledger:
        return {level.code: f"{level.name} ({level.code})" for level in await ledger.unit_import.levels()}


async def _valid(store: Store, config: Config) -> list[QuotaRule]:
    book = await _book(store, config)
    return list(rules_in_force(book, local_day(datetime.now(UTC), config.bot.zone)))


def rules_in_force(book: QuotaBook, today: date) -> Iterator[QuotaRule]:
    """For each scope the rule of today and those that are still to come; people first, the most general first."""
    for _, rules in sorted(book.by_scope.items(), key=lambda each: _order(*each[0])):
        valid = [rule for rule in rules if rule.is_valid_on(today)]
        yield from valid[-1:]
        yield from (rule for rule in rules if rule.valid_from > today)


def _order(subject: Subject, scope: Scope) -> tuple[bool, Reach, str]:
    return subject is Subject.PAGE, scope.reach, scope.code


async def _book(store: Store, config: Config) -> QuotaBook:
    async with store.read() as ledger:
        return plan_of(config).with_stored(await ledger.rules.stored()).book


async def _set(store: Store, config: Config, arguments: argparse.Namespace) -> QuotaRule:
    async with store.read() as ledger:
        units = await ledger.units.all()
    scope, place = _scope(units, arguments)
    subject = Subject.PAGE if arguments.page else Subject.PERSON
    if not arguments.valid_from:
        raise ProblemError("problem.quota_from")
    valid_from = day_of(arguments.valid_from)
    until = day_of(arguments.until) + timedelta(days=1) if arguments.until else None
    if until and until <= valid_from:
        raise ProblemError("problem.days")
    before = (await _book(store, config)).quota_for(place, valid_from, subject)
    rule = QuotaRule(valid_from, scope, _changed(before, arguments), subject, until)
    async with store.write(datetime.now(UTC)) as ledger:
        await ledger.rules.add_quota_rule(rule, BY)
    return rule


def _scope(units: list[UnitRecord], arguments: argparse.Namespace) -> tuple[Scope, Place]:
    """For whom the rule is made, and a place at which the rule before it can be seen."""
    if arguments.unit:
        unit = unit_named(units, arguments.unit)
        reach = Reach.BELOW if arguments.below else Reach.UNIT
        return Scope(reach, unit.code), unit_paths(units)[unit.id].place
    if arguments.below:
        raise ProblemError("problem.below")
    if arguments.level:
        levels = sorted({unit.level for unit in units})
        if arguments.level not in levels:
            raise ProblemError("problem.level", levels=", ".join(levels) or "–")
        return Scope(Reach.LEVEL, arguments.level), Place(arguments.level)
    if arguments.everybody:
        return EVERYBODY, Place()
    raise ProblemError("problem.scope")


def _changed(quota: Quota, arguments: argparse.Namespace) -> Quota:
    """What was not named stays as it was."""
    told = {
        name: getattr(arguments, name) for name in ("week", "month") if getattr(arguments, name) is not None
    }
    if any(number < 0 for number in told.values()):
        raise ProblemError("problem.quota_number")
    if arguments.counts:
        told["counts"] = _counts(arguments.counts)
    if not told:
        raise ProblemError("problem.quota_nothing")
    return replace(quota, **told)


def _counts(told: str) -> frozenset[str]:
    counts = frozenset(word.strip() for word in told.split(","))
    if not counts <= set(ACTIONS):
        raise ProblemError("problem.counts", actions=", ".join(ACTIONS))
    return counts


def _as_json(rule: QuotaRule) -> dict[str, object]:
    return {
        "for": rule.subject.value,
        "reach": rule.scope.reach.name.lower(),
        "code": rule.scope.code,
        "week": rule.quota.week,
        "month": rule.quota.month,
        "counts": sorted(rule.quota.counts),
        "every_week": rule.quota.every_week,
        "from": None if rule.valid_from == date.min else rule.valid_from.isoformat(),
        "until": (rule.until - timedelta(days=1)).isoformat() if rule.until else None,
    }


def _told(rule: QuotaRule, language: str, levels: Mapping[str, str]) -> str:
    quota, shown = rule.quota, rule.scope.code
    if rule.scope.reach is Reach.LEVEL:
        shown = levels.get(shown, shown)
    told = text(f"quota.{rule.scope.reach.name.lower()}", language, code=shown)
    told += text(f"quota.{rule.subject.value}", language, week=quota.week)
    if quota.month:
        told += text("quota.month", language, month=quota.month)
    counts = (text(f"action.{action}", language) for action in ACTIONS if action in quota.counts)
    return f"{told} ({', '.join(counts)}){_days_of(rule, language)}"


def _days_of(rule: QuotaRule, language: str) -> str:
    told = (
        "" if rule.valid_from == date.min else text("quota.from", language, day=f"{rule.valid_from:%d/%m/%Y}")
    )
    if rule.until:
        told += text("quota.until", language, day=f"{rule.until - timedelta(days=1):%d/%m/%Y}")
    return told


def _confirmed(rule: QuotaRule, language: str, levels: Mapping[str, str]) -> str:
    """A rule that begins in the middle of a week or month begins with the first whole one."""
    monday = week_of(rule.valid_from - timedelta(days=1)).after
    first = (rule.valid_from.replace(day=1) + timedelta(days=31)).replace(day=1)
    month = rule.valid_from if rule.valid_from.day == 1 else first
    begins = text("quota.begins", language, week=f"{monday:%d/%m/%Y}", month=f"{month:%m/%Y}")
    return f"{_told(rule, language, levels)}\n{begins}"


def close_unit(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    first, last = day_of(arguments.first), day_of(arguments.last)
    if first > last:
        raise ProblemError("problem.days")
    name = with_store(config, lambda store: _close(store, arguments.unit, day_range(first, last)))
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    print(text("cli.unit_closed", config.bot.language, unit=name, **days))


async def _close(store: Store, code: str, period: Period) -> str:
    async with store.read() as ledger:
        unit = unit_named(await ledger.units.all(), code)
    async with store.write(datetime.now(UTC)) as ledger:
        await ledger.rules.close_unit(unit.id, period, BY)
    return unit.name
