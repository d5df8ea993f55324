"""The one place where tests may wait: for something to become true, never for time to pass."""

import asyncio
import time
from collections.abc import Callable

_PAUSE = 0.01


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Return once the condition holds; TimeoutError when it does not within the seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # an outside fact has no event
            await asyncio.sleep(_PAUSE)


def until_sync(condition: Callable[[], object], seconds: float = 10) -> None:
    """The same where no event loop runs, such as for another process."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(_PAUSE)


async def let_others_run(rounds: int = 1) -> None:
    """Give the loop to whoever is ready, so many times; no time has to pass."""
    for _ in range(rounds):
        await asyncio.sleep(0)


async def pause() -> None:
    """Between two looks at a fact that only an await can tell."""
    await asyncio.sleep(_PAUSE)
