"""The bot as its users start it."""

import asyncio
import json
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
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


OWN_PROCESS = {"run", "demo", "simulator", "compare", "link", "names", "restore"}
"""These take signals, feed processes of their own, or read long inputs as they come."""


async def minhchung(*arguments: str | Path, folder: Path, stdin: str = "", **more: str) -> Done:
    """`minhchung` with these arguments in this folder, to its end: in a thread, or as a process where that matters."""
    told = [str(each) for each in arguments]
    if OWN_PROCESS.intersection(told[:1]):
        return await in_a_process(*told, folder=folder, stdin=stdin, **more)
    async with asyncio.timeout(60):
        return await asyncio.to_thread(_here, told, folder, stdin, environ(**more))


def _here(told: list[str], folder: Path, stdin: str, environment: dict[str, str]) -> Done:
    """What a process would have for itself is put back afterwards."""
    out, err, typed = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(3))
    typed.write(stdin)
    typed.seek(0)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with pytest.MonkeyPatch.context() as patch:
        for where, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
            patch.setattr(where, hook, getattr(where, hook))
        patch.chdir(folder)
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        for name, stream in (("stdin", typed), ("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, stream)
        try:
            code = main(told)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    said = [stream.detach().getvalue().decode() for stream in (out, err)]
    return Done(code, *said)


async def in_a_process(*arguments: str | Path, folder: Path, stdin: str = "", **more: str) -> Done:
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
