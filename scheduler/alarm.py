"""The alarm clock: APScheduler rings, and what is due is decided by whoever is woken, from the time they are told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


async def at_once_and_every(every: timedelta, work: Callable[[], Awaitable[object]]) -> None:
    """One piece of work after the other until cancelled; rings during the work are answered by one more."""
    alarm, rings = AsyncIOScheduler(timezone="UTC"), asyncio.Event()

    async def ring() -> None:
        rings.set()

    alarm.add_job(ring, IntervalTrigger(seconds=every.total_seconds()), coalesce=True, max_instances=1)
    alarm.start()
    try:
        while True:
            await work()
            await rings.wait()
            rings.clear()
    finally:
        alarm.shutdown(wait=False)
