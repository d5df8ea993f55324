"""A unit's numbers of a period, as they are asked for in a chat."""

from handlers.context import Context
from reports.summary import Summary, summarise
from rules.calendar import Period
from storage import UnitRecord


async def summary_of(context: Context, root: UnitRecord, period: Period, *, below: bool = True) -> Summary:
    """With everything below it where whoever asks may know of that."""
    rule_set, today = await context.rule_set(), context.today
    tallies, rules = context.ledger.tallies, (period, rule_set.book, today)
    found = await (tallies.below(root, *rules) if below else tallies.of([root.id], *rules))
    return summarise(found, root, period, rule_set, today)
