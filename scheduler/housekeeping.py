"""What is done every hour: what nobody needs any more is forgotten, closed weeks are corrected."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from rules.rule_set import STANDARD_PLAN, Plan
from scheduler.retention import Retention
from scheduler.week_close import correct_weeks
from storage import FileStore, StorageUnavailableError, Store

log = logging.getLogger(__name__)

REMEMBER_UPDATES = timedelta(days=3)
"""Telegram keeps an update for a day; a webhook may be repeated later than that."""
KEEP_UNSENT_FILES = timedelta(days=2)
"""A file made for somebody waits as long for an outage to end, or for what was left by a crash to be noticed."""


KEEP_UNANSWERED = timedelta(days=1)
"""What was read of a file that somebody sent waits no longer for them to agree."""


class Housekeeping:
    """APScheduler is only the alarm clock: what is due is decided here, from the time it is told."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        plan: Plan = STANDARD_PLAN,
        files: FileStore | None = None,
        retention: Retention | None = None,
    ) -> None:
        self._store = store
        self._files = files
        self._retention = retention
        self._clock = clock
        self._plan = plan

    async def run(self) -> None:
        alarm = AsyncIOScheduler(timezone="UTC")
        for work in (self.tidy, self.tidy_files):
            alarm.add_job(
                work, IntervalTrigger(hours=1), coalesce=True, max_instances=1, misfire_grace_time=None
            )
        alarm.start()
        try:
            await self._finish_erasures()
            await asyncio.Event().wait()
        finally:
            alarm.shutdown(wait=False)

    async def _finish_erasures(self) -> None:
        """The files of whoever was erased go at once, also when the process ended in between."""
        try:
            if self._retention:
                await self._retention.begin(self._clock())
        except (StorageUnavailableError, OSError) as error:
            log.warning("housekeeping has to wait for the database (%s)", error)

    async def tidy(self) -> None:
        now = self._clock()
        try:
            async with self._store.write(now) as ledger:
                forgotten = await ledger.inbox.forget(REMEMBER_UPDATES)
            corrected = await correct_weeks(self._store, self._plan, now)
            async with self._store.write(now) as ledger:
                dropped = await ledger.file_jobs.drop_unanswered(now - KEEP_UNANSWERED)
            if self._retention:
                await self._retention.run(now)
        except (StorageUnavailableError, OSError) as error:
            log.warning("housekeeping has to wait for the database (%s)", error)
            return
        if forgotten:
            log.info("%d updates of past days were forgotten", forgotten)
        if corrected:
            log.info("%d closed weeks of units were corrected", corrected)
        if dropped:
            log.info("%d files that nobody confirmed were dropped", dropped)

    async def tidy_files(self) -> None:
        if self._files is None:
            return
        try:
            forgotten = await self._files.forget_passing(KEEP_UNSENT_FILES)
        except OSError as error:
            log.warning("files that were never sent could not be removed (%s)", type(error).__name__)
            return
        if forgotten:
            log.info("%d files that were never sent have been removed", forgotten)
