"""A unit's summary over a period: put together from the tallies, for programs and for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rules.calendar import Period
from rules.quota import Quota
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED
from storage import PersonCount, UnitRecord, UnitTally

ALL = UnitRecord(id=0, code="*", name="", level="", parent_id=None)


@dataclass(frozen=True, slots=True)
class Summary:
    """`persons` are those of the unit and of everything below it; everybody here owes the quota."""

    unit: UnitRecord
    period: Period
    persons: tuple[PersonCount, ...]
    met: int
    states: dict[str, int]
    units: tuple["Summary", ...] = ()

    @property
    def people(self) -> int:
        return len(self.persons)

    @property
    def obliged(self) -> int:
        return len(self.persons)

    @property
    def accepted(self) -> int:
        return self.states.get(ACCEPTED, 0)


def summarise(tallies: Sequence[UnitTally], root: UnitRecord, period: Period, quota: Quota) -> Summary:
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
    return _gather(own, by_parent, period, quota)


def _gather(tally: UnitTally, by_parent: dict[int, list[UnitTally]], period: Period, quota: Quota) -> Summary:
    below = tuple(_gather(child, by_parent, period, quota) for child in by_parent.get(tally.unit.id, ()))
    persons = _together([tally.persons, *(child.persons for child in below)])
    states = dict(tally.states)
    for child in below:
        for state, count in child.states.items():
            states[state] = states.get(state, 0) + count
    owed = quota.owed_in(period)
    met = sum(person.accepted >= owed for person in persons)
    return Summary(tally.unit, period, persons, met, states, below)


def _together(groups: Sequence[tuple[PersonCount, ...]]) -> tuple[PersonCount, ...]:
    """One line a person, unit by unit, also for those who are counted in more than one."""
    filled = [group for group in groups if group]
    if len(filled) < 2:
        return filled[0] if filled else ()
    return tuple({person.person_id: person for group in filled for person in group}.values())


def as_json(summary: Summary, quota: Quota) -> dict[str, Any]:
    """The shape that other programs read."""
    owed = quota.owed_in(summary.period)
    result: dict[str, Any] = {
        "unit": summary.unit.code,
        "name": summary.unit.name,
        "period": summary.period.code,
        "from": summary.period.first.isoformat(),
        "to": summary.period.last.isoformat(),
        "people": summary.people,
        "obliged": summary.obliged,
        "met": summary.met,
        "accepted": summary.accepted,
        "pending": summary.states.get(PENDING, 0),
        "duplicate": summary.states.get(DUPLICATE, 0),
        "rejected": summary.states.get(REJECTED, 0),
        "persons": [
            {"name": person.name, "accepted": person.accepted, "met": person.accepted >= owed}
            for person in summary.persons
        ],
    }
    if summary.units:
        result["units"] = [as_json(child, quota) for child in summary.units]
    return result
