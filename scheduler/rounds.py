"""A round of reminders: what falls due at one moment, put on the outbox in bounded pieces."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from reports.agenda import Round
from reports.reminders import Composer, UnitResult
from rules.outgoing import Say
from rules.reminders import ReminderKind, dedupe_key
from storage import BotRef, Group, Store, Tree, UnitPath

Value = TypeVar("Value")
UNITS_AT_ONCE = 100
"""So many units are worked out person by person between two looks at what else there is to do."""
GROUPS_AT_ONCE = 200
"""The same where nobody need be looked at singly. The first are on their way while the last are worked out."""
ADMIN_UNITS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Messages under their keys, how many people or units they could not reach, and whose names whom they tell."""

    messages: Sequence[tuple[str, Say]]
    unreached: int = 0
    looks: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Crier:
    """Turns a round into messages, piece by piece."""

    store: Store
    bot: BotRef
    tree: Tree
    composer: Composer
    now: datetime
    late: bool = False

    def pieces(self, one: Round) -> AsyncIterator[Piece]:
        cry = {
            ReminderKind.MONDAY_START: self._week_start,
            ReminderKind.THURSDAY_NUDGE: self._nudges,
            ReminderKind.SUNDAY_PRIVATE: self._debtors,
            ReminderKind.MONDAY_RESULT: self._results,
            ReminderKind.REPORT_DUE: self._reports,
            ReminderKind.REVIEW_BACKLOG: self._backlogs,
        }
        return cry[one.kind](one)

    async def _week_start(self, one: Round) -> AsyncIterator[Piece]:
        featured = await self.composer.featured(one.period)
        async with self.store.read() as ledger:
            earlier = await ledger.recipients.earlier_ids(self.bot)
        async for points, groups in self._with_groups(one, GROUPS_AT_ONCE):
            texts = await self.composer.week_start(points, one.period, featured)
            yield Piece(self._to_groups(one, texts, groups, earlier))

    async def _nudges(self, one: Round) -> AsyncIterator[Piece]:
        async with self.store.read() as ledger:
            earlier = await ledger.recipients.earlier_ids(self.bot)
        async for points, groups in self._with_groups(one, UNITS_AT_ONCE):
            texts = await self.composer.nudges(points, one.period)
            yield Piece(self._to_groups(one, texts, groups, earlier))

    async def _with_groups(
        self, one: Round, at_once: int
    ) -> AsyncIterator[tuple[list[UnitPath], dict[int, list[Group]]]]:
        for unit_ids in in_pieces(one.unit_ids, at_once):
            async with self.store.read() as ledger:
                groups = await ledger.recipients.groups_of(self.bot, unit_ids)
            if groups:
                yield self._points(groups), groups
            await asyncio.sleep(0)

    def _to_groups(
        self, one: Round, texts: dict[int, str], groups: dict[int, list[Group]], earlier: dict[int, str]
    ) -> list[tuple[str, Say]]:
        """A group that became a supergroup keeps its name among the keys."""
        return [
            (
                self.key(one, earlier.get(group.id, group.chat_id)),
                self._say(one, group.chat_id, words, unit_id),
            )
            for unit_id, words in texts.items()
            for group in groups.get(unit_id, ())
        ]

    async def _debtors(self, one: Round) -> AsyncIterator[Piece]:
        for unit_ids in in_pieces(one.unit_ids, UNITS_AT_ONCE):
            debtors = await self.composer.debtors(self._points(unit_ids), one.period)
            if debtors:
                async with self.store.read() as ledger:
                    chats = await ledger.recipients.private_chats(self.bot, unit_ids, self.composer.today)
                messages = {
                    self.key(one, f"person-{debtor.person_id}"): self._say(
                        one, chats[debtor.person_id], debtor.words, debtor.unit_id
                    )
                    for debtor in reversed(debtors)
                    if debtor.person_id in chats
                }
                yield Piece(
                    list(messages.items()), len({debtor.person_id for debtor in debtors} - chats.keys())
                )
            await asyncio.sleep(0)

    async def _results(self, one: Round) -> AsyncIterator[Piece]:
        async for admins, unit_ids in self._with_admins(one):
            reached = _reached(admins)
            results: dict[int, UnitResult] = {}
            for some in in_pieces(sorted(reached), UNITS_AT_ONCE):
                results |= await self.composer.results(self._points(some), one.period)
                await asyncio.sleep(0)
            async with self.store.read() as ledger:
                silent = await ledger.recipients.groups_of(self.bot, sorted(set(unit_ids) - reached))
            texts = {unit_id: result.words for unit_id, result in results.items()}
            looks = [
                (f"{self.bot.platform}:{chat_id}", unit_id)
                for chat_id, unit_ids in admins.items()
                for unit_id in unit_ids
                if unit_id in results and results[unit_id].names_people
            ]
            yield Piece(self._to_admins(one, admins, texts), len(silent), looks)

    async def _backlogs(self, one: Round) -> AsyncIterator[Piece]:
        async for admins, unit_ids in self._with_admins(one):
            texts = await self.composer.backlogs(self._points(unit_ids))
            yield Piece(self._to_admins(one, admins, texts), len(texts.keys() - _reached(admins)))

    async def _reports(self, one: Round) -> AsyncIterator[Piece]:
        """To a unit's administrators; in the group, counts only, where none of them can be reached."""
        async with self.store.read() as ledger:
            earlier = await ledger.recipients.earlier_ids(self.bot)
        async for admins, unit_ids in self._with_admins(one):
            reached = _reached(admins)
            async with self.store.read() as ledger:
                groups = await ledger.recipients.groups_of(self.bot, sorted(set(unit_ids) - reached))
            texts: dict[int, str] = {}
            for some in in_pieces(sorted({*reached, *groups}), UNITS_AT_ONCE):
                alone = [unit_id for unit_id in some if not self.tree.has_below(unit_id)]
                offices = [unit_id for unit_id in some if self.tree.has_below(unit_id)]
                texts |= await self.composer.reports(self._points(alone), self._points(offices), one.periods)
                await asyncio.sleep(0)
            words = {unit_id: self._message(one, [texts[unit_id]], unit_id) for unit_id in groups}
            aloud = self._to_groups(one, words, groups, earlier)
            yield Piece([*self._to_admins(one, admins, texts), *aloud])

    async def _with_admins(self, one: Round) -> AsyncIterator[tuple[dict[str, list[int]], Sequence[int]]]:
        """By private chat, the units somebody answers for.

        Who answers for several hears of all of them at once, so these are looked at together.
        """
        units: dict[str, list[int]] = {}
        for unit_ids in in_pieces(one.unit_ids, ADMIN_UNITS_AT_ONCE):
            async with self.store.read() as ledger:
                admins = await ledger.recipients.admins(self.bot, unit_ids)
            for chat_id, unit_id in admins:
                units.setdefault(chat_id, []).append(unit_id)
        several = {chat_id: theirs for chat_id, theirs in units.items() if len(theirs) > 1}
        together = sorted({unit_id for theirs in several.values() for unit_id in theirs})
        single: dict[int, dict[str, list[int]]] = {}
        for chat_id, theirs in units.items():
            if chat_id not in several:
                single.setdefault(theirs[0], {})[chat_id] = theirs
        shared = set(together)
        if together:
            alone = {chat: theirs for unit_id in together for chat, theirs in single.get(unit_id, {}).items()}
            yield several | alone, together
        rest = [unit_id for unit_id in one.unit_ids if unit_id not in shared]
        for unit_ids in in_pieces(rest, UNITS_AT_ONCE):
            yield (
                {chat: theirs for unit_id in unit_ids for chat, theirs in single.get(unit_id, {}).items()},
                unit_ids,
            )

    def _to_admins(
        self, one: Round, admins: dict[str, list[int]], texts: dict[int, str]
    ) -> list[tuple[str, Say]]:
        """The first of somebody's units stands in the key: another may be due at another hour."""
        messages = []
        for chat_id, unit_ids in admins.items():
            theirs = [unit_id for unit_id in unit_ids if unit_id in texts]
            if theirs:
                words = self._message(one, [texts[unit_id] for unit_id in theirs], theirs[0])
                messages.append(
                    (self.key(one, f"{chat_id}/{theirs[0]}"), self._say(one, chat_id, words, theirs[0]))
                )
        return messages

    def _message(self, one: Round, parts: Sequence[str], unit_id: int) -> str:
        own = self.composer.setting(one.kind, self.tree.path_of(unit_id)).text or ""
        if one.kind is ReminderKind.REPORT_DUE:
            return self.composer.words.joined(self.composer.report_head(one.periods, own), parts)
        return self.composer.words.together(one.kind, parts, own)

    def _points(self, unit_ids: Iterable[int]) -> list[UnitPath]:
        return [self.tree.path_of(unit_id) for unit_id in unit_ids]

    def key(self, one: Round, chat: str) -> str:
        name = f":{one.name}" if one.name else ""
        return f"{self.bot.platform}:{self.bot.bot}:{dedupe_key(one.kind, one.periods, chat)}{name}"

    def _say(self, one: Round, chat_id: str, words: str, unit_id: int) -> Say:
        """What comes late says so, and comes without a sound in quiet hours."""
        setting = self.composer.setting(one.kind, self.tree.path_of(unit_id))
        pin = setting.pin and one.kind is ReminderKind.MONDAY_START
        if not self.late:
            return Say(chat_id, words, pin=pin)
        local = self.now.astimezone(self.composer.rule_set.schedule.zone).time()
        return Say(chat_id, self.composer.words.late(words), silent=setting.quiet.covers(local), pin=pin)


def _reached(admins: dict[str, list[int]]) -> set[int]:
    return {unit_id for theirs in admins.values() for unit_id in theirs}


def in_pieces(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    return (values[start : start + size] for start in range(0, len(values), size))
