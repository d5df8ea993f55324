"""What is asked of pages in several places."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import ACCEPTED, FILLS_QUOTA
from storage.counters import count_up
from storage.dialect import one_of
from storage.records import PageRecord
from storage.tables.proof import EVIDENCE
from storage.tables.publishing import PAGE_FOLLOWERS, PAGES

VERSION = "pages.version"
COLUMNS = tuple(PAGES.c[name] for name in ("id", "unit_id", "platform", "key", "url", "since", "until"))


async def of_units(connection: AsyncConnection, unit_ids: Sequence[int] | None = None) -> list[PageRecord]:
    """All pages there ever were, the oldest first; of every unit where none are named."""
    query = select(*COLUMNS).order_by(PAGES.c.id)
    if unit_ids is not None:
        query = query.where(PAGES.c.unit_id.in_(unit_ids))
    return await records(connection, query)


async def records(connection: AsyncConnection, query: Select[Any]) -> list[PageRecord]:
    return [PageRecord(*row) for row in await connection.execute(query)]


async def changed(connection: AsyncConnection) -> None:
    """What is remembered of pages and of features must be read again."""
    await count_up(connection, {VERSION: 1})


async def posts(
    connection: AsyncConnection, first: date, after: date, page_ids: Sequence[int] | None = None
) -> Mapping[int, int]:
    """How many different posts of each page were handed in, by whomever; of all pages where none are named.

    A post that was only liked may be an old one, and says nothing of what the page did.
    """
    these = select(PAGES.c.id) if page_ids is None else page_ids
    query = (
        select(EVIDENCE.c.page_id, func.count(EVIDENCE.c.key.distinct()))
        .where(EVIDENCE.c.page_id.is_not(None), EVIDENCE.c.page_id.in_(these))
        .where(EVIDENCE.c.day >= first, EVIDENCE.c.day < after, EVIDENCE.c.state == ACCEPTED)
        .where(EVIDENCE.c.action.in_(FILLS_QUOTA))
        .group_by(EVIDENCE.c.page_id)
    )
    return dict((await connection.execute(query)).all())


async def forget_followers(connection: AsyncConnection, page_ids: Sequence[int]) -> None:
    await connection.execute(
        delete(PAGE_FOLLOWERS).where(one_of(connection, PAGE_FOLLOWERS.c.page_id, page_ids))
    )
