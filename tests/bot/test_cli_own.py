"""`minhchung erase`, `backup` and `restore` as real processes."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.language import text
from storage import FileStore, Store
from tests.bot.processes import Done, minhchung
from tests.bot.test_cli_problems import complained
from tests.ledgers import sqlite_store, sqlite_template, sqlite_url
from tests.storage.ledger import handed_in, link, rows
from tests.storage.own import NAM, PICTURE, THU, Traces, somebody

__all__ = ["sqlite_store", "sqlite_template", "sqlite_url"]


class Machine:
    """A folder with a configuration and a ledger in which Thu stands."""

    def __init__(self, folder: Path, store: Store, url: str) -> None:
        self.folder = folder
        self.store = store
        self.files = FileStore(folder / "files")
        self.database = Path(url.removeprefix("sqlite:///"))
        (folder / "config.toml").write_text(
            f'[telegram]\ntoken = "42:abc"\n[storage]\ndatabase = "{url}"\nfiles = "files"\n',
            encoding="utf-8",
        )

    async def run(self, *words: str) -> Done:
        return await minhchung(*words, folder=self.folder)

    async def names(self) -> list[str]:
        return [str(name) for (name,) in await rows(self.store, "SELECT name FROM person ORDER BY id")]


@pytest.fixture
async def machine(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> Machine:
    machine = Machine(tmp_path, sqlite_store, sqlite_url)
    await somebody(sqlite_store, machine.files)
    return machine


async def test_an_erasure_is_shown_first(machine: Machine) -> None:
    done = await machine.run("erase", "--person", THU.name)
    assert done.code == 0
    assert f"telegram:{THU.user_id}: 3 minh chứng, 2 ảnh" in done.out
    assert text("erasing.previewed", "vi") in done.out
    assert THU.name in await machine.names()


@pytest.mark.parametrize(
    "whom", [("--person", THU.name), ("--account", f"telegram:{THU.user_id}"), ("--id", "1")]
)
async def test_somebody_is_erased(machine: Machine, whom: tuple[str, str]) -> None:
    done = await machine.run("erase", *whom, "--yes")
    assert done.out.splitlines()[-1] == text("erasing.done", "vi", evidence=3, pictures=2)
    assert await machine.names() == ["", NAM.name]
    assert Traces().in_file(machine.database) == []


async def test_of_namesakes_one_must_be_named(machine: Machine) -> None:
    await handed_in(machine.store, "80", link("facebook:post:8"), replace(NAM, user_id="99", name=THU.name))
    done = await machine.run("erase", "--person", THU.name, "--yes")
    assert done.code == 2
    assert text("erasing.several", "vi", count=2) in done.err
    assert (await machine.names()).count(THU.name) == 2


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "problem.who"),
        (("--account", "7"), "problem.account"),
        (("--person", "Ai", "--unit", "X"), "problem.unit"),
    ],
)
async def test_what_must_be_said(machine: Machine, words: tuple[str, ...], problem: str) -> None:
    assert complained(await machine.run("erase", *words)) == text(problem, "vi")


async def test_nobody_of_that_name(machine: Machine) -> None:
    done = await machine.run("erase", "--person", "Ai đó", "--json")
    assert (done.code, done.json) == (2, {"outcome": "previewed", "people": []})


async def test_a_backup_comes_back_in_the_place_of_a_ledger(machine: Machine) -> None:
    done = await machine.run("backup", "copy.zip", "--json")
    assert done.json["files"] == 4
    assert complained(await machine.run("restore", "copy.zip")) == text("problem.not_empty", "vi")
    await machine.run("erase", "--person", NAM.name, "--yes")
    done = await machine.run("restore", "copy.zip", "--replace", "--yes", "--json")
    assert (done.code, done.json["erased_again"]) == (0, 1)
    assert await machine.names() == [THU.name, ""]


async def test_what_was_erased_is_in_no_later_backup(machine: Machine) -> None:
    await machine.run("erase", "--person", THU.name, "--yes")
    await machine.run("backup", "copy.zip")
    assert PICTURE not in (machine.folder / "copy.zip").read_bytes()


async def test_a_restore_waits_for_nobody_s_bot(machine: Machine) -> None:
    await machine.run("backup", "copy.zip")
    async with machine.store.lock("telegram-42"):
        assert complained(await machine.run("restore", "copy.zip", "--replace", "--yes")) == text(
            "problem.bot_running", "vi"
        )


async def test_something_else_is_no_backup(machine: Machine) -> None:
    (machine.folder / "copy.zip").write_bytes(b"PK something")
    assert complained(await machine.run("restore", "copy.zip", "--replace")) == text(
        "problem.not_a_backup", "vi"
    )


async def test_a_backup_that_cannot_be_written_leaves_nothing(machine: Machine) -> None:
    (machine.folder / "copy.zip").mkdir()
    done = await machine.run("backup", "copy.zip")
    assert done.code == 2
    assert [path.name for path in machine.folder.glob("*copy*")] == ["copy.zip"]
