"""Files, numbers and links to the bot on the chat page, in a real Chromium."""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from simulator.files import Sample
from simulator.model import Chat
from tests.simulator.test_page import PHONE, Scene, bot_calls, browser, scene

__all__ = ["browser", "scene"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ASKING = {"keyboard": [[{"text": "Gửi số của tôi", "request_contact": True}]], "one_time_keyboard": True}
ADDRESS = "https://t.me/MinhChung_Demo_bot"


def private_of(scene: Scene) -> Chat:
    return scene.world.private_chat(scene.world.bot(), scene.teacher)


@pytest_asyncio.fixture(loop_scope="module")
async def private(scene: Scene) -> Scene:
    """The teacher has opened the private chat with the bot."""
    scene.world.limits.enabled = False
    scene.world.start(scene.teacher.id)
    await scene.open(scene.teacher.id)
    return scene


async def bot_says(scene: Scene, text: str, **fields: Any) -> None:
    await bot_calls(scene, "sendMessage", chat_id=scene.teacher.id, text=text, **fields)
    await expect(scene.get("message").last).to_contain_text(text)


def button(url: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Mở", "url": url}]]}


async def test_a_file_that_lies_ready_is_sent(private: Scene) -> None:
    mine = frozenset([private.teacher.id])
    private.world.samples = [
        Sample("cua-nguoi-khac.xlsx", frozenset([private.admin.id]), lambda: b"no"),
        Sample("danh-sach-truong.xlsx", mine, lambda: b"PK: a list"),
    ]
    await private.get("open-attach").click()
    await expect(private.get("sample")).to_have_count(1)
    await private.get("sample").click()
    await expect(private.get("previews")).to_contain_text("danh-sach-truong.xlsx")
    await private.get("send").click()
    await expect(private.get("document")).to_contain_text("danh-sach-truong.xlsx")
    sent = private_of(private).messages[private_of(private).last_message_id].data["document"]
    stored = private.world.files.get(sent["file_id"])
    assert stored is not None
    assert stored.data == b"PK: a list"


async def test_a_file_of_the_bots_is_downloaded(private: Scene) -> None:
    document = private.world.files.add_document(b"PK: " + bytes(3000), "Danh sách trường.xlsx")
    await bot_calls(
        private, "sendDocument", chat_id=private.teacher.id, document=document["file_id"], caption="Đây ạ"
    )
    await expect(private.get("document")).to_contain_text("3 KB")
    async with private.page.expect_download() as started:
        await private.get("document").click()
    download = await started.value
    assert download.suggested_filename == "Danh sách trường.xlsx"
    assert Path(await download.path()).read_bytes() == b"PK: " + bytes(3000)


async def test_the_key_of_the_bot_shares_ones_own_number(private: Scene) -> None:
    await bot_says(private, "Cho tôi số điện thoại", reply_markup=ASKING)
    asked = private_of(private).last_message_id
    await private.get("key").click()
    await expect(private.get("contact")).to_contain_text(private.teacher.phone)
    sent = private_of(private).messages[private_of(private).last_message_id].data
    assert sent["contact"] == private.teacher.contact()
    assert sent["reply_to_message"]["message_id"] == asked


async def test_a_key_for_once_is_put_away_and_comes_back_when_asked_for(private: Scene) -> None:
    await bot_says(private, "Cho tôi số điện thoại", reply_markup=ASKING)
    await private.get("key").click()
    await expect(private.get("keys")).to_be_hidden()
    await private.get("toggle-keys").click()
    await expect(private.get("key")).to_be_visible()


async def test_keys_that_are_taken_away_are_gone(private: Scene) -> None:
    await bot_says(private, "Cho tôi số điện thoại", reply_markup=ASKING)
    await expect(private.get("key")).to_be_visible()
    await bot_says(private, "Cảm ơn", reply_markup={"remove_keyboard": True})
    await expect(private.get("keys")).to_be_hidden()
    await expect(private.get("toggle-keys")).to_be_hidden()


async def test_a_key_of_words_says_them(private: Scene) -> None:
    await bot_says(private, "Chọn", reply_markup={"keyboard": [["Có"], ["Không"]]})
    await private.get("key").filter(has_text="Không").click()
    await expect(private.get("message").last).to_contain_text("Không")
    await expect(private.get("keys")).to_be_visible()


async def test_keys_of_one_chat_are_not_shown_in_another(private: Scene) -> None:
    await bot_says(private, "Cho tôi số điện thoại", reply_markup=ASKING)
    await expect(private.get("key")).to_be_visible()
    await private.open(private.group.id)
    await expect(private.get("keys")).to_be_hidden()


async def test_somebody_elses_number_is_shared(private: Scene) -> None:
    await private.get("open-attach").click()
    await private.get("share-somebody").click()
    await private.get("choice").filter(has_text="Phạm Thị Thanh Tâm").click()
    await expect(private.get("contact")).to_contain_text(private.admin.phone)
    sent = private_of(private).messages[private_of(private).last_message_id].data
    assert (sent["from"]["id"], sent["contact"]["user_id"]) == (private.teacher.id, private.admin.id)


async def test_a_button_leads_into_the_private_chat(scene: Scene) -> None:
    await bot_calls(
        scene,
        "sendMessage",
        chat_id=scene.group.id,
        text="Vào đây",
        reply_markup=button(f"{ADDRESS}?start=aB-3"),
    )
    await scene.get("keyboard-button").click()
    await expect(scene.get("chat-title")).to_have_text("Minh Chứng")
    await expect(scene.get("message").last).to_contain_text("/start aB-3")
    await expect(scene.get("start")).to_be_hidden()
    await expect(scene.get("composer")).to_be_visible()


async def test_a_link_in_the_text_leads_there_too(scene: Scene) -> None:
    scene.say(scene.admin, f"Mọi người vào {ADDRESS}?start=Lop_5A nhé")
    await scene.get("message").last.get_by_role("link").click()
    await expect(scene.get("message").last).to_contain_text("/start Lop_5A")


async def test_a_link_takes_the_bot_to_a_group_one_chooses(private: Scene) -> None:
    members = [{"user_id": private.teacher.id, "status": "creator"}]
    group = private.world.add_group("Lớp 5A", members)
    await bot_says(private, "Mời tôi vào nhóm", reply_markup=button(f"{ADDRESS}?startgroup=Lop_5A"))
    await private.get("keyboard-button").click()
    await private.get("choice").filter(has_text="Lớp 5A").click()
    await expect(private.get("chat-title")).to_have_text("Lớp 5A")
    await expect(private.get("message").last).to_contain_text("/start@minhchung_demo_bot Lop_5A")
    await expect(private.get("service").last).to_contain_text("đã thêm Minh Chứng")
    assert group.bots == [private.world.bot().id]


async def test_a_link_takes_the_bot_to_a_new_group(private: Scene) -> None:
    await bot_says(private, "Mời tôi vào nhóm", reply_markup=button(f"{ADDRESS}?startgroup=moi"))
    await private.get("keyboard-button").click()
    await private.get("found-title").fill("Tổ Văn")
    await private.get("found").click()
    await expect(private.get("chat-title")).to_have_text("Tổ Văn")
    await expect(private.get("message").last).to_contain_text("/start@minhchung_demo_bot moi")


@pytest.mark.parametrize(
    "address", ["https://t.me/another_bot?start=x", "https://example.com/minhchung_demo_bot?start=x"]
)
async def test_links_to_elsewhere_are_left_alone(scene: Scene, address: str) -> None:
    scene.say(scene.admin, address)
    link = scene.get("message").last.get_by_role("link")
    await expect(link).to_have_attribute("href", address)
    async with scene.page.expect_popup():
        await link.click()
    await expect(scene.get("chat-title")).to_have_text("Tổ truyền thông – THCS Nguyễn Du")


async def test_on_a_phone_nothing_sticks_out(private: Scene) -> None:
    await private.page.set_viewport_size(PHONE)
    await bot_says(private, "Cho tôi số điện thoại", reply_markup=ASKING)
    await private.get("open-attach").click()
    await private.get("share-somebody").wait_for()
    for part in ("open-attach", "composer", "toggle-keys", "send", "key", "attach", "share-somebody"):
        box = await private.get(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 44
