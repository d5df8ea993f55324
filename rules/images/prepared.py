"""What `compare` needs of a picture, worked out once however many it is held against."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from rules.images.arrays import relief, softened
from rules.images.model import WIDTH, Floats, Grey, Small
from rules.images.status import status_rows

COLUMNS = 3
EDGE = 2
_HIGH, _FAINT = 15, 7


class Prepared:
    """Every part is made when it is first asked for."""

    def __init__(self, small: Small) -> None:
        self.small = small

    @cached_property
    def order(self) -> tuple[tuple[int, ...], bytes, bytes]:
        """Which of two pictures comes first must not depend on who asks."""
        return self.small.grey.shape, self.small.grey.tobytes(), self.small.tint.tobytes()

    @cached_property
    def narrow(self) -> "Prepared":
        """As wide as the pictures that are higher than wide."""
        return self if self.small.grey.shape[1] <= WIDTH else Prepared(_narrow(self.small))

    @cached_property
    def grey(self) -> Floats:
        return self.small.grey.astype(np.float32)

    @cached_property
    def softened(self) -> Floats:
        """Around a middle grey."""
        return softened(self.grey - 128)

    @cached_property
    def half(self) -> Grey:
        from PIL import Image

        return np.asarray(Image.fromarray(self.small.grey).reduce(2))

    @cached_property
    def features(self) -> Floats:
        return features(self.grey)

    @cached_property
    def status(self) -> int:
        return status_rows(self.grey)


def features(grey: Floats) -> Floats:
    """The relief of strips of a few columns, which is enough to tell rows from each other."""
    wide = grey.shape[1] // COLUMNS * COLUMNS
    parts = [grey[:, start:wide:COLUMNS] for start in range(COLUMNS)]
    sums = parts[0] + parts[1]
    sums += parts[2]
    return relief(sums * np.float32(1 / COLUMNS), _HIGH, _HIGH // COLUMNS, _FAINT)


def _narrow(small: Small) -> Small:
    height = small.grey.shape[0]
    grey = scaled(small.grey, WIDTH, max(8, height // 2))
    bands = [scaled(small.tint[:, :, band], WIDTH // 2, max(4, len(grey) // 2)) for band in (0, 1)]
    return Small(grey, np.stack(bands, axis=2))


def scaled(values: npt.NDArray[np.uint8], width: int, height: int) -> npt.NDArray[np.uint8]:
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(values))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0))
