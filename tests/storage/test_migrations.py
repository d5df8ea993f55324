import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage import NewerDatabaseError, Store
from storage.migrate import HEAD, _upgrade
from tests.house import ROOT
from tests.storage.ledger import GROUP, change, counted, handed_in, rows


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A database of its own for each test, because its version is played with."""
    store = Store(database_url)
    await store.migrate()
    yield store
    await store.close()


async def migrated_to(store: Store, revision: str) -> None:
    """An older schema, to be filled with data before a newer program opens it."""
    async with store._database.write() as connection:
        await connection.run_sync(_upgrade, revision)


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


async def test_the_first_revision_alone_can_be_made_and_then_brought_up(database_url: str) -> None:
    store = Store(database_url)
    await migrated_to(store, "0001")
    await store.migrate()
    await handed_in(store, "5")
    assert await counted(store, GROUP.title) == {"Lan Nguyễn": 1}
    await store.close()


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
        _upgrade(connection)
        raise RuntimeError("the power went")

    store = Store(database_url)
    monkeypatch.setattr("storage.migrate._upgrade", half)
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
