"""A deaf bot looks perfectly healthy, so the bot asks every day how it stands in its groups."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta

from bot.intake import Clock
from handlers.chats import missing
from handlers.context import Settings
from platforms.base import Messenger
from platforms.errors import MovedError, NeverError, PlatformError, SlowDownError
from platforms.messages import Standing
from rules.calendar import local_day
from rules.language import text
from rules.outgoing import Say
from storage import BotRef, ChatRecord, StorageUnavailableError, Store

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
FIRST_AFTER = timedelta(minutes=1)
BETWEEN_CALLS = 0.2


class HearingCheck:
    def __init__(
        self, store: Store, messenger: Messenger, settings: Settings, clock: Clock, said: Callable[[], None]
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._settings = settings
        self._clock = clock
        self._said = said

    async def run(self) -> None:
        await asyncio.sleep(FIRST_AFTER.total_seconds())
        while True:
            await self.look()
            await asyncio.sleep(EVERY.total_seconds())

    async def look(self) -> None:
        """Ask about every group; where something new is missing, the group is told what to do."""
        try:
            await self._messenger.introduce()  # privacy mode may have been switched since
            async with self._store.read() as ledger:
                groups = await ledger.chats.present_groups(
                    BotRef(self._messenger.platform, self._messenger.bot)
                )
            for chat in groups:
                try:
                    await self._ask_about(chat)
                except SlowDownError as error:
                    await asyncio.sleep(error.seconds)
                    await self._ask_about(chat)
                await asyncio.sleep(BETWEEN_CALLS)
        except (PlatformError, StorageUnavailableError) as error:
            log.warning("the daily look at the groups ends early: %s", error)

    async def _ask_about(self, chat: ChatRecord) -> None:
        with contextlib.suppress(NeverError, MovedError):  # of this group alone nothing can be learned
            await self._look_at(chat)
            await self._learn_admins(chat)

    async def _look_at(self, chat: ChatRecord) -> None:
        now = await self._messenger.standing(chat.chat_id)
        was = Standing(chat.present, chat.admin, chat.can_write, hears_all=chat.hears_all is not False)
        if now == was and chat.hears_all is not None:
            return
        async with self._store.write(self._clock()) as ledger:
            await ledger.chats.set_standing(
                chat, present=now.present, admin=now.admin, can_write=now.can_write, hears_all=now.hears_all
            )
        lacking = missing(now)
        if lacking and lacking != missing(was):
            log.warning("something is missing in chat %d: %s", chat.id, lacking)
            if now.can_write:
                await self._tell(chat, lacking)

    async def _learn_admins(self, chat: ChatRecord) -> None:
        """Whom to tell in private what concerns the unit."""
        admins = await self._messenger.admins(chat.chat_id)
        async with self._store.write(self._clock()) as ledger:
            await ledger.chats.replace_admins(chat, admins)

    async def _tell(self, chat: ChatRecord, lacking: str) -> None:
        words = text(f"chats.{lacking}", self._settings.language, title=chat.title)
        day = local_day(self._clock(), self._settings.zone)
        message = (f"standing:{chat.id}:{lacking}:{day}", Say(chat.chat_id, words))
        async with self._store.write(self._clock()) as ledger:
            await ledger.outbox.put(chat.platform, chat.bot, [message], bulk=False)
        self._said()
