"""How the parts that work in the background wait for something to do."""

import asyncio


async def rest(seconds: float, wanted: asyncio.Event) -> None:
    """Until somebody wants something, or so many seconds at the longest."""
    try:
        async with asyncio.timeout(seconds):
            await wanted.wait()
    except TimeoutError:
        pass
