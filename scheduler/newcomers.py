"""Accounts that are new: who bears the name of exactly one person of the unit's list is asked, once and quietly.

Each account is looked at once. After a list came in, those who are still on none are looked at again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules import quiet_question
from rules.language import text
from rules.names import Listed, NameIndex
from rules.outgoing import Button, Say
from scheduler.alarm import at_once_and_every
from storage import BotRef, Newcomer, StorageUnavailableError, Store

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
AT_ONCE = 200
"""Accounts that are looked at in one transaction."""
MOST_QUESTIONS = 3
"""So many people are asked one by one in a chat; more of them at once, as after a first list, get one message."""
_MANY = 300
"""Names from which on an index is built in a thread."""


@dataclass(slots=True)
class Newcomers:
    """Those of one bot."""

    store: Store
    bot: BotRef
    language: str = "vi"
    put_something: Callable[[], None] = lambda: None

    async def run(self, clock: Callable[[], datetime], every: timedelta = EVERY) -> None:
        await at_once_and_every(every, lambda: self._patiently(clock()))

    async def _patiently(self, now: datetime) -> None:
        try:
            await self.tick(now)
        except StorageUnavailableError as error:
            log.warning("new accounts have to wait for the database (%s)", error)

    async def tick(self, now: datetime) -> int:
        """Look at everybody who is new; how many were asked."""
        asked = 0
        while True:
            async with self.store.read() as ledger:
                found = await ledger.newcomers.found(self.bot, AT_ONCE)
            asked += await self._look_at(found, now)
            if len(found) < AT_ONCE:
                break
        if asked:
            self.put_something()
        return asked

    async def _look_at(self, found: Sequence[Newcomer], now: datetime) -> int:
        async with self.store.read() as ledger:
            names = await ledger.newcomers.names_of({each.unit_id for each in found if each.unit_id})
        indexes = {unit_id: await _index(those.listed) for unit_id, those in names.items()}
        questions = [
            (each, person)
            for each in found
            if each.chat_id
            and (person := _who(each, indexes)) is not None
            and person.id not in names[each.unit_id].taken
        ]
        chats = Counter(newcomer.chat_id for newcomer, _ in questions)
        once = f"once:{self.bot.platform}:{self.bot.bot}:who"
        async with self.store.write(now) as ledger:
            for newcomer, person in questions:
                if chats[newcomer.chat_id] > MOST_QUESTIONS:
                    said, key = self._invitation(newcomer.chat_id), f"{once}:{newcomer.chat_id}:{now:%Y%m%d}"
                else:
                    named = newcomer.in_private and person in indexes[newcomer.unit_id].written(newcomer.name)
                    said = self._question(newcomer, person, named=named)
                    key = f"{once}:{newcomer.account_id}:{person.id}"
                    if named:
                        reader = f"{self.bot.platform}:{newcomer.chat_id}"
                        await ledger.audit(reader, "names.seen", "question", person_id=person.id)
                ledger.say(self.bot.platform, self.bot.bot, said, key)
            await ledger.linking.looked_at([each.account_id for each in found])
        return len(questions)

    def _question(self, newcomer: Newcomer, person: Listed, *, named: bool) -> Say:
        """In a group no name of the list stands in it: others may read it. In private only one that they bear whole."""
        row = tuple(
            Button(text(f"register.button.{label}", self.language), kind(newcomer.account_id, person.id))
            for label, kind in (("yes", quiet_question.YES), ("no", quiet_question.NO))
        )
        key = "register.quiet_private" if named else "register.quiet"
        words = text(key, self.language, account=newcomer.name, name=person.name)
        return Say(newcomer.chat_id, words, buttons=(row,), silent=True)

    def _invitation(self, chat_id: str) -> Say:
        """For all of a group at once: whoever presses is asked in private."""
        button = Button(text("register.button.private", self.language), link="start:dk")
        return Say(chat_id, text("register.several", self.language), buttons=((button,),), silent=True)


async def _index(names: Sequence[Listed]) -> NameIndex:
    return await asyncio.to_thread(NameIndex, names) if len(names) > _MANY else NameIndex(names)


def _who(newcomer: Newcomer, indexes: Mapping[int, NameIndex]) -> Listed | None:
    """The one person of the list whom the display name means; nobody where it could be two."""
    index = indexes.get(newcomer.unit_id)
    answer = index.propose(newcomer.name) if index else None
    return (answer.exact or answer.likely) if answer else None
