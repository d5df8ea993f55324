"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.album_records import Album
from storage.closes import ClosedWeek
from storage.consents import Consent
from storage.database import StillHeld
from storage.desk import Desk, Wants
from storage.erased_list import ErasedList
from storage.erasing import Erased, Somebody
from storage.errors import NewerDatabaseError, StorageError, StorageUnavailableError
from storage.evidence import LEADS_TO
from storage.features import Candidates
from storage.file_jobs import FileJob
from storage.files import FileStore, MissingFileError
from storage.follower_import import FollowerPlan
from storage.lookalikes import Lookalike, Lookalikes
from storage.outbox import Draft
from storage.own_data import Look, OwnAccount, OwnConsent, OwnData, OwnPicture, OwnProof, OwnRole, OwnStay
from storage.pages import Followers
from storage.pictures import ImageFile, PictureRecord
from storage.reach import Group
from storage.records import (
    ALWAYS,
    AccountRef,
    BotRef,
    Brought,
    ChatRecord,
    ChatRef,
    Choice,
    EvidenceRecord,
    FeatureRecord,
    Handed,
    InboxRow,
    OutboxRow,
    PageCount,
    PageRecord,
    PersonCount,
    PersonRecord,
    PictureRef,
    Stay,
    UnitRecord,
    UnitTally,
)
from storage.registered import Registered
from storage.restoring import BrokenBackupError, NewerBackupError, NotABackupError, Restore
from storage.review_records import (
    Answer,
    Audited,
    Earlier,
    Plain,
    Proof,
    Queue,
    Reviewer,
    ReviewItem,
    Waiting,
)
from storage.role_grants import Grant
from storage.rounds import RoundKey, RoundRecord, RoundResult
from storage.short_links import SAME_AS, LeadingOn, Post, Settling
from storage.store import Store
from storage.tallies import Deeds
from storage.totals import Difference, Totals
from storage.tree import Standpoint, Tree, standpoints
from storage.unit_import import UnitPlan

__all__ = [
    "ALWAYS",
    "LEADS_TO",
    "SAME_AS",
    "AccountRef",
    "Album",
    "Answer",
    "Audited",
    "BotRef",
    "BrokenBackupError",
    "Brought",
    "Candidates",
    "ChatRecord",
    "ChatRef",
    "Choice",
    "ClosedWeek",
    "Consent",
    "Deeds",
    "Desk",
    "Difference",
    "Draft",
    "Earlier",
    "Erased",
    "ErasedList",
    "EvidenceRecord",
    "FeatureRecord",
    "FileJob",
    "FileStore",
    "FollowerPlan",
    "Followers",
    "Grant",
    "Group",
    "Handed",
    "ImageFile",
    "InboxRow",
    "LeadingOn",
    "Look",
    "Lookalike",
    "Lookalikes",
    "MissingFileError",
    "NewerBackupError",
    "NewerDatabaseError",
    "NotABackupError",
    "OutboxRow",
    "OwnAccount",
    "OwnConsent",
    "OwnData",
    "OwnPicture",
    "OwnProof",
    "OwnRole",
    "OwnStay",
    "PageCount",
    "PageRecord",
    "PersonCount",
    "PersonRecord",
    "PictureRecord",
    "PictureRef",
    "Plain",
    "Post",
    "Proof",
    "Queue",
    "Registered",
    "Restore",
    "ReviewItem",
    "Reviewer",
    "RoundKey",
    "RoundRecord",
    "RoundResult",
    "Settling",
    "Somebody",
    "Standpoint",
    "Stay",
    "StillHeld",
    "StorageError",
    "StorageUnavailableError",
    "Store",
    "Totals",
    "Tree",
    "UnitPlan",
    "UnitRecord",
    "UnitTally",
    "Waiting",
    "Wants",
    "standpoints",
]
