"""Where many units stand, each by itself."""

from collections.abc import Sequence
from datetime import date

from reports.summary import Summary, summarise_alone
from rules.calendar import Period
from rules.rule_set import Plan
from storage import Ledger


async def unit_standings(
    ledger: Ledger, plan: Plan, unit_ids: Sequence[int], period: Period, today: date
) -> list[Summary]:
    """Each unit with its own people, not with those below it, in the order of the numbers that are known."""
    rule_set = plan.with_stored(await ledger.rules.stored())
    tallies = await ledger.tallies.of(unit_ids, period, rule_set.book, today)
    return summarise_alone(tallies, period, rule_set, today)
