"""What a bot hears of a group: privacy mode, roles, and messages of unusual senders."""

import json
from typing import Any

import pytest

from simulator.model import Status
from tests.simulator.conftest import Town, picture


def heard(town: Town) -> list[dict[str, Any]]:
    return [json.loads(update.raw) for update in town.bot.queue]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("chào cả nhà", 0),
        ("/toi", 1),
        ("/toi@town_bot tuần này", 1),
        ("/toi@Town_Bot", 1),
        ("/toi@other_bot", 0),
        ("/ không phải lệnh", 0),
        ("xem /toi", 0),
    ],
)
def test_privacy_lets_commands_through(town: Town, text: str, count: int) -> None:
    town.world.post(town.group.id, town.teacher.id, text=text)
    assert len(town.bot.queue) == count


def test_privacy_lets_replies_to_the_bot_through(town: Town) -> None:
    [question] = town.world.post(town.group.id, town.bot.id, text="Bạn tên gì?")
    town.world.post(town.group.id, town.teacher.id, text="An", reply_to=question.id)
    assert [message["text"] for message in heard(town)] == ["An"]


def test_privacy_lets_service_messages_through(town: Town) -> None:
    other = town.world.add_user("Chi")
    town.world.set_member(town.group.id, other.id, "member", by=town.admin.id)
    assert [message["new_chat_members"][0]["first_name"] for message in heard(town)] == ["Chi"]


def test_without_privacy_everything_is_heard(town: Town) -> None:
    town.bot.can_read_all_group_messages = True
    town.world.post(town.group.id, town.teacher.id, text="chào")
    assert town.kinds() == ["message"]


def test_an_administrator_hears_everything(town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    town.world.post(town.group.id, town.teacher.id, text="chào")
    assert town.kinds() == ["my_chat_member", "message"]


def test_a_bot_never_hears_another(town: Town) -> None:
    other = town.world.add_bot("200000002:x", "other_bot", "Other")
    town.world.set_member(town.group.id, other.id, "member", by=town.admin.id)
    town.bot.queue.clear()
    town.world.post(town.group.id, other.id, text="/toi")
    assert town.kinds() == []


def test_silent_history_is_told_to_nobody(town: Town) -> None:
    town.world.post(town.group.id, town.teacher.id, text="/toi", date=1_700_000_000, silent=True)
    assert town.kinds() == []


def test_an_anonymous_admin_writes_as_the_group(town: Town) -> None:
    town.world.post(town.group.id, town.admin.id, text="/toi", anonymous=True)
    [message] = heard(town)
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == town.group.id


def test_channel_posts_have_no_author(town: Town) -> None:
    members = [{"user_id": user, "status": "administrator"} for user in (town.admin.id, town.bot.id)]
    channel = town.world.add_channel("Tin trường", members)
    town.world.post(channel.id, town.admin.id, text="bài mới")
    assert town.kinds() == ["channel_post"]
    assert "from" not in heard(town)[0]


def test_a_linked_channels_post_comes_from_telegram(town: Town) -> None:
    town.bot.can_read_all_group_messages = True
    members = [{"user_id": town.admin.id, "status": "creator"}]
    channel = town.world.add_channel("Tin", members, linked_chat_id=town.group.id)
    town.world.post(channel.id, town.admin.id, text="bài mới")
    [message] = heard(town)
    assert (message["from"]["id"], message["is_automatic_forward"]) == (777000, True)
    assert message["forward_origin"]["chat"]["id"] == channel.id


def test_every_part_of_an_album_is_an_update(town: Town) -> None:
    town.world.post(town.bot.id, town.teacher.id, photo=[picture(), picture()], caption="hai ảnh")
    parts = heard(town)
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["hai ảnh", None]


def test_a_forward_says_where_it_is_from(town: Town) -> None:
    town.world.post(town.bot.id, town.teacher.id, text="tin", forward_from=town.admin.id)
    assert heard(town)[0]["forward_origin"]["sender_user"]["id"] == town.admin.id


def test_a_topics_messages_carry_its_id(town: Town) -> None:
    topic = town.world.add_topic(town.group.id, "Minh chứng")
    town.world.post(town.group.id, town.teacher.id, text="/toi", topic=topic)
    assert heard(town)[0]["message_thread_id"] == topic


def test_an_edit_is_an_update(town: Town) -> None:
    [message] = town.world.post(town.bot.id, town.teacher.id, text="cũ")
    town.world.edit(town.teacher.id, message.id, text="mới")
    assert town.kinds() == ["message", "edited_message"]
    assert heard(town)[1]["text"] == "mới"


def test_a_mere_reaction_is_an_edit_too(town: Town) -> None:
    [message] = town.world.post(town.bot.id, town.teacher.id, text="tin")
    town.world.react(town.teacher.id, message.id, town.teacher.id, "👍")
    assert heard(town)[1]["edit_date"] >= message.data["date"]


def test_the_edit_by_reaction_can_be_switched_off(town: Town) -> None:
    town.world.reaction_edits = False
    [message] = town.world.post(town.bot.id, town.teacher.id, text="tin")
    town.world.react(town.teacher.id, message.id, town.teacher.id, "👍")
    assert town.kinds() == ["message"]


def test_reactions_are_told_to_admins_who_asked(town: Town) -> None:
    town.bot.queue.allow(["message_reaction"])
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    town.world.react(town.group.id, message.id, town.admin.id, "👍")
    assert heard(town)[0]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


@pytest.mark.parametrize("status", ["administrator", "restricted", "left", "kicked"])
def test_the_bot_learns_of_its_own_rank(town: Town, status: Status) -> None:
    town.world.set_member(town.group.id, town.bot.id, status, by=town.admin.id)
    change = heard(town)[0]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", status)


def test_an_admin_bot_learns_of_others_when_it_asked(town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    town.bot.queue.clear()
    town.bot.queue.allow(["chat_member"])
    town.world.set_member(town.group.id, town.teacher.id, "left")
    assert town.kinds() == ["chat_member"]


def test_blocking_is_told(town: Town) -> None:
    town.world.start(town.teacher.id)
    town.bot.queue.clear()
    town.world.block(town.teacher.id)
    assert heard(town)[0]["new_chat_member"]["status"] == "kicked"


def test_writing_again_unblocks(town: Town) -> None:
    town.world.start(town.teacher.id)
    town.world.block(town.teacher.id)
    town.bot.queue.clear()
    town.world.start(town.teacher.id)
    assert town.kinds() == ["my_chat_member", "message"]


def test_migration_is_told_in_both_chats(town: Town) -> None:
    group = town.world.add_group("Lớp", [town.admin.id, town.bot.id], supergroup=False)
    new = town.world.migrate(group.id)
    first, second = heard(town)
    assert first["migrate_to_chat_id"] == new.id
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (new.id, group.id)


def test_private_chats_of_two_bots_are_apart(town: Town) -> None:
    other = town.world.add_bot("200000002:x", "other_bot", "Other")
    town.world.post(other.id, town.teacher.id, text="chào")
    assert (town.kinds(), len(other.queue)) == ([], 1)
