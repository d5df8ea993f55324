"""Holds two pictures against each other window by window, where a window is as large as a word."""

from collections.abc import Iterator

import numpy as np

from rules.images.arrays import quartered, shifted, window_sums
from rules.images.model import Flags, Floats
from rules.images.overlay import Overlay
from rules.images.prepared import EDGE
from rules.images.segments import Segment

_FAINT = 10.0
_HIGH, _WIDE = 7, 11  # of a window, in pairs of pixels
_ENOUGH = 0.45
_BESIDE = 8
_HIDDEN = 20
_SEAM = 12
_UNKNOWN = 9.0


def differences(lying: Overlay, drawn: Flags | None = None) -> Floats:
    """How much each window differs, 0 where nothing can be said; beside a seam the best explanation counts."""
    shape = lying.ground.shape
    ground, moved = lying.softened
    best = np.full((shape[0] // 2, shape[1] // 2), _UNKNOWN, np.float32)
    downs = dict.fromkeys(part.down for part in lying.parts if part.down is not None)
    joined, joined_weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for down in downs:
        under, weight = shifted(moved, down, shape), _weight(lying, down)
        if drawn is not None:
            _leave_out(weight, drawn)
        for rows in _rows_near(lying.parts, down, shape[0]):
            best[rows] = np.minimum(best[rows], _difference_in(rows, ground, under, weight))
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


def under_all(lying: Overlay, values: Floats, smaller: int) -> Floats:
    """The second picture's values, of a size so many times smaller, as its rows lie under the first's."""
    high, wide = (each // smaller for each in lying.ground.shape)
    under = np.zeros((high, wide, *values.shape[2:]), np.float32)
    for part in lying.parts:
        if part.down is not None:
            down = round(part.down / smaller)
            first = max(part.first // smaller, down, 0)
            after = min(-(-part.after // smaller), high, len(values) + down)
            if after > first:
                under[first:after] = values[first - down : after - down, :wide]
    return under


def _leave_out(weight: Floats, drawn: Flags) -> None:
    even = weight[: len(drawn) * 2, : drawn.shape[1] * 2]
    even *= ~drawn.repeat(2, 0).repeat(2, 1)


def _weight(lying: Overlay, down: int) -> Floats:
    """1 where both pictures show the post; not beyond the second's edge, or in the status bar."""
    weight = shifted(lying.inside, down, lying.ground.shape).copy()
    mine = lying.status if down <= 4 and (down <= 0 or lying.status_under) else 0
    theirs = lying.status_under + down if lying.status_under and down <= 4 else 0
    weight[: max(EDGE, mine, theirs)] = 0
    weight[-EDGE:] = weight[:, :EDGE] = weight[:, -EDGE:] = 0
    return weight


def _rows_near(parts: list[Segment], down: int, height: int) -> Iterator[slice]:
    """In pairs of rows."""
    for part in parts:
        if part.down == down:
            first, after = max(0, part.first - _BESIDE) // 2, (part.after + _BESIDE + 1) // 2
            yield slice(first, min(after, height // 2))


def _difference_in(rows: slice, one: Floats, other: Floats, weight: Floats) -> Floats:
    """As much around them as a window needs."""
    above = min(rows.start, _HIGH)
    around = slice(2 * (rows.start - above), 2 * (rows.stop + _HIGH))
    found = _difference(one[around], other[around], weight[around])
    return found[above : above + rows.stop - rows.start]


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
    a, b = one * weight, other * weight
    parts = (weight, a, b, a * a + b * b, a * b)
    count, sum_a, sum_b, squares, ab = (window_sums(quartered(each), _HIGH, _WIDE) for each in parts)
    known = np.maximum(count, 1)
    squares -= (sum_a * sum_a + sum_b * sum_b) / known
    ab -= sum_a * sum_b / known
    found: Floats = (squares - 2 * ab) / (np.maximum(squares, 0) + 2 * _FAINT * _FAINT * known)
    found[count < _ENOUGH * 4 * _HIGH * _WIDE] = 0
    return found
