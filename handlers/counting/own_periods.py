"""Where one person stands this week and this month."""

from datetime import date

from handlers.context import Context
from reports.chat_text import MyPeriod
from rules.calendar import Period, month_of, week_of
from rules.obligation import PersonFacts, owed_so_far, standing
from rules.rule_set import RuleSet
from rules.scopes import ANYWHERE
from rules.verdicts import INTERACTION
from storage import Deeds, PersonRecord


async def my_periods(context: Context, person: PersonRecord, today: date) -> list[MyPeriod]:
    week, month = week_of(today), month_of(today)
    rule_set = await context.rule_set()
    deeds = await context.ledger.tallies.deeds(person, week_of(month.first).first, week_of(month.last).after)
    facts = await _facts(context, rule_set, person, deeds)
    rules = (rule_set.book, rule_set.calendar)
    return [
        MyPeriod(
            period,
            standing(deeds.by_day, facts, period, *rules, today=today),
            owed_so_far(facts, period, *rules, today=today),
            await context.ledger.tallies.waiting(person, period),
            _interactions(deeds, period),
        )
        for period in (week, month)
    ]


def _interactions(deeds: Deeds, period: Period) -> int:
    return sum(counts.get(INTERACTION, 0) for day, counts in deeds.by_day.items() if day in period)


async def _facts(context: Context, rule_set: RuleSet, person: PersonRecord, deeds: Deeds) -> PersonFacts:
    unit_path = await context.ledger.units.path_of(person.unit_id)
    return rule_set.facts(
        unit_path.place if unit_path else ANYWHERE,
        unit_path.unit_ids if unit_path else (),
        person_id=person.id,
        joined=deeds.stay.since,
        left=deeds.stay.until,
        seen=deeds.stay.seen,
    )
