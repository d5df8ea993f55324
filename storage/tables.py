"""The ledger's tables. What they mean is told in docs/architecture.md."""

from datetime import date, datetime

from sqlalchemy import Index, Text, false
from sqlmodel import Field, SQLModel

from storage.table_columns import BIG, key, moment, to, where, word


class Unit(SQLModel, table=True):
    """A school, an office, the department, as it is today (see `UnitPast`) from `since` until before `until`.

    `provisional` ones were opened under a group's title, under a code that no list can have (rules/unit_codes.py). The
    one that is `nowhere` keeps what people hand in whose unit is not known.
    """

    __table_args__ = (Index("unit_nowhere", "nowhere", unique=True, **where("nowhere")),)

    id: int | None = key()
    code: str = word(unique=True)
    name: str
    level: str = "school"
    parent_id: int | None = to("unit.id", nullable=True, index=True)
    provisional: bool = False
    nowhere: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    since: date | None = None
    until: date | None = None
    created_at: datetime = moment()


class Person(SQLModel, table=True):
    """Somebody who may owe a quota. `provisional` ones are known by an account's display name only.

    `code` is the office's own number for them, `phone` what the phone book makes of their number; of the erased only a
    number is left that counts.
    """

    __table_args__ = (
        Index("person_code", "code", **where("code <> ''")),
        Index("person_phone", "phone", **where("phone <> ''")),
    )

    id: int | None = key()
    name: str
    provisional: bool = False
    code: str = word(default="", sa_column_kwargs={"server_default": ""})
    phone: str = word(default="", sa_column_kwargs={"server_default": ""})
    erased_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Membership(SQLModel, table=True):
    """Who belongs to which unit from when to when. What was `seen` on the first day is no day of joining.

    `listed_since` is the first day that a list said, where an account showed that somebody was there before.
    """

    __table_args__ = (Index("membership_once", "person_id", "unit_id", "since", unique=True),)

    id: int | None = key()
    person_id: int = to("person.id")
    unit_id: int = to("unit.id", index=True)
    since: date
    until: date | None = None
    position: str = Field(default="", sa_column_kwargs={"server_default": ""})
    seen: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    listed_since: date | None = None


class Account(SQLModel, table=True):
    """A person's account on a platform. The numeric id is the key; a username never is.

    `linked_by` said when whose account it is; until `looked_at` nobody has looked for its name in a staff list.
    """

    __table_args__ = (
        Index("account_once", "platform", "user_id", unique=True),
        Index("account_to_look_at", "id", **where("looked_at IS NULL")),
    )

    id: int | None = key()
    platform: str = word()
    user_id: str = word()
    person_id: int = to("person.id", index=True)
    name: str
    last_mistake: str = ""
    linked_at: datetime | None = moment(nullable=True)
    linked_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    looked_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Chat(SQLModel, table=True):
    """A chat the bot knows, its unit and how well the bot stands there."""

    __table_args__ = (Index("chat_once", "platform", "bot", "chat_id", unique=True),)

    id: int | None = key()
    platform: str = word()
    bot: str = word()
    chat_id: str = word()
    kind: str
    title: str = ""
    unit_id: int | None = to("unit.id", nullable=True, index=True)
    moved_to_id: int | None = to("chat.id", nullable=True)
    present: bool = True
    admin: bool = False
    can_write: bool = True
    hears_all: bool | None = None
    trouble: str = ""
    muted: bool = False
    created_at: datetime = moment()


class ChatAdmin(SQLModel, table=True):
    """What the platform last said about somebody's rights in a chat."""

    __tablename__ = "chat_admin"
    __table_args__ = (
        Index("chat_admin_once", "chat_pk", "user_id", unique=True),
        Index("chat_admin_of_user", "user_id"),
    )

    id: int | None = key()
    chat_pk: int = to("chat.id")
    user_id: str = word()
    is_admin: bool
    checked_at: datetime = moment()


class Evidence(SQLModel, table=True):
    """One thing one person handed in. Only `accepted` counts; `day` is the local day of `sent_at`.

    `submission` is the chat's number and the message's or album's id in one word, `counts_as` the person, what
    the post is taken as (quota, interaction) and the post while it is taken (NULL otherwise): one indexed column each,
    looked up by the hundred. What a person has turned down keeps its word, with its own number as `turned_down`
    (0 otherwise): a word counts once, and can be turned down again and again.
    `page_id` is the unit's page the post stands on, `feature_id` the featured page it spreads. `account_id` is whose
    hands it came from: it goes along when the account turns out to be somebody else's.
    """

    __table_args__ = (
        Index("evidence_once_per_message", "submission", "key", unique=True),
        Index("evidence_counted_once", "counts_as", "turned_down", unique=True),
        Index("evidence_of_unit", "unit_id", "day", "state"),
        Index("evidence_on_page", "page_id", "day", **where("page_id IS NOT NULL")),
        Index("evidence_for_feature", "feature_id", **where("feature_id IS NOT NULL")),
        Index("evidence_pending", "unit_id", "id", **where("state = 'pending'")),
        Index("evidence_of_person", "person_id", "account_id"),
    )

    id: int | None = key()
    person_id: int = to("person.id")
    unit_id: int = to("unit.id")
    chat_pk: int = to("chat.id")
    message_id: str
    submission: str = word()
    action: str
    source: str
    platform: str
    kind: str
    key: str = word()
    url: str = ""
    sent_at: datetime = moment()
    day: date
    state: str = word()
    reason: str = ""
    counts_as: str | None = word(default=None)
    turned_down: int = Field(default=0, sa_type=BIG, sa_column_kwargs={"server_default": "0"})
    page_id: int | None = to("page.id", nullable=True)
    feature_id: int | None = to("feature.id", nullable=True)
    account_id: int | None = to("account.id", nullable=True)


class Decision(SQLModel, table=True):
    """Append-only: every change of an evidence's state, by whom, when and why.

    `by_account` is `platform:user id`: who decides need not be anybody who is counted.
    """

    __table_args__ = (Index("decision_by_person", "by_person_id", **where("by_person_id IS NOT NULL")),)

    id: int | None = key()
    evidence_id: int = to("evidence.id", index=True)
    state: str
    reason: str
    by_person_id: int | None = to("person.id", nullable=True)
    by_account: str = ""
    at: datetime = moment()


class Tally(SQLModel, table=True):
    """Accepted evidence of a person on a local day, kept in the evidence's own transaction.

    The index of days holds the counts too, so that SQLite sums a province's week without looking at its rows.
    """

    __table_args__ = (Index("tally_of_day", "day", "count"), {"sqlite_with_rowid": False})

    person_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="person.id")
    day: date = Field(primary_key=True)
    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    action: str = word(primary_key=True)
    count: int


class Inbox(SQLModel, table=True):
    """Every update as it came. The payload is dropped as soon as it has been looked at.

    `key` is the platform, the bot and the platform's own key in one word.
    """

    __table_args__ = (
        Index("inbox_once", "key", unique=True),
        Index("inbox_pending", "id", **where("state = 'pending'")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    platform: str
    bot: str
    key: str = word()
    lane: str
    raw: str = Field(sa_type=Text)
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    error: str = ""
    received_at: datetime = moment()
    done_at: datetime | None = moment(nullable=True)


class Outbox(SQLModel, table=True):
    """Everything the bot is to say, once per `dedupe_key`."""

    __table_args__ = (
        Index("outbox_pending", "bot", "id", **where("state IN ('pending', 'sending')")),
        Index("outbox_of_round", "round_id", "chat_id", **where("round_id IS NOT NULL")),
        Index("outbox_once", "dedupe_key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    platform: str
    bot: str = word()
    chat_id: str = word()
    kind: str
    payload: str = Field(sa_type=Text)
    fallback: str = Field(default="", sa_type=Text)
    bulk: bool = False
    dedupe_key: str = word()
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    error: str = ""
    message_id: str = ""
    round_id: int | None = to("reminder_round.id", nullable=True)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)


class Counter(SQLModel, table=True):
    """Totals that grow with the ledger, so that nobody has to count millions of rows to know them."""

    name: str = word(primary_key=True)
    value: int = Field(sa_type=BIG)


class Audit(SQLModel, table=True):
    """Who did what with rights. Whose names or pictures were looked at: a person's, or all of a unit and below it.

    `actor` is `platform:user id`, or "cli". Neither `target` nor `detail` ever holds a person's name.
    """

    __table_args__ = (
        Index("audit_of_person", "person_id", "id", **where("person_id IS NOT NULL")),
        Index("audit_of_unit", "unit_id", "id", **where("unit_id IS NOT NULL")),
        Index("audit_of_guesses", "actor", "at", **where("action = 'code.wrong'")),
        Index("audit_of_tries", "actor", "at", **where("action = 'name.tried'")),
    )

    id: int | None = key()
    at: datetime = moment()
    actor: str = word()
    action: str
    target: str = ""
    detail: str = ""
    unit_id: int | None = to("unit.id", nullable=True)
    person_id: int | None = to("person.id", nullable=True)


class Page(SQLModel, table=True):
    """An address under which a unit publishes; `key` is the same for all its spellings, `until` is half open."""

    id: int | None = key()
    unit_id: int = to("unit.id", index=True)
    platform: str
    key: str = word(unique=True)
    url: str
    since: date
    until: date | None = None
    created_at: datetime = moment()


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

    id: int | None = key()
    root_id: int = to("unit.id")
    week: date
    unit_id: int = to("unit.id", index=True)
    page_id: int = to("page.id")
    level: str
    reason: str = ""
    chosen_by: str = ""
    chosen_at: datetime = moment()
    announced_at: datetime | None = moment(nullable=True)


class QuotaRuleRow(SQLModel, table=True):
    """A quota for a scope from a day on. Rules are added and never changed."""

    __tablename__ = "quota_rule"

    id: int | None = key()
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
    made_at: datetime = moment()


class ReminderChange(SQLModel, table=True):
    """What a scope has differently from then on, for one kind of reminder or (empty) for all; `told` is JSON."""

    __tablename__ = "reminder_change"

    id: int | None = key()
    reach: str
    code: str = ""
    kind: str = ""
    told: str
    made_by: str = ""
    made_at: datetime = moment()


class Exemption(SQLModel, table=True):
    """A person or a whole unit of whom nothing is asked from `first` until before `after`."""

    id: int | None = key()
    person_id: int | None = to("person.id", nullable=True, index=True)
    unit_id: int | None = to("unit.id", nullable=True, index=True)
    first: date
    after: date
    kind: str
    made_by: str = ""
    made_at: datetime = moment()


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
    closed_at: datetime = moment()


class ReminderRound(SQLModel, table=True):
    """One kind of reminder for one period, as it fell due at one moment; its messages are in the outbox."""

    __tablename__ = "reminder_round"
    __table_args__ = (
        Index("reminder_round_once", "platform", "bot", "kind", "period", "due_at", unique=True),
        Index("reminder_round_begun", "begun_at"),
    )

    id: int | None = key()
    platform: str = word()
    bot: str = word()
    kind: str = word()
    period: str = word()
    due_at: datetime = moment()
    begun_at: datetime = moment()
    lateness: str
    planned: int = 0
    unreached: int = 0
