"""Which action a proof is: told by the words beside it, by whose page the post stands on, by what it answers."""

from dataclasses import dataclass
from enum import Enum, auto

from rules.verdicts import INTERACTION, POST, SHARE

Said = frozenset[str]
"""The actions that words claim; none for most messages."""
NOTHING: Said = frozenset()


class Owner(Enum):
    """Whose page a post stands on, as far as that is registered; FEATURED is another unit's that all are to share."""

    NOBODY = auto()
    OURS = auto()
    ANOTHER = auto()
    FEATURED = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """`unclear`: the words claim two things for one proof. `original`: it proves no share, only where the post is."""

    action: str
    unclear: bool = False
    original: bool = False

    @property
    def counts(self) -> bool:
        return not self.original or self.action == INTERACTION


_UNTOLD = (Owner.NOBODY, Owner.OURS)
_POSTED = Told(POST)


def action_of(said: Said, *, owner: Owner = Owner.NOBODY, spreads: bool = False) -> Told:
    """`spreads`: the message answers the announcement of a featured page, or names one.

    In doubt it is what fills the quota, because that is what people are asked for.
    """
    if not (said or spreads) and owner in _UNTOLD:
        return _POSTED
    if owner is Owner.FEATURED:
        liked = INTERACTION in said
        return Told(INTERACTION if liked else SHARE, original=not liked or SHARE in said)
    if said == {INTERACTION}:
        return Told(INTERACTION)
    shares = SHARE in said or spreads or owner is Owner.ANOTHER
    return Told(SHARE if shares else POST, unclear=INTERACTION in said)
