"""The simulator as a program."""

import asyncio
import signal
import sys

import aiohttp

from simulator.cli import DEMO_TOKEN, make_world


def test_an_empty_world_has_the_demo_bot() -> None:
    assert list(make_world("empty").bots_by_token) == [DEMO_TOKEN]


async def test_it_says_where_it_is_and_stops_when_asked() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", "--port", "0", "--world", "empty", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().removeprefix("Simulator: ").strip()
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{DEMO_TOKEN}/getMe") as response:
        assert (await response.json())["result"]["username"] == "minhchung_demo_bot"
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
