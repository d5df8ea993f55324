"""Finds the line with clock and battery at the top of a screen."""

import numpy as np

from rules.images.model import Floats

_WITHIN, _LOWEST_START, _HIGHEST = 70, 40, 26
_CONTRAST = 40
_BELOW = 3


def status_rows(grey: Floats) -> int:
    """How many rows at the top belong to it; 0 when the picture begins with something else."""
    top = grey[:_WITHIN]
    ink = np.abs(top - np.median(top, axis=1, keepdims=True)) > _CONTRAST
    rows = ink.sum(axis=1) > 1
    first = int(rows.argmax())
    if not rows.any() or first > _LOWEST_START:
        return 0
    after = next(
        (row for row in range(first, len(rows) - _BELOW) if not rows[row : row + _BELOW].any()), None
    )
    if after is None or after - first > _HIGHEST:
        return 0
    wide = grey.shape[1]
    return 0 if ink[first:after, int(0.4 * wide) : int(0.6 * wide)].any() else after + 2
