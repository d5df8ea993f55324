"""Makes the pictures in docs/images from the demo, so that they show what the bot really says.

`make pictures` starts the sample province on a fixed day, does what people do, and photographs the chat page as a phone
shows it. Chromium, fontconfig and a font with emoji must be there (Debian: chromium, fontconfig,
fonts-noto-color-emoji).
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from bot.demo import furnish
from simulator import sample
from simulator.server import Simulator
from simulator.world import World
from tests.bot.test_demo_page import COPY, COUNTED, NO_POST, POST, WAITING, Demo, config_of, running
from tests.bot.test_demo_people import bring_in_the_list
from tests.simulator.test_page import ARGS, CHROMIUMS, WIDE

IMAGES = Path(__file__).parent / "images"
TEACHER, ADMIN, SPORT = "Cô Hương 5A", "Lê Văn Thành – HP", "Thầy Dũng Thể dục"
WEDNESDAY = datetime(2026, 11, 18, 9, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PHONE: ViewportSize = {"width": 390, "height": 844}
SCALE = 2
PROFILE = "https://www.facebook.com/nguyenvana.1985"
STILL = "#toasts { display: none }"
"""What the page says in passing would stand before the talk."""


async def group(demo: Demo) -> None:
    """A screenshot, talk, a link that counts, and the same again."""
    await demo.be(SPORT)
    await demo.attach(3)
    await demo.reacted(await demo.write("Em đã chia sẻ bài của Sở"), WAITING)
    await demo.write("Bài của lớp cô Hương hay quá!")
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(f"Em gửi bài của lớp 5A ạ {POST}"), COUNTED)
    await demo.reacted(await demo.write(f"{POST}?mibextid=ZbWKwL"), COPY)


async def own(demo: Demo) -> None:
    """A profile is explained; a post counts; how far one is."""
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(PROFILE), NO_POST)
    await demo.answer("chưa dẫn tới một bài viết")
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.write("/toi")
    await demo.answer("Tuần")


async def roster(demo: Demo) -> None:
    """A staff list, sent to the bot in private."""
    demo.simulator.world.start(demo.person(ADMIN).id)
    await bring_in_the_list(demo)


async def summary(demo: Demo) -> None:
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.be(ADMIN)
    await demo.write("/tonghop")
    await demo.answer("Đã tính")


async def review(demo: Demo) -> None:
    await demo.be(TEACHER)
    await demo.attach(3)
    await demo.reacted(await demo.write("Em đã chia sẻ bài của Sở"), WAITING)
    demo.simulator.world.start(demo.person(ADMIN).id)
    await demo.be(ADMIN)
    await demo.write("/duyet")
    await demo.be(ADMIN, group="")
    await demo.answer("Minh chứng chờ duyệt")
    await expect(demo.get("message").last.get_by_test_id("photo")).to_be_visible()


async def monday(demo: Demo) -> None:
    await demo.be(TEACHER)
    await demo.get("clock-toggle").click()
    await demo.get("clock-monday").click()
    await demo.answer("tuần")
    await demo.get("clock-toggle").click()


SCENES: dict[str, Callable[[Demo], Awaitable[None]]] = {
    "chat": group,
    "me": own,
    "roster": roster,
    "summary": summary,
    "review": review,
    "monday": monday,
}


async def photograph(page: Page, file: Path) -> None:
    await page.set_viewport_size(PHONE)
    await page.add_style_tag(content=STILL)
    await page.get_by_test_id("message").last.scroll_into_view_if_needed()
    await page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    few = taken.quantize(256, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


@asynccontextmanager
async def played(name: str, browser: Browser) -> AsyncIterator[Page]:
    """A scene of `SCENES`, each in a province of its own; the page as it stands at its end."""
    world = World()
    world.clock.set_to(WEDNESDAY)
    sample.build(world, told=True)
    world.bot().can_read_all_group_messages = True
    async with Simulator(world=world) as simulator:
        with tempfile.TemporaryDirectory() as ledger:
            config = config_of(simulator, Path(ledger))
            async with running(simulator, Path(ledger)) as service:
                await furnish(service.store, world.clock.moment, config)
                page = await browser.new_page(viewport=WIDE, locale="vi-VN", device_scale_factor=SCALE)
                await page.goto(simulator.url)
                await expect(page.locator("body[data-connected=true]")).to_be_attached()
                await SCENES[name](Demo(page, simulator))
                yield page
                await page.context.close()


def has_emoji() -> bool:
    """Without such a font all symbols of the bot would be empty boxes."""
    asked = ["fc-list", ":charset=1f44c", "family"]
    return bool(shutil.which(asked[0]) and subprocess.run(asked, capture_output=True, check=True).stdout)  # noqa: S603


async def main() -> None:
    if not has_emoji():
        sys.exit(
            "A font with emoji is needed (Debian: fonts-noto-color-emoji); docs/images is left as it was."
        )
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        binary = next(filter(None, map(shutil.which, CHROMIUMS)))
        browser = await playwright.chromium.launch(executable_path=binary, args=ARGS)
        for name in SCENES:
            async with played(name, browser) as page:
                await photograph(page, IMAGES / f"{name}.png")
            print(IMAGES / f"{name}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
