"""Where one person stands this week and this month."""

from datetime import date

from handlers.turn import Turn
from reports.chat_text import MyPeriod
from rules.calendar import Period, month_of, week_of
from rules.obligation import PersonFacts, owed_so_far, standing
from rules.regime import Regime
from rules.scopes import ANYWHERE
from rules.verdicts import INTERACTION
from storage import Deeds, PersonRecord


async def my_periods(turn: Turn, person: PersonRecord, today: date) -> list[MyPeriod]:
    week, month = week_of(today), month_of(today)
    regime = await turn.regime()
    deeds = await turn.ledger.counts.deeds(person, week_of(month.first).first, week_of(month.last).after)
    facts = await _facts(turn, regime, person, deeds)
    rules = (regime.book, regime.calendar)
    return [
        MyPeriod(
            period,
            standing(deeds.by_day, facts, period, *rules, today=today),
            owed_so_far(facts, period, *rules, today=today),
            await turn.ledger.counts.waiting(person, period),
            _interactions(deeds, period),
        )
        for period in (week, month)
    ]


def _interactions(deeds: Deeds, period: Period) -> int:
    return sum(counts.get(INTERACTION, 0) for day, counts in deeds.by_day.items() if day in period)


async def _facts(turn: Turn, regime: Regime, person: PersonRecord, deeds: Deeds) -> PersonFacts:
    stands = await turn.ledger.units.path_of(person.unit_id)
    return regime.facts(
        stands.place if stands else ANYWHERE,
        stands.unit_ids if stands else (),
        person_id=person.id,
        joined=deeds.stay.since,
        left=deeds.stay.until,
        seen=deeds.stay.seen,
    )
