"""Several pictures as one, as Telegram takes it: side by side and numbered."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

HEIGHT = 1600
WIDEST = 5000
"""Width and height together may be 10,000, and one at most twenty times the other."""
LARGEST = 10_000_000
_GAP = 16
_BADGE = 96
_PAPER, _INK, _RED = "#ffffff", "#ffffff", "#c62828"
_MOST_PIXELS = 60_000_000
_STEEPEST = 15
_QUALITIES = (88, 75, 55, 35)


class NoPictureError(ValueError):
    """Nothing of it can be shown."""


def side_by_side(files: Sequence[bytes]) -> bytes:
    """One JPEG; each picture of several has its number above it. Blocking: call it in a thread."""
    pictures = [_opened(file) for file in files]
    if len(pictures) == 1:
        return _written(_fitted(pictures[0]))
    height = min(HEIGHT - _BADGE, max(picture.height for picture in pictures))
    scaled = [_numbered(_as_high(picture, height), number) for number, picture in enumerate(pictures, 1)]
    width = sum(picture.width for picture in scaled) + _GAP * (len(scaled) - 1)
    sheet = Image.new("RGB", (width, height + _BADGE), _PAPER)
    left = 0
    for picture in scaled:
        sheet.paste(picture, (left, 0))
        left += picture.width + _GAP
    return _written(_fitted(sheet))


def _opened(file: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(file)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise NoPictureError
            return picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPictureError from error


def _as_high(picture: Image.Image, height: int) -> Image.Image:
    """Of that height, on paper where it would become too wide."""
    width = max(1, min(WIDEST, round(picture.width * height / picture.height)))
    fitting = max(1, min(height, round(picture.height * width / picture.width)))
    return _on_paper(picture.resize((width, fitting)), (width, height))


def _on_paper(picture: Image.Image, room: tuple[int, int]) -> Image.Image:
    if picture.size == room:
        return picture
    sheet = Image.new("RGB", room, _PAPER)
    sheet.paste(picture, ((room[0] - picture.width) // 2, (room[1] - picture.height) // 2))
    return sheet


def _numbered(picture: Image.Image, number: int) -> Image.Image:
    """Above it and not on it: whose post it is stands in the very corner."""
    side = min(_BADGE, picture.width)
    sheet = Image.new("RGB", (picture.width, picture.height + _BADGE), _PAPER)
    sheet.paste(picture, (0, _BADGE))
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((0, 0, side, side), fill=_RED)
    font = ImageFont.load_default(side * 0.66)
    draw.text((side / 2, side / 2), str(number), fill=_INK, font=font, anchor="mm")
    return sheet


def _fitted(picture: Image.Image) -> Image.Image:
    """Not too large, and not too long and thin."""
    scale = min(1.0, WIDEST / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    shown = picture if scale == 1.0 else picture.resize((width, height))
    return _on_paper(shown, (max(width, -(-height // _STEEPEST)), max(height, -(-width // _STEEPEST))))


def _written(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise NoPictureError
