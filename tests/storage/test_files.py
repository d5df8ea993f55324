import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from storage import FileStore, MissingFileError


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


async def test_what_was_kept_comes_back(files: FileStore) -> None:
    assert await files.get(await files.put(b"a picture")) == b"a picture"


async def test_the_same_is_kept_once(files: FileStore, tmp_path: Path) -> None:
    names = {await files.put(b"a picture"), await files.put(b"a picture")}
    assert len(names) == len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_a_file_may_stand_beside_another(files: FileStore) -> None:
    name = await files.put(b"a picture")
    small = await files.put(b"small", beside=f"{name}.small")
    assert (await files.get(name), await files.get(small)) == (b"a picture", b"small")


async def test_what_was_removed_is_gone(files: FileStore) -> None:
    name = await files.put(b"a picture")
    await files.remove(name)
    await files.remove(name)
    with pytest.raises(MissingFileError):
        await files.get(name)


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "0" * 64 + "/x", "0" * 63, "G" * 64, "0" * 64]
)
async def test_no_other_file_can_be_asked_for(files: FileStore, name: str) -> None:
    with pytest.raises(MissingFileError):
        await files.get(name)


async def test_no_other_file_can_be_written(files: FileStore) -> None:
    with pytest.raises(MissingFileError):
        await files.put(b"", beside="../evil")


async def test_what_is_passing_comes_back_too(files: FileStore) -> None:
    assert await files.get(await files.put_passing(b"a list")) == b"a list"


async def test_what_is_passing_is_never_the_same_file(files: FileStore) -> None:
    assert await files.put_passing(b"a list") != await files.put_passing(b"a list")


async def test_what_has_passed_is_gone(files: FileStore) -> None:
    name = await files.put_passing(b"a list")
    await files.remove_passing(name)
    with pytest.raises(MissingFileError):
        await files.get(name)


async def test_what_is_here_to_stay_does_not_pass(files: FileStore) -> None:
    name = await files.put(b"a picture")
    await files.remove_passing(name)
    assert await files.get(name) == b"a picture"


@pytest.mark.parametrize("name", ["", "x.out", "../../etc/passwd.out"])
async def test_what_was_never_kept_passes_unseen(files: FileStore, name: str) -> None:
    await files.remove_passing(name)


async def test_only_what_is_passing_and_old_is_forgotten(files: FileStore, tmp_path: Path) -> None:
    old, new, staying = await files.put_passing(b"1"), await files.put_passing(b"2"), await files.put(b"3")
    long_ago = time.time() - timedelta(days=2, minutes=1).total_seconds()
    for name in (old, staying):
        (path,) = tmp_path.rglob(name)
        os.utime(path, (long_ago, long_ago))
    assert await files.forget_passing(timedelta(days=2)) == 1
    assert [await files.get(new), await files.get(staying)] == [b"2", b"3"]
    with pytest.raises(MissingFileError):
        await files.get(old)


async def test_where_nothing_was_ever_kept_nothing_is_forgotten(files: FileStore) -> None:
    assert await files.forget_passing(timedelta(0)) == 0
