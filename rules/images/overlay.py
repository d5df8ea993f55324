"""Lays one picture on another, so that what is the same lies on itself."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from rules.images.alignment import Placement, place
from rules.images.arrays import softened
from rules.images.model import Floats
from rules.images.prepared import COLUMNS, EDGE, Prepared, features
from rules.images.refinement import refined
from rules.images.segments import inked, segments
from rules.images.status import status_rows


class Overlay:
    """The second picture in the first one's scale, and which of its rows lie where."""

    def __init__(self, one: Prepared, other: Prepared, placement: Placement) -> None:
        self.one, self.other = one, other
        self.ground = one.grey
        self._place(placement)
        theirs = self._features()
        self.parts = segments(one.features, theirs)
        self.status = one.status
        self.ink, self.ink_under = inked(one.features), inked(theirs)
        self.ink[: self.status] = False
        self.ink_under[: self.status_under] = False

    def finer(self) -> "Overlay":
        """The same when nothing can be made better."""
        found = refined(self.ground, self.moved, self.parts, self.placement)
        return self if found is self.placement else Overlay(self.one, self.other, found)

    @cached_property
    def softened(self) -> tuple[Floats, Floats]:
        """Around a middle grey."""
        return self.one.softened, self.other.softened if self._untouched else softened(self.moved - 128)

    def _place(self, placement: Placement) -> None:
        """Into a frame as wide as the first picture; the rows are counted from the second's own first."""
        height, width = self.other.small.grey.shape
        self.placement = placement
        size = self.ground.shape[1], max(8, round(height * placement.along))
        down = placement.down - round(placement.down)
        self._exact = Placement(placement.across, placement.along, placement.right, down)
        self._untouched = self._exact == Placement() and size == (width, height)
        if self._untouched:
            self.moved, self.status_under = self.other.grey, self.other.status
        else:
            self.moved = moved(self.other.small.grey, size, self._exact)
            self.status_under = status_rows(self.moved)
        left = max(EDGE, int(placement.right + EDGE + 0.9))
        right = min(int(placement.right + width * placement.across), size[0]) - EDGE
        self.inside = np.zeros_like(self.moved)
        self.inside[EDGE:-EDGE, left : max(0, right)] = 1

    def _features(self) -> Floats:
        found = self.other.features if self._untouched else features(self.moved)
        return found * self.inside[:, 1::COLUMNS][:, : found.shape[1]]

    def tint_under(self) -> Floats:
        """The second's colours in the frame of half the size."""
        high, wide = self.moved.shape
        exact = self._exact
        half = Placement(exact.across, exact.along, exact.right / 2, exact.down / 2)
        tint = self.other.small.tint
        return np.stack([moved(tint[:, :, band], (wide // 2, high // 2), half) for band in (0, 1)], axis=2)


def lay(one: Prepared, other: Prepared) -> Overlay:
    coarse = place(one, other)
    return Overlay(one, other, Placement(coarse.across, coarse.along, coarse.right, 0.0, coarse.strength))


def moved(values: npt.NDArray[np.uint8], size: tuple[int, int], place: Placement) -> Floats:
    """Stretched, then moved by parts of a row and by columns; nothing stands where it does not reach."""
    from PIL import Image

    high, wide = values.shape
    if place == Placement() and values.shape == size[::-1]:
        return values.astype(np.float32)
    left, right = _reached(place.right, wide * place.across, size[0])
    top, bottom = _reached(place.down, high * place.along, size[1])
    out = np.zeros(size[::-1], np.float32)
    box = (
        max(0.0, (left - place.right) / place.across), max(0.0, (top - place.down) / place.along),
        min(float(wide), (right - place.right) / place.across),
        min(float(high), (bottom - place.down) / place.along),
    )  # fmt: skip
    if right > left and bottom > top and box[2] > box[0] and box[3] > box[1]:
        image = Image.fromarray(np.ascontiguousarray(values))
        out[top:bottom, left:right] = np.asarray(
            image.resize((right - left, bottom - top), Image.Resampling.BICUBIC, box)
        )
    return out


def _reached(start: float, length: float, size: int) -> tuple[int, int]:
    """The whole places that lie on it."""
    return max(0, int(np.ceil(start - 1e-6))), min(size, int(np.floor(start + length + 1e-6)))
