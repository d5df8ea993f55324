"""Pages and featured pages."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.calendar import Period
from storage.proof import crediting
from storage.publishing import features, pages
from storage.publishing.features import Candidates
from storage.publishing.pages import Followers
from storage.publishing.registered import PageShelf, Registered
from storage.records import Brought, Choice, FeatureRecord, PageRecord
from storage.transaction import Transaction


class Pages:
    def __init__(self, at: Transaction, shelf: PageShelf) -> None:
        self._at = at
        self._shelf = shelf
        self._registered: Registered | None = None

    async def registered(self) -> Registered:
        """The open pages and the announced features, as they were when this transaction began."""
        if self._registered is None:
            self._registered = await self._shelf.read(self._at.connection, self._at.now.date())
        return self._registered

    async def of_units(self, unit_ids: Sequence[int]) -> list[PageRecord]:
        return await pages.of_units(self._at.connection, unit_ids)

    async def with_key(self, key: str) -> PageRecord | None:
        return await pages.with_key(self._at.connection, key)

    async def add(self, page: PageRecord) -> PageRecord:
        """Whose page the key is from now on; it stays another unit's as long as that has not closed it."""
        self.forget()
        return await pages.add(self._at.database, self._at.connection, page, self._at.now)

    async def close(self, page_id: int, until: date) -> bool:
        self.forget()
        return await pages.close(self._at.connection, page_id, until)

    async def take_from_group(self, page_id: int, until: date) -> None:
        """It was never the page of a group on its own, which has told how many follow it."""
        await self.close(page_id, until)
        await pages.forget_followers(self._at.connection, [page_id])

    async def credit(self, page: PageRecord, today: date) -> int:
        """Posts of this week and the last one that were handed in before become the page's; how many proofs."""
        await self._at.flush()
        return await crediting.credit(self._at.connection, {page.key: page.id}, today, self._at.now)

    def forget(self) -> None:
        """Pages change here; what is not committed is nobody else's business."""
        self._shelf = PageShelf()
        self._registered = None

    async def tell_followers(self, page_id: int, day: date, number: int, by: str) -> None:
        await pages.tell_followers(self._at.database, self._at.connection, page_id, day, number, by=by)

    async def followers(self, page_ids: Sequence[int]) -> dict[int, list[Followers]]:
        return await pages.followers(self._at.connection, page_ids)

    async def posts(self, period: Period, page_ids: Sequence[int]) -> Mapping[int, int]:
        """Different posts of each page that were handed in."""
        await self._at.flush()
        return await pages.posts(self._at.connection, period.first, period.after, page_ids)

    async def shares(self, period: Period, page_ids: Sequence[int]) -> int:
        """Different posts on these pages that the pages' own people handed in as shares."""
        await self._at.flush()
        return await pages.shares(self._at.connection, period.first, period.after, page_ids)


class Features:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of_week(self, week: date) -> list[FeatureRecord]:
        """The featured pages of all roots in the week of a Monday, chosen or announced."""
        return await features.of_week(self._at.connection, week)

    async def last_of(self, unit_id: int) -> FeatureRecord | None:
        """When a unit itself was featured last."""
        return await features.last_of(self._at.connection, unit_id)

    async def candidates(self, first: date, after: date) -> Candidates:
        """All that a choice of featured pages looks at, with the pages' posts between two days."""
        await self._at.flush()
        return await features.candidates(self._at.connection, first, after)

    async def choose(self, root_id: int, week: date, choices: Sequence[Choice], by: str) -> bool:
        """Put pages into a week; False once it is announced."""
        return await features.choose(self._at.connection, root_id, week, choices, by=by, now=self._at.now)

    async def replace(self, root_id: int, week: date, old_unit: int, choice: Choice, by: str) -> bool:
        """Put a page in the place of another unit's; False once the week is announced."""
        connection, now = self._at.connection, self._at.now
        return await features.replace(connection, root_id, week, old_unit, choice, by=by, now=now)

    async def withdraw(self, root_id: int, week: date, unit_id: int) -> bool:
        """Take a choice back; False when there is none or the week is announced."""
        return await features.withdraw(self._at.connection, root_id, week, unit_id)

    async def brought(self, feature_ids: Sequence[int]) -> dict[int, Brought]:
        """What came of featured pages."""
        await self._at.flush()
        return await features.brought(self._at.connection, feature_ids)
