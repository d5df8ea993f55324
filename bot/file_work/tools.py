"""What those who work on files have at hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.intake import Clock
from handlers.context import Settings
from storage import FileJob, FileStore, Store


class Messenger(Protocol):
    """What they need of a messenger."""

    @property
    def platform(self) -> str: ...

    @property
    def bot(self) -> str: ...

    @property
    def username(self) -> str:
        """How people call the bot, for links that lead to it; "" as long as nobody knows."""

    async def fetch(self, file_id: str) -> bytes:
        """A file somebody sent; NeverError when it is gone or larger than a bot may fetch."""


@dataclass(frozen=True, slots=True)
class Tools:
    store: Store
    files: FileStore
    messenger: Messenger
    settings: Settings
    clock: Clock


Work: TypeAlias = Callable[[FileJob, Tools], Awaitable[None]]
"""Does the work and says, in one transaction of its own, what came of it: the answer and the job's new state.

PlatformError, StorageUnavailableError and OSError make it wait; any other exception counts as a failure.
"""
