"""Whatever the umask, nobody else reads what is kept, from the first moment on."""

import asyncio
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import FileStore, Store, make_folder, private, whole_file
from storage.privacy.erased_list import ErasedEntry
from tests.storage.ledger import change, rows

NOW = datetime(2025, 11, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    """By name, of everything below."""
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in sorted(folder.rglob("*"))
    }


async def test_the_ledger_with_its_journals_and_locks(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/down/minhchung.db")
    await store.migrate()
    await change(store, "UPDATE level SET name = name")
    async with store.lock("telegram-1"):
        found = rights(tmp_path)
    await store.close()
    folders = {"deep": "0o700", "deep/down": "0o700"}
    names = ("", "-shm", "-wal", ".telegram-1.lock")
    assert found == folders | {f"deep/down/minhchung.db{name}": "0o600" for name in names}


async def test_a_ledger_is_private_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    seen = []
    opens = sqlite3.connect

    def connect(path: str, **options: object) -> sqlite3.Connection:
        seen.append(rights(tmp_path))
        return opens(path, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("storage.sqlite_driver.sqlite3.connect", connect)
    store = Store(f"sqlite:///{tmp_path}/minhchung.db")
    await store.migrate()
    await store.close()
    assert seen[0] == {"minhchung.db": "0o600"}


async def test_the_file_store(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "var" / "files")
    name = await files.put(b"a picture")
    await files.put(b"small", beside=f"{name}.small")
    passing = await files.put_passing(b"a list")
    await files.erased.add([ErasedEntry(NOW, 1, NOW, {}, {})])
    place = f"var/files/{name[:2]}/{name[2:4]}"
    folders = ("var", "var/files", "var/files/passing", f"var/files/{name[:2]}", place)
    kept = (
        f"{place}/{name}",
        f"{place}/{name}.small",
        f"var/files/passing/{passing}",
        "var/files/erased.jsonl",
    )
    assert rights(tmp_path) == dict.fromkeys(folders, "0o700") | dict.fromkeys(kept, "0o600")


def test_a_file_made_anew_takes_the_place_of_an_open_one(tmp_path: Path) -> None:
    old = tmp_path / "list.xlsx"
    old.write_bytes(b"old")
    old.chmod(0o644)
    with whole_file(old) as file:
        assert set(rights(tmp_path).values()) == {"0o600", "0o644"}
        file.write(b"new")
    assert (old.read_bytes(), rights(tmp_path)) == (b"new", {"list.xlsx": "0o600"})


def test_half_a_file_is_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole_file(tmp_path / "list.xlsx"):
        raise RuntimeError
    assert rights(tmp_path) == {}


def test_a_file_opened_privately_is_so_at_once(tmp_path: Path) -> None:
    with closing(open(tmp_path / "a", "x", opener=private)):
        assert rights(tmp_path) == {"a": "0o600"}


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(0o755)
    make_folder(tmp_path / "shared" / "own")
    make_folder(tmp_path / "shared" / "own")
    assert rights(tmp_path) == {"shared": "0o755", "shared/own": "0o700"}


_ANOTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE level SET name = 'elsewhere' WHERE code = 'school'")
connection.commit()
connection.close()
"""


async def test_a_further_connection_gives_up_no_lock(tmp_path: Path) -> None:
    """Another process would take itself for the last one, and throw the journal away under our feet."""
    store = Store(f"sqlite:///{tmp_path}/minhchung.db")
    await store.migrate()
    for text in ("here", "and here"):
        await change(store, f"UPDATE level SET name = '{text}'")
        async with store._database.read(), store._database.read():
            pass
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", _ANOTHER, f"{tmp_path}/minhchung.db")
    assert await other.wait() == 0
    assert (tmp_path / "minhchung.db-wal").exists()
    assert await rows(store, "SELECT name FROM level WHERE code = 'school'") == [("elsewhere",)]
    await store.close()
