"""What comes of somebody's wish to take their data along, or to have it erased."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

import bot.file_work.own_data as own_files
from bot.file_pump import FilePump
from bot.file_work import Tools
from handlers.context import Settings
from rules.language import text
from rules.outgoing import Outgoing, SendFile, unpack
from storage import FileStore, Store
from tests.ledgers import sqlite_store, sqlite_template, sqlite_url
from tests.storage.ledger import BOT, NOW, change, reading, rows
from tests.storage.own import PICTURE, TELEGRAM, THU, Traces, somebody

__all__ = ["sqlite_store", "sqlite_template", "sqlite_url"]


class Nobody:
    """A messenger that is not asked for anything."""

    platform, bot, username = "telegram", BOT, ""

    async def fetch(self, file_id: str) -> bytes:
        raise AssertionError(file_id)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
async def tools(sqlite_store: Store, files: FileStore) -> Tools:
    def clock() -> datetime:
        return NOW

    await somebody(sqlite_store, files)
    await change(sqlite_store, "DELETE FROM file_job")
    return Tools(sqlite_store, files, Nobody(), Settings(), clock)


async def work(tools: Tools, kind: str) -> list[Outgoing]:
    """Ask for something and let it be done; what is said to Thu then."""
    async with tools.store.write(NOW) as ledger:
        await ledger.file_jobs.ask(TELEGRAM, THU.user_id, f"telegram:{THU.user_id}", kind)
    assert await FilePump(tools)._look()
    assert not await FilePump(tools)._look()
    waiting = await reading(tools.store).outbox.waiting("telegram", BOT, 0)
    mine = [row for row in waiting if row.chat_id == THU.user_id]
    return [unpack(row.kind, {**row.payload, "chat_id": row.chat_id}) for row in mine]


async def taken(tools: Tools, content: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(await tools.files.get(content)))


async def test_the_file_holds_everything(tools: Tools) -> None:
    sent = (await work(tools, "own_data"))[-1]
    packed = await taken(tools, sent.content)  # type: ignore[union-attr]
    names = packed.namelist()
    assert names[:2] == ["minh-chung.xlsx", "du-lieu.json"]
    assert len(names) == 4
    assert PICTURE in [packed.read(name) for name in names]
    told = json.loads(packed.read("du-lieu.json"))
    assert told["name"] == THU.name
    assert next(each["url"] for each in told["proof"]).endswith("987654321012345")
    assert [each["user_id"] for each in told["accounts"]] == [THU.user_id]


async def test_what_looks_like_a_formula_is_text(tools: Tools) -> None:
    formula = '=HYPERLINK("http://x.example","Thu")'
    await change(tools.store, "UPDATE evidence SET url = :formula", formula=formula)
    sent = (await work(tools, "own_data"))[-1]
    packed = await taken(tools, sent.content)  # type: ignore[union-attr]
    sheet = zipfile.ZipFile(io.BytesIO(packed.read("minh-chung.xlsx")))
    cells = b"".join(sheet.read(name) for name in sheet.namelist() if "worksheets" in name)
    assert b"<f>" not in cells
    assert b"HYPERLINK" in sheet.read("xl/sharedStrings.xml")


async def test_many_pictures_come_in_several_files(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "LARGEST", 1)
    sent = [each for each in await work(tools, "own_data") if isinstance(each, SendFile)]
    assert [each.name for each in sent] == ["du-lieu-cua-toi.zip", "du-lieu-cua-toi-2.zip"]


async def test_a_lost_picture_does_not_keep_the_rest(tools: Tools, files: FileStore) -> None:
    for (name,) in await rows(tools.store, "SELECT sha256 FROM image"):
        await files.remove(name)
    sent = (await work(tools, "own_data"))[-1]
    assert len((await taken(tools, sent.content)).namelist()) == 2  # type: ignore[union-attr]


async def test_who_asked_to_be_erased_hears_when_it_is_done(tools: Tools) -> None:
    said = await work(tools, "erase")
    assert [each.text for each in said] == [text("own.erased", "vi")]  # type: ignore[union-attr]
    assert await rows(tools.store, "SELECT count(*) FROM file_job") == [(0,)]
    assert await rows(tools.store, "SELECT count(*) FROM account") == [(1,)]


async def test_who_asked_is_not_named_as_who_did_it(tools: Tools) -> None:
    await work(tools, "erase")
    ((actor,),) = await rows(tools.store, "SELECT actor FROM audit WHERE action = 'person.erased'")
    assert not any(word in actor for word in Traces().words)
