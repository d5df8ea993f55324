"""A unit's numbers of a period, as they are asked for in a chat."""

from handlers.turn import Turn
from reports.summary import Summary, summarise
from rules.calendar import Period, local_day
from storage import UnitRecord


async def summary_of(turn: Turn, root: UnitRecord, period: Period) -> Summary:
    regime, today = await turn.regime(), local_day(turn.message.sent_at, turn.settings.zone)
    tallies = await turn.desk.counts.below(root, period, regime.book, today)
    return summarise(tallies, root, period, regime, today)
