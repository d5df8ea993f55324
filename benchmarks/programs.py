"""The programs that are measured, each started the same way."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from benchmarks.processes import Process, running
from benchmarks.simulator_process import TOKEN

OURS, PLAIN, BARE = "ours", "plain", "bare"


@asynccontextmanager
async def ours(base_url: str, database: str, folder: Path, *, port: int = 0) -> AsyncIterator[Process]:
    file = folder / "config.toml"
    file.write_text(
        f"[telegram]\ntoken = {json.dumps(TOKEN)}\nbase_url = {json.dumps(base_url)}\n"
        f"[http]\nport = {port}\n"
        f"[storage]\ndatabase = {json.dumps(database)}\nfiles = {json.dumps(str(folder / 'files'))}\n",
        encoding="utf-8",
    )
    async with running([sys.executable, "-m", "bot", "run", "--config", str(file)]) as process:
        yield process


def plain(base_url: str, database: str, *, react: bool = False) -> AbstractAsyncContextManager[Process]:
    command = _peer("plain_bot", base_url)
    return running([*command, "--database", database, *(["--react"] if react else [])])


def bare(base_url: str, count: int = 0) -> AbstractAsyncContextManager[Process]:
    return running([*_peer("bare_bot", base_url), "--count", str(count)])


def _peer(name: str, base_url: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.peers.{name}", "--base-url", base_url, "--token", TOKEN]
