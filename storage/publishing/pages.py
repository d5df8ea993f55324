"""The pages of units: their addresses, their followers, the posts that were handed in from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import ACCEPTED, FILLS_QUOTA, SHARE
from storage import dialect
from storage.counters import count_up
from storage.database import Database
from storage.records import PageRecord
from storage.tables.proof import EVIDENCE
from storage.tables.publishing import FEATURES, PAGE_FOLLOWERS, PAGES

VERSION = "pages.version"
_columns = tuple(PAGES.c[name] for name in ("id", "unit_id", "platform", "key", "url", "since", "until"))


class Followers(NamedTuple):
    day: date
    number: int


async def of_units(connection: AsyncConnection, unit_ids: Sequence[int] | None = None) -> list[PageRecord]:
    """All pages there ever were, the oldest first; of every unit where none are named."""
    query = select(*_columns).order_by(PAGES.c.id)
    if unit_ids is not None:
        query = query.where(PAGES.c.unit_id.in_(unit_ids))
    return await _records(connection, query)


async def with_key(connection: AsyncConnection, key: str) -> PageRecord | None:
    return next(iter(await _records(connection, select(*_columns).where(PAGES.c.key == key))), None)


async def _records(connection: AsyncConnection, query: Select[Any]) -> list[PageRecord]:
    return [PageRecord(*row) for row in await connection.execute(query)]


async def add(database: Database, connection: AsyncConnection, page: PageRecord, now: datetime) -> PageRecord:
    """The page that has this key from now on: this one, or another unit's, whose it stays while it is open.

    A page that was closed may be opened again, also by another unit. `page.id` is not looked at.
    """
    values = {
        "unit_id": page.unit_id, "platform": page.platform, "key": page.key, "url": page.url, "since": page.since,
    }  # fmt: skip
    await connection.execute(
        dialect.insert_or_ignore(database, PAGES).values(**values, until=None, created_at=now)
    )
    found = await with_key(connection, page.key)
    assert found is not None
    if found.until is not None:
        since = found.since if found.unit_id == page.unit_id else page.since
        again = {**values, "since": since, "until": None}
        await connection.execute(
            update(PAGES).where(PAGES.c.id == found.id, PAGES.c.until.is_not(None)).values(**again)
        )
        found = await with_key(connection, page.key)
        assert found is not None
    await changed(connection)
    return found


async def close(connection: AsyncConnection, page_id: int, until: date) -> bool:
    """The unit's no more from `until` on, nor to be featured; False when it was closed already."""
    result = await connection.execute(
        update(PAGES).where(PAGES.c.id == page_id, PAGES.c.until.is_(None)).values(until=until)
    )
    await connection.execute(
        delete(FEATURES).where(FEATURES.c.page_id == page_id, FEATURES.c.announced_at.is_(None))
    )
    await changed(connection)
    return result.rowcount == 1


async def changed(connection: AsyncConnection) -> None:
    """What is remembered of pages and of features must be read again."""
    await count_up(connection, {VERSION: 1})


async def tell_followers(
    database: Database, connection: AsyncConnection, page_id: int, day: date, number: int, *, by: str
) -> None:
    """One number a page and day; the last word of a day stands."""
    statement = dialect.insert(database, PAGE_FOLLOWERS).values(
        page_id=page_id, day=day, followers=number, told_by=by
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["page_id", "day"],
            set_={"followers": statement.excluded.followers, "told_by": statement.excluded.told_by},
        )
    )


async def followers(connection: AsyncConnection, page_ids: Sequence[int]) -> dict[int, list[Followers]]:
    """What was told of each page, day after day."""
    query = select(PAGE_FOLLOWERS.c.page_id, PAGE_FOLLOWERS.c.day, PAGE_FOLLOWERS.c.followers)
    query = query.where(PAGE_FOLLOWERS.c.page_id.in_(page_ids)).order_by(
        PAGE_FOLLOWERS.c.page_id, PAGE_FOLLOWERS.c.day
    )
    found: dict[int, list[Followers]] = defaultdict(list)
    for page_id, day, number in await connection.execute(query):
        found[page_id].append(Followers(day, number))
    return dict(found)


async def forget_followers(connection: AsyncConnection, page_ids: Sequence[int]) -> None:
    await connection.execute(
        delete(PAGE_FOLLOWERS).where(dialect.one_of(connection, PAGE_FOLLOWERS.c.page_id, page_ids))
    )


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


async def shares(connection: AsyncConnection, first: date, after: date, page_ids: Sequence[int]) -> int:
    """How many posts of these pages were handed in as shares by the pages' own people.

    What others share of a page is their deed and not the page's.
    """
    query = select(func.count(EVIDENCE.c.key.distinct())).join(PAGES, PAGES.c.id == EVIDENCE.c.page_id)
    query = query.where(
        EVIDENCE.c.page_id.is_not(None),
        EVIDENCE.c.page_id.in_(page_ids),
        EVIDENCE.c.unit_id == PAGES.c.unit_id,
        EVIDENCE.c.day >= first,
        EVIDENCE.c.day < after,
        EVIDENCE.c.state == ACCEPTED,
        EVIDENCE.c.action == SHARE,
    )
    return int(await connection.scalar(query) or 0)
