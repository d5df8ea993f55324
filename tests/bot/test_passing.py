"""What was made for somebody is kept until it stands in the outbox as sent, and not longer."""

from pathlib import Path
from typing import Any

import pytest

from bot.passing import letting_go
from storage import FileStore, OutboxRow


def row(content: str, fallback: dict[str, Any] | None = None) -> OutboxRow:
    payload = {"content": content, "name": "danh-sach.xlsx"}
    return OutboxRow(
        1, "77", "send_file", payload, bulk=False, tries=0, not_before=None, fallback=fallback, claimed=True
    )


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def left(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


async def test_what_was_sent_is_let_go(files: FileStore, tmp_path: Path) -> None:
    names = [await files.put_passing(b"a list") for _ in range(2)]
    await letting_go(files)([row(name) for name in names])
    assert left(tmp_path) == 0


async def test_what_a_fallback_still_has_to_send_is_kept(files: FileStore) -> None:
    name = await files.put_passing(b"a list")
    await letting_go(files)([row(name, {"kind": "send_file", "chat_id": "5", "content": name})])
    assert await files.get(name) == b"a list"


async def test_what_is_here_to_stay_is_kept(files: FileStore) -> None:
    name = await files.put(b"a picture")
    await letting_go(files)([row(name)])
    assert await files.get(name) == b"a picture"


async def test_what_cannot_be_removed_is_told(
    files: FileStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = "a" * 64 + ".out"
    (tmp_path / "passing" / name / "x").mkdir(parents=True)
    await letting_go(files)([row(name)])
    assert "could not be removed" in caplog.text
