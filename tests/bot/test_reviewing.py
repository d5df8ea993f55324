"""A picture's way from a teacher to a reviewer and back, over HTTP."""

import asyncio
from typing import Any

import pytest

from bot.house import House
from bot.lanes import lane_of
from rules.language import text
from simulator.model import Message
from simulator.sample_images import post_card
from storage import OutboxRow, Reviewer, Store
from tests.bot.processes import minhchung
from tests.bot.town import EYES, OK, SHRUG, Setting, Town, differences, link, running
from tests.handlers.school import School
from tests.handlers.school import post as written
from tests.storage.ledger import rows
from tests.waiting import pause, until


async def looked_at(service: House, how_many: int) -> None:
    """So many pictures were fetched and compared."""
    async with asyncio.timeout(30):
        while await rows(service.store, "SELECT count(*) FROM picture WHERE state = 'settled'") != [
            (how_many,)
        ]:
            await pause()


def shown_to_admin(town: Town) -> list[Message]:
    room = town.world.private_chat(town.bot, town.admin)
    return [each for each in room.messages.values() if each.sender_id == town.bot.id]


def sizes_shown(town: Town) -> list[list[dict[str, int]]]:
    return [each.data.get("photo", [{"width": 0}]) for each in shown_to_admin(town)]


def label_of(data: dict[str, Any], word: str) -> str:
    rows = data.get("reply_markup", {}).get("inline_keyboard", [])
    return next((str(each["callback_data"]) for row in rows for each in row if word in each["text"]), "")


async def press(town: Town, word: str) -> None:
    """The admin presses the newest button with this word, as soon as there is one."""
    room = town.world.private_chat(town.bot, town.admin)

    def found() -> Message | None:
        fitting = [each for each in shown_to_admin(town) if label_of(each.data, word)]
        return fitting[-1] if fitting else None

    await until(lambda: found() is not None)
    message = found()
    assert message
    town.world.press(room.id, message.id, town.admin.id, label_of(message.data, word))


async def handed_in(town: Town, *numbers: int) -> list[Message]:
    sent = []
    for number in numbers:
        sent += town.world.post(town.group.id, town.teacher.id, photo=post_card(number))
    await until(lambda: all(town.reaction(each) == EYES for each in sent))
    return sent


async def begin(town: Town) -> None:
    """The admin opens a private chat, and is known as one from the group."""
    town.world.start(town.admin.id)
    await until(lambda: len(shown_to_admin(town)) == 2)
    town.post("/duyet", who=town.admin)
    await until(lambda: len(shown_to_admin(town)) == 3)


async def test_a_picture_is_shown_and_accepted(town: Town, either: Setting) -> None:
    async with running(either) as service:
        (sent,) = await handed_in(town, 3)
        await looked_at(service, 1)
        await begin(town)
        item = shown_to_admin(town)[-1]
        assert "photo" in item.data
        assert "Lan Nguyễn" in item.data["caption"]
        await press(town, "Chấp nhận")
        await until(lambda: town.reaction(sent) == OK)
        await until(lambda: "đã chấp nhận" in item.data["caption"])
    assert await differences(either) == []


async def test_a_suspected_copy_is_one_picture_of_two(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        await handed_in(town, 3, 4)
        await looked_at(service, 2)
        async with service.store.write(service._clock()) as ledger:
            await ledger.reviews.ask(2, "copy", 1)
        await begin(town)
        await press(town, "Để sau")
        await until(lambda: len(shown_to_admin(town)) == 4)
        *_, alone, of_two = [max(each["width"] for each in size) for size in sizes_shown(town)]
        assert of_two > 2 * alone


async def test_a_refusal_reaches_who_never_wrote_in_private_as_a_neutral_reply(
    town: Town, setting: Setting
) -> None:
    async with running(setting):
        (sent,) = await handed_in(town, 3)
        await begin(town)
        await press(town, "Chưa đạt")
        await press(town, "Ảnh không đọc được")
        await until(lambda: town.reaction(sent) == SHRUG)
        await until(lambda: text("review.told.in_group", "vi") in town.said(town.group))


async def test_a_typed_reason_is_told_in_private(town: Town, setting: Setting) -> None:
    async with running(setting):
        town.world.start(town.teacher.id)
        await handed_in(town, 3)
        await begin(town)
        await press(town, "Chưa đạt")
        await press(town, "Lý do khác")
        await until(lambda: text("review.type", "vi") in shown_to_admin(town)[-1].data["text"])
        town.world.post(town.bot.id, town.admin.id, text="Ảnh bị cắt mất tên trang")
        await until(lambda: any("Ảnh bị cắt mất tên trang" in said for said in town.said(town.teacher)))


async def test_without_a_private_chat_the_group_hears_how_to_open_one(town: Town, setting: Setting) -> None:
    async with running(setting):
        await handed_in(town, 3)
        town.post("/duyet", who=town.admin)
        assert await town.answered(town.group) == text("review.open_private", "vi")


async def test_the_error_rate_can_be_read_by_programs(setting: Setting, sqlite_store: Store) -> None:
    school = School(sqlite_store)
    await school.hears(written(link(1)), written(link(2), 6))
    async with sqlite_store.write(school.now) as ledger:
        await ledger.reviews.ask(1, "audit")
        await ledger.reviews.ask(2, "audit")
    async with sqlite_store.write(school.now) as ledger:
        item = await ledger.reviews.item(1)
        assert item
        await ledger.reviews.reject(item, "review:not_school", Reviewer("telegram:80", "Vận"))
    arguments = ("--period", "tuần 47/2025", "--config", setting.write())
    told = (await minhchung("error-rate", "--json", *arguments, folder=setting.folder)).json
    assert (told["looked_at"], told["wrong"], told["waiting"], told["rate"]) == (1, 1, 1, 1.0)
    assert [unit["unit"] for unit in told["units"]] == ["~TO-TOAN"]
    words = (await minhchung("error-rate", *arguments, folder=setting.folder)).out
    assert "1 chưa đúng (100%" in words


@pytest.mark.parametrize(("option", "value"), [("--unit", "KHONGCO"), ("--period", "mùa thu")])
async def test_what_the_error_rate_does_not_understand_is_said(
    setting: Setting, option: str, value: str
) -> None:
    done = await minhchung("error-rate", option, value, "--config", setting.write(), folder=setting.folder)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_a_picture_is_paced_like_a_text() -> None:
    row = OutboxRow(1, "77", "show", {}, bulk=False, tries=0, not_before=None, fallback=None, claimed=False)
    assert lane_of(row) == ("77", True)
