"""Makes a placement exact to a part of a pixel, from blocks all over the picture."""

import numpy as np

from rules.images.alignment import Placement
from rules.images.arrays import shifted
from rules.images.model import Flags, Floats
from rules.images.segments import Segment

_BLOCK = 48
_REACH = 7
_CONTRAST = 12
_FEW = 4
_TOGETHER = 8
_EXACT = 0.15
_MOST = 28


def refined(ground: Floats, moved: Floats, parts: list[Segment], placement: Placement) -> Placement:
    """A better placement for the second picture; what was content moves with `down`, parts have to be found anew."""
    main = max((part for part in parts if part.down is not None), key=lambda part: part.rows, default=None)
    if main is None or main.down is None:
        return placement
    places: list[tuple[float, float]] = []
    downs: list[int] = []
    pairs: list[tuple[Floats, Floats]] = []
    for part in parts:
        if part.down is not None and abs(part.down - main.down) <= _TOGETHER:
            under = shifted(moved, part.down, ground.shape)
            for x, y in _blocks(ground, under, part):
                places.append((x + _BLOCK / 2, y + _BLOCK / 2))
                downs.append(part.down)
                square = slice(y, y + _BLOCK), slice(x, x + _BLOCK)
                pairs.append((ground[square], under[square]))
    if len(places) < _FEW:
        return placement
    right, down = _offsets(np.stack([one for one, _ in pairs]), np.stack([other for _, other in pairs]))
    x, y = np.array(places).T
    start_x, slope_x = _line(x, right)
    start_y, slope_y = _line(y, down + np.array(downs))
    ends = start_x, start_x + slope_x * ground.shape[1], slope_y * len(ground), start_y - round(start_y)
    if max(map(abs, ends)) < _EXACT:
        return placement
    # A point found at p lies at p - offset(p) in the moved picture, which has to be stretched accordingly.
    wider, higher = 1 / (1 - slope_x), 1 / (1 - slope_y)
    return Placement(
        placement.across * wider,
        placement.along * higher,
        placement.right * wider + start_x * wider,
        placement.down * higher + start_y * higher,
        placement.strength,
    )


def _blocks(ground: Floats, under: Floats, part: Segment) -> list[tuple[int, int]]:
    """Corners of places where both pictures show something."""
    if part.rows < _BLOCK:
        return []
    both = _contrast(ground, part) & _contrast(under, part)
    rows, columns = np.nonzero(both)
    corners = list(
        zip((columns * _BLOCK).tolist(), (part.first + rows * (_BLOCK // 2)).tolist(), strict=True)
    )
    return corners[:: max(1, -(-len(corners) // _MOST))]


def _contrast(grey: Floats, part: Segment) -> Flags:
    """Of blocks side by side, each half a block below the last; every second pixel is enough."""
    wide = grey.shape[1] // _BLOCK * _BLOCK
    rows = part.rows // (_BLOCK // 2) * (_BLOCK // 2)
    some = grey[part.first : part.first + rows : 2, :wide:2] - 128
    shape = 2 * rows // _BLOCK, _BLOCK // 4, wide // _BLOCK, _BLOCK // 2
    sums, squares = (each.reshape(shape).sum(axis=(1, 3)) for each in (some, some * some))
    count = (_BLOCK // 2) ** 2
    mean, square = ((each[:-1] + each[1:]) / count for each in (sums, squares))
    varied: Flags = square - mean * mean > _CONTRAST * _CONTRAST
    return varied


def _offsets(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """How far right and down of the second's the first's blocks are, by phase correlation."""
    frame = (np.hanning(_BLOCK)[:, None] * np.hanning(_BLOCK)[None]).astype(np.float32)
    first, second = (
        np.fft.rfft2((each - each.mean(axis=(1, 2), keepdims=True)) * frame) for each in (one, other)
    )
    product = first * np.conj(second)
    product /= np.sqrt(np.abs(product)) + 1e-3
    size = 2 * _REACH + 3
    found = np.roll(np.fft.irfft2(product, (_BLOCK, _BLOCK)), (_REACH + 1, _REACH + 1), (1, 2))[
        :, :size, :size
    ]
    inner = found[:, 1:-1, 1:-1].reshape(len(found), -1)
    y, x = np.divmod(inner.argmax(axis=1), size - 2)
    each, x, y = np.arange(len(found)), x + 1, y + 1
    top = found[each, y, x]
    right = x - _REACH - 1 + _vertex(found[each, y, x - 1], top, found[each, y, x + 1])
    down = y - _REACH - 1 + _vertex(found[each, y - 1, x], top, found[each, y + 1, x])
    return right, down


def _vertex(before: Floats, top: Floats, after: Floats) -> Floats:
    bend = before - 2 * top + after
    bent = np.abs(bend) > 1e-9
    vertex: Floats = np.where(bent, 0.5 * (before - after) / np.where(bent, bend, 1), 0)
    return vertex


def _line(where: Floats, offsets: Floats) -> tuple[float, float]:
    """Start and slope of the offsets, without those that do not fit."""
    start, slope = float(np.median(offsets)), 0.0
    near = np.abs(offsets - start) < _TOGETHER
    for _ in range(4):
        if near.sum() < _FEW or np.ptp(where[near]) < 2 * _BLOCK:
            break
        slope, start = (float(each) for each in np.polyfit(where[near], offsets[near], 1))
        away = np.abs(offsets - start - slope * where)
        near = away < max(0.4, 2 * float(np.median(away)))
    return start, slope
