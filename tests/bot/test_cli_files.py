"""What the commands write is for one pair of eyes, and `minhchung check` says where it is not."""

import asyncio
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.language import text
from storage import Store
from tests.bot.processes import minhchung
from tests.bot.test_cli_roster import HEADER, STAFF
from tests.reports.sheets import xlsx
from tests.storage import roster

CONFIG = '[storage]\ndatabase = "sqlite:///var/minhchung.db"\nfiles = "var/files"\n'


@pytest.fixture(autouse=True)
def _careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where everybody on the machine may look around."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
async def furnished(folder: Path) -> Path:
    """A ledger with two units, and a list to be imported."""
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "config.toml").chmod(0o600)
    await minhchung("migrate", folder=folder)
    store = Store(f"sqlite:///{folder}/var/minhchung.db")
    await roster.unit(store, 7, "A")
    await roster.unit(store, 8, "B")
    await store.close()
    xlsx(folder / "list.xlsx", [HEADER, *STAFF])
    return folder


def seen_by_others(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.stat().st_mode & 0o077}


async def told(folder: Path) -> dict[str, str]:
    """What `check` finds about rights."""
    done = await minhchung("check", "--json", folder=folder)
    (found,) = (each for each in done.json if each["what"] == "rights")
    return dict(found)


@pytest.mark.parametrize(
    "command",
    [
        "init-config new.toml",
        "backup copy.zip",
        "export-roster staff.xlsx",
        "import-roster list.xlsx --yes --doubtful doubtful.xlsx",
        "invite --all --connect --out codes.csv",
    ],
)
async def test_what_a_command_writes_is_private(furnished: Path, command: str) -> None:
    before = {*furnished.rglob("*")}
    done = await minhchung(*command.split(), folder=furnished)
    made = {path.name for path in {*furnished.rglob("*")} - before}
    assert (done.code, made & {*command.split()} != set()) == (0, True)
    assert seen_by_others(furnished) == {"list.xlsx"}


async def test_the_ledger_of_a_command_is_private(furnished: Path) -> None:
    assert (furnished / "var/minhchung.db").exists()
    assert seen_by_others(furnished) == {"list.xlsx"}


async def test_check_finds_nothing_open(furnished: Path) -> None:
    found = await told(furnished)
    assert (found["state"], found["words"]) == ("ok", text("check.private", "vi"))


@pytest.mark.parametrize("rights", [0o644, 0o640])
async def test_check_tells_what_others_can_read_and_how_to_mend_it(furnished: Path, rights: int) -> None:
    (furnished / "var").chmod(0o755)
    (furnished / "var/files").mkdir(0o755)
    open_ones = ["config.toml", "var/minhchung.db", "var/files/erased.jsonl"]
    for name in open_ones:
        (furnished / name).touch()
        (furnished / name).chmod(rights)
    found = await told(furnished)
    named = {str(Path(word).relative_to(furnished)) for word in shlex.split(found["words"]) if word[0] == "/"}
    assert (found["state"], named) == ("warning", {*open_ones, "var", "var/files"})
    mending = await asyncio.create_subprocess_shell(found["words"].partition(": ")[2])
    assert await mending.wait() == 0
    assert (await told(furnished))["state"] == "ok"
    assert seen_by_others(furnished) == {"list.xlsx"}


async def test_what_lies_behind_a_closed_door_is_not_open(furnished: Path) -> None:
    (furnished / "var/minhchung.db").chmod(0o644)
    assert (await told(furnished))["state"] == "ok"


async def test_a_folder_with_other_things_is_left_to_its_owner(furnished: Path) -> None:
    (furnished / "var").chmod(0o755)
    (furnished / "var/other").mkdir()
    (furnished / "var/minhchung.db").chmod(0o644)
    assert str(furnished / "var") not in shlex.split((await told(furnished))["words"])
