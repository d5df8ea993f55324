"""The ledger. Only what is named here is for the floors above; sessions, rows and SQL stay inside."""

from storage.database import StillHeld
from storage.errors import (
    NewerDatabaseError,
    OlderDatabaseError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.files import FileStore, MissingFileError
from storage.ledger import Ledger, Prefetch
from storage.messages.file_jobs import FileJob
from storage.messages.outbox import OUTBOX_PAGE, Draft, Place
from storage.messages.recipients import Group
from storage.messages.reminders import RoundKey, RoundRecord, RoundResult
from storage.organisation.closes import ClosedWeek
from storage.organisation.codes import CodeRecord
from storage.organisation.connecting import Bond
from storage.organisation.group_joins import Join
from storage.organisation.levels import LevelRecord
from storage.organisation.role_grants import Grant
from storage.organisation.tree import Tree, UnitPath, unit_paths
from storage.organisation.unit_changes import (
    Dissolve,
    Merge,
    Move,
    Open,
    Refusal,
    Relevel,
    Rename,
    TreeChange,
    TreePlan,
)
from storage.organisation.unit_import import UnitChange, UnitPlan
from storage.organisation.unit_settings import Told
from storage.persons.accounts import AccountRecord, OpenName
from storage.persons.exemptions import ExemptionRecord, Exemptions
from storage.persons.linking import Linked, NoSuchAccountError
from storage.persons.name_tries import MOST_MISSES, MOST_OF_AN_ACCOUNT
from storage.persons.newcomers import Newcomer
from storage.persons.phone_book import PhoneState
from storage.persons.phone_secret import BrokenSecretError
from storage.persons.roster import RosterAccount, RosterCard, RosterCount, RosterLine
from storage.persons.staff_import import StaffImport, StaffMember
from storage.privacy.backup import Copied
from storage.privacy.consents import Consent
from storage.privacy.erased_list import ErasedList
from storage.privacy.erasing import Erased, Somebody
from storage.privacy.own_data import (
    Look,
    OwnAccount,
    OwnConsent,
    OwnData,
    OwnPicture,
    OwnProof,
    OwnRole,
    OwnStay,
)
from storage.privacy.restoring import (
    BrokenBackupError,
    NewerBackupError,
    NotABackupError,
    OlderBackupError,
    Restore,
)
from storage.private_files import make_folder, private, whole_file
from storage.proof.album_records import Album
from storage.proof.evidence import LEADS_TO
from storage.proof.evidence_story import Compared, EvidenceStory
from storage.proof.image_files import SMALL
from storage.proof.lookalikes import Lookalike, Lookalikes
from storage.proof.pictures import ImageFile, PictureRecord
from storage.proof.review_records import (
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
from storage.proof.short_links import SAME_AS, Post, Settling, UnresolvedLink
from storage.proof.tallies import Deeds
from storage.publishing.features import Candidates
from storage.publishing.follower_import import FollowerPlan
from storage.publishing.pages import Followers
from storage.publishing.registered import Registered
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
    InboxRow,
    NewEvidence,
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
from storage.store import Store
from storage.whole import Delays, Difference, Totals

__all__ = [
    "ALWAYS",
    "LEADS_TO",
    "MOST_MISSES",
    "MOST_OF_AN_ACCOUNT",
    "OUTBOX_PAGE",
    "SAME_AS",
    "SMALL",
    "AccountRecord",
    "AccountRef",
    "Album",
    "Answer",
    "Audited",
    "Bond",
    "BotRef",
    "BrokenBackupError",
    "BrokenSecretError",
    "Brought",
    "Candidates",
    "ChatRecord",
    "ChatRef",
    "Choice",
    "ClosedWeek",
    "CodeRecord",
    "Compared",
    "Consent",
    "Copied",
    "Deeds",
    "Delays",
    "Difference",
    "Dissolve",
    "Draft",
    "Earlier",
    "Erased",
    "ErasedList",
    "EvidenceRecord",
    "EvidenceStory",
    "ExemptionRecord",
    "Exemptions",
    "FeatureRecord",
    "FileJob",
    "FileStore",
    "FollowerPlan",
    "Followers",
    "Grant",
    "Group",
    "ImageFile",
    "InboxRow",
    "Join",
    "Ledger",
    "LevelRecord",
    "Linked",
    "Look",
    "Lookalike",
    "Lookalikes",
    "Merge",
    "MissingFileError",
    "Move",
    "NewEvidence",
    "Newcomer",
    "NewerBackupError",
    "NewerDatabaseError",
    "NoSuchAccountError",
    "NotABackupError",
    "OlderBackupError",
    "OlderDatabaseError",
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
    "PhoneState",
    "PictureRecord",
    "PictureRef",
    "Place",
    "Plain",
    "Post",
    "Prefetch",
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
    "Stay",
    "StillHeld",
    "StorageError",
    "StorageFullError",
    "StorageUnavailableError",
    "Store",
    "Told",
    "Totals",
    "Tree",
    "TreeChange",
    "TreePlan",
    "UnitChange",
    "UnitPath",
    "UnitPlan",
    "UnitRecord",
    "UnitTally",
    "UnresolvedLink",
    "Waiting",
    "make_folder",
    "private",
    "unit_paths",
    "whole_file",
]
