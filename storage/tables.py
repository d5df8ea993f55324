"""The ledger's tables. What they mean is told in docs/architecture.md."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Index, Integer, Text, TypeDecorator, text
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or dialect.name == "postgresql" else value.replace(tzinfo=UTC)


BIG = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that is exactly INTEGER."""


def _key() -> Any:
    return Field(default=None, sa_column=Column(BIG, primary_key=True, autoincrement=True))


def _to(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, foreign_key=target, nullable=nullable, index=index, sa_type=BIG)


def _where(condition: str) -> dict[str, Any]:
    """For an index on the few rows that meet a condition."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_type=Moment, nullable=nullable)


class Unit(SQLModel, table=True):
    """A school, an office, the department. `provisional` ones were opened under a group's title."""

    id: int | None = _key()
    code: str = Field(unique=True)
    name: str
    level: str = "school"
    parent_id: int | None = _to("unit.id", nullable=True, index=True)
    provisional: bool = False
    created_at: datetime = _moment()


class Person(SQLModel, table=True):
    """Somebody who may owe a quota. `provisional` ones are known by an account's display name only."""

    id: int | None = _key()
    name: str
    provisional: bool = False
    created_at: datetime = _moment()


class Membership(SQLModel, table=True):
    """Who belongs to which unit from when to when."""

    __table_args__ = (Index("membership_once", "person_id", "unit_id", "since", unique=True),)

    id: int | None = _key()
    person_id: int = _to("person.id")
    unit_id: int = _to("unit.id", index=True)
    since: date
    until: date | None = None


class Account(SQLModel, table=True):
    """A person's account on a platform. The numeric id is the key; a username never is."""

    __table_args__ = (Index("account_once", "platform", "user_id", unique=True),)

    id: int | None = _key()
    platform: str
    user_id: str
    person_id: int = _to("person.id", index=True)
    name: str
    last_mistake: str = ""
    created_at: datetime = _moment()


class Chat(SQLModel, table=True):
    """A chat the bot knows, its unit and how well the bot stands there."""

    __table_args__ = (Index("chat_once", "platform", "bot", "chat_id", unique=True),)

    id: int | None = _key()
    platform: str
    bot: str
    chat_id: str
    kind: str
    title: str = ""
    unit_id: int | None = _to("unit.id", nullable=True, index=True)
    moved_to_id: int | None = _to("chat.id", nullable=True)
    present: bool = True
    admin: bool = False
    can_write: bool = True
    hears_all: bool | None = None
    trouble: str = ""
    muted: bool = False
    created_at: datetime = _moment()


class ChatAdmin(SQLModel, table=True):
    """What the platform last said about somebody's rights in a chat."""

    __tablename__ = "chat_admin"
    __table_args__ = (
        Index("chat_admin_once", "chat_pk", "user_id", unique=True),
        Index("chat_admin_of_user", "user_id"),
    )

    id: int | None = _key()
    chat_pk: int = _to("chat.id")
    user_id: str
    is_admin: bool
    checked_at: datetime = _moment()


class Evidence(SQLModel, table=True):
    """One thing one person handed in. Only `accepted` counts; `day` is the local day of `sent_at`.

    `submission` is the chat's number and the message's or album's id in one word, `counts_as` the person, what
    the post is taken as (quota, interaction) and the post while it is taken (NULL otherwise): one indexed column each,
    looked up by the hundred. What a person has turned down keeps its word, with its own number as `turned_down`
    (0 otherwise): a word counts once, and can be turned down again and again.
    `page_id` is the unit's page the post stands on, `feature_id` the featured page it spreads.
    """

    __table_args__ = (
        Index("evidence_once_per_message", "submission", "key", unique=True),
        Index("evidence_counted_once", "counts_as", "turned_down", unique=True),
        Index("evidence_of_unit", "unit_id", "day", "state"),
        Index("evidence_on_page", "page_id", "day", **_where("page_id IS NOT NULL")),
        Index("evidence_for_feature", "feature_id", **_where("feature_id IS NOT NULL")),
        Index("evidence_pending", "unit_id", "id", **_where("state = 'pending'")),
    )

    id: int | None = _key()
    person_id: int = _to("person.id")
    unit_id: int = _to("unit.id")
    chat_pk: int = _to("chat.id")
    message_id: str
    submission: str
    action: str
    source: str
    platform: str
    kind: str
    key: str
    url: str = ""
    sent_at: datetime = _moment()
    day: date
    state: str
    reason: str = ""
    counts_as: str | None = None
    turned_down: int = Field(default=0, sa_type=BIG, sa_column_kwargs={"server_default": "0"})
    page_id: int | None = _to("page.id", nullable=True)
    feature_id: int | None = _to("feature.id", nullable=True)


class Decision(SQLModel, table=True):
    """Append-only: every change of an evidence's state, by whom, when and why.

    `by_account` is `platform:user id`: who decides need not be anybody who is counted.
    """

    id: int | None = _key()
    evidence_id: int = _to("evidence.id", index=True)
    state: str
    reason: str
    by_person_id: int | None = _to("person.id", nullable=True)
    by_account: str = ""
    at: datetime = _moment()


class Image(SQLModel, table=True):
    """What was in a picture file, once for the same bytes.

    `original` is the sha256 of what came, `sha256` of what is kept in the file store (nothing of the original but what
    it shows); `stripes` is its fingerprint in hexadecimal words of sixteen letters.
    """

    id: int | None = _key()
    original: str = Field(unique=True)
    sha256: str = Field(index=True)
    width: int
    height: int
    size: int
    stripes: str
    made_at: datetime = _moment()


class ImageBand(SQLModel, table=True):
    """By which an image is found that may be a copy, for each day on which somebody handed it in."""

    __tablename__ = "image_band"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(sa_type=BIG, primary_key=True)
    day: date = Field(primary_key=True)
    image_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="image.id", index=True)


class Picture(SQLModel, table=True):
    """A picture handed in as (part of) an evidence: `waiting` to be fetched, `kept`, `settled` or `failed`.

    `file_id` is the platform's word for it and forgotten as soon as the picture is kept. `finding` is what it turned
    out to be (rules/albums.py), `other_id` the evidence of which it is a copy, `other_picture_id` the very picture of
    it.
    """

    __table_args__ = (
        Index("picture_unsettled", "bot", "id", **_where("state IN ('waiting', 'kept')")),
        Index("picture_of_person", "person_id", "id"),
    )

    id: int | None = _key()
    evidence_id: int = _to("evidence.id", index=True)
    person_id: int = _to("person.id")
    platform: str
    bot: str
    message_id: str
    file_id: str
    unique_id: str
    mime: str = ""
    size: int = 0
    day: date
    state: str = "waiting"
    tries: int = 0
    not_before: datetime | None = _moment(nullable=True)
    error: str = ""
    finding: str = ""
    other_id: int | None = _to("evidence.id", nullable=True)
    other_picture_id: int | None = _to("picture.id", nullable=True)
    image_id: int | None = _to("image.id", nullable=True, index=True)


class Review(SQLModel, table=True):
    """A person should look at an evidence, and why; `version` grows with every decision and its taking back.

    `other_id` is the evidence that it may be a copy of; `put_off` is how often somebody said "later". A review is
    `open`, `decided`, or `gone` while its evidence is withdrawn. `unit_id` and `person_id` are the evidence's, kept
    here so that a queue is one look at one index.
    """

    __table_args__ = (
        Index("review_open", "put_off", "id", "unit_id", "person_id", "why", **_where("state = 'open'")),
        Index("review_of_evidence", "evidence_id", unique=True),
        Index("review_audit", "evidence_id", **_where("why = 'audit'")),
    )

    id: int | None = _key()
    evidence_id: int = _to("evidence.id")
    unit_id: int = _to("unit.id", index=True)
    person_id: int = _to("person.id")
    why: str
    other_id: int | None = _to("evidence.id", nullable=True)
    state: str = "open"
    version: int = 0
    put_off: int = 0
    outcome: str = ""
    by_account: str = ""
    by_name: str = ""
    made_at: datetime = _moment()
    decided_at: datetime | None = _moment(nullable=True)


class ShortLink(SQLModel, table=True):
    """The link of an evidence of which only the internet knows where it leads; the row goes when that is known."""

    __tablename__ = "short_link"

    evidence_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="evidence.id")
    url: str
    tries: int = 0
    not_before: datetime = _moment()


class KnownLink(SQLModel, table=True):
    """Where a short link was found to lead, by its key: the same one is handed in by many and in later messages."""

    __tablename__ = "known_link"

    key: str = Field(primary_key=True)
    url: str
    learned_at: datetime = _moment()


class Question(SQLModel, table=True):
    """What the bot asked in a private chat last; the next words there are the answer."""

    chat_pk: int = Field(sa_type=BIG, primary_key=True, foreign_key="chat.id")
    about: str
    told: str = ""
    asked_at: datetime = _moment()


class Tally(SQLModel, table=True):
    """Accepted evidence of a person on a local day, kept in the evidence's own transaction.

    The index of days holds the counts too, so that SQLite sums a province's week without looking at its rows.
    """

    __table_args__ = (Index("tally_of_day", "day", "count"), {"sqlite_with_rowid": False})

    person_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="person.id")
    day: date = Field(primary_key=True)
    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    action: str = Field(primary_key=True)
    count: int


class Inbox(SQLModel, table=True):
    """Every update as it came. The payload is dropped as soon as it has been looked at.

    `key` is the platform, the bot and the platform's own key in one word.
    """

    __table_args__ = (
        Index("inbox_once", "key", unique=True),
        Index("inbox_pending", "id", **_where("state = 'pending'")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _key()
    platform: str
    bot: str
    key: str
    lane: str
    raw: str = Field(sa_type=Text)
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = _moment(nullable=True)
    error: str = ""
    received_at: datetime = _moment()
    done_at: datetime | None = _moment(nullable=True)


class Outbox(SQLModel, table=True):
    """Everything the bot is to say, once per `dedupe_key`."""

    __table_args__ = (
        Index("outbox_pending", "bot", "id", **_where("state IN ('pending', 'sending')")),
        Index("outbox_of_round", "round_id", "chat_id", **_where("round_id IS NOT NULL")),
        Index("outbox_once", "dedupe_key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _key()
    platform: str
    bot: str
    chat_id: str
    kind: str
    payload: str = Field(sa_type=Text)
    fallback: str = Field(default="", sa_type=Text)
    bulk: bool = False
    dedupe_key: str
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = _moment(nullable=True)
    error: str = ""
    message_id: str = ""
    round_id: int | None = _to("reminder_round.id", nullable=True)
    created_at: datetime = _moment()
    sent_at: datetime | None = _moment(nullable=True)


class Counter(SQLModel, table=True):
    """Totals that grow with the ledger, so that nobody has to count millions of rows to know them."""

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BIG)


class Audit(SQLModel, table=True):
    """Who did what with rights."""

    id: int | None = _key()
    at: datetime = _moment()
    actor: str
    action: str
    target: str = ""
    detail: str = ""


class Page(SQLModel, table=True):
    """An address under which a unit publishes; `key` is the same for all its spellings, `until` is half open."""

    id: int | None = _key()
    unit_id: int = _to("unit.id", index=True)
    platform: str
    key: str = Field(unique=True)
    url: str
    since: date
    until: date | None = None
    created_at: datetime = _moment()


class PageFollowers(SQLModel, table=True):
    """How many followed a page on a day, as somebody told."""

    __tablename__ = "page_followers"

    page_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="page.id")
    day: date = Field(primary_key=True)
    followers: int
    told_by: str = ""


class Feature(SQLModel, table=True):
    """A unit's page that everybody below `root_id` shares in the week of a Monday.

    `chosen_by` is empty where silence let a proposal stand. Nothing changes once it is announced.
    """

    __table_args__ = (Index("feature_once", "root_id", "week", "unit_id", unique=True),)

    id: int | None = _key()
    root_id: int = _to("unit.id")
    week: date
    unit_id: int = _to("unit.id", index=True)
    page_id: int = _to("page.id")
    level: str
    reason: str = ""
    chosen_by: str = ""
    chosen_at: datetime = _moment()
    announced_at: datetime | None = _moment(nullable=True)


class QuotaRuleRow(SQLModel, table=True):
    """A quota for a scope from a day on. Rules are added and never changed."""

    __tablename__ = "quota_rule"

    id: int | None = _key()
    valid_from: date
    until: date | None = None
    reach: str
    code: str = ""
    subject: str
    week: int
    month: int
    counts: str
    every_week: bool = True
    made_by: str = ""
    made_at: datetime = _moment()


class ReminderChange(SQLModel, table=True):
    """What a scope has differently from then on, for one kind of reminder or (empty) for all; `told` is JSON."""

    __tablename__ = "reminder_change"

    id: int | None = _key()
    reach: str
    code: str = ""
    kind: str = ""
    told: str
    made_by: str = ""
    made_at: datetime = _moment()


class Exemption(SQLModel, table=True):
    """A person or a whole unit of whom nothing is asked from `first` until before `after`."""

    id: int | None = _key()
    person_id: int | None = _to("person.id", nullable=True, index=True)
    unit_id: int | None = _to("unit.id", nullable=True, index=True)
    first: date
    after: date
    kind: str
    made_by: str = ""
    made_at: datetime = _moment()


class WeekClose(SQLModel, table=True):
    """A unit's week as it was when it closed (version 0) and after each correction; rows are never rewritten."""

    __tablename__ = "week_close"
    __table_args__ = (Index("week_close_of_week", "week"),)

    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    week: date = Field(primary_key=True)
    version: int = Field(primary_key=True)
    people: int
    obliged: int
    met: int
    accepted: int
    pending: int
    page_posts: int
    page_owed: int
    closed_at: datetime = _moment()


class ReminderRound(SQLModel, table=True):
    """One kind of reminder for one period, as it fell due at one moment; its messages are in the outbox."""

    __tablename__ = "reminder_round"
    __table_args__ = (
        Index("reminder_round_once", "platform", "bot", "kind", "period", "due_at", unique=True),
        Index("reminder_round_begun", "begun_at"),
    )

    id: int | None = _key()
    platform: str
    bot: str
    kind: str
    period: str
    due_at: datetime = _moment()
    begun_at: datetime = _moment()
    lateness: str
    planned: int = 0
    unreached: int = 0
