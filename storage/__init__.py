"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.database import StillHeld
from storage.desk import Desk, Wants
from storage.errors import NewerDatabaseError, StorageError, StorageUnavailableError
from storage.features import Candidates
from storage.follower_import import FollowerPlan
from storage.pages import Followers
from storage.records import (
    AccountRef,
    Brought,
    ChatRecord,
    ChatRef,
    Choice,
    EvidenceRecord,
    FeatureRecord,
    Handed,
    InboxRow,
    OutboxRow,
    PageRecord,
    PersonCount,
    PersonRecord,
    UnitRecord,
    UnitTally,
)
from storage.registered import Registered
from storage.store import Store
from storage.tallies import Difference, Totals
from storage.tree import Standpoint, standpoints
from storage.unit_import import UnitPlan

__all__ = [
    "AccountRef",
    "Brought",
    "Candidates",
    "ChatRecord",
    "ChatRef",
    "Choice",
    "Desk",
    "Difference",
    "EvidenceRecord",
    "FeatureRecord",
    "FollowerPlan",
    "Followers",
    "Handed",
    "InboxRow",
    "NewerDatabaseError",
    "OutboxRow",
    "PageRecord",
    "PersonCount",
    "PersonRecord",
    "Registered",
    "Standpoint",
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
