"""`minhchung import-units` and `import-followers` as real processes, on a terminal and without one."""

import asyncio
import json
import os
import pty
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.units import MOST_PROBLEMS
from bot.cli.units_joined import Now, bring_in_units, told_to_join
from rules.language import text
from rules.roles import Role
from rules.unit_list import UnitRow
from storage import AccountRef, Store
from tests.bot.processes import Done, environ, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.town import Setting
from tests.reports.sheets import xlsx
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    POST_2,
    PRIVATE,
    TODAY,
    change,
    handed_in,
    link,
    reading,
    rows,
    writing,
)

HEADER = ["STT", "Mã đơn vị", "Tên đơn vị", "Cấp", "Trực thuộc", "Fanpage", "Website"]
FANPAGE = "https://www.facebook.com/truonghoasen"
UNITS = [
    [1, "so", "Sở GD&ĐT", "Sở"],
    [2, "P1", "Phòng Một", "Phòng", "SO"],
    [3, 24001, "Trường Hoa Sen", "Trường", "Phòng Một", FANPAGE, "chưa có"],
]
PREVIEW = [
    "3 đơn vị: 3 mới, 0 đổi, 0 giữ nguyên.",
    "1 trang mới.",
    "Cột không dùng: STT.",
]


class Ledger:
    """A folder with a configuration and a list, and the commands that are typed there."""

    def __init__(self, folder: Path, config: Path) -> None:
        self.folder = folder
        self.config = config

    def list(self, units: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> None:
        xlsx(self.folder / "list.xlsx", [["DANH SÁCH"], [], header, *units])

    async def run(self, *options: str, command: str = "import-units") -> Done:
        return await minhchung(command, "list.xlsx", *options, "--config", self.config, folder=self.folder)


@pytest.fixture
def ledger(setting: Setting, tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path, setting.write())
    ledger.list(UNITS)
    return ledger


async def codes(store: Store) -> list[str]:
    return [unit.code for unit in await reading(store).units.all()]


async def test_without_a_terminal_it_only_looks(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run()
    assert (done.code, done.err, await codes(sqlite_store)) == (0, "", [])
    assert done.out.splitlines() == [*PREVIEW, text("import.previewed", "vi")]


async def test_yes_imports(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run("--yes")
    assert done.out.splitlines() == [*PREVIEW, text("import.imported", "vi")]
    assert await codes(sqlite_store) == ["SO", "P1", "24001"]


@pytest.mark.parametrize("option", ["--preview", "--dry-run"])
async def test_a_preview_imports_nothing(ledger: Ledger, sqlite_store: Store, option: str) -> None:
    done = await ledger.run("--yes", option)
    assert (done.code, await codes(sqlite_store)) == (0, [])


async def test_the_second_time_there_is_nothing_to_do(ledger: Ledger) -> None:
    await ledger.run("--yes")
    done = await ledger.run("--yes")
    assert done.out.splitlines()[0] == "3 đơn vị: 0 mới, 0 đổi, 3 giữ nguyên."
    assert done.out.splitlines()[-1] == text("import.nothing_new", "vi")


async def test_units_that_are_not_in_the_file_are_told(ledger: Ledger) -> None:
    await ledger.run("--yes")
    ledger.list(UNITS[:1])
    done = await ledger.run()
    assert "Đơn vị trong sổ không có trong tệp: 2 (giữ nguyên)." in done.out.splitlines()


async def test_what_a_list_changes_is_told_unit_by_unit(ledger: Ledger) -> None:
    await ledger.run("--yes")
    ledger.list([*UNITS[:2], [3, 24001, "Trường Hoa Sen 2", "Trường", "SO"]])
    lines = (await ledger.run()).out.splitlines()
    assert lines[:2] == [
        "3 đơn vị: 0 mới, 1 đổi, 2 giữ nguyên.",
        "• 24001: tên «Trường Hoa Sen» → «Trường Hoa Sen 2»; cấp trên P1 → SO",
    ]


async def test_json(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run("--json", "--yes")
    told = done.json
    assert (done.code, told["outcome"], told["new"], told["pages_new"]) == (0, "imported", 3, 1)
    assert (told["unused_columns"], told["problems"]) == (["STT"], [])
    assert len(await codes(sqlite_store)) == 3


async def test_json_without_yes_is_a_preview(ledger: Ledger, sqlite_store: Store) -> None:
    done = await ledger.run("--json")
    assert (done.json["outcome"], await codes(sqlite_store)) == ("previewed", [])


# problems


async def test_problems_are_told_line_by_line(ledger: Ledger, sqlite_store: Store) -> None:
    ledger.list(
        [*UNITS, [4, "P1", "Phòng Hai"], [5, "", "Trường Mai"], [6, "X", "Trường Đào", "", "Phòng Ba"]]
    )
    done = await ledger.run("--yes")
    assert (done.code, await codes(sqlite_store)) == (2, [])
    assert [line.partition(":")[0] for line in done.err.splitlines()[:-1]] == ["Dòng 7", "Dòng 8", "Dòng 9"]
    assert done.err.splitlines()[-1] == text("import.refused", "vi")


async def test_of_many_problems_the_first_are_told(ledger: Ledger) -> None:
    ledger.list([["", "", "Trường không mã"]] * 25)
    lines = (await ledger.run()).err.splitlines()
    assert len(lines) == MOST_PROBLEMS + 2
    assert lines[-2] == "… và 5 dòng nữa."


async def test_problems_in_json(ledger: Ledger) -> None:
    ledger.list([[1, "A", ""]])
    done = await ledger.run("--json", "--yes")
    problem = {"line": 4, "problem": text("units.name_missing", "vi")}
    assert (done.code, done.json["outcome"], done.json["problems"]) == (2, "refused", [problem])


async def test_a_file_that_is_not_there(ledger: Ledger) -> None:
    (ledger.folder / "list.xlsx").unlink()
    assert complained(await ledger.run()) == text("sheet.missing", "vi", name="list.xlsx")


async def test_a_file_without_the_needed_columns(ledger: Ledger) -> None:
    ledger.list(UNITS, header=["STT", "Mã", "Ghi chú"])
    assert "«Mã đơn vị», «Tên đơn vị»" in complained(await ledger.run())


async def test_a_file_that_is_broken(ledger: Ledger) -> None:
    (ledger.folder / "list.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    assert complained(await ledger.run()) == text("sheet.broken", "vi")


# on a terminal


async def on_a_terminal(ledger: Ledger, answer: str) -> str:
    """What the terminal showed after this answer."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "import-units", "list.xlsx", "--config", str(ledger.config)),
        cwd=ledger.folder,
        env=environ(),
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    out, _ = await process.communicate()
    os.close(ours)
    assert process.returncode == 0
    return out.decode()


@pytest.mark.parametrize("answer", ["c", "C", "có", "y"])
async def test_whoever_says_yes_imports(ledger: Ledger, sqlite_store: Store, answer: str) -> None:
    shown = await on_a_terminal(ledger, f"{answer}\n")
    assert "Nhập 3 đơn vị? [c/K]" in shown
    assert len(await codes(sqlite_store)) == 3


@pytest.mark.parametrize("answer", ["k\n", "\n", "\x04"], ids=["no", "nothing", "end"])
async def test_whoever_says_anything_else_does_not(ledger: Ledger, sqlite_store: Store, answer: str) -> None:
    shown = await on_a_terminal(ledger, answer)
    assert text("import.declined", "vi") in shown
    assert await codes(sqlite_store) == []


# followers


async def test_followers(ledger: Ledger, sqlite_store: Store) -> None:
    await ledger.run("--yes")
    ledger.list([["24001", "12,5K", "17/11/2025"]], header=["Mã trường", "Số người theo dõi", "Ngày"])
    done = await ledger.run("--yes", command="import-followers")
    assert done.out.splitlines() == ["1 số liệu: 1 mới, 0 đổi, 0 giữ nguyên.", text("import.imported", "vi")]
    assert await rows(sqlite_store, "SELECT day, followers FROM page_followers") == [("2025-11-17", 12500)]


async def test_followers_of_a_page_nobody_knows(ledger: Ledger) -> None:
    ledger.list([["24001", 7]], header=["Mã trường", "Người theo dõi"])
    done = await ledger.run("--yes", command="import-followers")
    assert (done.code, done.err.splitlines()[0].partition(":")[0]) == (2, "Dòng 4")


# groups called like a unit


HOA_SEN = {"title": "Trường Hoa Sen", "code": "24001", "unit": "Trường Hoa Sen"}
UNIT_AND_TITLE = {"title": "Trường Hoa Sen", "unit": "Trường Hoa Sen"}
SECOND = replace(GROUP, chat_id="-1009", title="trường hoa sen")


def about_group(key: str, **values: object) -> str:
    told = HOA_SEN | {"group": "~TRUONG-HOA-SEN", "people": 1, "proofs": 1} | values
    return text(f"import.{key}", "vi", **told)


async def said_to(store: Store, chat_id: str, key: str, **values: object) -> int:
    """How often."""
    payloads = await rows(store, "SELECT payload FROM outbox WHERE chat_id = :chat", chat=chat_id)
    return sum(text(key, "vi", **values) in json.loads(payload)["text"] for (payload,) in payloads)


async def promoted(store: Store, who: AccountRef, code: str) -> None:
    """With an open private chat."""
    await handed_in(store, who.user_id, link(POST_2), who, replace(PRIVATE, chat_id=who.user_id))
    async with store.write(NOW) as opened:
        unit = await opened.units.named(code)
        assert unit is not None
        account = f"telegram:{who.user_id}"
        await opened.grants.grant(account, who.name, Role.UNIT_ADMIN, unit.id, how="code", by="test")


async def test_groups_called_like_a_unit_are_joined_only_when_told(
    ledger: Ledger, sqlite_store: Store
) -> None:
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    done = await ledger.run("--yes")
    assert about_group("ask_join") in done.out
    assert text("import.join_how", "vi") in done.out
    assert "~TRUONG-HOA-SEN" in await codes(sqlite_store)
    done = await ledger.run("--yes", "--join-groups", "24001")
    assert about_group("joined") in done.out
    assert await codes(sqlite_store) == ["SO", "P1", "24001"]
    assert await said_to(sqlite_store, GROUP.chat_id, "connect.by_list_here", unit="Trường Hoa Sen") == 1
    audited = await rows(sqlite_store, "SELECT actor, detail FROM audit WHERE action = 'chat.connect'")
    assert audited == [("cli", "~TRUONG-HOA-SEN > 24001")]
    again = await ledger.run("--yes", "--join-groups", "24001")
    assert (again.code, again.out.splitlines()[-1]) == (0, text("import.nothing_new", "vi"))


async def test_of_several_groups_somebody_must_say_which(ledger: Ledger, sqlite_store: Store) -> None:
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    await handed_in(sqlite_store, "6", link(POST_2), MAI, SECOND)
    groups = "~TRUONG-HOA-SEN, ~TRUONG-HOA-SEN-2"
    done = await ledger.run("--yes", "--join-groups")
    assert about_group("ask_join") in done.out
    assert set(groups.split(", ")) <= set(await codes(sqlite_store))
    refused = complained(await ledger.run("--yes", "--join-groups", "24001"))
    assert refused == text("problem.join_several", "vi", code="24001", groups=groups)
    await ledger.run("--yes", "--join-groups", "~truong-hoa-sen-2")
    assert "~TRUONG-HOA-SEN" in await codes(sqlite_store)
    assert "~TRUONG-HOA-SEN-2" not in await codes(sqlite_store)


async def test_a_code_that_names_no_group_is_told(ledger: Ledger, sqlite_store: Store) -> None:
    refused = complained(await ledger.run("--yes", "--join-groups", "24002"))
    assert refused == text("problem.join", "vi", code="24002")
    assert await codes(sqlite_store) == []


async def test_a_group_that_made_its_own_list_is_not_joined(ledger: Ledger, sqlite_store: Store) -> None:
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    await change(sqlite_store, "UPDATE person SET provisional = false")
    done = await ledger.run("--yes", "--join-groups")
    assert about_group("has_list", listed=1) in done.out
    assert "~TRUONG-HOA-SEN" in await codes(sqlite_store)
    refused = complained(await ledger.run("--yes", "--join-groups", "24001"))
    assert refused == text("problem.join_listed", "vi", groups="~TRUONG-HOA-SEN")


async def test_json_tells_the_groups(ledger: Ledger, sqlite_store: Store) -> None:
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    group = HOA_SEN | {"group": "~TRUONG-HOA-SEN", "people": 1, "listed": 0, "proofs": 1}
    told = (await ledger.run("--json")).json
    assert (told["joins"], told["joined"]) == ([group], [])
    told = (await ledger.run("--json", "--yes", "--join-groups")).json
    assert (told["outcome"], told["joins"], told["joined"]) == ("imported", [group], [group])


async def test_only_what_was_shown_is_joined(sqlite_store: Store) -> None:
    """Another group calls itself so between the look and the answer, or this one calls itself otherwise."""
    listed = [UnitRow("24001", "Trường Hoa Sen"), UnitRow("24002", "Trường Mai")]
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    plan = await reading(sqlite_store).unit_import.plan(listed, TODAY)
    shown = told_to_join(plan, {"24001", "24002"}, [])
    await handed_in(sqlite_store, "6", link(POST_2), MAI, SECOND)
    async with sqlite_store.write(NOW) as opened:
        await opened.chat(replace(GROUP, title="Trường Mai"))
    done = await bring_in_units(sqlite_store, listed, TODAY, Now(NOW, TODAY), join=shown, language="vi")
    assert (len(shown), len(done.joins), done.joined) == (1, 2, ())
    assert {"~TRUONG-HOA-SEN", "~TRUONG-HOA-SEN-2"} <= set(await codes(sqlite_store))


async def test_who_answers_for_the_unit_hears_of_it(ledger: Ledger, sqlite_store: Store) -> None:
    await ledger.run("--yes")
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    await promoted(sqlite_store, MAI, "24001")
    await ledger.run("--yes", "--join-groups")
    assert await said_to(sqlite_store, MAI.user_id, "connect.by_list", **UNIT_AND_TITLE) == 1


async def test_of_a_unit_without_anybody_those_above_hear_of_it(ledger: Ledger, sqlite_store: Store) -> None:
    """And not only who administers the very group, as everybody does who has made one."""
    await ledger.run("--yes")
    await handed_in(sqlite_store, "5", where=replace(GROUP, title="Trường Hoa Sen"))
    await writing(sqlite_store).chats.learn_admin(GROUP, LAN.user_id, is_admin=True)
    await handed_in(sqlite_store, "7", link("facebook:post:7"), LAN, PRIVATE)
    await promoted(sqlite_store, MAI, "P1")
    await ledger.run("--yes", "--join-groups")
    assert await said_to(sqlite_store, MAI.user_id, "connect.by_list", **UNIT_AND_TITLE) == 1
    assert await said_to(sqlite_store, LAN.user_id, "connect.by_list", **UNIT_AND_TITLE) == 0
