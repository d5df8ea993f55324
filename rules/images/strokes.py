"""Finds what somebody drew on a picture: thin lines whose colour the other picture has not."""

import numpy as np

from rules.images.arrays import window_sums
from rules.images.model import Flags, Floats

_STRONG = 40
_THICK, _FULL = 7, 0.9
_AROUND, _LONG = 13, 16
_SPREAD = 5
_MOST = 0.12


def strokes(tint: Floats, under: Floats, seen: Floats) -> Flags:
    """From both pictures' colours, of half the size: two floats a place."""
    differs = (np.abs(tint - under).sum(axis=2) > _STRONG) & (seen > 0)
    if not differs.any():
        return differs
    thick = window_sums(differs.astype(np.float32), _THICK, _THICK) > _FULL * _THICK * _THICK
    blots = window_sums(thick.astype(np.float32), _THICK + 4, _THICK + 4) > 0.5
    thin = (differs & ~blots).astype(np.float32)
    long = (thin > 0) & (window_sums(thin, _AROUND, _AROUND) > _LONG)
    drawn: Flags = window_sums(long.astype(np.float32), _SPREAD, _SPREAD) > 0.5
    return drawn if drawn.mean() < _MOST else np.zeros_like(drawn)
