"""Who may owe a quota, where they belong, and by which accounts they write."""

from datetime import date, datetime

from sqlalchemy import Index, Text, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import key, moment, table_of, to, where, word


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


class Consent(SQLModel, table=True):
    """What an account was told or asked about its data, and the answer; rows are only added."""

    __table_args__ = (Index("consent_of", "account", "purpose", "id"),)

    id: int | None = key()
    account: str = word()
    purpose: str = word()
    version: int
    answer: bool
    at: datetime = moment()


class Erasure(SQLModel, table=True):
    """Who was erased, by a number that says nothing; a restored backup is erased again by it.

    `rest` is what remains to be done outside the database, as JSON, and empty when it is done.
    """

    id: int | None = key()
    person_id: int = to("person.id")
    at: datetime = moment()
    rest: str = Field(default="", sa_type=Text)


PEOPLE = table_of(Person)
MEMBERSHIPS = table_of(Membership)
ACCOUNTS = table_of(Account)
EXEMPTIONS = table_of(Exemption)
CONSENTS = table_of(Consent)
ERASURES = table_of(Erasure)
