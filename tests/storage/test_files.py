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
