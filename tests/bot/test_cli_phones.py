"""The secret of telephone numbers as an operator meets it: in `check`, `backup`, `restore` and an import."""

import json
from pathlib import Path

import pytest

from rules.language import text
from rules.phones import PHONE_KEY_FILE
from storage import Store
from storage.tables.upkeep import Secret
from tests.bot.processes import Done, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.test_cli_roster import HEADER, STAFF
from tests.ledgers import sqlite_store, sqlite_template, sqlite_url
from tests.reports.sheets import xlsx
from tests.storage import roster
from tests.storage.ledger import rows
from tests.storage.staff import listed
from tests.storage.test_phone_book import EARLIER, PHONE, bare

__all__ = ["sqlite_store", "sqlite_template", "sqlite_url"]


class Machine:
    """A folder with a configuration, a ledger with two units and a list with two numbers."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.secret = folder / PHONE_KEY_FILE

    async def run(self, *words: str, **environ: str) -> Done:
        return await minhchung(*words, folder=self.folder, **environ)

    async def bring(self) -> Done:
        return await self.run("import-roster", "list.xlsx", "--yes")

    async def told(self, **environ: str) -> tuple[str, str]:
        """What `check` finds about numbers."""
        done = await self.run("check", "--json", **environ)
        (found,) = (each for each in done.json if each["what"] == "phones")
        return found["state"], found["words"]

    def words(self, key: str, count: int = 2, unknown: int = 2, file: Path | None = None) -> str:
        return text(f"check.{key}", "vi", file=file or self.secret, count=count, unknown=unknown)


@pytest.fixture
async def machine(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> Machine:
    await roster.unit(sqlite_store, 7, "A")
    await roster.unit(sqlite_store, 8, "B")
    xlsx(tmp_path / "list.xlsx", [HEADER, *STAFF])
    config = f'[storage]\ndatabase = "{sqlite_url}"\nfiles = "files"\n'
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    return Machine(tmp_path, sqlite_store)


async def test_there_is_nothing_to_say_before_the_first_number(machine: Machine) -> None:
    assert await machine.told() == ("ok", machine.words("phones_none"))
    assert not machine.secret.exists()


async def test_a_secret_that_fits(machine: Machine) -> None:
    await machine.bring()
    assert await machine.told() == ("ok", machine.words("phones"))


async def test_a_secret_that_is_lost(machine: Machine) -> None:
    await machine.bring()
    machine.secret.unlink()
    assert await machine.told() == ("warning", machine.words("phones_missing"))
    assert (await machine.bring()).code == 0
    assert await machine.told() == ("ok", machine.words("phones"))


async def test_a_secret_of_another_process(machine: Machine) -> None:
    await machine.bring()
    elsewhere = {"MINHCHUNG_STORAGE__PHONE_SECRET_FILE": str(machine.folder / "other/secret")}
    xlsx(machine.folder / "list.xlsx", [HEADER, STAFF[0]])
    await machine.run("import-roster", "list.xlsx", "--yes", **elsewhere)
    assert await machine.told() == ("warning", machine.words("phones_strange", unknown=1))
    other = machine.words("phones_strange", unknown=1, file=machine.folder / "other/secret")
    assert await machine.told(**elsewhere) == ("warning", other)


async def test_a_secret_that_is_broken_stops_an_import_in_one_sentence(machine: Machine) -> None:
    machine.secret.write_text("x", encoding="ascii")
    assert await machine.told() == ("wrong", machine.words("phones_broken"))
    assert complained(await machine.bring()) == machine.words("phones_broken")


async def test_numbers_that_cannot_be_taken_over(machine: Machine) -> None:
    await roster.put(machine.store, Secret, {"name": "phones", "value": EARLIER.hex()})
    await listed(machine.store, 900, "Nguyễn Thị Lan", 7, phone=bare(PHONE))
    machine.secret.mkdir()
    assert await machine.told() == ("wrong", machine.words("phones_bare", unknown=1))
    machine.secret.rmdir()
    assert await machine.told() == ("ok", machine.words("phones", count=1))


async def test_a_backup_tells_what_is_not_in_it(machine: Machine) -> None:
    assert (await machine.run("backup", "first.zip", "--json")).json["phone_secret"] == ""
    await machine.bring()
    done = await machine.run("backup", "copy.zip")
    assert done.out.splitlines()[-1] == text("backup.phones", "vi", file=machine.secret)
    assert (await machine.run("backup", "next.zip", "--json")).json["phone_secret"] == str(machine.secret)


async def test_a_restore_tells_what_is_missing_and_the_next_list_mends_it(machine: Machine) -> None:
    await machine.bring()
    await machine.run("backup", "copy.zip")
    machine.secret.unlink()
    done = await machine.run("restore", "copy.zip", "--replace", "--yes")
    assert done.out.splitlines()[-1] == text("backup.unknown_phones", "vi", count=2, file=machine.secret)
    done = await machine.bring()
    assert "2 có thay đổi" in done.out
    assert await rows(machine.store, "SELECT count(*) FROM person") == [(2,)]
    done = await machine.run("restore", "copy.zip", "--replace", "--yes", "--json")
    assert json.loads(done.out)["unknown_phones"] == 2


async def test_a_restore_beside_its_secret_has_nothing_to_say(machine: Machine) -> None:
    await machine.bring()
    await machine.run("backup", "copy.zip")
    done = await machine.run("restore", "copy.zip", "--replace", "--yes", "--json")
    assert done.json["unknown_phones"] == 0
