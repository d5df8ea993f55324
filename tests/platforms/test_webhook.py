import hmac
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from platforms.errors import TryLaterError
from platforms.messages import Delivery
from platforms.telegram import TelegramMessenger, set_up, telegram_hook
from platforms.telegram.webhook import PATH, SECRET_HEADER
from tests.platforms.server import Server
from tests.platforms.updates import message

SECRET = "only-telegram-knows"
HEADERS = {SECRET_HEADER: SECRET}
URL = "https://minhchung.example/hook/telegram"

Client = TestClient[web.Request, web.Application]


class Storage:
    def __init__(self) -> None:
        self.broken = False
        self.kept: list[Delivery] = []

    async def keep(self, deliveries: Sequence[Delivery]) -> None:
        if self.broken:
            raise OSError("the disk is full, and the message was: Chào cô")
        self.kept += deliveries


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
async def client(storage: Storage) -> AsyncIterator[Client]:
    # A roomy application shows that the hook has its own limit.
    app = web.Application(client_max_size=100 * 1024 * 1024)
    app.router.add_post(PATH, telegram_hook(SECRET, storage.keep))
    async with TestClient(TestServer(app)) as client:
        yield client


async def status(client: Client, headers: dict[str, str] = HEADERS, **sent: Any) -> int:
    async with client.post(PATH, headers=headers, **sent) as response:
        return response.status


async def test_a_kept_update_is_confirmed(client: Client) -> None:
    assert await status(client, json=message()) == 200


async def test_an_update_is_kept(client: Client, storage: Storage) -> None:
    raw = message()
    await status(client, json=raw)
    assert storage.kept == [Delivery(str(raw["update_id"]), "-1001", raw)]


async def test_an_update_that_could_not_be_kept_is_not_confirmed(client: Client, storage: Storage) -> None:
    storage.broken = True
    assert await status(client, json=message()) == 503


async def test_a_failure_to_keep_is_logged_without_what_was_to_be_kept(
    client: Client, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    storage.broken = True
    await status(client, json=message())
    assert [record.getMessage() for record in caplog.records if record.name.startswith("platforms")] == [
        "an update was not kept (OSError)",
    ]


BAD_SECRETS = [
    {},
    {SECRET_HEADER: ""},
    {SECRET_HEADER: "x"},
    {SECRET_HEADER: "sécret"},
    {SECRET_HEADER: SECRET + "x"},
]


@pytest.mark.parametrize("headers", BAD_SECRETS)
async def test_without_the_secret_nobody_is_let_in(client: Client, headers: dict[str, str]) -> None:
    assert await status(client, headers, json=message()) == 401


@pytest.mark.parametrize("headers", BAD_SECRETS)
async def test_without_the_secret_nothing_is_kept(
    client: Client, storage: Storage, headers: dict[str, str]
) -> None:
    await status(client, headers, json=message())
    assert storage.kept == []


async def test_the_secret_is_compared_in_constant_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    await status(client, {SECRET_HEADER: "x"}, json=message())
    assert compared == [(b"x", SECRET.encode())]


def test_a_hook_without_a_secret_is_not_opened(storage: Storage) -> None:
    with pytest.raises(ValueError, match="secret"):
        telegram_hook("", storage.keep)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a": "\x01"}']
)
async def test_what_is_no_update_is_confirmed_lest_it_comes_for_ever(client: Client, body: bytes) -> None:
    assert await status(client, data=body) == 200


async def test_what_is_no_update_is_not_kept(client: Client, storage: Storage) -> None:
    await status(client, data=b"[]")
    assert storage.kept == []


async def test_what_is_no_update_is_logged_by_its_size_only(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await status(client, data=b'["Chao co"]')
    assert "11 bytes brought to the webhook are not an update" in caplog.messages


async def test_too_large_an_update_is_confirmed_lest_it_comes_for_ever(
    client: Client, storage: Storage
) -> None:
    assert await status(client, data=io.BytesIO(b'{"update_id": 1}'.ljust(1024 * 1024 + 1))) == 200
    assert storage.kept == []


async def test_too_large_an_update_of_unknown_length_is_confirmed(client: Client, storage: Storage) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"update_id": 1}'
        for _ in range(17):
            yield b" " * 65536

    assert await status(client, data=aiohttp.AsyncIterablePayload(pieces())) == 200
    assert storage.kept == []


async def test_a_body_at_the_limit_is_taken(client: Client) -> None:
    assert await status(client, data=b'{"update_id": 1}'.ljust(1024 * 1024)) == 200


async def test_setting_up_asks_for_what_we_understand(messenger: TelegramMessenger, server: Server) -> None:
    await set_up(messenger, URL, SECRET)
    [data] = server.of("setWebhook")
    assert data.pop("allowed_updates")[-2:] == ["my_chat_member", "chat_member"]
    assert data == {"url": URL, "secret_token": SECRET, "max_connections": 40, "drop_pending_updates": False}


async def test_setting_up_tells_of_a_new_address(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getWebhookInfo"] = {"url": "https://elsewhere.example/"}
    assert await set_up(messenger, URL, SECRET)


async def test_setting_up_tells_of_a_known_address(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getWebhookInfo"] = {"url": URL}
    assert not await set_up(messenger, URL, SECRET)


async def test_a_known_address_gets_the_secret_again(messenger: TelegramMessenger, server: Server) -> None:
    server.results["getWebhookInfo"] = {"url": URL}
    await set_up(messenger, URL, SECRET)
    assert len(server.of("setWebhook")) == 1


async def test_an_outage_while_setting_up_is_told(messenger: TelegramMessenger, server: Server) -> None:
    server.say("setWebhook", 502, "<html>")
    with pytest.raises(TryLaterError):
        await set_up(messenger, URL, SECRET)
