"""Updates pushed to a real HTTP server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.simulator.conftest import Client, Town
from tests.waiting import until


@dataclass
class Hook:
    """A bot's server: answers with the given statuses first, and then always with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    arrived: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        self.arrived.put_nowait(status)
        return web.Response(status=status)

    async def accepted(self, count: int = 1) -> None:
        """Until that many updates have been answered with 200."""
        while count:
            count -= await self.arrived.get() == 200


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_an_update_is_pushed(http: Client, town: Town, hook: Hook) -> None:
    await http.result("setWebhook", url=hook.url)
    town.world.start(town.teacher.id)
    await hook.accepted()
    assert hook.received[0]["message"]["text"] == "/start"


async def test_what_waited_before_is_pushed(http: Client, town: Town, hook: Hook) -> None:
    town.world.start(town.teacher.id)
    await http.result("setWebhook", url=hook.url)
    await hook.accepted()
    assert len(hook.received) == 1


async def test_the_secret_goes_along(http: Client, town: Town, hook: Hook) -> None:
    await http.result("setWebhook", url=hook.url, secret_token="s3cret")
    town.world.start(town.teacher.id)
    await hook.accepted()
    assert hook.secrets == ["s3cret"]


async def test_a_refused_update_is_pushed_again(http: Client, town: Town, hook: Hook) -> None:
    hook.statuses = [500, 403]
    await http.result("setWebhook", url=hook.url)
    town.world.start(town.teacher.id)
    await hook.accepted()
    assert len({update["update_id"] for update in hook.received}) == 1
    assert len(hook.received) == 3


async def test_the_last_error_is_told(http: Client, town: Town, hook: Hook) -> None:
    hook.statuses = [500]
    await http.result("setWebhook", url=hook.url)
    town.world.start(town.teacher.id)
    await hook.accepted()
    info = await http.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_an_accepted_update_is_no_longer_pending(http: Client, town: Town, hook: Hook) -> None:
    await http.result("setWebhook", url=hook.url)
    town.world.start(town.teacher.id)
    await hook.accepted()
    await until(lambda: len(town.bot.queue) == 0)
    assert (await http.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_deaf_server_leaves_updates_pending(http: Client, town: Town) -> None:
    await http.result("setWebhook", url="http://127.0.0.1:9/")
    town.world.start(town.teacher.id)
    info = await http.result("getWebhookInfo")
    assert info["pending_update_count"] == 1


async def test_pending_updates_come_back_to_polling(http: Client, town: Town) -> None:
    await http.result("setWebhook", url="http://127.0.0.1:9/")
    town.world.start(town.teacher.id)
    await http.result("getWebhookInfo")
    await http.result("deleteWebhook")
    assert len(await http.result("getUpdates")) == 1


async def test_pending_updates_can_be_dropped(http: Client, town: Town) -> None:
    town.world.start(town.teacher.id)
    await http.result("deleteWebhook", drop_pending_updates=True)
    assert await http.result("getUpdates") == []


async def test_an_update_may_be_pushed_twice(http: Client, town: Town, hook: Hook) -> None:
    await http.send("PUT", "/sim/faults", {"duplicate": {"count": 1}})
    await http.result("setWebhook", url=hook.url)
    town.world.start(town.teacher.id)
    await hook.accepted(2)
    assert hook.received[0] == hook.received[1]
