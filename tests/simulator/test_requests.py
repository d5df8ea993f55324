"""How calls may be wrapped, and the words of refusal."""

import json
from typing import Any

import aiohttp
import pytest

from tests.simulator.conftest import TOKEN, Client, Town


async def test_an_unknown_token_is_unauthorized(http: Client) -> None:
    async with http.session.get(f"{http.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(http: Client) -> None:
    assert await http.call("flyToTheMoon") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )


async def test_methods_do_not_mind_capitals(http: Client) -> None:
    assert (await http.result("GETME"))["is_bot"] is True


async def test_parameters_may_stand_in_the_address(http: Client, town: Town) -> None:
    query = {"chat_id": str(town.group.id), "text": "Chào"}
    async with http.session.get(f"{http.url}/bot{TOKEN}/sendMessage", params=query) as response:
        assert (await response.json())["result"]["text"] == "Chào"


async def test_parameters_may_come_as_a_form(http: Client, town: Town) -> None:
    reply = {"inline_keyboard": [[{"text": "Có", "callback_data": "1"}]]}
    form = {"chat_id": str(town.group.id), "text": "Chào", "reply_markup": json.dumps(reply)}
    async with http.session.post(f"{http.url}/bot{TOKEN}/sendMessage", data=form) as response:
        assert (await response.json())["result"]["reply_markup"] == reply


async def test_a_file_may_be_attached_under_any_name(http: Client, town: Town) -> None:
    form = aiohttp.FormData({"chat_id": str(town.group.id), "document": "attach://x"})
    form.add_field("x", b"bytes", filename="a.txt", content_type="text/plain")
    async with http.session.post(f"{http.url}/bot{TOKEN}/sendDocument", data=form) as response:
        assert (await response.json())["result"]["document"]["file_name"] == "a.txt"


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": -1, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": {}, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "G"}, "message text is empty"),
    ("sendMessage", {"chat_id": "G", "text": " \n"}, "message text is empty"),
    ("sendMessage", {"chat_id": "G", "text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": "G", "text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
    ("sendMessage", {"chat_id": "G", "text": "x", "message_thread_id": 9}, "message thread not found"),
    ("sendMessage", {"chat_id": "G", "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup"),
    ("sendPhoto", {"chat_id": "G"}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": "G", "photo": "nonsense"}, "wrong file identifier"),
    ("sendMediaGroup", {"chat_id": "G", "media": []}, "media group must include"),
    ("editMessageText", {"chat_id": "G", "message_id": 99, "text": "x"}, "message to edit not found"),
    ("deleteMessage", {"chat_id": "G", "message_id": 99}, "message to delete not found"),
    ("setMessageReaction", {"chat_id": "G", "message_id": 99}, "message to react not found"),
    ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
    ("getChatMember", {"chat_id": "G", "user_id": 12}, "user not found"),
    ("setMyCommands", {"commands": [{"command": "Tôi", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setWebhook", {"url": "nonsense"}, "bad webhook"),
]


@pytest.mark.parametrize(("method", "params", "words"), REFUSALS)
async def test_a_bad_request_is_refused_in_telegrams_words(
    http: Client, town: Town, method: str, params: dict[str, Any], words: str
) -> None:
    sent = {name: town.group.id if value == "G" else value for name, value in params.items()}
    status, body = await http.call(method, **sent)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert body["description"].startswith(f"Bad Request: {words}")


async def test_a_caption_has_its_own_limit(http: Client, town: Town) -> None:
    form = aiohttp.FormData({"chat_id": str(town.group.id), "caption": "x" * 1025})
    form.add_field("document", b"x", filename="a.txt")
    async with http.session.post(f"{http.url}/bot{TOKEN}/sendDocument", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: message caption is too long"


async def test_callback_data_has_64_bytes(http: Client, town: Town) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "đ" * 33}]]}
    _, body = await http.call("sendMessage", chat_id=town.group.id, text="x", reply_markup=keyboard)
    assert body["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_bytes_that_are_no_picture_are_refused(http: Client, town: Town) -> None:
    form = aiohttp.FormData({"chat_id": str(town.group.id)})
    form.add_field("photo", b"not a picture", filename="a.png")
    async with http.session.post(f"{http.url}/bot{TOKEN}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_muted_bot_cannot_write(http: Client, town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "restricted", can_send_messages=False)
    _, body = await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert body["description"] == "Bad Request: not enough rights to send text messages to the chat"


async def test_nobody_writes_in_a_closed_group(http: Client, town: Town) -> None:
    await http.send("POST", f"/sim/chats/{town.group.id}", {"members_may_write": False})
    status, _ = await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert status == 400


async def test_a_bot_that_was_kicked_is_forbidden(http: Client, town: Town) -> None:
    group = town.world.add_group("Lớp", [town.bot.id], supergroup=False)
    town.world.set_member(group.id, town.bot.id, "kicked", by=town.admin.id)
    status, body = await http.call("sendMessage", chat_id=group.id, text="x")
    assert (status, body["description"]) == (403, "Forbidden: bot was kicked from the group chat")


async def test_only_allowed_reactions_are_possible(http: Client, town: Town) -> None:
    town.group.available_reactions = ["👍"]
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    reaction = [{"type": "emoji", "emoji": "👌"}]
    _, body = await http.call(
        "setMessageReaction", chat_id=town.group.id, message_id=message.id, reaction=reaction
    )
    assert body["description"] == "Bad Request: REACTION_INVALID"


async def test_the_older_mark_on_a_heart_does_not_matter(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    reaction = [{"type": "emoji", "emoji": "❤️"}]
    await http.result("setMessageReaction", chat_id=town.group.id, message_id=message.id, reaction=reaction)
    assert message.reactions == {town.bot.id: "❤"}


async def test_somebody_elses_message_cannot_be_edited(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    _, body = await http.call("editMessageText", chat_id=town.group.id, message_id=message.id, text="x")
    assert body["description"] == "Bad Request: message can't be edited"


async def test_a_topic_receives_its_messages(http: Client, town: Town) -> None:
    topic = town.world.add_topic(town.group.id, "Minh chứng")
    sent = await http.result("sendMessage", chat_id=town.group.id, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
