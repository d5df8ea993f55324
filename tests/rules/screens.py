"""Pictures that are drawn like screenshots, for tests."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 720, 1400
WORDS = (
    "sáng nay",
    "các con",
    "được ra",
    "vườn trường",
    "hái rau",
    "tự tay",
    "nhặt cho",
    "bữa trưa",
    "cùng cô",
)
INK, SOFT, LINE = "#111111", "#666666", "#dddddd"


def screen(
    name: str = "Nguyễn Thị Lan", text: int = 1, clock: str = "08:15", photo: int = 1, scroll: int = 0
) -> Image.Image:
    """A post with its author's name, words and a photo that follow from numbers, between bars."""
    content = Image.new("RGB", (WIDTH, 2200), "white")
    draw = ImageDraw.Draw(content)
    draw.ellipse((24, 30, 104, 110), fill="#7090b0")
    _write(draw, (124, 36), name, 34)
    rng = random.Random(text)
    for line in range(6):
        _write(draw, (28, 140 + 48 * line), " ".join(rng.choice(WORDS) for _ in range(5)), 30)
    _photo(draw, photo, 450)
    for line in range(20):
        _write(draw, (28, 1010 + 52 * line), " ".join(rng.choice(WORDS) for _ in range(4)), 30)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    image.paste(content.crop((0, scroll, WIDTH, scroll + HEIGHT)), (0, 150))
    _bars(ImageDraw.Draw(image), clock)
    return image


def jpeg(image: Image.Image, longest: int = 1280, quality: int = 70) -> Image.Image:
    image = image.copy()
    image.thumbnail((longest, longest))
    return Image.open(io.BytesIO(encoded(image, "JPEG", quality=quality))).convert("RGB")


def encoded(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], words: str, size: int, ink: str = INK) -> None:
    draw.text(place, words, fill=ink, font=ImageFont.load_default(size))


def _photo(draw: ImageDraw.ImageDraw, number: int, top: int) -> None:
    rng = random.Random(f"photo {number}")
    draw.rectangle((0, top, WIDTH, top + 520), fill="#c8dce8")
    for _ in range(40):
        x, y, size = rng.randint(0, WIDTH), rng.randint(top, top + 430), rng.randint(20, 90)
        grey = rng.randint(40, 230)
        draw.rectangle((x, y, x + size, y + size), fill=(grey, grey, min(255, grey + 20)))


def _bars(draw: ImageDraw.ImageDraw, clock: str) -> None:
    draw.rectangle((0, 0, WIDTH, 149), fill="white")
    _write(draw, (28, 12), clock, 26)
    _write(draw, (610, 12), f"{clock[-2:]} %", 26)
    _write(draw, (28, 80), "facebook", 44, "#1877f2")
    draw.line((0, 148, WIDTH, 148), fill=LINE, width=2)
    draw.rectangle((0, HEIGHT - 90, WIDTH, HEIGHT), fill="white")
    draw.line((0, HEIGHT - 90, WIDTH, HEIGHT - 90), fill=LINE, width=2)
    for place in range(5):
        draw.rectangle((50 + place * 140, HEIGHT - 66, 90 + place * 140, HEIGHT - 26), outline=SOFT, width=4)
