"""Brings pictures to one size and takes away their colour and plain border."""

import io
from typing import TYPE_CHECKING

import numpy as np

from rules.images.model import WIDTH, Grey, Small
from rules.images.reading import PictureError, read

if TYPE_CHECKING:
    from PIL import Image

_MIN_SIDE = 24
_MAX_HEIGHT = 4000
_WIDE_BELOW = 1.15  # height by width
_PLAIN = 12
_STRAY = 0.01


def normalise(image: "Image.Image") -> Small:
    """The same picture, small, without border, and with little colour."""
    from PIL import Image

    image = image.convert("RGB")
    left, top, right, bottom = _without_border(image)
    if min(right - left, bottom - top) < _MIN_SIDE:  # of one colour, or tiny anyway
        left, top, right, bottom = 0, 0, *image.size
    aspect = (bottom - top) / (right - left)
    width = WIDTH if aspect >= _WIDE_BELOW else 2 * WIDTH
    height = max(_MIN_SIDE, round(width * aspect))
    if height > _MAX_HEIGHT:
        bottom, height = top + (bottom - top) * _MAX_HEIGHT / height, _MAX_HEIGHT
    method = Image.Resampling.BOX if right - left > 2 * width else Image.Resampling.BILINEAR
    small = image.resize((width, height), method, (left, top, right, bottom), reducing_gap=2.0)
    return _small(small)


def _small(image: "Image.Image") -> Small:
    tint = np.asarray(image.convert("YCbCr").reduce(2))[:, :, 1:]
    return Small(np.asarray(image.convert("L")), tint)


def _without_border(image: "Image.Image") -> tuple[float, float, float, float]:
    """Rows and columns at the edges that are of one colour are no part of the picture."""
    step = max(1, image.width // 540)
    grey = np.asarray(image.reduce(step).convert("L"))
    top, bottom = _plain_ends(grey)
    left, right = _plain_ends(grey[top : len(grey) - bottom].T)
    return (
        left * step,
        top * step,
        min(image.width, image.width - right * step),
        min(image.height, image.height - bottom * step),
    )


def _plain_ends(grey: Grey) -> tuple[int, int]:
    """How many rows are plain at the beginning and at the end."""
    if not grey.size:
        return 0, 0
    first, last = _plain_rows(grey), _plain_rows(grey[::-1])
    return (first, last) if first + last < len(grey) else (0, 0)


def _plain_rows(grey: Grey) -> int:
    colour = int(np.median(grey[0]))
    stray = (np.abs(grey.astype(np.int16) - colour) > _PLAIN).mean(axis=1)
    plain = stray <= _STRAY
    return len(plain) if plain.all() else int(np.argmin(plain))


def pack(small: Small) -> bytes:
    """A few ten thousand bytes that `unpack` understands."""
    from PIL import Image

    height, width = small.grey.shape
    tint = (
        Image.fromarray(np.ascontiguousarray(small.tint[:, :, 0])),
        Image.fromarray(np.ascontiguousarray(small.tint[:, :, 1])),
    )
    blue, red = (each.resize((width, height), Image.Resampling.BILINEAR) for each in tint)
    out = io.BytesIO()
    image = Image.merge("YCbCr", (Image.fromarray(small.grey), blue, red))
    image.convert("RGB").save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def unpack(data: bytes) -> Small:
    """PictureError for bytes that are no such picture."""
    image = read(data)
    if image.width not in (WIDTH, 2 * WIDTH) or not _MIN_SIDE <= image.height <= _MAX_HEIGHT:
        raise PictureError("unreadable")
    return _small(image)
