"""Columns that the tables have in common."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, TypeDecorator, text
from sqlmodel import Field


class Moment(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or dialect.name == "postgresql" else value.replace(tzinfo=UTC)


BIG = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""


def key() -> Any:
    return Field(default=None, sa_column=Column(BIG, primary_key=True, autoincrement=True))


def to(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, foreign_key=target, nullable=nullable, index=index, sa_type=BIG)


def where(condition: str) -> dict[str, Any]:
    """For an index on the few rows that meet a condition."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_type=Moment, nullable=nullable)
