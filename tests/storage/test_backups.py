import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage import (
    BrokenBackupError,
    FileStore,
    NewerBackupError,
    NotABackupError,
    OlderBackupError,
    Restore,
    StorageUnavailableError,
    Store,
)
from storage.privacy.backup import silent
from tests.storage.ledger import (
    GROUP,
    NOW,
    TODAY,
    change,
    counted,
    handed_in,
    keep,
    link,
    reading,
    rows,
    writing,
)
from tests.storage.own import NAM, PICTURE, SHARED, THU, Traces, somebody
from tests.storage.staff import linked, listed, released


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(folder: Path) -> FileStore:
    return FileStore(folder)


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Store]:
    """Another ledger, on another machine perhaps."""
    store = Store(f"sqlite:///{tmp_path}/elsewhere.db")
    await store.migrate()
    yield store
    await store.close()


async def backed_up(store: Store, files: FileStore) -> io.BytesIO:
    packed = io.BytesIO()
    await store.backup(packed, files, NOW, silent)
    return packed


async def restored(store: Store, files: FileStore, packed: io.BytesIO) -> int:
    """As the command does it; how many were erased again."""
    backup = Restore(packed)
    backup.check()
    await store.restore(backup, files)
    await store.migrate()
    again = await store.erasures.erase_again(await files.erased.read(), NOW, TODAY)
    await store.erasures.finish(files)
    return again


async def contents(store: Store) -> dict[str, list[bytes]]:
    backup = Restore(await backed_up(store, FileStore(Path("/nowhere"))))
    return {
        name: sorted(backup._archive.read(name).splitlines())
        for name in backup.manifest.parts
        if name.startswith("tables/")
    }


async def test_everything_comes_back(
    store: Store, elsewhere: Store, files: FileStore, tmp_path: Path
) -> None:
    await somebody(store, files)
    packed = await backed_up(store, files)
    other = FileStore(tmp_path / "other")
    assert await restored(elsewhere, other, packed) == 0
    assert await contents(elsewhere) == await contents(store)
    assert await counted(elsewhere) == await counted(store)
    assert await reading(elsewhere).whole.verify() == []
    kept = [path.read_bytes() for path in (tmp_path / "other").rglob("*") if path.is_file()]
    assert {PICTURE, SHARED, b"small " + PICTURE} <= set(kept)


async def test_a_ledger_goes_to_the_other_kind_of_database(
    sqlite_store: Store, store: Store, files: FileStore
) -> None:
    """And back into its own: what was there goes."""
    await somebody(sqlite_store, files)
    before = await contents(sqlite_store)
    if not store._database.is_sqlite:
        await handed_in(store, "77")
    await restored(store, files, await backed_up(sqlite_store, files))
    assert await contents(store) == before


async def test_no_number_is_given_twice_after_a_restore(
    store: Store, elsewhere: Store, files: FileStore
) -> None:
    """Keys of the outbox are made of the numbers of the inbox, of which old ones are gone."""
    await somebody(store, files)
    await keep(store, "40", "41")
    ((last,),) = await rows(store, "SELECT max(id) FROM inbox")
    async with store.write(NOW) as ledger:
        await ledger.inbox.done([row.id for row in await ledger.inbox.claim(9)])
    await writing(store, NOW.replace(year=2026)).inbox.forget(NOW - NOW)
    packed = await backed_up(store, files)
    for target in (elsewhere, store):
        await restored(target, files, packed)
        await keep(target, "42")
        assert await rows(target, "SELECT id FROM inbox") == [(last + 1,)]
        again = await handed_in(target, "50", link("facebook:post:50"), NAM)
        assert again.name == NAM.name


async def test_who_was_erased_stays_erased(store: Store, files: FileStore, folder: Path) -> None:
    thu = await somebody(store, files)
    old = await backed_up(store, files)
    await store.erasures.erase(thu.id, "cli", NOW, TODAY)
    await store.erasures.finish(files)
    before = await counted(store)
    assert await restored(store, files, old) == 1
    new = await backed_up(store, files)
    for name, content in parts(new):
        assert [word for word in (*Traces().words, PICTURE.decode()) if word.encode() in content] == [], name
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert PICTURE not in kept
    assert SHARED in kept
    assert await counted(store) == before
    assert await reading(store).whole.verify() == []
    if store._database.is_sqlite:
        assert Traces().in_file(Path(make_url(store._database._url).database or "")) == []


async def test_who_was_erased_under_another_number_stays_erased(store: Store, files: FileStore) -> None:
    """When the backup was made, nobody knew yet that the account was a listed person's."""
    await somebody(store, files)
    await change(store, "UPDATE chat SET chat_id = '5' WHERE kind = 'private'")  # who never wrote in private
    old = await backed_up(store, files)
    await listed(store, 900, "Vũ Hoài Thu", *await unit_ids(store))
    await linked(store, THU, 900)
    await store.erasures.erase(900, "cli", NOW, TODAY)
    await store.erasures.finish(files)
    assert await restored(store, files, old) == 1
    query = "SELECT count(*) FROM account WHERE user_id = :user"
    assert await rows(store, query, user=THU.user_id) == [(0,)]
    assert THU.name not in await counted(store)
    assert await reading(store).whole.verify() == []
    assert await store.erasures.erase_again(await files.erased.read(), NOW, TODAY) == 0


async def test_whose_account_it_was_by_mistake_is_not_erased_again(store: Store, files: FileStore) -> None:
    """The link had been undone before the account's owner was erased; the backup knows it still."""
    await somebody(store, files)
    await listed(store, 900, "Vũ Hoài Thu", *await unit_ids(store))
    await linked(store, THU, 900)
    old = await backed_up(store, files)
    await released(store, THU)
    assert await store.erasures.erase_account(THU.platform, THU.user_id, "cli", NOW, TODAY)
    await store.erasures.finish(files)
    assert await restored(store, files, old) == 1
    assert await rows(store, "SELECT name, erased_at FROM person WHERE id = 900") == [("Vũ Hoài Thu", None)]
    assert await rows(store, "SELECT count(*) FROM evidence WHERE person_id = 900") == [(0,)]
    query = "SELECT count(*) FROM account WHERE user_id = :user"
    assert await rows(store, query, user=THU.user_id) == [(0,)]
    assert await reading(store).whole.verify() == []


async def unit_ids(store: Store) -> list[int]:
    return [number for (number,) in await rows(store, "SELECT id FROM unit WHERE code <> '?'")][:1]


def parts(packed: io.BytesIO) -> list[tuple[str, bytes]]:
    archive = zipfile.ZipFile(packed)
    assert len(archive.namelist()) > 280
    return [(name, archive.read(name)) for name in archive.namelist()]


async def test_a_new_person_of_an_old_number_is_not_erased(
    store: Store, elsewhere: Store, files: FileStore
) -> None:
    """On another ledger the same number is somebody else."""
    thu = await somebody(store, files)
    await store.erasures.erase(thu.id, "cli", NOW, TODAY)
    await store.erasures.finish(files)
    async with elsewhere.write(NOW.replace(year=2024)) as ledger:
        chat = await ledger.chat(GROUP)
        other = await ledger.person(NAM, chat, TODAY)
    assert other.id == thu.id
    assert await elsewhere.erasures.erase_again(await files.erased.read(), NOW, TODAY) == 0


async def test_the_list_of_the_erased_goes_to_a_new_machine(
    store: Store, elsewhere: Store, files: FileStore, tmp_path: Path
) -> None:
    thu = await somebody(store, files)
    old = await backed_up(store, files)
    await store.erasures.erase(thu.id, "cli", NOW, TODAY)
    await store.erasures.finish(files)
    other = FileStore(tmp_path / "other")
    await restored(elsewhere, other, await backed_up(store, files))
    assert await restored(elsewhere, other, old) == 1
    assert THU.name not in await counted(elsewhere)


async def test_a_changed_part_is_found_before_anything_is_changed(store: Store, files: FileStore) -> None:
    await somebody(store, files)
    packed = await backed_up(store, files)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in parts(packed):
            archive.writestr(
                name, content.replace(b"accepted", b"rejected") if "evidence" in name else content
            )
    with pytest.raises(BrokenBackupError, match="evidence"):
        Restore(changed).check()


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.999])
async def test_a_file_that_was_not_copied_completely(store: Store, files: FileStore, cut: float) -> None:
    content = (await backed_up(store, files)).getvalue()
    size = int(cut if cut in (0, 10) else cut * len(content))
    with pytest.raises(NotABackupError):
        Restore(io.BytesIO(content[:size]))


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"schema": "9999"}, NewerBackupError),
        ({"schema": "0003"}, OlderBackupError),
        ({"form": 99}, NotABackupError),
        ({"what": "something"}, NotABackupError),
    ],
)
async def test_what_this_version_cannot_read(
    store: Store, files: FileStore, told: dict[str, object], error: type[Exception]
) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in parts(await backed_up(store, files)):
            is_it = name == "manifest.json"
            archive.writestr(name, json.dumps(json.loads(content) | told) if is_it else content)
    with pytest.raises(error):
        Restore(changed)


async def test_a_restore_that_fails_leaves_everything_as_it_was(
    store: Store, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody(store, files)
    packed = await backed_up(store, files)
    await handed_in(store, "60", link("facebook:post:60"), NAM)
    before = await contents(store)

    def dies(*_: object) -> None:
        raise OSError("died")

    monkeypatch.setattr("storage.privacy.restoring._counts_for_ever", dies)
    monkeypatch.setattr("storage.privacy.restoring.update_many", dies)
    backup = Restore(packed)
    with pytest.raises(StorageUnavailableError):
        await store.restore(backup, files)
    assert await contents(store) == before


async def test_a_lost_picture_is_told_and_holds_up_nothing(store: Store, files: FileStore) -> None:
    await somebody(store, files)
    ((name,), *_) = await rows(store, "SELECT sha256 FROM image ORDER BY id")
    await files.remove(name)
    copied = await store.backup(io.BytesIO(), files, NOW, silent)
    assert (copied.files, copied.missing) == (3, 1)


async def test_a_fresh_ledger_is_empty_and_a_used_one_is_not(store: Store) -> None:
    assert await store.is_empty()
    await handed_in(store, "5")
    assert not await store.is_empty()


async def test_units_under_later_units_come_back(store: Store, elsewhere: Store, files: FileStore) -> None:
    await handed_in(store, "5")
    await change(
        store,
        "INSERT INTO unit (id, code, name, level, provisional, created_at)"
        " VALUES (900, 'PHONG', 'Phòng', 'district', false, '2025-01-01')",
    )
    await change(store, "UPDATE unit SET parent_id = 900 WHERE id <> 900")
    await restored(elsewhere, files, await backed_up(store, files))
    assert await rows(elsewhere, "SELECT parent_id FROM unit ORDER BY id") == [(900,), (None,)]
