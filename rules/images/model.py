"""What is kept of a picture, and what two of them are to each other."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Grey: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Tint: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.floating[Any]]

WIDTH = 360


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """A picture without its border, WIDTH pixels wide (twice that when it is wider than high)."""

    grey: Grey
    tint: Tint  # blue and red against green, half as wide and high: (height, width, 2)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`same` says that one is a copy of the other; the score, from 0 to 1, is then at least one half."""

    same: bool
    score: float
    worst: float = 1.0  # how much the worst window differs: 0 not at all, 1 as strangers do
    shared: float = 0.0  # which part of the smaller picture is found in the other
    replaced: int = 0  # rows of both that stand in the same place and have nothing in common
