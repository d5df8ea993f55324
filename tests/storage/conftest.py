from tests.ledgers import (
    closed_store,
    empty_postgres_url,
    ledger_url,
    postgres_ledger,
    sqlite_store,
    sqlite_template,
    sqlite_url,
    store,
)

__all__ = [
    "closed_store",
    "empty_postgres_url",
    "ledger_url",
    "postgres_ledger",
    "sqlite_store",
    "sqlite_template",
    "sqlite_url",
    "store",
]
