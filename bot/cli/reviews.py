"""Sub-commands about what people decided."""

import argparse
from datetime import UTC, datetime

from bot.cli.common import configuration, print_json, reading, unit_named
from bot.plan import plan_of
from bot.problems import ProblemError
from reports.audits import Audits, as_json, audits, told
from reports.summary import ALL
from rules.calendar import Period, local_day, parse_period
from storage import Store


def error_rate(arguments: argparse.Namespace) -> None:
    """How much of what was accepted was wrong, as far as somebody looked."""
    config = configuration(arguments.config)
    today = local_day(datetime.now(UTC), config.bot.zone)
    period = parse_period(arguments.period, today, plan_of(config).calendar)
    if period is None:
        raise ProblemError("problem.period")
    found = reading(config, lambda store: _audits(store, arguments.unit, period))
    if arguments.json:
        print_json({"period": {"first": f"{period.first}", "last": f"{period.last}"}} | as_json(found))
    else:
        print(told(found, period, config.bot.language))


async def _audits(store: Store, code: str | None, period: Period) -> Audits:
    async with store.snapshot() as ledger:
        units = await ledger.units.all()
        root = unit_named(units, code) if code else ALL
        return audits(root, units, await ledger.reviews.audited(period.first, period.after))
