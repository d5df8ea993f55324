"""Columns that the tables have in common."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, String, Table, TypeDecorator, text
from sqlmodel import Field, SQLModel

from rules.storable import LONGEST_WORD, shortened
from storage.binding import in_utc


class Moment(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = in_utc(value)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class Word(TypeDecorator[str]):
    """A text that stands in an index, where PostgreSQL takes no more than 2,700 bytes for all columns together."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return value if value is None else short_enough(value)


_MOST_BYTES = 850


def short_enough(word: str) -> str:
    if len(word) <= LONGEST_WORD or len(word.encode("utf-8", "replace")) <= _MOST_BYTES:
        return word
    return shortened(word)


BIG = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""


def key() -> Any:
    return Field(default=None, sa_column=Column(BIG, primary_key=True, autoincrement=True))


def word(**options: Any) -> Any:
    return Field(sa_type=Word, **options)


def to(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, foreign_key=target, nullable=nullable, index=index, sa_type=BIG)


def where(condition: str) -> dict[str, Any]:
    """For an index on the few rows that meet a condition."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_type=Moment, nullable=nullable)


def table_of(model: type[SQLModel]) -> Table:
    """What statements are made of."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
