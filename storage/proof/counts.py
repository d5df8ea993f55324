"""What was counted."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from rules.calendar import Period
from rules.quota import STANDARD_BOOK, QuotaBook
from rules.verdicts import PENDING
from storage import dialect
from storage.proof import tallies
from storage.proof.tallies import Deeds, Question
from storage.records import PersonRecord, UnitRecord, UnitTally
from storage.tables.proof import EVIDENCE
from storage.transaction import Transaction


class Tallies:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def below(
        self, root: UnitRecord, period: Period, book: QuotaBook = STANDARD_BOOK, today: date = date.max
    ) -> list[UnitTally]:
        """The tallies of a unit and of everything below it; of all units for a root that is none of them."""
        await self._at.flush()
        return await tallies.tallies_below(self._at.connection, root, Question(period, book, today))

    async def of(
        self, unit_ids: Sequence[int], period: Period, book: QuotaBook, today: date
    ) -> list[UnitTally]:
        """The tallies of some units alone."""
        await self._at.flush()
        return await tallies.tallies_of(self._at.connection, unit_ids, Question(period, book, today))

    async def people_of_several_units(self, period: Period) -> set[int]:
        """Who belonged to more than one unit at a time in a period."""
        return await tallies.people_of_several_units(self._at.connection, period)

    async def deeds(self, person: PersonRecord, first: date, after: date) -> Deeds:
        """What one person did and when they belonged to the unit they are looked at in."""
        await self._at.flush()
        return await tallies.person_deeds(self._at.connection, person.id, person.unit_id, first, after)

    async def interactions(self, period: Period, unit_ids: Sequence[int] | None) -> int:
        """How often units liked or commented, which fills no quota; all of them where none are named."""
        await self._at.flush()
        return await tallies.interactions(self._at.connection, period, unit_ids)

    async def waiting(self, person: PersonRecord, period: Period) -> int:
        """How much of one person somebody still has to look at."""
        await self._at.flush()
        return await tallies.person_waiting(self._at.connection, person.id, period.first, period.after)

    async def to_review(self, unit_ids: Sequence[int], since: date) -> dict[int, int]:
        """How much waits for somebody to look, by unit."""
        await self._at.flush()
        query = (
            select(EVIDENCE.c.unit_id, func.count())
            .where(
                dialect.among(self._at.database, EVIDENCE.c.unit_id, "ids"),
                EVIDENCE.c.day >= since,
                EVIDENCE.c.state == PENDING,
            )
            .group_by(EVIDENCE.c.unit_id)
        )
        return dict((await self._at.connection.execute(query, {"ids": list(unit_ids)})).all())
