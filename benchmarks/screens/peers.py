"""The ordinary ways to tell whether two pictures are the same: one hash a picture, and a distance."""

from collections.abc import Callable, Sequence

import imagehash
import numpy as np
import pdqhash
from PIL import Image

Hash = int


def phash(image: Image.Image) -> Hash:
    return int(str(imagehash.phash(image)), 16)


def dhash(image: Image.Image) -> Hash:
    return int(str(imagehash.dhash(image)), 16)


def pdq(image: Image.Image) -> Hash:
    bits, _quality = pdqhash.compute(np.asarray(image))
    return int("".join(str(bit) for bit in bits.tolist()), 2)


PEERS: dict[str, Callable[[Image.Image], Hash]] = {"phash": phash, "dhash": dhash, "pdq": pdq}


def distance(one: Hash, other: Hash) -> int:
    return (one ^ other).bit_count()


def threshold(strangers: Sequence[int]) -> int:
    """The largest distance at which no strangers are taken for copies."""
    return min(strangers) - 1
