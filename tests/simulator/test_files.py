"""Uploaded photos and documents."""

import pytest

from simulator.files import BadImageError, Files
from tests.simulator.conftest import picture


def test_the_same_bytes_have_the_same_unique_id() -> None:
    files = Files()
    first, second = files.add_photo(picture())[-1], files.add_photo(picture())[-1]
    assert first["file_unique_id"] == second["file_unique_id"]
    assert first["file_id"] != second["file_id"]


def test_other_bytes_have_another_unique_id() -> None:
    files = Files()
    ids = {files.add_photo(picture(color=color))[-1]["file_unique_id"] for color in ("red", "blue")}
    assert len(ids) == 2


def test_a_large_photo_gets_a_variant_of_1280() -> None:
    sizes = Files().add_photo(picture(1080, 2400))
    assert [(size["width"], size["height"]) for size in sizes] == [(576, 1280), (1080, 2400)]


def test_a_small_photo_gets_a_thumbnail() -> None:
    sizes = Files().add_photo(picture(400, 300))
    assert [size["width"] for size in sizes] == [320, 400]


def test_the_original_is_kept_byte_for_byte() -> None:
    files, data = Files(), picture()
    stored = files.get(files.add_photo(data)[-1]["file_id"])
    assert stored is not None
    assert stored.data == data


@pytest.mark.parametrize("data", [b"", b"GIF89a", picture()[:50]])
def test_broken_pictures_are_refused(data: bytes) -> None:
    with pytest.raises(BadImageError, match="IMAGE_PROCESS_FAILED"):
        Files().add_photo(data)


@pytest.mark.parametrize("size", [(9000, 1001), (2100, 100)])
def test_impossible_proportions_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadImageError, match="PHOTO_INVALID_DIMENSIONS"):
        Files().add_photo(picture(*size))
