import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import years
from storage import Store
from tests.storage.ledger import reading

ROWS = 3 * years.PEOPLE


@pytest.fixture
async def filled(database_url: str) -> str:
    store = Store(database_url)
    await store.migrate()
    await store.close()
    if database_url.startswith("sqlite"):
        await asyncio.to_thread(years.fill_sqlite, Path(database_url.removeprefix("sqlite:///")), ROWS)
    else:
        await years.fill_postgresql(database_url, ROWS)
    return database_url


async def test_the_tallies_say_what_the_evidence_says(filled: str) -> None:
    store = Store(filled)
    try:
        assert await reading(store).whole.verify() == []
        assert sum((await reading(store).whole.totals()).evidence.values()) == ROWS
        units = await reading(store).units.all()
    finally:
        await store.close()
    assert len(units) == years.SCHOOLS + 1


def test_every_key_leads_somewhere(tmp_path: Path) -> None:
    file = tmp_path / "years.db"
    asyncio.run(_empty(file))
    years.fill_sqlite(file, 1_000)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM evidence").fetchone() == (1_000,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_no_index_is_lost_on_the_way(tmp_path: Path) -> None:
    filled, empty = tmp_path / "filled.db", tmp_path / "empty.db"
    for file in (filled, empty):
        asyncio.run(_empty(file))
    years.fill_sqlite(filled, 10)
    assert _indexes(filled) == _indexes(empty) != []


async def _empty(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    await store.migrate()
    await store.close()


def _indexes(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return sorted(
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        )
