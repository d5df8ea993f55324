"""Says whether two pictures show the same screen: the worst place decides, because another name makes another post."""

import numpy as np

from rules.images.arrays import quartered
from rules.images.lying import Lying, lay
from rules.images.model import Flags, Likeness, Small
from rules.images.prepared import Prepared
from rules.images.strokes import strokes
from rules.images.structure import replaced, share
from rules.images.windows import differences, under_all

WORST = 0.3
REPLACED = 18
SHARED = 0.35
_LITTLE = 0.3


def prepare(small: Small) -> Prepared:
    """For a picture that is held against several: what only it matters for is then worked out once."""
    return Prepared(small)


def compare(one: Small | Prepared, other: Small | Prepared) -> Likeness:
    """Copies may be cut, scrolled a little, framed, recompressed and drawn on; everything else makes another screen."""
    first, second = sorted((_prepared(one), _prepared(other)), key=lambda each: each.order)
    if first.order == second.order:
        return Likeness(same=True, score=1.0, worst=0.0, shared=1.0)
    if first.small.grey.shape[1] != second.small.grey.shape[1]:  # a cut made one of them wider than high
        first, second = first.narrow, second.narrow
    lying = lay(first, second)
    likeness = _likeness(lying)
    if likeness.same:
        return likeness
    finer = lying.finer()
    if finer is not lying:
        lying, likeness = finer, _likeness(finer)
    return likeness if likeness.same else _with_strokes(lying, likeness)


def _prepared(picture: Small | Prepared) -> Prepared:
    return picture if isinstance(picture, Prepared) else Prepared(picture)


def _likeness(lying: Lying) -> Likeness:
    rows = replaced(lying.parts, lying.ink, lying.ink_under)
    shared = share(lying.parts, lying.ink, lying.ink_under)
    return _judged(float(differences(lying).max()), rows, shared)


def _with_strokes(lying: Lying, likeness: Likeness) -> Likeness:
    """Once more, without what somebody drew."""
    if likeness.replaced > REPLACED or likeness.shared < SHARED:
        return likeness
    drawn = _drawn(lying)
    if not drawn.any():
        return likeness
    return _judged(float(differences(lying, drawn).max()), likeness.replaced, likeness.shared)


def _drawn(lying: Lying) -> Flags:
    grey, under = (quartered(each) / 4 for each in (lying.ground, under_all(lying, lying.moved, 1)))
    tint = lying.one.small.tint[: len(grey), : grey.shape[1]].astype(np.float32)
    seen = quartered(under_all(lying, lying.inside, 1)) > 3
    return strokes(grey, under, tint, under_all(lying, lying.tint_under(), 2), seen)


def _judged(worst: float, rows: int, shared: float) -> Likeness:
    """Each condition gives a score of one half just where it is met."""
    scores = 1 - worst / (2 * WORST), 1 - rows / (2 * REPLACED), shared / (2 * SHARED)
    score = max(0.0, min(1.0, *scores))
    return Likeness(score >= 0.5, score, worst, shared, rows)
