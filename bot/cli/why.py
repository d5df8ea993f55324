"""`minhchung why`: what each person owed in a period, what they did, and why."""

import argparse
from datetime import UTC, datetime

from bot.cli.common import configuration, only_root, print_json, reading, unit_named
from bot.cli.why_evidence import why_evidence
from bot.plan import plan_of
from bot.problems import ProblemError
from reports.chat_text import period_name
from reports.obligations import Asked, as_json, asked_of, who
from reports.summary import Summary, summarise
from rules.calendar import Period, local_day, parse_period
from rules.language import text
from rules.rule_set import Plan
from storage import Store


def why(arguments: argparse.Namespace) -> None:
    if arguments.evidence is not None:
        why_evidence(arguments)
        return
    config = configuration(arguments.config)
    plan, language = plan_of(config), config.bot.language
    today = local_day(datetime.now(UTC), config.bot.zone)
    period = parse_period(arguments.period, today, plan.calendar)
    if period is None:
        raise ProblemError("problem.period")

    async def read(store: Store) -> Summary:
        return await _summary(store, plan, arguments.unit, period)

    found = list(asked_of(reading(config, read), arguments.person or ""))
    if arguments.json:
        print_json({"period": period.code, "persons": [as_json(each) for each in found]})
        return
    print(period_name(period, language))
    for each in found:
        print(_told(each, language))
    if not found:
        print(text("names.nobody", language))


async def _summary(store: Store, plan: Plan, code: str | None, period: Period) -> Summary:
    today = local_day(datetime.now(UTC), plan.schedule.zone)
    async with store.snapshot() as ledger:
        units = await ledger.units.all()
        root = unit_named(units, code) if code else only_root(units)
        rule_set = plan.with_stored(await ledger.rules.stored())
        tallies = await ledger.tallies.below(root, period, rule_set.book, today)
    return summarise(tallies, root, period, rule_set, today)


def _told(asked: Asked, language: str) -> str:
    return f"{who(asked.line, language)} – {asked.unit.name}"
