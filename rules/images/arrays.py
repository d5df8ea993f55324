"""Small sums over windows of a picture, without loops."""

import numpy as np

from rules.images.model import Floats


def window_sums(values: Floats, high: int, wide: int) -> Floats:
    """The sum over a window around each place; beyond the edges stands nothing."""
    rows = _running(np.pad(values, ((high // 2 + 1, (high - 1) // 2), (0, 0))), high)
    columns = _running(np.pad(rows.T, ((wide // 2 + 1, (wide - 1) // 2), (0, 0))), wide)
    return columns.T


def _running(values: Floats, size: int) -> Floats:
    total = np.cumsum(values, axis=0, dtype=np.float32)
    sums: Floats = total[size:] - total[:-size]
    return sums


def window_means(values: Floats, size: int) -> Floats:
    """At the edges, the edge goes on outside."""
    before, after = size // 2 + 1, (size - 1) // 2
    rows = _running(np.pad(values, ((before, after), (0, 0)), mode="edge"), size)
    means: Floats = _running(np.pad(rows.T, ((before, after), (0, 0)), mode="edge"), size).T / (size * size)
    return means


def relief(grey: Floats, size: int, faint: float) -> Floats:
    """What stands out from its surroundings, equally strong in text and in photos; noise stays faint."""
    out = grey - window_means(grey, size)
    even: Floats = out / np.sqrt(np.maximum(window_means(out * out, 2 * size), 0) + faint * faint)
    return even


def softened(values: Floats) -> Floats:
    """Takes away the sharpness that copies lose anyway."""
    rows = np.pad(values, ((1, 1), (0, 0)), mode="edge")
    rows = rows[:-2] + 2 * rows[1:-1] + rows[2:]
    columns = np.pad(rows, ((0, 0), (1, 1)), mode="edge")
    soft: Floats = (columns[:, :-2] + 2 * columns[:, 1:-1] + columns[:, 2:]) / 16
    return soft


def quartered(values: Floats) -> Floats:
    """The sums of two by two neighbours."""
    high, wide = values.shape[0] // 2 * 2, values.shape[1] // 2 * 2
    sums: Floats = values[0:high:2, 0:wide:2] + values[1:high:2, 0:wide:2]
    sums += values[0:high:2, 1:wide:2]
    sums += values[1:high:2, 1:wide:2]
    return sums


def shifted(values: Floats, down: int, shape: tuple[int, int]) -> Floats:
    """The rows moved down within a frame of that shape; nothing stands where they do not reach."""
    out = np.zeros(shape, np.float32)
    top, bottom = max(0, down), min(shape[0], len(values) + down)
    wide = min(shape[1], values.shape[1])
    if bottom > top:
        out[top:bottom, :wide] = values[top - down : bottom - down, :wide]
    return out
