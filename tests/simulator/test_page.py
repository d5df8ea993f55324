"""The chat page, driven in a real Chromium against the simulator in this process."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, ViewportSize, async_playwright, expect

from simulator import pinning, posting, reactions
from simulator.clock import VIETNAM
from simulator.fast_motion import Pace
from simulator.model import Chat, Message, User
from simulator.sample_images import post_card
from simulator.server import Simulator
from simulator.world import World

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LINK = "https://www.facebook.com/share/p/1AbCdEfGhi/"
HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><b>x</b>"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
HURRIED = Pace(hour=0.01, breath=0.0, quiet=0.01)
SATURDAY = datetime(2025, 11, 22, 18, 40, tzinfo=VIETNAM)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        binary = next(filter(None, map(shutil.which, CHROMIUMS)), str(own) if own.exists() else None)
        if binary is None:
            reason = "no Chromium was found on this machine"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        started = await playwright.chromium.launch(executable_path=binary, args=ARGS)
        yield started
        await started.close()


@dataclass
class Scene:
    """One open page, the world behind it, and the people of its group."""

    page: Page
    simulator: Simulator
    group: Chat
    teacher: User
    admin: User
    problems: list[str]

    @property
    def world(self) -> World:
        return self.simulator.world

    def get(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def message(self, message: Message) -> Locator:
        return self.page.locator(f'[data-testid="message"][data-message-id="{message.id}"]')

    async def be(self, person: User) -> None:
        await self.get("who").select_option(str(person.id))

    async def open(self, chat_id: int) -> None:
        await self.page.locator(f'[data-testid="chat-item"][data-chat-id="{chat_id}"]').click()

    async def write(self, text: str) -> None:
        await self.get("composer").fill(text)
        await self.get("send").click()

    async def choose(self, message: Message, entry: str) -> None:
        await self.message(message).locator(".bubble").click(button="right", position={"x": 6, "y": 6})
        await self.get(entry).click()

    def say(self, author: User, text: str) -> Message:
        return self.world.post(self.group.id, author.id, text=text)[0]


def small_world() -> tuple[World, Chat, User, User]:
    world = World()
    bot = world.add_bot("100000001:TEST-token", "minhchung_demo_bot", "Minh Chứng")
    teacher = world.add_user("Cô Hương 5A")
    admin = world.add_user("Phạm Thị Thanh Tâm", role="admin")
    world.add_user("Người qua đường", role="stranger")
    members = [
        {"user_id": admin.id, "status": "creator"},
        {"user_id": teacher.id, "status": "member"},
        {"user_id": bot.id, "status": "administrator"},
    ]
    group = world.add_group("Tổ truyền thông – THCS Nguyễn Du", members)
    world.post(group.id, admin.id, text="Chào cả nhà", silent=True)
    return world, group, teacher, admin


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    world, group, teacher, admin = small_world()
    async with Simulator(world=world, pace=HURRIED) as simulator:
        page = await browser.new_page(viewport=WIDE, locale="vi-VN")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(simulator.url)
        await expect(page.locator("body[data-connected=true]")).to_be_attached()
        scene = Scene(page, simulator, group, teacher, admin, problems)
        await scene.be(teacher)
        await scene.open(group.id)
        yield scene
        await page.context.close()
    assert problems == []


async def test_a_person_sends_a_link_and_sees_it(scene: Scene) -> None:
    await scene.get("composer").fill(LINK)
    await scene.get("composer").press("Enter")
    sent = scene.get("message").last
    await expect(sent).to_have_attribute("data-from-id", str(scene.teacher.id))
    await expect(sent.get_by_role("link")).to_have_attribute("href", LINK)
    await expect(sent.get_by_role("link")).to_have_attribute("rel", re.compile("noopener"))
    await expect(scene.get("composer")).to_have_value("")


async def test_shift_enter_begins_a_new_line(scene: Scene) -> None:
    await scene.get("composer").press_sequentially("một")
    await scene.get("composer").press("Shift+Enter")
    await scene.get("composer").press_sequentially("hai")
    await expect(scene.get("composer")).to_have_value("một\nhai")


async def test_what_others_write_arrives_by_itself(scene: Scene) -> None:
    message = scene.say(scene.admin, "Các thầy cô nhớ họp 14h nhé")
    await expect(scene.message(message)).to_contain_text("nhớ họp 14h")
    await expect(scene.get("chat-item").filter(has_text="nhớ họp 14h")).to_be_visible()


async def test_messages_of_a_closed_chat_are_counted_as_unread(scene: Scene) -> None:
    await scene.open(scene.teacher.id)
    scene.say(scene.admin, "một")
    scene.say(scene.admin, "hai")
    item = scene.page.locator(f'[data-chat-id="{scene.group.id}"]')
    await expect(item.locator(".badge")).to_have_text("2")
    await scene.open(scene.group.id)
    await expect(item.locator(".badge")).to_have_count(0)


async def test_a_reaction_appears_as_a_chip(scene: Scene) -> None:
    message = scene.say(scene.teacher, LINK)
    reactions.react(scene.world, message, scene.world.bot().user, "👌")
    chip = scene.message(message).get_by_test_id("reaction")
    await expect(chip).to_have_attribute("data-emoji", "👌")
    await expect(chip).to_contain_text("1")


async def test_a_person_reacts_and_takes_it_back(scene: Scene) -> None:
    message = scene.say(scene.admin, "Bài hay quá")
    await scene.message(message).locator(".bubble").click(button="right", position={"x": 6, "y": 6})
    await scene.page.locator('[data-testid="menu-react"][data-emoji="👍"]').click()
    chip = scene.message(message).get_by_test_id("reaction")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_several_pictures_become_one_album(scene: Scene) -> None:
    pictures: list[FilePayload] = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": post_card(number)}
        for number in range(3)
    ]
    await scene.get("attach").set_input_files(pictures)
    await expect(scene.get("previews").get_by_role("img")).to_have_count(3)
    await scene.write("Ba ảnh ạ")
    album = scene.get("message").filter(has_text="Ba ảnh ạ")
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(scene.get("previews")).to_be_hidden()
    loaded = album.locator("img").first
    await expect(loaded).to_have_js_property("complete", True)
    assert await loaded.evaluate("image => image.naturalWidth") > 0


async def test_a_picture_that_cannot_be_opened_goes_as_a_file(scene: Scene) -> None:
    broken: FilePayload = {"name": "anh-hong.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}
    await scene.get("attach").set_input_files(broken)
    await scene.get("send").click()
    await expect(scene.get("document")).to_contain_text("anh-hong.jpg")


async def test_a_document_keeps_its_name(scene: Scene) -> None:
    await scene.get("attach").set_input_files(
        {"name": "Báo cáo tháng 11.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    await scene.get("send").click()
    await expect(scene.get("document")).to_contain_text("Báo cáo tháng 11.pdf")


async def test_a_reply_quotes_and_leads_back(scene: Scene) -> None:
    message = scene.say(scene.admin, "Ai chưa nộp bài thì nộp nhé")
    await expect(scene.message(message)).to_be_visible()
    await scene.choose(message, "menu-reply")
    await scene.write("Dạ em nộp ngay ạ")
    quote = scene.get("message").filter(has_text="Dạ em nộp ngay ạ").get_by_test_id("reply-quote")
    await expect(quote).to_contain_text("Ai chưa nộp bài")
    await quote.click()
    await expect(scene.message(message)).to_have_class(re.compile("flash"))


async def test_an_edit_is_marked(scene: Scene) -> None:
    message = scene.say(scene.teacher, "Em nôp bài")
    await scene.choose(message, "menu-edit")
    await expect(scene.get("composer")).to_have_value("Em nôp bài")
    await scene.write("Em nộp bài")
    await expect(scene.message(message)).to_contain_text("Em nộp bài")
    await expect(scene.message(message)).to_contain_text("đã sửa")


async def test_only_ones_own_messages_can_be_edited(scene: Scene) -> None:
    message = scene.say(scene.admin, "Bài của tôi")
    await scene.message(message).locator(".bubble").click(button="right")
    await expect(scene.get("menu-reply")).to_be_visible()
    await expect(scene.get("menu-edit")).to_have_count(0)


async def test_a_deleted_message_stays_struck(scene: Scene) -> None:
    message = scene.say(scene.teacher, "Gửi nhầm")
    await scene.choose(message, "menu-delete")
    await expect(scene.message(message)).to_have_class(re.compile("deleted"))
    await expect(scene.message(message)).to_contain_text("đã xóa")


async def test_an_inline_button_is_pressed(scene: Scene) -> None:
    bot = scene.world.bot()
    rows = [[{"text": "Duyệt", "callback_data": "ok"}, {"text": "Từ chối", "callback_data": "no"}]]
    content = {"text": "Ảnh này?", "reply_markup": {"inline_keyboard": rows}}
    message = posting.store(scene.world, scene.group, {"from": bot.user.as_json()}, content)
    scene.world.events.emit("message", scene.group.id, message=message)
    async with scene.page.expect_response("**/press") as pressed:
        await scene.get("keyboard-button").filter(has_text="Duyệt").click()
    assert (await pressed.value).ok
    assert [update.kind for update in bot.queue][-1] == "callback_query"


@pytest.mark.parametrize("alert", [False, True])
async def test_the_answer_to_a_press_is_shown(scene: Scene, alert: bool) -> None:
    scene.world.events.emit(
        "callback_answer", user_id=scene.teacher.id, callback_query_id="1", text="Đã ghi", show_alert=alert
    )
    await expect(scene.get("alert" if alert else "toasts")).to_contain_text("Đã ghi")


async def bot_calls(scene: Scene, method: str, **params: Any) -> Any:
    """As the bot's own program would, over HTTP."""
    token = scene.world.bot().token
    answer = await scene.page.request.post(f"{scene.simulator.url}/bot{token}/{method}", data=params)
    assert answer.ok, await answer.text()
    return (await answer.json())["result"]


async def test_each_press_is_answered_to_the_person_who_pressed(scene: Scene) -> None:
    rows = {"inline_keyboard": [[{"text": "Duyệt", "callback_data": "ok"}]]}
    chat_id = scene.group.id
    sent = await bot_calls(scene, "sendMessage", chat_id=chat_id, text="Ảnh này?", reply_markup=rows)
    for _ in range(2):
        async with scene.page.expect_response("**/press"):
            await scene.get("keyboard-button").click()
    updates = await bot_calls(scene, "getUpdates", allowed_updates=["callback_query"])
    first, second = [update["callback_query"] for update in updates if "callback_query" in update]
    assert [query["from"]["id"] for query in (first, second)] == [scene.teacher.id] * 2
    await bot_calls(scene, "answerCallbackQuery", callback_query_id=first["id"], text="Đã duyệt")
    await expect(scene.get("toasts")).to_contain_text("Đã duyệt")
    await bot_calls(
        scene, "answerCallbackQuery", callback_query_id=second["id"], text="Rồi ạ", show_alert=True
    )
    await expect(scene.get("alert")).to_contain_text("Rồi ạ")
    await bot_calls(
        scene, "editMessageText", chat_id=chat_id, message_id=sent["message_id"], text="Ảnh đã duyệt"
    )
    await expect(scene.get("message").last).to_contain_text("Ảnh đã duyệt")
    await expect(scene.get("keyboard-button")).to_have_count(0)


async def test_the_answer_to_anothers_press_is_not_shown(scene: Scene) -> None:
    for person, words in ((scene.admin, "cho người khác"), (scene.teacher, "cho mình")):
        scene.world.events.emit(
            "callback_answer", user_id=person.id, callback_query_id="1", text=words, show_alert=False
        )
    await expect(scene.get("toasts")).to_contain_text("cho mình")
    await expect(scene.get("toasts")).not_to_contain_text("cho người khác")


async def test_hostile_text_stays_text(scene: Scene) -> None:
    scene.world.set_member(scene.group.id, scene.world.add_user(HOSTILE, HOSTILE).id, "member")
    message = scene.say(scene.teacher, HOSTILE)
    await expect(scene.message(message).locator(".text")).to_have_text(HOSTILE)
    await expect(scene.page.locator("#app img")).to_have_count(0)
    await expect(scene.page).to_have_title(re.compile("Minh Chứng"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
async def test_a_dangerous_address_is_no_link(scene: Scene, address: str) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": address}
    [message] = scene.world.post(scene.group.id, scene.admin.id, text="đây này", entities=[entity])
    await expect(scene.message(message)).to_contain_text("đây này")
    await expect(scene.message(message).get_by_role("link")).to_have_count(0)


async def test_nested_entities_are_drawn(scene: Scene) -> None:
    text = "👏 rất đậm và nghiêng"
    entities = [{"type": "bold", "offset": 3, "length": 18}, {"type": "italic", "offset": 14, "length": 7}]
    [message] = scene.world.post(scene.group.id, scene.admin.id, text=text, entities=entities)
    await expect(scene.message(message).locator("b > i")).to_have_text("nghiêng")
    await expect(scene.message(message).locator(".text")).to_have_text(text)


async def test_a_command_in_a_message_is_sent_by_a_click(scene: Scene) -> None:
    message = scene.say(scene.admin, "Gõ /toi để xem")
    await scene.message(message).get_by_role("button", name="/toi").click()
    await expect(scene.get("message").last.locator(".text")).to_have_text("/toi")


async def test_a_slash_opens_the_menu_of_commands(scene: Scene) -> None:
    scene.world.bot().commands["default", ""] = [
        {"command": "toi", "description": "Tuần này tôi đủ bài chưa?"},
        {"command": "rut", "description": "Rút lại bài gửi nhầm"},
    ]
    await scene.get("composer").press_sequentially("/t")
    await expect(scene.get("command")).to_have_count(1)
    await scene.get("composer").press("Enter")
    await expect(scene.get("message").last.locator(".text")).to_have_text("/toi")


async def test_start_opens_the_private_chat(scene: Scene) -> None:
    await scene.open(scene.teacher.id)
    await expect(scene.get("composer")).to_be_hidden()
    await scene.get("start").click()
    await expect(scene.get("message").last).to_contain_text("/start")
    await expect(scene.get("composer")).to_be_visible()


async def test_an_admin_may_write_anonymously(scene: Scene) -> None:
    await expect(scene.get("anonymous")).to_be_hidden()
    await scene.be(scene.admin)
    await scene.get("anonymous").check()
    await scene.write("Nhắc cả nhà nộp bài")
    await expect(scene.get("message").last).to_contain_text("quản trị viên")
    await expect(scene.get("message").last).to_have_attribute("data-from-id", "1087968824")


async def test_a_long_chat_loads_page_by_page_and_keeps_its_place(scene: Scene) -> None:
    for number in range(2000):
        scene.world.post(scene.group.id, scene.admin.id, text=f"Tin số {number}.", silent=True)
    await scene.page.reload()
    await expect(scene.get("message").last).to_contain_text("Tin số 1999.")
    assert await scene.get("message").count() == 50
    seen = scene.get("message").filter(has_text="Tin số 1950.")
    await scene.get("messages").evaluate("box => { box.scrollTop = 0 }")
    await expect(scene.get("message").filter(has_text="Tin số 1900.")).to_be_attached()
    await expect(seen).to_be_in_viewport()


async def test_the_page_resumes_after_the_server_was_away(scene: Scene) -> None:
    before = scene.say(scene.admin, "trước khi mất mạng")
    await expect(scene.message(before)).to_be_visible()
    await scene.simulator.stop()
    await expect(scene.get("connection")).to_be_visible()
    missed = scene.say(scene.admin, "trong lúc mất mạng")
    await scene.simulator.start()
    await expect(scene.message(missed)).to_be_visible(timeout=15_000)
    await expect(scene.get("connection")).to_be_hidden()
    await expect(scene.message(before)).to_have_count(1)


async def test_a_message_that_could_not_be_sent_is_kept(scene: Scene) -> None:
    await scene.simulator.stop()
    await scene.write(LINK)
    await expect(scene.get("toasts")).to_contain_text("Chưa gửi được tin nhắn")
    await expect(scene.get("composer")).to_have_value(LINK)


async def test_on_a_phone_list_and_chat_are_two_screens(scene: Scene) -> None:
    await scene.page.set_viewport_size(PHONE)
    await expect(scene.get("chat-list")).to_be_hidden()
    await scene.get("back").click()
    await expect(scene.get("chat-list")).to_be_visible()
    await expect(scene.get("messages")).to_be_hidden()
    await scene.open(scene.group.id)
    await scene.page.go_back()
    await expect(scene.get("chat-list")).to_be_visible()


async def test_a_phone_never_scrolls_sideways(scene: Scene) -> None:
    await scene.page.set_viewport_size(PHONE)
    message = scene.say(scene.admin, "https://www.facebook.com/" + "x" * 400)
    await expect(scene.message(message)).to_be_visible()
    wider = "el => el.scrollWidth > el.clientWidth"
    assert not await scene.page.locator("html").evaluate(wider)
    assert not await scene.get("messages").evaluate(wider)


async def test_the_keyboard_reaches_a_message_and_its_menu(scene: Scene) -> None:
    message = scene.say(scene.admin, "bài mới")
    await expect(scene.message(message)).to_be_visible()
    await scene.get("messages").focus()
    await scene.page.keyboard.press("ArrowUp")
    await expect(scene.message(message)).to_be_focused()
    await scene.page.keyboard.press("Enter")
    await expect(scene.get("menu")).to_be_visible()
    await scene.page.keyboard.press("Escape")
    await expect(scene.message(message)).to_be_focused()


async def test_the_machine_makes_a_person_and_a_group(scene: Scene) -> None:
    await scene.get("machine").click()
    await scene.get("new-person").fill("Thầy Mới")
    await scene.get("add-person").click()
    await expect(scene.get("who").locator("option:checked")).to_have_text("Thầy Mới")
    await scene.get("machine").click()
    await scene.get("new-group").fill("TH Kim Đồng")
    await scene.get("add-group").click()
    await expect(scene.get("chat-title")).to_have_text("TH Kim Đồng")


async def test_the_machine_orders_troubles(scene: Scene) -> None:
    await scene.get("machine").click()
    async with scene.page.expect_response("**/sim/faults"):
        await scene.page.get_by_label("Mất mạng").check()
    assert list(scene.world.faults.rules) == ["outage"]


async def test_the_machine_changes_the_bots_place_in_a_group(scene: Scene) -> None:
    await scene.get("machine").click()
    await scene.get("bot-demote").click()
    await expect(scene.get("bot-promote")).to_be_visible()
    assert not scene.group.in_charge(scene.world.bot().id)


async def on_saturday(scene: Scene) -> None:
    scene.world.clock.set_to(SATURDAY)
    await scene.page.reload()
    await expect(scene.get("clock")).to_have_text("Thứ Bảy 22/11 18:40")


@pytest.mark.parametrize(
    ("button", "moment"),
    [
        ("hour", "Thứ Bảy 22/11 19:40"),
        ("tomorrow", "Chủ nhật 23/11 07:00"),
        ("monday", "Thứ Hai 24/11 07:00"),
        ("sunday", "Chủ nhật 23/11 19:00"),
    ],
)
async def test_the_clock_jumps_ahead(scene: Scene, button: str, moment: str) -> None:
    await on_saturday(scene)
    await scene.get("clock-toggle").click()
    await scene.get(f"clock-{button}").click()
    await expect(scene.get("clock")).to_have_text(moment)
    await expect(scene.get("toasts")).to_contain_text(moment)


async def test_a_jump_to_the_same_hour_goes_to_the_next_week(scene: Scene) -> None:
    await on_saturday(scene)
    await scene.get("clock-toggle").click()
    await scene.get("clock-monday").click()
    await expect(scene.get("clock")).to_have_text("Thứ Hai 24/11 07:00")
    await scene.get("clock-monday").click()
    await expect(scene.get("clock")).to_have_text("Thứ Hai 01/12 07:00")


async def test_what_was_today_is_yesterday_after_a_jump(scene: Scene) -> None:
    await on_saturday(scene)
    message = scene.say(scene.admin, "Tin hôm nay")
    await expect(scene.message(message)).to_be_visible()
    await expect(scene.get("messages")).to_contain_text("Hôm nay")
    await scene.get("clock-toggle").click()
    await scene.get("clock-tomorrow").click()
    await expect(scene.get("messages")).to_contain_text("Hôm qua")


async def test_the_panel_of_the_clock_closes_at_a_touch_elsewhere(scene: Scene) -> None:
    await scene.get("clock-toggle").click()
    await expect(scene.get("clock-panel")).to_be_visible()
    await scene.get("messages").click()
    await expect(scene.get("clock-panel")).to_be_hidden()


async def test_on_a_phone_the_clock_is_there_in_the_list_and_in_the_chat(scene: Scene) -> None:
    await scene.page.set_viewport_size(PHONE)
    await expect(scene.get("play")).to_be_in_viewport()
    await scene.get("clock-toggle").click()
    await expect(scene.get("clock-sunday")).to_be_in_viewport()
    await scene.get("clock-toggle").click()
    await scene.get("back").click()
    await expect(scene.get("clock")).to_be_in_viewport()
    assert not await scene.page.locator("html").evaluate("el => el.scrollWidth > el.clientWidth")


async def test_a_whole_week_is_played(scene: Scene) -> None:
    await on_saturday(scene)
    await scene.get("play").click()
    await expect(scene.get("progress")).to_be_visible()
    await expect(scene.get("toasts")).to_contain_text("Đã tua xong cả tuần", timeout=30_000)
    await expect(scene.get("progress")).to_be_hidden()
    await expect(scene.get("play")).to_be_visible()
    await expect(scene.get("clock")).to_have_text("Thứ Hai 01/12 08:05")
    await expect(scene.get("message").last).to_be_in_viewport()
    assert await scene.get("message").count() > 3


async def test_a_week_is_held_up_and_stopped(scene: Scene) -> None:
    await on_saturday(scene)
    await scene.get("clock-toggle").click()
    await scene.page.get_by_text("Chậm").click()
    await scene.get("play").click()
    await scene.get("pause").click()
    await expect(scene.get("pause")).to_have_attribute("aria-label", "Tua tiếp")
    assert scene.simulator.player.as_json()["state"] == "paused"
    assert scene.simulator.player.speed == 0.5
    await scene.get("clock-toggle").click()
    await expect(scene.get("clock-monday")).to_be_disabled()
    await scene.get("stop").click()
    await expect(scene.get("play")).to_be_visible()
    await expect(scene.get("clock-monday")).to_be_enabled()
    assert not scene.simulator.player.playing


async def test_the_pinned_message_stands_on_top(scene: Scene) -> None:
    bot = scene.world.bot().user
    messages = [scene.say(scene.admin, text) for text in ("Bài nổi bật cũ", "Bài nổi bật mới")]
    for message in messages:
        pinning.pin(scene.world, message, bot)
    await expect(scene.get("pinned")).to_contain_text("Bài nổi bật mới")
    await expect(scene.get("service").last).to_contain_text("Minh Chứng đã ghim")
    scene.world.edit(scene.group.id, messages[1].id, text="Bài nổi bật đã sửa")
    await expect(scene.get("pinned")).to_contain_text("đã sửa")
    pinning.unpin(scene.world, messages[1])
    await expect(scene.get("pinned")).to_contain_text("Bài nổi bật cũ")
    pinning.unpin_all(scene.world, scene.group)
    await expect(scene.get("pinned")).to_be_hidden()


async def test_a_group_made_with_the_bot_tells_the_bot(scene: Scene) -> None:
    await scene.get("machine").click()
    await scene.get("new-group").fill("TH Kim Đồng")
    await scene.get("add-group").click()
    await expect(scene.get("service").first).to_contain_text("Cô Hương 5A đã tạo nhóm")
    await expect(scene.get("service").last).to_contain_text("Cô Hương 5A đã thêm Minh Chứng")
    assert "my_chat_member" in [update.kind for update in scene.world.bot().queue]
