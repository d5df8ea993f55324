from collections.abc import AsyncIterator

import pytest

from storage import Store
from tests.handlers.school import School
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
def school(sqlite_store: Store) -> School:
    """A bot that hears everything, with a ledger of its own and nobody on the other end."""
    return School(sqlite_store)


@pytest.fixture
def either_school(store: Store) -> School:
    """The same on each kind of database in turn."""
    return School(store)


@pytest.fixture
async def closed_school(sqlite_url: str) -> AsyncIterator[School]:
    """The same where only known units and people count."""
    store = Store(sqlite_url, open_enrolment=False)
    yield School(store, open_enrolment=False)
    await store.close()
