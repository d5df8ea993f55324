from collections.abc import AsyncIterator

import pytest

from platforms.telegram import TelegramMessenger
from tests.platforms.server import TOKEN, Server, serving


class Waits:
    """Notes how long somebody wanted to wait, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def messenger(server: Server, waits: Waits) -> AsyncIterator[TelegramMessenger]:
    messenger = TelegramMessenger(TOKEN, server.root, poll_seconds=0, pause=waits)
    yield messenger
    await messenger.close()
