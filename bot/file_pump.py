"""Works on the files that people send or ask for, one after the other, beside everything else."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.file_work import KINDS, Tools, Work
from bot.rest import rest
from platforms.errors import NeverError, PlatformError
from rules.language import text
from rules.outgoing import Say
from storage import BotRef, FileJob, StorageUnavailableError, Store

log = logging.getLogger(__name__)

MOST_TRIES = 3
_LOOK_AGAIN = 2.0
_AFTER_OUTAGE = timedelta(seconds=20)
_AFTER_FAILURE = timedelta(seconds=5)


class FilePump:
    """One for each bot, at one time. `said` is called when there may be something to say."""

    def __init__(
        self,
        tools: Tools,
        *,
        said: Callable[[], None] = lambda: None,
        kinds: Mapping[str, Work] = KINDS,
        look_again: float = _LOOK_AGAIN,
    ) -> None:
        self._tools = tools
        self._said = said
        self._kinds = kinds
        self._look_again = look_again
        self._wanted = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Somebody may have asked for a file."""
        self._wanted.set()

    def stop(self) -> None:
        """Finish what is in hand and return."""
        self._stopping = True
        self._wanted.set()

    async def run(self) -> None:
        while not self._stopping:
            self._wanted.clear()
            worked = await self._look()
            await rest(0.0 if worked else self._look_again, self._wanted)

    async def _look(self) -> bool:
        """Whether there was anything to do."""
        me = BotRef(self._tools.messenger.platform, self._tools.messenger.bot)
        try:
            async with self._store.read(self._tools.clock()) as ledger:
                jobs = await ledger.file_jobs.waiting(me)
        except StorageUnavailableError as error:
            log.warning("files have to wait for the database (%s)", error)
            return False
        for job in jobs:
            if self._stopping:
                break
            await self._work_on(job)
            self._said()
        return bool(jobs)

    @property
    def _store(self) -> Store:
        return self._tools.store

    async def _work_on(self, job: FileJob) -> None:
        try:
            await self._kinds[job.kind](job, self._tools)
        except NeverError:
            await self._settle(job, give_up=True)
        except (PlatformError, StorageUnavailableError, OSError) as error:
            log.warning("a file has to wait (%s)", type(error).__name__)
            await self._settle(job, outage=True)
        except Exception as error:
            log.exception("a file of kind %s could not be worked on", job.kind, exc_info=error)
            await self._settle(job, give_up=job.tries + 1 >= MOST_TRIES)

    async def _settle(self, job: FileJob, *, give_up: bool = False, outage: bool = False) -> None:
        now = self._tools.clock()
        try:
            async with self._store.write(now) as ledger:
                if give_up:
                    words = text("files.failed", self._tools.settings.language)
                    ledger.say(job.platform, job.bot, Say(job.chat_id, words), f"file:{job.id}:failed")
                    await ledger.file_jobs.put(job.id, "failed")
                else:
                    wait = _AFTER_OUTAGE if outage else _AFTER_FAILURE
                    await ledger.file_jobs.later(job.id, now + wait, failed=not outage)
        except StorageUnavailableError:
            await asyncio.sleep(min(1.0, self._look_again))
