"""The QR code of an invitation is drawn beside everything else."""

from pathlib import Path

import pytest

from bot.file_work import Tools
from bot.file_work.invitations import draw_invitation
from handlers.context import Settings
from platforms.errors import PlatformError
from rules.outgoing import Show, unpack
from storage import BotRef, FileStore, Store
from tests.storage.ledger import NOW, reading
from tests.storage.roster import unit


class Named:
    platform = "telegram"
    bot = "42"

    def __init__(self, username: str) -> None:
        self.username = username

    async def fetch(self, file_id: str) -> bytes:
        raise AssertionError(file_id)


async def _draw(store: Store, folder: Path, username: str) -> FileStore:
    files = FileStore(folder)
    tools = Tools(store, files, Named(username), Settings(), lambda: NOW)
    for job in await reading(store, NOW).file_jobs.waiting(BotRef("telegram", "42")):
        await draw_invitation(job, tools)
    return files


@pytest.fixture
async def invited(sqlite_store: Store) -> Store:
    await unit(sqlite_store, 700, "HOA-SEN")
    async with sqlite_store.write(NOW) as ledger:
        told = {"word": "ABCDEFGH23", "unit": "Trường Hoa Sen", "until": NOW.isoformat()}
        await ledger.file_jobs.ask(
            BotRef("telegram", "42"), "80", "telegram:80", "invitation", unit_id=700, told=told
        )
    return sqlite_store


async def test_a_picture_and_the_link_are_shown_once(invited: Store, tmp_path: Path) -> None:
    files = await _draw(invited, tmp_path / "files", "minhchung_bot")
    (row,) = await reading(invited).outbox.waiting("telegram", "42", 0)
    shown = unpack(row.kind, {**row.payload, "chat_id": row.chat_id})
    assert isinstance(shown, Show)
    assert "https://t.me/minhchung_bot?start=dk_ABCDEFGH23" in shown.text
    assert (await files.get(shown.images[0])).startswith(b"\x89PNG")
    await _draw(invited, tmp_path / "files", "minhchung_bot")
    assert len(await reading(invited).outbox.waiting("telegram", "42", 0)) == 1


async def test_it_waits_until_the_bot_knows_its_name(invited: Store, tmp_path: Path) -> None:
    with pytest.raises(PlatformError):
        await _draw(invited, tmp_path / "files", "")
