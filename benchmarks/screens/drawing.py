"""Photos and faces that no camera took: scenes drawn from a number, with the grain and softness of a photo."""

import base64
import io
import random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

_PEOPLE = ("#5a3d2b", "#7a4b2f", "#c98d6b", "#e0ac86")
_CLOTHES = ("#ffffff", "#d7263d", "#1b4f8f", "#f2c14e", "#3a7d44", "#8f5d8f", "#22223b")


def photo(number: int, width: int = 900, height: int = 680) -> Image.Image:
    rng = random.Random(f"photo {number}")
    image = _ground(rng, width, height)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(2, 7)):
        _house(draw, rng, width, height)
    for _ in range(rng.randint(2, 14)):
        _figure(draw, rng, width, height)
    image = ImageEnhance.Color(image).enhance(rng.uniform(0.2, 0.8))
    return _grain(image.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 2))), rng)


def face(number: int) -> Image.Image:
    rng = random.Random(f"face {number}")
    if rng.random() < 0.5:
        return photo(number, 120, 120)
    image = Image.new("RGB", (120, 120), _colour(rng))
    draw = ImageDraw.Draw(image)
    left = rng.randint(30, 44)
    draw.ellipse((left, 18, left + 44, 70), fill=rng.choice(_PEOPLE))
    draw.ellipse((14, 72, 106, 160), fill=rng.choice(_CLOTHES))
    return image


def as_address(image: Image.Image) -> str:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def _colour(rng: random.Random) -> tuple[int, int, int]:
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)


def _ground(rng: random.Random, width: int, height: int) -> Image.Image:
    """Soft clouds of a few colours."""
    coarse = Image.new("RGB", (rng.randint(2, 6), rng.randint(2, 6)))
    coarse.putdata([_colour(rng) for _ in range(coarse.width * coarse.height)])
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def _house(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int) -> None:
    wide, high = rng.randint(width // 12, width // 2), rng.randint(height // 12, height // 2)
    left, top = rng.randint(-wide // 2, width - wide // 2), rng.randint(0, height - high // 2)
    draw.rectangle((left, top, left + wide, top + high), fill=_colour(rng))
    if rng.random() < 0.6:
        roof = rng.randint(high // 6, high // 2)
        corners = [(left, top), (left + wide // 2, top - roof), (left + wide, top)]
        draw.polygon(corners, fill=_colour(rng))
    step = max(4, wide // rng.randint(3, 7))
    for x in range(left + step // 3, left + wide - step // 2, step):
        draw.rectangle((x, top + high // 4, x + step // 2, top + high // 2), fill=_colour(rng))


def _figure(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int) -> None:
    size = rng.randint(height // 20, height // 5)
    x, y = rng.randint(0, width), rng.randint(height // 4, height)
    draw.ellipse((x, y, x + size // 2, y + size // 2), fill=rng.choice(_PEOPLE))
    corners = (x - size // 6, y + size // 2, x + 2 * size // 3, y + 3 * size // 2)
    draw.rounded_rectangle(corners, size // 5, fill=rng.choice(_CLOTHES))


def _grain(image: Image.Image, rng: random.Random) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 9), (*image.size[::-1], 1))
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8))
