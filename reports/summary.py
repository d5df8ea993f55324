"""A unit's summary over a period: put together from the tallies, for programs and for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from rules.calendar import Period, PeriodKind
from rules.obligation import Owed, PersonFacts, owed, owed_so_far, weeks_to_do
from rules.quota import Subject
from rules.reasons import Why
from rules.rule_set import RuleSet
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED
from storage import ALWAYS, PersonCount, UnitPath, UnitRecord, UnitTally

ALL = UnitRecord(id=0, code="*", name="", level="", parent_id=None)


class Line(NamedTuple):
    """One person of a unit. `missed` are the weeks of a month that are over and were not done.

    Who owes nothing has met it, and `why` says why that is.
    """

    person_id: int
    name: str
    accepted: int
    owed: int
    why: Why
    is_met: bool
    is_on_track: bool
    missed: tuple[Period, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, self.owed - self.accepted)


class PageLine(NamedTuple):
    posts: int
    owed: int

    @property
    def is_met(self) -> bool:
        return self.posts >= self.owed


@dataclass(frozen=True, slots=True)
class Summary:
    """`own` are the unit's own people, `persons` these and those of everything below it; `page` is the unit's own.

    `obliged` people owe something in the period, `met` of them have done it, and `on_track` have done their share of
    the weeks that are over (None when all of them are, or when the period is a week).
    """

    unit: UnitRecord
    period: Period
    own: tuple[Line, ...]
    persons: tuple[Line, ...]
    obliged: int
    met: int
    on_track: int | None
    states: dict[str, int]
    page: PageLine | None = None
    exempt: Mapping[Why, int] = field(default_factory=dict)
    units: tuple["Summary", ...] = ()

    @property
    def people(self) -> int:
        return len(self.persons)

    @property
    def accepted(self) -> int:
        return self.states.get(ACCEPTED, 0)

    @property
    def pending(self) -> int:
        return self.states.get(PENDING, 0)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.persons if not line.is_met)

    @property
    def own_missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.own if not line.is_met)


def summarise(
    tallies: Sequence[UnitTally], root: UnitRecord, period: Period, rule_set: RuleSet, today: date
) -> Summary:
    """The summary of `root` with the summaries of the units below it."""
    by_parent: dict[int, list[UnitTally]] = {}
    known = {tally.unit.id for tally in tallies}
    own = UnitTally(root)
    for tally in tallies:
        if tally.unit.id == root.id:
            own = tally
        else:
            parent = tally.unit.parent_id if tally.unit.parent_id in known else ALL.id
            by_parent.setdefault(parent or ALL.id, []).append(tally)
    return _Reckoning(rule_set, period, today, by_parent).gather(own)


def summarise_alone(
    tallies: Sequence[UnitTally], period: Period, rule_set: RuleSet, today: date
) -> list[Summary]:
    """The summary of each unit without those below it."""
    reckoning = _Reckoning(rule_set, period, today, {})
    return [reckoning.gather(tally) for tally in tallies]


class _Reckoning:
    """What is asked is found out once for all who are in the same case."""

    def __init__(
        self, rule_set: RuleSet, period: Period, today: date, by_parent: Mapping[int, list[UnitTally]]
    ) -> None:
        self._rule_set = rule_set
        self._period = period
        self._today = today
        self._by_parent = by_parent
        self._weeks = weeks_to_do(period, today)
        self._runs = period.kind is not PeriodKind.WEEK and period.length > 7 and today < period.after
        self._cases: dict[object, _Case] = {}

    def gather(self, tally: UnitTally) -> Summary:
        below = tuple(self.gather(child) for child in self._by_parent.get(tally.unit.id, ()))
        own = _once(self._lines(tally))
        lines = _together([own, *(child.persons for child in below)])
        states = dict(tally.states)
        for child in below:
            for state, count in child.states.items():
                states[state] = states.get(state, 0) + count
        obliged = [line for line in lines if line.owed]
        return Summary(
            unit=tally.unit,
            period=self._period,
            own=own,
            persons=lines,
            obliged=len(obliged),
            met=sum([line.is_met for line in obliged]),
            on_track=sum([line.is_on_track for line in obliged]) if self._runs else None,
            states=states,
            page=self._page(tally),
            exempt=Counter([line.why for line in lines if not line.owed]),
            units=below,
        )

    def _lines(self, tally: UnitTally) -> tuple[Line, ...]:
        if not tally.persons:
            return ()
        unit_path = UnitPath((*tally.above, tally.unit))
        leaves = self._rule_set.leaves
        usual = self._case(unit_path).line
        return tuple(
            [
                self._case(unit_path, person).line(person)
                if person.stay or person.person_id in leaves
                else usual(person)
                for person in tally.persons
            ]
        )

    def _case(self, unit_path: UnitPath, person: PersonCount | None = None) -> "_Case":
        relevant = self._rule_set.book.relevant(unit_path.place)
        closures = tuple(unit_id for unit_id in unit_path.unit_ids if unit_id in self._rule_set.closures)
        own = (self._rule_set.leaves.get(person.person_id), person.stay) if person else None
        key = (relevant, closures, own, self._rule_set.dissolved.get(unit_path.unit.id))
        if key not in self._cases:
            self._cases[key] = self._new_case(unit_path, person)
        return self._cases[key]

    def _new_case(self, unit_path: UnitPath, person: PersonCount | None) -> "_Case":
        rule_set = self._rule_set
        since, until, seen = (person.stay if person else None) or ALWAYS
        facts = rule_set.facts(
            unit_path.place,
            unit_path.unit_ids,
            person_id=person.person_id if person else None,
            joined=since,
            left=until,
            seen=seen,
        )
        quota = rule_set.book.quota_for(unit_path.place, self._period.first)
        return _Case(
            owed=self._owed(facts, self._period),
            so_far=owed_so_far(facts, self._period, rule_set.book, rule_set.calendar, today=self._today)
            if self._runs
            else 0,
            weeks=tuple(
                (week, self._owed(facts, week).count if facts.was_seen_by(week) else 0)
                for week in self._weeks
            )
            if quota.every_week
            else (),
        )

    def _owed(self, facts: PersonFacts, period: Period, subject: Subject = Subject.PERSON) -> Owed:
        return owed(facts, period, self._rule_set.book, self._rule_set.calendar, subject)

    def _page(self, tally: UnitTally) -> PageLine | None:
        """None where a unit has no page."""
        if tally.page is None:
            return None
        posts, since, until = tally.page
        unit_path = UnitPath((*tally.above, tally.unit))
        facts = self._rule_set.facts(unit_path.place, unit_path.unit_ids, joined=since, left=until)
        return PageLine(posts, self._owed(facts, self._period, Subject.PAGE).count)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is asked of people of whom the same is known."""

    owed: Owed
    so_far: int
    weeks: tuple[tuple[Period, int], ...]

    def line(self, person: PersonCount) -> Line:
        person_id, name, accepted, weeks, _ = person
        count, why = self.owed.count, self.owed.why
        if not count:
            return Line(person_id, name, accepted, 0, why, True, True)
        missed = self._missed(weeks) if self.weeks else ()
        met = accepted >= count and not missed
        return Line(
            person_id, name, accepted, count, why, met, accepted >= self.so_far and not missed, missed
        )

    def _missed(self, weeks: Sequence[int]) -> tuple[Period, ...]:
        return tuple([week for (week, asked), done in zip(self.weeks, weeks, strict=True) if done < asked])


def _together(groups: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    """One line a person, unit by unit, also for those who are counted in more than one."""
    filled = [group for group in groups if group]
    return filled[0] if len(filled) == 1 else _once(tuple(chain.from_iterable(filled)))


def _once(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if len({line[0] for line in lines}) == len(lines):
        return lines
    merged: dict[int, Line] = {}
    for line in lines:
        known = merged.get(line.person_id)
        merged[line.person_id] = _both(known, line) if known else line
    return tuple(merged.values())


def _both(one: Line, other: Line) -> Line:
    """Who belongs to two units has done it when it is done in both."""
    more = max(one, other, key=lambda line: line.owed)
    return more._replace(
        is_met=one.is_met and other.is_met,
        is_on_track=one.is_on_track and other.is_on_track,
        missed=tuple(sorted({*one.missed, *other.missed}, key=lambda week: week.first)),
    )


def as_json(summary: Summary) -> dict[str, Any]:
    """The shape that other programs read."""
    result: dict[str, Any] = {
        "unit": summary.unit.code,
        "name": summary.unit.name,
        "period": summary.period.code,
        "from": summary.period.first.isoformat(),
        "to": summary.period.last.isoformat(),
        "people": summary.people,
        "obliged": summary.obliged,
        "exempt": {why.value: count for why, count in sorted(summary.exempt.items())},
        "met": summary.met,
        "on_track": summary.on_track,
        "accepted": summary.accepted,
        "pending": summary.pending,
        "duplicate": summary.states.get(DUPLICATE, 0),
        "rejected": summary.states.get(REJECTED, 0),
        "page": summary.page._asdict() | {"met": summary.page.is_met} if summary.page else None,
        "persons": [_person_as_json(line) for line in summary.persons],
    }
    if summary.units:
        result["units"] = [as_json(child) for child in summary.units]
    return result


def _person_as_json(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "accepted": line.accepted,
        "owed": line.owed,
        "met": line.is_met,
        "why": None if line.owed else line.why.value,
        "missed": [week.code for week in line.missed],
    }
