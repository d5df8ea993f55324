"""The demo shown to other machines, as a real process."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.bot.processes import environ

EVERYWHERE = "0.0.0.0"


async def test_the_demo_asks_strangers_for_the_word_and_its_bot_works_behind_it(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--host", EVERYWHERE, "--port", "0"),
        cwd=tmp_path,
        env=environ(),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(90):
            told = (await process.stdout.readline()).decode().split()[-1]
        url = told.replace(EVERYWHERE, "127.0.0.1")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://{urlsplit(url).netloc}/sim/counters") as response:
                assert response.status == 403
            async with session.get(f"{url}/sim/counters") as response:
                assert (await response.json())["by_method"]["getUpdates"] > 0
    finally:
        process.terminate()
        await process.wait()
