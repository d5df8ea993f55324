"""What a unit was when: its name, level and parent by the day, and what a change from some day on does to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple


class Shape(NamedTuple):
    """What can change about a unit."""

    name: str
    level: str
    parent_id: int | None


class Past(NamedTuple):
    """What a unit was until before a day."""

    until: date
    shape: Shape


@dataclass(frozen=True, slots=True)
class History:
    """The past in the order of its days, each from the one before it; and what the unit is since then."""

    past: tuple[Past, ...]
    now: Shape

    def on(self, day: date) -> Shape:
        return next((each.shape for each in self.past if day < each.until), self.now)

    def changed(self, since: date, **told: Any) -> "History":
        """With what is `told` of the unit true from `since` on.

        What was decided for a later day stays: a new name of August ends with the newer name of October, and leaves a
        move of September alone.
        """
        parts = self._split(since)
        for field, value in told.items():
            parts = _with(parts, since, field, value)
        return _joined(parts)

    def _split(self, day: date) -> list[tuple[date | None, Shape]]:
        """Each stretch with the first day that it no longer is; one of them ends with `day`."""
        parts: list[tuple[date | None, Shape]] = [*self.past, (None, self.now)]
        if all(until != day for until, _ in parts):
            at = next(number for number, (until, _) in enumerate(parts) if until is None or day < until)
            parts.insert(at, (day, parts[at][1]))
        return parts


def _with(
    parts: list[tuple[date | None, Shape]], since: date, field: str, value: Any
) -> list[tuple[date | None, Shape]]:
    """One field from a day on, as long as it was the same as on that day."""
    first = next(number for number, (until, _) in enumerate(parts) if until is None or since < until)
    before = getattr(parts[first][1], field)
    changed = list(parts)
    for number in range(first, len(parts)):
        until, shape = parts[number]
        if getattr(shape, field) != before:
            break
        changed[number] = (until, shape._replace(**{field: value}))
    return changed


def _joined(parts: Iterable[tuple[date | None, Shape]]) -> History:
    """Stretches that are alike are one."""
    past: list[Past] = []
    now: Shape | None = None
    for until, shape in parts:
        if past and past[-1].shape == shape:
            past.pop()
        if until is None:
            now = shape
        else:
            past.append(Past(until, shape))
    assert now is not None
    return History(tuple(past), now)


def ring_in(parents: Mapping[int, int | None]) -> list[int]:
    """Units that would stand under themselves, the way round; none where the tree is one."""
    sound: set[int] = set()
    for unit_id in parents:
        way: dict[int, None] = {}
        step: int | None = unit_id
        while step is not None and step not in sound and step not in way:
            way[step] = None
            step = parents.get(step)
        if step in way:
            ring = list(way)
            return ring[ring.index(step) :]
        sound.update(way)
    return []


def first_ring(histories: Mapping[int, History], since: date) -> list[int]:
    """The first ring of any day from `since` on."""
    days = sorted(
        {since, *(each.until for one in histories.values() for each in one.past if each.until > since)}
    )
    for day in days:
        ring = ring_in({unit_id: one.on(day).parent_id for unit_id, one in histories.items()})
        if ring:
            return ring
    return []
