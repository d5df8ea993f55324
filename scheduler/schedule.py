"""What falls due in a house: weeks are closed once, then every bot reminds its own groups."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.agenda import Round, closes, longest_grace
from rules.rule_set import Plan, RuleSet
from scheduler.alarm import at_once_and_every
from scheduler.reminders import (
    FORGIVEN_SKEW,
    KEEP_EVERY,
    Coming,
    Outcome,
    Reminders,
    if_it_can,
    lateness_of,
)
from scheduler.week_close import close_week
from storage import StorageUnavailableError, Store

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=20)
CLOSES_REACH_BACK = timedelta(days=92)
"""Weeks are closed however long the bot was away."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """One look at the clock after the other. `at_work` are the reminders of the bots that can say something now."""

    store: Store
    plan: Plan
    at_work: Callable[[], Sequence[Reminders]]

    async def run(self, clock: Callable[[], datetime], every: timedelta = EVERY) -> None:
        await at_once_and_every(every, lambda: self._tick_patiently(clock()))

    async def _tick_patiently(self, now: datetime) -> None:
        try:
            await self.tick(now)
        except StorageUnavailableError as error:
            log.warning("reminders have to wait for the database (%s)", error)

    async def tick(self, now: datetime) -> list[Outcome]:
        """Do whatever fell due since the last time."""
        outcomes = await self._close_weeks(now)
        for each in self.at_work():
            outcomes += await each.tick(now)
        return outcomes

    async def due_at(self, at: datetime, *, now: datetime | None = None) -> list[Outcome]:
        """What the schedule owes at a time, as far back as something may still be sent.

        A time to come may be asked about; a week that is not over by `now` stays open all the same.
        """
        rule_set = await self._rule_set()
        found = closes(rule_set, at - longest_grace(rule_set), at)
        outcomes = [await self._close(one, rule_set, at) for one in found if one.at <= (now or at)]
        for each in self.at_work():
            outcomes += await each.due_at(at)
        return outcomes

    async def coming(self, at: datetime) -> list[Coming]:
        """What `due_at` would put on the outbox for a time to come; nothing is written."""
        return [one for each in self.at_work() for one in await each.coming(at)]

    async def _close_weeks(self, now: datetime) -> list[Outcome]:
        async with self.store.read() as ledger:
            rule_set = self.plan.with_stored(await ledger.rules.stored())
            kept = await ledger.reminders.weeks_closed_until()
        if kept is None or kept > now + FORGIVEN_SKEW:
            async with self.store.write(now) as ledger:
                await ledger.reminders.note_weeks_closed(now)
            return []
        found = closes(rule_set, max(kept, now - CLOSES_REACH_BACK), now)
        made = [await if_it_can(self._close(one, rule_set, now), one.kind, one.code) for one in found]
        if None not in made and (found or now - kept >= KEEP_EVERY):
            async with self.store.write(now) as ledger:
                await ledger.reminders.note_weeks_closed(now)
        return [outcome for outcome in made if outcome]

    async def _close(self, one: Round, rule_set: RuleSet, now: datetime) -> Outcome:
        await close_week(self.store, self.plan, one.period, now)
        return Outcome(one.kind, one.code, one.at, lateness_of(rule_set, one, now))

    async def _rule_set(self) -> RuleSet:
        async with self.store.read() as ledger:
            return self.plan.with_stored(await ledger.rules.stored())
