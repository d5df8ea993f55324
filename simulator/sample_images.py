"""Small pictures that look like a phone's screenshot of a post."""

import io
import random
from functools import cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 360, 640
INK, SOFT, LINE, BLUE = "#1c1e21", "#b6bcc4", "#e4e6eb", "#1877f2"
SCENES = (
    ("#bfe3f5", "#7fb069", "#f4d35e"),
    ("#fbe3c2", "#c8553d", "#588b8b"),
    ("#d7e8ba", "#4c956c", "#fefee3"),
    ("#f6d6e2", "#8f5d8f", "#ffe0a3"),
)


@cache
def post_card(number: int) -> bytes:
    """The screenshot with that number; equal numbers give equal bytes."""
    rng = random.Random(number)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    _status_bar(draw, rng)
    _author(draw, rng)
    bottom = _words(draw, rng, 128)
    _scene(draw, rng, bottom + 12)
    _counts(draw, rng)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, fill: str, size: int = 13) -> None:
    draw.text(place, text, fill=fill, font=_font(size))


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def _status_bar(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    _write(draw, (18, 8), f"{rng.randint(6, 22):02}:{rng.randint(0, 59):02}", INK)
    draw.rounded_rectangle((316, 11, 340, 22), 3, outline=INK)
    draw.rectangle((318, 13, 318 + rng.randint(5, 19), 20), fill=INK)
    _write(draw, (16, 34), "facebook", BLUE, 24)
    draw.line((0, 70, WIDTH, 70), fill=LINE, width=2)


def _author(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    sky, ground, _ = rng.choice(SCENES)
    draw.ellipse((16, 80, 54, 118), fill=ground)
    draw.ellipse((28, 88, 42, 102), fill=sky)
    draw.rounded_rectangle((64, 86, 64 + rng.randint(110, 190), 97), 5, fill="#5b626b")
    draw.rounded_rectangle((64, 104, 64 + rng.randint(50, 80), 111), 3, fill=SOFT)


def _words(draw: ImageDraw.ImageDraw, rng: random.Random, top: int) -> int:
    for _ in range(rng.randint(2, 4)):
        left = 16
        while left < WIDTH - 60:
            right = min(left + rng.randint(18, 62), WIDTH - 16)
            draw.rounded_rectangle((left, top, right, top + 9), 4, fill="#8d949e")
            left = right + 7
        top += 20
    return top


def _scene(draw: ImageDraw.ImageDraw, rng: random.Random, top: int) -> None:
    """A school yard: sky, sun, house, children."""
    sky, ground, wall = rng.choice(SCENES)
    bottom = 560
    draw.rectangle((0, top, WIDTH, bottom), fill=sky)
    sun = rng.randint(30, 300)
    draw.ellipse((sun, top + 16, sun + 44, top + 60), fill="#fff3b0")
    horizon = bottom - rng.randint(90, 130)
    draw.rectangle((0, horizon, WIDTH, bottom), fill=ground)
    left = rng.randint(30, 140)
    draw.rectangle((left, horizon - 110, left + 170, horizon + 12), fill=wall)
    draw.polygon(
        [(left - 14, horizon - 110), (left + 85, horizon - 160), (left + 184, horizon - 110)], fill="#a23b2a"
    )
    for column in range(4):
        draw.rectangle(
            (left + 16 + column * 38, horizon - 84, left + 38 + column * 38, horizon - 50), fill="#5d8aa8"
        )
    for _ in range(rng.randint(4, 9)):
        x, y = rng.randint(10, 330), rng.randint(horizon + 8, bottom - 46)
        draw.ellipse((x, y, x + 14, y + 14), fill="#5a3d2b")
        draw.rounded_rectangle(
            (x - 3, y + 14, x + 17, y + 42), 6, fill=rng.choice(("#fff", "#d7263d", "#1b4f8f"))
        )


def _counts(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    draw.ellipse((16, 572, 32, 588), fill=BLUE)
    draw.ellipse((27, 572, 43, 588), fill="#e0245e")
    _write(draw, (50, 572), str(rng.randint(8, 480)), "#65676b")
    draw.line((12, 598, WIDTH - 12, 598), fill=LINE, width=2)
    for left, right in ((40, 90), (150, 220), (270, 330)):
        draw.rounded_rectangle((left, 614, right, 624), 4, fill=SOFT)
