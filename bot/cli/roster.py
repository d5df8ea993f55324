"""`minhchung import-roster` and `export-roster`: staff lists into the ledger and out of it."""

import argparse
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.cli.common import configuration, day_of, print_json, reading, says_yes, unit_named, with_store
from bot.cli.progress import Steps, progress
from bot.cli.units import (
    DECLINED,
    IMPORTED,
    MOST_PROBLEMS,
    NOTHING_NEW,
    PREVIEWED,
)
from bot.problems import ProblemError
from reports.sheets import SheetError, read_sheets
from reports.staff_files import doubtful_file, roster_file, told
from reports.staff_text import sentences
from rules.calendar import local_day
from rules.language import text
from rules.staff.plan import StaffPlan, counts
from rules.staff.sheets import StaffList, read_staff
from storage import StaffImport, Store, whole_file

BY_COMMAND = "cli"


@dataclass(frozen=True, slots=True)
class Looked:
    """A staff list beside the ledger."""

    wanted: StaffImport
    plan: StaffPlan

    @property
    def staff(self) -> StaffList:
        return self.wanted.staff

    @property
    def changes_anything(self) -> bool:
        ends = self.wanted.end_missing and self.plan.gone
        return bool(self.plan.new or self.plan.changed or ends)


def import_roster(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    language = config.bot.language
    now = datetime.now(UTC)
    today = local_day(now, config.bot.zone)
    day = day_of(arguments.valid_from) if arguments.valid_from else today
    with progress(4) as bar:
        bar.at(text("roster.reading", language))
        sheets = read_sheets(arguments.file)
        bar.at(text("roster.understanding", language))
        staff = _staff_in(read_staff(sheets, with_codes=True))
        bar.at(text("roster.comparing", language))
        looked = with_store(config, _look(arguments, staff, day, bar))
        bar.at(text("roster.writing", language))
        _write_doubtful(arguments.doubtful, looked, language)
    if not arguments.json:
        _show(arguments, looked, language)
    outcome = _outcome(arguments, looked, language)
    if outcome == IMPORTED:
        with progress(1) as bar:
            bar.at(text("roster.importing", language))
            looked = with_store(config, _bring_in(looked, now))
    if arguments.json:
        print_json(_as_json(looked, outcome, language))
    else:
        print(text(f"import.{outcome}", language))
    return 0


def export_roster(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    language = config.bot.language
    today = local_day(datetime.now(UTC), config.bot.zone)
    if arguments.file.exists():
        raise ProblemError("problem.file_exists", file=arguments.file)

    async def people(store: Store) -> Sequence[Any]:
        async with store.read() as ledger:
            unit = unit_named(await ledger.units.all(), arguments.unit) if arguments.unit else None
            return await ledger.staff.below(unit.id if unit else None, today)

    with progress(2) as bar:
        bar.at(text("roster.comparing", language))
        found = reading(config, people)
        bar.at(text("roster.writing", language))
        with whole_file(arguments.file) as file:
            file.write(roster_file(found, language))
    if arguments.json:
        print_json({"file": str(arguments.file), "people": len(found)})
    else:
        print(text("roster.exported", language, file=arguments.file, count=len(found)))


def _staff_in(staff: StaffList) -> StaffList:
    if not staff.said:
        raise SheetError("sheet.no_header", columns=["person"])
    return staff


def _look(
    arguments: argparse.Namespace, staff: StaffList, day: date, bar: Steps
) -> Callable[[Store], Awaitable[Looked]]:
    async def look(store: Store) -> Looked:
        kept = await store.without_numbers(staff, bar.count)
        async with store.snapshot() as ledger:
            unit = unit_named(await ledger.units.all(), arguments.unit) if arguments.unit else None
            wanted = StaffImport(kept, day, unit.code if unit else "", end_missing=arguments.end_missing)
            return Looked(wanted, await ledger.staff.plan(wanted))

    return look


def _bring_in(looked: Looked, now: datetime) -> Callable[[Store], Awaitable[Looked]]:
    async def write(store: Store) -> Looked:
        async with store.write(now) as ledger:
            return Looked(looked.wanted, await ledger.staff.bring_in(looked.wanted, BY_COMMAND))

    return write


def _write_doubtful(path: Path | None, looked: Looked, language: str) -> None:
    if path and looked.plan.doubtful:
        with whole_file(path) as file:
            file.write(doubtful_file(looked.staff, looked.plan.doubtful, language))


def _show(arguments: argparse.Namespace, looked: Looked, language: str) -> None:
    plan = looked.plan
    for sentence in sentences(looked.staff, plan, language, end_missing=arguments.end_missing):
        print(sentence)
    if not plan.doubtful:
        return
    if arguments.doubtful:
        print(text("roster.doubtful_written", language, file=arguments.doubtful))
        return
    for doubt in sorted(plan.doubtful, key=lambda one: one.place)[:MOST_PROBLEMS]:
        print(told(doubt, language), file=sys.stderr)
    if len(plan.doubtful) > MOST_PROBLEMS:
        more = len(plan.doubtful) - MOST_PROBLEMS
        print(text("import.more_problems", language, count=more), file=sys.stderr)
    print(text("roster.doubtful_option", language), file=sys.stderr)


def _outcome(arguments: argparse.Namespace, looked: Looked, language: str) -> str:
    if not looked.changes_anything:
        return NOTHING_NEW
    if arguments.preview:
        return PREVIEWED
    if arguments.yes:
        return IMPORTED
    if arguments.json or not sys.stdin.isatty():
        return PREVIEWED
    count = len(looked.plan.new) + len(looked.plan.changed)
    return IMPORTED if says_yes(text("roster.ask", language, count=count)) else DECLINED


def _as_json(looked: Looked, outcome: str, language: str) -> dict[str, Any]:
    plan, staff = looked.plan, looked.staff
    return {
        "outcome": outcome,
        **counts(plan),
        "unused_columns": list(staff.ignored),
        "sheets_passed": list(staff.passed),
        "doubts": [
            {
                "sheet": doubt.place.sheet,
                "row": doubt.place.row,
                "doubt": text(doubt.key, language, **doubt.values),
            }
            for doubt in sorted(plan.doubtful, key=lambda one: one.place)
        ],
    }
