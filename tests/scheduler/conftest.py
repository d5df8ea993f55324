from tests.ledgers import sqlite_store, sqlite_template, sqlite_url

__all__ = ["sqlite_store", "sqlite_template", "sqlite_url"]
