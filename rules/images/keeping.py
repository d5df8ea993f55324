"""What is kept of a picture: what it shows, and nothing that its file told beside (place, time, camera).

Heavy work, meant for a process of its own; importing this loads nothing heavy.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.images.reading import FORMATS, PictureError, read

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 20_000_000
MOST_PIXELS = 8_000_000
QUALITY = 88
TOO_LARGE, UNREADABLE = "too_large", "unreadable"
REASONS = (TOO_LARGE, UNREADABLE, "too_many_pixels", "animated", "empty", "pdf", "not_a_picture")
"""Why nothing is kept of some bytes."""

_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A picture as it is kept: `width` and `height` are those it had, `small` is packed, `bands` find its copies."""

    jpeg: bytes
    small: bytes
    original: str
    width: int
    height: int
    stripes: tuple[int, ...]
    bands: tuple[int, ...]


def keep(data: bytes) -> StoredRules:
    """PictureError with one of REASONS for bytes in which nobody sees anything."""
    from rules.images.normal import normalise, pack
    from rules.images.stripes import fingerprint

    image = _picture(data)
    small = normalise(image)
    found = fingerprint(small)
    return StoredRules(
        jpeg=_jpeg(image),
        small=pack(small),
        original=hashlib.sha256(data).hexdigest(),
        width=image.width,
        height=image.height,
        stripes=found.stripes,
        bands=found.bands(),
    )


def _picture(data: bytes) -> "Image.Image":
    if len(data) > MAX_BYTES:
        raise PictureError(TOO_LARGE)
    formats = _formats(data)
    try:
        return read(data, formats, still=True)
    except PictureError as error:
        if error.reason == TOO_LARGE:
            raise PictureError("too_many_pixels") from None
        raise


def _formats(data: bytes) -> tuple[str, ...]:
    """By its first bytes: what a file is called means nothing."""
    if not data:
        raise PictureError("empty")
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return FORMATS
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        return ("HEIF",)
    raise PictureError("pdf" if b"%PDF-" in data[:1024] else "not_a_picture")


def _jpeg(image: "Image.Image") -> bytes:
    """Drawn anew, so that nothing but what it shows is left; a huge one is made smaller."""
    if image.width * image.height > MOST_PIXELS:
        from PIL import Image

        by = (MOST_PIXELS / (image.width * image.height)) ** 0.5
        size = max(1, round(image.width * by)), max(1, round(image.height * by))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    image.info.clear()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
