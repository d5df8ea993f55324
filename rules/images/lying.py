"""Lays one picture on another, so that what is the same lies on itself."""

import numpy as np
import numpy.typing as npt

from rules.images.alignment import Placement, place
from rules.images.arrays import relief
from rules.images.model import Floats, Small
from rules.images.refinement import refined
from rules.images.segments import inked, segments
from rules.images.status import status_rows

EDGE = 2
_FINE, _FAINT = 15, 10


class Lying:
    """The second picture in the first one's scale, and which of its rows lie where."""

    def __init__(self, one: Small, other: Small) -> None:
        self.ground = one.grey.astype(np.float32)
        self.tint = one.tint.astype(np.float32)
        coarse = place(self.ground, other.grey.astype(np.float32))
        placement = Placement(coarse.across, coarse.along, coarse.right)
        mine = relief(self.ground, _FINE, _FAINT)
        for _ in range(2):
            self._move(other, placement)
            theirs = relief(self.moved, _FINE, _FAINT) * self.inside
            self.parts = segments(mine, theirs)
            finer = refined(self.ground, self.moved, self.parts, placement)
            if finer is placement:
                break
            placement = finer
        self.status, self.status_under = status_rows(self.ground), status_rows(self.moved)
        self.ink, self.ink_under = inked(mine), inked(theirs)
        self.ink[: self.status] = False
        self.ink_under[: self.status_under] = False

    def _move(self, other: Small, placement: Placement) -> None:
        """Into a frame as wide as the first picture; the rows are counted from the second's own first."""
        height, width = other.grey.shape
        size = self.ground.shape[1], max(8, round(height * placement.along))
        down = placement.down - round(placement.down)
        exact = Placement(placement.across, placement.along, placement.right, down)
        half = Placement(placement.across, placement.along, placement.right / 2, down / 2)
        self.moved = _moved(other.grey, size, exact)
        bands = [_moved(other.tint[:, :, band], (size[0] // 2, size[1] // 2), half) for band in (0, 1)]
        self.moved_tint = np.stack(bands, axis=2)
        left = max(EDGE, int(placement.right + EDGE + 0.9))
        right = min(int(placement.right + width * placement.across), size[0]) - EDGE
        self.inside = np.zeros_like(self.moved)
        self.inside[EDGE:-EDGE, left : max(0, right)] = 1


def _moved(values: npt.NDArray[np.uint8], size: tuple[int, int], place: Placement) -> Floats:
    from PIL import Image

    if place == Placement() and values.shape == size[::-1]:
        return values.astype(np.float32)
    back = (1 / place.across, 0, -place.right / place.across, 0, 1 / place.along, -place.down / place.along)
    image = Image.fromarray(np.ascontiguousarray(values))
    return np.asarray(
        image.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC), np.float32
    )
