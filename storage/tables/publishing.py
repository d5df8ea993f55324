"""Units' pages and the pages of a week."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, to, word


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


PAGES = table_of(Page)
PAGE_FOLLOWERS = table_of(PageFollowers)
FEATURES = table_of(Feature)
