"""What counts as a lost database, and what only sounds like one."""

import errno
import secrets
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from storage import StorageFullError, StorageUnavailableError, Store, database
from storage.database import Database
from tests import postgres
from tests.waiting import until

OUTAGES = {
    "08006": "the connection failed",
    "25006": "a standby that only reads",
    "40001": "no order for two transactions",
    "40P01": "deadlock",
    "53100": "disk full",
    "53200": "out of memory",
    "53300": "too many connections",
    "53400": "a configured limit",
    "55P03": "a lock that somebody else has",
    "57014": "cancelled",
    "57P01": "shutting down",
    "57P03": "starting up",
    "58030": "the disk's own error",
    "XX001": "damaged data",
}
NO_OUTAGES = ["22001", "22003", "22021", "23505", "2200G", "42601", "42703", "54000", "P0001", "XX000"]
WORDS = [
    "locked disk full readonly read-only unable to open not a database malformed i/o error",
    "closed connection is closed too many clients shutting down starting up recovery mode",
    "deadlock serialize timeout could not connect no active connection",
]
IDS = ["file", "connection", "lock"]


async def run(database: Database, statement: str, **values: object) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement), values)


@pytest.fixture
async def postgresql(empty_postgres_url: str) -> AsyncIterator[Database]:
    ledger = Database(empty_postgres_url)
    yield ledger
    await ledger.close()


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(str(make_url(sqlite_url).database))


@pytest.fixture
async def sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(database, "_BUSY_MS", 1)
    ledger = Database(sqlite_url)
    yield ledger
    await ledger.close()


@pytest.mark.postgres
class TestPostgreSQL:
    @pytest.mark.parametrize("state", OUTAGES)
    async def test_an_outage_is_told_by_its_state(self, postgresql: Database, state: str) -> None:
        with pytest.raises(StorageUnavailableError):
            await run(postgresql, f"DO $$ BEGIN RAISE 'nothing' USING ERRCODE = '{state}'; END $$")

    @pytest.mark.parametrize("state", NO_OUTAGES)
    @pytest.mark.parametrize("words", WORDS, ids=IDS)
    async def test_words_make_no_outage(self, postgresql: Database, state: str, words: str) -> None:
        with pytest.raises(DBAPIError):
            await run(postgresql, f"DO $$ BEGIN RAISE '{words}' USING ERRCODE = '{state}'; END $$")

    @pytest.mark.parametrize("words", WORDS, ids=IDS)
    async def test_what_the_driver_quotes_makes_no_outage(self, postgresql: Database, words: str) -> None:
        with pytest.raises(DBAPIError, match=words[:6]):
            await run(postgresql, "SELECT CAST(:given AS integer)", given=words)

    async def test_a_full_disk_has_an_error_of_its_own(self, postgresql: Database) -> None:
        with pytest.raises(StorageFullError):
            await run(postgresql, "DO $$ BEGIN RAISE 'x' USING ERRCODE = '53100'; END $$")

    async def test_a_connection_that_is_cut_is_an_outage(self, postgresql: Database) -> None:
        with pytest.raises(StorageUnavailableError):
            await run(postgresql, "SELECT pg_terminate_backend(pg_backend_pid())")
        await run(postgresql, "SELECT 1")

    async def test_a_database_that_is_gone_is_an_outage(self, postgres_server: str) -> None:
        ledger = Database(f"{postgres_server}/minhchung_test_nowhere")
        with pytest.raises(StorageUnavailableError):
            await run(ledger, "SELECT 1")
        await ledger.close()

    async def test_a_refused_login_is_an_outage(self, postgres_server: str) -> None:
        ledger = Database(make_url(postgres_server).set(username="nobody").render_as_string())
        with pytest.raises(StorageUnavailableError):
            await run(ledger, "SELECT 1")
        await ledger.close()

    async def test_no_connection_left_is_an_outage(self, postgres_server: str, limited: str) -> None:
        ledger = Database(make_url(postgres_server).set(username=limited).render_as_string())
        with pytest.raises(StorageUnavailableError):
            await run(ledger, "SELECT 1")
        await ledger.close()


@pytest.fixture
def limited(postgres_server: str) -> Iterator[str]:
    """A role that may have no connection."""
    name = f"minhchung_test_{secrets.token_hex(4)}"
    postgres.run(f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 0")
    yield name
    postgres.run(f"DROP ROLE {name}")


class TestSQLite:
    async def test_a_ledger_that_another_program_holds_is_an_outage(
        self, sqlite: Database, path: Path
    ) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageUnavailableError):
                await run(sqlite, "DELETE FROM counter")

    async def test_a_ledger_that_may_not_be_written_is_an_outage(self, sqlite: Database) -> None:
        await run(sqlite, "PRAGMA query_only = ON")
        with pytest.raises(StorageUnavailableError):
            await run(sqlite, "DELETE FROM counter")

    async def test_a_ledger_that_may_not_grow_is_full(self, sqlite: Database) -> None:
        await run(sqlite, "PRAGMA max_page_count = 1")
        with pytest.raises(StorageFullError):
            await run(sqlite, "INSERT INTO counter VALUES (hex(zeroblob(100000)), 1)")

    async def test_a_file_that_is_no_ledger_is_an_outage(self, tmp_path: Path) -> None:
        path = tmp_path / "minhchung.db"
        path.write_bytes(b"no ledger" * 1000)
        await self.is_lost(path)

    async def test_a_damaged_ledger_is_an_outage(self, path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
        await self.is_lost(path)

    async def test_a_file_that_cannot_be_opened_is_an_outage(self, tmp_path: Path) -> None:
        path = tmp_path / "minhchung.db"
        path.mkdir()
        await self.is_lost(path)

    async def is_lost(self, path: Path) -> None:
        ledger = Database(f"sqlite:///{path}")
        with pytest.raises(StorageUnavailableError):
            await run(ledger, "INSERT INTO counter VALUES ('a', 1)")
        await ledger.close()
        await until(lambda: not any("connection_worker" in each.name for each in threading.enumerate()))

    @pytest.mark.parametrize("words", WORDS, ids=IDS)
    async def test_words_make_no_outage(self, sqlite: Database, words: str) -> None:
        with pytest.raises(DBAPIError):
            await run(sqlite, f"SELECT * FROM [{words}]")

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
    async def test_a_file_without_room_is_a_full_disk(self, sqlite: Database, code: int) -> None:
        with pytest.raises(StorageFullError):
            async with sqlite.write():
                raise OSError(code, "no room")


async def test_a_row_that_stands_there_already_is_no_outage(store: Store) -> None:
    statement = "INSERT INTO counter VALUES ('disk is full', 1), ('disk is full', 1)"
    with pytest.raises(DBAPIError):
        await run(store._database, statement)
