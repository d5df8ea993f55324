"""The plain bot's tables: what counting link proof needs, and no more."""

from datetime import UTC, date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Person(SQLModel, table=True):
    __tablename__ = "plain_person"

    id: int | None = Field(default=None, primary_key=True)
    name: str


class Account(SQLModel, table=True):
    __tablename__ = "plain_account"

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(unique=True)
    person_id: int = Field(foreign_key="plain_person.id")


class Unit(SQLModel, table=True):
    """A group counts for the unit of the same name."""

    __tablename__ = "plain_unit"

    id: int | None = Field(default=None, primary_key=True)
    chat_id: str = Field(unique=True)
    name: str


class Evidence(SQLModel, table=True):
    __tablename__ = "plain_evidence"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="plain_person.id")
    unit_id: int = Field(foreign_key="plain_unit.id")
    message_id: str
    key: str
    url: str
    day: date
    created_at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat())


class Tally(SQLModel, table=True):
    __tablename__ = "plain_tally"

    person_id: int = Field(foreign_key="plain_person.id", primary_key=True)
    unit_id: int = Field(foreign_key="plain_unit.id", primary_key=True)
    day: date = Field(primary_key=True)
    count: int = 0


class Outbox(SQLModel, table=True):
    __tablename__ = "plain_outbox"

    id: int | None = Field(default=None, primary_key=True)
    chat_id: str
    message_id: str
    reaction: str
    sent: bool = False
