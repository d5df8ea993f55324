"""A unit's numbers of a period, as they are asked for in a chat."""

from handlers.turn import Turn
from reports.summary import Summary, summarise
from rules.calendar import Period
from storage import UnitRecord


async def summary_of(turn: Turn, root: UnitRecord, period: Period, *, below: bool = True) -> Summary:
    """With everything below it where whoever asks may know of that."""
    regime, today = await turn.regime(), turn.today
    counts, rules = turn.ledger.counts, (period, regime.book, today)
    tallies = await (counts.below(root, *rules) if below else counts.of([root.id], *rules))
    return summarise(tallies, root, period, regime, today)
