"""The simulator in a process of its own, and what benchmarks ask of it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from benchmarks.processes import Process, running
from simulator.cli import DEMO_TOKEN

TOKEN = DEMO_TOKEN
_LOOK_AGAIN = 0.05


class Simulated:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        async with self._session.request(method, self.url + path, json=body) as response:
            response.raise_for_status()
            return await response.json()

    async def load(self, count: int, *, chats: int, people: int) -> list[int]:
        """Write link messages; the ids of the groups they are in."""
        await self.ask("POST", "/sim/load", {"count": count, "chats": chats, "people": people})
        while not (load := await self.ask("GET", "/sim/load/progress"))["finished"]:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_AGAIN)
        return list(load["chat_ids"])

    async def calls(self, method: str, since: int = 0) -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"/sim/calls?method={method}&since={since}")
        return list(answer["calls"])

    async def last_call(self) -> int:
        return int((await self.ask("GET", "/sim/calls?method=none"))["last"])

    async def until_called(self, method: str, count: int, bot: Process) -> None:
        while (await self.counters())["by_method"].get(method, 0) < count:
            bot.must_live()
            await asyncio.sleep(_LOOK_AGAIN)

    async def counters(self) -> dict[str, Any]:
        counters: dict[str, Any] = await self.ask("GET", "/sim/counters")
        return counters


@asynccontextmanager
async def simulator(*, limits: bool) -> AsyncIterator[Simulated]:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--world", "empty"]
    async with running(command if limits else [*command, "--no-limits"]) as process:
        line = await process.line()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            yield Simulated(line.split()[-1], session)
