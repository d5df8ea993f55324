"""Reviewing as an administrator sees it: the sample province and the chat page in a real Chromium."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.house import House
from simulator.cli import make_world
from simulator.server import Simulator
from tests.bot.test_demo_page import COUNTED, NO_POST, PATIENCE, WAITING, Demo, running
from tests.bot.test_reviewing import looked_at
from tests.simulator.test_page import WIDE, browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TEACHER, ADMIN = "Cô Hương 5A", "Lê Văn Thành – HP"
Stage = tuple[Demo, House]


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    world = make_world("sample")
    world.bot().can_read_all_group_messages = True
    async with Simulator(world=world) as simulator, running(simulator, tmp_path) as service:
        page = await browser.new_page(viewport=WIDE, locale="vi-VN")
        await page.goto(simulator.url)
        await expect(page.locator("body[data-connected=true]")).to_be_attached()
        yield Demo(page, simulator), service
        await page.context.close()


async def hand_in(stage: Stage, *numbers: int) -> list[Locator]:
    """Pictures of a teacher that were fetched and compared."""
    demo, service = stage
    await demo.be(TEACHER)
    sent = []
    for number in numbers:
        await demo.attach(number)
        sent.append(await demo.write(f"Ảnh {number}"))
        await demo.reacted(sent[-1], WAITING)
    await looked_at(service, len(numbers))
    return sent


async def begin(demo: Demo) -> None:
    """The admin says in the group that they want to review, and goes on in private."""
    admin = demo.person(ADMIN)
    demo.simulator.world.start(admin.id)
    await demo.be(ADMIN)
    await demo.write("/duyet")
    await demo.be(ADMIN, group="")
    await demo.answer("Minh chứng chờ duyệt", TEACHER)


async def press(demo: Demo, label: str) -> None:
    await demo.get("keyboard-button").filter(has_text=label).last.click()


async def says(demo: Demo, words: str) -> None:
    await expect(demo.get("message").filter(has_text=words).last).to_be_visible(timeout=PATIENCE)


async def test_one_press_accepts_and_undo_takes_it_back(stage: Stage) -> None:
    demo, _ = stage
    (sent,) = await hand_in(stage, 3)
    await begin(demo)
    await expect(demo.get("message").last.get_by_test_id("photo")).to_be_visible()
    await press(demo, "✓ Chấp nhận")
    await says(demo, f"{ADMIN} đã chấp nhận")
    await says(demo, "Không còn mục nào chờ")
    await press(demo, "Hoàn tác")
    await says(demo, "Minh chứng chờ duyệt")
    await press(demo, "✓ Chấp nhận")
    await says(demo, f"{ADMIN} đã chấp nhận")
    await demo.be(TEACHER)
    await demo.reacted(sent, COUNTED)


async def test_a_refusal_is_told_kindly_with_its_reason(stage: Stage) -> None:
    demo, _ = stage
    demo.simulator.world.start(demo.person(TEACHER).id)
    (sent,) = await hand_in(stage, 3)
    await begin(demo)
    await press(demo, "✗ Chưa đạt")
    await press(demo, "Ảnh không đọc được")
    await says(demo, "Lý do: Ảnh không đọc được")
    await demo.be(TEACHER, group="")
    await demo.answer("Chào thầy cô, minh chứng gửi lúc", "ảnh chưa đọc được", "gửi liên kết bài viết")
    await demo.be(TEACHER)
    await demo.reacted(sent, NO_POST)


async def test_a_reason_of_ones_own_is_typed(stage: Stage) -> None:
    demo, _ = stage
    await hand_in(stage, 3)
    await begin(demo)
    await press(demo, "✗ Chưa đạt")
    await press(demo, "Lý do khác")
    await says(demo, "Mời thầy cô gõ lý do")
    await demo.write("Ảnh bị cắt mất tên trang")
    await says(demo, "Lý do: Ảnh bị cắt mất tên trang")


async def test_all_pictures_without_doubt_at_once(stage: Stage) -> None:
    demo, _ = stage
    sent = await hand_in(stage, 3, 4, 5)
    await begin(demo)
    await press(demo, "Chấp nhận tất cả (3)")
    await says(demo, "Chấp nhận cùng lúc 3 ảnh")
    await press(demo, "Vâng, cả 3 ảnh")
    await says(demo, "Đã chấp nhận 3 ảnh")
    await demo.be(TEACHER)
    for each in sent:
        await demo.reacted(each, COUNTED)
