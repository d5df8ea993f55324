"""What the store hands out and takes in: plain, typed, frozen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from rules.outgoing import Rank


@dataclass(frozen=True, slots=True)
class InboxRow:
    id: int
    platform: str
    bot: str
    lane: str
    raw: str
    tries: int = 0
    update: dict[str, Any] | None = None
    """What `raw` says, where it need not be read again."""


class Arrival(Protocol):
    """An update as it comes in: the platform's key for it, the chat whose order it keeps, what it says, as JSON."""

    @property
    def key(self) -> str: ...

    @property
    def lane(self) -> str: ...

    @property
    def update(self) -> dict[str, Any]: ...

    @property
    def raw(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """An update that failed three times."""

    id: int
    tries: int
    error: str


class BotRef(NamedTuple):
    """One bot of one platform."""

    platform: str
    bot: str


@dataclass(frozen=True, slots=True)
class ChatRef:
    """How a platform names a chat, with what it told us about it."""

    platform: str
    bot: str
    chat_id: str
    kind: str = "group"
    title: str = ""


@dataclass(frozen=True, slots=True)
class AccountRef:
    """How a platform names somebody, with the display name of the moment."""

    platform: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChatRecord:
    id: int
    platform: str
    bot: str
    chat_id: str
    kind: str
    title: str
    unit_id: int | None
    present: bool
    admin: bool
    can_write: bool
    hears_all: bool | None
    moved_to_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    id: int
    name: str
    unit_id: int
    account_id: int
    account_name: str
    last_mistake: str
    provisional: bool = True
    """Known by an account's display name only, and not from a staff list."""


@dataclass(frozen=True, slots=True)
class PictureRef:
    """How a platform names a picture that somebody sent."""

    platform: str
    bot: str
    message_id: str
    file_id: str
    unique_id: str
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """Something a person handed in, with the verdict on it.

    `review` is why a person should look at it (whatever its state) and `other_id` with which evidence in mind,
    `leads_on` says that only the internet knows which post its link is.
    """

    key: str
    state: str
    action: str
    source: str
    platform: str
    kind: str
    url: str
    sent_at: datetime
    day: date
    reason: str = ""
    page_id: int | None = None
    feature_id: int | None = None
    pictures: tuple[PictureRef, ...] = ()
    review: str = ""
    other_id: int | None = None
    leads_on: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    id: int
    person_id: int
    unit_id: int
    chat_pk: int
    message_id: str
    submission: str
    action: str
    key: str
    day: date
    state: str
    reason: str
    page_id: int | None = None
    feature_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    chat_id: str
    kind: str
    payload: dict[str, Any]
    bulk: bool
    tries: int
    not_before: datetime | None
    fallback: dict[str, Any] | None
    claimed: bool
    rank: int = Rank.ANSWER


class Stay(NamedTuple):
    """When somebody belonged to a unit. Who is known by an account alone was first `seen`, not joined, on a day."""

    since: date | None = None
    until: date | None = None
    seen: date | None = None


ALWAYS = Stay()


class PersonCount(NamedTuple):
    """A tuple, because a province has twenty thousand of them.

    `weeks` are the sums of the weeks that a month asks to be done one by one. `stay` is None for those who belong to
    the unit all the time that is looked at.
    """

    person_id: int
    name: str
    accepted: int
    weeks: tuple[int, ...] = ()
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """`provisional` ones are called what a group calls itself, and that is nobody's name."""

    id: int
    code: str
    name: str
    level: str
    parent_id: int | None
    provisional: bool = False


class PageCount(NamedTuple):
    """What stands on a unit's pages; `since` and `until` say when it had one."""

    posts: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnitTally:
    """What a unit's own people handed in between two days; `above` are the units over it, the top of the tree first."""

    unit: UnitRecord
    persons: tuple[PersonCount, ...] = ()
    states: dict[str, int] = field(default_factory=dict)
    page: PageCount | None = None
    above: tuple[UnitRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A unit's page; `until` is the first day on which it is the unit's no more."""

    id: int
    unit_id: int
    platform: str
    key: str
    url: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FeatureRecord:
    """A page that everybody below the unit `root_id` shares in the week of a Monday."""

    id: int
    root_id: int
    week: date
    unit_id: int
    unit_code: str
    unit_name: str
    page_id: int
    url: str
    level: str
    reason: str = ""
    chosen_by: str = ""
    announced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit's page that is to be featured, and why."""

    unit_id: int
    page_id: int
    level: str
    reason: str = ""


class Brought(NamedTuple):
    """What came of a featured page: shares, by how many people, in how many units."""

    shares: int = 0
    people: int = 0
    units: int = 0
