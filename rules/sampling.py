"""What a sample tells of the whole."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964
"""Nineteen times in twenty the true share lies within the interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those looked at were wrong."""

    wrong: int
    looked_at: int

    @property
    def rate(self) -> float:
        return self.wrong / self.looked_at if self.looked_at else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's: honest for few and for none wrong, where the usual formula would be sure of itself."""
        n, p = self.looked_at, self.rate
        if not n:
            return 0.0, 1.0
        square = _Z * _Z
        middle = (p + square / (2 * n)) / (1 + square / n)
        reach = _Z * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
        return (
            0.0 if not self.wrong else max(0.0, middle - reach),
            1.0 if self.wrong == n else min(1.0, middle + reach),
        )
