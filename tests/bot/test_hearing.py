"""The daily look at the groups, with a platform that is made up."""

from typing import Any, cast

import pytest

from bot.hearing import HearingCheck
from handlers.context import Settings
from platforms.base import Messenger
from platforms.errors import SlowDownError
from platforms.messages import Standing
from storage import ChatRef, Store
from tests.ledgers import sqlite_store, sqlite_template, sqlite_url
from tests.storage.ledger import NOW, rows

__all__ = ["sqlite_store", "sqlite_template", "sqlite_url"]
WELL = Standing(present=True, admin=True, can_write=True, hears_all=True)


class InAHurry:
    """Asks once to be left alone for a moment."""

    platform, bot = "telegram", "42"

    def __init__(self) -> None:
        self.refused = 0

    async def introduce(self) -> None: ...

    async def standing(self, _chat_id: str) -> Standing:
        return WELL

    async def admins(self, _chat_id: str) -> list[str]:
        if not self.refused:
            self.refused += 1
            raise SlowDownError(0)
        return ["71"]


async def test_who_is_asked_to_wait_still_learns_of_every_group(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.hearing.BETWEEN_CALLS", 0)
    async with sqlite_store.write(NOW) as ledger:
        for number in range(3):
            await ledger.chat(ChatRef("telegram", "42", f"-100{number}", "group", f"Trường {number}"))
    messenger: Any = InAHurry()
    check = HearingCheck(sqlite_store, cast("Messenger", messenger), Settings(), lambda: NOW, lambda: None)
    await check.look()
    assert messenger.refused == 1
    assert await rows(sqlite_store, "SELECT count(*) FROM chat_admin") == [(3,)]
