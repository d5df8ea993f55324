"""What waits to be said, in order within each chat, and which chat may speak next."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.pace import ChatPace, Limits
from rules.outgoing import TEXTS
from storage import OutboxRow

LaneKey = tuple[str, bool]
"""(chat, whether it is texts): reactions neither wait for a chat's texts nor count among them."""


def lane_of(row: OutboxRow) -> LaneKey:
    return row.chat_id, row.kind in TEXTS


@dataclass(slots=True)
class Lane:
    key: LaneKey
    pace: ChatPace
    rows: list[tuple[bool, int, OutboxRow]] = field(default_factory=list)
    not_before: float = 0.0
    busy: bool = False

    @property
    def head(self) -> OutboxRow:
        """Answers before bulk, and each in its order."""
        return self.rows[0][2]


class Lanes:
    """All lanes of one bot. A lane with a call under way, or paused, is not offered."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lanes: dict[LaneKey, Lane] = {}
        self._sleeping: list[tuple[float, LaneKey]] = []
        self._ready: dict[bool, list[tuple[bool, int, LaneKey]]] = {True: [], False: []}
        self._known: set[int] = set()
        self._settled: set[int] = set()

    def __len__(self) -> int:
        return len(self._known) - len(self._settled)

    def add(self, row: OutboxRow, not_before: float) -> None:
        if row.id in self._known:
            return
        self._known.add(row.id)
        key = lane_of(row)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key, ChatPace(is_group=row.chat_id.startswith("-")))
        heapq.heappush(lane.rows, (row.bulk, row.id, row))
        if lane.head.id == row.id:
            lane.not_before = max(lane.not_before, not_before)
        if not lane.busy:
            self._offer(lane)

    def settled(self, row_ids: Iterable[int]) -> None:
        """The outbox says so by now; a scan that begins later will not bring these rows again."""
        self._settled.update(row_ids)

    def begin_scan(self) -> None:
        self._known -= self._settled
        self._settled.clear()

    def knows(self, row_id: int) -> bool:
        return row_id in self._known

    def put_back(self, lane: Lane, row: OutboxRow) -> None:
        """The row counts one try more, and whoever says it has to claim it again."""
        again = replace(row, tries=row.tries + 1, claimed=False)
        lane.rows = [(item[0], item[1], again if item[1] == row.id else item[2]) for item in lane.rows]

    def forget(self, chat_id: str) -> None:
        """A chat moved: its rows will come again under the new id."""
        for is_text in (True, False):
            lane = self._lanes.pop((chat_id, is_text), None)
            self._known.difference_update(row_id for _, row_id, _ in (lane.rows if lane else ()))

    def take(self, now: float, *, texts: bool) -> Lane | None:
        """The next lane that may speak now, marked busy; None when all have to wait."""
        self._wake(now)
        ready = self._ready[texts]
        while ready:
            _, row_id, key = heapq.heappop(ready)
            lane = self._lanes.get(key)
            if lane is None or lane.busy or not lane.rows or lane.head.id != row_id:
                continue
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
        self._release(lane)

    def again(self, lane: Lane, not_before: float) -> None:
        """This row has to be tried once more; the chat waits with it."""
        lane.not_before = max(lane.not_before, not_before)
        self._release(lane)

    def next_time(self, now: float) -> float | None:
        """When to look again: at once when reactions wait, else when the first sleeping lane may speak."""
        times = [at for at, _ in self._sleeping[:1]]
        if self._ready[False]:
            times.append(now)
        return min(times, default=None)

    def _release(self, lane: Lane) -> None:
        lane.busy = False
        if lane.rows:
            self._offer(lane)
        elif lane.key in self._lanes and not lane.key[1]:
            del self._lanes[lane.key]

    def _offer(self, lane: Lane) -> None:
        at = max(lane.not_before, lane.pace.next_at(self.limits) if lane.key[1] else 0.0)
        heapq.heappush(self._sleeping, (at, lane.key))

    def _wake(self, now: float) -> None:
        while self._sleeping and self._sleeping[0][0] <= now:
            _, key = heapq.heappop(self._sleeping)
            lane = self._lanes.get(key)
            if lane is None or lane.busy or not lane.rows:
                continue
            at = max(lane.not_before, lane.pace.next_at(self.limits) if key[1] else 0.0)
            if at > now:
                heapq.heappush(self._sleeping, (at, key))
            else:
                heapq.heappush(self._ready[key[1]], (lane.head.bulk, lane.head.id, key))
