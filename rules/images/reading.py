"""Pictures from anybody's bytes: what is too large or no picture is known before it is decoded."""

import io
import struct
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


_MOVING = ("GIF", "PNG", "WEBP")


class PictureError(Exception):
    """Nobody can see anything in these bytes; `reason` is "unreadable", "too_large" or another of keeping.py."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(data: bytes, formats: tuple[str, ...] = FORMATS, *, still: bool = False) -> "Image.Image":
    """The first frame, as RGB, upright; with `still`, what moves is refused as "animated"."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=formats)
            if still and image.format in _MOVING and getattr(image, "is_animated", False):
                raise PictureError("animated")
            if image.width * image.height <= MAX_PIXELS and max(image.size) <= MAX_SIDE:
                return _plain(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise PictureError("too_large") from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        ArithmeticError,
        EOFError,
        struct.error,
    ):
        raise PictureError("unreadable") from None
    raise PictureError("too_large")


def _plain(image: "Image.Image") -> "Image.Image":
    """What is see-through stands on white, as most programs show it."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    from PIL import Image

    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
