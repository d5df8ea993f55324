"""Finds what somebody drew on one of two pictures: thin lines that the other picture has not."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rules.images.arrays import window_sums
from rules.images.model import Flags, Floats

_STRONG, _WEAK = 40, 26
_THICK, _MARKER, _FULL = (11, 11), (6, 16), 0.9
_AROUND, _LONG = 13, 10
_GROWTH = 13
_SPREAD = 5
_APART = 14
_WORD, _MIXED = (7, 15), 8
_LENGTH, _STRAIGHT = 16, 14
_TURNS = 24


def strokes(grey: Floats, under: Floats, tint: Floats, tint_under: Floats, seen: Flags) -> Iterator[Flags]:
    """From both pictures' greys and colours (two floats a place), of half the size: one kind after the other."""
    apart = np.abs(tint - tint_under).sum(axis=2) * seen
    brighter = (grey - under) * seen
    darker, lighter = brighter < -_APART, brighter > _APART
    yield _coloured(apart)
    yield _plain(darker, lighter)
    yield _plain(lighter, darker)


def _coloured(apart: Floats) -> Flags:
    """Pens."""
    differs: Flags = apart > _STRONG
    if not differs.any():
        return differs
    blots = _blots(differs)
    thin = differs & ~blots
    drawn = thin & (window_sums(thin.astype(np.uint8), _AROUND, _AROUND) > _LONG)
    faint = (apart > _WEAK) & ~blots
    for _ in range(2):  # the ends of a line are short
        drawn = faint & _near(drawn, _GROWTH)
    return _near(drawn, _SPREAD)


def _plain(differs: Flags, against: Flags) -> Flags:
    """Black and white pens: long where letters are short, and nothing is the other way round as in other words."""
    long = _straight(differs)
    if not long.any():
        return long
    words = window_sums(against.astype(np.uint8), *_WORD) > _MIXED
    thin = differs & ~_blots(differs) & ~words
    drawn = long & thin
    for _ in range(4):
        drawn = thin & _near(drawn, _GROWTH)
    return _near(drawn, _SPREAD)


def _straight(flags: Flags) -> Flags:
    """Places on lines, in whatever direction, that are set nearly all along."""
    found = np.zeros_like(flags)
    rows, columns = (np.flatnonzero(np.any(flags, axis=axis)) for axis in (1, 0))
    if not len(rows):
        return found
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    framed = np.pad(flags[box].view(np.uint8), _LENGTH)
    long = np.zeros(framed.shape, np.bool_)
    for context in range(_TURNS):
        _mark(long, framed, np.pi * context / _TURNS)
    found[box] = long[_LENGTH:-_LENGTH, _LENGTH:-_LENGTH]
    return found & flags


def _mark(long: Flags, framed: npt.NDArray[np.uint8], angle: float) -> None:
    """Sums along the line of two places make those of four, and so on; then each is handed back to all its places."""
    flat, wide = framed.ravel(), framed.shape[1]
    steps = [
        round(step * np.sin(angle)) * wide + round(step * np.cos(angle))
        for step in (1 << bit for bit in range(_LENGTH.bit_length() - 1))
    ]
    for step in steps:
        flat = flat[: -abs(step)] + flat[abs(step) :]
    starts = np.flatnonzero(flat >= _STRAIGHT)
    lines = long.ravel()
    for place in _places(steps):
        lines[starts + place] = True


def _places(steps: list[int]) -> list[int]:
    """Where the places of a line lie from its first in memory."""
    places = [0]
    for step in steps:
        places += [place + abs(step) for place in places]
    return places


def _blots(flags: Flags) -> Flags:
    """No lines: what is thick, and what lies over words as a marker does: they may be another name."""
    blots: Flags = np.zeros_like(flags)
    for high, wide in (_THICK, _MARKER):
        full = window_sums(flags.astype(np.uint8), high, wide) > _FULL * high * wide
        blots |= window_sums(full.astype(np.uint8), high + 4, wide + 4) > 0
    return blots


def _near(flags: Flags, size: int) -> Flags:
    near: Flags = window_sums(flags.astype(np.uint8), size, size) > 0
    return near
