"""The tables of the organisation: levels, what units were, roles, codes, settings, consent, files on their way."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from storage.table_columns import BIG, key, moment, to, where, word


class Level(SQLModel, table=True):
    """What a unit can be; the smaller the rank, the nearer to the top."""

    code: str = word(primary_key=True)
    name: str
    rank: int


class UnitPast(SQLModel, table=True):
    """What a unit was until before a day: from the row before it, or always. What it is since then stands in `unit`."""

    __tablename__ = "unit_past"

    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    until: date = Field(primary_key=True, index=True)
    name: str
    level: str
    parent_id: int | None = to("unit.id", nullable=True)


class RoleGrant(SQLModel, table=True):
    """A role that an account (`platform:user id`) has for a unit. It belongs to the account and not to the person:
    whoever bears an administrator's name has none of their rights.
    """

    __tablename__ = "role_grant"
    __table_args__ = (Index("role_grant_of", "account"),)

    id: int | None = key()
    account: str = word()
    name: str
    role: str
    unit_id: int = to("unit.id", index=True)
    since: datetime = moment()
    until: datetime | None = moment(nullable=True)
    how: str
    granted_by: str
    ended_by: str = ""


class Code(SQLModel, table=True):
    """A code that connects a group, gives a role, or invites into a unit. Only its hash is kept."""

    id: int | None = key()
    digest: str = word(unique=True)
    purpose: str
    unit_id: int = to("unit.id", index=True)
    role: str = ""
    uses_left: int
    made_by: str
    made_at: datetime = moment()
    expires_at: datetime = moment()


class UnitSetting(SQLModel, table=True):
    """What a unit wants differently, for itself and all below it."""

    __tablename__ = "unit_setting"

    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    name: str = word(primary_key=True)
    value: str
    made_by: str
    made_at: datetime = moment()


class Consent(SQLModel, table=True):
    """What an account was told or asked about its data, and the answer; rows are only added."""

    __table_args__ = (Index("consent_of", "account", "purpose", "id"),)

    id: int | None = key()
    account: str = word()
    purpose: str = word()
    version: int
    answer: bool
    at: datetime = moment()


class FileJob(SQLModel, table=True):
    """A file that somebody sent or asked for: `waiting` to be worked on, `ready` to be confirmed, `done`, `failed`.

    `told` is JSON for whoever works on it. `file_id` is the platform's word for what was sent.
    """

    __tablename__ = "file_job"
    __table_args__ = (Index("file_job_waiting", "bot", "id", **where("state = 'waiting'")),)

    id: int | None = key()
    platform: str
    bot: str = word()
    chat_id: str
    account: str
    kind: str
    unit_id: int | None = to("unit.id", nullable=True)
    told: str = Field(default="", sa_type=Text)
    file_id: str = ""
    name: str = ""
    state: str = "waiting"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    made_at: datetime = moment()


class Erasure(SQLModel, table=True):
    """Who was erased, by a number that says nothing; a restored backup is erased again by it.

    `rest` is what remains to be done outside the database, as JSON, and empty when it is done.
    """

    id: int | None = key()
    person_id: int = to("person.id")
    at: datetime = moment()
    rest: str = Field(default="", sa_type=Text)


class Secret(SQLModel, table=True):
    """Where an earlier version kept the secret of telephone numbers; empty since the ledger was opened by this one."""

    name: str = word(primary_key=True)
    value: str
