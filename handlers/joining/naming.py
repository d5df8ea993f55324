"""Which names of a staff list somebody may mean, as few as can be shown to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.context import Context
from rules.names import NameIndex
from rules.outgoing import Button
from storage import OpenName

MOST_NAMES = 3_000
"""Of more, nobody is proposed: that is no unit any more in which a name tells who somebody is."""
MOST_PROPOSED = 6
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Fitting:
    """Whom a name fits, the best first; `exact` is the one that it can only be, `likely` the one to ask about.

    `written` are those whose whole name it is: only these are shown to somebody without rights.
    """

    names: tuple[OpenName, ...] = ()
    exact: OpenName | None = None
    likely: OpenName | None = None
    written: tuple[OpenName, ...] = ()

    @property
    def only(self) -> OpenName | None:
        return self.names[0] if len(self.names) == 1 else None

    @property
    def shown(self) -> tuple[OpenName, ...]:
        return self.names[:MOST_PROPOSED]


def fitting(names: Sequence[OpenName], told: str) -> Fitting:
    """Who of a list may bear a name."""
    known = {name.id: name for name in reversed(names)}
    index = NameIndex(name.listed for name in known.values())
    answer = index.propose(told)
    exact = known[answer.exact.id] if answer.exact else None
    likely = known[answer.likely.id] if answer.likely else None
    written = tuple(known[each.id] for each in index.written(told)[:MOST_PROPOSED])
    return Fitting(tuple(known[each.person.id] for each in answer.proposals), exact, likely, written)


async def names_of(context: Context, unit_ids: Sequence[int], *, below: bool = True) -> list[OpenName]:
    """The staff lists of some units, with all below them unless it is said otherwise."""
    units = await context.ledger.units.below(unit_ids) if below else unit_ids
    names = await context.ledger.linking.names(units, limit=MOST_NAMES + 1)
    return names if len(names) <= MOST_NAMES else []


def label_of(name: OpenName, among: Sequence[OpenName]) -> str:
    """What tells namesakes apart stands beside their names."""
    namesakes = [each for each in among if each.name == name.name and each.id != name.id]
    beside = name.position or name.unit_name if namesakes else ""
    if any(each.unit_id != name.unit_id for each in among):
        beside = ", ".join(dict.fromkeys(word for word in (beside, name.unit_name) if word))
    return f"{name.name} ({beside})"[:LONGEST_LABEL] if beside else name.name[:LONGEST_LABEL]


def buttons_of(names: Sequence[OpenName], data_of: Callable[[int], str]) -> tuple[tuple[Button, ...], ...]:
    """One under the other."""
    return tuple((Button(label_of(name, names), data_of(name.id)),) for name in names)
