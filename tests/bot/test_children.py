"""The processes that look at strangers' files are told nothing: seen in /proc while they run."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.file_work.reading import read_list
from bot.picture_room import PictureRoom
from reports.sheets import SheetError, read_sheets
from tests.bot.processes import environ
from tests.bot.test_staff_lists import workbook
from tests.rules.screens import encoded, screen
from tests.waiting import until

SECRETS = {
    "MINHCHUNG_TELEGRAM__TOKEN": "1:hush-hush",
    "MINHCHUNG_STORAGE__DATABASE": "postgresql://bot:hush-hush@127.0.0.1/ledger",
    "PGPASSWORD": "hush-hush",
    "HOME": "/home/hush-hush",
}
ALLOWED = {"PYTHONPATH", "LD_LIBRARY_PATH", "PYTHONHOME", "OPENBLAS_NUM_THREADS", "LC_CTYPE"}
"""Python itself sets the last one where no language is told."""
PEOPLE = workbook(("Họ và tên", "Số điện thoại"), *[(f"Nguyễn Thị Lan {n}", "") for n in range(8_000)])


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def children(process_id: int) -> Iterator[int]:
    """All processes below one."""
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in map(int, task.read_text(encoding="utf-8").split()):
            yield child
            yield from children(child)


def told(process_id: int) -> dict[str, str]:
    words = Path(f"/proc/{process_id}/environ").read_bytes().decode().split("\0")
    return dict(word.split("=", 1) for word in words if word)


def look(seen: dict[str, dict[str, str]], process_id: int, wanted: tuple[str, ...]) -> None:
    """Note what each child whose command has one of these words in it was told."""
    for child in children(process_id):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes().decode()
            seen |= {word: told(child) for word in wanted if word in command}
        except OSError:
            continue  # it has ended meanwhile


@asynccontextmanager
async def watching(*wanted: str) -> AsyncIterator[dict[str, dict[str, str]]]:
    """While something is done, the children of this process are looked at until all of these were seen."""
    seen: dict[str, dict[str, str]] = {}

    def all_seen() -> bool:
        look(seen, os.getpid(), wanted)
        return len(seen) == len(wanted)

    watch = asyncio.create_task(until(all_seen, 60), name="looks at children")
    yield seen
    await watch


def assert_bare(seen: dict[str, dict[str, str]]) -> None:
    for name, about in seen.items():
        assert set(about) <= ALLOWED, name
        assert "hush-hush" not in "".join(about.values())


async def test_the_process_for_pictures() -> None:
    room = PictureRoom()
    async with watching("bot.picture_worker") as seen:
        await room.keep(encoded(screen(), "JPEG", quality=85))
    await room.close()
    assert_bare(seen)


async def test_the_processes_for_staff_lists() -> None:
    async with watching("bot.list_worker", "office_file.py") as seen:
        staff = await read_list(PEOPLE)
    assert len(staff.said) == 8_000
    assert_bare(seen)


async def test_the_process_for_sheets() -> None:
    async with watching("office_file.py") as seen:
        (sheet,) = await asyncio.to_thread(read_sheets, PEOPLE)
    assert len(sheet.rows) == 8_001
    assert_bare(seen)


async def test_the_processes_that_compare(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(encoded(screen(), "JPEG", quality=85))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "compare"),
        env=environ(MINHCHUNG_BOT__LANGUAGE="en"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{picture}\t{picture}\n{picture}\tmissing\n".encode() * 2)
    seen: dict[str, dict[str, str]] = {}

    def started() -> bool:
        look(seen, process.pid, ("spawn_main", "resource_tracker"))
        return len(seen) == 2

    await until(started, 60)
    process.stdin.close()
    out = (await process.stdout.read()).decode().splitlines()
    assert await process.wait() == 2  # one of them cannot be used
    assert_bare(seen)
    assert [line[0] for line in out] == ["=", "="]


async def test_the_helper_of_what_takes_too_long_ends_with_it() -> None:
    """The process that reads the office file has no end of its own."""
    reading = asyncio.create_task(read_list(PEOPLE))
    async with watching("office_file.py"):
        pass
    found = [*children(os.getpid())]
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await until(lambda: not any(Path(f"/proc/{child}/cmdline").exists() for child in found))


async def test_an_answer_that_is_none_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.file_work.reading.sys.executable", "/bin/false")
    with pytest.raises(SheetError, match=r"sheet\.broken"):
        await read_list(PEOPLE)
