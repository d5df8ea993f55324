"""Where many units stand, each by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from reports.summary import Summary, summarise_alone
from rules.calendar import Period
from rules.quota import QuotaBook
from rules.regime import Kept, Plan
from storage import UnitTally


class Tallies(Protocol):
    """What is asked of a ledger."""

    async def kept(self) -> Kept: ...

    async def tallies_of(
        self, unit_ids: Sequence[int], period: Period, book: QuotaBook, today: date
    ) -> list[UnitTally]: ...


async def unit_standings(
    store: Tallies, plan: Plan, unit_ids: Sequence[int], period: Period, today: date
) -> list[Summary]:
    """Each unit with its own people, not with those below it, in the order of the numbers that are known."""
    regime = plan.with_kept(await store.kept())
    tallies = await store.tallies_of(unit_ids, period, regime.book, today)
    return summarise_alone(tallies, period, regime, today)
