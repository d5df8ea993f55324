"""The pages of units: their addresses, their followers, the posts that were handed in from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from rules.calendar import Period
from rules.verdicts import ACCEPTED, SHARE
from storage import dialect
from storage.proof import crediting
from storage.publishing import page_queries
from storage.publishing.registered import PagesCache, Registered
from storage.records import PageRecord
from storage.tables.proof import EVIDENCE
from storage.tables.publishing import FEATURES, PAGE_FOLLOWERS, PAGES
from storage.transaction import Transaction


class Followers(NamedTuple):
    day: date
    number: int


class Pages:
    def __init__(self, at: Transaction, cache: PagesCache) -> None:
        self._at = at
        self._cache = cache
        self._registered: Registered | None = None

    async def registered(self) -> Registered:
        """The open pages and the announced features, as they were when this transaction began."""
        if self._registered is None:
            self._registered = await self._cache.read(self._at.connection, self._at.now.date())
        return self._registered

    def forget(self) -> None:
        """Pages change here; what is not committed is nobody else's business."""
        self._cache = PagesCache()
        self._registered = None

    async def of_units(self, unit_ids: Sequence[int] | None = None) -> list[PageRecord]:
        """All that units ever had, of every unit where none are named."""
        return await page_queries.of_units(self._at.connection, unit_ids)

    async def posts(self, period: Period, page_ids: Sequence[int] | None = None) -> Mapping[int, int]:
        """Different posts of each page that were handed in; of all pages where none are named."""
        await self._at.flush()
        return await page_queries.posts(self._at.connection, period.first, period.after, page_ids)

    async def credit(self, page: PageRecord, today: date) -> int:
        """Posts of this week and the last one that were handed in before become the page's; how many proofs."""
        await self._at.flush()
        return await crediting.credit(self._at.connection, {page.key: page.id}, today, self._at.now)

    async def take_from_group(self, page_id: int, until: date) -> None:
        """It was never the page of a group on its own, which has told how many follow it."""
        await self.close(page_id, until)
        await page_queries.forget_followers(self._at.connection, [page_id])

    async def with_key(self, key: str) -> PageRecord | None:
        query = select(*page_queries.COLUMNS).where(PAGES.c.key == key)
        return next(iter(await page_queries.records(self._at.connection, query)), None)

    async def add(self, page: PageRecord) -> PageRecord:
        """The page that has this key from now on: this one, or another unit's, whose it stays while it is open.

        A page that was closed may be opened again, also by another unit. `page.id` is not looked at.
        """
        self.forget()
        values = {
            "unit_id": page.unit_id, "platform": page.platform, "key": page.key, "url": page.url, "since": page.since,
        }  # fmt: skip
        await self._at.connection.execute(
            dialect.insert_or_ignore(self._at.database, PAGES).values(
                **values, until=None, created_at=self._at.now
            )
        )
        found = await self.with_key(page.key)
        assert found is not None
        if found.until is not None:
            since = found.since if found.unit_id == page.unit_id else page.since
            again = {**values, "since": since, "until": None}
            await self._at.connection.execute(
                update(PAGES).where(PAGES.c.id == found.id, PAGES.c.until.is_not(None)).values(**again)
            )
            found = await self.with_key(page.key)
            assert found is not None
        await page_queries.changed(self._at.connection)
        return found

    async def close(self, page_id: int, until: date) -> bool:
        """The unit's no more from `until` on, nor to be featured; False when it was closed already."""
        self.forget()
        result = await self._at.connection.execute(
            update(PAGES).where(PAGES.c.id == page_id, PAGES.c.until.is_(None)).values(until=until)
        )
        await self._at.connection.execute(
            delete(FEATURES).where(FEATURES.c.page_id == page_id, FEATURES.c.announced_at.is_(None))
        )
        await page_queries.changed(self._at.connection)
        return result.rowcount == 1

    async def tell_followers(self, page_id: int, day: date, number: int, by: str) -> None:
        """One number a page and day; the last word of a day stands."""
        statement = dialect.insert(self._at.database, PAGE_FOLLOWERS).values(
            page_id=page_id, day=day, followers=number, told_by=by
        )
        await self._at.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["page_id", "day"],
                set_={"followers": statement.excluded.followers, "told_by": statement.excluded.told_by},
            )
        )

    async def followers(self, page_ids: Sequence[int]) -> dict[int, list[Followers]]:
        """What was told of each page, day after day."""
        query = select(PAGE_FOLLOWERS.c.page_id, PAGE_FOLLOWERS.c.day, PAGE_FOLLOWERS.c.followers)
        query = query.where(PAGE_FOLLOWERS.c.page_id.in_(page_ids)).order_by(
            PAGE_FOLLOWERS.c.page_id, PAGE_FOLLOWERS.c.day
        )
        found: dict[int, list[Followers]] = defaultdict(list)
        for page_id, day, number in await self._at.connection.execute(query):
            found[page_id].append(Followers(day, number))
        return dict(found)

    async def shares(self, period: Period, page_ids: Sequence[int]) -> int:
        """How many posts of these pages were handed in as shares by the pages' own people.

        What others share of a page is their deed and not the page's.
        """
        await self._at.flush()
        query = select(func.count(EVIDENCE.c.key.distinct())).join(PAGES, PAGES.c.id == EVIDENCE.c.page_id)
        query = query.where(
            EVIDENCE.c.page_id.is_not(None),
            EVIDENCE.c.page_id.in_(page_ids),
            EVIDENCE.c.unit_id == PAGES.c.unit_id,
            EVIDENCE.c.day >= period.first,
            EVIDENCE.c.day < period.after,
            EVIDENCE.c.state == ACCEPTED,
            EVIDENCE.c.action == SHARE,
        )
        return int(await self._at.connection.scalar(query) or 0)
