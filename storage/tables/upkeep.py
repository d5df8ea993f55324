"""What the ledger keeps about itself."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, to, where, word


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


class Secret(SQLModel, table=True):
    """Where an earlier version kept the secret of telephone numbers; empty since the ledger was opened by this one."""

    name: str = word(primary_key=True)
    value: str


COUNTERS = table_of(Counter)
AUDIT_LOG = table_of(Audit)
SECRETS = table_of(Secret)
