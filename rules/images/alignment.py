"""Finds the one scale and place at which a picture lies on another as a whole."""

from dataclasses import dataclass

import numpy as np

from rules.images.arrays import relief
from rules.images.model import Floats
from rules.images.prepared import Prepared, scaled

_SURE, _CERTAIN = 0.5, 0.7
_SIDEWAYS = 0.13
_NEAR = (0.989, 1.011)
_FAR = tuple(float(each) for each in np.round(np.geomspace(0.86, 1.163, 29), 4))
_FINER = (0.995, 1.005)
_ROUGH, _COARSE = 8, 4
_BEST = 3


@dataclass(frozen=True, slots=True)
class Placement:
    """The second picture, made `across` times as wide and `along` times as high, then moved, lies on the first."""

    across: float = 1.0
    along: float = 1.0
    right: float = 0.0
    down: float = 0.0
    strength: float = 0.0


def place(one: Prepared, other: Prepared) -> Placement:
    """Most copies have the scale of the original, which is tried first."""
    ground = Ground(one, other, _COARSE)
    best = ground.under(1.0)
    if best.strength >= _CERTAIN:
        return best
    best = _best(ground, (1.0, *_NEAR))
    if best.across == 1.0 and best.strength >= _SURE:
        return best
    rough = Ground(one, other, _ROUGH)
    scales = sorted(_FAR, key=lambda scale: -rough.under(scale).strength)[:_BEST]
    best = _best(ground, (best.across, *scales))
    return _best(ground, (best.across, *(best.across * step for step in _FINER)))


def _best(ground: "Ground", scales: tuple[float, ...]) -> Placement:
    return max((ground.under(scale) for scale in scales), key=lambda placement: placement.strength)


class Ground:
    """The first picture, made `coarse` times smaller, for laying the other on it."""

    def __init__(self, one: Prepared, other: Prepared, coarse: int) -> None:
        self._other, self._coarse = other, coarse
        (high, wide), (other_high, other_wide) = one.half.shape, other.half.shape
        widest = 2 * max(wide, other_wide) / coarse
        self._shape = (
            _smooth(2 * (high + other_high * 1.17) / coarse),
            _smooth(widest * 1.17 * (1 + _SIDEWAYS)),
        )
        self._reach = int(widest * _SIDEWAYS)
        small = self._relief(one, 1.0)
        self._spectrum = np.fft.rfft2(small, self._shape)
        self._energy = float(np.vdot(small, small))
        self._found: dict[float, Placement] = {}

    def under(self, scale: float) -> Placement:
        if scale not in self._found:
            self._found[scale] = self._under(scale)
        return self._found[scale]

    def _under(self, scale: float) -> Placement:
        small = self._relief(self._other, scale)
        spectrum = self._spectrum * np.conj(np.fft.rfft2(small, self._shape))
        found = np.fft.irfft2(spectrum, self._shape)
        near = np.concatenate([found[:, -self._reach :], found[:, : self._reach + 1]], axis=1)
        down, right = divmod(int(near.argmax()), near.shape[1])
        strength = float(near[down, right]) / float(np.sqrt(self._energy * float(np.vdot(small, small))) + 1)
        down -= self._shape[0] if down > self._shape[0] // 2 else 0
        return Placement(scale, scale, (right - self._reach) * self._coarse, down * self._coarse, strength)

    def _relief(self, of: Prepared, scale: float) -> Floats:
        height, width = (2 * each * scale / self._coarse for each in of.half.shape)
        grey = scaled(of.half, max(8, round(width)), max(8, round(height))).astype(np.float32)
        size = 36 // self._coarse
        return relief(grey, size, size, 6)


def _smooth(size: float) -> int:
    """The next number that is quick to transform."""
    return min(
        factor << max(0, int(np.ceil(np.log2(max(1.0, size) / factor)))) for factor in (1, 3, 5, 9, 15)
    )
