"""Long polling that confirms only what has been kept for good."""

import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from platforms.base import Keep
from platforms.errors import ConflictError, NeverError, PlatformError, SlowDownError, TryLaterError
from platforms.messages import Delivery
from platforms.telegram.deliveries import delivery_of, update_id_of
from platforms.telegram.understand import ALLOWED_UPDATES
from platforms.telegram.wire import UnreadableError

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]

MOST_UPDATES = 100
SHORTEST_WAIT = 1.0
LONGEST_WAIT = 30.0


class Ask(Protocol):
    async def __call__(self, method: str, data: dict[str, Any], read_timeout: float | None = None) -> Any: ...


class Backoff:
    """Waits that double up to half a minute, spread so that many bots do not come back at once."""

    def __init__(self, pause: Pause) -> None:
        self._pause = pause
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    async def wait(self, at_least: float = SHORTEST_WAIT) -> None:
        ceiling = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(self._failures + 1, 10))
        self._failures += 1
        await self._pause(max(at_least, random.uniform(ceiling / 2, ceiling)))  # noqa: S311


class Poller:
    """Fetches a batch, has it kept, and only then asks for what comes after it."""

    def __init__(self, ask: Ask, keep: Keep, seconds: int, pause: Pause) -> None:
        self._ask = ask
        self._keep = keep
        self._seconds = seconds
        self._backoff = Backoff(pause)
        self._offset: int | None = None
        self._limit = MOST_UPDATES
        self._hook_removed = False

    async def run(self) -> None:
        while True:
            await self._round()

    async def _round(self) -> None:
        try:
            if not self._hook_removed:
                await self._remove_hook()
            updates = await self._fetch()
        except SlowDownError as error:
            log.warning("Telegram asks to wait %g s before fetching more updates", error.seconds)
            await self._backoff.wait(error.seconds)
        except ConflictError:
            log.warning("somebody else reads this bot's updates, or a webhook is set: trying again")
            self._hook_removed = False
            await self._backoff.wait()
        except UnreadableError as error:
            await self._pass_over(error.update_ids)
        except PlatformError as error:
            log.warning("no updates from Telegram: %s", error)
            await self._backoff.wait()
        else:
            await self._take(updates)

    async def _remove_hook(self) -> None:
        """A webhook left from before stands in the way; a server that has none need not know the method."""
        with contextlib.suppress(NeverError):
            await self._ask("deleteWebhook", {"drop_pending_updates": False})
        self._hook_removed = True

    async def _fetch(self) -> list[Any]:
        data = {
            "offset": self._offset,
            "limit": self._limit,
            "timeout": self._seconds,
            "allowed_updates": ALLOWED_UPDATES,
        }
        updates = await self._ask("getUpdates", data, self._seconds + 15)
        if not isinstance(updates, list):
            raise TryLaterError("the updates were not a list")
        return updates

    async def _pass_over(self, update_ids: list[int]) -> None:
        """One update that cannot be read would hold up all that follow: find it by fetching one at a time."""
        if self._limit == 1 and len(update_ids) == 1:
            log.error("update %d cannot be read and is skipped", update_ids[0])
            self._offset = update_ids[0] + 1
        self._limit = 1
        await self._backoff.wait()

    async def _take(self, updates: list[Any]) -> None:
        deliveries = [delivery for delivery in map(_delivery, updates) if delivery]
        if len(deliveries) < len(updates):
            log.warning("%d updates were not objects and are skipped", len(updates) - len(deliveries))
        try:
            if deliveries:
                await self._keep(deliveries)
        except Exception as error:  # noqa: BLE001  whatever went wrong, nothing may be confirmed
            # Only the kind of error: a database likes to quote what it could not write.
            log.error("%d updates were not kept (%s)", len(deliveries), type(error).__name__)  # noqa: TRY400
            await self._backoff.wait()
            return
        last = max((key for key in map(update_id_of, updates) if key is not None), default=None)
        if last is not None:
            self._offset = last + 1
        elif updates:
            log.warning("no update of this batch can be confirmed")
            await self._backoff.wait()
            return
        self._limit = MOST_UPDATES
        self._backoff.reset()


def _delivery(update: Any) -> Delivery | None:
    try:
        return delivery_of(update) if isinstance(update, dict) else None
    except RecursionError:
        return None
