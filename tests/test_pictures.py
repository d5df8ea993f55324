"""What `make pictures` left in docs/images can be put in a paper, and can be made again."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from docs.pictures import IMAGES, PHONE, SCALE, SCENES, played
from tests.simulator.test_page import browser

__all__ = ["browser"]

HEAVIEST = 150_000


def fits_a_paper(file: Path) -> None:
    with Image.open(file) as picture:
        assert picture.size == (PHONE["width"] * SCALE, PHONE["height"] * SCALE)
    assert file.stat().st_size < HEAVIEST


@pytest.mark.parametrize("name", SCENES)
def test_the_pictures_of_the_papers_are_made_for_phones(name: str) -> None:
    fits_a_paper(IMAGES / f"{name}.png")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", SCENES)
async def test_every_scene_can_be_played_again(browser: Browser, name: str) -> None:
    """A scene waits for what the bot says in it."""
    async with played(name, browser) as page:
        await expect(page.get_by_test_id("message").last).to_be_visible()
