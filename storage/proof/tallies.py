"""Reading the tallies: a unit's summary, the whole tree's, and one person's deeds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Date, and_, case, func, null, or_, select, type_coerce

from rules.calendar import Period, week_of
from rules.obligation import Stretch, stretches, weeks_to_do
from rules.quota import STANDARD_BOOK, QuotaBook
from rules.scopes import Scope
from rules.verdicts import ACCEPTED, FILLS_QUOTA, INTERACTION, PENDING
from storage.dialect import one_of
from storage.organisation.tree import UnitPath, unit_paths
from storage.organisation.tree_then import Then, then, unit_paths_below, unit_paths_then, units_then
from storage.records import ALWAYS, PageCount, PersonCount, PersonRecord, Stay, UnitRecord, UnitTally
from storage.tables.organisation import UNITS
from storage.tables.people import MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE, TALLIES
from storage.tables.publishing import PAGES
from storage.transaction import Transaction

_Sum: TypeAlias = tuple[Stretch, ...]
_Counted: TypeAlias = tuple[dict[int, int], dict[int, tuple[int, ...]], tuple[int, ...]]
"""By person, what was accepted in the period and in each of its weeks; and the weeks of somebody who did nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which days are asked about; what counts on them is the book's business. Weeks after `today` are not over yet."""

    period: Period
    book: QuotaBook = STANDARD_BOOK
    today: date = date.max

    @property
    def around(self) -> tuple[date, date]:
        """The whole weeks that the period touches."""
        return week_of(self.period.first).first, week_of(self.period.last).after

    @property
    def time(self) -> Then:
        return then(self.period, self.today)

    def sums(self, path: UnitPath) -> tuple[_Sum, ...]:
        """What is to be added up of the people of a unit: the period, and the weeks they must have done."""
        parts = (self.period, *weeks_to_do(self.period, self.today))
        return tuple(stretches(path.place, part, self.book) for part in parts)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What one person did by day and action, as far as it is accepted, and when they belonged to a unit."""

    by_day: Mapping[date, Mapping[str, int]]
    stay: Stay = ALWAYS


class Tallies:
    """What was counted."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def below(
        self, root: UnitRecord, period: Period, book: QuotaBook = STANDARD_BOOK, today: date = date.max
    ) -> list[UnitTally]:
        """The root's tally and those of all its descendants; of every unit for a root that is none of them.

        The tree is the one of the period, and where the root was not there, nothing was below it.
        """
        await self._at.flush()
        question = Question(period, book, today)
        paths = await unit_paths_below(self._at.connection, question.time, root.id)
        here = select(UNITS.c.id).where(UNITS.c.id == root.id)
        if not paths and await self._at.connection.scalar(here) is None:
            every = unit_paths(await units_then(self._at.connection, question.time))
            return await self._tallies(dict(sorted(every.items())), None, question)
        return await self._tallies(paths, list(paths), question)

    async def of(
        self, unit_ids: Sequence[int], period: Period, book: QuotaBook, today: date
    ) -> list[UnitTally]:
        """The tallies of those of some units that there were, alone, in their order."""
        await self._at.flush()
        question = Question(period, book, today)
        paths = await unit_paths_then(self._at.connection, question.time, unit_ids)
        return await self._tallies(paths, list(paths), question)

    async def _tallies(
        self, paths: Mapping[int, UnitPath], only: Sequence[int] | None, question: Question
    ) -> list[UnitTally]:
        """Each unit's people and its evidence by state. `only` is None where the units are all there are.

        A person's count is the whole of what they handed in, in whichever group; the states are the unit's own.
        """
        persons = await self._persons(paths, only, question)
        states = await self._states(only, question.period)
        pages = await self._pages(only, question.period)
        return [
            UnitTally(
                each.unit,
                tuple(persons.get(unit_id, ())),
                states.get(unit_id, {}),
                pages.get(unit_id),
                each.path[:-1],
            )
            for unit_id, each in paths.items()
        ]

    async def _persons(
        self, paths: Mapping[int, UnitPath], only: Sequence[int] | None, question: Question
    ) -> dict[int, list[PersonCount]]:
        counted: dict[int, _Counted] = {}
        groups = _by_sums(paths, question)
        for sums, unit_ids in groups.items():
            here = await self._counted(sums, only if len(groups) == 1 else unit_ids)
            counted.update(dict.fromkeys(unit_ids, here))
        stays = await self._stays(only, question)
        persons: dict[int, list[PersonCount]] = defaultdict(list)
        for unit_id, number, person_id, name in await self._at.connection.execute(
            self._members(only, question)
        ):
            if unit_id not in counted:  # opened since the units were read
                continue
            accepted, weeks, no_weeks = counted[unit_id]
            persons[unit_id].append(
                PersonCount(
                    person_id,
                    name,
                    accepted.get(person_id, 0),
                    weeks.get(person_id, no_weeks),
                    stays.get(number),
                )
            )
        return persons

    async def _counted(self, sums: tuple[_Sum, ...], only: Sequence[int] | None) -> _Counted:
        accepted: dict[int, int] = {}
        weeks: dict[int, tuple[int, ...]] = {}
        for person_id, total, *by_week in await self._at.connection.execute(self._added_up(sums, only)):
            accepted[person_id] = int(total)
            if by_week:
                weeks[person_id] = tuple(map(int, by_week))
        return accepted, weeks, (0,) * (len(sums) - 1)

    def _added_up(self, sums: tuple[_Sum, ...], only: Sequence[int] | None) -> Any:
        every = [stretch for each in sums for stretch in each]
        first, after = min(each.first for each in every), max(each.after for each in every)
        counts = frozenset().union(*(each.counts for each in every))
        plain = Stretch(first, after, counts)
        query = (
            select(TALLIES.c.person_id, *(_sum(each, plain) for each in sums))
            .where(TALLIES.c.day >= first, TALLIES.c.day < after, TALLIES.c.action.in_(sorted(counts)))
            .group_by(TALLIES.c.person_id)
        )
        if only is not None:
            here = select(MEMBERSHIPS.c.person_id).where(
                one_of(self._at.connection, MEMBERSHIPS.c.unit_id, only)
            )
            query = query.where(TALLIES.c.person_id.in_(here))
        return query

    def _members(self, only: Sequence[int] | None, question: Question) -> Any:
        """Everybody who belongs to a unit on a day of the period."""
        query = (
            select(MEMBERSHIPS.c.unit_id, MEMBERSHIPS.c.id, PEOPLE.c.id, PEOPLE.c.name)
            .join(PEOPLE, PEOPLE.c.id == MEMBERSHIPS.c.person_id)
            .where(*self._there(only, question.period))
        )
        return query.order_by(PEOPLE.c.name, PEOPLE.c.id)

    async def _stays(self, only: Sequence[int] | None, question: Question) -> dict[int, Stay]:
        """By membership, the days of those that begin or end within the weeks that are looked at: rarely many."""
        since, until = MEMBERSHIPS.c.since, MEMBERSHIPS.c.until
        begin, end = question.around
        query = select(MEMBERSHIPS.c.id, since, until, MEMBERSHIPS.c.seen).where(
            *self._there(only, question.period), or_(since > begin, until < end)
        )
        return {
            number: _stay(joined, left, was_seen=seen)
            for number, joined, left, seen in await self._at.connection.execute(query)
        }

    def _there(self, only: Sequence[int] | None, period: Period) -> Iterator[ColumnElement[bool]]:
        since, until = MEMBERSHIPS.c.since, MEMBERSHIPS.c.until
        yield since < period.after
        yield or_(until.is_(None), until > period.first)
        if only is not None:
            yield one_of(self._at.connection, MEMBERSHIPS.c.unit_id, only)

    async def people_of_several_units(self, period: Period) -> set[int]:
        """Who belonged to more than one unit at a time in a period."""
        query = (
            select(MEMBERSHIPS.c.person_id)
            .where(*self._there(None, period))
            .group_by(MEMBERSHIPS.c.person_id)
            .having(func.count() > 1)
        )
        return set(await self._at.connection.scalars(query))

    async def _states(self, only: Sequence[int] | None, period: Period) -> dict[int, dict[str, int]]:
        # Also for all units they are named, because the index on evidence begins with the unit.
        here = (
            EVIDENCE.c.unit_id.in_(select(UNITS.c.id))
            if only is None
            else one_of(self._at.connection, EVIDENCE.c.unit_id, only)
        )
        query = (
            select(EVIDENCE.c.unit_id, EVIDENCE.c.state, func.count())
            .where(EVIDENCE.c.day >= period.first, EVIDENCE.c.day < period.after, here)
            .group_by(EVIDENCE.c.unit_id, EVIDENCE.c.state)
        )
        states: dict[int, dict[str, int]] = defaultdict(dict)
        for unit_id, state, count in await self._at.connection.execute(query):
            states[unit_id][state] = count
        return states

    async def _pages(self, only: Sequence[int] | None, period: Period) -> dict[int, PageCount]:
        """Of units that had a page in the period: how many different posts of it were handed in and accepted."""
        handed_in = and_(
            EVIDENCE.c.page_id == PAGES.c.id,
            EVIDENCE.c.day >= period.first,
            EVIDENCE.c.day < period.after,
            EVIDENCE.c.state == ACCEPTED,
            EVIDENCE.c.action.in_(FILLS_QUOTA),
        )
        until = case((func.count() == func.count(PAGES.c.until), func.max(PAGES.c.until)), else_=null())
        query = (
            select(
                PAGES.c.unit_id,
                func.count(EVIDENCE.c.key.distinct()),
                func.min(PAGES.c.since),
                type_coerce(until, Date),
            )
            .select_from(PAGES.outerjoin(EVIDENCE, handed_in))
            .where(PAGES.c.since < period.after, or_(PAGES.c.until.is_(None), PAGES.c.until > period.first))
            .group_by(PAGES.c.unit_id)
        )
        if only is not None:
            query = query.where(one_of(self._at.connection, PAGES.c.unit_id, only))
        return {unit_id: PageCount(*told) for unit_id, *told in await self._at.connection.execute(query)}

    async def deeds(self, person: PersonRecord, first: date, after: date) -> Deeds:
        """What one person did, wherever they handed it in, and when they belonged to the unit they are looked at in."""
        await self._at.flush()
        query = select(TALLIES.c.day, TALLIES.c.action, func.sum(TALLIES.c.count)).where(
            TALLIES.c.person_id == person.id, TALLIES.c.day >= first, TALLIES.c.day < after
        )
        by_day: dict[date, dict[str, int]] = defaultdict(dict)
        for day, action, count in await self._at.connection.execute(
            query.group_by(TALLIES.c.day, TALLIES.c.action)
        ):
            by_day[day][action] = int(count)
        membership = (
            select(MEMBERSHIPS.c.seen, MEMBERSHIPS.c.since, MEMBERSHIPS.c.until)
            .where(MEMBERSHIPS.c.person_id == person.id, MEMBERSHIPS.c.unit_id == person.unit_id)
            .order_by(MEMBERSHIPS.c.since.desc())
        )
        row = (await self._at.connection.execute(membership.limit(1))).first()
        if row is None:
            return Deeds(by_day)
        return Deeds(by_day, _stay(row.since, row.until, was_seen=row.seen))

    async def interactions(self, period: Period, unit_ids: Sequence[int] | None) -> int:
        """How often units liked or commented, which fills no quota; all of them where none are named."""
        await self._at.flush()
        query = select(func.coalesce(func.sum(TALLIES.c.count), 0)).where(
            TALLIES.c.day >= period.first, TALLIES.c.day < period.after, TALLIES.c.action == INTERACTION
        )
        if unit_ids is not None:
            query = query.where(one_of(self._at.connection, TALLIES.c.unit_id, unit_ids))
        return int(await self._at.connection.scalar(query) or 0)

    async def waiting(self, person: PersonRecord, period: Period) -> int:
        """What of one person waits for somebody to look, in the units they belong to."""
        await self._at.flush()
        units = select(MEMBERSHIPS.c.unit_id).where(MEMBERSHIPS.c.person_id == person.id)
        total = await self._at.connection.scalar(
            select(func.count()).where(
                EVIDENCE.c.unit_id.in_(units),
                EVIDENCE.c.day >= period.first,
                EVIDENCE.c.day < period.after,
                EVIDENCE.c.state == PENDING,
                EVIDENCE.c.person_id == person.id,
            )
        )
        return int(total or 0)

    async def to_review(self, unit_ids: Sequence[int], since: date) -> dict[int, int]:
        """How much waits for somebody to look, by unit."""
        await self._at.flush()
        these = one_of(self._at.connection, EVIDENCE.c.unit_id, unit_ids)
        query = select(EVIDENCE.c.unit_id, func.count()).where(
            these, EVIDENCE.c.day >= since, EVIDENCE.c.state == PENDING
        )
        return dict((await self._at.connection.execute(query.group_by(EVIDENCE.c.unit_id))).all())


def _by_sums(paths: Mapping[int, UnitPath], question: Question) -> dict[tuple[_Sum, ...], list[int]]:
    """Units by what counts in them; nearly always it is the same for all."""
    known: dict[tuple[Scope, ...], tuple[_Sum, ...]] = {}
    groups: dict[tuple[_Sum, ...], list[int]] = defaultdict(list)
    for unit_id, each in paths.items():
        relevant = question.book.relevant(each.place)
        if relevant not in known:
            known[relevant] = question.sums(each)
        groups[known[relevant]].append(unit_id)
    return groups


def _sum(stretches_: _Sum, plain: Stretch) -> ColumnElement[int]:
    """The counts of some days and actions; `plain` are those that are read at all."""
    if stretches_ == (plain,):
        return func.sum(TALLIES.c.count)
    counted = [
        and_(
            TALLIES.c.day >= each.first, TALLIES.c.day < each.after, TALLIES.c.action.in_(sorted(each.counts))
        )
        for each in stretches_
    ]
    return func.sum(case((or_(*counted), TALLIES.c.count), else_=0))


def _stay(since: date, until: date | None, *, was_seen: bool) -> Stay:
    return Stay(None, until, since) if was_seen else Stay(since, until)
