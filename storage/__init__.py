"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.accounts import AccountRecord, OpenName
from storage.album_records import Album
from storage.closes import ClosedWeek
from storage.codes import CodeRecord
from storage.connecting import Bond
from storage.consents import Consent
from storage.database import StillHeld
from storage.desk import Desk, Wants
from storage.erased_list import ErasedList
from storage.erasing import Erased, Somebody
from storage.errors import NewerDatabaseError, StorageError, StorageUnavailableError
from storage.evidence import LEADS_TO
from storage.exemptions import ExemptionRecord, Exemptions
from storage.features import Candidates
from storage.file_jobs import FileJob
from storage.files import FileStore, MissingFileError
from storage.follower_import import FollowerPlan
from storage.levels import LevelRecord
from storage.linking import Linked, NoSuchAccountError
from storage.lookalikes import Lookalike, Lookalikes
from storage.newcomers import Newcomer
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
from storage.roster import RosterAccount, RosterCard, RosterCount, RosterLine
from storage.rounds import RoundKey, RoundRecord, RoundResult
from storage.short_links import SAME_AS, LeadingOn, Post, Settling
from storage.staff_export import StaffMember
from storage.staff_import import StaffImport
from storage.store import Store
from storage.tallies import Deeds
from storage.totals import Difference, Totals
from storage.tree import Standpoint, Tree, standpoints
from storage.unit_changes import Dissolve, Merge, Move, Open, Refusal, Relevel, Rename, TreeChange, TreePlan
from storage.unit_import import UnitPlan
from storage.unit_settings import Told

__all__ = [
    "ALWAYS",
    "LEADS_TO",
    "SAME_AS",
    "AccountRecord",
    "AccountRef",
    "Album",
    "Answer",
    "Audited",
    "Bond",
    "BotRef",
    "BrokenBackupError",
    "Brought",
    "Candidates",
    "ChatRecord",
    "ChatRef",
    "Choice",
    "ClosedWeek",
    "CodeRecord",
    "Consent",
    "Deeds",
    "Desk",
    "Difference",
    "Dissolve",
    "Draft",
    "Earlier",
    "Erased",
    "ErasedList",
    "EvidenceRecord",
    "ExemptionRecord",
    "Exemptions",
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
    "LevelRecord",
    "Linked",
    "Look",
    "Lookalike",
    "Lookalikes",
    "Merge",
    "MissingFileError",
    "Move",
    "Newcomer",
    "NewerBackupError",
    "NewerDatabaseError",
    "NoSuchAccountError",
    "NotABackupError",
    "Open",
    "OpenName",
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
    "Refusal",
    "Registered",
    "Relevel",
    "Rename",
    "Restore",
    "ReviewItem",
    "Reviewer",
    "RosterAccount",
    "RosterCard",
    "RosterCount",
    "RosterLine",
    "RoundKey",
    "RoundRecord",
    "RoundResult",
    "Settling",
    "Somebody",
    "StaffImport",
    "StaffMember",
    "Standpoint",
    "Stay",
    "StillHeld",
    "StorageError",
    "StorageUnavailableError",
    "Store",
    "Told",
    "Totals",
    "Tree",
    "TreeChange",
    "TreePlan",
    "UnitPlan",
    "UnitRecord",
    "UnitTally",
    "Waiting",
    "Wants",
    "standpoints",
]
