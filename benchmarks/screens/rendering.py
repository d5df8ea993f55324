"""Screens become pictures in a headless Chromium; a picture once made is kept in a folder outside git."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.options import tell
from benchmarks.screens.pages import html
from benchmarks.screens.posts import Screen

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGS = ("--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND")
_SCROLL = "document.querySelector('.view').scrollTop = document.querySelector('#post').offsetTop + {}"


class Pictures:
    """The pictures of screens; those that are missing are made all at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, screen: Screen) -> Path:
        """Named by all that makes the picture, this package's code included."""
        name = hashlib.sha256(f"{_version()}{screen!r}".encode()).hexdigest()[:24]
        return self._folder / f"{name}.png"

    async def make(self, screens: Sequence[Screen]) -> None:
        missing = [each for each in dict.fromkeys(screens) if not self[each].exists()]
        if not missing:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        async with async_playwright() as playwright:
            own = playwright.chromium.executable_path
            binary = next(filter(None, map(shutil.which, _CHROMIUMS)), own)
            browser = await playwright.chromium.launch(executable_path=binary, args=_ARGS)
            for number, screen in enumerate(missing, 1):
                phone = screen.phone
                page = await browser.new_page(
                    viewport={"width": phone.width, "height": phone.height}, device_scale_factor=phone.density
                )
                await page.set_content(html(screen))
                await page.evaluate(_SCROLL.format(screen.scroll))
                unfinished = self[screen].with_suffix(".part")
                unfinished.write_bytes(await page.screenshot())
                unfinished.rename(self[screen])
                await page.close()
                if number % 50 == 0:
                    tell(f"screens: {number}/{len(missing)} pictures made")
            await browser.close()


def _version() -> str:
    """Another drawing makes another picture."""
    here = Path(__file__).parent
    return "".join(
        hashlib.sha256((here / name).read_bytes()).hexdigest()
        for name in ("pages.py", "style.css", "drawing.py")
    )
