"""What a reviewer looks at, and who looks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from storage.records import EvidenceRecord

OPEN = "open"
DECIDED = "decided"


class Reviewer(NamedTuple):
    """Who decides. `account` is `platform:user id`; `person_id` is who that is among those who are counted, if any."""

    account: str
    name: str
    person_id: int | None = None


class Queue(NamedTuple):
    """The reviews of some units (of all where none are named) that are not of a reviewer's own proof."""

    unit_ids: tuple[int, ...] | None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """An evidence as a reviewer sees it; `images` are the names of its pictures in the file store, if fetched yet.

    Those that look like another one's come first.
    """

    evidence: EvidenceRecord
    person: str
    unit: str
    source: str
    url: str
    sent_at: datetime
    images: tuple[str, ...] = ()


class Earlier(NamedTuple):
    """How a person decided on what is handed in again now; `reason` is in the words that the ledger keeps."""

    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """`outcome` is the state that the last decision gave, "" while it is open; `other` is what it may be a copy of.

    `alike` are the very pictures that look alike, this one's and the other's, as the file store knows them; `earlier`
    tells why the other was turned down, where it was handed in again.
    """

    id: int
    version: int
    why: str
    state: str
    outcome: str
    by_account: str
    by_name: str
    decided_at: datetime | None
    proof: Proof
    other: Proof | None = None
    alike: tuple[str, str] | None = None
    earlier: Earlier | None = None

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


class Waiting(NamedTuple):
    """How many reviews are open: pictures nobody has doubts about, doubtful ones, drawn by lot."""

    plain: int = 0
    flagged: int = 0
    audit: int = 0

    @property
    def total(self) -> int:
        return self.plain + self.flagged + self.audit


@dataclass(frozen=True, slots=True)
class Plain:
    """What can be accepted at once: how many, up to which review."""

    count: int = 0
    up_to: int = 0


class Answer(StrEnum):
    """What became of somebody's wish to decide."""

    DONE = "done"
    TOO_LATE = "too_late"
    """Somebody was quicker, or the button is of an earlier time."""
    GONE = "gone"
    """The sender took the proof back, or it is settled otherwise."""
    OWN = "own"
    TAKEN = "taken"
    """The same post counts by another message by now."""


@dataclass(frozen=True, slots=True)
class Audited:
    """Of a unit's accepted evidence that was drawn by lot: looked at, found wrong, not looked at yet."""

    looked_at: int = 0
    wrong: int = 0
    waiting: int = 0

    def __add__(self, other: "Audited") -> "Audited":
        return Audited(
            self.looked_at + other.looked_at, self.wrong + other.wrong, self.waiting + other.waiting
        )
