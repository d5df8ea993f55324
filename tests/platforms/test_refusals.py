import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.errors import (
    BadTokenError,
    ChatGoneError,
    ConflictError,
    MovedError,
    NeverError,
    NoRightError,
    NotPossibleHereError,
    PlatformError,
    SlowDownError,
    TryLaterError,
)
from platforms.telegram import TelegramMessenger
from platforms.telegram.refusals import refusal
from rules.outgoing import Say
from tests.platforms.server import TOKEN, Server

MEANINGS = [
    (400, "Bad Request: chat not found", ChatGoneError),
    (400, "Bad Request: user is deactivated", ChatGoneError),
    (400, "Bad Request: group chat was deactivated", ChatGoneError),
    (403, "Forbidden: the group chat was deleted", ChatGoneError),
    (403, "Forbidden: bot was kicked from the supergroup chat", ChatGoneError),
    (403, "Forbidden: bot was blocked by the user", ChatGoneError),
    (403, "Forbidden: bot can't initiate conversation with a user", ChatGoneError),
    (403, "Forbidden: something new", ChatGoneError),
    (400, "Bad Request: not enough rights to send text messages to the chat", NoRightError),
    (400, "Bad Request: have no rights to send a message", NoRightError),
    (400, "Bad Request: need administrator rights in the channel chat", NoRightError),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", NoRightError),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN", NoRightError),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", NoRightError),
    (400, "Bad Request: TOPIC_CLOSED", NoRightError),
    (400, "Bad Request: REACTION_INVALID", NotPossibleHereError),
    (400, "Bad Request: message to react not found", NotPossibleHereError),
    (400, "Bad Request: message can't be edited", NotPossibleHereError),
    (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        NotPossibleHereError,
    ),
    (400, "Bad Request: message text is empty", NeverError),
    (400, "Bad Request: something new", NeverError),
    (413, "Request Entity Too Large", NeverError),
    (401, "Unauthorized", BadTokenError),
    (404, "Not Found", BadTokenError),
    (409, "Conflict: terminated by other getUpdates request", ConflictError),
    (429, "Too Many Requests", SlowDownError),
    (500, "Internal Server Error", TryLaterError),
    (502, "Bad Gateway", TryLaterError),
    (418, "I'm a teapot", TryLaterError),
]


@pytest.mark.parametrize(("status", "description", "meaning"), MEANINGS)
async def test_a_refusal_has_its_meaning(
    messenger: TelegramMessenger, server: Server, status: int, description: str, meaning: type[PlatformError]
) -> None:
    server.answer("sendMessage", status, description)
    with pytest.raises(PlatformError) as caught:
        await messenger.deliver(Say("-1001", "Chào"))
    assert type(caught.value) is meaning or type(caught.value).__base__ is meaning


async def test_being_asked_to_slow_down_says_for_how_long(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.answer("sendMessage", 429, "Too Many Requests: retry after 17", retry_after=17)
    with pytest.raises(SlowDownError) as caught:
        await messenger.deliver(Say("-1001", "Chào"))
    assert caught.value.seconds == 17


@pytest.mark.parametrize("wait", ["17", -5, None, True, [], {}, float("nan"), float("inf"), 10**400])
def test_an_odd_wait_is_still_a_sane_one(wait: object) -> None:
    error = refusal(429, json.dumps({"ok": False, "parameters": {"retry_after": wait}}).encode())
    assert isinstance(error, SlowDownError)
    assert 0 < error.seconds <= 86_400


async def test_a_group_that_moved_names_its_new_id(messenger: TelegramMessenger, server: Server) -> None:
    server.answer("sendMessage", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)
    with pytest.raises(MovedError) as caught:
        await messenger.deliver(Say("-5", "Chào"))
    assert caught.value.chat_id == "-1005"


GARBAGE = ["", "<html>502</html>", "[]", "null", "17", '"x"', '{"ok": tr', "{}", "[" * 100_000]


@pytest.mark.parametrize("body", GARBAGE)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 500, 502, 530])
async def test_garbage_is_an_outage(
    messenger: TelegramMessenger, server: Server, status: int, body: str
) -> None:
    server.say("sendMessage", status, body)
    with pytest.raises(TryLaterError):
        await messenger.deliver(Say("-1001", "Chào"))


async def test_a_cut_connection_is_an_outage(messenger: TelegramMessenger, server: Server) -> None:
    server.hang_up("sendMessage")
    with pytest.raises(TryLaterError):
        await messenger.deliver(Say("-1001", "Chào"))


async def test_no_server_at_all_is_an_outage() -> None:
    messenger = TelegramMessenger(TOKEN, "http://127.0.0.1:1")
    with pytest.raises(TryLaterError):
        await messenger.introduce()
    await messenger.close()


async def test_a_known_bot_takes_not_found_for_an_unknown_method(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.results["getMe"] = {"id": 42}
    await messenger.introduce()
    server.answer("sendMessage", 404, "Not Found")
    with pytest.raises(NeverError):
        await messenger.deliver(Say("-1001", "Chào"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500])
def test_no_error_repeats_a_token(status: int) -> None:
    body = {"ok": False, "description": f"bad webhook: https://api.telegram.org/bot{TOKEN}/x and {TOKEN}"}
    assert TOKEN not in str(refusal(status, json.dumps(body).encode()))


async def test_no_cause_of_an_error_is_shown(server: Server, messenger: TelegramMessenger) -> None:
    server.hang_up("getMe")
    with pytest.raises(TryLaterError) as caught:
        await messenger.introduce()
    assert caught.value.__suppress_context__


async def test_no_log_shows_the_token(
    messenger: TelegramMessenger, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.say("getMe", 200, "<html>")
    with pytest.raises(TryLaterError):
        await messenger.introduce()
    TelegramMessenger(TOKEN, server.root)
    assert TOKEN not in caplog.text


@given(st.integers(100, 999), st.binary())
def test_any_answer_has_a_meaning(status: int, payload: bytes) -> None:
    assert isinstance(refusal(status, payload), PlatformError)
