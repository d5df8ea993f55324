"""python-telegram-bot works against the simulator unchanged: every method, through its own objects."""

import re

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    ChatMemberAdministrator,
    ChatMemberOwner,
    Contact,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ChatMemberStatus, ParseMode, ReactionEmoji
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter

from simulator.api.sending import MAX_UPLOAD
from simulator.emoji import REACTIONS
from simulator.errors import WorldError
from simulator.files import DOWNLOAD_LIMIT
from simulator.wire import Json
from tests.simulator.conftest import Town, picture

ASKING = ReplyKeyboardMarkup(
    [[KeyboardButton("Gửi số của tôi", request_contact=True)]], one_time_keyboard=True
)
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Duyệt", callback_data="ok")]])
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def opening(url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Mở", url=url)]])


async def said(telegram: Bot, town: Town) -> Message:
    return await telegram.send_message(town.group.id, "Chào cả nhà")


async def test_get_me_tells_name_and_privacy(telegram: Bot) -> None:
    me = await telegram.get_me()
    assert (me.username, me.can_read_all_group_messages) == ("town_bot", False)


async def test_updates_arrive_as_objects(telegram: Bot, town: Town) -> None:
    town.world.post(town.group.id, town.teacher.id, text="/toi")
    updates = await telegram.get_updates()
    assert [update.message and update.message.text for update in updates] == ["/toi"]


async def test_an_offset_confirms_updates(telegram: Bot, town: Town) -> None:
    town.world.start(town.teacher.id)
    updates = await telegram.get_updates()
    assert await telegram.get_updates(offset=updates[-1].update_id + 1) == ()


async def test_a_sent_message_comes_back_whole(telegram: Bot, town: Town) -> None:
    message = await telegram.send_message(town.group.id, "<b>Đã nhận</b> 😀", ParseMode.HTML)
    assert message.text_html == "<b>Đã nhận</b> 😀"


async def test_a_reply_shows_what_it_answers(telegram: Bot, town: Town) -> None:
    first = await said(telegram, town)
    second = await first.reply_text("Vâng", do_quote=True)
    assert second.reply_to_message is not None
    assert second.reply_to_message.message_id == first.message_id


async def test_a_reply_to_nothing_is_refused(telegram: Bot, town: Town) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await telegram.send_message(town.group.id, "Vâng", reply_parameters=ReplyParameters(999))


async def test_a_reply_to_nothing_is_sent_when_allowed(telegram: Bot, town: Town) -> None:
    lenient = ReplyParameters(999, allow_sending_without_reply=True)
    message = await telegram.send_message(town.group.id, "Vâng", reply_parameters=lenient)
    assert message.reply_to_message is None


async def test_a_keyboard_is_shown(telegram: Bot, town: Town) -> None:
    message = await telegram.send_message(town.group.id, "Duyệt?", reply_markup=KEYBOARD)
    assert message.reply_markup == KEYBOARD


async def test_a_photo_can_be_sent_and_downloaded(telegram: Bot, town: Town) -> None:
    data = picture()
    message = await telegram.send_photo(town.group.id, data, caption="Ảnh")
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == data


async def test_a_photo_can_be_sent_again_by_its_id(telegram: Bot, town: Town) -> None:
    first = await telegram.send_photo(town.group.id, picture())
    again = await telegram.send_photo(town.group.id, first.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


async def test_a_document_keeps_its_name(telegram: Bot, town: Town) -> None:
    message = await telegram.send_document(town.group.id, b"a;b", filename="báo cáo.csv")
    assert message.document is not None
    assert message.document.file_name == "báo cáo.csv"


async def test_an_album_shares_one_group_id(telegram: Bot, town: Town) -> None:
    media = [InputMediaPhoto(picture(color=color)) for color in ("red", "green")]
    messages = await telegram.send_media_group(town.group.id, media, caption="Hai ảnh")
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[0].caption == "Hai ảnh"


async def test_a_text_can_be_edited(telegram: Bot, town: Town) -> None:
    message = await said(telegram, town)
    edited = await message.edit_text("Khác")
    assert isinstance(edited, Message)
    assert edited.text == "Khác"


async def test_an_edit_that_changes_nothing_is_refused(telegram: Bot, town: Town) -> None:
    message = await said(telegram, town)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("Chào cả nhà")


async def test_a_caption_can_be_edited(telegram: Bot, town: Town) -> None:
    message = await telegram.send_photo(town.group.id, picture(), caption="Cũ")
    edited = await message.edit_caption("Mới")
    assert isinstance(edited, Message)
    assert edited.caption == "Mới"


async def test_a_keyboard_can_be_taken_away(telegram: Bot, town: Town) -> None:
    message = await telegram.send_message(town.group.id, "Duyệt?", reply_markup=KEYBOARD)
    edited = await message.edit_reply_markup()
    assert isinstance(edited, Message)
    assert edited.reply_markup is None


async def test_a_message_can_be_deleted(telegram: Bot, town: Town) -> None:
    message = await said(telegram, town)
    await message.delete()
    assert town.group.message(message.message_id) is None


async def test_a_reaction_is_set(telegram: Bot, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    await telegram.set_message_reaction(town.group.id, message.id, ReactionEmoji.OK_HAND_SIGN)
    assert message.reactions == {town.bot.id: "👌"}


async def test_an_emoji_that_is_no_reaction_is_refused(telegram: Bot, town: Town) -> None:
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await telegram.set_message_reaction(town.group.id, message.id, "✅")


def test_the_reactions_are_those_the_library_knows() -> None:
    assert frozenset(ReactionEmoji) == REACTIONS


async def test_a_pressed_button_is_answered(telegram: Bot, town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    sent = await telegram.send_message(town.group.id, "Duyệt?", reply_markup=KEYBOARD)
    town.world.press(town.group.id, sent.message_id, town.admin.id, "ok")
    query = (await telegram.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "ok"
    assert await query.answer("Xong")


async def test_a_query_is_answered_once(telegram: Bot) -> None:
    with pytest.raises(BadRequest, match="Query is too old"):
        await telegram.answer_callback_query("12")


async def test_a_chat_describes_itself(telegram: Bot, town: Town) -> None:
    chat = await telegram.get_chat(town.group.id)
    assert chat.title == "Tiểu học Hoa Sen"


async def test_members_have_their_status(telegram: Bot, town: Town) -> None:
    member = await telegram.get_chat_member(town.group.id, town.admin.id)
    assert member.status == ChatMemberStatus.OWNER


@pytest.mark.parametrize("status", ["administrator", "restricted", "left", "kicked", "member"])
async def test_every_status_is_understood(telegram: Bot, town: Town, status: str) -> None:
    town.world.set_member(town.group.id, town.teacher.id, status)  # type: ignore[arg-type]
    member = await telegram.get_chat_member(town.group.id, town.teacher.id)
    assert member.status == status


async def test_administrators_are_listed(telegram: Bot, town: Town) -> None:
    found = await telegram.get_chat_administrators(town.group.id)
    assert [member.user.id for member in found] == [town.admin.id]


async def test_members_are_counted(telegram: Bot, town: Town) -> None:
    assert await telegram.get_chat_member_count(town.group.id) == 3


async def test_commands_are_kept_per_scope_and_language(telegram: Bot) -> None:
    scope = BotCommandScopeAllGroupChats()
    await telegram.set_my_commands([BotCommand("toi", "Việc của tôi")], scope, "vi")
    assert [command.command for command in await telegram.get_my_commands(scope, "vi")] == ["toi"]
    assert await telegram.get_my_commands(scope) == ()


async def test_commands_can_be_deleted(telegram: Bot) -> None:
    await telegram.set_my_commands([BotCommand("toi", "Việc của tôi")])
    await telegram.delete_my_commands()
    assert await telegram.get_my_commands() == ()


async def test_pinning_needs_rights(telegram: Bot, town: Town) -> None:
    message = await said(telegram, town)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await message.pin()


async def test_an_admin_pins_and_unpins(telegram: Bot, town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    message = await said(telegram, town)
    await message.pin()
    assert town.group.pinned_message_id == message.message_id
    await message.unpin()
    assert town.group.pinned_message_id is None


async def test_the_bot_can_leave(telegram: Bot, town: Town) -> None:
    await telegram.leave_chat(town.group.id)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await said(telegram, town)


async def pinned(telegram: Bot, town: Town, *texts: str) -> list[Message]:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    messages = [await telegram.send_message(town.group.id, text) for text in texts]
    for message in messages:
        await message.pin()
    return messages


async def test_the_newest_of_several_pinned_messages_is_shown(telegram: Bot, town: Town) -> None:
    first, second = await pinned(telegram, town, "một", "hai")
    assert town.group.pinned_message_id == second.message_id
    await telegram.unpin_chat_message(town.group.id)
    assert town.group.pinned_message_id == first.message_id


async def test_another_message_than_the_newest_can_be_unpinned(telegram: Bot, town: Town) -> None:
    first, second = await pinned(telegram, town, "một", "hai")
    await first.unpin()
    assert town.group.pinned_message_id == second.message_id


async def test_all_are_unpinned_at_once(telegram: Bot, town: Town) -> None:
    await pinned(telegram, town, "một", "hai")
    await telegram.unpin_all_chat_messages(town.group.id)
    assert town.group.pinned_message_id is None


async def test_a_deleted_message_is_pinned_no_longer(telegram: Bot, town: Town) -> None:
    [message] = await pinned(telegram, town, "một")
    await message.delete()
    assert town.group.pinned_message_id is None


async def test_an_administrator_who_wrote_anonymously_is_listed_as_such(telegram: Bot, town: Town) -> None:
    town.world.post(town.group.id, town.admin.id, text="Nhắc cả nhà", anonymous=True)
    [owner] = await telegram.get_chat_administrators(town.group.id)
    assert isinstance(owner, ChatMemberOwner)
    assert owner.is_anonymous
    town.world.post(town.group.id, town.admin.id, text="Tôi đây")
    [owner] = await telegram.get_chat_administrators(town.group.id)
    assert not isinstance(owner, ChatMemberOwner) or not owner.is_anonymous


async def test_an_anonymous_administrator_is_listed_as_such(telegram: Bot, town: Town) -> None:
    town.world.set_member(town.group.id, town.teacher.id, "administrator", is_anonymous=True)
    found = {each.user.id: each for each in await telegram.get_chat_administrators(town.group.id)}
    assert found.keys() == {town.admin.id, town.teacher.id}
    teacher = found[town.teacher.id]
    assert isinstance(teacher, ChatMemberAdministrator)
    assert teacher.is_anonymous


async def test_typing_is_accepted(telegram: Bot, town: Town) -> None:
    assert await telegram.send_chat_action(town.group.id, "typing")


async def test_log_out_and_close_are_accepted(telegram: Bot) -> None:
    assert await telegram.log_out()
    assert await telegram.close()


async def test_a_webhook_is_set_told_and_deleted(telegram: Bot) -> None:
    await telegram.set_webhook("http://127.0.0.1:9/hook", max_connections=1)
    assert (await telegram.get_webhook_info()).url == "http://127.0.0.1:9/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await telegram.get_updates()
    await telegram.delete_webhook()
    assert (await telegram.get_webhook_info()).url == ""


async def test_a_migrated_group_gives_its_new_id(telegram: Bot, town: Town) -> None:
    group = town.world.add_group("Lớp", [town.admin.id, town.bot.id], supergroup=False)
    new = town.world.migrate(group.id)
    with pytest.raises(ChatMigrated) as caught:
        await telegram.send_message(group.id, "Chào")
    assert caught.value.new_chat_id == new.id


async def test_flood_tells_when_to_come_back(
    telegram: Bot, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    town.world.limits.enabled = True
    await said(telegram, town)
    with pytest.raises(RetryAfter):
        await said(telegram, town)


async def test_a_person_who_never_started_cannot_be_written_to(telegram: Bot, town: Town) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await telegram.send_message(town.teacher.id, "Chào")


async def test_a_person_who_blocked_cannot_be_written_to(telegram: Bot, town: Town) -> None:
    town.world.start(town.teacher.id)
    town.world.block(town.teacher.id)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await telegram.send_message(town.teacher.id, "Chào")


async def private(telegram: Bot, town: Town) -> int:
    """The teacher has opened the private chat, and the bot has heard so."""
    town.world.start(town.teacher.id)
    await telegram.get_updates(offset=-1)
    return town.teacher.id


async def newest(telegram: Bot) -> Message:
    message = (await telegram.get_updates())[-1].message
    assert message is not None
    return message


def shown(town: Town) -> Json | None:
    return town.world.private_chat(town.bot, town.teacher).reply_keyboard


async def test_a_file_somebody_sends_can_be_downloaded(telegram: Bot, town: Town) -> None:
    chat_id = await private(telegram, town)
    town.world.post(chat_id, town.teacher.id, document=b"PK", file_name="Danh sách.xlsx", mime_type=EXCEL)
    sent = (await newest(telegram)).document
    assert sent is not None
    assert (sent.file_name, sent.mime_type, sent.file_size) == ("Danh sách.xlsx", EXCEL, 2)
    assert bytes(await (await sent.get_file()).download_as_bytearray()) == b"PK"


async def test_a_file_too_large_for_bots_is_not_handed_out(telegram: Bot, town: Town) -> None:
    chat_id = await private(telegram, town)
    town.world.post(chat_id, town.teacher.id, document=bytes(DOWNLOAD_LIMIT + 1), file_name="to.bin")
    sent = (await newest(telegram)).document
    assert sent is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await sent.get_file()


async def test_a_document_too_large_to_send_is_refused(telegram: Bot, town: Town) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await telegram.send_document(town.group.id, bytes(MAX_UPLOAD + 1), filename="to.bin")


async def test_too_long_a_caption_is_refused(telegram: Bot, town: Town) -> None:
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await telegram.send_document(town.group.id, b"a", caption="x" * 1025, filename="a.csv")


async def test_a_document_carries_buttons(telegram: Bot, town: Town) -> None:
    message = await telegram.send_document(town.group.id, b"a", filename="a.csv", reply_markup=KEYBOARD)
    assert message.reply_markup == KEYBOARD


async def test_a_number_is_asked_for_in_private(telegram: Bot, town: Town) -> None:
    message = await telegram.send_message(await private(telegram, town), "Số?", reply_markup=ASKING)
    assert message.reply_markup is None
    keys = [[{"text": "Gửi số của tôi", "request_contact": True}]]
    assert shown(town) == {"keyboard": keys, "one_time_keyboard": True, "message_id": message.message_id}


async def test_a_number_is_not_asked_for_in_a_group(telegram: Bot, town: Town) -> None:
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await telegram.send_message(town.group.id, "Số?", reply_markup=ASKING)


async def test_keys_of_words_may_be_shown_in_a_group(telegram: Bot, town: Town) -> None:
    await telegram.send_message(town.group.id, "Chọn", reply_markup=ReplyKeyboardMarkup([["Có", ""], [""]]))
    assert town.group.reply_keyboard is not None
    assert town.group.reply_keyboard["keyboard"] == [[{"text": "Có", "request_contact": False}]]


async def test_keys_stay_until_they_are_taken_away(telegram: Bot, town: Town) -> None:
    chat_id = await private(telegram, town)
    await telegram.send_message(chat_id, "Số?", reply_markup=ASKING)
    await telegram.send_message(chat_id, "Cảm ơn", reply_markup=KEYBOARD)
    assert shown(town) is not None
    await telegram.send_message(chat_id, "Xong", reply_markup=ReplyKeyboardRemove())
    assert shown(town) is None


async def test_under_an_edited_message_only_its_own_keys_are_allowed(telegram: Bot, town: Town) -> None:
    message = await said(telegram, town)
    with pytest.raises(BadRequest, match="Inline keyboard expected"):
        await telegram.edit_message_text("Khác", town.group.id, message.message_id, reply_markup=ASKING)  # type: ignore[arg-type]


async def test_ones_own_number_says_whose_it_is(telegram: Bot, town: Town) -> None:
    chat_id = await private(telegram, town)
    asked = await telegram.send_message(chat_id, "Số?", reply_markup=ASKING)
    town.world.post(chat_id, chat_id, contact=chat_id, reply_to=asked.message_id)
    message = await newest(telegram)
    assert message.contact == Contact(town.teacher.phone, "An", "Nguyễn", chat_id)
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == asked.message_id


async def test_somebody_elses_number_may_be_nobodys(telegram: Bot, town: Town) -> None:
    chat_id = await private(telegram, town)
    town.world.post(chat_id, chat_id, contact={"phone_number": "84912345678", "first_name": "Mẹ"})
    assert (await newest(telegram)).contact == Contact("84912345678", "Mẹ")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.com", "Unsupported URL protocol"),
        ("javascript://x", "Unsupported URL protocol"),
        ("http://localhost:8080/x", "Wrong HTTP URL"),
        ("https://", "Wrong HTTP URL"),
        ("https://[x", "Wrong HTTP URL"),
        ("bot", "Wrong HTTP URL"),
    ],
)
async def test_an_address_that_leads_nowhere_is_refused(
    telegram: Bot, town: Town, url: str, words: str
) -> None:
    told = re.escape(f"inline keyboard button URL '{url}' is invalid: {words}".capitalize())
    with pytest.raises(BadRequest, match=told):
        await telegram.send_message(town.group.id, "Mở", reply_markup=opening(url))


@pytest.mark.parametrize(
    "url", ["https://t.me/town_bot?startgroup=aB-3_", "t.me/town_bot?start=x", "tg://resolve?domain=town_bot"]
)
async def test_an_address_may_stand_under_a_message(telegram: Bot, town: Town, url: str) -> None:
    message = await telegram.send_message(town.group.id, "Mở", reply_markup=opening(url))
    assert message.reply_markup == opening(url)


async def test_a_link_brings_its_word_along(telegram: Bot, town: Town) -> None:
    town.world.start(town.teacher.id, payload="Ma-So_aB3x")
    message = await newest(telegram)
    assert (message.chat.id, message.text) == (town.teacher.id, "/start Ma-So_aB3x")


@pytest.mark.parametrize("payload", ["a b", "é", "x" * 65])
def test_a_word_that_telegram_does_not_take_is_refused(town: Town, payload: str) -> None:
    with pytest.raises(WorldError, match="start parameter"):
        town.world.start(town.teacher.id, payload=payload)


async def test_a_link_may_take_the_bot_to_a_group(telegram: Bot, town: Town) -> None:
    group = town.world.add_group("Lớp 5A", [{"user_id": town.teacher.id, "status": "creator"}])
    town.world.start(town.teacher.id, payload="lop5A", chat_id=group.id)
    added, joined, started = await telegram.get_updates()
    assert added.my_chat_member is not None
    assert joined.message is not None
    assert joined.message.new_chat_members
    assert started.message is not None
    assert started.message.text == "/start@town_bot lop5A"


async def test_where_the_bot_already_is_only_the_word_comes(telegram: Bot, town: Town) -> None:
    town.world.start(town.teacher.id, payload="lop5A", chat_id=town.group.id)
    assert [update.message and update.message.text for update in await telegram.get_updates()] == [
        "/start@town_bot lop5A"
    ]


def test_nobody_takes_the_bot_to_a_group_of_others(town: Town) -> None:
    group = town.world.add_group("Lớp 5A", [town.admin.id])
    with pytest.raises(WorldError, match="no group"):
        town.world.start(town.teacher.id, payload="x", chat_id=group.id)
    assert group.member(town.bot.id) is None
