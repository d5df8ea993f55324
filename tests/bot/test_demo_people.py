"""Who is who, as a school lives it: the list comes in, a teacher says who they are, takes their data and leaves."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from simulator.cli import make_world
from simulator.server import Simulator
from tests.bot.test_demo_page import COUNTED, PATIENCE, Demo, running
from tests.simulator.test_page import WIDE, browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TEACHER, ADMIN, OTHER = "Đặng Quốc Bảo", "Lê Văn Thành – HP", "Cô Hương 5A"
POST = "https://www.facebook.com/permalink.php?story_fbid=5900428858456621&id=317925729400741"
LISTED = "Đặng Quốc Bảo – Giáo viên"


@pytest_asyncio.fixture(loop_scope="module")
async def demo(browser: Browser, tmp_path: Path) -> AsyncIterator[Demo]:
    """A school whose administrator and teacher have opened their private chats."""
    world = make_world("sample")
    world.bot().can_read_all_group_messages = True
    async with Simulator(world=world) as simulator, running(simulator, tmp_path):
        page = await browser.new_page(viewport=WIDE, locale="vi-VN")
        await page.goto(simulator.url)
        await expect(page.locator("body[data-connected=true]")).to_be_attached()
        demo = Demo(page, simulator)
        for name in (TEACHER, ADMIN):
            world.start(demo.person(name).id)
        yield demo
        await page.context.close()


async def press(demo: Demo, label: str) -> None:
    await demo.get("keyboard-button").filter(has_text=label).last.click()


async def says(demo: Demo, *words: str) -> Locator:
    """A message that says all of this, the newest of those that do."""
    message = demo.get("message")
    for word in words:
        message = message.filter(has_text=word)
    await expect(message.last).to_be_visible(timeout=PATIENCE)
    return message.last


async def bring_in_the_list(demo: Demo) -> None:
    """From the group to the private chat, where the list that lies ready is sent and agreed to."""
    await demo.be(ADMIN)
    await demo.write("/danhsach")
    await says(demo, "0 người trong danh sách", "Danh sách chỉ mở được trong chat riêng")
    await press(demo, "Xem riêng")
    await says(demo, "Chưa có ai trong danh sách", "«Nhập từ Excel»")
    await press(demo, "Nhập từ Excel")
    await says(demo, "Tệp chỉ cần cột Họ và tên")
    await demo.get("open-attach").click()
    await demo.get("sample").click()
    await expect(demo.get("previews")).to_contain_text("danh-sach-truong.xlsx")
    await demo.get("send").click()
    await says(demo, "13 người: 13 mới.")
    await press(demo, "Nhập vào sổ")
    await says(demo, "✓ Đã nhập vào sổ: 13 mới.")


async def say_who_one_is(demo: Demo) -> None:
    await demo.be(TEACHER, group="")
    await demo.write("/dangky")
    await says(demo, "Thầy cô có phải là người này không?")
    await press(demo, TEACHER)
    await says(demo, f"Thầy cô là {TEACHER}", "Nếu đồng ý")
    await press(demo, "Đồng ý")
    await says(demo, "Xong rồi!", "Số minh chứng đã chuyển sang: 1.")


async def test_from_the_staff_list_to_the_linked_account(demo: Demo) -> None:
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(POST), COUNTED)
    await bring_in_the_list(demo)
    await say_who_one_is(demo)
    await demo.be(ADMIN, group="")
    await press(demo, "Mở danh sách")
    await says(demo, "13 người trong danh sách.")
    await press(demo, LISTED)
    card = await says(demo, f"👤 {TEACHER}", f"Tài khoản: Telegram «{TEACHER}»")
    await expect(card).to_contain_text("1/1 bài")
    await press(demo, "Danh sách")
    await says(demo, "13 người trong danh sách.")


async def test_nobody_sees_a_list_that_is_not_theirs(demo: Demo) -> None:
    await demo.be(OTHER)
    await demo.reacted(await demo.write(POST), COUNTED)
    demo.simulator.world.start(demo.person(OTHER).id)
    await demo.be(OTHER, group="")
    await demo.write("/danhsach")
    await demo.answer("Danh sách dành cho người phụ trách đơn vị")


async def test_somebody_takes_their_data_and_has_it_erased(demo: Demo) -> None:
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.be(TEACHER, group="")
    await demo.write("/dulieu")
    await says(demo, f"• Tên: {TEACHER}", "1 đã tính")
    await press(demo, "Tải về")
    await expect(demo.get("document").last).to_contain_text("du-lieu-cua-toi.zip", timeout=PATIENCE)
    address = await demo.get("document").last.get_attribute("href")
    got = await demo.page.request.get(f"{demo.simulator.url}/{address}")
    with zipfile.ZipFile(io.BytesIO(await got.body())) as taken:
        assert sorted(taken.namelist()) == ["du-lieu.json", "minh-chung.xlsx"]
        assert json.loads(taken.read("du-lieu.json"))["name"] == TEACHER
    await press(demo, "Xoá dữ liệu của tôi")
    await says(demo, "Xoá thật chứ ạ?")
    await press(demo, "Xoá hẳn")
    await says(demo, "Đã xoá xong.")
    await demo.write("/dulieu")
    await demo.answer("không giữ tên thầy cô")
    await demo.be(TEACHER)
    await demo.reacted(await demo.write(POST.replace("6621", "6622")), COUNTED)
