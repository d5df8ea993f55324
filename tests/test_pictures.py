"""What `make pictures` left in docs/images can be put in a paper."""

from pathlib import Path

import pytest
from PIL import Image

from docs.pictures import IMAGES, PHONE, SCALE, SCENES

HEAVIEST = 150_000


def fits_a_paper(file: Path) -> None:
    with Image.open(file) as picture:
        assert picture.size == (PHONE["width"] * SCALE, PHONE["height"] * SCALE)
    assert file.stat().st_size < HEAVIEST


@pytest.mark.parametrize("name", SCENES)
def test_the_pictures_of_the_papers_are_made_for_phones(name: str) -> None:
    fits_a_paper(IMAGES / f"{name}.png")
