"""The updates one bot has yet to fetch, each serialised once."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from simulator.errors import conflict

KEPT_SECONDS = 24 * 60 * 60
FIRST_UPDATE_ID = 100_000_001

DEFAULT_EXCLUDED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """An update; without a kind its bytes are already the whole object."""

    update_id: int
    kind: str
    raw: bytes
    queued_at: float

    def body(self) -> bytes:
        if not self.kind:
            return self.raw
        return b'{"update_id":%d,"%b":%b}' % (self.update_id, self.kind.encode(), self.raw)


class UpdateQueue:
    """Pending updates in order, the filter for new ones, and whoever waits for them.

    They grow old in real time: a world whose clock jumps ahead must not lose what its bot has yet to fetch.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self.allowed: frozenset[str] | None = None
        self.queued = 0
        self.confirmed = 0
        self.delivered = 0
        self.again: list[Update] = []
        self._pending: deque[Update] = deque()
        self._taken: dict[int, Update] = {}
        self._failures: dict[int, int] = {}
        self._next_id = FIRST_UPDATE_ID
        self._poller: asyncio.Future[None] | None = None
        self._news: asyncio.Event | None = None

    def __len__(self) -> int:
        return len(self._pending) + len(self._taken)

    def __iter__(self) -> Iterator[Update]:
        return iter(self._pending)

    def wants(self, kind: str) -> bool:
        if self.allowed is None:
            return kind not in DEFAULT_EXCLUDED
        return kind in self.allowed

    def allow(self, kinds: list[str]) -> None:
        """Remember a filter; an empty list means the default one."""
        self.allowed = frozenset(kinds) or None

    def push(self, kind: str, raw: bytes) -> None:
        self._append(Update(self._next_id, kind, raw, self._now()))
        self._next_id += 1

    def reserve_id(self, wanted: int | None) -> int:
        """The id for a hand-made update: its own or the next one."""
        update_id = self._next_id if wanted is None else wanted
        self._next_id = max(self._next_id, update_id + 1)
        return update_id

    def push_whole(self, update_id: int, raw: bytes) -> None:
        self._append(Update(update_id, "", raw, self._now()))

    def _append(self, update: Update) -> None:
        self._pending.append(update)
        self.queued += 1
        self._wake()

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        if self._news is not None:
            self._news.set()
            self._news = None

    def confirm(self, offset: int) -> list[Update]:
        """Forget what lies below the offset; a negative one keeps only that many of the newest."""
        gone: list[Update] = []
        if offset < 0:
            while len(self._pending) > -offset:
                gone.append(self._pending.popleft())
        while self._pending and self._pending[0].update_id < offset:
            gone.append(self._pending.popleft())
        self.confirmed += len(gone)
        return gone

    def take(self) -> Update | None:
        """The next update for a webhook; it stays pending until settled."""
        if not self._pending:
            return None
        update = self._pending.popleft()
        self._taken[id(update)] = update
        return update

    def settle(self, update: Update) -> None:
        """A webhook has accepted it."""
        self._failures.pop(id(update), None)
        if self._taken.pop(id(update), None) is not None:
            self.confirmed += 1

    def note_failure(self, update: Update) -> int:
        """How often a webhook has now failed to accept it."""
        failures = self._failures.get(id(update), 0) + 1
        self._failures[id(update)] = failures
        return failures

    def give_back(self, update: Update) -> None:
        """A webhook has failed: it is next again."""
        if self._taken.pop(id(update), None) is not None:
            self._pending.appendleft(update)
            self._wake()

    def give_back_all(self) -> None:
        self._pending.extendleft(reversed(self._taken.values()))
        self._taken.clear()

    def expire(self) -> None:
        oldest = self._now() - KEPT_SECONDS
        while self._pending and self._pending[0].queued_at < oldest:
            self._pending.popleft()

    def first(self, limit: int) -> list[Update]:
        return [update for update, _ in zip(self._pending, range(limit), strict=False)]

    def clear(self) -> None:
        self._pending.clear()
        self._taken.clear()
        self._failures.clear()

    def interrupt(self, why: str) -> None:
        """End the waiting getUpdates with a 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(f"terminated by {why}"))

    async def wait_for_poll(self, timeout_seconds: float) -> None:
        """Return at the first new update or when time is up; a second poller ends this one."""
        self._poller = poller = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poller, timeout_seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None

    async def wait_for_news(self) -> None:
        """Return at the next new update."""
        if self._news is None:
            self._news = asyncio.Event()
        await self._news.wait()
