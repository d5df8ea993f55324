"""What all subjects of the ledger have in common: the transaction in which they happen, and its time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Transaction:
    """`flush` writes down what the ledger still holds back; whoever counts what is written calls it first."""

    database: Database
    connection: AsyncConnection
    moment: datetime | None
    flush: Callable[[], Awaitable[None]]

    @property
    def now(self) -> datetime:
        if self.moment is None:
            raise ValueError("what depends on the time was asked for without a time")
        return self.moment
