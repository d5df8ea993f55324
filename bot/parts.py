"""Parts of the running bot, side by side: one that dies ends all, and stopping finishes the work in hand."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bot.problems import PartDiedError

log = logging.getLogger(__name__)

STOP_WITHIN = 10.0

Part = Callable[[], Awaitable[None]]


async def side_by_side(
    parts: Mapping[str, Part],
    stop: asyncio.Event,
    *,
    wind_down: Callable[[], Collection[str]],
) -> None:
    """Work until `stop` is set or a part dies. `wind_down` names the parts that then end by themselves."""
    tasks = {asyncio.create_task(_run(part), name=name) for name, part in parts.items()}
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        await _until_stopped(tasks, stopping)
    finally:
        stop.set()
        stopping.cancel()
        await _end(tasks, wind_down())


async def _run(part: Part) -> None:
    await part()


async def _until_stopped(tasks: set[asyncio.Task[None]], stopping: asyncio.Task[Any]) -> None:
    running = set(tasks)
    while not stopping.done():
        done, _ = await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in done & running:
            running.discard(task)
            if error := task.exception():
                log.critical("the part «%s» died, the bot stops", task.get_name(), exc_info=error)
                raise PartDiedError(task.get_name()) from error


async def _end(tasks: set[asyncio.Task[None]], by_themselves: Collection[str]) -> None:
    """What takes longer than ten seconds is done after the next start."""
    for task in tasks:
        if task.get_name() not in by_themselves:
            task.cancel()
    _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
