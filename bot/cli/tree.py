"""`minhchung unit`: a unit changes from a day on, after a look at what that changes."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from bot.cli.common import asked, changed, configuration, day_of, print_json, says_yes, unit_named, with_store
from bot.problems import ProblemError
from rules.calendar import local_day
from rules.language import text
from rules.unit_list import DEFAULT_LEVEL, code_of
from storage import Dissolve, Merge, Move, Open, Refusal, Relevel, Rename, TreeChange, TreePlan, UnitRecord

BY = "cli"
REFUSED, NOTHING_NEW, PREVIEWED, DECLINED, DONE = "refused", "nothing_new", "previewed", "declined", "done"
ACTIONS = ("rename", "move", "level", "open", "merge", "dissolve")


def unit(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    language = config.bot.language
    now = datetime.now(UTC)
    today = local_day(now, config.bot.zone)
    units = with_store(config, lambda store: asked(store, lambda ledger: ledger.units.all()))
    change = _change(units, arguments, day_of(arguments.since) if arguments.since else today)
    plan = with_store(config, lambda store: asked(store, lambda ledger: ledger.tree.plan(change, today)))
    if not arguments.json and plan.refusal is None:
        print("\n".join(_told(units, change, plan, language)))
    outcome = _outcome(arguments, plan, language)
    if outcome == DONE:
        plan = with_store(
            config, lambda store: changed(store, now, lambda ledger: ledger.tree.make(change, BY, today))
        )
        outcome = REFUSED if plan.refusal else DONE
    if arguments.json:
        print_json(_as_json(plan, outcome, language))
    elif plan.refusal:
        print(_sentence(plan.refusal, language), file=sys.stderr)
    else:
        print(text(f"tree.{outcome}", language))
    return ProblemError.exit_code if plan.refusal else 0


def _change(units: Sequence[UnitRecord], arguments: argparse.Namespace, since: date) -> TreeChange:
    action, codes = arguments.action, arguments.codes
    if action == "merge":
        into = unit_named(units, _needed(arguments, "into"))
        return Merge(tuple(unit_named(units, code).id for code in codes), into.id, since)
    if len(codes) > 1:
        raise ProblemError("problem.one_unit", action=action)
    if action == "open":
        above = unit_named(units, arguments.under).id if arguments.under else None
        level = arguments.level or DEFAULT_LEVEL
        return Open(code_of(codes[0]), _needed(arguments, "name"), level, above, since)
    of = unit_named(units, codes[0])
    if action == "rename":
        return Rename(of.id, _needed(arguments, "name"), since)
    if action == "level":
        return Relevel(of.id, _needed(arguments, "level"), since)
    if action == "move":
        above = None if arguments.top else unit_named(units, _needed(arguments, "under")).id
        return Move(of.id, above, since)
    return Dissolve(of.id, since)


def _needed(arguments: argparse.Namespace, option: str) -> str:
    told: str = (getattr(arguments, option) or "").strip()
    if not told:
        raise ProblemError("problem.unit_option", action=arguments.action, option=option)
    return told


def _outcome(arguments: argparse.Namespace, plan: TreePlan, language: str) -> str:
    if plan.refusal:
        return REFUSED
    if not plan.changes_anything:
        return NOTHING_NEW
    if arguments.preview:
        return PREVIEWED
    if arguments.yes:
        return DONE
    if arguments.json or not sys.stdin.isatty():
        return PREVIEWED
    return DONE if says_yes(text("tree.ask", language)) else DECLINED


def _told(units: Sequence[UnitRecord], change: TreeChange, plan: TreePlan, language: str) -> Iterator[str]:
    names = {each.id: f"{each.name} ({each.code})" for each in units}
    yield _what(names, change, language)
    ends = "merge" if isinstance(change, Merge) else "dissolve"
    counts = {"people": plan.people, "groups": plan.groups, "proofs": plan.proofs}
    if plan.ended:
        yield text(f"tree.{ends}_moves", language, **counts)
    for key, count in (("pages", plan.pages), ("below", plan.moved_below)):
        if count:
            yield text(f"tree.{ends}_{key}", language, count=count)
    if plan.later:
        yield text("tree.later", language, day=_day(plan.later))
    if plan.changes_anything:
        yield text("tree.past_stays", language, day=_day(change.since))


def _what(names: Mapping[int, str], change: TreeChange, language: str) -> str:
    day = _day(change.since)
    match change:
        case Rename():
            return text("tree.rename", language, unit=names[change.unit_id], name=change.name, day=day)
        case Move():
            key, above = ("tree.move", names[change.parent_id]) if change.parent_id else ("tree.move_top", "")
            return text(key, language, unit=names[change.unit_id], above=above, day=day)
        case Relevel():
            return text("tree.relevel", language, unit=names[change.unit_id], level=change.level, day=day)
        case Open():
            return text("tree.open", language, code=change.code, name=change.name, day=day)
        case Dissolve():
            return text("tree.dissolve", language, unit=names[change.unit_id], day=day)
        case Merge():
            merged = ", ".join(names[unit_id] for unit_id in change.unit_ids if unit_id != change.into_id)
            return text("tree.merge", language, units=merged, into=names[change.into_id], day=day)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _sentence(refusal: Refusal, language: str) -> str:
    values = {name: _day(told) if isinstance(told, date) else told for name, told in refusal.values.items()}
    return text(refusal.key, language, **values)


def _as_json(plan: TreePlan, outcome: str, language: str) -> dict[str, Any]:
    told = asdict(plan) | {"later": plan.later.isoformat() if plan.later else None}
    del told["refusal"]
    problem = _sentence(plan.refusal, language) if plan.refusal else None
    return {"outcome": outcome, **told, "problem": problem}
