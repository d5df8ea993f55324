"""How fast a bot may send, as Telegram limits it."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from time import monotonic

from simulator.errors import WorldError, too_many_requests
from simulator.model import Chat
from simulator.wire import Json


@dataclass(slots=True)
class Limits:
    """The figures; `chat_burst` messages may follow at once if that many seconds were quiet."""

    enabled: bool = True
    per_second: int = 30
    chat_interval: float = 1.0
    chat_burst: int = 1
    group_per_minute: int = 20

    def update(self, wanted: Json) -> None:
        for name, value in wanted.items():
            known = next((item for item in fields(self) if item.name == name), None)
            if known is None or not isinstance(value, int | float):
                raise WorldError(f"limits: {name} is unknown or no number")
            if name != "enabled" and value <= 0:
                raise WorldError(f"limits: {name} must be above zero; enabled switches all of them off")
            setattr(self, name, value)

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(slots=True)
class _Window:
    """Times of the last messages, at most `size` in any `seconds`."""

    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, size: int, seconds: float) -> float:
        while self.sent and self.sent[0] <= now - seconds:
            self.sent.popleft()
        return 0.0 if len(self.sent) < size else self.sent[-size] + seconds - now


class Limiter:
    """Sliding windows of one bot: over all chats, per chat, per group and minute."""

    def __init__(self, limits: Limits, now: Callable[[], float] = monotonic) -> None:
        self.limits = limits
        self.refused = 0
        self._now = now
        self._all = _Window()
        self._chats: dict[int, _Window] = {}
        self._groups: dict[int, _Window] = {}

    def spend(self, chat: Chat) -> None:
        """Count one message to the chat, or refuse it with 429."""
        limits = self.limits
        if not limits.enabled:
            return
        now = self._now()
        windows = [(self._all, limits.per_second, 1.0)]
        chat_window = self._chats.setdefault(chat.id, _Window())
        windows.append((chat_window, limits.chat_burst, limits.chat_burst * limits.chat_interval))
        if chat.is_group:
            windows.append((self._groups.setdefault(chat.id, _Window()), limits.group_per_minute, 60.0))
        wait = max(window.wait(now, size, seconds) for window, size, seconds in windows)
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        for window, _, _ in windows:
            window.sent.append(now)
