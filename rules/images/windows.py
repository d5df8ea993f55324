"""Holds two pictures against each other window by window, where a window is as large as a word."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rules.images.arrays import quartered, shifted, softened, window_sums
from rules.images.lying import EDGE, Lying
from rules.images.model import Floats
from rules.images.segments import Segment
from rules.images.strokes import strokes

_FAINT = 10.0
_HIGH, _WIDE = 7, 11  # of a window, in pairs of pixels
_ENOUGH = 0.45
_BESIDE = 8
_HIDDEN = 20
_SEAM = 12
_UNKNOWN = 9.0


def differences(lying: Lying) -> Floats:
    """How much each window differs, 0 where nothing can be said; beside a seam the best explanation counts."""
    shape = lying.ground.shape
    ground, moved = softened(lying.ground), softened(lying.moved)
    best = np.full((shape[0] // 2, shape[1] // 2), _UNKNOWN, np.float32)
    joined, joined_weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for down in dict.fromkeys(part.down for part in lying.parts if part.down is not None):
        under, weight = shifted(moved, down, shape), _weight(lying, down)
        found = _difference(ground, under, weight)
        found[~_rows_near(lying.parts, down, shape[0])[: len(found) * 2 : 2]] = _UNKNOWN
        best = np.minimum(best, found)
        for part in lying.parts:
            if part.down == down:
                inner = slice(
                    part.first + EDGE * (part.first > 0), part.after - EDGE * (part.after < shape[0])
                )
                joined[inner], joined_weight[inner] = under[inner], weight[inner]
    if len(lying.parts) > 1:
        best = np.minimum(best, _difference(ground, joined, joined_weight))
    for rows in _unknowable(lying.parts):
        best[rows] = 0
    best[best == _UNKNOWN] = 0
    return best


def _weight(lying: Lying, down: int) -> Floats:
    """1 where both pictures show the post; not beyond the second's edge, under a pen's stroke, or in the status bar."""
    height, width = lying.ground.shape
    half = height // 2, width // 2
    weight = shifted(lying.inside, down, (height, width))
    tint = np.stack([shifted(lying.moved_tint[:, :, band], round(down / 2), half) for band in (0, 1)], axis=2)
    even = weight[: half[0] * 2, : half[1] * 2]
    drawn = strokes(lying.tint[: half[0], : half[1]], tint, even[::2, ::2])
    even *= 1 - drawn.repeat(2, 0).repeat(2, 1)
    mine = lying.status if down <= 4 and (down <= 0 or lying.status_under) else 0
    theirs = lying.status_under + down if lying.status_under and down <= 4 else 0
    weight[: max(0, mine, theirs)] = 0
    return weight


def _rows_near(parts: list[Segment], down: int, height: int) -> npt.NDArray[np.bool_]:
    near = np.zeros(height, np.bool_)
    for part in parts:
        if part.down == down:
            near[max(0, part.first - _BESIDE) : part.after + _BESIDE] = True
    return near


def _unknowable(parts: list[Segment]) -> Iterator[slice]:
    """Pairs of rows of which the second picture has nothing, or only half because of scrolling."""
    for number, part in enumerate(parts):
        if part.down is None:
            around = _HIDDEN if 0 < number < len(parts) - 1 else EDGE
            yield slice(max(0, part.first - around) // 2, (part.after + around) // 2)
        elif number:
            yield slice(max(0, part.first - _SEAM) // 2, (part.first + _SEAM) // 2)


def _difference(one: Floats, other: Floats, weight: Floats) -> Floats:
    """0 where two windows show the same in whatever brightness, 1 where they have nothing in common."""
    a, b = (one - 128) * weight, (other - 128) * weight
    parts = (weight, a, b, a * a, b * b, a * b)
    count, sum_a, sum_b, aa, bb, ab = (window_sums(quartered(each), _HIGH, _WIDE) for each in parts)
    known = np.maximum(count, 1)
    aa, bb, ab = aa - sum_a * sum_a / known, bb - sum_b * sum_b / known, ab - sum_a * sum_b / known
    found: Floats = (aa + bb - 2 * ab) / (np.maximum(aa + bb, 0) + 2 * _FAINT * _FAINT * known)
    found[count < _ENOUGH * 4 * _HIGH * _WIDE] = 0
    return found
