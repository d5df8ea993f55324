"""A town with a school, its people and a real bot at work, all over HTTP on this machine."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.config_file import load
from bot.house import House
from bot.pace import Limits
from simulator import Simulator, World
from simulator.bot import Bot
from simulator.model import Chat, Message, User
from simulator.world import MemberSpec
from storage import Store, Totals
from tests.storage.ledger import reading
from tests.waiting import pause, until

TOKEN = "100000001:town-token-that-nobody-may-see-0000000"
SECRET = "a-secret_of-the-webhook"
OK, EYES, THINKING, SHRUG = "👌", "👀", "🤔", "🤷"
UNLIMITED = Limits(overall=10_000, per_chat=10_000, per_group_minute=100_000)


def link(number: int) -> str:
    return f"https://www.facebook.com/abc/posts/{number}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Town:
    """The simulated world, and what the bot has done in it."""

    sim: Simulator
    bot: Bot
    teacher: User
    admin: User
    group: Chat

    @property
    def world(self) -> World:
        return self.sim.world

    def post(self, text: str, chat: Chat | None = None, who: User | None = None, **fields: Any) -> Message:
        (message,) = self.world.post((chat or self.group).id, (who or self.teacher).id, text=text, **fields)
        return message

    def another_group(self, title: str, *, supergroup: bool = True) -> Chat:
        members: list[MemberSpec] = [
            self.teacher.id,
            {"user_id": self.admin.id, "status": "creator"},
            {"user_id": self.bot.id, "status": "administrator"},
        ]
        return self.world.add_group(title, members, supergroup=supergroup)

    def reaction(self, message: Message) -> str | None:
        return (message.reactions or {}).get(self.bot.id)

    def said(self, chat: Chat | User) -> list[str]:
        """The bot's texts in a chat, or to a person, in order."""
        room = self.world.private_chat(self.bot, chat) if isinstance(chat, User) else chat
        mine = [each for each in room.messages.values() if each.sender_id == self.bot.id]
        return [str(each.data.get("text")) for each in mine]

    def calls(self, method: str, status: int | None = None) -> list[dict[str, Any]]:
        found = self.world.calls.since(0, method)
        return [call for call in found if status is None or call["status"] == status]

    def trouble(self, **rules: Any) -> None:
        self.world.faults.replace(rules)

    async def reacted(self, *messages: Message, seconds: float = 20) -> None:
        await until(lambda: all(self.reaction(message) for message in messages), seconds)

    async def answered(self, chat: Chat | User, times: int = 1, seconds: float = 20) -> str:
        """The latest text in a chat once there are so many."""
        await until(lambda: len(self.said(chat)) >= times, seconds)
        return self.said(chat)[-1]


@asynccontextmanager
async def town(token: str = TOKEN, *, hears: bool = True) -> AsyncIterator[Town]:
    world = World()
    world.limits.enabled = False
    bot = world.add_bot(token, "minhchung_bot", "Minh Chứng", can_read_all_group_messages=hears)
    teacher, admin = world.add_user("Lan", "Nguyễn"), world.add_user("Bình", "Lê", role="admin")
    members: list[MemberSpec] = [teacher.id, {"user_id": admin.id, "status": "creator"}, bot.id]
    group = world.add_group("Tiểu học Hoa Sen", members)
    async with Simulator(world=world, webhook_pause=0.01) as sim:
        yield Town(sim, bot, teacher, admin, group)


@dataclass
class Setting:
    """Where a bot keeps its things, and how it is run; a second bot of the same setting goes on where one ended."""

    folder: Path
    base_url: str
    database: str
    mode: str = "polling"
    port: int = 0
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    def write(self) -> Path:
        if self.mode == "webhook" and not self.port:
            self.port = free_port()
        hook = {"webhook_url": f"http://127.0.0.1:{self.port}/hook/telegram", "webhook_secret": SECRET}
        sections: dict[str, dict[str, Any]] = {
            "telegram": {"token": TOKEN, "base_url": self.base_url, "mode": self.mode}
            | (hook if self.mode == "webhook" else {}),
            "http": {"port": self.port},
            "storage": {"database": self.database, "files": str(self.folder / "files")},
            "links": {"resolve": False},
            "log": {"level": "error"},
        }
        for name, keys in self.extra.items():
            sections.setdefault(name, {}).update(keys)
        lines = []
        for name, keys in sections.items():
            lines.append(f"[{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        self.file.write_text("\n".join(lines), encoding="utf-8")
        return self.file

    def config(self) -> Config:
        return load(self.write(), {})


class AtOnce:
    """Where the bot would wait before it tries again, this only lets others go on."""

    async def __call__(self, _seconds: float) -> None:
        await pause()


@asynccontextmanager
async def running(setting: Setting, limits: Limits = UNLIMITED) -> AsyncIterator[House]:
    """The whole bot in this process, from ready to stopped."""
    service = House(setting.config())
    for line in service.lines:
        line.outbox._limits = limits
        line.messenger._pause = AtOnce()
    task = asyncio.create_task(service.run(), name="bot")
    ready = asyncio.create_task(service.ready(), name="waits for the bot")
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        if task.done():
            task.result()
        assert ready.done()
        yield service
    finally:
        service.stop()
        ready.cancel()
        await task


async def totals(setting: Setting) -> Totals:
    store = Store(setting.config().storage.database.get_secret_value())
    try:
        return await reading(store).whole.totals()
    finally:
        await store.close()


async def differences(setting: Setting) -> list[Any]:
    store = Store(setting.config().storage.database.get_secret_value())
    try:
        return list(await reading(store).whole.verify())
    finally:
        await store.close()


async def settled(store: Store, seconds: float = 20) -> Totals:
    """The totals once nothing waits in either direction."""
    async with asyncio.timeout(seconds):
        while True:
            found = await reading(store).whole.totals()
            if not (found.inbox_pending or found.outbox_pending):
                return found
            await pause()
