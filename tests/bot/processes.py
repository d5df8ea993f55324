"""The bot as a real process."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house import ROOT


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environ(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | more


async def minhchung(*arguments: str | Path, folder: Path, stdin: str = "", **more: str) -> Done:
    """`minhchung` with these arguments in this folder, to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *map(str, arguments)),
        cwd=folder,
        env=environ(**more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            out, err = await process.communicate(stdin.encode())
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


@dataclass
class Running:
    process: asyncio.subprocess.Process
    log: Path

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    @property
    def port(self) -> int:
        found = re.search(r"listening on http://[^:]+:(\d+)", self.log.read_text(encoding="utf-8"))
        return int(found[1]) if found else 0


@asynccontextmanager
async def bot_process(config: Path, name: str = "bot") -> AsyncIterator[Running]:
    """`minhchung run`, killed at the end if it has not been before."""
    log = config.parent / f"{name}.log"
    with log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
            cwd=config.parent,
            env=environ(),
            stdout=file,
            stderr=file,
        )
    running = Running(process, log)
    try:
        yield running
    finally:
        running.kill()
        await process.wait()
