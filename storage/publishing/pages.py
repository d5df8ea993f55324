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
from storage.tables import Evidence, Feature, Page, PageFollowers

VERSION = "pages.version"
_page = Page.__table__  # type: ignore[attr-defined]
_followers = PageFollowers.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_feature = Feature.__table__  # type: ignore[attr-defined]
_columns = tuple(_page.c[name] for name in ("id", "unit_id", "platform", "key", "url", "since", "until"))


class Followers(NamedTuple):
    day: date
    number: int


async def of_units(connection: AsyncConnection, unit_ids: Sequence[int] | None = None) -> list[PageRecord]:
    """All pages there ever were, the oldest first; of every unit where none are named."""
    query = select(*_columns).order_by(_page.c.id)
    if unit_ids is not None:
        query = query.where(_page.c.unit_id.in_(unit_ids))
    return await _records(connection, query)


async def with_key(connection: AsyncConnection, key: str) -> PageRecord | None:
    return next(iter(await _records(connection, select(*_columns).where(_page.c.key == key))), None)


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
        dialect.insert_or_ignore(database, _page).values(**values, until=None, created_at=now)
    )
    found = await with_key(connection, page.key)
    assert found is not None
    if found.until is not None:
        since = found.since if found.unit_id == page.unit_id else page.since
        again = {**values, "since": since, "until": None}
        await connection.execute(
            update(_page).where(_page.c.id == found.id, _page.c.until.is_not(None)).values(**again)
        )
        found = await with_key(connection, page.key)
        assert found is not None
    await changed(connection)
    return found


async def close(connection: AsyncConnection, page_id: int, until: date) -> bool:
    """The unit's no more from `until` on, nor to be featured; False when it was closed already."""
    result = await connection.execute(
        update(_page).where(_page.c.id == page_id, _page.c.until.is_(None)).values(until=until)
    )
    await connection.execute(
        delete(_feature).where(_feature.c.page_id == page_id, _feature.c.announced_at.is_(None))
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
    statement = dialect.insert(database, _followers).values(
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
    query = select(_followers.c.page_id, _followers.c.day, _followers.c.followers)
    query = query.where(_followers.c.page_id.in_(page_ids)).order_by(_followers.c.page_id, _followers.c.day)
    found: dict[int, list[Followers]] = defaultdict(list)
    for page_id, day, number in await connection.execute(query):
        found[page_id].append(Followers(day, number))
    return dict(found)


async def forget_followers(connection: AsyncConnection, page_ids: Sequence[int]) -> None:
    await connection.execute(
        delete(_followers).where(dialect.one_of(connection, _followers.c.page_id, page_ids))
    )


async def posts(
    connection: AsyncConnection, first: date, after: date, page_ids: Sequence[int] | None = None
) -> Mapping[int, int]:
    """How many different posts of each page were handed in, by whomever; of all pages where none are named.

    A post that was only liked may be an old one, and says nothing of what the page did.
    """
    these = select(_page.c.id) if page_ids is None else page_ids
    query = (
        select(_evidence.c.page_id, func.count(_evidence.c.key.distinct()))
        .where(_evidence.c.page_id.is_not(None), _evidence.c.page_id.in_(these))
        .where(_evidence.c.day >= first, _evidence.c.day < after, _evidence.c.state == ACCEPTED)
        .where(_evidence.c.action.in_(FILLS_QUOTA))
        .group_by(_evidence.c.page_id)
    )
    return dict((await connection.execute(query)).all())


async def shares(connection: AsyncConnection, first: date, after: date, page_ids: Sequence[int]) -> int:
    """How many posts of these pages were handed in as shares by the pages' own people.

    What others share of a page is their deed and not the page's.
    """
    query = select(func.count(_evidence.c.key.distinct())).join(_page, _page.c.id == _evidence.c.page_id)
    query = query.where(
        _evidence.c.page_id.is_not(None),
        _evidence.c.page_id.in_(page_ids),
        _evidence.c.unit_id == _page.c.unit_id,
        _evidence.c.day >= first,
        _evidence.c.day < after,
        _evidence.c.state == ACCEPTED,
        _evidence.c.action == SHARE,
    )
    return int(await connection.scalar(query) or 0)
