"""Programs as processes of their own, stopped when their round is over."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
_STOP_WITHIN = 15.0


class ProgramDiedError(Exception):
    """A measured program ended by itself; its last words are in the message."""


class Process:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid
        self._said: list[str] = []
        self._listening = asyncio.create_task(self._listen(), name=f"hears process {self.pid}")

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._said = [*self._said[-19:], line.decode(errors="replace").rstrip()]

    async def line(self) -> str:
        """The next line it prints."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            await self._process.wait()
            await self._listening
            raise ProgramDiedError("\n".join(self._said))
        return line.decode().strip()

    def must_live(self) -> None:
        if self._process.returncode is not None:
            raise ProgramDiedError("\n".join(self._said))

    async def stop(self) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await asyncio.gather(self._listening, return_exceptions=True)


@asynccontextmanager
async def running(command: Sequence[str]) -> AsyncIterator[Process]:
    """The command from the project's folder, with none of the operator's own settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MINHCHUNG_")}
    process = Process(
        await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    )
    try:
        yield process
    finally:
        await process.stop()
