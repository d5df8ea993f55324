"""Says whether two pictures show the same screen: the worst place decides, because another name makes another post."""

import numpy as np

from rules.images.alignment import resized
from rules.images.lying import Lying
from rules.images.model import WIDTH, Likeness, Small
from rules.images.structure import replaced, share
from rules.images.windows import differences

WORST = 0.3
REPLACED = 18
SHARED = 0.35


def compare(one: Small, other: Small) -> Likeness:
    """Copies may be cut, scrolled a little, framed, recompressed and drawn on; everything else makes another screen."""
    if np.array_equal(one.grey, other.grey) and np.array_equal(one.tint, other.tint):
        return Likeness(same=True, score=1.0, worst=0.0, shared=1.0)
    if one.grey.shape[1] != other.grey.shape[1]:  # a cut made one of them wider than high
        one, other = _narrow(one), _narrow(other)
    lying = Lying(one, other)
    rows = replaced(lying.parts, lying.ink, lying.ink_under)
    return _judged(float(differences(lying).max()), rows, share(lying.parts, lying.ink, lying.ink_under))


def _judged(worst: float, rows: int, shared: float) -> Likeness:
    """Each condition gives a score of one half just where it is met."""
    scores = 1 - worst / (2 * WORST), 1 - rows / (2 * REPLACED), shared / (2 * SHARED)
    score = max(0.0, min(1.0, *scores))
    return Likeness(score >= 0.5, score, worst, shared, rows)


def _narrow(small: Small) -> Small:
    height, width = small.grey.shape
    if width <= WIDTH:
        return small
    grey = resized(small.grey.astype(np.float32), WIDTH, max(8, height // 2))
    size = WIDTH // 2, max(4, len(grey) // 2)
    tint = np.stack([resized(small.tint[:, :, band].astype(np.float32), *size) for band in (0, 1)], axis=2)
    return Small(grey.astype(np.uint8), tint.astype(np.uint8))
