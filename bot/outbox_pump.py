"""Says what the outbox holds, as fast as the platform allows, and for as long as it takes."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta

from bot.intake import Clock
from bot.lanes import Lane, Lanes
from bot.outbox_reader import OutboxReader
from bot.pace import Limits, OverallPace
from bot.passing import LetGo, keep_all
from platforms.base import Messenger
from platforms.errors import (
    BadTokenError,
    ChatGoneError,
    MovedError,
    NeverError,
    NoRightError,
    NotPossibleHereError,
    PlatformError,
    SlowDownError,
)
from rules.outgoing import TEXTS, Rank, unpack
from storage import BotRef, ChatRef, OutboxRow, StillHeld, StorageUnavailableError, Store

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.3
_RESCAN = 10.0
_PARALLEL = 24
_TEXTS_IN_LINE = 8
_LONGEST_PAUSE = 30.0
_PATIENT_FAILURES = 3
_BUSY_BEAT = 1 / 5
_ENOUGH_WHILE_BUSY = 500
_MOST_SURPRISES = 3


class OutboxPump:
    """The one sender of a bot."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        *,
        limits: Limits | None = None,
        is_busy: Callable[[], bool] = lambda: False,
        let_go: LetGo = keep_all,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._limits = limits or Limits()
        self._is_busy = is_busy
        self._let_go = let_go
        self._wanted = asyncio.Event()
        self._wanted_marks = asyncio.Event()
        self._marking = asyncio.Lock()
        self._stopping = False
        self._reset()

    def _reset(self) -> None:
        self._lanes = Lanes(self._limits)
        bot = BotRef(self._messenger.platform, self._messenger.bot)
        self._reader = OutboxReader(self._store, bot, self._lanes, self._add)
        self._under_way: set[asyncio.Task[None]] = set()
        self._said: list[tuple[OutboxRow, str]] = []
        self._news = True
        self._is_behind = False
        self._rescan_at = 0.0
        self._look_at = 0.0
        self._paused_until = 0.0
        self._failures = 0
        self._next_reaction = 0.0
        self._overall = OverallPace(self._limits)
        self._beat = asyncio.Lock()
        self._texts_under_way = 0

    def wake(self) -> None:
        """Something new stands in the outbox."""
        self._news = True
        self._wanted.set()

    def stop(self) -> None:
        """Let the calls under way end and return."""
        self._stopping = True
        self._wanted.set()
        self._wanted_marks.set()

    async def run(self, still_held: StillHeld) -> None:
        """Send until stopped, or until the right to be the sender is lost."""
        self._reset()
        marker = asyncio.create_task(self._mark(), name=f"marks what {self._messenger.bot} has said")
        try:
            while not self._stopping:
                self._wanted.clear()
                if marker.done():
                    marker.result()
                await self._load(still_held)
                if not self._stopping:
                    self._send_what_may_be_sent()
                if not self._is_behind:
                    await self._rest()
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way)
            async with self._marking:  # a write that is cut short would forget what was said
                marker.cancel()
            await asyncio.gather(marker, return_exceptions=True)
            await self._write_marks()

    async def _load(self, still_held: StillHeld) -> None:
        """Learn of new rows; now and then look at all of them, for what another process put in out of order."""
        now = _monotonic()
        self._is_behind = False
        if now >= self._rescan_at:
            if not await still_held():
                log.error("this process is no longer the sender of bot %s", self._messenger.bot)
                raise StorageUnavailableError("the sender's lock was lost")
            self._lanes.forget_idle(now)
            self._reader.look_at_all()
            self._rescan_at = now + _RESCAN
            self._news = True
        if not (self._news or self._reader.is_behind) and now < self._look_at:
            return
        texts_only = self._is_busy() and self._lanes.held[Rank.QUICK] >= _ENOUGH_WHILE_BUSY
        if texts_only and now < self._look_at:
            return
        self._news, self._look_at = texts_only, now + _LOOK_AGAIN
        try:
            await self._reader.read(texts_only=texts_only)
            self._is_behind = self._reader.is_behind and not texts_only
        except StorageUnavailableError as error:
            log.error("the outbox cannot be read (%s)", error)  # noqa: TRY400
            self._pause(_LONGEST_PAUSE / 6)

    async def _add(self, row: OutboxRow) -> None:
        if row.claimed and row.bulk and not self._lanes.knows(row.id):
            log.error("outbox row %d may have gone out when the last sender died: not said again", row.id)
            async with self._store.write(self._clock()) as ledger:
                await ledger.outbox.give_up(row, "may have been said when the sender died")
            await self._let_go([row])
            return
        wait = (row.not_before - self._clock()).total_seconds() if row.not_before else 0.0
        self._lanes.add(row, _monotonic() + max(0.0, wait))

    def _send_what_may_be_sent(self) -> None:
        now = _monotonic()
        if now < self._paused_until:
            return
        while self._texts_under_way < _TEXTS_IN_LINE and (lane := self._lanes.take(now, texts=True)):
            self._texts_under_way += 1
            self._start(lane)
        while len(self._under_way) < _PARALLEL and now >= self._next_reaction:
            lane = self._lanes.take(now, texts=False)
            if lane is None:
                break
            if self._is_busy():
                self._next_reaction = now + _BUSY_BEAT
            self._start(lane)

    def _start(self, lane: Lane) -> None:
        row = lane.head
        task = asyncio.create_task(self._take_care_of(lane, row), name=f"says outbox row {row.id}")
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wanted.set()
        if not task.cancelled() and task.exception():
            log.error("%s failed", task.get_name(), exc_info=task.exception())

    async def _rest(self) -> None:
        """Until something is new, a lane's time has come, or it is time to look again."""
        now = _monotonic()
        until = now + _LOOK_AGAIN
        if len(self._under_way) < _PARALLEL:
            at = self._lanes.next_time(now)
            if at is not None:
                until = min(until, max(at, self._paused_until, self._next_reaction if at <= now else 0.0))
        try:
            async with asyncio.timeout(max(0.0, until - now)):
                await self._wanted.wait()
        except TimeoutError:
            pass

    async def _take_care_of(self, lane: Lane, row: OutboxRow) -> None:
        """Whatever goes wrong, the chat is not forgotten."""
        try:
            await (self._say_text(lane, row) if row.kind in TEXTS else self._say(lane, row))
        except Exception:
            self._lanes.again(lane, _monotonic() + _LONGEST_PAUSE)
            raise

    async def _say_text(self, lane: Lane, row: OutboxRow) -> None:
        """Texts stand in line for the beat; each is claimed when its turn has come and not before."""
        try:
            async with self._beat:
                while (wait := self._overall.next_at - _monotonic()) > 0:  # noqa: ASYNC110  answers move it on
                    await asyncio.sleep(wait)
                if not row.claimed and not await self._claim(row):
                    self._lanes.settled([row.id])
                    self._lanes.done(lane, row)
                    return
                spoken = self._overall.spoke(_monotonic())
                lane.pace.spoke(_monotonic(), self._limits)
            await self._say(lane, row)
            spoken.at = _monotonic()
        except StorageUnavailableError as error:
            await self._refused(lane, row, error)
        finally:
            self._texts_under_way -= 1

    async def _claim(self, row: OutboxRow) -> bool:
        async with self._store.write(self._clock()) as ledger:
            return await ledger.outbox.claim(row.id)

    async def _say(self, lane: Lane, row: OutboxRow) -> None:
        try:
            message_id = await self._messenger.deliver(
                unpack(row.kind, {**row.payload, "chat_id": row.chat_id})
            )
        except (PlatformError, StorageUnavailableError) as error:
            await self._refused(lane, row, error)
        except Exception as error:
            log.exception("outbox row %d could not be said", row.id)
            await self._surprised(lane, row, error)
        else:
            self._failures = 0
            self._lanes.done(lane, row)
            self._said.append((row, message_id or ""))
            self._wanted_marks.set()

    async def _refused(self, lane: Lane, row: OutboxRow, error: Exception) -> None:
        """One place that decides what a refusal means."""
        try:
            if isinstance(error, SlowDownError):
                self._slow_down(error.seconds)
                await self._later(lane, row, error, error.seconds)
            elif isinstance(error, MovedError):
                await self._move(row, error.chat_id)
            elif isinstance(error, NotPossibleHereError):
                await self._never(lane, row, error, quietly=True)
            elif isinstance(error, NeverError):
                await self._mark_chat(row, error)
                await self._never(lane, row, error)
            else:
                self._outage(error)
                await self._later(lane, row, error, _patience(row.tries))
        except StorageUnavailableError as lost:
            log.error("the outbox cannot be written (%s)", lost)  # noqa: TRY400
            self._lanes.again(lane, _monotonic() + _LOOK_AGAIN)

    async def _surprised(self, lane: Lane, row: OutboxRow, error: Exception) -> None:
        """Something of our own is wrong with this row: it may not hold the chat up for ever."""
        if row.tries + 1 >= _MOST_SURPRISES:
            await self._never(lane, row, error)
        else:
            await self._later(lane, row, error, _patience(row.tries))

    async def _later(self, lane: Lane, row: OutboxRow, error: Exception, seconds: float) -> None:
        told = type(error).__name__
        async with self._store.write(self._clock()) as ledger:
            await ledger.outbox.later(row.id, told, self._clock() + timedelta(seconds=seconds))
        self._lanes.put_back(lane, row)
        self._lanes.again(lane, _monotonic() + seconds)

    async def _never(self, lane: Lane, row: OutboxRow, error: Exception, *, quietly: bool = False) -> None:
        if not (quietly or row.fallback):
            log.error("outbox row %d can never be said: %s", row.id, type(error).__name__)
        told = str(error) if isinstance(error, PlatformError) else type(error).__name__
        async with self._store.write(self._clock()) as ledger:
            await ledger.outbox.give_up(row, told, quietly=quietly)
        await self._let_go([row])
        self._lanes.settled([row.id])
        self._lanes.done(lane, row)
        if row.fallback:
            self.wake()

    async def _move(self, row: OutboxRow, new_id: str) -> None:
        """The group has a new id: what was still to be said there follows."""
        old = ChatRef(self._messenger.platform, self._messenger.bot, row.chat_id)
        async with self._store.write(self._clock()) as ledger:
            await ledger.outbox.later(row.id, "the group has a new id", self._clock())
            await ledger.migrate_chat(old, ChatRef(old.platform, old.bot, new_id))
        self._lanes.forget(row.chat_id)
        self._reader.begin_anew()
        self.wake()

    async def _mark_chat(self, row: OutboxRow, error: NeverError) -> None:
        chat = ChatRef(self._messenger.platform, self._messenger.bot, row.chat_id)
        if isinstance(error, ChatGoneError):
            async with self._store.write(self._clock()) as ledger:
                await ledger.chats.mark(chat, "gone", present=False)
        elif isinstance(error, NoRightError):
            async with self._store.write(self._clock()) as ledger:
                await ledger.chats.mark(chat, "mute")

    def _slow_down(self, seconds: float) -> None:
        """One chat that was too fast waits alone; when it is not the only one, everybody waits."""
        log.info("the platform asks to wait %g s", seconds)
        self._failures += 1
        if self._failures >= _PATIENT_FAILURES:
            self._pause(seconds)

    def _outage(self, error: Exception) -> None:
        self._failures += 1
        log.warning("the platform cannot be reached, trying again: %s", type(error).__name__)
        if isinstance(error, BadTokenError):
            self._pause(_LONGEST_PAUSE)
        elif self._failures >= _PATIENT_FAILURES:
            self._pause(_patience(self._failures - _PATIENT_FAILURES))

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, _monotonic() + seconds)

    async def _mark(self) -> None:
        """Mark what has been said, many at once, without keeping the next call waiting."""
        while True:
            await self._wanted_marks.wait()
            self._wanted_marks.clear()
            await self._write_marks()

    async def _write_marks(self) -> None:
        async with self._marking:
            said, self._said = self._said, []
            try:
                async with self._store.write(self._clock()) as ledger:
                    await ledger.outbox.sent([(row.id, told) for row, told in said])
            except StorageUnavailableError as error:
                log.error("what was said could not be marked (%s)", error)  # noqa: TRY400
                self._said = said + self._said
            else:
                self._lanes.settled(row.id for row, _ in said)
                await self._let_go([row for row, _ in said])
                return
        await asyncio.sleep(_LOOK_AGAIN)
        self._wanted_marks.set()


def _patience(failures: int) -> float:
    """Doubles from one second up to half a minute, a little spread."""
    ceiling = min(_LONGEST_PAUSE, 2.0 ** min(failures, 10))
    return random.uniform(ceiling * 0.75, ceiling)  # noqa: S311


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
