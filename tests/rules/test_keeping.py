"""What is kept of a picture's file, and what is said of files that hold none."""

import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.Image import Exif

from rules.images import Fingerprint, PictureError, compare, fingerprint, normalise, read, unpack
from rules.images.keeping import MAX_BYTES, MOST_PIXELS, REASONS, keep
from rules.images.reading import MAX_PIXELS
from tests.rules.screens import encoded, screen
from tests.rules.test_images_hostile import png

SCREEN = screen()
LITTLE = SCREEN.resize((90, 175))
ORIENTATION, CAMERA, PLACE = 0x0112, 0x010F, 0x8825


def heic(image: Image.Image) -> bytes:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=80)
    return out.getvalue()


def moving(kind: str) -> bytes:
    out = io.BytesIO()
    other = LITTLE.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    LITTLE.save(out, kind, save_all=True, append_images=[other], duration=100)
    return out.getvalue()


def reason(data: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        keep(data)
    return caught.value.reason


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded(SCREEN), id="png"),
        pytest.param(encoded(SCREEN, "JPEG", quality=85), id="jpeg"),
        pytest.param(encoded(SCREEN, "WEBP", quality=85), id="webp"),
        pytest.param(encoded(SCREEN, "GIF"), id="gif"),
        pytest.param(heic(SCREEN), id="heic"),
    ],
)
def test_a_screenshot_of_any_format_is_kept_as_what_it_shows(data: bytes) -> None:
    kept = keep(data)
    assert (kept.width, kept.height) == SCREEN.size
    assert compare(normalise(read(kept.jpeg)), normalise(SCREEN)).same
    assert compare(unpack(kept.small), normalise(SCREEN)).same


def test_the_hash_is_that_of_what_came() -> None:
    data = encoded(LITTLE)
    assert keep(data).original == hashlib.sha256(data).hexdigest()


def test_the_fingerprint_is_that_of_the_picture() -> None:
    kept = keep(encoded(SCREEN))
    found = fingerprint(normalise(SCREEN))
    assert (kept.stripes, kept.bands) == (found.stripes, found.bands())
    assert Fingerprint(kept.stripes).likeness(found) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_forgotten(kind: str) -> None:
    exif = Exif()
    exif[CAMERA] = "Máy ảnh"
    exif.get_ifd(PLACE)[1] = "N"
    out = io.BytesIO()
    LITTLE.save(out, kind, exif=exif, comment=b"secret", icc_profile=b"profile")
    with Image.open(io.BytesIO(keep(out.getvalue()).jpeg)) as jpeg:
        assert dict(jpeg.getexif()) == {}
        assert set(jpeg.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_was_held_sideways_stands_upright() -> None:
    exif = Exif()
    exif[ORIENTATION] = 6
    out = io.BytesIO()
    SCREEN.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", exif=exif, quality=90)
    kept = keep(out.getvalue())
    assert (kept.width, kept.height) == SCREEN.size
    assert compare(unpack(kept.small), normalise(SCREEN)).same


def test_a_huge_picture_is_kept_smaller() -> None:
    huge = SCREEN.resize((4000, 4000))
    kept = keep(encoded(huge, "JPEG"))
    with Image.open(io.BytesIO(kept.jpeg)) as jpeg:
        assert jpeg.width * jpeg.height <= MOST_PIXELS * 1.001
    assert (kept.width, kept.height) == (4000, 4000)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"%PDF-1.7\n1 0 obj", "pdf", id="a PDF"),
        pytest.param(b"\xef\xbb\xbf\n%PDF-1.4", "pdf", id="a PDF after blanks"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_picture", id="a drawing"),
        pytest.param(b"<!DOCTYPE html><html></html>", "not_a_picture", id="a page"),
        pytest.param(b"PK\x03\x04 word/document.xml", "not_a_picture", id="an office file"),
        pytest.param(b"\x00\x00\x00\x20ftypisom\x00\x00", "not_a_picture", id="a film"),
        pytest.param(bytes(5000), "not_a_picture", id="zeros"),
        pytest.param(encoded(LITTLE)[:400], "unreadable", id="half a PNG"),
        pytest.param(encoded(LITTLE, "JPEG")[:600], "unreadable", id="half a JPEG"),
        pytest.param(heic(LITTLE)[:500], "unreadable", id="half a HEIC"),
        pytest.param(moving("GIF"), "animated", id="a moving GIF"),
        pytest.param(moving("WEBP"), "animated", id="a moving WebP"),
        pytest.param(moving("PNG"), "animated", id="a moving PNG"),
        pytest.param(png(MAX_PIXELS // 4000 + 1, 4000), "too_many_pixels", id="a bomb"),
        pytest.param(png(60_000, 60_000), "too_many_pixels", id="a large bomb"),
        pytest.param(encoded(LITTLE) + bytes(MAX_BYTES), "too_large", id="too many bytes"),
    ],
)
def test_each_kind_of_file_has_its_own_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


def test_every_reason_has_its_words() -> None:
    from rules.language import texts

    assert {f"picture.{each}" for each in (*REASONS, "gone")} <= set(texts("vi"))


SEEDS = [
    encoded(LITTLE),
    encoded(LITTLE, "JPEG"),
    encoded(LITTLE, "WEBP"),
    encoded(LITTLE, "GIF"),
    encoded(LITTLE, "BMP"),
    heic(LITTLE),
    moving("GIF"),
    moving("PNG"),
    moving("WEBP"),
]


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real file with some bytes changed, cut out, doubled, or cut off."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        data[at : at + 1] = draw(st.binary(max_size=1) | st.just(bytes(data[at : at + 40])))
    return bytes(data[: draw(st.integers(len(data) // 2, len(data)))] if draw(st.booleans()) else data)


def only_kept_or_refused(data: bytes) -> None:
    try:
        kept = keep(data)
    except PictureError as error:
        assert error.reason in REASONS  # noqa: PT017
    else:
        unpack(kept.small)


@settings(max_examples=150, deadline=None)
@given(spoilt())
def test_a_spoilt_picture_is_kept_or_refused(data: bytes) -> None:
    only_kept_or_refused(data)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([b"", *(seed[:12] for seed in SEEDS)]), st.binary(max_size=600))
def test_any_bytes_are_kept_or_refused(head: bytes, data: bytes) -> None:
    only_kept_or_refused(head + data)
