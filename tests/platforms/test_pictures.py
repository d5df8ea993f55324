"""Pictures as Telegram takes them."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from platforms.telegram.pictures import HEIGHT, LARGEST, NoPictureError, side_by_side


def file(width: int, height: int, colour: str = "#123456", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def test_one_picture_stays_as_it_is() -> None:
    shown = opened(side_by_side([file(1080, 2400)]))
    assert (shown.size, shown.format) == ((1080, 2400), "JPEG")


def test_two_pictures_stand_side_by_side_and_are_as_high() -> None:
    shown = opened(side_by_side([file(1080, 2400, "#ff0000"), file(540, 1200, "#0000ff")]))
    assert shown.height == HEIGHT
    middle = shown.height // 2
    left, right = shown.getpixel((100, middle)), shown.getpixel((shown.width - 100, middle))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (left[0] > 200, right[2] > 200) == (True, True)


def test_each_of_several_bears_its_number() -> None:
    plain, twice = file(600, 600, "#ffffff"), side_by_side([file(600, 600, "#ffffff")] * 2)
    assert plain
    colours = opened(twice).convert("RGB").crop((0, 0, 96, 96)).getcolors(100_000)
    assert colours
    assert any(red > 150 and green < 90 for _, (red, green, _) in colours)  # type: ignore[misc]


@pytest.mark.parametrize(
    "sizes",
    [
        [(20_000, 20)],
        [(20, 20_000)],
        [(1, 1)],
        [(1, 3000)],
        [(9000, 9), (9, 9000)],
        [(4000, 4000), (4000, 4000), (4000, 4000)],
        [(3000, 10)] * 4,
        [(1080, 2400)] * 10,
    ],
)
def test_telegrams_limits_are_kept(sizes: list[tuple[int, int]]) -> None:
    written = side_by_side([file(*size) for size in sizes])
    width, height = opened(written).size
    assert width + height <= 10_000
    assert max(width, height) <= 20 * min(width, height)
    assert len(written) <= LARGEST


def test_a_picture_of_pure_noise_is_still_small_enough() -> None:
    out = io.BytesIO()
    Image.effect_noise((4000, 4000), 100).save(out, "JPEG", quality=95)
    assert len(side_by_side([out.getvalue()])) <= LARGEST


@pytest.mark.parametrize("rubbish", [b"", b"x" * 100, file(50, 50)[:60]])
def test_what_is_no_picture_is_not_shown(rubbish: bytes) -> None:
    with pytest.raises(NoPictureError):
        side_by_side([rubbish])


_WEIGHS = """
import io, resource
from PIL import Image
from platforms.telegram.pictures import side_by_side
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
def file(width, height):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#123456").save(out, "JPEG")
    return out.getvalue()
side_by_side([file(2000, 4000), *[file(9000, 888)] * 9])
"""


def test_the_largest_album_is_shown_in_little_memory() -> None:
    subprocess.run([sys.executable, "-c", _WEIGHS], check=True, timeout=60)
