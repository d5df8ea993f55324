"""Puts on the outbox what the schedule owes, once and on time; nothing is sent from here.

Whatever falls due between two looks at the clock is in exactly one of them. The second look begins where the first one
ended, and that place is kept in the ledger, but only after everything stands in the outbox: a crash does the same work
again, and keys that are there already stay as they are. So nothing is lost and nothing is said twice.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reports.agenda import Round, load_tree, longest_grace, reminders
from reports.reminder_words import Words
from reports.reminders import Composer
from rules.calendar import local_day, week_of
from rules.outgoing import Say
from rules.reminders import Due, Lateness, ReminderKind, earliest, lateness
from rules.rule_set import Plan, RuleSet
from scheduler.featured import Settle, settle_features
from scheduler.rounds import Crier, in_pieces
from storage import BotRef, Draft, RoundKey, RoundRecord, StorageUnavailableError, Store, Tree

log = logging.getLogger(__name__)

LONGEST_SPAN = timedelta(days=8)
"""What was due before is not even looked at."""
FORGIVEN_SKEW = timedelta(minutes=1)
"""Clocks of two processes differ; one that is further back has been put back."""
_LOOK_AHEAD = timedelta(days=1)
KEEP_EVERY = timedelta(minutes=1)
_MOST_AT_ONCE = 1_000
ASKED = "asked"
EVERYWHERE = "@*"
"""Ends the period of a round that somebody asked for, to all groups."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a round: `put` messages are new on the outbox, `there` were on it already."""

    kind: ReminderKind
    code: str
    at: datetime
    lateness: Lateness = Lateness.ON_TIME
    put: int = 0
    there: int = 0


async def if_it_can(making: Awaitable[Outcome], kind: str, code: str) -> Outcome | None:
    """One kind that cannot be made does not hold up the others; it is tried again at the next look."""
    try:
        return await making
    except StorageUnavailableError:
        raise
    except Exception:
        log.exception("the reminders %s of %s could not be made", kind, code)
        return None


def lateness_of(rule_set: RuleSet, one: Round, now: datetime) -> Lateness:
    return lateness(Due(one.kind, one.period, one.at), now, rule_set.schedule.settings[one.kind].grace)


@dataclass(frozen=True, slots=True)
class Coming:
    """What a kind would say at a time: how many messages, and one of them."""

    kind: ReminderKind
    messages: int
    example: str


@dataclass(slots=True)
class _Horizon:
    """Nothing is due anywhere between two moments under a regime."""

    rule_set: RuleSet | None = None
    after: datetime | None = None
    at: datetime | None = None

    def hides(self, rule_set: RuleSet, after: datetime, now: datetime) -> bool:
        known = self.rule_set is rule_set and self.after is not None and self.at is not None
        return known and self.after <= after and now < self.at  # type: ignore[operator]


@dataclass(slots=True)
class Reminders:
    """The reminders of one bot. With `on` False it says only what somebody asked for."""

    store: Store
    plan: Plan
    bot: BotRef
    language: str = "vi"
    operators: Sequence[str] = ()
    on: bool = True
    put_something: Callable[[], None] = lambda: None
    settle: Settle = settle_features
    _horizon: _Horizon = field(default_factory=_Horizon, init=False)

    async def tick(self, now: datetime) -> list[Outcome]:
        """Put on the outbox whatever fell due since the last time."""
        async with self.store.read() as ledger:
            rule_set = self.plan.with_stored(await ledger.rules.stored())
        outcomes = await self._asked(rule_set, now)
        async with self.store.read() as ledger:
            kept = await ledger.reminders.scheduled_until(self.bot)
        if kept is None or kept > now + FORGIVEN_SKEW:
            async with self.store.write(now) as ledger:
                await ledger.reminders.schedule_until(self.bot, now)
        elif self._may_be_due(rule_set, kept, now):
            outcomes += await self._since(rule_set, kept, now)
        elif now - kept >= KEEP_EVERY:
            async with self.store.write(now) as ledger:
                await ledger.reminders.schedule_until(self.bot, now)
        return outcomes

    def _may_be_due(self, rule_set: RuleSet, after: datetime, now: datetime) -> bool:
        if now <= after or self._horizon.hides(rule_set, after, now):
            return False
        if now - after > LONGEST_SPAN:
            return True
        until = now + _LOOK_AHEAD
        at = earliest(rule_set.schedule, after, until, rule_set.calendar) or until
        self._horizon = _Horizon(rule_set, after, at)
        return at <= now

    async def _since(self, rule_set: RuleSet, after: datetime, now: datetime) -> list[Outcome]:
        look = _Look(self, rule_set, await self._tree(), now)
        found = [(one, look.lateness(one)) for one in await look.rounds(after)]
        await look.drop([one for one, how in found if how is Lateness.TOO_LATE])
        outcomes = [await look.carefully(one, how) for one, how in found if how is not Lateness.TOO_LATE]
        if None not in outcomes:
            async with self.store.write(now) as ledger:
                await ledger.reminders.schedule_until(self.bot, now)
        return [outcome for outcome in outcomes if outcome]

    async def _tree(self) -> Tree:
        async with self.store.read() as ledger:
            return await load_tree(ledger)

    async def due_at(self, at: datetime) -> list[Outcome]:
        """Put on the outbox what the schedule owes at a time, as far back as something may still be sent."""
        async with self.store.read() as ledger:
            rule_set = self.plan.with_stored(await ledger.rules.stored())
        look = _Look(self, rule_set, await self._tree(), at)
        outcomes = []
        for one in await look.rounds(at - longest_grace(rule_set)):
            how = look.lateness(one)
            if how is Lateness.TOO_LATE:
                outcomes.append(Outcome(one.kind, one.code, one.at, how))
            else:
                outcomes.append(await look.make(one, how))
        return outcomes

    async def coming(self, at: datetime) -> list[Coming]:
        """What `due_at` would put on the outbox for a time to come; nothing is written."""
        async with self.store.read() as ledger:
            rule_set = self.plan.with_stored(await ledger.rules.stored())
        look = _Look(self, rule_set, await self._tree(), at)
        found = []
        for one in await look.rounds(at - longest_grace(rule_set)):
            how = look.lateness(one)
            if how is Lateness.TOO_LATE:
                continue
            messages = [said async for piece in look.crier(how).pieces(one) for _, said in piece.messages]
            if messages:
                found.append(Coming(one.kind, len(messages), messages[0].text))
        return found

    async def _asked(self, rule_set: RuleSet, now: datetime) -> list[Outcome]:
        """What an operator asked to have said now, to every group."""
        start = ReminderKind.MONDAY_START
        async with self.store.read() as ledger:
            records = await ledger.reminders.unfinished(self.bot, start.value, now - timedelta(days=1))
        records = [record for record in records if record.key.period.endswith(EVERYWHERE)]
        if not records:
            return []
        look = _Look(self, rule_set, await self._tree(), now)
        outcomes = [await look.asked(record) for record in records]
        return [outcome for outcome in outcomes if outcome]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known at one look at the clock."""

    mine: Reminders
    rule_set: RuleSet
    tree: Tree
    now: datetime

    async def rounds(self, after: datetime) -> list[Round]:
        if not self.mine.on:
            return []
        begin = max(after, self.now - LONGEST_SPAN)
        found = await reminders(self.rule_set, self.tree, begin, self.now)
        return sorted(found, key=lambda one: one.at)

    def lateness(self, one: Round) -> Lateness:
        return lateness_of(self.rule_set, one, self.now)

    async def carefully(self, one: Round, how: Lateness) -> Outcome | None:
        return await if_it_can(self.make(one, how), one.kind, one.code)

    async def asked(self, record: RoundRecord) -> Outcome | None:
        return await if_it_can(self.make_asked(record), record.key.kind, record.key.period)

    async def make(self, one: Round, how: Lateness) -> Outcome:
        async with self.mine.store.write(self.now) as ledger:
            record = await ledger.reminders.begin(self._key(one), how.value)
        if record.is_finished:
            return Outcome(one.kind, one.code, one.at, how, there=record.planned)
        return await self._cry(one, replace(record, lateness=how.value), how)

    async def make_asked(self, record: RoundRecord) -> Outcome:
        week = week_of(local_day(record.key.due_at, self.rule_set.schedule.zone))
        units = sorted(self.tree.unit_ids)
        one = Round(ReminderKind.MONDAY_START, (week,), self.now, units, f"{ASKED}-{record.id}")
        return await self._cry(one, record, Lateness.ON_TIME)

    async def _cry(self, one: Round, record: RoundRecord, how: Lateness) -> Outcome:
        store, planned, put, unreached = self.mine.store, 0, 0, 0
        if one.kind is ReminderKind.MONDAY_START:
            await self.mine.settle(store, self.mine.plan, one.period, self.now)
        async for piece in self.crier(how).pieces(one):
            unreached += piece.unreached
            async with store.write(self.now) as ledger:
                await ledger.note_looks(piece.looks, "names.sent")
            for messages in in_pieces(piece.messages, _MOST_AT_ONCE):
                planned += len(messages)
                async with store.write(self.now) as ledger:
                    put += await ledger.reminders.put(record, messages)
            if piece.messages:
                self.mine.put_something()
        async with store.write(self.now) as ledger:
            await ledger.reminders.finish(replace(record, planned=planned, unreached=unreached))
        log.info("%d reminders %s of %s were put on the outbox", put, one.kind, one.code)
        return Outcome(one.kind, one.code, one.at, how, put, planned - put)

    def crier(self, how: Lateness) -> Crier:
        mine, zone = self.mine, self.rule_set.schedule.zone
        words, today = Words(mine.language), local_day(self.now, zone)
        composer = Composer(mine.store.read, mine.plan, self.rule_set, words, today)
        return Crier(mine.store, mine.bot, self.tree, composer, self.now, late=how is Lateness.LATE)

    async def drop(self, too_late: Sequence[Round]) -> None:
        """What it is too late for is kept in mind, and the operators hear of it once."""
        if not too_late:
            return
        rounds = {self._key(one): one for one in too_late}

        def tell(fresh: Sequence[RoundKey]) -> list[Draft]:
            return self._told([rounds[key] for key in fresh], fresh[0])

        async with self.mine.store.write(self.now) as ledger:
            fresh = await ledger.reminders.drop(list(rounds), tell)
        if fresh:
            log.warning("%d rounds of reminders came too late and were dropped", len(fresh))
            self.mine.put_something()

    def _told(self, dropped: Sequence[Round], first: RoundKey) -> list[Draft]:
        words, zone = Words(self.mine.language), self.rule_set.schedule.zone
        told = words.dropped(
            [
                (one.kind, words.week(one.period), f"{one.at.astimezone(zone):%H:%M %d/%m/%Y}")
                for one in dropped
            ]
        )
        name = f"{first.platform}:{first.bot}:dropped:{first.kind}:{first.period}:{first.due_at.isoformat()}"
        return [
            Draft(first.platform, first.bot, Say(operator, told), f"{name}:{operator}")
            for operator in self.mine.operators
        ]

    def _key(self, one: Round) -> RoundKey:
        bot = self.mine.bot
        return RoundKey(bot.platform, bot.bot, one.kind.value, one.code, one.at)
