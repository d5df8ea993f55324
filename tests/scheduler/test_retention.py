import os
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.outgoing import Say, SendFile
from scheduler.retention import Retention, months_before
from storage import FileStore, Store
from tests.storage.ledger import BOT, GROUP, NOW, change, handed_in, rows, say
from tests.storage.own import NAM, PICTURE, SHARED, TELEGRAM, THU, kept_picture

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
A_YEAR = timedelta(days=366)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(folder: Path) -> FileStore:
    return FileStore(folder)


@pytest.fixture
def retention(store: Store, files: FileStore) -> Retention:
    return Retention(store, files, ZONE)


def kept(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def age(folder: Path, days: float) -> None:
    """All files were put there so many days before now."""
    moment = (NOW - timedelta(days=days)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))


async def count(store: Store, what: str) -> int:
    ((number,),) = await rows(store, f"SELECT count(*) FROM {what}")
    return int(number)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 1), 600, date(1976, 1, 1)),
        (date(2026, 1, 1), 99_999, date.min),
    ],
)
def test_months_before_a_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


async def test_what_nobody_could_answer_is_forgotten_after_a_day(store: Store, retention: Retention) -> None:
    await change(
        store,
        "INSERT INTO inbox (platform, bot, key, lane, raw, state, tries, error, received_at, done_at)"
        " VALUES ('telegram', '42', 'k', '7', 'words', 'parked', 3, 'KeyError', :now, :now)",
        now=NOW.replace(tzinfo=None) if store._database.is_sqlite else NOW,
    )
    await retention.run(NOW + timedelta(hours=23))
    assert await rows(store, "SELECT raw FROM inbox") == [("words",)]
    await retention.run(NOW + timedelta(hours=25))
    assert await rows(store, "SELECT raw, state, error FROM inbox") == [("", "parked", "KeyError")]


async def test_words_that_were_said_are_forgotten_and_their_keys_are_not(
    store: Store, retention: Retention
) -> None:
    for key in ("a", "b", "c"):
        await say(store, key)
    await change(store, "UPDATE outbox SET state = 'dropped' WHERE dedupe_key <> 'b'")
    await retention.run(NOW + timedelta(days=8))
    query = "SELECT dedupe_key, payload = '{}' FROM outbox ORDER BY id"
    assert [(key, bool(empty)) for key, empty in await rows(store, query)] == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]
    await change(store, "UPDATE outbox SET state = 'failed' WHERE dedupe_key = 'b'")
    await retention.run(NOW + timedelta(days=9))
    assert await count(store, "outbox WHERE payload = '{}'") == 3


async def test_words_of_this_week_are_still_there(store: Store, retention: Retention) -> None:
    await say(store, "a")
    await change(store, "UPDATE outbox SET state = 'failed'")
    await retention.run(NOW + timedelta(days=6))
    assert await count(store, "outbox WHERE payload = '{}'") == 0


async def test_the_last_words_to_whoever_was_erased_are_forgotten(store: Store, retention: Retention) -> None:
    await say(store, "bye:7", Say(THU.user_id, "Tạm biệt"))
    await retention.run(NOW)
    assert await count(store, "outbox") == 1
    await change(store, "UPDATE outbox SET state = 'sent'")
    await retention.run(NOW)
    assert await count(store, "outbox") == 0


async def test_old_pictures_go_with_their_files(
    store: Store, files: FileStore, folder: Path, retention: Retention
) -> None:
    await kept_picture(store, files, PICTURE, "7", THU)
    await retention.run(NOW + A_YEAR - timedelta(days=3))
    assert PICTURE in kept(folder)
    await retention.run(NOW + A_YEAR)
    assert kept(folder) == []
    assert [await count(store, what) for what in ("picture", "image", "image_band", "evidence")] == [
        0,
        0,
        0,
        1,
    ]


async def test_a_unit_s_archive_keeps_its_pictures_and_those_below(
    store: Store, files: FileStore, folder: Path, retention: Retention
) -> None:
    await kept_picture(store, files, PICTURE, "7", THU)
    ((unit_id,),) = await rows(store, "SELECT id FROM unit")
    await change(
        store,
        "INSERT INTO unit (id, code, name, level, provisional, created_at)"
        " VALUES (900, 'PHONG', 'Phòng', 'district', false, '2025-01-01')",
    )
    await change(store, "UPDATE unit SET parent_id = 900 WHERE id = :unit", unit=unit_id)
    async with store.write(NOW) as ledger:
        await ledger.settings.put(900, "archive_months", "36", "cli")
    await retention.run(NOW + 2 * A_YEAR)
    assert PICTURE in kept(folder)
    await retention.run(NOW + 4 * A_YEAR)
    assert kept(folder) == []


async def test_an_image_stays_as_long_as_a_newer_picture_shows_it(
    store: Store, files: FileStore, folder: Path, retention: Retention
) -> None:
    await kept_picture(store, files, SHARED, "8", THU)
    await kept_picture(store, files, SHARED, "9", NAM)
    later = (NOW + timedelta(days=200)).date()
    await change(
        store,
        "UPDATE picture SET day = :day WHERE message_id = '9'",
        day=later if not store._database.is_sqlite else later.isoformat(),
    )
    await retention.run(NOW + A_YEAR)
    assert SHARED in kept(folder)
    assert await count(store, "picture") == 1


async def test_files_nobody_asks_for_go_after_a_day(
    store: Store, files: FileStore, folder: Path, retention: Retention
) -> None:
    await kept_picture(store, files, PICTURE, "7", THU)
    await files.put(b"lost in a crash")
    told = await files.put(b"waits for a press")
    sent = await files.put(b"waits to be sent")
    (next(folder.rglob("*/*/*")).parent / ".half").write_bytes(b"half")
    async with store.write(NOW) as ledger:
        await ledger.file_jobs.ask(TELEGRAM, "7", "telegram:7", "roster", told={"file": told})
        ledger.say("telegram", BOT, SendFile("7", sent, "a.zip"), "file")
    age(folder, 0.5)
    await retention.run(NOW)
    assert len(kept(folder)) == 6
    age(folder, 2)
    await Retention(store, files, ZONE).run(NOW)
    left = [PICTURE, b"small " + PICTURE, b"waits for a press", b"waits to be sent"]
    assert kept(folder) == sorted(left)


async def test_files_that_are_put_again_count_as_new(files: FileStore, folder: Path) -> None:
    await files.put(b"again")
    age(folder, 900_000 / 86_400)
    await files.put(b"again")
    assert [names async for names in files.older_than(NOW - timedelta(days=1))] == []


async def test_codes_and_files_and_questions_that_are_over_go(store: Store, retention: Retention) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        await ledger.questions.ask(chat, "review")
        await ledger.chats.learn_admin(chat, "71", is_admin=True)
        done = await ledger.file_jobs.ask(TELEGRAM, "7", "telegram:7", "roster")
        await ledger.file_jobs.ask(TELEGRAM, "7", "telegram:7", "roster")
        await ledger.file_jobs.put(done, "done")
    await retention.run(NOW + timedelta(days=2))
    assert [await count(store, what) for what in ("question", "file_job", "chat_admin")] == [0, 1, 1]
    await retention.run(NOW + timedelta(days=120))
    assert await count(store, "chat_admin") == 1
    await retention.run(NOW + timedelta(days=401))
    assert await count(store, "chat_admin") == 0
