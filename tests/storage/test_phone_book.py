"""Telephone numbers are known again, and nobody reads them without the file that stands apart from the ledger."""

import asyncio
import hashlib
import hmac
import io
import re
import stat
import zipfile
from pathlib import Path

import pytest

from rules.phones import PHONE_KEY_FILE
from rules.staff.rows import StaffRow
from rules.staff.sheets import StaffList
from storage import FileStore, StaffImport, Store
from storage.persons.phone_book import PhoneBook, PhoneState
from storage.persons.phone_secret import BrokenSecretError, PhoneSecret
from storage.privacy.backup import silent
from storage.privacy.restoring import Restore
from storage.tables.upkeep import Secret
from tests.storage import roster
from tests.storage.ledger import NOW, TODAY, rows
from tests.storage.staff import brought_in, listed

PHONE, OTHER = "+84912345678", "+84912345679"
EARLIER = bytes(range(32))
"""What stood in a ledger of an earlier version."""
SECRET = PhoneSecret(b"o" * 32, b"i" * 32)


def bare(phone: str) -> str:
    """As an earlier version kept it."""
    return hmac.digest(EARLIER, phone.encode(), hashlib.sha256).hex()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / PHONE_KEY_FILE


@pytest.fixture
def book(file: Path) -> PhoneBook:
    return PhoneBook(file)


async def kept(book: PhoneBook, phone: str) -> str:
    return (await book.kept([phone]))[phone]


async def bring(store: Store, *phones: str) -> None:
    people = [
        StaffRow(f"Nguyễn Thị Lan {'ABCDEFGH'[n]}", "A", phone=phone, code=f"GV{n}")
        for n, phone in enumerate(phones)
    ]
    await brought_in(store, StaffImport(StaffList(tuple(people)), TODAY))


async def found(store: Store, phone: str) -> list[str]:
    async with store.write(NOW) as ledger:
        return [name.name for name in await ledger.people_with_number(phone, 1)]


async def test_a_number_is_known_again(book: PhoneBook) -> None:
    assert await kept(book, PHONE) == await kept(book, PHONE) == await book.known(PHONE)


async def test_two_numbers_differ(book: PhoneBook) -> None:
    assert await kept(book, PHONE) != await kept(book, OTHER)


async def test_what_is_kept_is_slow_to_make_and_stays_the_same_in_every_version(
    book: PhoneBook, file: Path
) -> None:
    file.write_text(f"{SECRET.outer.hex()}\n{SECRET.inner.hex()}\n", encoding="ascii")
    word = hmac.digest(SECRET.inner, PHONE.encode(), hashlib.sha256).hex()
    slow = hashlib.scrypt(word.encode(), salt=SECRET.outer, n=1024, r=8, p=1, dklen=32).hex()
    assert await kept(book, PHONE) == f"{SECRET.mark}:{slow}"


async def test_no_number_is_kept_as_none_and_makes_no_file(book: PhoneBook, file: Path) -> None:
    assert await kept(book, "") == ""
    assert not file.exists()


async def test_many_are_kept_as_each_alone(book: PhoneBook) -> None:
    told: list[tuple[int, int]] = []
    phones = [f"+84912345{n:03}" for n in range(200)]
    many = await book.kept([*phones, PHONE, PHONE, ""], lambda done, all_: told.append((done, all_)))
    assert {phone: many[phone] for phone in (phones[7], PHONE, "")} == {
        phones[7]: await kept(book, phones[7]), PHONE: await kept(book, PHONE), "": "",
    }  # fmt: skip
    assert (len(set(many.values())), told[-1]) == (202, (201, 201))


async def test_what_is_kept_already_stays_as_it_is(book: PhoneBook) -> None:
    word = await kept(book, PHONE)
    assert await kept(book, word) == word


async def test_who_comes_first_at_the_same_moment_makes_the_only_secret(file: Path) -> None:
    words = await asyncio.gather(*(kept(PhoneBook(file), PHONE) for _ in range(8)))
    assert len(set(words)) == 1
    assert [path.name for path in file.parent.iterdir()] == [PHONE_KEY_FILE]


async def test_the_file_is_for_its_owner_alone(book: PhoneBook, file: Path) -> None:
    await kept(book, PHONE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_looking_makes_no_file_and_knows_nobody(book: PhoneBook, file: Path) -> None:
    assert (await book.known(PHONE), file.exists()) == ("", False)


@pytest.mark.parametrize("content", [b"", b"x" * 129, SECRET.outer.hex().encode(), b"\xff\xfe"])
async def test_a_file_that_holds_something_else_is_left_alone(
    book: PhoneBook, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    with pytest.raises(BrokenSecretError, match=PHONE_KEY_FILE):
        await kept(book, PHONE)
    assert (await book.known(PHONE), file.read_bytes()) == ("", content)


async def test_a_file_that_cannot_be_read_knows_nobody(book: PhoneBook, file: Path) -> None:
    file.mkdir()
    assert await book.known(PHONE) == ""


async def test_a_ledger_on_postgresql_does_not_guess_where_the_file_is() -> None:
    with pytest.raises(ValueError, match="told"):
        await kept(PhoneBook(None), PHONE)


async def test_a_ledger_in_sqlite_finds_it_beside_itself(sqlite_url: str, file: Path) -> None:
    store = Store(sqlite_url)
    await roster.unit(store, 7, "A")
    await bring(store, PHONE)
    await store.close()
    assert file.exists()


# what a thief has


async def test_whoever_has_ledger_and_backup_cannot_try_numbers(store: Store, tmp_path: Path) -> None:
    """Every word of a backup that might be a key is tried on the very number."""
    await roster.unit(store, 7, "A")
    await bring(store, PHONE)
    packed = io.BytesIO()
    await store.backup(packed, FileStore(tmp_path / "files"), NOW, silent)
    with zipfile.ZipFile(packed) as archive:
        told = "\n".join(archive.read(name).decode() for name in archive.namelist())
    words = set(re.findall(r"[0-9a-f]{64}", told))
    assert words
    for word in words:
        quick = hmac.digest(bytes.fromhex(word), PHONE.encode(), hashlib.sha256).hex()
        assert quick not in told
    secret = PhoneSecret.read(tmp_path / PHONE_KEY_FILE)
    assert secret is not None
    assert secret.kept(secret.word(PHONE)) in told
    assert not {secret.outer.hex(), secret.inner.hex(), PHONE} & words


async def test_no_number_reaches_the_ledger(store: Store) -> None:
    await roster.unit(store, 7, "A")
    staff = StaffList((StaffRow("Nguyễn Thị Lan", "A", phone=PHONE),))
    async with store.write(NOW) as ledger:
        with pytest.raises(ValueError, match="number"):
            await ledger.staff.bring_in(StaffImport(staff, TODAY), "cli")


# the file is lost


async def test_a_lost_file_costs_nothing_but_numbers_and_the_next_list_mends_it(
    store: Store, file: Path
) -> None:
    await roster.unit(store, 7, "A")
    await bring(store, PHONE, OTHER)
    file.unlink()
    assert await found(store, PHONE) == []
    assert await store.phone_state() == PhoneState(file, "missing", 2, 2, 0)
    await bring(store, PHONE)
    assert await rows(store, "SELECT count(*) FROM person") == [(2,)]
    assert await found(store, PHONE) == ["Nguyễn Thị Lan A"]
    assert await store.phone_state() == PhoneState(file, "", 2, 1, 0)


async def test_a_file_that_comes_back_is_used_at_once(store: Store, file: Path) -> None:
    await roster.unit(store, 7, "A")
    await bring(store, PHONE)
    content = file.read_bytes()
    file.unlink()
    assert await found(store, PHONE) == []
    file.write_bytes(content)
    assert await found(store, PHONE) == ["Nguyễn Thị Lan A"]


async def test_a_broken_file_is_told(store: Store, file: Path) -> None:
    file.write_bytes(b"x")
    assert await store.phone_state() == PhoneState(file, "broken", 0, 0, 0)


# a ledger that holds its secret itself


@pytest.fixture
async def earlier(store: Store) -> Store:
    """With numbers as an earlier version kept them."""
    await roster.put(store, Secret, {"name": "phones", "value": EARLIER.hex()})
    await roster.unit(store, 7, "A")
    await listed(store, 900, "Nguyễn Thị Lan", 7, phone=bare(PHONE))
    await listed(store, 901, "Lê Văn Nam", 7, phone=bare(OTHER))
    await listed(store, 902, "Trần Thị Mai", 7)
    return store


async def test_its_numbers_are_known_as_before(earlier: Store, file: Path) -> None:
    assert await earlier.migrate() is False
    assert (await found(earlier, PHONE), await found(earlier, OTHER)) == (["Nguyễn Thị Lan"], ["Lê Văn Nam"])
    assert await earlier.phone_state() == PhoneState(file, "", 2, 0, 0)


async def test_its_secret_is_forgotten(earlier: Store) -> None:
    await earlier.migrate()
    assert await rows(earlier, "SELECT * FROM secret") == []


async def test_nothing_of_it_stays_in_the_file_of_the_ledger(sqlite_url: str, tmp_path: Path) -> None:
    store = Store(sqlite_url)
    await roster.put(store, Secret, {"name": "phones", "value": EARLIER.hex()})
    await listed(store, 900, "Nguyễn Thị Lan", phone=bare(PHONE))
    await store.migrate()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("minhchung.db*"))
    await store.close()
    assert not [word for word in (EARLIER.hex(), bare(PHONE)) if word.encode() in left]


async def test_what_a_crash_cut_off_goes_on(earlier: Store, book: PhoneBook, file: Path) -> None:
    PhoneSecret.read_or_make(file, inner=EARLIER)
    word = await kept(book, PHONE)
    async with earlier._database.write() as connection:
        await connection.exec_driver_sql(f"UPDATE person SET phone = '{word}' WHERE id = 900")
    await earlier.migrate()
    assert (await found(earlier, PHONE), await found(earlier, OTHER)) == (["Nguyễn Thị Lan"], ["Lê Văn Nam"])


async def test_two_processes_may_do_it_at_once(earlier: Store, ledger_url: str, file: Path) -> None:
    other = Store(ledger_url, phone_secret=file)
    await asyncio.gather(earlier.migrate(), other.migrate())
    await other.close()
    assert await found(earlier, OTHER) == ["Lê Văn Nam"]


async def test_a_list_that_waits_since_then_is_understood(earlier: Store, book: PhoneBook) -> None:
    await earlier.migrate()
    assert await kept(book, bare(PHONE)) == await kept(book, PHONE)


async def test_where_the_file_cannot_be_made_all_stays_as_it_was(earlier: Store, file: Path) -> None:
    file.mkdir()
    await earlier.migrate()
    assert await earlier.phone_state() == PhoneState(file, "forbidden", 2, 0, 2)
    file.rmdir()
    await earlier.migrate()
    assert await found(earlier, PHONE) == ["Nguyễn Thị Lan"]


@pytest.mark.parametrize(("moved", "strange"), [(True, 0), (False, 2)])
async def test_its_backup_fits_its_own_file_only(
    earlier: Store, tmp_path: Path, moved: bool, strange: int
) -> None:
    """On the same machine, or on one that keeps the numbers of another ledger."""
    packed, files = io.BytesIO(), FileStore(tmp_path / "files")
    await earlier.backup(packed, files, NOW, silent)
    await earlier.migrate()
    file = tmp_path / (PHONE_KEY_FILE if moved else "another")
    PhoneSecret.read_or_make(file)
    other = Store(f"sqlite:///{tmp_path}/elsewhere.db", phone_secret=file)
    await other.migrate()
    await other.restore(Restore(packed), files)
    await other.migrate()
    assert await other.phone_state() == PhoneState(file, "", 2, strange, 0)
    assert bool(await found(other, PHONE)) is moved
    await other.close()
