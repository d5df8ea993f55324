"""Has a staff list read by a process of its own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress

from bot.list_worker import unpacked
from reports.child_environ import child_environ
from reports.sheets import SheetError
from rules.staff.sheets import StaffList

PATIENCE = 120.0


async def read_list(data: bytes, *, patience: float = PATIENCE) -> StaffList:
    """Everybody in the file; SheetError says why nobody can be read."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.list_worker"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=child_environ(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(patience):
            answer, _ = await process.communicate(data)
        return await asyncio.to_thread(unpacked, answer)
    except (TimeoutError, ValueError):
        raise SheetError("sheet.broken") from None
    finally:
        if process.returncode is None:  # its number is nobody else's as long as it has not been waited for
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the process that reads the file for it
        await process.wait()
