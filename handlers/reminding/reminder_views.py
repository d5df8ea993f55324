"""What would be said when, and what became of what was said. The words are those that are sent."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.context import Context
from reports.agenda import Round, load_tree, reminders
from reports.chat_text import named_by_code
from reports.reminder_words import Words
from reports.reminders import Composer
from rules.calendar import Period, local_day
from rules.reminders import Due, ReminderKind, Setting, due
from rules.rule_set import RuleSet
from storage import (
    BotRef,
    ChatRecord,
    RoundResult,
    UnitPath,
)

MOST_ROUNDS = 8
MOST_REASONS = 3
_LOOK_AHEAD = timedelta(days=40)
_NEXT_DAYS = timedelta(days=7)
_IN_GROUPS = (ReminderKind.MONDAY_START, ReminderKind.THURSDAY_NUDGE)
_IN_PRIVATE = (
    ReminderKind.MONDAY_RESULT,
    ReminderKind.SUNDAY_PRIVATE,
    ReminderKind.REPORT_DUE,
    ReminderKind.REVIEW_BACKLOG,
)


@dataclass(frozen=True, slots=True)
class Views:
    context: Context

    @property
    def _words(self) -> Words:
        return Words(self.context.settings.language)

    @property
    def _now(self) -> datetime:
        return self.context.ledger.now

    def _composer(self, rule_set: RuleSet) -> Composer:
        plan, today = self.context.settings.plan, local_day(self._now, rule_set.schedule.zone)
        return Composer(lambda: nullcontext(self.context.ledger), plan, rule_set, self._words, today)

    def _at(self, moment: datetime, rule_set: RuleSet) -> str:
        local = moment.astimezone(rule_set.schedule.zone)
        day = self.context.words(f"nhac.day.{local.weekday()}")
        return f"{local:%H:%M}, {day} {local:%d/%m}"

    async def week_start(self, point: UnitPath, week: Period) -> tuple[str, Setting]:
        """What a group hears at the start of a week."""
        composer = self._composer(await self.context.rule_set())
        featured = await composer.featured(week)
        words = (await composer.week_start([point], week, featured))[point.unit.id]
        return words, composer.setting(ReminderKind.MONDAY_START, point)

    async def mine(self, chat: ChatRecord) -> str:
        """Whether somebody is reminded in private, and what they would hear."""
        context, rule_set = self.context, await self.context.rule_set()
        muted = await context.ledger.chats.is_muted(chat)
        lines = [context.words("nhac.private_off" if muted else "nhac.private_on")]
        person = await context.ledger.known_person(context.sender_ref, chat) if context.sender_ref else None
        point = await context.ledger.units.path_of(person.unit_id) if person and person.unit_id else None
        coming = self._coming(rule_set, point).get(ReminderKind.SUNDAY_PRIVATE) if point else None
        if muted or person is None or point is None or coming is None:
            return "\n".join(lines)
        lines.append(context.words("nhac.private_next", at=self._at(coming.at, rule_set)))
        debtors = await self._composer(rule_set).debtors([point], coming.period)
        told = [debtor.words for debtor in debtors if debtor.person_id == person.id]
        return "\n".join([*lines, *(told or [context.words("nhac.private_nothing")])])

    def _coming(self, rule_set: RuleSet, point: UnitPath) -> dict[ReminderKind, Due]:
        """The next of each kind at a place."""
        schedule, calendar = rule_set.schedule, rule_set.calendar
        dues = due(schedule, self._now, self._now + _LOOK_AHEAD, calendar, point.place)
        return {one.kind: one for one in reversed(dues)}

    async def previews(self, point: UnitPath) -> list[str]:
        """A message for each kind that comes to the group, and the times of those that come in private."""
        context, rule_set = self.context, await self.context.rule_set()
        coming = self._coming(rule_set, point)
        told = [
            context.words("nhac.preview", kind=self._words.kind(kind), at=self._at(coming[kind].at, rule_set))
            + "\n\n"
            + await self._group_words(rule_set, point, coming[kind])
            for kind in _IN_GROUPS
            if kind in coming
        ]
        hidden = sorted((coming[kind] for kind in _IN_PRIVATE if kind in coming), key=lambda one: one.at)
        private = [
            context.words("nhac.private_line", kind=self._words.kind(one.kind), at=self._at(one.at, rule_set))
            for one in hidden
        ]
        if private:
            told.append("\n".join([context.words("nhac.in_private"), *private]))
        return told or [context.words("nhac.nothing_coming")]

    async def _group_words(self, rule_set: RuleSet, point: UnitPath, coming: Due) -> str:
        composer = self._composer(rule_set)
        if coming.kind is ReminderKind.MONDAY_START:
            featured = await composer.featured(coming.period)
            texts = await composer.week_start([point], coming.period, featured)
        else:
            texts = await composer.nudges([point], coming.period)
        return texts.get(point.unit.id) or self.context.words("nhac.above_threshold")

    # operators

    async def rounds(self) -> str:
        """The last rounds and what became of them."""
        rule_set = await self.context.rule_set()
        found = await self.context.ledger.reminders.recent(MOST_ROUNDS, bot=self._bot)
        lines = [self._round(one, rule_set) for one in found]
        return "\n\n".join([self.context.words("nhac.rounds" if lines else "nhac.no_rounds"), *lines])

    def _round(self, result: RoundResult, rule_set: RuleSet) -> str:
        one = result.round
        lines = [
            self.context.words(
                "nhac.round",
                kind=self._words.kind(ReminderKind(one.key.kind)),
                at=self._at(one.key.due_at, rule_set),
                period=named_by_code(one.key.period, self.context.settings.language),
            ),
            self.context.words(
                f"nhac.round_{one.lateness}" if one.lateness == "too_late" else "nhac.round_counts",
                sent=result.sent,
                waiting=result.waiting,
                failed=sum(result.failed.values()),
                unreached=one.unreached,
            ),
        ]
        worst = sorted(result.failed.items(), key=lambda item: -item[1])[:MOST_REASONS]
        lines += [
            self.context.words("nhac.round_reason", count=count, reason=reason) for reason, count in worst
        ]
        return "\n".join(lines)

    async def next_days(self) -> list[str]:
        """What goes where in the next days, and one message as an example."""
        context, rule_set = self.context, await self.context.rule_set()
        tree = await load_tree(context.ledger)
        coming = await reminders(rule_set, tree, self._now, self._now + _NEXT_DAYS)
        groups = await context.ledger.recipients.group_counts(self._bot)
        lines = [
            context.words(
                "nhac.next_line",
                kind=self._words.kind(one.kind),
                at=self._at(one.at, rule_set),
                groups=sum(groups.get(unit_id, 0) for unit_id in one.unit_ids),
            )
            for one in coming
        ]
        told = ["\n".join([context.words("nhac.next" if lines else "nhac.nothing_coming"), *lines])]
        sample = _first_start(coming, groups)
        if sample:
            point = tree.path_of(sample[1])
            words, _ = await self.week_start(point, sample[0].period)
            told.append(context.words("nhac.sample", unit=point.unit.name) + "\n\n" + words)
        return told

    @property
    def _bot(self) -> BotRef:
        return BotRef(self.context.message.platform, self.context.message.bot)


def _first_start(coming: Sequence[Round], groups: Mapping[int, int]) -> tuple[Round, int] | None:
    for one in coming:
        if one.kind is ReminderKind.MONDAY_START:
            return next(((one, unit_id) for unit_id in one.unit_ids if unit_id in groups), None)
    return None
