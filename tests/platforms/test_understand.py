from datetime import UTC, datetime
from typing import Any

import pytest

from platforms.messages import Chat, ChatKind, Command, Contact, Document, Event, Incoming, Picture, Sender
from platforms.telegram.accessors import UNKNOWN_TIME
from platforms.telegram.understand import Me, understand
from tests.platforms import updates
from tests.platforms.updates import (
    ANONYMOUS,
    CHANNEL,
    GROUP,
    LAN,
    LINK,
    NOON,
    PRIVATE,
    message,
    update,
    written,
)

ME = Me("42", "MinhChungBot", hears_groups=False)


def read(raw: dict[str, Any], me: Me = ME) -> Incoming:
    incoming = understand(raw, me)
    assert incoming is not None
    return incoming


def test_a_plain_message_says_who_wrote_what_where_and_when() -> None:
    assert read(message()) == Incoming(
        event=Event.MESSAGE,
        platform="telegram",
        bot="42",
        chat=Chat("-1001", ChatKind.GROUP, "Tổ Toán"),
        message_id="5",
        sent_at=datetime(2025, 11, 17, 8, tzinfo=UTC),
        sender=Sender("77", "Lan Nguyễn"),
        text=LINK,
    )


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("message", Event.MESSAGE),
        ("edited_message", Event.EDIT),
        ("channel_post", Event.MESSAGE),
        ("edited_channel_post", Event.EDIT),
    ],
)
def test_every_kind_of_writing_has_its_event(kind: str, event: Event) -> None:
    assert read({"update_id": 1, kind: written()}).event is event


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": None},
        {"message": []},
        {"message": {}},
        {"message": written(chat=None)},
        {"message": written(message_id=None)},
        {"message": written(chat={"id": 1, "type": "secret"})},
        {"message": written(chat={"id": 1, "type": ["group"]})},
        {"message": written(text=None)},
        {"message": written(text=None, sticker={"file_id": "s"})},
        {"message": written(text=None, new_chat_members=[LAN])},
        {"message": written(text=None, chat=PRIVATE, pinned_message=written())},
        {"business_message": written()},
        {"message_reaction": {"chat": GROUP}},
        {"something_from_the_future": {"chat": GROUP}},
    ],
)
def test_what_is_not_for_us_is_nothing(body: dict[str, Any]) -> None:
    assert understand({"update_id": 1, **body}, ME) is None


def test_a_sticker_in_private_still_deserves_an_answer() -> None:
    assert read(message(text=None, chat=PRIVATE, sticker={"file_id": "s"})).sender == Sender(
        "77", "Lan Nguyễn"
    )


def test_an_edit_that_took_everything_away_is_heard() -> None:
    assert read({"update_id": 1, "edited_message": written(text=None)}).text == ""


@pytest.mark.parametrize(
    ("chat", "kind"),
    [
        (PRIVATE, ChatKind.PRIVATE),
        ({"id": -5, "type": "group", "title": "Tổ"}, ChatKind.GROUP),
        (GROUP, ChatKind.GROUP),
        (CHANNEL, ChatKind.CHANNEL),
    ],
)
def test_kinds_of_chats(chat: dict[str, Any], kind: ChatKind) -> None:
    assert read(message(chat=chat)).chat.kind is kind


def test_a_channel_post_has_no_sender() -> None:
    post = written(chat=CHANNEL, sender_chat=CHANNEL)
    del post["from"]
    assert read({"update_id": 1, "channel_post": post}).sender is None


def test_an_anonymous_admin_is_known_to_be_one() -> None:
    assert read(message(**{"from": ANONYMOUS, "sender_chat": GROUP})).anonymous_admin


def test_an_anonymous_admin_is_nobody_in_particular() -> None:
    assert read(message(**{"from": ANONYMOUS, "sender_chat": GROUP})).sender is None


def test_who_speaks_for_another_chat_is_no_admin_here() -> None:
    assert not read(message(**{"from": ANONYMOUS, "sender_chat": CHANNEL})).anonymous_admin


@pytest.mark.parametrize("user_id", [777000, 136817688])
def test_posts_of_other_channels_have_no_sender(user_id: int) -> None:
    assert read(message(**{"from": {**LAN, "id": user_id}, "sender_chat": CHANNEL})).sender is None


def test_telegrams_own_account_is_nobody() -> None:
    assert read(message(**{"from": {**LAN, "id": 777000}})).sender is None


def test_a_bot_is_marked_as_one() -> None:
    assert read(message(**{"from": {**LAN, "is_bot": True}})).sender == Sender(
        "77", "Lan Nguyễn", is_bot=True
    )


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Lan", None, "Lan"),
        (" Lan ", "Nguyễn\n", "Lan Nguyễn"),
        ("La\u202en\u200b\u0007", "Ng\u2066a", "Lan Nga"),
        ("Nguye\u0302\u0303n", "", "Nguyễn"),
        ("\u3164", "\u2800", "77"),
        ("", "", "77"),
        (None, None, "77"),
        (5, ["x"], "77"),
        ("\ud800\ud800", "", "\ufffd\ufffd"),
        ("x" * 5000, "y", "x" * 128),
        ("ệ" * 5000, "y", "ệ" * 128),
    ],
)
def test_names_are_one_clean_line(first: Any, last: Any, shown: str) -> None:
    sender = read(message(**{"from": {"id": 77, "first_name": first, "last_name": last}})).sender
    assert sender == Sender("77", shown)


@pytest.mark.parametrize("user", [None, 7, {}, {"id": "77"}, {"id": 2**70}, {"id": True}, {"id": 7.5}])
def test_a_person_without_a_usable_id_is_nobody(user: Any) -> None:
    assert read(message(**{"from": user})).sender is None


def test_a_topic_is_named_when_the_message_is_in_one() -> None:
    assert read(message(message_thread_id=9, is_topic_message=True)).chat.topic == "9"


def test_a_thread_of_answers_is_no_topic() -> None:
    assert read(message(message_thread_id=9)).chat.topic is None


def test_an_answer_names_what_it_answers() -> None:
    assert read(message(reply_to_message=written(message_id=3))).reply_to == "3"


def test_the_opening_of_a_topic_is_not_answered_to() -> None:
    root = written(message_id=9)
    assert read(message(message_thread_id=9, is_topic_message=True, reply_to_message=root)).reply_to is None


def test_a_forwarded_message_is_marked() -> None:
    assert read(message(forward_origin={"type": "user", "date": NOON})).forwarded


def test_the_caption_is_the_text_of_a_picture() -> None:
    assert read(updates.photo(caption="đã đăng")).text == "đã đăng"


def test_entities_of_a_caption_are_kept() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 2, "url": LINK}
    assert read(updates.photo(caption="đã đăng", caption_entities=[entity])).entities == (entity,)


def test_only_objects_are_entities() -> None:
    entity = {"type": "url", "offset": 0, "length": 4}
    assert read(message(entities=[1, entity, None, "x"])).entities == (entity,)


@pytest.mark.parametrize("entities", [5, "url", {"type": "url"}, True])
def test_entities_that_are_no_list_are_none(entities: Any) -> None:
    assert read(message(entities=entities)).entities == ()


def test_what_no_database_can_store_is_replaced_without_moving_offsets() -> None:
    assert read(message(text="a\x00b\ud83dc")).text == "a\ufffdb\ufffdc"


def test_an_entitys_address_is_storable_too() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 2, "url": "https://x/\udc00"}
    assert read(message(entities=[entity])).entities[0]["url"] == "https://x/\ufffd"


def test_the_link_of_a_preview_is_found() -> None:
    assert read(message(link_preview_options={"url": LINK})).hidden_links == (LINK,)


def test_links_under_buttons_are_found_once() -> None:
    keys = [
        [{"text": "Xem", "url": LINK}, {"text": "Lại", "url": LINK}],
        [{"text": "x", "callback_data": "y"}],
        5,
    ]
    assert read(message(reply_markup={"inline_keyboard": keys})).hidden_links == (LINK,)


def test_a_link_under_a_button_alone_is_a_message() -> None:
    keys = [[{"text": "Xem", "url": LINK}]]
    assert read(message(text=None, reply_markup={"inline_keyboard": keys})).hidden_links == (LINK,)


def test_the_largest_size_of_a_photo_is_its_picture() -> None:
    assert read(updates.photo()).pictures == (Picture("large", "l", size=90_000),)


def test_an_image_sent_as_a_file_is_a_picture() -> None:
    assert read(updates.document()).pictures == (Picture("d", "du", True, "image/png", 7),)


@pytest.mark.parametrize("name", ["a.PNG", "a.jpg", "a.jpeg", "a.webp", "IMG_1.HEIC"])
def test_a_files_name_can_tell_that_it_is_a_picture(name: str) -> None:
    assert read(updates.document(file_name=name, mime_type="application/octet-stream")).pictures


def test_other_files_are_no_pictures() -> None:
    assert understand(updates.document(file_name="a.pdf", mime_type="application/pdf"), ME) is None


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def staff_list(**fields: Any) -> dict[str, Any]:
    return updates.document(**{"chat": PRIVATE, "file_name": "Danh sách.xlsx", "mime_type": EXCEL, **fields})


def test_a_file_sent_in_private_is_a_document() -> None:
    file = read(staff_list())
    assert (file.document, file.other_file) == (Document("d", "Danh sách.xlsx", EXCEL, 7), True)


def test_a_file_with_words_is_a_document_in_a_group_too() -> None:
    raw = staff_list(chat=GROUP)
    raw["message"]["caption"] = "danh sách đây ạ"
    assert read(raw).document == Document("d", "Danh sách.xlsx", EXCEL, 7)


def test_an_image_sent_as_a_file_is_no_document() -> None:
    assert read(updates.document(chat=PRIVATE)).document is None


@pytest.mark.parametrize(
    ("fields", "document"),
    [
        ({"file_name": None, "mime_type": None, "file_size": None}, Document("d")),
        ({"file_name": 5, "mime_type": [], "file_size": "7"}, Document("d")),
        ({"file_name": "a\x00\ud800", "mime_type": "", "file_size": -7}, Document("d", "a\ufffd\ufffd")),
        ({"file_id": None}, None),
        ({"file_id": 5}, None),
    ],
)
def test_of_a_file_only_what_is_usable_is_believed(fields: dict[str, Any], document: Document | None) -> None:
    file = read(staff_list(**fields))
    assert (file.document, file.other_file) == (document, True)


@pytest.mark.parametrize("file", [None, [], "x", 5])
def test_a_file_that_is_none_is_still_something_to_answer(file: Any) -> None:
    told = read(update(message={**written(chat=PRIVATE, text=None), "document": file}))
    assert (told.document, told.other_file) == (None, True)


def test_somebodys_own_number_says_whose_it_is() -> None:
    assert read(updates.contact()).contact == Contact("+84912345678", "77")


@pytest.mark.parametrize("owner", [None, "77", 0.5, [], 10**400])
def test_a_number_whose_owner_is_not_told_is_nobodys(owner: Any) -> None:
    assert read(updates.contact(user_id=owner)).contact == Contact("+84912345678", "")


@pytest.mark.parametrize("phone", [None, "", 84912345678, []])
def test_a_contact_without_a_number_is_none(phone: Any) -> None:
    assert read(updates.contact(phone_number=phone)).contact is None


def test_a_number_answers_the_message_that_asked_for_it() -> None:
    raw = updates.contact()
    raw["message"]["reply_to_message"] = written(chat=PRIVATE, message_id=4)
    assert read(raw).contact == Contact("+84912345678", "77")


def test_numbers_are_not_heard_in_groups() -> None:
    assert understand(updates.contact(chat=GROUP), ME) is None


def test_a_picture_without_a_file_is_none() -> None:
    assert understand(updates.photo(photo=[{"file_id": 5}, None, {}]), ME) is None


def test_a_negative_size_is_unknown() -> None:
    assert read(updates.document(file_size=-5)).pictures[0].size == 0


def test_parts_of_an_album_name_it() -> None:
    assert read(updates.photo(media_group_id="13")).album == "13"


def test_an_edit_says_when() -> None:
    edited = read({"update_id": 1, "edited_message": written(edit_date=NOON + 60)})
    assert edited.edited_at == datetime(2025, 11, 17, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("date", [0, -1, 2**40, 10**400, "now", None, 1.5, True, []])
def test_an_impossible_date_is_unknown(date: Any) -> None:
    assert read(message(date=date)).sent_at == UNKNOWN_TIME


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("/toi", Command("toi")),
        ("/TOI tuần này ", Command("toi", "tuần này")),
        ("/toi@minhchungbot 5", Command("toi", "5")),
        ("/toi\ntuần này", Command("toi", "tuần này")),
        ("/tổnghợp", Command("tổnghợp")),
        ("/start", Command("start")),
        ("/start Ma-So_aB3x", Command("start", "Ma-So_aB3x")),
        ("/start@MinhChungBot Ma-So_aB3x", Command("start", "Ma-So_aB3x")),
        ("/toi@OtherBot", None),
        ("/toi@", None),
        ("/home/lan", None),
        ("/", None),
        ("// x", None),
        ("x /toi", None),
        (LINK, None),
    ],
)
def test_commands(words: str, command: Command | None) -> None:
    assert read(message(text=words)).command == command


def test_a_command_may_stand_under_a_picture() -> None:
    assert read(updates.photo(caption="/toi")).command == Command("toi")


def test_a_bot_that_does_not_know_its_name_answers_to_no_name() -> None:
    assert read(message(text="/toi@MinhChungBot"), Me("42")).command is None


def test_a_bot_that_does_not_know_its_name_takes_plain_commands() -> None:
    assert read(message(text="/toi"), Me("42")).command == Command("toi")


def test_a_button_says_what_it_means() -> None:
    assert read(updates.button()).button == "ok:1"


def test_a_button_can_be_answered() -> None:
    assert read(updates.button()).button_id == "99"


def test_a_button_names_who_pressed_it() -> None:
    assert read(updates.button()).sender == Sender("77", "Lan Nguyễn")


def test_a_button_under_an_inaccessible_message_works() -> None:
    old = {"chat": GROUP, "message_id": 8, "date": 0}
    assert read(updates.button(message=old)).message_id == "8"


def test_a_button_under_an_inaccessible_message_has_no_time() -> None:
    assert read(updates.button(message={"chat": GROUP, "message_id": 8, "date": 0})).sent_at == UNKNOWN_TIME


@pytest.mark.parametrize(
    ("fields", "chat"),
    [
        ({"message": None}, "77"),
        ({"message": {"chat": 5}}, "77"),
        ({"data": None}, "-1001"),
        ({"data": 5}, "-1001"),
    ],
)
def test_a_button_that_says_nothing_can_still_be_answered(fields: dict[str, Any], chat: str) -> None:
    pressed = read(updates.button(**fields))
    assert (pressed.button, pressed.button_id, pressed.chat.id) == ("", "99", chat)


@pytest.mark.parametrize("fields", [{"id": None}, {"from": None, "message": None}])
def test_a_button_that_nobody_can_be_told_about_is_nothing(fields: dict[str, Any]) -> None:
    assert understand(updates.button(**fields), ME) is None


def test_the_move_to_a_supergroup_is_heard_in_the_old_group() -> None:
    assert read(message(text=None, migrate_to_chat_id=-1005)).migrated_to == "-1005"


def test_the_move_to_a_supergroup_is_heard_in_the_new_group() -> None:
    assert read(message(text=None, migrate_from_chat_id=-5)).migrated_from == "-5"


def test_a_move_is_an_event_of_its_own() -> None:
    assert read(message(text=None, migrate_to_chat_id=-1005)).event is Event.MIGRATION


@pytest.mark.parametrize(
    "raw", [updates.message(text=None, migrate_to_chat_id="x"), updates.message(text=None)]
)
def test_a_move_to_nowhere_is_nothing(raw: dict[str, Any]) -> None:
    assert understand(raw, ME) is None
