"""Looks whether the bot can do its work: for readiness and metrics, and to tell the operators when it cannot."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from bot.config import Config
from bot.intake import Clock
from handlers.context import Settings
from platforms.errors import MovedError, NeverError, PlatformError
from rules.language import text
from storage import Delays, StorageFullError, StorageUnavailableError, Store, Totals

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks."""
STALLED_AFTER = timedelta(minutes=5)
FAILING_AFTER = timedelta(minutes=15)
"""Longer than one message alone may fail before it is parked."""
LEAST_ROOM = 4 * 2**20
_ANSWER_WITHIN = 5.0
_STAYS_FRESH = 1.0
_STAYS_FULL = 60.0
_WORTH_TELLING = 60.0


class Trouble(StrEnum):
    DATABASE = "database"
    FULL = "disk_full"
    STALLED = "stalled"


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen; `totals` and `delays` are missing where the ledger cannot be read."""

    trouble: Trouble | None
    totals: Totals | None = None
    delays: Delays | None = None
    free: Mapping[str, int] = field(default_factory=dict)

    @property
    def writable(self) -> bool:
        return self.trouble not in (Trouble.DATABASE, Trouble.FULL)


def folders_of(config: Config, store: Store) -> dict[str, Path]:
    """Where there has to be room."""
    ledger = {"ledger": store.file.parent} if store.file else {}
    return {**ledger, "files": config.storage.files}


class Health:
    def __init__(self, store: Store, clock: Clock, folders: Mapping[str, Path]) -> None:
        self._store = store
        self._clock = clock
        self._folders = folders
        self._probing: asyncio.Task[Trouble | None] | None = None
        self._probed_at = 0.0

    async def look(self) -> Look:
        """A ledger that does not answer is not waited for."""
        free = self._free()
        probing = self._probe()
        done, _ = await asyncio.wait({probing}, timeout=_ANSWER_WITHIN)
        trouble = probing.result() if done else Trouble.DATABASE
        if self._store.was_full(_STAYS_FULL) or not _is_enough(free):
            trouble = Trouble.FULL
        if not done:
            return Look(trouble, free=free)
        try:
            async with self._store.read(self._clock()) as ledger:
                totals, delays = await ledger.whole.totals(), await ledger.whole.delays()
        except StorageUnavailableError:
            return Look(trouble or Trouble.DATABASE, free=free)
        if not trouble and (delays.inbox > STALLED_AFTER or delays.failing > FAILING_AFTER):
            trouble = Trouble.STALLED
        return Look(trouble, totals, delays, free)

    def _probe(self) -> asyncio.Task[Trouble | None]:
        """Whoever asks at the same moment shares it, however many they are."""
        now = asyncio.get_running_loop().time()
        last = self._probing
        if last and (not last.done() or now - self._probed_at < _STAYS_FRESH):
            return last
        self._probing = asyncio.create_task(self._write(), name="writes to see whether it can")
        self._probed_at = now
        return self._probing

    async def _write(self) -> Trouble | None:
        try:
            await self._store.probe(self._clock())
        except StorageFullError:
            return Trouble.FULL
        except StorageUnavailableError:
            return Trouble.DATABASE
        return None

    def has_room(self) -> bool:
        return _is_enough(self._free())

    async def close(self) -> None:
        if self._probing:
            await asyncio.wait({self._probing}, timeout=_ANSWER_WITHIN)

    def _free(self) -> dict[str, int]:
        """Bytes, by what is kept there."""
        return {name: shutil.disk_usage(_existing(folder)).free for name, folder in self._folders.items()}


def _is_enough(free: Mapping[str, int]) -> bool:
    return min(free.values(), default=LEAST_ROOM) >= LEAST_ROOM


def _existing(folder: Path) -> Path:
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.is_dir())


class Alarm:
    """Tells the operators once what is wrong, and once that it is over.

    Past the outbox, because that may be what cannot be written; and only from a process that speaks for a bot.
    """

    def __init__(
        self,
        health: Health,
        tell: Callable[[str, str], Awaitable[None]],
        settings: Settings,
        *,
        is_ours: Callable[[], bool],
    ) -> None:
        self._health = health
        self._tell = tell
        self._settings = settings
        self._is_ours = is_ours
        self._seen: Trouble | None = None
        self._since = 0.0
        self._told = False
        self._unsaid: list[tuple[str, str]] = []

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        trouble = (await self._health.look()).trouble
        now = asyncio.get_running_loop().time()
        if trouble is not self._seen:
            self._seen, self._since = trouble, now
            if trouble:
                log.error("the bot cannot do its work: %s", trouble)
            else:
                log.warning("the bot can do its work again")
        lasts = now - self._since >= _WORTH_TELLING
        if trouble and not self._told and (lasts or trouble is Trouble.FULL):
            self._told, self._unsaid = True, self._to_operators(trouble)
        elif self._told and not trouble and lasts:
            self._told, self._unsaid = False, self._to_operators("over")
        if self._is_ours():
            self._unsaid = [each for each in self._unsaid if not await self._said(*each)]

    def _to_operators(self, what: str) -> list[tuple[str, str]]:
        words = text(f"trouble.{what}", self._settings.language)
        return [(operator, words) for operator in sorted(self._settings.operators)]

    async def _said(self, operator: str, words: str) -> bool:
        """Said, or never to be said."""
        try:
            await self._tell(operator, words)
        except (NeverError, MovedError):
            return True
        except PlatformError as error:
            log.warning("an operator cannot be told what is wrong, trying again (%s)", error)
            return False
        return True
