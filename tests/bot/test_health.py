"""A bot that cannot do its work says so: to whoever watches, on the command line, and to its operators."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text as sql

from bot import health
from bot.health import Health, Trouble
from bot.house import House
from bot.web import exposition
from rules.language import text
from rules.outgoing import Say
from storage import StorageFullError, StorageUnavailableError, Store, database
from storage.whole import WholeLedger
from tests.bot.processes import minhchung
from tests.bot.town import Setting, Town, running
from tests.storage.ledger import Arrived, reading, rows, writing
from tests.waiting import until

NOW = datetime(2025, 11, 17, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"EVERY": 0.05, "_STAYS_FRESH": 0.0, "_STAYS_FULL": 0.2}.items():
        monkeypatch.setattr(health, name, seconds)


def doctor(store: Store, now: datetime = NOW, **folders: Path) -> Health:
    return Health(store, lambda: now, folders)


def refusing(error: Exception) -> Any:
    async def refuses(*_: object) -> None:
        raise error

    return refuses


# Looking


async def test_a_ledger_that_can_be_written_is_in_order(store: Store, tmp_path: Path) -> None:
    look = await doctor(store, files=tmp_path / "not there yet").look()
    assert (look.trouble, look.writable) == (None, True)
    assert look.free["files"] > 0


async def test_a_look_writes_and_leaves_the_totals_alone(store: Store) -> None:
    before = await reading(store).whole.totals()
    for _ in range(2):
        await doctor(store).look()
    assert await reading(store).whole.totals() == before
    query = "SELECT value FROM counter WHERE name = 'probed'"
    assert await rows(store, query) == [(int(NOW.timestamp()),)]


async def test_a_ledger_that_is_only_read_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 1)
    if store._database.is_sqlite:
        async with store._database.write() as connection:
            await connection.execute(sql("PRAGMA query_only = ON"))
    else:
        monkeypatch.setattr(store, "probe", refusing(StorageUnavailableError("25006")))
    look = await doctor(store).look()
    assert look.trouble is Trouble.DATABASE
    assert look.totals is not None


async def test_a_ledger_that_does_not_answer_is_not_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.Event()

    async def hangs(_now: datetime) -> None:
        await answers.wait()

    seen = doctor(store)
    with monkeypatch.context() as patch:
        patch.setattr(health, "_ANSWER_WITHIN", 0.05)
        patch.setattr(store, "probe", hangs)
        assert (await seen.look()).trouble is Trouble.DATABASE
        assert (await seen.look()).totals is None
    answers.set()
    await until(lambda: seen._probing and seen._probing.done())
    assert (await seen.look()).trouble is None


async def test_whoever_asks_at_the_same_moment_shares_a_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    probe = store.probe

    async def counts(now: datetime) -> None:
        asked.append(now)
        await probe(now)

    monkeypatch.setattr(store, "probe", counts)
    seen = doctor(store)
    await asyncio.gather(*(seen.look() for _ in range(50)))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("minutes", "trouble"), [(0, None), (4, None), (6, Trouble.STALLED), (600, Trouble.STALLED)]
)
async def test_what_is_due_and_waits_too_long_is_noticed(
    store: Store, minutes: int, trouble: Trouble | None
) -> None:
    await writing(store, NOW).inbox.keep("telegram", "42", [Arrived("1")])
    look = await doctor(store, NOW + timedelta(minutes=minutes)).look()
    assert look.trouble is trouble
    assert f"minhchung_inbox_oldest_seconds {minutes * 60}.0" in exposition(look).decode()


async def test_what_is_put_off_has_not_waited(store: Store) -> None:
    await writing(store, NOW).inbox.keep("telegram", "42", [Arrived("1")])
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await ledger.inbox.defer(row.id, 3600)
    assert (await doctor(store, NOW + timedelta(minutes=59)).look()).trouble is None
    assert (await doctor(store, NOW + timedelta(minutes=61)).look()).trouble is None
    assert (await doctor(store, NOW + timedelta(minutes=66)).look()).trouble is Trouble.STALLED


async def test_what_fails_for_long_is_noticed_though_it_is_put_off(store: Store) -> None:
    await writing(store, NOW).inbox.keep("telegram", "42", [Arrived("1")])
    late = NOW + timedelta(minutes=16)
    await writing(store, late).inbox.step_aside(1, "damaged", counts=False)
    assert (await doctor(store, late).look()).trouble is Trouble.STALLED


async def test_messages_that_are_not_said_are_told_in_seconds(store: Store) -> None:
    await writing(store, NOW).outbox.put("telegram", "42", [("once", Say("-1", "Nhắc"))], bulk=True)
    look = await doctor(store, NOW + timedelta(minutes=6)).look()
    assert look.trouble is None
    assert "minhchung_outbox_oldest_seconds 360.0" in exposition(look).decode()


async def test_no_room_anywhere_is_a_full_disk(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_ROOM", 2**70)
    assert (await doctor(store, files=tmp_path).look()).trouble is Trouble.FULL


async def test_a_full_disk_is_noticed_by_whoever_wanted_to_write(store: Store) -> None:
    with pytest.raises(StorageFullError):
        async with store._database.write():
            raise OSError(28, "no space left")
    seen = doctor(store)
    assert (await seen.look()).trouble is Trouble.FULL
    await until(lambda: not store.was_full(health._STAYS_FULL))
    assert (await seen.look()).trouble is None


async def test_metrics_are_told_without_a_ledger(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner, name in ((store, "probe"), (WholeLedger, "totals")):
        monkeypatch.setattr(owner, name, refusing(StorageUnavailableError("lost")))
    told = exposition(await doctor(store, files=tmp_path).look()).decode()
    assert "minhchung_ledger_writable 0.0" in told
    assert re.search(r'minhchung_disk_free_bytes{of="files"} \d', told)
    assert "inbox" not in told


# Over HTTP, in chat, on the command line


async def readiness(service: House) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{service.port}/readyz") as response,
    ):
        return response.status, (await response.json())["status"]


async def metrics(service: House) -> str:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{service.port}/metrics") as response,
    ):
        assert response.status == 200
        return await response.text()


@pytest.mark.parametrize("trouble", [Trouble.DATABASE, Trouble.FULL])
async def test_operators_hear_once_what_is_wrong_and_once_that_it_is_over(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setattr(health, "_WORTH_TELLING", 0.3)
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    town.world.start(town.admin.id)
    error = StorageFullError("full") if trouble is Trouble.FULL else StorageUnavailableError("lost")
    async with running(setting) as service:
        with monkeypatch.context() as patch:
            patch.setattr(service.store, "probe", refusing(error))
            await until(lambda: text(f"trouble.{trouble}", "vi") in town.said(town.admin))
            assert await readiness(service) == (503, trouble)
            assert "minhchung_ledger_writable 0.0" in await metrics(service)
        await until(lambda: text("trouble.over", "vi") in town.said(town.admin))
        assert await readiness(service) == (200, "ok")
    told = [words for words in town.said(town.admin) if words[:2] in {"⚠️", "✅ "}]
    assert len(told) == 2


async def test_an_operator_who_cannot_be_reached_is_told_later(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    town.world.start(town.admin.id)
    async with running(setting) as service:
        town.trouble(error_500={"methods": ["sendMessage"], "count": 3})
        with monkeypatch.context() as patch:
            patch.setattr(service.store, "probe", refusing(StorageFullError("full")))
            await until(lambda: text("trouble.disk_full", "vi") in town.said(town.admin))


async def test_an_operator_who_blocked_the_bot_stops_nothing(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.extra = {"bot": {"operators": [town.admin.id, town.teacher.id]}}
    town.world.start(town.teacher.id)  # the other one never wrote to the bot
    async with running(setting) as service:
        with monkeypatch.context() as patch:
            patch.setattr(service.store, "probe", refusing(StorageFullError("full")))
            await until(lambda: text("trouble.disk_full", "vi") in town.said(town.teacher))
            await until(lambda: not service.alarm._unsaid)


async def found(setting: Setting, folder: Path) -> tuple[int, dict[str, Any]]:
    done = await minhchung("check", "--json", "--config", setting.write(), folder=folder)
    return done.code, {each["what"]: each for each in done.json}


async def test_check_tells_that_messages_wait_for_nobody(
    town: Town, setting: Setting, sqlite_store: Store, tmp_path: Path
) -> None:
    _, before = await found(setting, tmp_path)
    long_ago = datetime.now(UTC) - timedelta(minutes=70)
    await writing(sqlite_store, long_ago).inbox.keep("telegram", "42", [Arrived("1"), Arrived("2")])
    code, after = await found(setting, tmp_path)
    assert before["health"]["state"] == "ok"
    assert after["health"] == {
        "what": "health",
        "state": "warning",
        "words": text("check.stalled", "vi", count=2, minutes=70),
    }
    assert code == 0
