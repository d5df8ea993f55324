"""What happens to a screenshot on its way to being handed in a second time."""

import io
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

Change = Callable[[Image.Image, random.Random], Image.Image]
_PENS = ("#ff0000", "#ff3b30", "#ffcc00", "#34c759", "#007aff", "#ff2d92", "#ff9500")
_BLACK, _WHITE = ("#000000", "#111111", "#1c1c1e"), ("#ffffff", "#f8f8f8", "#ffffff")
_MARKERS = ("#fff200", "#7dff5a", "#ff7ad9", "#ffb000", "#5ad1ff")
_BORDERS = ("#ffffff", "#000000", "#1e1e1e", "#f5f5f5", "#7aa2d6", "#ffd1dc")


def telegram(image: Image.Image, rng: random.Random) -> Image.Image:
    """At most 1280 pixels on the longer side, and JPEG; often twice, as it is handed on."""
    image = _fitted(image, 1280)
    for _ in range(rng.choice((1, 1, 2))):
        image = _jpeg(image, rng.randint(60, 87))
    return image


def poor_jpeg(image: Image.Image, rng: random.Random) -> Image.Image:
    return _jpeg(_fitted(image, 1280), rng.randint(30, 50))


def smaller(image: Image.Image, rng: random.Random) -> Image.Image:
    """As other messengers do."""
    return _jpeg(_fitted(image, rng.randint(800, 1100)), rng.randint(60, 85))


def cut_top(image: Image.Image, rng: random.Random) -> Image.Image:
    return _jpeg(_cut(image, top=rng.uniform(0.03, 0.14)), 85)


def cut_bottom(image: Image.Image, rng: random.Random) -> Image.Image:
    return _jpeg(_cut(image, bottom=rng.uniform(0.04, 0.25)), 85)


def cut_bars(image: Image.Image, rng: random.Random) -> Image.Image:
    return telegram(_cut(image, rng.uniform(0.03, 0.12), rng.uniform(0.04, 0.15)), rng)


def cut_sides(image: Image.Image, rng: random.Random) -> Image.Image:
    """An unsteady cut all around."""
    left, top, right, bottom = (rng.uniform(0, 0.03) for _ in range(4))
    wide, high = image.size
    box = round(left * wide), round(top * high), round(wide - right * wide), round(high - bottom * high)
    return telegram(image.crop(box), rng)


def border(image: Image.Image, rng: random.Random) -> Image.Image:
    wide = round(image.width * rng.uniform(0.01, 0.05))
    high = wide if rng.random() < 0.6 else round(image.height * rng.uniform(0.01, 0.06))
    framed = Image.new("RGB", (image.width + 2 * wide, image.height + 2 * high), rng.choice(_BORDERS))
    framed.paste(image, (wide, high))
    return telegram(framed, rng)


def brightness(image: Image.Image, rng: random.Random) -> Image.Image:
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.82, 1.15))
    return telegram(ImageEnhance.Contrast(image).enhance(rng.uniform(0.88, 1.12)), rng)


def circle(image: Image.Image, rng: random.Random) -> Image.Image:
    return _drawn(image, _circle(image, rng), rng, _PENS)


def arrow(image: Image.Image, rng: random.Random) -> Image.Image:
    return _drawn(image, _arrow(image, rng), rng, _PENS)


def underline(image: Image.Image, rng: random.Random) -> Image.Image:
    return _drawn(image, _underlines(image, rng), rng, _PENS)


def black_pen(image: Image.Image, rng: random.Random) -> Image.Image:
    return _drawn(image, rng.choice(_SHAPES)(image, rng), rng, _BLACK)


def white_pen(image: Image.Image, rng: random.Random) -> Image.Image:
    return _drawn(image, rng.choice(_SHAPES)(image, rng), rng, _WHITE)


def scribble(image: Image.Image, rng: random.Random) -> Image.Image:
    """A box, a tick or a wave, which nobody tuned on, with any pen."""
    lines = rng.choice((_box, _tick, _wave))(image, rng)
    return _drawn(image, lines, rng, rng.choice((_PENS, _BLACK, _WHITE)))


def highlighter(image: Image.Image, rng: random.Random) -> Image.Image:
    """One or two lines of text under a colour that lets them through."""
    wide, high = image.size
    through = rng.random() < 0.5
    marked = Image.new("RGB", image.size, "white") if through else image.copy()
    pen, thick = rng.choice(_MARKERS), round(wide * rng.uniform(0.03, 0.055))
    for _ in range(rng.randint(1, 2)):
        x, y = rng.uniform(0.03, 0.4) * wide, rng.uniform(0.12, 0.85) * high
        ends = [(x, y), (x + rng.uniform(0.25, 0.55) * wide, y + rng.uniform(-4, 4))]
        ImageDraw.Draw(marked).line(ends, pen, thick)
    if through:
        return telegram(ImageChops.multiply(image, marked), rng)
    return telegram(Image.blend(image, marked, rng.uniform(0.3, 0.5)), rng)


def mosaic(image: Image.Image, rng: random.Random) -> Image.Image:
    """A name as long as a line is made unreadable."""
    wide, high = image.size
    left, top = round(rng.uniform(0.05, 0.4) * wide), round(rng.uniform(0.1, 0.85) * high)
    box = left, top, left + round(rng.uniform(0.2, 0.4) * wide), top + round(rng.uniform(0.03, 0.05) * wide)
    part, image = image.crop(box), image.copy()
    coarse = part.resize((max(1, part.width // 24), max(1, part.height // 24)), Image.Resampling.BOX)
    method = rng.choice((Image.Resampling.NEAREST, Image.Resampling.BICUBIC))
    image.paste(coarse.resize(part.size, method), box)
    return telegram(image, rng)


Lines = list[list[tuple[float, float]]]


def _circle(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    x, y = rng.uniform(0.25, 0.75) * wide, rng.uniform(0.15, 0.8) * high
    across, down = rng.uniform(0.12, 0.45) * wide, rng.uniform(0.03, 0.14) * high
    start, wobble = rng.uniform(0, 6), rng.uniform(0, 0.08)
    points = []
    for step in range(81):
        turn = start + step / 80 * 2.1 * math.pi
        reach = 1 + wobble * math.sin(3 * turn + start)
        points.append((x + across * reach * math.cos(turn), y + down * reach * math.sin(turn)))
    return [points]


def _arrow(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    x, y = rng.uniform(0.2, 0.8) * wide, rng.uniform(0.2, 0.8) * high
    turn, length = rng.uniform(0, 2 * math.pi), rng.uniform(0.15, 0.35) * wide
    tail = (x + length * math.cos(turn), y + length * math.sin(turn))
    barbs = [
        (x + 0.3 * length * math.cos(turn + side), y + 0.3 * length * math.sin(turn + side))
        for side in (-0.5, 0.5)
    ]
    return [[tail, (x, y)], [barbs[0], (x, y), barbs[1]]]


def _underlines(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    lines = []
    for _ in range(rng.randint(1, 3)):
        x, y, length = (
            rng.uniform(0.04, 0.5) * wide,
            rng.uniform(0.12, 0.85) * high,
            rng.uniform(0.2, 0.45) * wide,
        )
        lines.append([(x + length * part / 8, y + rng.uniform(-3, 3)) for part in range(9)])
    return lines


def _box(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    x, y = rng.uniform(0.03, 0.4) * wide, rng.uniform(0.1, 0.7) * high
    right, bottom = x + rng.uniform(0.2, 0.55) * wide, y + rng.uniform(0.03, 0.25) * high
    return [[(x, y), (right, y), (right, bottom), (x, bottom), (x, y), (x + 1, y)]]


def _tick(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    x, y, size = rng.uniform(0.2, 0.8) * wide, rng.uniform(0.2, 0.8) * high, rng.uniform(0.08, 0.18) * wide
    return [[(x - 0.5 * size, y - 0.5 * size), (x, y), (x + 0.9 * size, y - 1.2 * size)]]


def _wave(image: Image.Image, rng: random.Random) -> Lines:
    wide, high = image.size
    x, y, length = rng.uniform(0.04, 0.4) * wide, rng.uniform(0.12, 0.85) * high, rng.uniform(0.2, 0.5) * wide
    up = rng.uniform(0.005, 0.015) * wide
    return [[(x + length * part / 60, y + up * math.sin(part / 2)) for part in range(61)]]


_SHAPES = (_circle, _arrow, _underlines)


def as_document(image: Image.Image, _rng: random.Random) -> Image.Image:
    """Sent as a file, it stays as it was."""
    return image


CHANGES: dict[str, Change] = {
    "as_document": as_document,
    "telegram": telegram,
    "poor_jpeg": poor_jpeg,
    "smaller": smaller,
    "cut_top": cut_top,
    "cut_bottom": cut_bottom,
    "cut_bars": cut_bars,
    "cut_sides": cut_sides,
    "border": border,
    "brightness": brightness,
    "circle": circle,
    "arrow": arrow,
    "underline": underline,
    "black_pen": black_pen,
    "white_pen": white_pen,
    "highlighter": highlighter,
    "scribble": scribble,
    "mosaic": mosaic,
}
UNTOLD = ("highlighter", "mosaic")  # what they cover may be the name: nobody can say whose post it is


def _fitted(image: Image.Image, longest: int) -> Image.Image:
    image = image.copy()
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def _cut(image: Image.Image, top: float = 0, bottom: float = 0) -> Image.Image:
    return image.crop((0, round(top * image.height), image.width, round((1 - bottom) * image.height)))


def _drawn(image: Image.Image, lines: Lines, rng: random.Random, pens: Sequence[str]) -> Image.Image:
    image = image.copy()
    pen, wide = rng.choice(pens), max(3, round(image.width * rng.uniform(0.005, 0.014)))
    for points in lines:
        ImageDraw.Draw(image).line(points, pen, wide, joint="curve")
    return telegram(image, rng)
