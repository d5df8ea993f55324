"""The tree of units, what units were, and what is set up for them."""

from datetime import date, datetime

from sqlalchemy import Index, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, to, where, word


class Level(SQLModel, table=True):
    """What a unit can be; the smaller the rank, the nearer to the top."""

    code: str = word(primary_key=True)
    name: str
    rank: int


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


class UnitPast(SQLModel, table=True):
    """What a unit was until before a day: from the row before it, or always. What it is since then stands in `unit`."""

    __tablename__ = "unit_past"

    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    until: date = Field(primary_key=True, index=True)
    name: str
    level: str
    parent_id: int | None = to("unit.id", nullable=True)


class UnitSetting(SQLModel, table=True):
    """What a unit wants differently, for itself and all below it."""

    __tablename__ = "unit_setting"

    unit_id: int = Field(sa_type=BIG, primary_key=True, foreign_key="unit.id")
    name: str = word(primary_key=True)
    value: str
    made_by: str
    made_at: datetime = moment()


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


LEVELS = table_of(Level)
UNITS = table_of(Unit)
UNITS_PAST = table_of(UnitPast)
UNIT_SETTINGS = table_of(UnitSetting)
ROLE_GRANTS = table_of(RoleGrant)
CODES = table_of(Code)
