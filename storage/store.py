"""The store as the floors above see it: verbs in, records out."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.phones import PHONE_KEY_FILE
from rules.staff.sheets import StaffList
from storage import counters
from storage.database import Database, StillHeld
from storage.errors import StorageError, StorageUnavailableError
from storage.files import FileStore
from storage.ledger import Ledger, Shared
from storage.migrate import migrate
from storage.outages import reason
from storage.persons.phone_book import Counted, PhoneBook, PhoneState
from storage.privacy.backup import Backup, Copied, Told
from storage.privacy.erasing import Erasures
from storage.privacy.restoring import Restore, is_empty
from storage.privacy.retention import RetentionQueue
from storage.proof.pictures import PictureQueue


class Store:
    def __init__(self, url: str, *, open_enrolment: bool = True, phone_secret: Path | None = None) -> None:
        """`phone_secret` is the file for telephone numbers; beside an SQLite ledger where none is named."""
        self._database = Database(url)
        self._phones = PhoneBook(phone_secret or self._database.beside(PHONE_KEY_FILE))
        self._shared = Shared(self._phones, open_enrolment)
        self.pictures = PictureQueue(self._database)
        self.erasures = Erasures(self._database)
        self.retention = RetentionQueue(self._database)

    async def migrate(self) -> bool:
        """Bring the database to this version; StorageError for whatever is wrong with it."""
        try:
            changed = await migrate(self._database)
            await self._phones.take_over(self._database)
        except DBAPIError as error:
            raise StorageError(reason(error)) from error
        return changed

    async def close(self) -> None:
        await self._database.close()

    async def probe(self, now: datetime) -> None:
        """Write and commit; StorageUnavailableError when that cannot be done now."""
        async with self._database.write() as connection:
            await counters.set_to(connection, "probed", int(now.timestamp()))

    def was_full(self, seconds: float) -> bool:
        """Whether this process found no room for something in so many seconds before now."""
        return self._database.was_full(seconds)

    @property
    def file(self) -> Path | None:
        """SQLite's, whose disk may be full."""
        return self._database.path

    async def can_write(self, now: datetime) -> bool:
        try:
            await self.probe(now)
        except StorageUnavailableError:
            return False
        return True

    def lock(self, name: str) -> AbstractAsyncContextManager[StillHeld | None]:
        """A lock only one process holds; what it yields tells whether it still does."""
        return self._database.lock(name)

    # the one door to what is kept

    def write(self, now: datetime) -> AbstractAsyncContextManager[Ledger]:
        """One transaction: all that is decided in it is kept together, or nothing."""
        return self._opened(self._database.write(), now)

    def read(self, now: datetime | None = None) -> AbstractAsyncContextManager[Ledger]:
        """To look only: the database refuses whatever would change it. `now` is for what depends on the time."""
        return self._opened(self._database.read(), now)

    def snapshot(self, now: datetime | None = None) -> AbstractAsyncContextManager[Ledger]:
        """To look only, and at one moment however many questions are asked."""
        return self._opened(self._database.snapshot(), now)

    @asynccontextmanager
    async def _opened(
        self, opening: AbstractAsyncContextManager[AsyncConnection], now: datetime | None
    ) -> AsyncIterator[Ledger]:
        async with opening as connection:
            ledger = Ledger(self._database, connection, now, self._shared)
            yield ledger
            await ledger.flush()
            await counters.count_up(connection, {"questions.unanswered": ledger.unanswered})

    # backups

    async def backup(self, target: IO[bytes], files: FileStore, now: datetime, told: Told) -> Copied:
        """All of the ledger and its pictures, as they are at this moment."""
        return await Backup(self._database, files, told).write(target, now)

    async def is_empty(self) -> bool:
        return await is_empty(self._database)

    async def restore(self, backup: Restore, files: FileStore) -> Copied:
        """In the place of whatever is there; all of it or nothing."""
        return await backup.write(self._database, files)

    # telephone numbers, which take a while

    async def without_numbers(self, staff: StaffList, counted: Counted | None = None) -> StaffList:
        """The list with what is kept of its telephone numbers in their place, which takes a while."""
        kept = await self._phones.kept((row.phone for row in staff.rows), counted)
        return replace(staff, rows=tuple(replace(row, phone=kept[row.phone]) for row in staff.rows))

    async def phone_state(self) -> PhoneState:
        async with self._database.read() as connection:
            return await self._phones.state(connection)
