"""`minhchung import-roster` and `export-roster` as real processes, on a terminal and without one."""

import asyncio
import json
import os
import pty
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.sheets import read_sheets
from rules.language import text
from storage import Store
from tests.bot.processes import Done, environ, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.town import Setting
from tests.reports.sheets import xlsx
from tests.storage import roster
from tests.storage.ledger import rows

HEADER = ["STT", "Họ và tên", "Trường", "Chức vụ", "SĐT", "Mã GV", "Ngày sinh"]
STAFF = [
    [1, "Nguyễn Thị Lan", "Đơn vị A", "Giáo viên", "0912345678", "GV1", ""],
    [2, "Lê Văn Nam", "B", "Hiệu trưởng", 912345679, "GV2", ""],
    [3, "Mai", "A", "", "", "", "1/1/1990"],
]
PREVIEW = [
    "3 người, 2 đơn vị: 2 mới, 1 không rõ.",
    "1 dòng không rõ sẽ được để lại; những dòng khác vẫn nhập được.",
    "Cột không dùng: Ngày sinh.",
]


class Ledger:
    """A folder with a configuration and a list, and the commands that are typed there."""

    def __init__(self, folder: Path, config: Path) -> None:
        self.folder = folder
        self.config = config

    def list(self, *people: Sequence[Any], header: Sequence[str] = HEADER) -> None:
        xlsx(self.folder / "list.xlsx", [["DANH SÁCH"], [], header, *people])

    async def run(self, *options: str, file: str = "list.xlsx", command: str = "import-roster") -> Done:
        return await minhchung(command, file, *options, "--config", self.config, folder=self.folder)


@pytest.fixture
async def ledger(setting: Setting, tmp_path: Path, sqlite_store: Store) -> Ledger:
    await roster.unit(sqlite_store, 7, "A")
    await roster.unit(sqlite_store, 8, "B")
    ledger = Ledger(tmp_path, setting.write())
    ledger.list(*STAFF)
    return ledger


async def names(store: Store) -> list[str]:
    return [name for (name,) in await rows(store, "SELECT name FROM person ORDER BY id")]


async def test_without_a_terminal_it_only_looks(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run()
    assert done.code == 0
    assert done.out.splitlines() == [*PREVIEW, text("import.previewed", "vi")]
    assert done.err.splitlines() == [
        "Dòng 6, tờ «Sheet1»: chưa đủ họ và tên.",
        text("roster.doubtful_option", "vi"),
    ]
    assert await names(sqlite_store) == []


async def test_yes_takes_over_what_is_certain(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run("--yes")
    assert (done.code, done.out.splitlines()[-1]) == (0, text("import.imported", "vi"))
    assert await names(sqlite_store) == ["Nguyễn Thị Lan", "Lê Văn Nam"]


@pytest.mark.parametrize("option", ["--preview", "--dry-run"])
async def test_a_preview_takes_over_nobody(ledger: Ledger, sqlite_store: Store, option: str) -> None:
    done = await ledger.run("--yes", option)
    assert (done.code, await names(sqlite_store)) == (0, [])


async def test_the_second_time_there_is_nothing_to_do(ledger: Ledger) -> None:
    await ledger.run("--yes")
    done = await ledger.run("--yes")
    assert done.out.splitlines()[0] == "3 người, 2 đơn vị: 2 giữ nguyên, 1 không rõ."
    assert done.out.splitlines()[-1] == text("import.nothing_new", "vi")


async def test_the_doubtful_rows_are_written_to_be_corrected(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run("--yes", "--doubtful", "again.xlsx")
    assert (done.err, "again.xlsx" in done.out) == ("", True)
    (found,) = read_sheets(ledger.folder / "again.xlsx")
    assert [row.cells[0] for row in found.rows] == ["Họ và tên", "Mai"]
    corrected = [["Trần Thị Mai", *row.cells[1:]] for row in found.rows[1:]]
    xlsx(ledger.folder / "again.xlsx", [found.rows[0].cells, *corrected])
    done = await ledger.run("--yes", file="again.xlsx")
    assert done.out.splitlines()[0].startswith("1 người, 1 đơn vị: 1 mới")
    assert await names(sqlite_store) == ["Nguyễn Thị Lan", "Lê Văn Nam", "Trần Thị Mai"]


async def test_the_list_of_one_school_needs_no_column_for_it(ledger: Ledger, sqlite_store: Store) -> None:
    ledger.list(["Nguyễn Thị Lan"], ["Lê Văn Nam"], header=["Họ và tên"])
    done = await ledger.run("--yes", "--unit", "B")
    assert done.code == 0
    assert await rows(sqlite_store, "SELECT unit_id FROM membership") == [(8,), (8,)]


async def test_a_list_holds_from_the_day_it_is_told(ledger: Ledger, sqlite_store: Store) -> None:
    await ledger.run("--yes", "--from", "01/09/2025")
    assert {since for (since,) in await rows(sqlite_store, "SELECT since FROM membership")} == {"2025-09-01"}


async def test_who_is_missing_goes_only_when_asked(ledger: Ledger, sqlite_store: Store) -> None:
    await ledger.run("--yes", "--from", "01/09/2025")
    ledger.list(STAFF[1], ["3", "Trần Thị Mai", "A", "", "", "", ""])
    done = await ledger.run("--yes")
    assert "Có trong sổ mà không có trong danh sách: 1 người (giữ nguyên)." in done.out
    open_ones = "SELECT count(*) FROM membership WHERE until IS NULL"
    assert await rows(sqlite_store, open_ones) == [(3,)]
    await ledger.run("--yes", "--end-missing")
    assert await rows(sqlite_store, open_ones) == [(2,)]


async def test_another_program_can_read_it(ledger: Ledger) -> None:
    done = await ledger.run("--json", "--yes")
    told = json.loads(done.out)
    assert {key: told[key] for key in ("outcome", "people", "new", "doubtful", "unused_columns")} == {
        "outcome": "imported",
        "people": 3,
        "new": 2,
        "doubtful": 1,
        "unused_columns": ["Ngày sinh"],
    }
    assert told["doubts"] == [{"sheet": "Sheet1", "row": 6, "doubt": "chưa đủ họ và tên."}]


async def test_an_export_brought_in_changes_nothing(ledger: Ledger) -> None:
    await ledger.run("--yes")
    done = await ledger.run(file="out.xlsx", command="export-roster")
    assert done.out.splitlines() == ["Đã ghi 2 người vào out.xlsx."]
    done = await ledger.run("--yes", file="out.xlsx")
    assert done.out.splitlines() == [
        "2 người, 2 đơn vị: 2 giữ nguyên.",
        text("import.nothing_new", "vi"),
    ]


async def test_an_export_can_be_of_one_unit(ledger: Ledger) -> None:
    await ledger.run("--yes")
    done = await ledger.run("--unit", "B", "--json", file="out.xlsx", command="export-roster")
    assert json.loads(done.out) == {"file": "out.xlsx", "people": 1}


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "sheet.empty"), (b"PK\x03\x04 nothing", "sheet.broken"), (b"<html>", "sheet.web_page")],
)
async def test_what_is_no_table_is_told_in_a_sentence(ledger: Ledger, content: bytes, key: str) -> None:
    (ledger.folder / "list.xlsx").write_bytes(content)
    assert complained(await ledger.run()) == text(key, "vi")


async def test_a_table_without_people_is_told_in_a_sentence(ledger: Ledger) -> None:
    ledger.list(["Trường A"], header=["Trường"])
    assert complained(await ledger.run()) == text("sheet.no_header", "vi", columns="«Họ và tên»")


async def test_a_day_that_is_none_is_told_in_a_sentence(ledger: Ledger) -> None:
    assert complained(await ledger.run("--from", "31/02/2025")) == text("problem.day", "vi")


async def on_a_terminal(ledger: Ledger, answer: str) -> str:
    """All that a person sees there."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "import-roster", "list.xlsx", "--config", str(ledger.config)),
        cwd=ledger.folder,
        env=environ(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    await process.wait()
    os.set_blocking(ours, False)
    told = os.read(ours, 65536).decode()
    os.close(ours)
    return told


@pytest.mark.parametrize(("answer", "taken"), [("c", 2), ("k", 0)])
async def test_a_person_is_asked_and_sees_how_far_it_is(
    ledger: Ledger, sqlite_store: Store, answer: str, taken: int
) -> None:
    told = await on_a_terminal(ledger, answer)
    assert text("roster.ask", "vi", count=2) in told
    assert "█" in told
    assert len(await names(sqlite_store)) == taken


async def test_an_export_writes_over_nothing(ledger: Ledger) -> None:
    (ledger.folder / "out.xlsx").write_bytes(b"mine")
    done = await ledger.run(file="out.xlsx", command="export-roster")
    assert complained(done) == text("problem.file_exists", "vi", file="out.xlsx")
    assert (ledger.folder / "out.xlsx").read_bytes() == b"mine"
