import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage import NewerDatabaseError, OlderDatabaseError, Store
from storage.migrate import FIRST, HEAD, upgrade
from tests.house import ROOT
from tests.storage.ledger import change, claimed, counted, handed_in, link, reading, rows

EARLIER = ROOT / "tests" / "storage" / "ledgers"
"""Ledgers of earlier versions, with data, as each database tells them."""


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A database of its own for each test, because its version is played with."""
    store = Store(database_url)
    await store.migrate()
    yield store
    await store.close()


async def test_an_empty_database_gets_this_version(database_url: str) -> None:
    store = Store(database_url)
    assert await store.migrate() is True
    assert await rows(store, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    await store.close()


async def test_a_second_migration_has_nothing_to_do(store: Store) -> None:
    assert await store.migrate() is False


async def test_a_migration_leaves_what_is_there(store: Store) -> None:
    await handed_in(store, "5")
    await store.migrate()
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    async with store._database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_there_is_something_to_compare(database_url: str) -> None:
    store = Store(database_url)

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with store._database.read() as connection:
        assert len(await connection.run_sync(differences)) > 10
    await store.close()


async def open_earlier(database_url: str, version: str) -> Store:
    """A ledger of an earlier version, as its program left it."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as file:
            file.executescript((EARLIER / f"{version}.sqlite.sql").read_text(encoding="utf-8"))
    else:
        connection = await asyncpg.connect(database_url)
        await connection.execute((EARLIER / f"{version}.postgresql.sql").read_text(encoding="utf-8"))
        await connection.close()
    return Store(database_url)


async def test_a_ledger_of_the_first_version_is_known_and_opens_with_all_its_data(database_url: str) -> None:
    store = await open_earlier(database_url, FIRST)
    await store.migrate()
    assert await rows(store, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert await counted(store) == {"Lan Nguyễn": 1, "Mai Trần": 1}
    assert (await reading(store).whole.totals()).evidence == {
        "accepted": 2,
        "pending": 0,
        "duplicate": 1,
        "rejected": 1,
        "withdrawn": 0,
    }
    assert await reading(store).whole.verify() == []
    assert [row.raw for row in await claimed(store)] == ['{"update_id": 901}']
    await handed_in(store, "9", link("facebook:post:9"))
    assert await counted(store) == {"Lan Nguyễn": 2, "Mai Trần": 1}
    await store.close()


async def test_what_is_older_than_the_first_version_is_refused(store: Store) -> None:
    await change(store, "UPDATE alembic_version SET version_num = '0003'")
    with pytest.raises(OlderDatabaseError):
        await store.migrate()
    assert await rows(store, "SELECT version_num FROM alembic_version") == [("0003",)]


async def test_a_newer_database_is_refused(store: Store) -> None:
    await change(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabaseError):
        await store.migrate()


async def test_a_newer_database_is_left_as_it_is(store: Store) -> None:
    await change(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabaseError):
        await store.migrate()
    assert await rows(store, "SELECT version_num FROM alembic_version") == [("9999",)]


async def test_a_failed_migration_leaves_no_half(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection) -> None:
        upgrade(connection)
        raise RuntimeError("the power went")

    store = Store(database_url)
    monkeypatch.setattr("storage.migrate.upgrade", half)
    with pytest.raises(RuntimeError):
        await store.migrate()
    monkeypatch.undo()
    assert await store.migrate() is True
    await store.close()


async def test_two_stores_may_migrate_at_once(database_url: str) -> None:
    first, second = Store(database_url), Store(database_url)
    assert sorted(await asyncio.gather(first.migrate(), second.migrate())) == [False, True]
    await first.close()
    await second.close()


def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    environ = os.environ | {"MINHCHUNG_STORAGE__DATABASE": database_url}
    command = [sys.executable, "-m", "bot", "migrate"]
    started = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
