"""Finds the one scale and place at which a picture lies on another as a whole."""

from dataclasses import dataclass

import numpy as np

from rules.images.arrays import relief
from rules.images.model import Floats

_COARSE = 4
_SURE = 0.5
_SIDEWAYS = 0.13
_NEAR = (0.989, 1.011)
_FAR = tuple(float(each) for each in np.round(np.geomspace(0.86, 1.163, 29), 4))


@dataclass(frozen=True, slots=True)
class Placement:
    """The second picture, made `across` times as wide and `along` times as high, then moved, lies on the first."""

    across: float = 1.0
    along: float = 1.0
    right: float = 0.0
    down: float = 0.0
    strength: float = 0.0


def place(one: Floats, other: Floats) -> Placement:
    """Most copies have the scale of the original, which is tried first."""
    ground = Ground(one, other)
    best = ground.under(other, 1.0)
    best = max([best, *(ground.under(other, scale) for scale in _NEAR)], key=_strength)
    if best.across == 1.0 and best.strength >= _SURE:
        return best
    best = max([best, *(ground.under(other, scale) for scale in _FAR)], key=_strength)
    finer = [ground.under(other, best.across * step) for step in (0.995, 1.005)]
    return max([best, *finer], key=_strength)


def _strength(placement: Placement) -> float:
    return placement.strength


class Ground:
    """The first picture, prepared for laying others on it."""

    def __init__(self, one: Floats, other: Floats) -> None:
        coarse = _coarse(one, 1.0)
        widest = max(one.shape[1], other.shape[1]) / _COARSE
        self._shape = (
            _power((len(one) + len(other) * 1.17) / _COARSE),
            _power(widest * 1.17 * (1 + _SIDEWAYS)),
        )
        self._reach = int(widest * _SIDEWAYS)
        self._spectrum = np.fft.rfft2(coarse, self._shape)
        self._energy = float((coarse * coarse).sum())

    def under(self, other: Floats, scale: float) -> Placement:
        coarse = _coarse(other, scale)
        spectrum = self._spectrum * np.conj(np.fft.rfft2(coarse, self._shape))
        found = np.fft.irfft2(spectrum, self._shape)
        near = np.concatenate([found[:, -self._reach :], found[:, : self._reach + 1]], axis=1)
        down, right = divmod(int(near.argmax()), near.shape[1])
        strength = float(near[down, right]) / float(np.sqrt(self._energy * (coarse * coarse).sum()) + 1)
        down -= self._shape[0] if down > self._shape[0] // 2 else 0
        return Placement(scale, scale, (right - self._reach) * _COARSE, down * _COARSE, strength)


def _coarse(grey: Floats, scale: float) -> Floats:
    height, width = grey.shape
    size = max(8, round(width * scale / _COARSE)), max(8, round(height * scale / _COARSE))
    return relief(resized(grey, *size), 9, 6)


def resized(grey: Floats, width: int, height: int) -> Floats:
    from PIL import Image

    image = Image.fromarray(grey).resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(image, np.float32)


def _power(size: float) -> int:
    return 1 << int(np.ceil(np.log2(size)))
