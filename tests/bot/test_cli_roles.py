"""`minhchung invite` and `minhchung roles` as real processes."""

import csv
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rules.language import text
from rules.roles import Role
from storage import Store
from tests.bot.processes import Done, minhchung
from tests.bot.test_cli_problems import complained
from tests.bot.town import Setting
from tests.storage import roster
from tests.storage.ledger import handed_in, rows

Run = Callable[..., Coroutine[Any, Any, Done]]


@pytest.fixture
async def run(setting: Setting, tmp_path: Path, sqlite_store: Store) -> Run:
    """A department with a school, and a group that nobody has connected."""
    await roster.unit(sqlite_store, 1, "SO", level="department")
    await roster.unit(sqlite_store, 2, "HOASEN", 1)
    await handed_in(sqlite_store, "5")
    config = setting.write()

    async def run(*arguments: str) -> Done:
        return await minhchung(*arguments, "--config", config, folder=tmp_path)

    return run


async def test_the_first_administrator_of_the_department_is_invited(run: Run, sqlite_store: Store) -> None:
    (made,) = (await run("invite", "--unit", "SO", "--role", "admin", "--json")).json
    word = made["code"].replace("-", "")
    assert made["link"].startswith("https://t.me/")
    assert made["link"].endswith(f"?start=vt_{word}")
    async with sqlite_store.write(datetime.now(UTC)) as ledger:
        found = await ledger.codes.look("role", made["code"])
    assert found
    assert (found.role, found.unit_id, found.made_by) == ("department_admin", 1, "cli")
    assert await rows(sqlite_store, "SELECT actor, action, target, detail, unit_id FROM audit") == [
        ("cli", "code.make", "role department_admin", "SO", 1)
    ]


async def test_a_code_is_printed_for_people(run: Run) -> None:
    done = await run("invite", "--unit", "hoasen", "--role", "reviewer", "--days", "1")
    first, link = done.out.splitlines()
    assert first.startswith("Đơn vị HOASEN: ")
    assert "start=vt_" in link


async def test_without_telegram_there_is_a_code_and_no_link(
    run: Run, setting: Setting, tmp_path: Path
) -> None:
    setting.base_url = "http://127.0.0.1:9"
    setting.write()
    done = await run("invite", "--unit", "HOASEN", "--connect")
    assert done.out.splitlines()[1] == text("cli.invited_no_link", "vi")


async def test_all_units_get_codes_in_one_table(run: Run, tmp_path: Path, sqlite_store: Store) -> None:
    done = await run("invite", "--all", "--connect", "--out", "codes.csv")
    file = tmp_path / "codes.csv"
    with file.open(encoding="utf-8-sig", newline="") as read:
        header, *table = csv.reader(read)
    assert header == ["Mã đơn vị", "Tên đơn vị", "Mã kết nối", "Liên kết"]
    assert [row[0] for row in table] == ["HOASEN", "SO"]
    assert "startgroup=kn_" in table[0][3]
    assert done.out.startswith("Đã ghi 2 mã vào codes.csv")
    assert file.stat().st_mode & 0o077 == 0
    assert await rows(sqlite_store, "SELECT count(*) FROM code WHERE purpose = 'connect'") == [(2,)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--all", "--connect"),
        ("--all", "--role", "admin", "--out", "x.csv"),
        ("--unit", "XYZ", "--connect"),
        ("--unit", "SO", "--connect", "--out", "config.toml"),
    ],
)
async def test_what_cannot_be_done_is_said(run: Run, sqlite_store: Store, arguments: tuple[str, ...]) -> None:
    assert complained(await run("invite", *arguments))
    assert await rows(sqlite_store, "SELECT * FROM code") == []


async def given(store: Store) -> None:
    async with store.write(datetime.now(UTC)) as ledger:
        await ledger.grants.grant("telegram:79", "Bình", Role.UNIT_ADMIN, 2, how="code", by="telegram:80")


async def test_roles_are_listed_and_taken_away(run: Run, sqlite_store: Store) -> None:
    await given(sqlite_store)
    (role,) = (await run("roles", "--unit", "SO", "--json")).json
    assert (role["id"], role["name"], role["role"], role["unit"]) == (1, "Bình", "unit_admin", "HOASEN")
    assert (await run("roles")).out.startswith("1. Bình (telegram:79): quản trị viên đơn vị, Đơn vị HOASEN")
    assert (await run("roles", "--revoke", "1")).out == text("cli.role_revoked", "vi", number=1) + "\n"
    assert (await run("roles")).out == text("cli.no_roles", "vi") + "\n"
    assert complained(await run("roles", "--revoke", "1"))
    assert await rows(sqlite_store, "SELECT actor, action, target FROM audit") == [
        ("cli", "role.end", "unit_admin HOASEN")
    ]


@pytest.mark.parametrize("days", ["0", "91"])
async def test_codes_are_good_for_some_days(run: Run, days: str) -> None:
    done = await run("invite", "--unit", "HOASEN", "--connect", "--days", days)
    assert complained(done) == text("problem.invite_days", "vi", most=90)
