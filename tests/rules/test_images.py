"""A screenshot is known again whatever was done to it, and never mistaken for one that only looks like it."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

from rules.images import Likeness, compare, fingerprint, normalise, pack, unpack
from tests.house import ROOT
from tests.rules.screens import HEIGHT, WIDTH, jpeg, screen

Change = Callable[[Image.Image], Image.Image]


def circled(image: Image.Image) -> Image.Image:
    image = image.copy()
    ImageDraw.Draw(image).ellipse((200, 180, 620, 420), outline="#ff0000", width=6)
    return image


def struck(image: Image.Image, pen: str) -> Image.Image:
    """Circled, underlined and pointed at."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    draw.ellipse((180, 640, 560, 860), outline=pen, width=7)
    draw.line([(40, 352), (390, 358)], pen, 8)
    draw.line([(300, 1180), (480, 1080), (440, 1084), (480, 1080), (470, 1120)], pen, 6)
    return image


def hidden(image: Image.Image) -> Image.Image:
    """The author's name under a mosaic."""
    image = image.copy()
    box = (120, 176, 420, 232)
    part = image.crop(box).resize((12, 2), Image.Resampling.BOX)
    image.paste(part.resize((300, 56), Image.Resampling.NEAREST), box)
    return image


COPIES: dict[str, Change] = {
    "itself": lambda image: image,
    "as Telegram sends it": jpeg,
    "poor and small": lambda image: jpeg(image, 1000, 35),
    "without its top": lambda image: jpeg(image.crop((0, 60, WIDTH, HEIGHT))),
    "without its bars": lambda image: jpeg(image.crop((0, 150, WIDTH, HEIGHT - 90))),
    "in a frame": lambda image: jpeg(ImageOps.expand(image, 30, "#203040")),
    "brighter": lambda image: jpeg(ImageEnhance.Brightness(image).enhance(1.1)),
    "circled": lambda image: jpeg(circled(image)),
    "under a black pen": lambda image: jpeg(struck(image, "#000000")),
    "under a white pen": lambda image: jpeg(struck(image, "#ffffff")),
    "a minute later": lambda _: jpeg(screen(clock="08:16")),
    "scrolled": lambda _: jpeg(screen(clock="08:16", scroll=90)),
}
OTHERS: dict[str, Image.Image] = {
    "another name": screen(name="Trần Văn Hùng"),
    "another text": screen(text=2),
    "another photo": screen(photo=2),
    "another of everything": screen("Lò Thị Mai", 3, "19:20", 3),
}


def likeness(one: Image.Image, other: Image.Image) -> Likeness:
    return compare(normalise(one), normalise(other))


@pytest.fixture(scope="module")
def original() -> Image.Image:
    return screen()


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_is_known(original: Image.Image, change: Change) -> None:
    assert likeness(original, change(original)).same


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_look_alike_is_no_copy(original: Image.Image, other: Image.Image) -> None:
    assert not likeness(original, jpeg(other)).same


@pytest.mark.parametrize("name", ["Nguyễn Thị Lan", "Trần Văn Hùng"])
def test_a_hidden_name_is_nobodys_name(original: Image.Image, name: str) -> None:
    assert not likeness(original, jpeg(hidden(screen(name=name)))).same


@pytest.mark.parametrize("thick", [16, 24, 34, 44])
def test_no_marker_over_another_name_makes_a_copy(original: Image.Image, thick: int) -> None:
    image, marker = OTHERS["another name"], Image.new("RGB", original.size, "white")
    ImageDraw.Draw(marker).line([(110, 204), (430, 204)], "#fff200", thick)
    assert not likeness(original, jpeg(ImageChops.multiply(image, marker))).same


@pytest.mark.parametrize("pen", ["#000000", "#ffffff", "#ff0000"])
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_no_pen_makes_a_look_alike_a_copy(original: Image.Image, other: Image.Image, pen: str) -> None:
    assert not likeness(original, jpeg(struck(other, pen))).same


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_is_known_by_what_was_kept(original: Image.Image, change: Change) -> None:
    kept = unpack(pack(normalise(original)))
    assert compare(normalise(change(original)), kept).same


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_it_does_not_matter_which_comes_first(original: Image.Image, change: Change) -> None:
    assert likeness(change(original), original).same


def test_the_same_bytes_are_as_like_as_can_be(original: Image.Image) -> None:
    assert likeness(original, original).score == pytest.approx(1, abs=0.01)


def test_a_copy_scores_more_than_a_look_alike_and_that_more_than_a_stranger(original: Image.Image) -> None:
    copy, alike = likeness(original, jpeg(original)), likeness(original, OTHERS["another name"])
    assert copy.score > 0.5 > alike.score >= likeness(original, OTHERS["another of everything"]).score


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_shares_a_key(original: Image.Image, change: Change) -> None:
    one, other = (fingerprint(normalise(image)) for image in (original, change(original)))
    assert {*one.bands()} & {*other.bands()}
    assert one.likeness(other) > 0.3


def test_keys_fit_into_a_column_of_whole_numbers(original: Image.Image) -> None:
    bands = fingerprint(normalise(original)).bands()
    assert 3 <= len(bands) <= 30
    assert all(-(2**63) <= band < 2**63 for band in bands)


def test_what_is_kept_is_small_and_as_good(original: Image.Image) -> None:
    small = normalise(original)
    kept = pack(small)
    assert len(kept) < 40_000
    assert compare(small, unpack(kept)).same
    assert fingerprint(unpack(kept)).likeness(fingerprint(small)) > 0.8


def test_a_plain_border_is_taken_away(original: Image.Image) -> None:
    framed = normalise(ImageOps.expand(original, 40, "#203040"))
    assert framed.grey.shape == (round(360 * HEIGHT / WIDTH), 360)


@pytest.mark.parametrize("size", [(1920, 1080), (30, 4000), (24, 24), (4000, 30)])
def test_any_shape_can_be_compared(original: Image.Image, size: tuple[int, int]) -> None:
    other = Image.effect_noise(size, 90).convert("RGB")
    assert not likeness(original, other).same
    assert not likeness(other, original).same
    assert isinstance(fingerprint(normalise(other)).bands(), tuple)


def test_where_nothing_is_to_be_seen_nothing_is_alike() -> None:
    white, grey = (Image.new("RGB", (300, 600), colour) for colour in ("#ffffff", "#dddddd"))
    assert not likeness(white, grey).same
    assert fingerprint(normalise(white)).likeness(fingerprint(normalise(grey))) == 0


def test_nothing_heavy_is_loaded_before_a_picture_is() -> None:
    look = "import sys, rules.images; print({'numpy', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
