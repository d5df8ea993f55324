import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from platforms.errors import NeverError, NotPossibleHereError, TryLaterError
from platforms.telegram import TelegramMessenger
from platforms.telegram.deliver import fit
from rules.outgoing import AnswerButton, Button, React, Reaction, Rewrite, Say, SendFile, Show
from tests.platforms.server import TOKEN, Server

KEYS = ((Button("Nhận", "ok:1"), Button("Bỏ", "no:1")),)
KEYBOARD = {
    "inline_keyboard": [[{"text": "Nhận", "callback_data": "ok:1"}, {"text": "Bỏ", "callback_data": "no:1"}]]
}


@pytest.fixture(autouse=True)
def results(server: Server) -> None:
    server.results["sendMessage"] = {"message_id": 31}


async def test_saying_gives_the_new_messages_id(messenger: TelegramMessenger) -> None:
    assert await messenger.deliver(Say("-1001", "Chào cô")) == "31"


async def test_a_plain_saying_is_text_without_preview(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("-1001", "<b>Chào *cô*"))
    assert server.of("sendMessage") == [
        {"chat_id": -1001, "text": "<b>Chào *cô*", "link_preview_options": {"is_disabled": True}},
    ]


async def test_an_answer_is_said_even_when_its_question_is_gone(
    messenger: TelegramMessenger, server: Server
) -> None:
    await messenger.deliver(Say("-1001", "Chào", reply_to="5"))
    expected = {"message_id": 5, "allow_sending_without_reply": True}
    assert server.of("sendMessage")[0]["reply_parameters"] == expected


async def test_a_saying_goes_to_its_topic(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("-1001", "Chào", topic="9"))
    assert server.of("sendMessage")[0]["message_thread_id"] == 9


async def test_a_silent_saying_rings_nowhere(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("-1001", "Chào", silent=True))
    assert server.of("sendMessage")[0]["disable_notification"] is True


async def test_buttons_are_a_keyboard(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("-1001", "Chào", buttons=KEYS))
    assert server.of("sendMessage")[0]["reply_markup"] == KEYBOARD


async def test_a_message_that_was_sent_is_sent_even_if_its_answer_is_odd(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["sendMessage"] = "odd"
    assert await messenger.deliver(Say("-1001", "Chào")) is None


async def test_text_that_utf8_does_not_know_is_said_anyway(
    messenger: TelegramMessenger, server: Server
) -> None:
    await messenger.deliver(Say("-1001", "a\ud83d"))
    assert server.of("sendMessage")[0]["text"] == "a\ufffd"


@pytest.mark.parametrize("say", [Say("-1", "x", topic="a"), Say("-1", "x", reply_to="a")])
async def test_what_names_no_number_can_never_be_said(messenger: TelegramMessenger, say: Say) -> None:
    with pytest.raises(NeverError):
        await messenger.deliver(say)


@pytest.mark.parametrize(
    ("reaction", "emoji"),
    [
        (Reaction.ACCEPTED, "👌"),
        (Reaction.PENDING, "👀"),
        (Reaction.DUPLICATE, "🤔"),
        (Reaction.NOT_A_POST, "🤷"),
    ],
)
async def test_a_reaction_is_an_emoji(
    messenger: TelegramMessenger, server: Server, reaction: Reaction, emoji: str
) -> None:
    await messenger.deliver(React("-1001", "5", reaction))
    assert server.of("setMessageReaction") == [
        {"chat_id": -1001, "message_id": 5, "reaction": [{"type": "emoji", "emoji": emoji}]},
    ]


async def test_no_reaction_takes_the_old_one_away(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(React("-1001", "5", Reaction.NONE))
    assert server.of("setMessageReaction")[0]["reaction"] == []


async def test_rewriting_replaces_text_and_buttons(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Rewrite("-1001", "5", "Đã duyệt", KEYS))
    assert server.of("editMessageText") == [
        {
            "chat_id": -1001,
            "message_id": 5,
            "text": "Đã duyệt",
            "reply_markup": KEYBOARD,
            "link_preview_options": {"is_disabled": True},
        },
    ]


async def test_rewriting_what_already_says_so_is_done(messenger: TelegramMessenger, server: Server) -> None:
    server.answer(
        "editMessageText", 400, "Bad Request: message is not modified: specified new message content …"
    )
    assert await messenger.deliver(Rewrite("-1001", "5", "Đã duyệt")) is None


async def test_a_button_is_answered_with_an_alert(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(AnswerButton("-1001", "99", "Đã ghi", alert=True))
    assert server.of("answerCallbackQuery") == [
        {"callback_query_id": 99, "text": "Đã ghi", "show_alert": True}
    ]


async def test_a_button_may_be_answered_without_words(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(AnswerButton("-1001", "99"))
    assert server.of("answerCallbackQuery") == [{"callback_query_id": 99}]


async def test_a_button_pressed_long_ago_cannot_be_answered(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.answer("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
    with pytest.raises(NotPossibleHereError):
        await messenger.deliver(AnswerButton("-1001", "99"))


def test_text_that_fits_is_left_alone() -> None:
    assert fit("😀" * 2048) == "😀" * 2048


def test_too_long_a_text_ends_with_a_whole_line() -> None:
    assert fit("Trường Mầm non\n" * 300).endswith("\nTrường Mầm non\n…")


@pytest.mark.parametrize("words", ["Trường Mầm non\n" * 300, "😀" * 3000, "đầu\n" + "😀" * 3000, "\n" * 5000])
def test_too_long_a_text_is_cut_to_what_telegram_takes(words: str) -> None:
    assert len(fit(words).encode("utf-16-le")) // 2 <= 4096


def test_one_endless_line_is_not_cut_to_nothing() -> None:
    assert len(fit("đầu\n" + "x" * 5000)) > 4000


# pictures

NAME = "a" * 64


async def drawn(name: str) -> bytes:
    """A file store with one picture."""
    if name != NAME:
        raise LookupError(name)
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "#123456").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def showing(server: Server) -> AsyncIterator[TelegramMessenger]:
    server.results["sendPhoto"] = {"message_id": 41}
    messenger = TelegramMessenger(TOKEN, server.root, poll_seconds=0, load_file=drawn)
    yield messenger
    await messenger.close()


async def test_a_picture_is_shown_with_words_and_buttons(showing: TelegramMessenger, server: Server) -> None:
    assert await showing.deliver(Show("77", (NAME,), "Mục chờ duyệt", buttons=KEYS)) == "41"
    (sent,) = server.of("sendPhoto")
    assert (sent["chat_id"], sent["caption"], sent["reply_markup"]) == (77, "Mục chờ duyệt", KEYBOARD)
    assert "photo" in sent


async def test_the_words_under_a_picture_are_cut_where_telegram_would_refuse_them(
    showing: TelegramMessenger, server: Server
) -> None:
    await showing.deliver(Show("77", (NAME,), "👀" * 2000))
    assert len(server.of("sendPhoto")[0]["caption"].encode("utf-16-le")) <= 2 * 1024


@pytest.mark.parametrize("images", [(), ("b" * 64,)])
async def test_where_no_picture_is_left_the_words_are_said(
    showing: TelegramMessenger, server: Server, images: tuple[str, ...]
) -> None:
    assert await showing.deliver(Show("77", images, "Mục chờ duyệt", buttons=KEYS)) == "31"
    assert server.of("sendMessage")[0]["reply_markup"] == KEYBOARD


async def test_of_two_pictures_the_one_that_is_left_is_shown(
    showing: TelegramMessenger, server: Server
) -> None:
    await showing.deliver(Show("77", (NAME, "b" * 64), "Hai ảnh"))
    assert len(server.of("sendPhoto")) == 1


async def test_words_under_a_picture_are_rewritten_as_such(
    messenger: TelegramMessenger, server: Server
) -> None:
    await messenger.deliver(Rewrite("77", "41", "Đã chấp nhận", KEYS, of_picture=True))
    (edit,) = server.of("editMessageCaption")
    assert (edit["message_id"], edit["caption"], edit["reply_markup"]) == (41, "Đã chấp nhận", KEYBOARD)


async def test_a_message_taken_for_words_may_turn_out_to_be_a_picture(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.answer("editMessageText", 400, "Bad Request: there is no text in the message to edit")
    await messenger.deliver(Rewrite("77", "41", "Đã chấp nhận"))
    assert server.of("editMessageCaption")[0]["caption"] == "Đã chấp nhận"


async def test_a_message_taken_for_a_picture_may_turn_out_to_be_words(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.answer("editMessageCaption", 400, "Bad Request: there is no caption in the message to edit")
    await messenger.deliver(Rewrite("77", "41", "Đã chấp nhận", of_picture=True))
    assert server.of("editMessageText")[0]["text"] == "Đã chấp nhận"


# files

LIST = SendFile("77", NAME, "Danh sách trường.xlsx", "Danh sách đây ạ", KEYS)
GONE = SendFile("77", "b" * 64, "Danh sách trường.xlsx", "Danh sách đây ạ", KEYS)


async def test_a_file_is_sent_under_its_name_with_words_and_buttons(
    showing: TelegramMessenger, server: Server
) -> None:
    server.results["sendDocument"] = {"message_id": 51}
    assert await showing.deliver(LIST) == "51"
    (sent,) = server.of("sendDocument")
    assert (sent["chat_id"], sent["caption"], sent["reply_markup"]) == (77, "Danh sách đây ạ", KEYBOARD)
    assert server.files == [("Danh sách trường.xlsx", await drawn(NAME))]


async def test_the_words_with_a_file_are_cut_where_telegram_would_refuse_them(
    showing: TelegramMessenger, server: Server
) -> None:
    await showing.deliver(SendFile("77", NAME, "a.xlsx", "👀" * 2000))
    assert len(server.of("sendDocument")[0]["caption"].encode("utf-16-le")) <= 2 * 1024


async def test_a_file_may_go_without_words(showing: TelegramMessenger, server: Server) -> None:
    await showing.deliver(SendFile("77", NAME, "a.xlsx"))
    assert "caption" not in server.of("sendDocument")[0]


async def test_of_a_file_that_is_gone_the_words_are_said(
    showing: TelegramMessenger, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    assert await showing.deliver(GONE) == "31"
    (said,) = server.of("sendMessage")
    assert (said["text"], said["reply_markup"]) == ("Danh sách đây ạ", KEYBOARD)
    assert "not in the file store" in caplog.text


async def test_of_a_file_that_is_gone_without_words_nothing_is_left(showing: TelegramMessenger) -> None:
    with pytest.raises(NeverError):
        await showing.deliver(SendFile("77", "b" * 64, "a.xlsx"))


async def test_a_file_larger_than_a_bot_may_send_is_never_sent(server: Server) -> None:
    async def huge(_: str) -> bytes:
        return bytes(50_000_001)

    messenger = TelegramMessenger(TOKEN, server.root, load_file=huge)
    with pytest.raises(NeverError):
        await messenger.deliver(LIST)
    await messenger.close()
    assert server.of("sendDocument") == []


# keys

INVITE = ((Button("Mời bot vào nhóm", link="startgroup:Lop-5A_x"),), (Button("Mở", link="start:aB3"),))
INVITING = {
    "inline_keyboard": [
        [{"text": "Mời bot vào nhóm", "url": "https://t.me/MinhChungBot?startgroup=Lop-5A_x"}],
        [{"text": "Mở", "url": "https://t.me/MinhChungBot?start=aB3"}],
    ]
}


@pytest.fixture
async def known(messenger: TelegramMessenger, server: Server) -> TelegramMessenger:
    server.results["getMe"] = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "MinhChungBot"}
    await messenger.introduce()
    return messenger


async def test_buttons_may_lead_to_the_bot(known: TelegramMessenger, server: Server) -> None:
    await known.deliver(Say("77", "Chào", buttons=INVITE))
    assert server.of("sendMessage")[0]["reply_markup"] == INVITING


async def test_buttons_that_lead_to_the_bot_can_be_rewritten(
    known: TelegramMessenger, server: Server
) -> None:
    await known.deliver(Rewrite("77", "5", "Chào", INVITE))
    assert server.of("editMessageText")[0]["reply_markup"] == INVITING


@pytest.mark.parametrize(
    "link", ["start:", "start:a b", "start:" + "x" * 65, "stop:x", "https://t.me/x", "start:é"]
)
async def test_a_link_that_telegram_would_not_follow_can_never_be_said(
    known: TelegramMessenger, link: str
) -> None:
    with pytest.raises(NeverError):
        await known.deliver(Say("77", "Chào", buttons=((Button("Mở", link=link),),)))


async def test_links_to_a_bot_without_a_name_wait_for_it(messenger: TelegramMessenger) -> None:
    with pytest.raises(TryLaterError):
        await messenger.deliver(Say("77", "Chào", buttons=INVITE))


async def test_a_number_is_asked_for_by_a_key(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("77", "Chào", ask_contact="Gửi số của tôi"))
    assert server.of("sendMessage")[0]["reply_markup"] == {
        "keyboard": [[{"text": "Gửi số của tôi", "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


async def test_keys_can_be_taken_away(messenger: TelegramMessenger, server: Server) -> None:
    await messenger.deliver(Say("77", "Chào", drop_keys=True))
    assert server.of("sendMessage")[0]["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.parametrize(
    "say", [Say("77", "x", buttons=KEYS, ask_contact="Số"), Say("77", "x", buttons=KEYS, drop_keys=True)]
)
async def test_buttons_under_the_message_go_first(
    messenger: TelegramMessenger, server: Server, say: Say
) -> None:
    await messenger.deliver(say)
    assert server.of("sendMessage")[0]["reply_markup"] == KEYBOARD
