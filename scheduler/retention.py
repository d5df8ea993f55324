"""What is kept for a while only: it goes by itself, every hour, and old pictures and lost files once a day."""

import logging
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.calendar import local_day
from storage import FileStore, Store

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Retention:
    """`pictures_months` holds where a unit says nothing else."""

    store: Store
    files: FileStore
    zone: ZoneInfo
    pictures_months: int = 12
    outbox_days: int = 7
    _swept: date | None = None

    async def begin(self, now: datetime) -> None:
        """Whoever came back with an older database is erased again, and what was begun is finished."""
        entries = await self.files.erased.read()
        if again := await self.store.erasures.erase_again(entries, now, local_day(now, self.zone)):
            log.warning("%d people who were erased had come back with an older database", again)
        await self.finish()

    async def finish(self) -> None:
        """What an erasure left to do when the process ended."""
        if finished := await self.store.erasures.finish(self.files):
            log.info("%d erasures were finished", finished)

    async def run(self, now: datetime) -> None:
        await self.finish()
        await self.store.retention.small_things(now)
        await self.store.retention.empty_outbox(now - timedelta(days=self.outbox_days))
        today = local_day(now, self.zone)
        if self._swept != today:
            await self._sweep(now, today)
            self._swept = today

    async def _sweep(self, now: datetime, today: date) -> None:
        old = await self.store.retention.old_pictures(
            self.pictures_months, lambda months: months_before(today, months), self.files
        )
        lost = await self.store.retention.unshown_images(now, self.files)
        lost += await self.store.retention.lost_files(now, self.files)
        if old or lost:
            log.info("%d old pictures and %d lost files were removed", old, lost)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
