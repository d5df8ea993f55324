"""`minhchung import-units` and `import-followers`: lists come into the ledger after a look at what they change."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from bot.cli.common import asked, changed, configuration, day_of, print_json, says_yes, with_store
from bot.cli.units_joined import Now, bring_in_units, told_to_join
from bot.config import Config
from bot.problems import ProblemError
from reports.sheets import read_table
from rules.calendar import local_day
from rules.columns import Problem, Table
from rules.follower_list import FOLLOWER_COLUMNS, read_followers
from rules.language import text
from rules.unit_list import UNIT_COLUMNS, read_units
from storage import FollowerPlan, Store, UnitChange, UnitPlan

MOST_PROBLEMS = MOST_CHANGES = 20
REFUSED, NOTHING_NEW, PREVIEWED, DECLINED, IMPORTED = (
    "refused",
    "nothing_new",
    "previewed",
    "declined",
    "imported",
)
Plan = TypeVar("Plan", UnitPlan, FollowerPlan)


@dataclass(frozen=True, slots=True)
class Incoming(Generic[Plan]):
    """A list on its way in: what is wrong with it by itself, what it would change, and the way to change just that."""

    table: Table
    problems: Sequence[Problem]
    plan: Callable[[Store], Awaitable[Plan]]
    write: Callable[[Store, Plan], Awaitable[Plan]]
    told: Callable[[Plan, str], Iterator[str]]
    question: str


def import_units(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    now = datetime.now(UTC)
    today = local_day(now, config.bot.zone)
    since = day_of(arguments.since) if arguments.since else today
    table = read_table(arguments.file, UNIT_COLUMNS)
    units = read_units(table.lines)

    async def plan(store: Store) -> UnitPlan:
        async with store.snapshot() as ledger:
            found = await ledger.unit_import.plan(units.rows, since)
        return replace(
            found, joined=told_to_join(found, {row.code for row in units.rows}, arguments.join_groups)
        )

    incoming = Incoming(
        table,
        units.problems,
        plan=plan,
        write=lambda store, shown: bring_in_units(
            store, units.rows, since, Now(now, today), join=shown.joined, language=config.bot.language
        ),
        told=_told_units,
        question=text("import.ask_units", config.bot.language, count=len(units.rows)),
    )
    return _bring_in(arguments, config, incoming)


def import_followers(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    now = datetime.now(UTC)
    table = read_table(arguments.file, FOLLOWER_COLUMNS)
    numbers = read_followers(table.lines, local_day(now, config.bot.zone))
    incoming = Incoming(
        table,
        numbers.problems,
        plan=lambda store: asked(store, lambda ledger: ledger.followers.plan(numbers.rows)),
        write=lambda store, _shown: changed(store, now, lambda ledger: ledger.followers.write(numbers.rows)),
        told=_told_followers,
        question=text("import.ask_followers", config.bot.language, count=len(numbers.rows)),
    )
    return _bring_in(arguments, config, incoming)


def _bring_in(arguments: argparse.Namespace, config: Config, incoming: Incoming[Plan]) -> int:
    language = config.bot.language
    plan = with_store(config, incoming.plan)
    problems = _in_order(incoming, plan)
    if not arguments.json:
        _show(incoming, plan, language)
    outcome = _outcome(arguments, plan, problems, incoming.question)
    if outcome == IMPORTED:
        shown = plan
        plan = with_store(config, lambda store: incoming.write(store, shown))
        problems = _in_order(incoming, plan)
        outcome = REFUSED if problems else IMPORTED
    if arguments.json:
        print_json(_as_json(incoming, plan, problems, outcome, language))
    else:
        _show_end(problems, outcome, language)
    return ProblemError.exit_code if problems else 0


def _in_order(incoming: Incoming[Plan], plan: Plan) -> list[Problem]:
    return sorted((*incoming.problems, *plan.problems), key=lambda each: each.line)


def _outcome(arguments: argparse.Namespace, plan: Plan, problems: Sequence[Problem], question: str) -> str:
    if problems:
        return REFUSED
    if not plan.changes_anything:
        return NOTHING_NEW
    if arguments.preview:
        return PREVIEWED
    if arguments.yes:
        return IMPORTED
    if arguments.json or not sys.stdin.isatty():
        return PREVIEWED
    return IMPORTED if says_yes(question) else DECLINED


def _show(incoming: Incoming[Plan], plan: Plan, language: str) -> None:
    for sentence in incoming.told(plan, language):
        print(sentence)
    if incoming.table.unused:
        print(text("import.unused_columns", language, columns=", ".join(incoming.table.unused)))


def _told_units(plan: UnitPlan, language: str) -> Iterator[str]:
    counts = {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged}
    yield text("import.units", language, count=plan.units, **counts)
    for change in plan.changes[:MOST_CHANGES]:
        what = list(_what(change, language)) or [text("import.change_day", language)]
        yield text("import.change", language, code=change.after.code, what="; ".join(what))
    if len(plan.changes) > MOST_CHANGES:
        yield text("import.more_changes", language, count=len(plan.changes) - MOST_CHANGES)
    for each in plan.joins:
        key = "joined" if each in plan.joined else "ask_join" if each.is_possible else "has_list"
        yield text(f"import.{key}", language, **asdict(each))
    if any(each.is_possible and each not in plan.joined for each in plan.joins):
        yield text("import.join_how", language)
    pages = {
        "import.pages_new": plan.pages_new,
        "import.pages_moved": plan.pages_moved,
        "import.pages_back": plan.pages_back,
        "import.left_alone": plan.left_alone,
    }
    for key, count in pages.items():
        if count:
            yield text(key, language, count=count)


def _what(change: UnitChange, language: str) -> Iterator[str]:
    for name in ("name", "level", "parent"):
        before, after = getattr(change.before, name), getattr(change.after, name)
        if before != after:
            yield text(f"import.change_{name}", language, before=before or "–", after=after or "–")


def _told_followers(plan: FollowerPlan, language: str) -> Iterator[str]:
    counts = {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged}
    yield text("import.followers", language, count=plan.numbers, **counts)


def _show_end(problems: Sequence[Problem], outcome: str, language: str) -> None:
    for problem in problems[:MOST_PROBLEMS]:
        print(_sentence(problem, language), file=sys.stderr)
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        print(text("import.more_problems", language, count=more), file=sys.stderr)
    print(text(f"import.{outcome}", language), file=sys.stderr if problems else sys.stdout)


def _sentence(problem: Problem, language: str) -> str:
    told = text(problem.key, language, **problem.values)
    return text("import.line", language, line=problem.line, told=told)


def _as_json(
    incoming: Incoming[Plan], plan: Plan, problems: Sequence[Problem], outcome: str, language: str
) -> dict[str, Any]:
    told = [{"line": each.line, "problem": text(each.key, language, **each.values)} for each in problems]
    unused = list(incoming.table.unused)
    return {"outcome": outcome, **asdict(plan), "unused_columns": unused, "problems": told}
