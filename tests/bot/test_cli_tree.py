"""`minhchung unit` and `minhchung why` as real processes."""

from pathlib import Path

import pytest

from rules.language import text
from storage import Store
from tests.bot.processes import Done, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.town import Setting
from tests.storage import roster
from tests.storage.ledger import rows

FROM = ("--from", "01/07/2025")


@pytest.fixture
async def config(setting: Setting, sqlite_store: Store) -> Path:
    await roster.unit(sqlite_store, 1, "SO", level="department")
    await roster.unit(sqlite_store, 2, "A", 1)
    await roster.unit(sqlite_store, 3, "B", 1)
    await roster.person(sqlite_store, 1, "Nguyễn Thị Hòa", 2)
    return setting.write()


async def unit(config: Path, *arguments: str) -> Done:
    return await minhchung("unit", *arguments, "--config", config, folder=config.parent)


async def test_without_a_terminal_it_only_looks(config: Path, sqlite_store: Store) -> None:
    done = await unit(config, "rename", "A", "--name", "Mới", *FROM)
    assert done.out.splitlines()[0] == "Đơn vị A (A) đổi tên thành «Mới» từ ngày 01/07/2025."
    assert done.out.splitlines()[-1] == text("tree.previewed", "vi")
    assert await rows(sqlite_store, "SELECT name FROM unit WHERE code = 'A'") == [("Đơn vị A",)]


async def test_yes_writes_it_down_and_twice_is_once(config: Path, sqlite_store: Store) -> None:
    done = await unit(config, "rename", "A", "--name", "Mới", *FROM, "--yes")
    assert done.out.splitlines()[-1] == text("tree.done", "vi")
    again = await unit(config, "rename", "A", "--name", "Mới", *FROM, "--yes")
    assert again.out.splitlines()[-1] == text("tree.nothing_new", "vi")
    assert await rows(sqlite_store, "SELECT name, until FROM unit_past") == [("Đơn vị A", "2025-07-01")]


async def test_programs_read_what_a_merger_does(config: Path) -> None:
    told = (await unit(config, "merge", "A", "--into", "B", *FROM, "--yes", "--json")).json
    assert (told["outcome"], told["ended"], told["people"], told["problem"]) == ("done", 1, 1, None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("move", "SO", "--under", "A"), text("tree.ring", "vi", codes="SO → A → SO")),
        (("rename", "A"), text("problem.unit_option", "vi", action="rename", option="name")),
        (("rename", "A", "B", "--name", "C"), text("problem.one_unit", "vi", action="rename")),
        (("dissolve", "XYZ"), text("problem.unit", "vi")),
        (("dissolve", "A", "--from", "hôm nào"), text("problem.day", "vi")),
    ],
)
async def test_what_cannot_be_is_told_in_one_sentence(
    config: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert complained(await unit(config, *arguments, "--yes")) == sentence


async def test_why_tells_what_everybody_owes(config: Path) -> None:
    options = ("--unit", "A", "--period", "tuần 47/2025", "--config", config)
    done = await minhchung("why", *options, folder=config.parent)
    assert done.out.splitlines()[1:] == ["• Nguyễn Thị Hòa: còn thiếu 1 bài – Đơn vị A"]
    (told,) = (await minhchung("why", *options, "--person", "hoa", "--json", folder=config.parent)).json[
        "persons"
    ]
    assert (told["name"], told["owed"], told["why"]) == ("Nguyễn Thị Hòa", 1, None)
