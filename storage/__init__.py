"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.closes import ClosedWeek
from storage.database import StillHeld
from storage.desk import Desk, Wants
from storage.errors import NewerDatabaseError, StorageError, StorageUnavailableError
from storage.follower_import import FollowerPlan
from storage.records import (
    ALWAYS,
    AccountRef,
    ChatRecord,
    ChatRef,
    EvidenceRecord,
    Handed,
    InboxRow,
    OutboxRow,
    PageCount,
    PersonCount,
    PersonRecord,
    Stay,
    UnitRecord,
    UnitTally,
)
from storage.store import Store
from storage.tallies import Deeds, Difference, Totals
from storage.tree import Standpoint, standpoints
from storage.unit_import import UnitPlan

__all__ = [
    "ALWAYS",
    "AccountRef",
    "ChatRecord",
    "ChatRef",
    "ClosedWeek",
    "Deeds",
    "Desk",
    "Difference",
    "EvidenceRecord",
    "FollowerPlan",
    "Handed",
    "InboxRow",
    "NewerDatabaseError",
    "OutboxRow",
    "PageCount",
    "PersonCount",
    "PersonRecord",
    "Standpoint",
    "Stay",
    "StillHeld",
    "StorageError",
    "StorageUnavailableError",
    "Store",
    "Totals",
    "UnitPlan",
    "UnitRecord",
    "UnitTally",
    "Wants",
    "standpoints",
]
