"""A full disk costs nothing: it is seen and told, and left by itself once there is room."""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot import health, house
from rules.language import text
from simulator.model import Message
from storage import StorageFullError, Store, database
from storage.database import Database
from tests.bot.test_health import metrics, readiness
from tests.bot.town import Setting, Town, differences, link, running, settled
from tests.waiting import until

MEGABYTE = 2**20
TOLD, OVER = text("trouble.disk_full", "vi"), text("trouble.over", "vi")


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {
        "EVERY": 0.05,
        "_STAYS_FRESH": 0.0,
        "_STAYS_FULL": 4.0,
        "_WORTH_TELLING": 0.3,
    }.items():
        monkeypatch.setattr(health, name, seconds)
    monkeypatch.setattr(health, "LEAST_ROOM", 0)
    monkeypatch.setattr(database, "_BETWEEN_TRIES", 0.0)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() or not mount:
        pytest.skip("only root may mount a disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "none", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path, leaving: int = 0) -> Path:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - leaving)))
    return ballast


async def test_a_full_disk_is_told_and_left_by_itself(
    town: Town, setting: Setting, disk: Path, sqlite_template: Path
) -> None:
    shutil.copyfile(sqlite_template, disk / "minhchung.db")
    setting.database = f"sqlite:///{disk / 'minhchung.db'}"
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    town.world.start(town.admin.id)
    async with running(setting) as service:
        await town.reacted(town.post(link(0)))
        await settled(service.store)
        ballast = fill(disk)
        waiting = [town.post(link(number)) for number in range(1, 60)]
        await until(lambda: TOLD in town.said(town.admin))
        assert await readiness(service) == (503, "disk_full")
        told = await metrics(service)
        assert "minhchung_ledger_writable 0.0" in told
        free = re.search(r'minhchung_disk_free_bytes{of="ledger"} (\S+)', told)
        assert free
        assert float(free[1]) < MEGABYTE
        ballast.unlink()
        await town.reacted(*waiting, seconds=60)
        await until(lambda: OVER in town.said(town.admin), 30)
        totals = await settled(service.store)
        assert await readiness(service) == (200, "ok")
    assert (totals.evidence["accepted"], totals.inbox_parked) == (60, 0)
    assert [town.said(town.admin).count(words) for words in (TOLD, OVER)] == [1, 1]
    assert await differences(setting) == []


async def test_a_bot_started_on_a_full_disk_begins_when_there_is_room(
    town: Town, setting: Setting, disk: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "EVERY_LOOK", 0.1)
    monkeypatch.setattr(health, "LEAST_ROOM", MEGABYTE)
    shutil.copyfile(sqlite_template, disk / "minhchung.db")
    setting.database = f"sqlite:///{disk / 'minhchung.db'}"
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    town.world.start(town.admin.id)
    ballast = fill(disk)
    waiting = town.post(link(1))
    starting = asyncio.create_task(counted(town, setting, waiting), name="starts")
    await until(lambda: TOLD in town.said(town.admin))
    ballast.unlink()
    assert await starting == 1


async def counted(town: Town, setting: Setting, message: Message) -> int:
    async with running(setting) as service:
        await town.reacted(message)
        return (await settled(service.store)).evidence["accepted"]


async def test_a_ledger_that_may_not_grow_is_told_and_goes_on_when_it_may(
    town: Town, setting: Setting
) -> None:
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    town.world.start(town.admin.id)
    async with running(setting) as service:
        await town.reacted(town.post(link(0)))
        await settled(service.store)
        await limit_pages(service.store, 1)
        waiting = [town.post(link(number)) for number in range(1, 120)]
        await until(lambda: TOLD in town.said(town.admin))
        assert await readiness(service) == (503, "disk_full")
        await limit_pages(service.store, 2**30)
        await town.reacted(*waiting, seconds=60)
        await until(lambda: OVER in town.said(town.admin), 30)
        totals = await settled(service.store)
    assert (totals.evidence["accepted"], totals.inbox_parked) == (120, 0)


async def limit_pages(store: Store, pages: int) -> None:
    """As many as there are already, at least."""
    async with store._database.write() as connection:
        await connection.execute(sql(f"PRAGMA max_page_count = {pages}"))


async def write_again(ledger: Database, times: int) -> None:
    """The same row of a megabyte: the journal grows, the file does not."""
    row = f"INSERT OR REPLACE INTO known_link VALUES ('a', hex(zeroblob({MEGABYTE // 2})), '2025-11-17')"
    for _ in range(times):
        async with ledger.write() as connection:
            await connection.execute(sql(row))


async def test_what_a_long_journal_took_is_given_back(disk: Path, sqlite_template: Path) -> None:
    """Somebody read for long and the journal grew; with the last room gone nothing more fits behind it."""
    path = disk / "minhchung.db"
    shutil.copyfile(sqlite_template, path)
    ledger = Database(f"sqlite:///{path}")
    await write_again(ledger, 2)
    await ledger.empty_journal()
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM unit").fetchall()
        await write_again(ledger, 15)
        fill(disk)
        with pytest.raises(StorageFullError):
            await write_again(ledger, 1)
    await write_again(ledger, 3)
    assert path.with_name("minhchung.db-wal").stat().st_size < 5 * MEGABYTE
    await ledger.close()


async def test_the_journal_is_kept_small(sqlite_url: str) -> None:
    ledger = Database(sqlite_url)
    async with ledger.write() as connection:
        pages, size, limit = [
            await connection.scalar(sql(f"PRAGMA {name}"))
            for name in ("wal_autocheckpoint", "page_size", "journal_size_limit")
        ]
    await ledger.close()
    assert pages * size == limit <= 16 * MEGABYTE
