"""In which of their units something counts that somebody handed in."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Belonging(NamedTuple):
    """A time in a unit, half open. What was only `seen` on its first day is no day of joining."""

    unit_id: int
    since: date
    until: date | None = None
    seen: bool = False

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)


def unit_on(day: date, belongings: Sequence[Belonging], here: int | None) -> int | None:
    """Of somebody on a staff list: the unit of the chat if they belong to it on that day, else where they do.

    Before they were first seen it is where they were, and at any other time where they are now; None for those who
    never belonged to any. Whoever belongs to several units joined the last of them last.
    """
    there = [each.unit_id for each in belongings if each.covers(day)]
    if there:
        return here if here in there else there[-1]
    if not belongings:
        return None
    first = min(each.since for each in belongings)
    if day < first:
        seen = [each.unit_id for each in belongings if each.since == first and each.seen]
        if seen:
            return here if here in seen else seen[-1]
    return max(
        belongings, key=lambda each: (each.until is None, each.until or each.since, each.since)
    ).unit_id


class Seen(NamedTuple):
    """Something handed in: on which day, and in a chat of which unit (None where it has none)."""

    day: date
    here: int | None


class Whereabouts(NamedTuple):
    """The unit of each thing handed in (None while none is known), and since when somebody was seen in each unit."""

    units: tuple[int | None, ...]
    since: dict[int, date]


def whereabouts(handed: Sequence[Seen]) -> Whereabouts:
    """Of somebody who is on no list: the units of the chats in which they hand something in, in the order they do.

    What has no unit of its own goes to the one they were seen in last, or to the first in which they will be.
    """
    last = next((each.here for each in handed if each.here is not None), None)
    units: list[int | None] = []
    since: dict[int, date] = {}
    for day, here in handed:
        if here is not None and here not in since:
            last = here
        unit = here or last
        if unit is not None:
            since[unit] = min(day, since.get(unit, day))
        units.append(unit)
    return Whereabouts(tuple(units), since)
