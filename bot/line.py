"""A line: all that one bot account needs to hear and to say, wired in reading order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.config import BotAccount, Config
from bot.file_pump import FilePump
from bot.file_work import Tools
from bot.hearing import HearingCheck
from bot.inbox_pump import InboxPump
from bot.intake import Clock, Intake
from bot.link_follower import LinkFollower
from bot.link_pump import LinkPump
from bot.menus import menus
from bot.outbox_pump import OutboxPump
from bot.parts import Part
from bot.passing import letting_go
from bot.picture_pump import PicturePump
from bot.reminding import reminders_of
from bot.rest import rest
from handlers.context import Settings
from platforms.errors import BadTokenError, PlatformError
from platforms.telegram import TelegramMessenger, register, set_up, telegram_hook
from scheduler.featured import Settle
from scheduler.newcomers import Newcomers
from storage import BotRef, FileStore, StorageUnavailableError, Store

log = logging.getLogger(__name__)

_STANDBY = 1.0
_LONGEST_PAUSE = 30.0
_WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the lines of a house have in common. `died` is told the name of a part that nobody waits for."""

    config: Config
    store: Store
    files: FileStore
    inbox: InboxPump
    settings: Settings
    clock: Clock
    settle: Settle
    looking: asyncio.Lock
    stop: asyncio.Event
    died: Callable[[str], None]


class Line:
    """One bot account. Its parts begin to work once the platform has said who it is."""

    def __init__(self, account: BotAccount, messenger: TelegramMessenger, shared: Shared) -> None:
        store, settings, clock = shared.store, shared.settings, shared.clock
        self.account = account
        self.messenger = messenger
        self.ref = BotRef(account.platform, account.bot)
        self.speaks = False
        self._shared = shared
        self._stop = shared.stop
        self._known = asyncio.Event()
        self.intake = Intake(
            store,
            account.platform,
            account.bot,
            clock,
            answer_at_once=shared.inbox.answer_at_once,
            queued=shared.inbox.wake,
        )
        self.outbox = OutboxPump(
            store,
            messenger,
            clock,
            is_busy=lambda: shared.inbox.busy,
            let_go=letting_go(shared.files),
        )
        self.pictures = PicturePump(
            store,
            messenger,
            shared.files,
            settings,
            clock,
            decided=self.outbox.wake,
            one_at_a_time=shared.looking,
        )
        self.file_work = FilePump(
            Tools(store, shared.files, messenger, settings, clock), said=self.outbox.wake
        )
        self.links = LinkPump(store, LinkFollower(), self.ref, clock, self.outbox.wake)
        self.hearing = HearingCheck(store, messenger, settings, clock, self.outbox.wake)
        self.reminders = reminders_of(shared.config, store, self.ref, self.outbox.wake, shared.settle)
        self.newcomers = Newcomers(store, self.ref, settings.language, self.outbox.wake)

    @property
    def is_known(self) -> bool:
        """Whether the platform has said who the bot is."""
        return self._known.is_set()

    def listen(self, app: web.Application) -> None:
        """Let the platform bring updates by itself, where that is configured."""
        if self._hears_by_webhook:
            hook = telegram_hook(self.account.settings.webhook_secret.get_secret_value(), self.intake.keep)
            path = "/".join(filter(None, ("/hook", self.account.platform, self.account.name)))
            app.add_routes([web.post(path, hook)])

    async def introduce(self) -> None:
        """Who are we? A wrong token is an error; an outage only delays it."""
        pause = 1.0
        while not self._stop.is_set():
            try:
                identity = await self.messenger.introduce()
            except BadTokenError:
                raise
            except PlatformError as error:
                log.warning("Telegram does not answer yet: %s (bot %s)", error, self.ref.bot)
                await rest(pause, self._stop)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                log.info("this is bot %s", identity.id)
                if not identity.hears_all:
                    log.warning(
                        "privacy mode is on: in groups where it is no administrator the bot hears commands only"
                    )
                self._known.set()
                self._shared.inbox.wake()
                return

    def parts(self) -> dict[str, Part]:
        parts: dict[str, Part] = {
            "sender": self._as_the_one_sender,
            "menus": self._put_up_menus,
            "hearing check": self.hearing.run,
            "new accounts": lambda: self.newcomers.run(self._shared.clock),
        }
        if self._hears_by_webhook:
            parts["webhook"] = self._set_up_webhook
        return {self._named(name): self._once_known(part) for name, part in parts.items()}

    def wake(self) -> None:
        """Something was answered."""
        self.outbox.wake()
        self.pictures.wake()
        self.file_work.wake()

    def wind_down(self) -> list[str]:
        """Finish what is in hand; the names of the parts that end by themselves."""
        self.outbox.stop()
        self.pictures.stop()
        self.file_work.stop()
        return [self._named("sender")] if self.is_known else []

    @property
    def _hears_by_webhook(self) -> bool:
        return self.account.settings.mode == _WEBHOOK

    def _named(self, part: str) -> str:
        return f"{part} ({self.account.name})" if self.account.name else part

    def _once_known(self, part: Part) -> Part:
        async def run() -> None:
            await self._known.wait()
            await part()

        return run

    async def _as_the_one_sender(self) -> None:
        """One process speaks (polls, fetches pictures, follows links) for a bot; the others stand by to take over."""
        while not self._stop.is_set():
            try:
                async with self._shared.store.lock(self.account.lock) as still_held:
                    self.speaks = still_held is not None
                    if still_held is not None:
                        await self._send_and_hear(self.outbox.run(still_held))
            except StorageUnavailableError as error:
                log.error("the sender has to wait for the database (%s)", error)  # noqa: TRY400
            await rest(_STANDBY, self._stop)

    async def _send_and_hear(self, sending: Coroutine[Any, Any, None]) -> None:
        beside = [
            self._beside("pictures", self.pictures.run()),
            self._beside("files", self.file_work.run()),
        ]
        if self._shared.config.links.resolve:
            beside.append(self._beside("links", self.links.run()))
        polling: asyncio.Task[None] | None = None
        if not self._hears_by_webhook:
            polling = self._beside("polling", self.messenger.receive(self.intake.keep))
            beside.append(polling)
        try:
            if polling:
                async with _stopped_by(self._stop, polling):
                    await sending
            else:
                await sending
        finally:
            await self._end(beside)

    def _beside(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """What only the one sender does; it ends with the sending."""
        task = asyncio.create_task(work, name=self._named(name))
        task.add_done_callback(self._beside_ended)
        return task

    async def _end(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        by_themselves = {self._named("pictures"), self._named("files")} if self._stop.is_set() else set()
        for task in tasks:
            # a write that is cancelled twice leaves its connection open for ever
            if not (task.cancelling() or task.get_name() in by_themselves):
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _beside_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.critical("the part «%s» died, the bot stops", task.get_name(), exc_info=error)
            self._shared.died(task.get_name())

    async def _put_up_menus(self) -> None:
        await self._patiently("the command menus", lambda: register(self.messenger, menus()))

    async def _set_up_webhook(self) -> None:
        told = self.account.settings
        secret = told.webhook_secret.get_secret_value()
        await self._patiently("the webhook", lambda: set_up(self.messenger, told.webhook_url, secret))

    async def _patiently(self, what: str, attempt: Callable[[], Awaitable[object]]) -> None:
        pause = 1.0
        while True:
            try:
                await attempt()
            except PlatformError as error:
                log.warning("%s could not be set up: %s", what, error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, 600.0)


class _stopped_by:  # noqa: N801  reads as a phrase
    """While the body runs, `event` cancels `task`, so that nothing new comes in while the rest is finished."""

    def __init__(self, event: asyncio.Event, task: asyncio.Task[None]) -> None:
        self._watch = asyncio.create_task(self._wait(event, task), name="stops polling")

    @staticmethod
    async def _wait(event: asyncio.Event, task: asyncio.Task[None]) -> None:
        await event.wait()
        task.cancel()

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None:
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
