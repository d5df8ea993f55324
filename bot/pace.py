"""How fast the platform lets us speak: pure bookkeeping over a clock that is handed in."""

from collections import deque
from dataclasses import dataclass, field

MARGIN = 1.02
"""A little slower than allowed, because calls bunch up on their way."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second in all and to one chat, and a minute to one group."""

    overall: float = 30.0
    per_chat: float = 1.0
    per_group_minute: int = 20


@dataclass(slots=True)
class ChatPace:
    """When a chat may hear the next text."""

    is_group: bool
    recent: deque[float] = field(default_factory=deque)

    def next_at(self, limits: Limits) -> float:
        if not self.recent:
            return 0.0
        at = self.recent[-1] + MARGIN / limits.per_chat
        if self.is_group and len(self.recent) >= limits.per_group_minute:
            at = max(at, self.recent[-limits.per_group_minute] + 60 * MARGIN)
        return at

    def spoke(self, now: float, limits: Limits) -> None:
        self.recent.append(now)
        while len(self.recent) > limits.per_group_minute:
            self.recent.popleft()


@dataclass(slots=True)
class OverallPace:
    """An even beat over all chats: thirty a second without a burst."""

    limits: Limits
    next_at: float = 0.0

    def spoke(self, now: float) -> None:
        beat = MARGIN / self.limits.overall
        self.next_at = max(now, self.next_at if now - self.next_at < beat else 0.0) + beat
