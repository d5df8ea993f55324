"""Several pictures as one, as Telegram takes it: side by side and numbered."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

HEIGHT = 1600
WIDEST = 5000
"""Width and height together may be 10,000, and one at most twenty times the other."""
LARGEST = 10_000_000
_GAP = 16
_BADGE = 96
_PAPER, _INK, _RED = "#ffffff", "#ffffff", "#c62828"
_MOST_PIXELS = 20_000_000
_STEEPEST = 15
_QUALITIES = (88, 75, 55, 35)

_Size: TypeAlias = tuple[int, int]


class NoPictureError(ValueError):
    """Nothing of it can be shown."""


def side_by_side(files: Sequence[bytes]) -> bytes:
    """One JPEG; each picture of several bears its number in the corner. Blocking: call it in a thread.

    One picture is unpacked at a time and drawn at once as large as it will be shown: ten of an album would otherwise
    take a gigabyte.
    """
    if len(files) == 1:
        return _written(_fitted(_opened(files[0])))
    rooms = _rooms([_size(file) for file in files])
    sheet = Image.new("RGB", (sum(width + _GAP for width, _ in rooms) - _GAP, rooms[0][1]), _PAPER)
    left = 0
    for number, (file, room) in enumerate(zip(files, rooms, strict=True), 1):
        sheet.paste(_numbered(_within(_opened(file, room), room), number), (left, 0))
        left += room[0] + _GAP
    return _written(_fitted(sheet))


def _rooms(sizes: Sequence[_Size]) -> list[_Size]:
    """As high as each other, and all together not too wide."""
    height = min(HEIGHT, max(high for _, high in sizes))
    widths = [max(1, min(WIDEST, round(wide * height / high))) for wide, high in sizes]
    by = min(1.0, (WIDEST - _GAP * (len(sizes) - 1)) / sum(widths))
    return [(max(1, round(width * by)), max(1, round(height * by))) for width in widths]


def _size(file: bytes) -> _Size:
    with _reading(file) as picture:
        return picture.size


def _opened(file: bytes, room: _Size | None = None) -> Image.Image:
    """A JPEG that is shown smaller is not unpacked in full."""
    with _reading(file) as picture:
        if room:
            picture.draft("RGB", room)
        return picture.convert("RGB")


@contextmanager
def _reading(file: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(file)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise NoPictureError
            yield picture
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPictureError from error


def _within(picture: Image.Image, room: _Size) -> Image.Image:
    """As large as there is room, on paper where it has another shape."""
    by = min(room[0] / picture.width, room[1] / picture.height)
    width, height = (max(1, round(side * by)) for side in picture.size)
    return _on_paper(picture.resize((min(width, room[0]), min(height, room[1]))), room)


def _on_paper(picture: Image.Image, room: tuple[int, int]) -> Image.Image:
    if picture.size == room:
        return picture
    sheet = Image.new("RGB", room, _PAPER)
    sheet.paste(picture, ((room[0] - picture.width) // 2, (room[1] - picture.height) // 2))
    return sheet


def _numbered(picture: Image.Image, number: int) -> Image.Image:
    side = min(_BADGE, picture.width, picture.height)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, side, side), fill=_RED)
    font = ImageFont.load_default(side * 0.66)
    draw.text((side / 2, side / 2), str(number), fill=_INK, font=font, anchor="mm")
    return picture


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
