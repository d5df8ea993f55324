"""For whom a rule is made, and where somebody stands: the most specific rule that reaches a place wins there."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Reach(IntEnum):
    """From the most general to the most specific."""

    EVERYBODY = 0
    LEVEL = 1
    BELOW = 2
    UNIT = 3
    GROUP = 4


@dataclass(frozen=True, slots=True)
class Scope:
    """`BELOW` is a unit with all units under it, `UNIT` that unit alone, `GROUP` a part of a unit ("code/group")."""

    reach: Reach
    code: str = ""


EVERYBODY = Scope(Reach.EVERYBODY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person, a page or a chat stands: the units from the top of the tree down to its own."""

    level: str = ""
    units: tuple[str, ...] = ()
    group: str = ""

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """All that reach this place, the most general first; of the units above, the nearest comes last."""
        return _scopes(self)


ANYWHERE = Place()


@lru_cache(maxsize=65536)
def _scopes(place: Place) -> tuple[Scope, ...]:
    scopes = [EVERYBODY]
    if place.level:
        scopes.append(Scope(Reach.LEVEL, place.level))
    scopes += [Scope(Reach.BELOW, unit) for unit in place.units]
    if place.units:
        own = place.units[-1]
        scopes.append(Scope(Reach.UNIT, own))
        if place.group:
            scopes.append(Scope(Reach.GROUP, f"{own}/{place.group}"))
    return tuple(scopes)
