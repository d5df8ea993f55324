"""What is handed in, what was decided about it, and what counts."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, to, where, word


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
    by_account: str = Field(default="", sa_column_kwargs={"server_default": ""})
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


class Review(SQLModel, table=True):
    """A person should look at an evidence, and why; `version` grows with every decision and its taking back.

    `other_id` is the evidence that it may be a copy of; `put_off` is how often somebody said "later". A review is
    `open`, `decided`, or `gone` while its evidence is withdrawn. `unit_id` and `person_id` are the evidence's, kept
    here so that a queue is one look at one index.
    """

    __table_args__ = (
        Index("review_open", "put_off", "id", "unit_id", "person_id", "why", **where("state = 'open'")),
        Index("review_of_evidence", "evidence_id", unique=True),
        Index("review_of_person", "person_id"),
        Index("review_audit", "evidence_id", **where("why = 'audit'")),
    )

    id: int | None = key()
    evidence_id: int = to("evidence.id")
    unit_id: int = to("unit.id", index=True)
    person_id: int = to("person.id")
    why: str = word()
    other_id: int | None = to("evidence.id", nullable=True)
    state: str = "open"
    version: int = 0
    put_off: int = 0
    outcome: str = ""
    by_account: str = ""
    by_name: str = ""
    made_at: datetime = moment()
    decided_at: datetime | None = moment(nullable=True)


class Image(SQLModel, table=True):
    """What was in a picture file, once for the same bytes.

    `original` is the sha256 of what came, `sha256` of what is kept in the file store (nothing of the original but what
    it shows); `stripes` is its fingerprint in hexadecimal words of sixteen letters.
    """

    id: int | None = key()
    original: str = word(unique=True)
    sha256: str = word(index=True)
    width: int
    height: int
    size: int
    stripes: str
    made_at: datetime = moment()


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
        Index("picture_unsettled", "bot", "id", **where("state IN ('waiting', 'kept')")),
        Index("picture_of_person", "person_id", "id"),
        Index("picture_like", "other_picture_id", **where("other_picture_id IS NOT NULL")),
        Index("picture_of_day", "day", "id"),
    )

    id: int | None = key()
    evidence_id: int = to("evidence.id", index=True)
    person_id: int = to("person.id")
    platform: str
    bot: str = word()
    message_id: str
    file_id: str
    unique_id: str
    mime: str = ""
    size: int = 0
    day: date
    state: str = "waiting"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    error: str = ""
    finding: str = ""
    other_id: int | None = to("evidence.id", nullable=True)
    other_picture_id: int | None = to("picture.id", nullable=True)
    image_id: int | None = to("image.id", nullable=True, index=True)


class ShortLink(SQLModel, table=True):
    """The link of an evidence of which only the internet knows where it leads; the row goes when that is known.

    The bot that follows it and whose account handed it in (0 where nobody knows) stand beside the evidence's own, so
    that one index finds the next links of everybody.
    """

    __tablename__ = "short_link"
    __table_args__ = (Index("short_link_due", "bot", "account_id", "not_before", "evidence_id"),)

    evidence_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="evidence.id")
    url: str
    tries: int = 0
    not_before: datetime = moment()
    platform: str = Field(default="", sa_column_kwargs={"server_default": ""})
    bot: str = word(default="", sa_column_kwargs={"server_default": ""})
    account_id: int = Field(default=0, sa_type=BIG, sa_column_kwargs={"server_default": "0"})


class KnownLink(SQLModel, table=True):
    """Where a short link was found to lead, by its key: the same one is handed in by many and in later messages."""

    __tablename__ = "known_link"

    key: str = word(primary_key=True)
    url: str
    learned_at: datetime = moment()


EVIDENCE = table_of(Evidence)
DECISIONS = table_of(Decision)
TALLIES = table_of(Tally)
REVIEWS = table_of(Review)
IMAGES = table_of(Image)
IMAGE_BANDS = table_of(ImageBand)
PICTURES = table_of(Picture)
SHORT_LINKS = table_of(ShortLink)
KNOWN_LINKS = table_of(KnownLink)
