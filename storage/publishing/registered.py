"""The registered pages and the featured ones of these weeks, at hand for every batch of messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.publishing import features, page_queries
from storage.records import FeatureRecord, PageRecord
from storage.tables.publishing import PAGES
from storage.tables.upkeep import COUNTERS

# Whoever imports pages may not know of the counter.
_VERSION = select(
    select(COUNTERS.c.value).where(COUNTERS.c.name == page_queries.VERSION).scalar_subquery(),
    select(func.max(PAGES.c.id)).scalar_subquery(),
)
_REMEMBERED = timedelta(days=60)
_NO_PAGES: Mapping[str, PageRecord] = MappingProxyType({})
_NO_FEATURES: Mapping[tuple[date, str], FeatureRecord] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Registered:
    """Open pages by their key; announced features by their week and their page's key."""

    pages: Mapping[str, PageRecord] = field(default_factory=lambda: _NO_PAGES)
    features: Mapping[tuple[date, str], FeatureRecord] = field(default_factory=lambda: _NO_FEATURES)

    def featured_in(self, week: date) -> list[FeatureRecord]:
        return [feature for feature in self.features.values() if feature.week == week]


class PagesCache:
    """Read again only when a page or an announcement was added."""

    def __init__(self) -> None:
        self._version: tuple[int | None, ...] = (None, None)
        self._registered = Registered()

    async def read(self, connection: AsyncConnection, today: date) -> Registered:
        version = tuple((await connection.execute(_VERSION)).one())
        if version != self._version:
            self._registered = await _read(connection, today - _REMEMBERED)
            self._version = version
        return self._registered


async def _read(connection: AsyncConnection, since: date) -> Registered:
    known = await page_queries.of_units(connection)
    keys = {page.id: page.key for page in known}
    announced = await features.announced_since(connection, since)
    return Registered(
        {page.key: page for page in known if page.until is None},
        {(feature.week, keys[feature.page_id]): feature for feature in announced},
    )
