"""What is asked of a week, who was reminded, and how weeks ended."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, word


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


QUOTA_RULES = table_of(QuotaRuleRow)
REMINDER_CHANGES = table_of(ReminderChange)
REMINDER_ROUNDS = table_of(ReminderRound)
WEEK_CLOSES = table_of(WeekClose)
