"""What bots have called: a bounded log and the counters."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any

from simulator.wire import Json

KEPT_CALLS = 20_000
LISTENING = "getUpdates"


@dataclass(frozen=True, slots=True)
class Call:
    number: int
    bot_id: int | None
    method: str
    params: dict[str, Any]
    wall: float
    monotonic: float
    status: int

    def as_json(self) -> Json:
        return {
            "n": self.number,
            "bot_id": self.bot_id,
            "method": self.method,
            "params": self.params,
            "time": datetime.fromtimestamp(self.wall, UTC).isoformat(),
            "wall": self.wall,
            "monotonic": self.monotonic,
            "status": self.status,
        }


class Calls:
    """The latest calls in order; a status of 499 means the connection was cut."""

    def __init__(self) -> None:
        self.by_method: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()
        self.number = 0
        self.spoke_at = 0.0
        self._log: deque[Call] = deque(maxlen=KEPT_CALLS)

    def add(self, bot_id: int | None, method: str, params: dict[str, Any], status: int) -> None:
        self.number += 1
        self.by_method[method] += 1
        self.by_status[status] += 1
        called = Call(self.number, bot_id, method, params, time(), monotonic(), status)
        if method != LISTENING:
            self.spoke_at = called.monotonic
        self._log.append(called)

    def since(self, number: int = 0, method: str | None = None) -> list[Json]:
        wanted = method.lower() if method else None
        return [
            call.as_json()
            for call in self._log
            if call.number > number and (wanted is None or call.method.lower() == wanted)
        ]

    def clear(self) -> None:
        """Forget the log and start counting again; numbers go on."""
        self._log.clear()
        self.by_method.clear()
        self.by_status.clear()
