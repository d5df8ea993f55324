"""The control API, as the chat page uses it."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from simulator.files import Sample
from tests.simulator.conftest import TOKEN, Client, Town, picture
from tests.waiting import until


async def events(http: Client, since: int, wanted: int) -> list[dict[str, Any]]:
    """That many events from the stream."""
    found: list[dict[str, Any]] = []
    async with http.session.get(f"{http.url}/sim/events?since={since}") as response:
        while len(found) < wanted:
            line = (await response.content.readline()).decode()
            if line.startswith("data: "):
                found.append(json.loads(line.removeprefix("data: ")))
    return found


async def test_the_state_lists_people_bots_and_chats(http: Client, town: Town) -> None:
    state = await http.get("/sim/state")
    assert [bot["username"] for bot in state["bots"]] == ["town_bot"]
    assert {town.teacher.id, town.admin.id, town.bot.id} <= {user["id"] for user in state["users"]}
    assert [chat["title"] for chat in state["chats"]] == ["Tiểu học Hoa Sen"]


async def test_the_state_never_shows_a_token(http: Client) -> None:
    assert TOKEN not in json.dumps(await http.get("/sim/state"))


async def test_a_person_writes(http: Client, town: Town) -> None:
    body = {"chat_id": town.group.id, "from_id": town.teacher.id, "text": "chào"}
    [message] = (await http.send("POST", "/sim/messages", body))["messages"]
    assert (message["text"], message["from"]["id"]) == ("chào", town.teacher.id)
    assert message["sim"] == {"reactions": [], "deleted": False, "pinned": False}


@pytest.mark.parametrize("whose", ["bot", "teacher"])
async def test_a_bots_id_and_ones_own_mean_the_private_chat(http: Client, town: Town, whose: str) -> None:
    chat_id = {"bot": town.bot.id, "teacher": town.teacher.id}[whose]
    body = {"chat_id": chat_id, "from_id": town.teacher.id, "text": "chào"}
    [message] = (await http.send("POST", "/sim/messages", body))["messages"]
    assert (message["chat"]["type"], message["chat"]["id"]) == ("private", town.teacher.id)


async def test_several_photos_are_an_album(http: Client, town: Town) -> None:
    form = aiohttp.FormData({"chat_id": str(town.group.id), "from_id": str(town.teacher.id), "caption": "x"})
    for number in range(2):
        form.add_field("photo", picture(), filename=f"{number}.png", content_type="image/png")
    async with http.session.post(f"{http.url}/sim/messages", data=form) as response:
        messages = (await response.json())["messages"]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert len(messages) == 2


async def test_photos_can_be_looked_at(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, photo=picture())
    file_id = message.data["photo"][-1]["file_id"]
    async with http.session.get(f"{http.url}/sim/files/{file_id}") as response:
        assert await response.read() == picture()


async def test_a_stranger_cannot_write_in_a_group(http: Client, town: Town) -> None:
    stranger = town.world.add_user("Lạ")
    body = {"chat_id": town.group.id, "from_id": stranger.id, "text": "chào"}
    assert "is not in chat" in await http.refused("POST", "/sim/messages", body)


async def test_messages_come_in_pages(http: Client, town: Town) -> None:
    for number in range(5):
        town.world.post(town.group.id, town.teacher.id, text=str(number))
    page = await http.get(f"/sim/chats/{town.group.id}/messages?limit=2&before=4")
    assert [message["text"] for message in page["messages"]] == ["1", "2"]
    assert page["more"] is True


async def test_a_message_is_edited(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="cũ")
    await http.send("POST", f"/sim/messages/{town.group.id}/{message.id}/edit", {"text": "mới"})
    assert message.data["text"] == "mới"


async def test_a_message_is_deleted(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    await http.send("DELETE", f"/sim/messages/{town.group.id}/{message.id}")
    page = await http.get(f"/sim/chats/{town.group.id}/messages")
    assert page["messages"][0]["sim"]["deleted"] is True


async def test_a_reaction_comes_and_goes(http: Client, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    path = f"/sim/messages/{town.group.id}/{message.id}/react"
    answer = await http.send("POST", path, {"user_id": town.admin.id, "emoji": "👍"})
    assert answer["reactions"] == [{"emoji": "👍", "user_ids": [town.admin.id]}]
    answer = await http.send("POST", path, {"user_id": town.admin.id, "emoji": None})
    assert answer["reactions"] == []


async def test_a_button_is_pressed(http: Client, town: Town) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Có", "callback_data": "1"}]]}
    sent = await http.result("sendMessage", chat_id=town.group.id, text="?", reply_markup=keyboard)
    path = f"/sim/messages/{town.group.id}/{sent['message_id']}/press"
    answer = await http.send("POST", path, {"user_id": town.teacher.id, "data": "1"})
    [update] = await http.result("getUpdates")
    assert update["callback_query"]["id"] == answer["callback_query_id"]


async def test_people_and_groups_are_made(http: Client, town: Town) -> None:
    user = (await http.send("POST", "/sim/users", {"first_name": "Chi"}))["user"]
    members = [{"user_id": user["id"], "status": "creator"}]
    body = {"title": "Lớp", "type": "group", "members": members, "topics": [{"name": "Tin"}]}
    chat = (await http.send("POST", "/sim/chats", body))["chat"]
    assert (chat["type"], chat["members"]) == ("group", members)
    assert [topic["name"] for topic in chat["topics"]] == ["Tin"]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_is_told_of_a_new_group_it_is_in(http: Client, town: Town, kind: str) -> None:
    members = [{"user_id": town.admin.id, "status": "creator"}, {"user_id": town.bot.id, "status": "member"}]
    chat = (await http.send("POST", "/sim/chats", {"title": "Lớp", "type": kind, "members": members}))["chat"]
    first, second = await http.result("getUpdates")
    change = first["my_chat_member"]
    assert (change["chat"]["id"], change["from"]["id"]) == (chat["id"], town.admin.id)
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    assert {"group": "group_chat_created", "supergroup": "new_chat_members"}[kind] in second["message"]
    assert chat["members"] == members


async def test_a_group_without_the_bot_is_no_news_to_it(http: Client, town: Town) -> None:
    members = [{"user_id": town.admin.id, "status": "creator"}]
    await http.send("POST", "/sim/chats", {"title": "Lớp", "type": "group", "members": members})
    assert await http.result("getUpdates") == []


async def test_a_group_of_the_world_has_always_been_there(town: Town) -> None:
    town.world.add_group("Lớp", [town.admin.id, town.bot.id])
    assert town.kinds() == []


async def test_members_come_and_go(http: Client, town: Town) -> None:
    body = {"user_id": town.teacher.id, "status": "left", "by": town.teacher.id}
    chat = (await http.send("POST", f"/sim/chats/{town.group.id}/members", body))["chat"]
    assert {"user_id": town.teacher.id, "status": "left"} in chat["members"]


async def test_a_new_title_is_announced(http: Client, town: Town) -> None:
    await http.send("POST", f"/sim/chats/{town.group.id}", {"title": "Hoa Sen 2"})
    [update] = await http.result("getUpdates")
    assert update["message"]["new_chat_title"] == "Hoa Sen 2"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sim/chats", {"title": "x", "members": [{"name": "An"}]}),
        ("/sim/chats", {}),
        ("/sim/users", {"first_name": 5}),
        ("/sim/messages", {"chat_id": 1, "from_id": 2, "text": "x"}),
        ("/sim/updates", {}),
    ],
)
async def test_mistakes_are_explained(http: Client, path: str, body: dict[str, Any]) -> None:
    assert await http.refused("POST", path, body)


async def test_a_group_migrates(http: Client, town: Town) -> None:
    group = town.world.add_group("Lớp", [town.admin.id], supergroup=False)
    chat = (await http.send("POST", f"/sim/chats/{group.id}/migrate"))["chat"]
    assert group.migrated_to == chat["id"]


async def test_starting_and_blocking(http: Client, town: Town) -> None:
    await http.send("POST", f"/sim/users/{town.teacher.id}/start", {"payload": "abc"})
    assert [update.kind for update in town.bot.queue] == ["message"]
    await http.send("POST", f"/sim/users/{town.teacher.id}/block")
    assert town.teacher.blocked == {town.bot.id}


async def test_starting_with_the_bot_in_a_group(http: Client, town: Town) -> None:
    body = {"payload": "abc", "chat_id": town.group.id}
    [message] = (await http.send("POST", f"/sim/users/{town.teacher.id}/start", body))["messages"]
    assert (message["chat"]["id"], message["text"]) == (town.group.id, "/start@town_bot abc")


async def test_a_person_shares_their_own_number(http: Client, town: Town) -> None:
    body = {"chat_id": town.bot.id, "from_id": town.teacher.id, "contact": town.teacher.id}
    [message] = (await http.send("POST", "/sim/messages", body))["messages"]
    assert message["contact"] == town.teacher.contact()


async def test_a_person_shares_the_number_of_somebody_unknown(http: Client, town: Town) -> None:
    contact = {"phone_number": "84912345678", "first_name": "Mẹ"}
    body = {"chat_id": town.bot.id, "from_id": town.teacher.id, "contact": contact}
    [message] = (await http.send("POST", "/sim/messages", body))["messages"]
    assert message["contact"] == contact


@pytest.mark.parametrize(
    "contact", [{}, {"phone_number": "84912345678"}, {"phone_number": 5, "first_name": "x"}, 77, "x"]
)
async def test_what_is_no_contact_is_refused(http: Client, town: Town, contact: object) -> None:
    body = {"chat_id": town.bot.id, "from_id": town.teacher.id, "contact": contact}
    assert await http.refused("POST", "/sim/messages", body)


async def test_everybody_finds_their_own_files_ready(http: Client, town: Town) -> None:
    town.world.samples = [
        Sample("cua-nguoi-khac.xlsx", frozenset([town.admin.id]), lambda: b"no"),
        Sample("danh-sach.xlsx", frozenset([town.teacher.id]), lambda: b"PK"),
    ]
    [sample] = await http.get(f"/sim/samples?user_id={town.teacher.id}")
    async with http.session.get(http.url + sample["url"]) as response:
        assert (sample["name"], await response.read()) == ("danh-sach.xlsx", b"PK")


async def test_a_file_that_does_not_lie_ready_is_not_found(http: Client) -> None:
    async with http.session.get(f"{http.url}/sim/samples/0") as response:
        assert response.status == 404


async def test_people_see_the_commands_of_the_narrowest_scope(http: Client, town: Town) -> None:
    for scope, name in (("default", "trogiup"), ("all_chat_administrators", "duyet")):
        commands = [{"command": name, "description": "x"}]
        await http.result("setMyCommands", commands=commands, scope={"type": scope})
    query = f"/sim/commands?chat_id={town.group.id}&language=vi&user_id="
    assert [item["command"] for item in await http.get(f"{query}{town.teacher.id}")] == ["trogiup"]
    assert [item["command"] for item in await http.get(f"{query}{town.admin.id}")] == ["duyet"]


async def test_events_are_replayed(http: Client, town: Town) -> None:
    since = town.world.events.seq
    town.world.post(town.group.id, town.teacher.id, text="một")
    [event] = await events(http, since, 1)
    assert (event["type"], event["chat_id"], event["message"]["text"]) == ("message", town.group.id, "một")


async def test_events_arrive_as_they_happen(http: Client, town: Town) -> None:
    listening = asyncio.create_task(events(http, town.world.events.seq, 2))
    await until(lambda: town.world.events._news is not None)
    [message] = town.world.post(town.group.id, town.teacher.id, text="một")
    town.world.react(town.group.id, message.id, town.admin.id, "👍")
    assert [event["type"] for event in await listening] == ["message", "reaction"]


async def test_who_missed_too_much_is_told(http: Client, town: Town) -> None:
    for _ in range(5_100):
        town.world.events.emit("typing")
    [event] = await events(http, 0, 1)
    assert event["type"] == "reset"


async def test_answers_to_buttons_are_events(http: Client, town: Town) -> None:
    sent = await http.result("sendMessage", chat_id=town.group.id, text="?")
    query_id = town.world.press(town.group.id, sent["message_id"], town.teacher.id, "1")
    since = town.world.events.seq
    await http.result("answerCallbackQuery", callback_query_id=query_id, text="Xong", show_alert=True)
    [event] = await events(http, since, 1)
    assert (event["user_id"], event["text"], event["show_alert"]) == (town.teacher.id, "Xong", True)


async def test_calls_are_logged_without_the_token(http: Client, town: Town) -> None:
    await http.result("sendMessage", chat_id=town.group.id, text="x")
    log = await http.get("/sim/calls?method=sendMessage")
    assert [(call["params"]["text"], call["status"]) for call in log["calls"]] == [("x", 200)]
    assert TOKEN not in json.dumps(log)


async def test_the_call_log_goes_on_from_a_number(http: Client) -> None:
    await http.result("getMe")
    last = (await http.get("/sim/calls"))["last"]
    await http.result("getWebhookInfo")
    assert [call["method"] for call in (await http.get(f"/sim/calls?since={last}"))["calls"]] == [
        "getWebhookInfo"
    ]


async def test_the_call_log_can_be_emptied(http: Client) -> None:
    await http.result("getMe")
    await http.send("DELETE", "/sim/calls")
    assert (await http.get("/sim/counters"))["by_method"] == {}


async def test_updates_are_counted(http: Client, town: Town) -> None:
    town.world.start(town.teacher.id)
    [update] = await http.result("getUpdates")
    await http.result("getUpdates", offset=update["update_id"] + 1)
    counted = (await http.get("/sim/counters"))["updates"]
    assert counted == {"queued": 1, "confirmed": 1, "delivered": 1, "pending": 0}


async def test_the_clock_can_be_set(http: Client, town: Town) -> None:
    await http.send("PUT", "/sim/clock", {"at": "2025-11-17T07:00:00+07:00"})
    [message] = town.world.post(town.group.id, town.teacher.id, text="x")
    assert abs(message.data["date"] - 1763337600) < 60


@pytest.mark.parametrize("body", [{"at": "hôm qua"}, {"offset_seconds": "x"}, {}])
async def test_a_clock_needs_a_moment(http: Client, body: dict[str, str]) -> None:
    assert await http.refused("PUT", "/sim/clock", body)


async def loaded(http: Client, **order: Any) -> dict[str, Any]:
    progress: dict[str, Any] = await http.send("POST", "/sim/load", order)
    while not progress["finished"]:
        progress = await http.get("/sim/load/progress")
    return progress


async def test_a_load_is_spread_over_chats_and_people(http: Client) -> None:
    await loaded(http, count=8, chats=2, people=2, start_index=100, text="https://fb.com/{n}")
    messages = [update["message"] for update in await http.result("getUpdates")]
    assert len({(message["chat"]["id"], message["from"]["id"]) for message in messages}) == 4
    assert [message["text"] for message in messages[:2]] == ["https://fb.com/100", "https://fb.com/101"]


async def test_a_loads_messages_look_like_written_ones(http: Client, town: Town) -> None:
    progress = await loaded(http, count=1)
    [update] = await http.result("getUpdates")
    [written] = town.world.post(progress["chat_ids"][0], update["message"]["from"]["id"], text="https://a.vn")
    assert update["message"].keys() == written.data.keys()


async def test_a_loads_messages_can_be_reacted_to(http: Client) -> None:
    progress = await loaded(http, count=1)
    reaction = [{"type": "emoji", "emoji": "👌"}]
    assert await http.result(
        "setMessageReaction", chat_id=progress["chat_ids"][0], message_id=1, reaction=reaction
    )


@pytest.mark.parametrize("order", [{"count": 0}, {"count": 1, "speed": 2}, {}])
async def test_an_impossible_load_is_refused(http: Client, order: dict[str, int]) -> None:
    assert await http.refused("POST", "/sim/load", order)


@pytest.mark.parametrize("path", ["/page/../cli.py", "/page/%2e%2e/cli.py", "/page/nothing.css"])
async def test_only_the_page_is_served(http: Client, path: str) -> None:
    async with http.session.get(http.url + path) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_foreign_pages_cannot_drive_it(http: Client, headers: dict[str, str]) -> None:
    async with http.session.get(f"{http.url}/sim/state", headers=headers) as response:
        assert response.status == 403


async def test_a_link_to_the_page_can_be_followed(http: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with http.session.get(f"{http.url}/", headers=headers) as response:
        assert response.status != 403


async def test_its_own_page_can(http: Client) -> None:
    headers = {"Origin": http.url, "Sec-Fetch-Site": "same-origin"}
    async with http.session.get(f"{http.url}/sim/state", headers=headers) as response:
        assert response.status == 200
