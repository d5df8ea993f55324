from datetime import UTC, datetime

import pytest

from platforms.base import Messenger
from platforms.errors import BadTokenError, NeverError, TryLaterError
from platforms.messages import Command, Identity, Menu, Picture, Standing
from platforms.telegram import Examination, TelegramMessenger, examine, register
from platforms.telegram.standings import ABSENT
from rules.outgoing import Say
from tests.platforms.server import TOKEN, Server
from tests.platforms.updates import NOON, member, message, own_standing

ME = {"id": 42, "is_bot": True, "first_name": "Minh Chứng", "username": "MinhChungBot"}
IDENTITY = Identity("42", "Minh Chứng", "MinhChungBot", hears_all=False)
PICTURE = Picture("f", "u")


@pytest.fixture(autouse=True)
def me(server: Server) -> None:
    server.results["getMe"] = ME


def test_it_offers_what_the_house_expects(messenger: TelegramMessenger) -> None:
    expected: Messenger = messenger
    assert expected.platform == "telegram"


def test_the_bots_id_is_in_its_token(messenger: TelegramMessenger) -> None:
    assert messenger.bot == "42"


@pytest.mark.parametrize("token", ["", "42", ":x", "x:y", "42:", "42:a b", "42:x\n"])
def test_what_is_no_token_is_told_at_once(token: str) -> None:
    with pytest.raises(BadTokenError):
        TelegramMessenger(token)


async def test_it_introduces_itself(messenger: TelegramMessenger) -> None:
    assert await messenger.introduce() == IDENTITY


async def test_an_unknown_token_is_told(messenger: TelegramMessenger, server: Server) -> None:
    server.answer("getMe", 401, "Unauthorized")
    with pytest.raises(BadTokenError):
        await messenger.introduce()


async def test_a_server_that_does_not_know_who_we_are_is_not_believed(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["getMe"] = "you"
    with pytest.raises(TryLaterError):
        await messenger.introduce()


async def test_once_introduced_it_answers_to_its_name(messenger: TelegramMessenger) -> None:
    await messenger.introduce()
    incoming = messenger.understand(message(text="/toi@MinhChungBot"))
    assert incoming is not None
    assert incoming.command == Command("toi")


async def test_once_introduced_it_knows_whether_it_is_deaf(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["getMe"] = ME | {"can_read_all_group_messages": True}
    await messenger.introduce()
    incoming = messenger.understand(own_standing(member("left"), member("member")))
    assert incoming is not None
    assert incoming.standing == Standing(present=True, admin=False, can_write=True, hears_all=True)


@pytest.mark.parametrize(
    ("status", "admin"),
    [("creator", True), ("administrator", True), ("member", False), ("left", False)],
)
async def test_admins_are_known(
    messenger: TelegramMessenger, server: Server, status: str, admin: bool
) -> None:
    server.results["getChatMember"] = member(status)
    assert await messenger.is_admin("-1001", "77") is admin


async def test_who_is_not_in_the_chat_is_no_admin(messenger: TelegramMessenger, server: Server) -> None:
    server.answer("getChatMember", 400, "Bad Request: user not found")
    assert not await messenger.is_admin("-1001", "77")


async def test_an_outage_says_nothing_about_admins(messenger: TelegramMessenger, server: Server) -> None:
    server.say("getChatMember", 502, "<html>")
    with pytest.raises(TryLaterError):
        await messenger.is_admin("-1001", "77")


async def test_its_standing_is_that_of_the_bot_itself(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getChatMember"] = member("member")
    await messenger.standing("-1001")
    assert server.of("getChatMember") == [{"chat_id": -1001, "user_id": 42}]


async def test_in_a_group_a_member_with_privacy_mode_is_deaf(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["getChatMember"] = member("member")
    assert not (await messenger.standing("-1001")).hears_all


async def test_in_private_it_is_never_deaf(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getChatMember"] = member("member")
    assert (await messenger.standing("77")).hears_all


async def test_where_it_was_thrown_out_it_is_absent(messenger: TelegramMessenger, server: Server) -> None:
    server.answer("getChatMember", 403, "Forbidden: bot was kicked from the group chat")
    assert await messenger.standing("-1001") == ABSENT


async def test_a_picture_can_be_fetched(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getFile"] = {"file_id": "f", "file_path": "photos/1.jpg", "file_size": 7}
    assert await messenger.download(PICTURE) == b"picture"


@pytest.mark.parametrize(
    "file",
    [{"file_path": "photos/2.jpg"}, {}, "odd", {"file_path": "photos/1.jpg", "file_size": 30_000_000}],
)
async def test_a_picture_that_is_gone_or_too_large_is_never_fetched(
    messenger: TelegramMessenger, server: Server, file: object
) -> None:
    server.results["getFile"] = file
    with pytest.raises(NeverError):
        await messenger.download(PICTURE)


async def test_closing_twice_is_closing_once(messenger: TelegramMessenger) -> None:
    await messenger.close()
    await messenger.close()


def test_its_looks_do_not_give_the_token_away(messenger: TelegramMessenger) -> None:
    assert TOKEN not in repr(messenger)


async def test_an_examination_tells_how_updates_travel(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getWebhookInfo"] = {
        "url": "https://minhchung.example/",
        "pending_update_count": 3,
        "last_error_message": "Connection refused",
        "last_error_date": NOON,
    }
    assert await examine(messenger) == Examination(
        identity=IDENTITY,
        privacy=True,
        webhook_url="https://minhchung.example/",
        pending=3,
        last_error="Connection refused",
        last_error_at=datetime(2025, 11, 17, 8, tzinfo=UTC),
    )


async def test_an_examination_of_a_polling_bot_finds_no_webhook(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["getWebhookInfo"] = {"url": "", "pending_update_count": 0}
    assert (await examine(messenger)).webhook_url == ""


@pytest.mark.parametrize(
    ("menu", "scope"),
    [
        (Menu("default", "", [("toi", "Tuần của tôi")]), {"type": "default"}),
        (Menu("private", "", [("toi", "Tuần của tôi")]), {"type": "all_private_chats"}),
        (Menu("groups", "", [("toi", "Tuần của tôi")]), {"type": "all_group_chats"}),
        (Menu("group_admins", "", [("toi", "Tuần của tôi")]), {"type": "all_chat_administrators"}),
        (Menu(("chat", "-1001"), "", [("toi", "Tuần của tôi")]), {"type": "chat", "chat_id": -1001}),
    ],
)
async def test_a_menu_is_put_up_in_its_scope(
    messenger: TelegramMessenger, server: Server, menu: Menu, scope: dict[str, object]
) -> None:
    await register(messenger, [menu])
    commands = [{"command": "toi", "description": "Tuần của tôi"}]
    assert server.of("setMyCommands") == [{"commands": commands, "scope": scope}]


async def test_a_menu_may_be_for_one_language(messenger: TelegramMessenger, server: Server) -> None:
    await register(messenger, [Menu("default", "vi", [("toi", "Tuần của tôi")])])
    assert server.of("setMyCommands")[0]["language_code"] == "vi"


@pytest.mark.parametrize(
    "commands",
    [
        [("Toi", "x")],
        [("tôi", "x")],
        [("", "x")],
        [("t" * 33, "x")],
        [("toi", "")],
        [("toi", "x" * 257)],
        [("toi", "x")] * 101,
    ],
)
async def test_a_menu_that_telegram_would_refuse_is_never_put_up(
    messenger: TelegramMessenger, server: Server, commands: list[tuple[str, str]]
) -> None:
    with pytest.raises(ValueError, match=r"command|description"):
        await register(messenger, [Menu("default", "", [("toi", "x")]), Menu("default", "", commands)])
    assert server.of("setMyCommands") == []


async def test_a_message_is_pinned_without_a_sound(messenger: TelegramMessenger, server: Server) -> None:
    server.results["sendMessage"] = {"message_id": 7}
    assert await messenger.deliver(Say("-1", "Chào", pin=True)) == "7"
    assert server.of("pinChatMessage") == [{"chat_id": -1, "message_id": 7, "disable_notification": True}]


@pytest.mark.parametrize("status", [400, 403, 429, 500])
async def test_where_it_cannot_be_pinned_it_has_been_said_all_the_same(
    messenger: TelegramMessenger, server: Server, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    server.results["sendMessage"] = {"message_id": 7}
    for _ in range(2):
        server.answer("pinChatMessage", status, "not enough rights to manage pinned messages in the chat")
        assert await messenger.deliver(Say("-1", "Chào", pin=True)) == "7"
    assert caplog.text.count("could not be pinned") == 1


async def test_administrators_are_people(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getChatAdministrators"] = [
        {"status": "creator", "user": {"id": 77, "is_bot": False}},
        {"status": "administrator", "user": {"id": 42, "is_bot": True}},
        {"status": "administrator", "user": "nobody"},
        "nonsense",
    ]
    assert await messenger.admins("-1") == ["77"]
