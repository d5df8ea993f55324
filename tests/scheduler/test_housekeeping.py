import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from rules.calendar import week_of
from rules.rule_set import STANDARD_PLAN
from scheduler.housekeeping import REMEMBER_UPDATES, Housekeeping
from scheduler.week_close import close_week
from storage import FileStore, StorageUnavailableError, Store
from storage.messages.inbox import Inbox
from tests.storage.ledger import NOW, POST_2, TODAY, handed_in, keep, link, reading, rows
from tests.waiting import let_others_run


async def looked_at(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        await ledger.inbox.done([row.id for row in await ledger.inbox.claim(10)])


@pytest.mark.parametrize(
    ("after", "left"),
    [(timedelta(hours=25), 1), (REMEMBER_UPDATES, 1), (REMEMBER_UPDATES + timedelta(seconds=1), 0)],
)
async def test_updates_are_remembered_as_long_as_they_may_come_again(
    sqlite_store: Store, after: timedelta, left: int
) -> None:
    await looked_at(sqlite_store)
    await Housekeeping(sqlite_store, lambda: NOW + after).tidy()
    assert len(await rows(sqlite_store, "SELECT * FROM inbox")) == left


async def test_closed_weeks_are_corrected(sqlite_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    after = NOW + timedelta(days=8)
    await handed_in(sqlite_store, "5")
    await close_week(sqlite_store, STANDARD_PLAN, week_of(TODAY), after)
    await handed_in(sqlite_store, "6", link(POST_2))
    await Housekeeping(sqlite_store, lambda: after).tidy()
    assert [
        row.version for row in (await reading(sqlite_store).weeks.closed(week_of(TODAY).first)).values()
    ] == [1]
    assert "were corrected" in caplog.text


async def test_a_lost_database_is_no_reason_to_die(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def lost(*_: object) -> int:
        raise StorageUnavailableError("the disk is full")

    monkeypatch.setattr(Inbox, "forget", lost)
    await Housekeeping(sqlite_store, lambda: NOW).tidy()
    assert "has to wait" in caplog.text


async def test_housekeeping_ends_when_it_is_told_to(sqlite_store: Store) -> None:
    keeping = asyncio.create_task(Housekeeping(sqlite_store, lambda: NOW).run())
    await let_others_run()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


async def test_files_that_were_never_sent_are_removed(sqlite_store: Store, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    old, new = await files.put_passing(b"1"), await files.put_passing(b"2")
    os.utime(tmp_path / "files" / "passing" / old, (0, 0))
    await Housekeeping(sqlite_store, lambda: NOW, files=files).tidy_files()
    assert [path.name for path in (tmp_path / "files" / "passing").iterdir()] == [new]


async def test_files_that_cannot_be_removed_are_no_reason_to_die(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = tmp_path / "passing" / ("a" * 64 + ".out")
    (stuck / "x").mkdir(parents=True)
    os.utime(stuck, (0, 0))
    await Housekeeping(sqlite_store, lambda: NOW, files=FileStore(tmp_path)).tidy_files()
    assert "could not be removed" in caplog.text
