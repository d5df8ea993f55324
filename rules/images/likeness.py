"""Says whether two pictures show the same screen: the worst place decides, because another name makes another post."""

import numpy as np

from rules.images.arrays import quartered
from rules.images.model import Flags, Floats, Likeness, Small
from rules.images.overlay import Overlay, lay
from rules.images.prepared import Prepared
from rules.images.strokes import strokes
from rules.images.structure import replaced, share
from rules.images.windows import differences, under_all

WORST = 0.3
REPLACED = 18
SHARED = 0.35
_LITTLE, _MOST, _AROUND = 0.25, 0.12, 40


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
    return _decided(lay(first, second))


def _decided(lying: Overlay) -> Likeness:
    """The cheapest look that is sure comes first."""
    exact = lying.placement.across != 1  # of the scales that were tried none is quite right
    lying = lying.finer() if exact else lying
    likeness, found = _seen(lying)
    if likeness.same:
        return likeness
    finer = lying if exact else lying.finer()
    if finer is not lying:
        lying, (likeness, found) = finer, _seen(finer)
    if likeness.same or found is None or not 0 < (found > WORST).mean() < _LITTLE:
        return likeness
    drawn = _drawn(lying, found > WORST)
    if not drawn.any():
        return likeness
    return _judged(float(differences(lying, drawn).max()), likeness.replaced, likeness.shared)


def _prepared(picture: Small | Prepared) -> Prepared:
    return picture if isinstance(picture, Prepared) else Prepared(picture)


def _seen(lying: Overlay) -> tuple[Likeness, Floats | None]:
    """And how much each window differs, unless the rows say enough."""
    rows = replaced(lying.parts, lying.ink, lying.ink_under)
    shared = share(lying.parts, lying.ink, lying.ink_under)
    if rows > REPLACED or shared < SHARED:
        return _judged(1, rows, shared), None
    found = differences(lying)
    return _judged(float(found.max()), rows, shared), found


def _drawn(lying: Overlay, wrong: Flags) -> Flags:
    """What was drawn near to where something is wrong; whoever draws nearly everywhere leaves nothing to compare."""
    box = tuple(
        slice(max(0, int(each.min()) - _AROUND), int(each.max()) + _AROUND) for each in wrong.nonzero()
    )
    grey, under = (quartered(each) / 4 for each in (lying.ground, under_all(lying, lying.moved, 1)))
    tint = lying.one.small.tint[: len(grey), : grey.shape[1]].astype(np.float32)
    seen = quartered(under_all(lying, lying.inside, 1)) > 3
    tint_under = under_all(lying, lying.tint_under(), 2)
    drawn = np.zeros_like(wrong)
    for each in strokes(grey[box], under[box], tint[box], tint_under[box], seen[box]):
        if each.sum() < _MOST * drawn.size:
            drawn[box] |= each
    return drawn


def _judged(worst: float, rows: int, shared: float) -> Likeness:
    """Each condition gives a score of one half just where it is met."""
    scores = 1 - worst / (2 * WORST), 1 - rows / (2 * REPLACED), shared / (2 * SHARED)
    score = max(0.0, min(1.0, *scores))
    return Likeness(score >= 0.5, score, worst, shared, rows)
