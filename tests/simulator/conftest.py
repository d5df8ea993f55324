"""A small town: one bot, a teacher, an admin, a school's group; served over a real socket."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import Bot as TelegramBot

from simulator import Simulator, World
from simulator.bot import Bot
from simulator.model import Chat, User
from simulator.world import MemberSpec

TOKEN = "100000001:town-token"


@dataclass
class Town:
    world: World
    bot: Bot
    teacher: User
    admin: User
    group: Chat

    def kinds(self) -> list[str]:
        return [update.kind for update in self.bot.queue]


@dataclass
class Client:
    """Plain HTTP, as any program could speak it."""

    url: str
    session: aiohttp.ClientSession

    async def call(self, method: str, **params: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json(content_type=None)

    async def result(self, method: str, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        async with self.session.request(method, self.url + path, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def refused(self, method: str, path: str, body: Any = None) -> str:
        async with self.session.request(method, self.url + path, json=body) as response:
            assert response.status == 400
            return str((await response.json())["error"])


@pytest.fixture
def town() -> Town:
    world = World()
    world.limits.enabled = False
    bot = world.add_bot(TOKEN, "town_bot", "Town")
    teacher = world.add_user("An", "Nguyễn")
    admin = world.add_user("Bình", role="admin")
    members: list[MemberSpec] = [teacher.id, {"user_id": admin.id, "status": "creator"}, bot.id]
    return Town(world, bot, teacher, admin, world.add_group("Tiểu học Hoa Sen", members))


@pytest.fixture
async def sim(town: Town) -> AsyncIterator[Simulator]:
    async with Simulator(world=town.world, webhook_pause=0.01) as running:
        yield running


@pytest.fixture
async def http(sim: Simulator) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(sim.url, session)


@pytest.fixture
async def telegram(sim: Simulator) -> AsyncIterator[TelegramBot]:
    bot = TelegramBot(TOKEN, base_url=f"{sim.url}/bot", base_file_url=f"{sim.url}/file/bot")
    async with bot:
        yield bot


def picture(width: int = 400, height: int = 300, color: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()
