"""Writes updates down before they are confirmed; whoever waits at the same time shares one commit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from platforms.messages import Delivery
from storage import StorageUnavailableError, Store

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
AnswerAtOnce = Callable[[str, str, Sequence[Delivery]], Awaitable[bool]]
"""Answers updates in the very transaction that writes them down; False when they have to queue."""

_MOST_AT_ONCE = 250


class Intake:
    def __init__(
        self,
        store: Store,
        platform: str,
        bot: str,
        clock: Clock,
        *,
        answer_at_once: AnswerAtOnce,
        queued: Callable[[], None],
    ) -> None:
        self._store = store
        self._platform = platform
        self._bot = bot
        self._clock = clock
        self._answer_at_once = answer_at_once
        self._queued = queued
        self._waiting: list[tuple[Sequence[Delivery], asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()

    async def keep(self, deliveries: Sequence[Delivery]) -> None:
        """Returns when the deliveries are committed; raises when they are not."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((deliveries, done))
        async with self._writing:
            if not done.done():
                await self._write()
        await done

    async def _write(self) -> None:
        batch, size = [], 0
        while self._waiting and size < _MOST_AT_ONCE:
            batch.append(self._waiting.pop(0))
            size += len(batch[-1][0])
        arrivals = [delivery for deliveries, _ in batch for delivery in deliveries]
        try:
            if not await self._answer_at_once(self._platform, self._bot, arrivals):
                await self._keep(arrivals)
                self._queued()
        except Exception as error:  # noqa: BLE001  everybody who waits learns of it
            _fail(batch, error)
            return
        except asyncio.CancelledError:
            _fail(batch, StorageUnavailableError("stopped while writing"))
            raise
        for _, done in batch:
            if not done.done():
                done.set_result(None)

    async def _keep(self, arrivals: Sequence[Delivery]) -> None:
        try:
            async with self._store.write(self._clock()) as ledger:
                await ledger.inbox.keep(self._platform, self._bot, arrivals)
        except Exception as error:
            lost = isinstance(error, StorageUnavailableError)
            if lost and (len(arrivals) == 1 or not await self._store.can_write(self._clock())):
                raise
            log.warning("%d updates could not be kept (%s)", len(arrivals), type(error).__name__)
        else:
            return
        for arrival in arrivals:
            await self._keep_alone(arrival)

    async def _keep_alone(self, arrival: Delivery) -> None:
        """What cannot be written down at all is parked by its key; else it would be delivered for ever."""
        now = self._clock()
        try:
            async with self._store.write(now) as ledger:
                await ledger.inbox.keep(self._platform, self._bot, [arrival])
        except StorageUnavailableError:
            raise
        except Exception as error:
            log.exception("an update cannot be kept and is parked")
            async with self._store.write(now) as ledger:
                await ledger.inbox.park(self._platform, self._bot, arrival, error=type(error).__name__)


def _fail(batch: Sequence[tuple[Sequence[Delivery], asyncio.Future[None]]], error: Exception) -> None:
    for _, done in batch:
        if not done.done():
            done.set_exception(error)
            done.exception()  # whoever went away in the meantime need not be missed
