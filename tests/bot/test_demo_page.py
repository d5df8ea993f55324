"""The demo as teachers and admins see it: the sample province, the whole bot, the chat page in a real Chromium."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from bot.config import Config
from bot.config_file import load
from bot.demo import house_on
from bot.house import House
from simulator.cli import DEMO_TOKEN, make_world
from simulator.model import Chat, User
from simulator.sample_images import post_card
from simulator.server import Simulator
from tests.simulator.test_page import WIDE, browser
from tests.waiting import until

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

COUNTED, WAITING, COPY, NO_POST = "👌", "👀", "🤔", "🤷"
SCHOOL = "TH Kim Đồng – Tổ truyền thông 📣"
PATIENCE = 20_000
POST = "https://www.facebook.com/share/p/1QwErTyUiO/"


def name_of(user: User) -> str:
    return " ".join(filter(None, (user.first_name, user.last_name)))


@dataclass
class Demo:
    """The page, and what happens behind it."""

    page: Page
    simulator: Simulator

    def person(self, name: str) -> User:
        return next(user for user in self.simulator.world.users.values() if name_of(user) == name)

    def group(self, title: str) -> Chat:
        return next(chat for chat in self.simulator.world.chats.values() if chat.title == title)

    def get(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    async def be(self, name: str, group: str = SCHOOL) -> User:
        """Take somebody's place and open a group of theirs; no group: the private chat."""
        person = self.person(name)
        await self.get("who").select_option(str(person.id))
        chat_id = self.group(group).id if group else person.id
        await self.page.locator(f'[data-testid="chat-item"][data-chat-id="{chat_id}"]').click()
        return person

    async def write(self, text: str) -> Locator:
        """Send it; the message as it stands on the page from then on."""
        async with self.page.expect_response("**/sim/messages") as sent:
            await self.get("composer").fill(text)
            await self.get("send").click()
        answer = await (await sent.value).json()
        return self.message(answer["messages"][-1]["message_id"])

    def message(self, message_id: int) -> Locator:
        return self.page.locator(f'[data-testid="message"][data-message-id="{message_id}"]')

    async def attach(self, *numbers: int) -> None:
        pictures: list[FilePayload] = [
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": post_card(number)}
            for number in numbers
        ]
        await self.get("attach").set_input_files(pictures)

    async def choose(self, message: Locator, entry: str) -> None:
        await message.locator(".bubble").click(button="right", position={"x": 6, "y": 6})
        await self.get(entry).click()

    async def answer(self, *words: str) -> None:
        """The newest message is the bot's and says this."""
        for word in words:
            await expect(self.get("message").last).to_contain_text(word, timeout=PATIENCE)

    async def reacted(self, message: Locator, emoji: str) -> None:
        reaction = message.get_by_test_id("reaction")
        await expect(reaction).to_have_attribute("data-emoji", emoji, timeout=PATIENCE)


def config_of(simulator: Simulator, folder: Path) -> Config:
    environment = {
        "MINHCHUNG_TELEGRAM__TOKEN": DEMO_TOKEN,
        "MINHCHUNG_TELEGRAM__BASE_URL": simulator.url,
        "MINHCHUNG_HTTP__PORT": "0",
        "MINHCHUNG_LINKS__RESOLVE": "false",
        "MINHCHUNG_PROOF__AUDIT_PERCENT": "0",  # nothing by lot: a scene shows what it says
        "MINHCHUNG_STORAGE__DATABASE": f"sqlite:///{folder / 'demo.db'}",
        "MINHCHUNG_STORAGE__FILES": str(folder / "files"),
    }
    return load(None, environment)


@asynccontextmanager
async def running(simulator: Simulator, folder: Path) -> AsyncIterator[House]:
    service = house_on(config_of(simulator, folder), simulator.world)
    task = asyncio.create_task(service.run(), name="bot")
    try:
        await service.ready()
        yield service
    finally:
        service.stop()
        await task


@pytest_asyncio.fixture(loop_scope="module")
async def demo(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Demo]:
    """The parameter, if any, says whether BotFather lets the bot hear everything in groups."""
    world = make_world("sample")
    world.bot().can_read_all_group_messages = getattr(request, "param", True)
    async with Simulator(world=world) as simulator, running(simulator, tmp_path):
        page = await browser.new_page(viewport=WIDE, locale="vi-VN")
        await page.goto(simulator.url)
        await expect(page.locator("body[data-connected=true]")).to_be_attached()
        yield Demo(page, simulator)
        await page.context.close()


async def test_a_link_is_counted_and_its_copy_is_not(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.reacted(await demo.write(f"Bài của lớp 5A ạ {POST}"), COUNTED)
    await demo.reacted(await demo.write(f"{POST}?mibextid=ZbWKwL"), COPY)
    await demo.write("/toi")
    await demo.answer("Tuần ", "1/1 – đã đủ", "Tháng ")


async def test_a_profile_is_explained_once(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.reacted(await demo.write("https://www.facebook.com/lop5akimdong"), NO_POST)
    await demo.answer("chưa dẫn tới một bài viết", "Sao chép liên kết")
    again = await demo.write("https://www.facebook.com/nguyen.van.a")
    await demo.reacted(again, NO_POST)
    await demo.write("/toi")
    await demo.answer("Tuần ")
    await expect(demo.get("message").filter(has_text="chưa dẫn tới một bài viết")).to_have_count(1)


async def test_a_mended_link_changes_its_answer(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    sent = await demo.write("https://www.facebook.com/lop5akimdong")
    await demo.reacted(sent, NO_POST)
    await demo.choose(sent, "menu-edit")
    await demo.get("composer").fill(POST)
    await demo.get("send").click()
    await demo.reacted(sent, COUNTED)


async def test_what_was_withdrawn_no_longer_counts(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    sent = await demo.write(POST)
    await demo.reacted(sent, COUNTED)
    await demo.choose(sent, "menu-reply")
    await demo.write("/rut")
    await demo.answer("Đã rút minh chứng này")
    await expect(sent.get_by_test_id("reaction")).to_have_count(0)
    await demo.write("/toi")
    await demo.answer("0/1 – còn thiếu 1 bài")


async def test_nobody_withdraws_what_others_sent(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    sent = await demo.write(POST)
    await demo.reacted(sent, COUNTED)
    await demo.be("Thầy Dũng Thể dục")
    await demo.choose(sent, "menu-reply")
    await demo.write("/rut")
    await demo.answer("do người khác gửi")
    await demo.reacted(sent, COUNTED)


async def test_rut_without_a_reply_tells_how(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.write("/rut")
    await demo.answer("bấm trả lời (reply)")


async def test_a_screenshot_waits_for_approval(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.attach(3)
    await demo.reacted(await demo.write("Ảnh chụp em gửi ạ"), WAITING)
    await demo.write("/toi")
    await demo.answer("0/1 – còn thiếu 1 bài", "ngoài ra có 1 mục đang chờ duyệt")


async def test_an_album_is_one_proof(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.attach(20, 21, 22)
    await demo.write("Ba ảnh của lớp em")
    await demo.reacted(demo.get("message").filter(has_text="Ba ảnh của lớp em"), WAITING)
    await demo.write("/toi")
    await demo.answer("ngoài ra có 1 mục đang chờ duyệt")


async def test_ordinary_talk_gets_no_answer(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    talk = await demo.write("Em cảm ơn cả nhà")
    await demo.reacted(await demo.write(POST), COUNTED)
    await expect(talk.get_by_test_id("reaction")).to_have_count(0)


@pytest.mark.parametrize(
    ("period", "title"),
    [("", "Tuần "), (" tuần trước", "Tuần "), (" tháng 11", "Tháng 11/"), (" quy 4", "Quý 4/")],
)
async def test_an_admin_sees_the_numbers_of_the_unit(demo: Demo, period: str, title: str) -> None:
    await demo.be("Cô Hương 5A")
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.be("Lê Văn Thành – HP")
    await demo.write(f"/tonghop{period}")
    await demo.answer(f"📊 {SCHOOL}", title)


async def test_the_summary_counts_what_was_just_handed_in(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.be("Lê Văn Thành – HP")
    await demo.write("/tonghop")
    await demo.answer("Đạt chỉ tiêu: 1/1 người (100%)", "Đã tính: 1 bài")


async def test_a_period_nobody_knows_is_explained(demo: Demo) -> None:
    await demo.be("Lê Văn Thành – HP")
    await demo.write("/tonghop mùa thu")
    await demo.answer("chưa hiểu khoảng thời gian này", "/tonghop tuần trước")


async def test_a_teacher_learns_in_private_whose_numbers_they_are(demo: Demo) -> None:
    person = await demo.be("Cô Hương 5A")
    await demo.write("/tonghop")
    private = demo.page.locator(f'[data-testid="chat-item"][data-chat-id="{person.id}"]')
    await expect(private).to_contain_text("Số liệu của đơn vị dành cho")
    await demo.be("Cô Hương 5A", group="")
    await demo.answer("dành cho quản trị viên nhóm", "/toi")


async def test_an_anonymous_admin_is_asked_to_show_a_name(demo: Demo) -> None:
    await demo.be("Lê Văn Thành – HP")
    await demo.get("anonymous").check()
    await demo.write(POST)
    await demo.answer("gửi ẩn danh", "không biết tính cho ai")


async def test_start_explains_the_bot_and_a_private_link_counts(demo: Demo) -> None:
    await demo.be("Phụ huynh cháu An", group="")
    await demo.get("start").click()
    await demo.answer("Tôi là bot Minh Chứng", "👌 đã tính", "/toi", "tin nhắn khác không được lưu")
    await demo.write("/toi")
    await demo.answer("chưa nhận được minh chứng nào")
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.write("/toi")
    await demo.answer("1/1 – đã đủ")


async def test_a_new_group_is_greeted(demo: Demo) -> None:
    admin = demo.person("Lê Văn Thành – HP")
    world = demo.simulator.world
    group = world.add_group("Tổ 3 – TH Kim Đồng", [{"user_id": admin.id, "status": "creator"}])
    await demo.page.reload()
    await demo.be("Lê Văn Thành – HP", group="Tổ 3 – TH Kim Đồng")
    world.set_member(group.id, world.bot().id, "member", by=admin.id)
    await demo.answer("Chào các thầy cô!", "/trogiup")
    await demo.reacted(await demo.write(POST), COUNTED)


@pytest.mark.parametrize("demo", [pytest.param(False, id="privacy mode")], indirect=True)
async def test_a_deaf_bot_tells_who_added_it(demo: Demo) -> None:
    admin = demo.person("Lê Văn Thành – HP")
    world = demo.simulator.world
    group = world.add_group("Tổ 3 – TH Kim Đồng", [{"user_id": admin.id, "status": "creator"}])
    world.start(admin.id)
    await demo.be("Lê Văn Thành – HP", group="")
    await demo.answer("Tôi là bot Minh Chứng")
    world.set_member(group.id, world.bot().id, "member", by=admin.id)
    await demo.answer("«Tổ 3 – TH Kim Đồng»", "chưa đọc được tin nhắn", "đặt tôi làm quản trị viên")
    world.set_member(group.id, world.bot().id, "administrator", by=admin.id)
    await demo.be("Lê Văn Thành – HP", group="Tổ 3 – TH Kim Đồng")
    await demo.reacted(await demo.write(POST), COUNTED)


async def test_a_group_made_on_the_page_is_greeted(demo: Demo) -> None:
    await demo.be("Lê Văn Thành – HP")
    await demo.get("machine").click()
    await demo.get("new-group").fill("Tổ 4 – TH Kim Đồng")
    await demo.get("add-group").click()
    await demo.answer("Chào các thầy cô!", "/trogiup")


async def test_a_jump_of_the_clock_takes_the_bot_along(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await demo.reacted(await demo.write(POST), COUNTED)
    await demo.get("clock-toggle").click()
    await demo.get("clock-monday").click()
    await expect(demo.get("clock")).to_contain_text("Thứ Hai")
    await demo.write("/toi")
    await demo.answer("0/1 – còn thiếu 1 bài")
    await demo.reacted(await demo.write(POST.replace("1Qw", "1Qx")), COUNTED)
    await demo.write("/toi")
    await demo.answer("1/1 – đã đủ")


async def test_the_menu_offers_the_commands_in_vietnamese(demo: Demo) -> None:
    await demo.be("Cô Hương 5A")
    await expect(demo.page.locator("#open-commands")).to_be_visible()
    await until(lambda: demo.simulator.world.bot().commands)
    await demo.page.reload()
    await demo.be("Cô Hương 5A")
    await demo.get("composer").press_sequentially("/t")
    await expect(demo.get("command").filter(has_text=re.compile("/toi"))).to_contain_text("tôi đã đủ chưa")
