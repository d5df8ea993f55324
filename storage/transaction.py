"""What the desk's verbs of one subject have in common: the transaction in which they happen, and its time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Transaction:
    """`flush` writes down what the desk still holds back; whoever counts what is written calls it first."""

    database: Database
    connection: AsyncConnection
    now: datetime
    flush: Callable[[], Awaitable[None]]
