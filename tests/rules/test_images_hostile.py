"""Bytes from anybody: either a picture or a PictureError, never anything else."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rules.images import PictureError, Small, compare, fingerprint, normalise, pack, prepare, read, unpack
from rules.images.reading import MAX_PIXELS
from tests.rules.screens import encoded, screen

PNG = encoded(screen().resize((90, 175)))
JPEG = encoded(screen().resize((90, 175)), "JPEG")
SIDES = st.one_of(st.integers(1, 60), st.integers(1, 900))
LONG = st.sampled_from([(1, 20_000), (20_000, 1), (24, 4100), (4100, 24), (37, 9000), (1300, 1130)])
WEBP = encoded(screen().resize((90, 175)), "WEBP")


def png(width: int, height: int) -> bytes:
    """Only a head that promises so many pixels, and a body too short."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(999)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data", [b"", b"x", b"<svg/>", b"%PDF-1.4", b"P6 9 9 255 ", bytes(5000), PNG[:40], JPEG[:300]]
)
def test_what_is_no_picture_is_said_to_be_unreadable(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        normalise(read(data))
    assert caught.value.reason == "unreadable"


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (21_000, 1), (MAX_PIXELS // 4000 + 1, 4000)])
def test_what_is_too_large_is_not_even_decoded(width: int, height: int) -> None:
    with pytest.raises(PictureError) as caught:
        read(png(width, height))
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (1, 900), (900, 1)])
def test_however_little_there_is_it_can_be_compared(size: tuple[int, int]) -> None:
    small = normalise(Image.new("RGB", size, "white"))
    assert compare(small, small).same
    assert not compare(small, normalise(screen())).same


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = screen().convert("L").convert("I;16") if mode == "I;16" else screen().convert(mode)
    assert normalise(read(encoded(image, kind))).grey.shape[1] == 360


def test_a_picture_on_its_side_is_turned_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    screen().rotate(90, expand=True).save(out, "JPEG", exif=exif)
    assert read(out.getvalue()).size == screen().size


@given(
    st.sampled_from([PNG, JPEG, WEBP]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_broken_bytes_are_read_or_refused(data: bytes, damage: list[tuple[int, int]]) -> None:
    broken = bytearray(data)
    for place, value in damage:
        broken[place % len(broken)] = value
    for ask in (read, unpack):
        with suppress(PictureError):
            ask(bytes(broken))


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    """Of any size and kind: plain, noise, half of each, or torn out of a screenshot."""
    size = draw(st.one_of(st.tuples(SIDES, SIDES), LONG))
    plain = Image.new("L", size, draw(st.integers(0, 255)))
    noise = Image.effect_noise(size, draw(st.integers(1, 120)))
    half = plain.copy()
    half.paste(noise.crop((0, 0, size[0], size[1] // 2)), (0, 0))
    torn = screen(text=draw(st.integers(1, 3))).crop((90, 30, 90 + size[0], 30 + size[1]))
    return draw(st.sampled_from([plain, noise, half, torn, torn])).convert(
        draw(st.sampled_from(["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr"]))
    )


def small_of(image: Image.Image) -> Small:
    return normalise(read(encoded(image, "JPEG" if image.mode in {"CMYK", "YCbCr"} else "PNG")))


HOSTILE = settings(max_examples=8, deadline=None)


@given(pictures(), pictures())
@HOSTILE
def test_any_two_pictures_are_compared_the_same_both_ways(one: Image.Image, other: Image.Image) -> None:
    smalls = small_of(one), small_of(other)
    assert compare(*smalls) == compare(*reversed(smalls))


@given(pictures(), pictures())
@HOSTILE
def test_what_is_prepared_once_is_judged_alike_each_time(one: Image.Image, other: Image.Image) -> None:
    ready, small = prepare(small_of(one)), small_of(other)
    assert [compare(ready, small), compare(small, ready)] == [compare(small_of(one), small)] * 2


@given(pictures())
@HOSTILE
def test_any_picture_is_a_copy_of_itself(image: Image.Image) -> None:
    assert compare(small_of(image), small_of(image)).same


@given(pictures())
@HOSTILE
def test_what_is_kept_of_any_picture_is_as_large(image: Image.Image) -> None:
    small = small_of(image)
    kept = unpack(pack(small))
    assert (kept.grey.shape, kept.tint.shape) == (small.grey.shape, small.tint.shape)


@given(st.integers(300, 720), st.integers(400, 1300), st.integers(0, 100))
@HOSTILE
def test_any_part_of_a_screen_is_a_copy_of_what_is_kept_of_it(width: int, height: int, top: int) -> None:
    small = normalise(screen().crop((0, top, width, top + height)))
    assert compare(small, unpack(pack(small))).same


@given(pictures())
@HOSTILE
def test_any_picture_has_a_fingerprint_of_few_keys(image: Image.Image) -> None:
    assert len(fingerprint(small_of(image)).bands()) <= 30


@pytest.mark.parametrize("grey", [0, 1, 127, 128, 255])
def test_see_through_pictures_stand_on_white(grey: int) -> None:
    image = Image.new("RGBA", (300, 600), (grey, grey, grey, 0))
    assert small_of(image).grey.min() == 255
