"""Ledgers for tests: migrated once, then copied (SQLite) or emptied (PostgreSQL) for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from rules.phones import PHONE_KEY_FILE
from storage import Store
from tests import postgres

Result = TypeVar("Result")
LEVELS = ["department", "district", "commune", "school", "group"]
"""They are there on the first day."""


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """In a thread of its own, so that no event loop of the test is touched."""
    with ThreadPoolExecutor(1, "ledger") as thread:
        return thread.submit(asyncio.run, work).result()


async def migrate(url: str) -> None:
    store = Store(url)
    await store.migrate()
    await store.close()


async def _empty(url: str) -> None:
    """Few rows are deleted much sooner than the files of all tables and indexes are made anew (TRUNCATE)."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    names = [row["tablename"] for row in tables if row["tablename"] != "level"]
    emptied = ";".join(f'DELETE FROM "{name}"' for name in names)
    await connection.execute(f"SET session_replication_role = replica; {emptied}")  # in whatever order
    await connection.execute("DELETE FROM level WHERE code <> ALL($1)", LEVELS)
    await connection.execute(_FIRST_NUMBERS)
    await connection.close()


_FIRST_NUMBERS = """
    SELECT setval(pg_class.oid, 1, false) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'S' AND nspname = 'public'
"""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "minhchung.db"
    run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_ledger(postgres_server: str) -> Iterator[str]:
    with postgres.database() as url:
        # Nobody cuts the power during a test; a killed process loses nothing by this.
        postgres.run(f'ALTER DATABASE "{url.rpartition("/")[2]}" SET synchronous_commit = off')
        run(migrate(url))
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite ledger for one test."""
    path = tmp_path / "minhchung.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def empty_postgres_url(postgres_ledger: str) -> str:
    """A migrated PostgreSQL ledger, as empty as on its first day."""
    run(_empty(postgres_ledger))
    return postgres_ledger


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
    ]
)
def ledger_url(request: pytest.FixtureRequest) -> str:
    """A migrated ledger for one test, on each kind of database in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def store(ledger_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(ledger_url, phone_secret=tmp_path / PHONE_KEY_FILE)
    yield store
    await store.close()


@pytest.fixture
async def closed_store(ledger_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A ledger in which only known units and people count."""
    store = Store(ledger_url, open_enrolment=False, phone_secret=tmp_path / PHONE_KEY_FILE)
    yield store
    await store.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    store = Store(sqlite_url)
    yield store
    await store.close()
