"""Finds what somebody drew on a picture: thin lines whose colour the other picture has not."""

import numpy as np

from rules.images.arrays import window_sums
from rules.images.model import Flags, Floats

_STRONG, _WEAK = 40, 26
_THICK, _FULL = 11, 0.9
_AROUND, _LONG = 13, 10
_GROWTH = 13
_SPREAD = 5
_MOST = 0.12


def strokes(tint: Floats, under: Floats, seen: Floats) -> Flags:
    """From both pictures' colours, of half the size: two floats a place."""
    apart = np.abs(tint - under).sum(axis=2) * (seen > 0)
    differs: Flags = apart > _STRONG
    if not differs.any():
        return differs
    blots = _near(_filled(differs), _THICK + 4)
    thin = differs & ~blots
    drawn = thin & (window_sums(thin.astype(np.float32), _AROUND, _AROUND) > _LONG)
    faint = (apart > _WEAK) & ~blots
    for _ in range(2):  # the ends of a line are short
        drawn = faint & _near(drawn, _GROWTH)
    drawn = _near(drawn, _SPREAD)
    return drawn if drawn.mean() < _MOST else np.zeros_like(drawn)


def _filled(flags: Flags) -> Flags:
    full: Flags = window_sums(flags.astype(np.float32), _THICK, _THICK) > _FULL * _THICK * _THICK
    return full


def _near(flags: Flags, size: int) -> Flags:
    near: Flags = window_sums(flags.astype(np.float32), size, size) > 0.5
    return near
