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
