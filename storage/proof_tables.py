"""The tables of pictures, reviews, links that lead on and questions; docs/architecture.md tells what they mean."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.table_columns import BIG, key, moment, to, where, word


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


class ShortLink(SQLModel, table=True):
    """The link of an evidence of which only the internet knows where it leads; the row goes when that is known."""

    __tablename__ = "short_link"

    evidence_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="evidence.id")
    url: str
    tries: int = 0
    not_before: datetime = moment()


class KnownLink(SQLModel, table=True):
    """Where a short link was found to lead, by its key: the same one is handed in by many and in later messages."""

    __tablename__ = "known_link"

    key: str = word(primary_key=True)
    url: str
    learned_at: datetime = moment()


class Question(SQLModel, table=True):
    """What the bot asked in a private chat last; the next words there are the answer."""

    chat_pk: int = Field(sa_type=BIG, primary_key=True, foreign_key="chat.id")
    about: str
    told: str = ""
    asked_at: datetime = moment()
