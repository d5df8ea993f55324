"""Says whether two pictures show the same screen: the worst place decides, because another name makes another post."""

import numpy as np

from rules.images.alignment import Placement, place, resized
from rules.images.arrays import quartered, relief, shifted, softened, window_sums
from rules.images.model import WIDTH, Floats, Likeness, Small
from rules.images.refinement import refined
from rules.images.segments import inked, segments
from rules.images.status import status_rows
from rules.images.strokes import strokes
from rules.images.structure import replaced, share

WORST = 0.3
REPLACED = 18
SHARED = 0.35
_FAINT = 10.0
_HIGH, _WIDE = 7, 11  # of a window, in pairs of pixels
_ENOUGH = 0.45
_EDGE = 2
_JUNCTION = 8
_HIDDEN = 20
_SEAM = 6
_UNKNOWN = 9.0


def compare(one: Small, other: Small) -> Likeness:
    """Copies may be cut, scrolled a little, framed, recompressed and drawn on; everything else makes another screen."""
    if one.grey.shape[1] != other.grey.shape[1]:  # a cut made one of them wider than high
        one, other = _halved(one), _halved(other)
    lying = Lying(one, other)
    return _judged(
        worst_window(lying),
        replaced(lying.parts, lying.ink, lying.ink_under),
        share(lying.parts, lying.ink, lying.ink_under),
    )


def _judged(worst: float, rows: int, shared: float) -> Likeness:
    """Each condition gives a score of one half just where it is met."""
    score = min(
        1 - min(1.0, worst / (2 * WORST)),
        1 - min(1.0, rows / (2 * REPLACED)),
        min(1.0, shared / (2 * SHARED)),
    )
    return Likeness(score >= 0.5, score, worst, shared, rows)


def _halved(small: Small) -> Small:
    height, width = small.grey.shape
    if width <= WIDTH:
        return small
    grey = resized(small.grey.astype(np.float32), WIDTH, max(8, height // 2))
    bands = [
        resized(small.tint[:, :, band].astype(np.float32), WIDTH // 2, max(4, len(grey) // 2))
        for band in (0, 1)
    ]
    return Small(grey.astype(np.uint8), np.stack(bands, axis=2).astype(np.uint8))


class Lying:
    """The second picture in the first one's scale, and which of its rows lie where."""

    def __init__(self, one: Small, other: Small) -> None:
        self.ground = one.grey.astype(np.float32)
        self.tint = one.tint.astype(np.float32)
        coarse = place(self.ground, other.grey.astype(np.float32))
        placement = Placement(coarse.across, coarse.along, coarse.right, 0)
        relief_one = relief(self.ground, 15, 10)
        for _ in range(2):
            self._move(other, placement)
            relief_two = relief(self.moved, 15, 10) * self.inside
            self.parts = segments(relief_one, relief_two)
            finer = refined(self.ground, self.moved, self.parts, placement)
            if finer is placement:
                break
            placement = finer
        self.placement = placement
        self.ink, self.ink_under = inked(relief_one), inked(relief_two)
        self.ink[: status_rows(self.ground)] = False
        self.ink_under[: status_rows(self.moved)] = False

    def _move(self, other: Small, placement: Placement) -> None:
        height, width = other.grey.shape
        size = self.ground.shape[1], max(8, round(height * placement.along))
        down = placement.down - round(placement.down)
        self.moved = _moved(other.grey, size, placement, down)
        half = size[0] // 2, size[1] // 2
        halved = Placement(placement.across, placement.along, placement.right / 2)
        self.moved_tint = np.stack(
            [_moved(other.tint[:, :, band], half, halved, down / 2) for band in (0, 1)], axis=2
        )
        left, right = placement.right, placement.right + width * placement.across
        self.inside = np.zeros_like(self.moved)
        self.inside[
            _EDGE : -_EDGE or None,
            max(_EDGE, int(left + _EDGE + 0.9)) : max(0, min(int(right), size[0]) - _EDGE),
        ] = 1


def _moved(values, size, placement, down):
    from PIL import Image

    plain = placement.across == placement.along == 1 and down == 0 and placement.right == 0
    if plain and values.shape == size[::-1]:
        return values.astype(np.float32)
    data = (
        1 / placement.across,
        0,
        -placement.right / placement.across,
        0,
        1 / placement.along,
        -down / placement.along,
    )
    image = Image.fromarray(np.ascontiguousarray(values)).transform(
        size, Image.Transform.AFFINE, data, Image.Resampling.BICUBIC
    )
    return np.asarray(image, np.float32)


def worst_window(lying: Lying) -> float:
    found = differences(lying)
    return float(found.max())


def differences(lying: Lying) -> Floats:
    """How much each window differs, 0 where nothing can be said; beside a junction the best explanation counts."""
    shape = lying.ground.shape
    ground = softened(lying.ground)
    moved = softened(lying.moved)
    status_one, status_two = status_rows(lying.ground), status_rows(lying.moved)
    best = np.full((shape[0] // 2, shape[1] // 2), _UNKNOWN, np.float32)
    composite, joined = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    downs = dict.fromkeys(part.down for part in lying.parts if part.down is not None)
    for down in downs:
        under = shifted(moved, down, shape)
        seen = shifted(lying.inside, down, shape)
        half = shape[0] // 2, shape[1] // 2
        tint = np.stack(
            [shifted(lying.moved_tint[:, :, band], round(down / 2), half) for band in (0, 1)], axis=2
        )
        drawn = strokes(lying.tint[: half[0], : half[1]], tint, seen[: half[0] * 2 : 2, : half[1] * 2 : 2])
        seen[: half[0] * 2, : half[1] * 2] *= 1 - drawn.repeat(2, 0).repeat(2, 1)
        seen[: _status(status_one, status_two, down)] = 0
        near = np.zeros(shape[0], np.bool_)
        for part in lying.parts:
            if part.down == down:
                near[max(0, part.first - _JUNCTION) : part.after + _JUNCTION] = True
                inner = slice(
                    part.first + _EDGE * (part.first > 0), part.after - _EDGE * (part.after < shape[0])
                )
                composite[inner], joined[inner] = under[inner], seen[inner]
        found = _difference(ground, under, seen)
        found[~near[: len(found) * 2 : 2]] = _UNKNOWN
        best = np.minimum(best, found)
    if len(lying.parts) > 1:
        best = np.minimum(best, _difference(ground, composite, joined))
    for number, part in enumerate(lying.parts):
        if part.down is None:
            inner = 0 < number < len(lying.parts) - 1
            around = _HIDDEN if inner else _EDGE
            best[max(0, part.first - around) // 2 : (part.after + around) // 2] = 0
        elif number:
            best[(part.first - _SEAM) // 2 : (part.first + _SEAM) // 2] = 0
    best[best == _UNKNOWN] = 0
    return best


def _status(one: int, other: int, down: int) -> int:
    """Down to which row clocks and batteries may differ."""
    return (
        max(one, other + down)
        if one and other and abs(down) <= 4
        else max(one if down <= 0 else 0, other + down if other and down <= 4 else 0, 0)
    )


def _difference(one: Floats, other: Floats, weight: Floats) -> Floats:
    """0 where two windows show the same in whatever brightness, 1 where they have nothing in common."""
    a, b = (one - 128) * weight, (other - 128) * weight
    sums = [window_sums(quartered(each), _HIGH, _WIDE) for each in (weight, a, b, a * a, b * b, a * b)]
    count, sum_a, sum_b, aa, bb, ab = sums
    known = np.maximum(count, 1)
    aa, bb, ab = aa - sum_a * sum_a / known, bb - sum_b * sum_b / known, ab - sum_a * sum_b / known
    faint = 2 * _FAINT * _FAINT * known
    found: Floats = (aa + bb - 2 * ab) / (np.maximum(aa + bb, 0) + faint)
    found[count < _ENOUGH * 4 * _HIGH * _WIDE] = 0
    return found
