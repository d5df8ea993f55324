"""The whole bot, wired in reading order: ledger, inbox, a line for each bot account, clock, HTTP."""

import asyncio
import logging
import signal
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from bot.config import Config
from bot.health import EVERY as EVERY_LOOK
from bot.health import Alarm, Health, folders_of
from bot.inbox_pump import InboxPump
from bot.intake import Clock
from bot.line import Line, Shared
from bot.listening import start
from bot.messengers import messenger_of
from bot.parts import Part, side_by_side
from bot.plan import plan_of
from bot.problems import PartDiedError
from bot.rest import rest
from bot.web import make_app
from handlers.context import Settings
from platforms.errors import BadTokenError, MovedError, NeverError, PlatformError
from rules.outgoing import Say
from scheduler.featured import once_a_look
from scheduler.housekeeping import Housekeeping
from scheduler.reminders import Reminders
from scheduler.retention import Retention
from scheduler.schedule import EVERY, Schedule
from storage import BotRef, FileStore, StorageFullError, StorageUnavailableError, Store

log = logging.getLogger(__name__)


def wall_clock() -> datetime:
    return datetime.now(UTC)


def settings_of(config: Config) -> Settings:
    return Settings(
        language=config.bot.language,
        zone=config.bot.zone,
        plan=plan_of(config),
        operators=frozenset(config.bot.operators),
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


class House:
    """One process: a ledger, and a line for each bot. `run` returns after a clean stop and raises when a part died."""

    def __init__(self, config: Config, clock: Clock = wall_clock, look_every: timedelta = EVERY) -> None:
        self._config = config
        self._clock = clock
        self._look_every = look_every
        self._stop = asyncio.Event()
        self._ready = asyncio.Event()
        self._dead = ""
        self._refused = 0
        self.port = 0
        settings = settings_of(config)
        self.store = store_of(config)
        self.files = FileStore(config.storage.files)
        messengers = [messenger_of(account, self.files) for account in config.bot_accounts]
        self.inbox = InboxPump(self.store, messengers, settings, clock, not_yet=self._not_yet_known)
        shared = Shared(
            config,
            self.store,
            self.files,
            self.inbox,
            settings,
            clock,
            settle=once_a_look(),
            looking=asyncio.Lock(),
            stop=self._stop,
            died=self._died,
        )
        self.lines = [
            Line(account, messenger, shared)
            for account, messenger in zip(config.bot_accounts, messengers, strict=True)
        ]
        self.schedule = Schedule(self.store, settings.plan, self._at_work)
        self._housekeeping = Housekeeping(
            self.store,
            clock,
            settings.plan,
            self.files,
            retention_of(config, self.store, self.files),
        )
        self.health = Health(self.store, clock, folders_of(config, self.store))
        self.alarm = Alarm(
            self.health, self._tell, settings, is_ours=lambda: any(line.speaks for line in self.lines)
        )

    def stop(self) -> None:
        self._stop.set()

    async def ready(self) -> None:
        await self._ready.wait()

    async def run(self) -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.store.close)
            for line in self.lines:
                stack.push_async_callback(line.messenger.close)
            stack.push_async_callback(self.health.close)
            await self._open_ledger()
            await self._listen(stack)
            await self._work(await self._first_introduced(stack))
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
                for line in self.lines:
                    line.speaks = True
                await self.alarm.look()
                await rest(EVERY_LOOK, self._stop)
            else:
                return

    async def _listen(self, stack: AsyncExitStack) -> None:
        app = make_app(self.health, self._ready.is_set)
        for line in self.lines:
            line.listen(app)
        runner, self.port = await start(app, self._config.http.host, self._config.http.port)
        stack.push_async_callback(runner.cleanup)
        log.info("listening on http://%s:%d", self._config.http.host, self.port)

    async def _first_introduced(self, stack: AsyncExitStack) -> Collection[asyncio.Task[None]]:
        """Work begins with the first bot that its platform knows; those that are still waiting for an answer."""
        waiting = {
            asyncio.create_task(self._introduce(line), name="introduces itself") for line in self.lines
        }
        stack.push_async_callback(_cut_short, waiting.copy())
        while waiting and not self._at_work():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        return waiting

    async def _introduce(self, line: Line) -> None:
        """Where no token at all is accepted the start ends; else the others work without the one."""
        try:
            await line.introduce()
        except BadTokenError:
            self._refused += 1
            if self._refused == len(self.lines):
                raise
            log.error("bot %s is left out, its token is not accepted", line.ref.bot)  # noqa: TRY400

    async def _work(self, introductions: Collection[asyncio.Task[None]]) -> None:
        async def others() -> None:
            await asyncio.gather(*introductions)

        parts: dict[str, Part] = {
            "inbox": self.inbox.run,
            "answers wake the pumps": self._wake_pumps,
            "introductions": others,
            "housekeeping": self._housekeeping.run,
            "reminders": lambda: self.schedule.run(self._clock, self._look_every),
            "alarm": self.alarm.run,
        }
        for line in self.lines:
            parts |= line.parts()
        self._ready.set()
        log.info("ready")
        await side_by_side(parts, self._stop, wind_down=self._wind_down)
        log.info("stopped")

    def _wind_down(self) -> list[str]:
        log.info("stopping")
        self._ready.clear()
        self.inbox.stop()
        return ["inbox", *(part for line in self.lines for part in line.wind_down())]

    async def _wake_pumps(self) -> None:
        while True:
            await self.inbox.answered.wait()
            self.inbox.answered.clear()
            for line in self.lines:
                line.wake()

    def _not_yet_known(self) -> list[BotRef]:
        return [line.ref for line in self.lines if not line.is_known]

    def _at_work(self) -> Sequence[Reminders]:
        return [line.reminders for line in self.lines if line.is_known]

    def _died(self, part: str) -> None:
        self._dead = self._dead or part
        self._stop.set()

    async def _tell(self, operator: str, words: str) -> None:
        """By the first bot that can; where none could, it is raised what is worth another try, if anything was."""
        platform, _, user_id = operator.partition(":")
        problem: PlatformError | None = None
        for line in self.lines:
            if not line.speaks or line.ref.platform != platform:
                continue
            try:
                await line.messenger.deliver(Say(user_id, words))
            except (NeverError, MovedError) as error:
                problem = problem or error
            except PlatformError as error:
                problem = error
            else:
                return
        if problem:
            raise problem


async def _cut_short(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
