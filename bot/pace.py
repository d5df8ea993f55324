"""How fast the platform lets us speak: pure bookkeeping over a clock that is handed in."""

from collections import deque
from dataclasses import dataclass, field

MARGIN = 1.025
"""A little slower than allowed, because calls bunch up on their way."""
OVERALL_MARGIN = 1.003
"""Here the way is known: time runs from an answer."""


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
class Spoken:
    """A text on its way: it reached the platform between `at` and the answer to it, which then takes its place."""

    at: float


@dataclass(slots=True)
class OverallPace:
    """Over all chats: no second with more texts than allowed, and none of them in one burst.

    A second begins with the answer to its first text, because the call may have been long on its way. What a stall has
    cost is caught up at twice the even beat, as far as the past second has room.
    """

    limits: Limits
    recent: deque[Spoken] = field(default_factory=deque)
    last: float = 0.0

    @property
    def next_at(self) -> float:
        if not self.recent:
            return 0.0
        at = self.last + 0.5 / self.limits.overall
        return max(at, self.recent[0].at + OVERALL_MARGIN) if len(self.recent) >= self.limits.overall else at

    def spoke(self, now: float) -> Spoken:
        spoken = Spoken(now)
        self.recent.append(spoken)
        self.last = now
        while len(self.recent) > self.limits.overall:
            self.recent.popleft()
        return spoken
