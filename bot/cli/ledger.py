"""Sub-commands that read the ledger."""

import argparse
from datetime import UTC, date, datetime
from typing import Any

from bot.cli.common import configuration, only_root, print_json, reading, unit_named, with_store
from bot.config import Config
from bot.plan import plan_of
from bot.problems import ProblemError
from reports.chat_text import closed_note, named_by_code, unit_summary
from reports.summary import Summary, as_json, summarise
from rules.calendar import Period, PeriodKind, local_day, parse_period
from rules.language import text
from rules.rule_set import Plan
from storage import ClosedWeek, Difference, RoundResult, Store

MOST_ROUNDS = 10


def summary(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    plan = plan_of(config)
    today = local_day(datetime.now(UTC), config.bot.zone)
    period = parse_period(arguments.period, today, plan.calendar)
    if period is None:
        raise ProblemError("problem.period")
    result, closed = reading(config, lambda store: _summary(store, plan, arguments.unit, period, today))
    if arguments.json:
        print_json(as_json(result) | {"closed": _closed_as_json(closed) if closed else None})
        return
    print(unit_summary(result, config.bot.language))
    if closed:
        print(closed_note(closed, result, config.bot.zone, config.bot.language))


async def _summary(
    store: Store, plan: Plan, code: str | None, period: Period, today: date
) -> tuple[Summary, ClosedWeek | None]:
    """The numbers of now, and those of the day the week was closed."""
    async with store.snapshot() as ledger:
        units = await ledger.units.all()
        root = unit_named(units, code) if code else only_root(units)
        rule_set = plan.with_stored(await ledger.rules.stored())
        tallies = await ledger.tallies.below(root, period, rule_set.book, today)
        is_week = period.kind is PeriodKind.WEEK
        closed = await ledger.weeks.first_close(root.id, period.first) if is_week else None
    return summarise(tallies, root, period, rule_set, today), closed


def _closed_as_json(closed: ClosedWeek) -> dict[str, object]:
    assert closed.closed_at is not None
    numbers = {name: getattr(closed, name) for name in ("people", "obliged", "met", "accepted", "pending")}
    return {"at": closed.closed_at.isoformat(), **numbers}


async def _differences(store: Store) -> list[Difference]:
    async with store.snapshot() as ledger:
        return await ledger.whole.verify()


def verify(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    differences = reading(config, _differences)
    if arguments.json:
        print_json(
            {"consistent": not differences, "differences": [_difference(each) for each in differences]}
        )
    else:
        for each in differences:
            print(f"{each.what}: {each.kept} ≠ {each.recounted}")
        print(text("cli.verified" if not differences else "cli.verify_failed", config.bot.language))
    return 1 if differences else 0


def _difference(each: Difference) -> dict[str, object]:
    return {"what": each.what, "kept": each.kept, "recounted": each.recounted}


def stats(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    result = reading(config, _stats)
    if arguments.json:
        print_json(result)
    else:
        _print_stats(result, config)


async def _stats(store: Store) -> dict[str, object]:
    async with store.snapshot() as ledger:
        totals = await ledger.whole.totals()
        return {
            "inbox": {
                "pending": totals.inbox_pending,
                "done": totals.inbox_done,
                "parked": totals.inbox_parked,
            },
            "outbox": {
                "pending": totals.outbox_pending,
                "sent": totals.outbox_sent,
                "failed": totals.outbox_failed,
            },
            "evidence": totals.evidence,
            "tallies_consistent": not await ledger.whole.verify(),
            "parked": [
                {"row": row.id, "tries": row.tries, "error": row.error} for row in await ledger.inbox.parked()
            ],
            "rounds": [_round(each) for each in await ledger.reminders.recent(MOST_ROUNDS)],
        }


def _round(result: RoundResult) -> dict[str, object]:
    one = result.round
    return {
        "kind": one.key.kind,
        "period": one.key.period,
        "bot": f"{one.key.platform}:{one.key.bot}",
        "due_at": one.key.due_at.isoformat(),
        "lateness": one.lateness,
        "planned": one.planned if one.is_finished else None,
        "sent": result.sent,
        "waiting": result.waiting,
        "failed": result.failed,
        "dropped": result.dropped,
        "unreached": one.unreached,
    }


def _print_stats(result: dict[str, object], config: Config) -> None:
    for part, numbers in result.items():
        if part == "rounds":
            _print_rounds(numbers, config)
        elif isinstance(numbers, dict):
            print(f"{part}: " + ", ".join(f"{name} {count}" for name, count in numbers.items()))
        elif isinstance(numbers, list):
            for row in numbers:
                print(text("cli.parked", config.bot.language, **row))
        else:
            print(text("cli.verified" if numbers else "cli.verify_failed", config.bot.language))


def _print_rounds(rounds: Any, config: Config) -> None:
    for each in rounds:
        at = datetime.fromisoformat(each["due_at"]).astimezone(config.bot.zone)
        kind = text(f"remind.kind.{each['kind']}", config.bot.language)
        told = {name: each[name] for name in ("sent", "waiting", "dropped", "unreached")}
        told["period"] = named_by_code(each["period"], config.bot.language)
        failed = sum(each["failed"].values())
        print(
            text("cli.round", config.bot.language, kind=kind, at=f"{at:%H:%M %d/%m}", failed=failed, **told)
        )


def migrate(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)

    async def nothing_more(_store: Store) -> None: ...

    with_store(config, nothing_more)
    print(text("cli.migrated", config.bot.language))
