"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.database import StillHeld
from storage.desk import Desk, Wants
from storage.errors import NewerDatabaseError, StorageError, StorageUnavailableError
from storage.follower_import import FollowerPlan
from storage.outbox import Draft
from storage.reach import Group
from storage.records import (
    AccountRef,
    BotRef,
    ChatRecord,
    ChatRef,
    EvidenceRecord,
    Handed,
    InboxRow,
    OutboxRow,
    PersonCount,
    PersonRecord,
    UnitRecord,
    UnitTally,
)
from storage.rounds import RoundKey, RoundRecord, RoundResult
from storage.store import Store
from storage.tallies import Difference, Totals
from storage.tree import Standpoint, Tree, standpoints
from storage.unit_import import UnitPlan

__all__ = [
    "AccountRef",
    "BotRef",
    "ChatRecord",
    "ChatRef",
    "Desk",
    "Difference",
    "Draft",
    "EvidenceRecord",
    "FollowerPlan",
    "Group",
    "Handed",
    "InboxRow",
    "NewerDatabaseError",
    "OutboxRow",
    "PersonCount",
    "PersonRecord",
    "RoundKey",
    "RoundRecord",
    "RoundResult",
    "Standpoint",
    "StillHeld",
    "StorageError",
    "StorageUnavailableError",
    "Store",
    "Totals",
    "Tree",
    "UnitPlan",
    "UnitRecord",
    "UnitTally",
    "Wants",
    "standpoints",
]
