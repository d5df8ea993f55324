"""The process in which pictures are worked on: started when the first comes, ended when none has come for a while."""

import asyncio
import json
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bot.picture_worker import MOST, packed
from reports.child_environ import child_environ
from rules.images import PictureError
from rules.images.keeping import StoredRules

WITHIN = 20.0
IDLE = 120.0
_HEAD = struct.Struct(">I")
_LONGEST_HEAD = 1_000_000


class RoomError(Exception):
    """The process was lost, or took too long, over one job."""


class PictureRoom:
    """One job at a time. `within` and `idle` are seconds: for one job, and until an idle process is ended."""

    def __init__(self, *, within: float = WITHIN, idle: float = IDLE) -> None:
        self._within = within
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._ending: asyncio.TimerHandle | None = None

    @property
    def process_id(self) -> int | None:
        """None while none is needed."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep(self, data: bytes) -> StoredRules:
        """PictureError for what shows nobody anything."""
        facts, (jpeg, small) = await self._do({"do": "keep"}, [data], 2)
        return StoredRules(
            jpeg=jpeg,
            small=small,
            original=facts["original"],
            width=facts["width"],
            height=facts["height"],
            stripes=tuple(facts["stripes"]),
            bands=tuple(facts["bands"]),
        )

    async def most_like(
        self, stripes: Sequence[int], others: Sequence[Sequence[int]], best: int
    ) -> list[int]:
        """The places of those fingerprints that are most like the first."""
        told, _ = await self._do({"do": "rank", "stripes": [stripes, *others], "best": best}, [], 0)
        return list(told["order"])

    async def alike(self, small: bytes, others: Sequence[bytes]) -> list[bool]:
        """Which of the other small pictures show the same."""
        told, _ = await self._do({"do": "alike"}, [small, *others], 0)
        return list(told["same"])

    async def _do(
        self, head: dict[str, Any], blobs: list[bytes], answers: int
    ) -> tuple[dict[str, Any], list[bytes]]:
        async with self._turn:
            if self._ending:
                self._ending.cancel()
            try:
                async with asyncio.timeout(self._within):
                    told, found = await self._talk(packed(head, blobs))
            except (TimeoutError, OSError, EOFError, ValueError, LookupError, TypeError) as error:
                await self._end()
                raise RoomError(type(error).__name__) from error
            except asyncio.CancelledError:
                await self._end()
                raise
            self._ending = asyncio.get_running_loop().call_later(self._idle, self._kill)
        if "error" in told:
            raise PictureError(str(told["error"]))
        if len(found) != answers:
            raise RoomError("an answer of another kind")
        return told, found

    async def _talk(self, job: bytes) -> tuple[dict[str, Any], list[bytes]]:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(job)
        await process.stdin.drain()
        (size,) = _HEAD.unpack(await process.stdout.readexactly(_HEAD.size))
        if size > _LONGEST_HEAD:
            raise ValueError
        told = json.loads(await process.stdout.readexactly(size))
        if sum(told["blobs"]) > MOST:
            raise ValueError
        return told, [await process.stdout.readexactly(length) for length in told["blobs"]]

    async def _start(self) -> Process:
        """It does not hear the terminal."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.picture_worker"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=child_environ() | {"OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()

    async def close(self) -> None:
        if self._ending:
            self._ending.cancel()
        async with self._turn:
            await self._end()
