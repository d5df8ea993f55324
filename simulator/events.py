"""What happened in the world, for the chat page: a numbered ring that listeners follow."""

import asyncio
from collections import deque
from itertools import islice
from typing import Any

from simulator.model import Message
from simulator.wire import Json, encode_with

RING = 5_000


def _plain(value: Any) -> Any:
    """Messages stand in events as objects and become JSON only when somebody listens."""
    if isinstance(value, Message):
        return value.view()
    raise TypeError(type(value).__name__)


class Events:
    """A bounded history of events with an increasing number each."""

    def __init__(self) -> None:
        self.seq = 0
        self._ring: deque[Json] = deque(maxlen=RING)
        self._news: asyncio.Event | None = None

    def emit(self, kind: str, chat_id: int | None = None, **fields: Any) -> None:
        self.seq += 1
        event: Json = {"seq": self.seq, "type": kind}
        if chat_id is not None:
            event["chat_id"] = chat_id
        event.update(fields)
        self._ring.append(event)
        if self._news is not None:
            self._news.set()
            self._news = None

    def since(self, seq: int) -> list[tuple[int, bytes]]:
        """Events after `seq`; a `reset` comes first when some of them are already forgotten."""
        recent = list(islice(reversed(self._ring), max(self.seq - seq, 0)))[::-1]
        if self.seq - seq > len(self._ring):
            recent.insert(0, {"seq": self.seq - len(recent), "type": "reset"})
        return [(event["seq"], encode_with(event, _plain)) for event in recent]

    async def wait(self) -> None:
        if self._news is None:
            self._news = asyncio.Event()
        await self._news.wait()
