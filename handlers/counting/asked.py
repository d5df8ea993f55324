"""A unit's numbers of a period, as they are asked for in a chat."""

from handlers.context import Context
from reports.summary import Summary, summarise
from rules.calendar import Period
from storage import UnitRecord


async def summary_of(context: Context, root: UnitRecord, period: Period, *, below: bool = True) -> Summary:
    """With everything below it where whoever asks may know of that."""
    rule_set, today = await context.rule_set(), context.today
    counts, rules = context.ledger.counts, (period, rule_set.book, today)
    tallies = await (counts.below(root, *rules) if below else counts.of([root.id], *rules))
    return summarise(tallies, root, period, rule_set, today)
