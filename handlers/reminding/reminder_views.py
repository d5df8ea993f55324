"""What would be said when, and what became of what was said. The words are those that are sent."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.turn import Turn
from reports.agenda import Round, load_tree, reminders
from reports.chat_text import named_by_code
from reports.reminder_words import Words
from reports.reminders import Composer
from rules.calendar import Period, local_day
from rules.regime import Regime
from rules.reminders import Due, ReminderKind, Setting, due
from storage import (
    BotRef,
    ChatRecord,
    RoundResult,
    Standpoint,
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
    turn: Turn

    @property
    def _words(self) -> Words:
        return Words(self.turn.settings.language)

    @property
    def _now(self) -> datetime:
        return self.turn.ledger.now

    def _composer(self, regime: Regime) -> Composer:
        plan, today = self.turn.settings.plan, local_day(self._now, regime.schedule.zone)
        return Composer(lambda: nullcontext(self.turn.ledger), plan, regime, self._words, today)

    def _at(self, moment: datetime, regime: Regime) -> str:
        local = moment.astimezone(regime.schedule.zone)
        day = self.turn.words(f"nhac.day.{local.weekday()}")
        return f"{local:%H:%M}, {day} {local:%d/%m}"

    async def week_start(self, point: Standpoint, week: Period) -> tuple[str, Setting]:
        """What a group hears at the start of a week."""
        composer = self._composer(await self.turn.regime())
        featured = await composer.featured(week)
        words = (await composer.week_start([point], week, featured))[point.unit.id]
        return words, composer.setting(ReminderKind.MONDAY_START, point)

    async def mine(self, chat: ChatRecord) -> str:
        """Whether somebody is reminded in private, and what they would hear."""
        turn, regime = self.turn, await self.turn.regime()
        muted = await turn.ledger.chats.is_muted(chat)
        lines = [turn.words("nhac.private_off" if muted else "nhac.private_on")]
        person = await turn.ledger.known_person(turn.sender_ref, chat) if turn.sender_ref else None
        point = await turn.ledger.units.path_of(person.unit_id) if person and person.unit_id else None
        coming = self._coming(regime, point).get(ReminderKind.SUNDAY_PRIVATE) if point else None
        if muted or person is None or point is None or coming is None:
            return "\n".join(lines)
        lines.append(turn.words("nhac.private_next", at=self._at(coming.at, regime)))
        debtors = await self._composer(regime).debtors([point], coming.period)
        told = [debtor.words for debtor in debtors if debtor.person_id == person.id]
        return "\n".join([*lines, *(told or [turn.words("nhac.private_nothing")])])

    def _coming(self, regime: Regime, point: Standpoint) -> dict[ReminderKind, Due]:
        """The next of each kind at a place."""
        schedule, calendar = regime.schedule, regime.calendar
        dues = due(schedule, self._now, self._now + _LOOK_AHEAD, calendar, point.place)
        return {one.kind: one for one in reversed(dues)}

    async def previews(self, point: Standpoint) -> list[str]:
        """A message for each kind that comes to the group, and the times of those that come in private."""
        turn, regime = self.turn, await self.turn.regime()
        coming = self._coming(regime, point)
        told = [
            turn.words("nhac.preview", kind=self._words.kind(kind), at=self._at(coming[kind].at, regime))
            + "\n\n"
            + await self._group_words(regime, point, coming[kind])
            for kind in _IN_GROUPS
            if kind in coming
        ]
        hidden = sorted((coming[kind] for kind in _IN_PRIVATE if kind in coming), key=lambda one: one.at)
        private = [
            turn.words("nhac.private_line", kind=self._words.kind(one.kind), at=self._at(one.at, regime))
            for one in hidden
        ]
        if private:
            told.append("\n".join([turn.words("nhac.in_private"), *private]))
        return told or [turn.words("nhac.nothing_coming")]

    async def _group_words(self, regime: Regime, point: Standpoint, coming: Due) -> str:
        composer = self._composer(regime)
        if coming.kind is ReminderKind.MONDAY_START:
            featured = await composer.featured(coming.period)
            texts = await composer.week_start([point], coming.period, featured)
        else:
            texts = await composer.nudges([point], coming.period)
        return texts.get(point.unit.id) or self.turn.words("nhac.above_threshold")

    # operators

    async def rounds(self) -> str:
        """The last rounds and what became of them."""
        regime = await self.turn.regime()
        found = await self.turn.ledger.reminders.recent(MOST_ROUNDS, bot=self._bot)
        lines = [self._round(one, regime) for one in found]
        return "\n\n".join([self.turn.words("nhac.rounds" if lines else "nhac.no_rounds"), *lines])

    def _round(self, result: RoundResult, regime: Regime) -> str:
        one = result.round
        lines = [
            self.turn.words(
                "nhac.round",
                kind=self._words.kind(ReminderKind(one.key.kind)),
                at=self._at(one.key.due_at, regime),
                period=named_by_code(one.key.period, self.turn.settings.language),
            ),
            self.turn.words(
                f"nhac.round_{one.lateness}" if one.lateness == "too_late" else "nhac.round_counts",
                sent=result.sent,
                waiting=result.waiting,
                failed=sum(result.failed.values()),
                unreached=one.unreached,
            ),
        ]
        worst = sorted(result.failed.items(), key=lambda item: -item[1])[:MOST_REASONS]
        lines += [self.turn.words("nhac.round_reason", count=count, reason=reason) for reason, count in worst]
        return "\n".join(lines)

    async def next_days(self) -> list[str]:
        """What goes where in the next days, and one message as an example."""
        turn, regime = self.turn, await self.turn.regime()
        tree = await load_tree(turn.ledger)
        coming = await reminders(regime, tree, self._now, self._now + _NEXT_DAYS)
        groups = await turn.ledger.recipients.group_counts(self._bot)
        lines = [
            turn.words(
                "nhac.next_line",
                kind=self._words.kind(one.kind),
                at=self._at(one.at, regime),
                groups=sum(groups.get(unit_id, 0) for unit_id in one.unit_ids),
            )
            for one in coming
        ]
        told = ["\n".join([turn.words("nhac.next" if lines else "nhac.nothing_coming"), *lines])]
        sample = _first_start(coming, groups)
        if sample:
            point = tree.standpoint(sample[1])
            words, _ = await self.week_start(point, sample[0].period)
            told.append(turn.words("nhac.sample", unit=point.unit.name) + "\n\n" + words)
        return told

    @property
    def _bot(self) -> BotRef:
        return BotRef(self.turn.message.platform, self.turn.message.bot)


def _first_start(coming: Sequence[Round], groups: Mapping[int, int]) -> tuple[Round, int] | None:
    for one in coming:
        if one.kind is ReminderKind.MONDAY_START:
            return next(((one, unit_id) for unit_id in one.unit_ids if unit_id in groups), None)
    return None
