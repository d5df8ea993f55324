from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.outbox_pump
from tests.bot.town import Setting, Town
from tests.bot.town import town as make_town
from tests.ledgers import (
    empty_postgres_url,
    ledger_url,
    postgres_ledger,
    sqlite_store,
    sqlite_template,
    sqlite_url,
    store,
)

__all__ = [
    "empty_postgres_url",
    "ledger_url",
    "postgres_ledger",
    "sqlite_store",
    "sqlite_template",
    "sqlite_url",
    "store",
]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with make_town() as town:
        yield town


@pytest.fixture
def setting(town: Town, tmp_path: Path, sqlite_url: str) -> Setting:
    """A bot that polls and keeps its ledger in SQLite."""
    return Setting(tmp_path, town.sim.url, sqlite_url)


@pytest.fixture(params=["polling", "webhook"])
def either(request: pytest.FixtureRequest, town: Town, tmp_path: Path, sqlite_url: str) -> Setting:
    """A bot that hears in either way."""
    return Setting(tmp_path, town.sim.url, sqlite_url, mode=request.param)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever would wait before trying again tries at once."""
    monkeypatch.setattr(bot.outbox_pump, "_patience", lambda _failures: 0.02)
