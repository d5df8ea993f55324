"""What a picture is looked up by: hashes of stripes which the content itself places, so that cuts keep most of them."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from rules.images.arrays import relief, window_means
from rules.images.model import WIDTH, Floats, Small
from rules.images.prepared import scaled

STRIPES = 10
_BAND_BITS = 21
_BANDS = 3
_ALIKE = 12  # of 63 bits
_STRIPE = 56
_CELLS = (14, 40)
_WAVES = 8
_SMOOTH = 15
_APART = 14


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """63 bits a stripe, from the most to the least distinct."""

    stripes: tuple[int, ...]

    def bands(self) -> tuple[int, ...]:
        """Keys for an index; copies share at least one of them, strangers hardly ever do."""
        keys = (
            band << _BAND_BITS | stripe >> band * _BAND_BITS & (1 << _BAND_BITS) - 1
            for stripe in self.stripes
            for band in range(_BANDS)
        )
        return tuple(dict.fromkeys(keys))

    def likeness(self, other: "Fingerprint") -> float:
        """From 0 to 1, for ranking those who share a band: how many stripes have a partner, and how close."""
        if not self.stripes or not other.stripes:
            return 0.0
        closest = [min((mine ^ yours).bit_count() for yours in other.stripes) for mine in self.stripes]
        near = sum(1 - bits / (2 * _ALIKE) for bits in closest if bits <= _ALIKE)
        return near / min(len(self.stripes), len(other.stripes))


def fingerprint(small: Small) -> Fingerprint:
    height, width = small.grey.shape
    grey = small.grey
    if width != WIDTH:
        grey = scaled(grey, WIDTH, max(8, round(height * WIDTH / width)))
    ink = np.minimum(np.abs(relief(grey.astype(np.float32), 15, 15, 10)), 2)
    stripes = [_hash(ink[row - _STRIPE // 2 : row + _STRIPE // 2]) for row in _anchors(ink)]
    return Fingerprint(tuple(dict.fromkeys(stripes)))


def _anchors(ink: Floats) -> list[int]:
    """Rows where fullness changes most; they move with the content."""
    profile = ink.mean(axis=1)
    even = window_means(window_means(profile[:, None], _SMOOTH, 1), _SMOOTH, 1)[:, 0]
    change = np.abs(np.gradient(even))
    peaks = np.flatnonzero((change[1:-1] >= change[:-2]) & (change[1:-1] > change[2:])) + 1
    inside = peaks[(peaks >= _STRIPE // 2) & (peaks <= len(ink) - _STRIPE // 2)]
    chosen: list[int] = []
    for row in inside[np.argsort(-change[inside], kind="stable")].tolist():
        if all(abs(row - other) >= _APART for other in chosen):
            chosen.append(row)
        if len(chosen) == STRIPES:
            break
    return chosen


def _hash(stripe: Floats) -> int:
    """The signs of the slowest waves across the stripe."""
    high, wide = _CELLS
    cells = stripe.reshape(high, len(stripe) // high, wide, stripe.shape[1] // wide).mean(axis=(1, 3))
    waves = _cosines(high) @ cells @ _cosines(wide).T
    signs = (waves.ravel()[1:] > 0).tolist()
    order = _order()
    return sum(1 << place for place, wave in enumerate(order) if signs[wave])


def _order() -> list[int]:
    """Slow and quick waves in every band."""
    return [*range(0, 63, 3), *range(1, 63, 3), *range(2, 63, 3)]


@cache
def _cosines(size: int) -> npt.NDArray[np.float64]:
    steps = np.arange(size) + 0.5
    return np.cos(np.pi / size * np.arange(_WAVES)[:, None] * steps[None])
