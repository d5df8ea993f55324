"""The whole bot, wired in reading order: store, messenger, inbox, outbox, clock, HTTP."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.config import Config, Telegram
from bot.file_pump import FilePump
from bot.file_work import Tools
from bot.health import EVERY as EVERY_LOOK
from bot.health import Alarm, Health, folders_of
from bot.hearing import HearingCheck
from bot.inbox_pump import InboxPump
from bot.intake import Clock, Intake
from bot.link_follower import LinkFollower
from bot.link_pump import LinkPump
from bot.listening import start
from bot.menus import menus
from bot.outbox_pump import OutboxPump
from bot.passing import letting_go
from bot.picture_pump import PicturePump
from bot.plan import plan_of
from bot.problems import PartDiedError
from bot.reminding import reminders_of
from bot.rest import rest
from bot.web import make_app
from handlers.turn import Settings
from platforms.errors import BadTokenError, PlatformError
from platforms.telegram import TelegramMessenger, register, set_up, telegram_hook
from scheduler.housekeeping import Housekeeping
from scheduler.newcomers import Newcomers
from scheduler.reminders import EVERY
from scheduler.retention import Retention
from storage import BotRef, FileStore, StorageFullError, StorageUnavailableError, Store

log = logging.getLogger(__name__)

STOP_WITHIN = 10.0
_STANDBY = 1.0
_LONGEST_PAUSE = 30.0


def wall_clock() -> datetime:
    return datetime.now(UTC)


def settings_of(config: Config) -> Settings:
    return Settings(
        language=config.bot.language,
        zone=config.bot.zone,
        plan=plan_of(config),
        operators=frozenset(str(operator) for operator in config.bot.operators),
        open_enrolment=config.bot.enrolment == "open",
        resolve_links=config.links.resolve,
        accept_pictures=config.proof.screenshots == "accept",
        audit_share=config.proof.audit_percent / 100,
        most_in_one_message=config.proof.most_in_one_message,
        most_waiting_answers=config.bot.most_waiting_answers,
        look_back=timedelta(days=config.proof.look_back_days),
        pictures_months=config.privacy.pictures_months,
    )


def store_of(config: Config) -> Store:
    return Store(
        config.storage.database.get_secret_value(),
        open_enrolment=config.bot.enrolment == "open",
        phone_secret=config.storage.phone_secret_file,
    )


def retention_of(config: Config, store: Store, files: FileStore) -> Retention:
    told = config.privacy
    return Retention(store, files, config.bot.zone, told.pictures_months, told.outbox_days)


class Service:
    """One process of the bot. `run` returns after a clean stop and raises when a part of it died."""

    def __init__(
        self, config: Config, telegram: Telegram, clock: Clock = wall_clock, look_every: timedelta = EVERY
    ) -> None:
        self._config = config
        self._telegram = telegram
        self.store = store_of(config)
        self.files = FileStore(config.storage.files)
        self.messenger = TelegramMessenger(
            telegram.token.get_secret_value(), telegram.base_url, load_file=self.files.get
        )
        settings = settings_of(config)
        self.inbox = InboxPump(self.store, [self.messenger], settings, clock)
        self.outbox = OutboxPump(
            self.store,
            self.messenger,
            clock,
            is_busy=lambda: self.inbox.busy,
            let_go=letting_go(self.files),
        )
        self.pictures = PicturePump(
            self.store,
            self.messenger,
            FileStore(config.storage.files),
            settings,
            clock,
            decided=self.outbox.wake,
        )
        self.file_work = FilePump(
            Tools(self.store, self.files, self.messenger, settings, clock), said=self.outbox.wake
        )
        self.intake = Intake(
            self.store,
            self.messenger.platform,
            self.messenger.bot,
            clock,
            answer_at_once=self.inbox.answer_at_once,
            queued=self.inbox.wake,
        )
        me = BotRef(self.messenger.platform, self.messenger.bot)
        self.links = LinkPump(self.store, LinkFollower(), me, clock, self.outbox.wake)
        self._hearing = HearingCheck(self.store, self.messenger, settings, clock, self.outbox.wake)
        self._housekeeping = Housekeeping(
            self.store,
            clock,
            settings.plan,
            self.files,
            retention_of(config, self.store, self.files),
        )
        self.reminders = reminders_of(
            config, self.store, BotRef(self.messenger.platform, self.messenger.bot), self.outbox.wake
        )
        self.newcomers = Newcomers(self.store, me, config.bot.language, self.outbox.wake)
        self.health = Health(self.store, clock, folders_of(config, self.store))
        self.alarm = Alarm(self.health, self.messenger.deliver, settings, is_ours=lambda: self._speaks)
        self._speaks = False
        self._clock = clock
        self._look_every = look_every
        self._stop = asyncio.Event()
        self._ready = asyncio.Event()
        self._dead = ""
        self.port = 0

    def stop(self) -> None:
        self._stop.set()

    async def ready(self) -> None:
        await self._ready.wait()

    async def run(self) -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.store.close)
            stack.push_async_callback(self.messenger.close)
            stack.push_async_callback(self.health.close)
            await self._open_ledger()
            await self._listen(stack)
            await self._introduce()
            await self._work()
            if self._dead:
                raise PartDiedError(self._dead)

    async def _open_ledger(self) -> None:
        """On a full disk not even reading may begin; whoever makes room need not start the bot again."""
        while not self._stop.is_set():
            try:
                await self.store.migrate()
            except StorageUnavailableError as error:
                if self.health.has_room() and not isinstance(error, StorageFullError):
                    raise
                log.error("the disk is full, the bot cannot start yet (%s)", error)  # noqa: TRY400
                self._speaks = True
                await self.alarm.look()
                await rest(EVERY_LOOK, self._stop)
            else:
                return

    async def _listen(self, stack: AsyncExitStack) -> None:
        app = make_app(self.health, self._ready.is_set)
        if self._telegram.mode == "webhook":
            hook = telegram_hook(self._telegram.webhook_secret.get_secret_value(), self.intake.keep)
            app.add_routes([web.post("/hook/telegram", hook)])
        runner, self.port = await start(app, self._config.http.host, self._config.http.port)
        stack.push_async_callback(runner.cleanup)
        log.info("listening on http://%s:%d", self._config.http.host, self.port)

    async def _introduce(self) -> None:
        """Who are we? A wrong token ends the start; an outage only delays it."""
        pause = 1.0
        while not self._stop.is_set():
            try:
                identity = await self.messenger.introduce()
            except BadTokenError:
                raise
            except PlatformError as error:
                log.warning("Telegram does not answer yet: %s", error)
                await rest(pause, self._stop)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                log.info("this is bot %s", identity.id)
                if not identity.hears_all:
                    log.warning(
                        "privacy mode is on: in groups where it is no administrator the bot hears commands only"
                    )
                return

    async def _work(self) -> None:
        parts: list[tuple[str, Coroutine[Any, Any, None]]] = [
            ("inbox", self.inbox.run()),
            ("answers wake the pumps", self._wake_pumps()),
            ("sender", self._as_the_one_sender()),
            ("menus", self._put_up_menus()),
            ("housekeeping", self._housekeeping.run()),
            ("hearing check", self._hearing.run()),
            ("reminders", self.reminders.run(self._clock, self._look_every)),
            ("new accounts", self.newcomers.run(self._clock)),
            ("alarm", self.alarm.run()),
        ]
        if self._telegram.mode == "webhook":
            parts.append(("webhook", self._set_up_webhook()))
        tasks = {asyncio.create_task(part, name=name) for name, part in parts}
        stopping = asyncio.create_task(self._stop.wait(), name="stop")
        self._ready.set()
        log.info("ready")
        try:
            await self._until_stopped(tasks, stopping)
        finally:
            stopping.cancel()
            await self._wind_down(tasks)

    async def _until_stopped(self, tasks: set[asyncio.Task[None]], stopping: asyncio.Task[Any]) -> None:
        running = set(tasks)
        while not stopping.done():
            done, _ = await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in done & running:
                running.discard(task)
                if error := task.exception():
                    log.critical("the part «%s» died, the bot stops", task.get_name(), exc_info=error)
                    raise PartDiedError(task.get_name()) from error

    async def _wind_down(self, tasks: set[asyncio.Task[None]]) -> None:
        """Finish what is in hand; what takes longer than ten seconds is done after the next start."""
        log.info("stopping")
        self._ready.clear()
        self.inbox.stop()
        self.outbox.stop()
        self.pictures.stop()
        self.file_work.stop()
        for task in tasks:
            if task.get_name() not in ("inbox", "sender"):
                task.cancel()
        _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("stopped")

    async def _wake_pumps(self) -> None:
        while True:
            await self.inbox.answered.wait()
            self.inbox.answered.clear()
            self.outbox.wake()
            self.pictures.wake()
            self.file_work.wake()

    async def _as_the_one_sender(self) -> None:
        """One process speaks (polls, fetches pictures, follows links) for a bot; the others stand by to take over."""
        while not self._stop.is_set():
            try:
                async with self.store.lock(f"telegram-{self.messenger.bot}") as still_held:
                    self._speaks = still_held is not None
                    if still_held is not None:
                        await self._send_and_poll(self.outbox.run(still_held))
            except StorageUnavailableError as error:
                log.error("the sender has to wait for the database (%s)", error)  # noqa: TRY400
            await rest(_STANDBY, self._stop)

    async def _send_and_poll(self, sending: Coroutine[Any, Any, None]) -> None:
        beside = [
            self._beside("pictures", self.pictures.run()),
            self._beside("files", self.file_work.run()),
        ]
        if self._config.links.resolve:
            beside.append(self._beside("links", self.links.run()))
        polling: asyncio.Task[None] | None = None
        if self._telegram.mode == "polling":
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
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._beside_ended)
        return task

    async def _end(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        for task in tasks:
            stops_by_itself = task.get_name() in ("pictures", "files") and self._stop.is_set()
            # a write that is cancelled twice leaves its connection open for ever
            if not (task.cancelling() or stops_by_itself):
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _beside_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.critical("the part «%s» died, the bot stops", task.get_name(), exc_info=error)
            self._dead = self._dead or task.get_name()
            self._stop.set()

    async def _put_up_menus(self) -> None:
        await self._patiently("the command menus", lambda: register(self.messenger, menus()))

    async def _set_up_webhook(self) -> None:
        secret = self._telegram.webhook_secret.get_secret_value()
        await self._patiently(
            "the webhook", lambda: set_up(self.messenger, self._telegram.webhook_url, secret)
        )

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


def on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
