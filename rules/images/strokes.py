"""Finds what somebody drew on one of two pictures: thin lines that the other picture has not."""

import numpy as np

from rules.images.arrays import window_sums
from rules.images.model import Flags, Floats

_STRONG, _WEAK = 40, 26
_THICK, _FULL = 11, 0.9
_AROUND, _LONG = 13, 10
_GROWTH = 13
_SPREAD = 5
_RIM, _SHADE = 5, 12
_MARKED = 5, 21
_MOST = 0.12
_APART = 14
_WORD, _MIXED = (7, 15), 8
_LENGTH, _STRAIGHT = 16, 14
_TURNS = 24


def strokes(grey: Floats, grey_under: Floats, tint: Floats, tint_under: Floats, seen: Flags) -> Flags:
    """From both pictures' greys and colours (two floats a place), of half the size."""
    drawn = _coloured(tint, tint_under, seen)
    brighter = (grey - grey_under) * seen
    drawn |= _little(_rim((np.abs(brighter) > _SHADE) | ((np.abs(tint - tint_under).sum(axis=2) > _SHADE) & seen), seen))
    darker, lighter = brighter < -_APART, brighter > _APART
    drawn |= _little(_plain(darker, lighter)) | _little(_plain(lighter, darker))
    return drawn


def _coloured(tint: Floats, under: Floats, seen: Flags) -> Flags:
    """Pens."""
    apart = np.abs(tint - under).sum(axis=2) * seen
    differs: Flags = apart > _STRONG
    if not differs.any():
        return differs
    blots = _near(_filled(differs), _THICK + 4)
    thin = differs & ~blots
    drawn = thin & (window_sums(thin.astype(np.float32), _AROUND, _AROUND) > _LONG)
    faint = (apart > _WEAK) & ~blots
    for _ in range(4):  # the ends of a line are short
        drawn = faint & _near(drawn, _GROWTH)
    return _little(_near(drawn, _SPREAD))


def _rim(shaded: Flags, seen: Flags) -> Flags:
    """Of what a marker covered; inside it, the text still shows."""
    full = window_sums(shaded.astype(np.float32), *_MARKED) > _FULL * _MARKED[0] * _MARKED[1]
    covered = shaded & (window_sums(full.astype(np.float32), *_MARKED) > 0.5)
    covered = _near(covered, 3)
    return _near(covered, _RIM) & _near(~covered & seen, _RIM)


def _plain(differs: Flags, against: Flags) -> Flags:
    """Black and white pens: long where letters are short, and nothing is the other way round as in other words."""
    long = _straight(differs)
    if not long.any():
        return long
    words = window_sums(against.astype(np.float32), *_WORD) > _MIXED
    thin = differs & ~_near(_filled(differs), _THICK + 4) & ~words
    drawn = long & thin
    for _ in range(4):
        drawn = thin & _near(drawn, _GROWTH)
    return _near(drawn, _SPREAD)


def _straight(flags: Flags) -> Flags:
    """Places on lines, in whatever direction, that are set nearly all along."""
    ones = flags.view(np.uint8)
    found = np.zeros(flags.shape, np.bool_)
    margin = _LENGTH
    framed = np.pad(ones, margin)
    for turn in range(_TURNS):
        angle = np.pi * turn / _TURNS
        steps = [
            (round(-np.sin(angle) * step), round(np.cos(angle) * step))
            for step in (1 << bit for bit in range(_LENGTH.bit_length() - 1))
        ]
        sums = framed
        for down, right in steps:
            sums = sums + np.roll(sums, (-down, -right), (0, 1))
        line = sums >= _STRAIGHT
        if not line.any():
            continue
        for down, right in steps:
            line = line | np.roll(line, (down, right), (0, 1))
        found |= line[margin:-margin, margin:-margin]
    return found & flags


def _little(drawn: Flags) -> Flags:
    """Whoever draws on nearly everything leaves nothing to compare."""
    return drawn if drawn.mean() < _MOST else np.zeros_like(drawn)


def _filled(flags: Flags) -> Flags:
    full: Flags = window_sums(flags.astype(np.float32), _THICK, _THICK) > _FULL * _THICK * _THICK
    return full


def _near(flags: Flags, size: int) -> Flags:
    near: Flags = window_sums(flags.astype(np.uint8), size, size) > 0
    return near
