"""What waits to be said, in order within each chat, and which chat may speak next."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from bot.pace import ChatPace, Limits
from rules.outgoing import TEXTS, Rank
from storage import OutboxRow

EACH = 32
"""Rows of one chat that are held at each rank; what else it has waits in the outbox."""
_PACE_LASTS = 120.0
LaneKey = tuple[str, bool]
"""(chat, whether it is texts): reactions neither wait for a chat's texts nor count among them."""
QueueKey = tuple[str, Rank]


def lane_of(row: OutboxRow) -> LaneKey:
    return row.chat_id, row.kind in TEXTS


def queue_of(row: OutboxRow) -> QueueKey:
    return row.chat_id, Rank(row.rank)


@dataclass(slots=True)
class Lane:
    key: LaneKey
    pace: ChatPace
    rows: list[tuple[int, int, OutboxRow]] = field(default_factory=list)
    not_before: float = 0.0
    busy: bool = False
    context: int = 0

    @property
    def head(self) -> OutboxRow:
        """Answers before bulk, and each in its order."""
        return self.rows[0][2]


@dataclass(slots=True)
class Queue:
    """What one chat has waiting at one rank: its first rows are held, and there may be `more` beyond the `last`."""

    held: int = 0
    last: int = 0
    more: bool = False


class Lanes:
    """All lanes of one bot. A lane with a call under way, or paused, is not offered.

    The lanes of a rank speak in turns: whoever has spoken stands behind all who are waiting.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.held = dict.fromkeys(Rank, 0)
        self.queues: dict[QueueKey, Queue] = {}
        self.hungry: dict[QueueKey, None] = {}
        self._lanes: dict[LaneKey, Lane] = {}
        self._turns = count(1)
        self._sleeping: list[tuple[float, int, LaneKey]] = []
        self._ready: dict[bool, list[tuple[int, int, LaneKey]]] = {True: [], False: []}
        self._known: set[int] = set()
        self._settled: set[int] = set()

    def knows(self, row_id: int) -> bool:
        """Whether a row is held, or said without the outbox saying so yet."""
        return row_id in self._known

    def settled(self, row_ids: Iterable[int]) -> None:
        """The outbox says so by now; a look that begins later will not bring these rows again."""
        self._settled.update(row_ids)

    def begin_look(self) -> None:
        self._known -= self._settled
        self._settled.clear()

    def open(self, key: QueueKey, *, more: bool) -> Queue:
        """What a chat has waiting at a rank, where `more` than is held stands in the outbox."""
        queue = self.queues.setdefault(key, Queue())
        queue.more = more
        self._look_after(key, queue)
        return queue

    def add(self, row: OutboxRow, not_before: float) -> None:
        if row.id in self._known:
            return
        self._known.add(row.id)
        queue = self.queues.setdefault(queue_of(row), Queue())
        queue.held += 1
        queue.last = max(queue.last, row.id)
        self.held[Rank(row.rank)] += 1
        key = lane_of(row)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key, ChatPace(is_group=row.chat_id.startswith("-")))
        heapq.heappush(lane.rows, (row.rank, row.id, row))
        if lane.head.id == row.id:
            lane.not_before = max(lane.not_before, not_before)
            if not lane.busy:
                self._offer(lane)

    def put_back(self, lane: Lane, row: OutboxRow) -> None:
        """The row counts one try more, and whoever says it has to claim it again."""
        again = replace(row, tries=row.tries + 1, claimed=False)
        lane.rows = [(item[0], item[1], again if item[1] == row.id else item[2]) for item in lane.rows]

    def forget(self, chat_id: str) -> None:
        """A chat moved: its rows will come again under the new id."""
        for is_text in (True, False):
            lane = self._lanes.pop((chat_id, is_text), None)
            self._known.difference_update(row_id for _, row_id, _ in (lane.rows if lane else ()))
        for rank in Rank:
            queue = self.queues.pop((chat_id, rank), None)
            self.hungry.pop((chat_id, rank), None)
            self.held[rank] -= queue.held if queue else 0

    def forget_idle(self, now: float) -> None:
        """Whoever has nothing to say and has been silent for long may speak at once, like somebody new."""
        for lane in list(self._lanes.values()):
            spoke = lane.pace.recent[-1] if lane.pace.recent else 0.0
            if not (lane.rows or lane.busy) and now - spoke > _PACE_LASTS:
                del self._lanes[lane.key]

    def take(self, now: float, *, texts: bool) -> Lane | None:
        """The next lane that may speak now, marked busy; None when all have to wait."""
        self._wake(now)
        ready = self._ready[texts]
        while ready:
            _, context, key = heapq.heappop(ready)
            lane = self._offered(key, context)
            if lane:
                lane.busy = True
                return lane
        return None

    def done(self, lane: Lane, row: OutboxRow) -> None:
        """This row is dealt with, well or badly; it stays known until that stands in the outbox."""
        if lane.rows and lane.head.id == row.id:
            heapq.heappop(lane.rows)
        else:  # an answer came in before it while it was on its way
            lane.rows = [item for item in lane.rows if item[1] != row.id]
            heapq.heapify(lane.rows)
        queue = self.queues.get(queue_of(row))
        if queue and self._lanes.get(lane.key) is lane:
            queue.held -= 1
            self.held[Rank(row.rank)] -= 1
            self._look_after(queue_of(row), queue)
        self._release(lane)

    def again(self, lane: Lane, not_before: float) -> None:
        """This row has to be tried once more; the chat waits with it."""
        lane.not_before = max(lane.not_before, not_before)
        self._release(lane)

    def next_time(self, now: float) -> float | None:
        """When to look again: at once when reactions wait, else when the first sleeping lane may speak."""
        times = [at for at, _, _ in self._sleeping[:1]]
        if self._ready[False]:
            times.append(now)
        return min(times, default=None)

    def _look_after(self, key: QueueKey, queue: Queue) -> None:
        """More is fetched in time, and nobody is kept who has nothing waiting."""
        if queue.more and queue.held <= EACH // 2:
            self.hungry[key] = None
        else:
            self.hungry.pop(key, None)
        if not (queue.held or queue.more):
            self.queues.pop(key, None)

    def _release(self, lane: Lane) -> None:
        lane.busy = False
        if self._lanes.get(lane.key) is not lane:
            return
        if lane.rows:
            self._offer(lane)
        elif not lane.key[1]:
            del self._lanes[lane.key]

    def _offer(self, lane: Lane) -> None:
        """Behind all who were offered before; an earlier offer of this lane is void."""
        lane.context = next(self._turns)
        heapq.heappush(self._sleeping, (self._may_speak_at(lane), lane.context, lane.key))

    def _offered(self, key: LaneKey, context: int) -> Lane | None:
        lane = self._lanes.get(key)
        return lane if lane and lane.context == context and lane.rows and not lane.busy else None

    def _may_speak_at(self, lane: Lane) -> float:
        return max(lane.not_before, lane.pace.next_at(self.limits) if lane.key[1] else 0.0)

    def _wake(self, now: float) -> None:
        while self._sleeping and self._sleeping[0][0] <= now:
            _, context, key = heapq.heappop(self._sleeping)
            lane = self._offered(key, context)
            if lane is None:
                continue
            at = self._may_speak_at(lane)
            if at > now:
                heapq.heappush(self._sleeping, (at, context, key))
            else:
                heapq.heappush(self._ready[key[1]], (lane.head.rank, context, key))
