"""What the papers say is stored, for how long and never is compared with the tables and the settings."""

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import storage  # noqa: F401  with it come all tables
from bot.config_file import load
from tests.house import ROOT

PAPER = ROOT / "docs" / "du-lieu.md"
README, ENGLISH = ROOT / "README.md", ROOT / "README.en.md"
UNITS = {"ngày": "days", "tháng": "months"}
NEVER = re.compile(r"party|relig|citizen|passport|id_number|cccd|cmnd|opinion|blame")
WHO = re.compile(r"name|user_id|account|chat_id|chat_pk|_by$|actor|phone|raw|payload|position|^url$|^told$")
OF_UNITS = {
    "unit",
    "unit_past",
    "unit_setting.name",
    "level",
    "counter",
    "secret",
    "page.url",
    "reminder_change.told",
}
"""These names, addresses and words are those of units, levels, settings and numbers."""
OF_PEOPLE = {"person.id", "account.id"}


def section(title: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    text = PAPER.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in text.splitlines()
        if line[:1] == "|"
    ]
    return rows[2:]


def tables() -> dict[str, set[str]]:
    return {name: set(table.columns.keys()) for name, table in SQLModel.metadata.tables.items()}


def told() -> Iterator[tuple[str, set[str]]]:
    for name, _purpose, *columns in section("Trong sổ"):
        yield name.strip("`"), set(re.findall(r"`(\w+)`", " ".join(columns)))


def test_every_table_has_its_line_and_no_other_is_told() -> None:
    assert {name for name, _ in told()} == set(tables())


@pytest.mark.parametrize(("table", "columns"), list(told()))
def test_columns_that_are_told_exist(table: str, columns: set[str]) -> None:
    assert columns <= tables()[table]


@pytest.mark.parametrize(("table", "columns"), list(told()))
def test_a_column_that_tells_of_somebody_is_told(table: str, columns: set[str]) -> None:
    telling = {
        column.name
        for column in SQLModel.metadata.tables[table].columns
        if WHO.search(column.name) or OF_PEOPLE & {key.target_fullname for key in column.foreign_keys}
        if not {table, f"{table}.{column.name}"} & OF_UNITS
    }
    assert telling - columns == set()


@pytest.mark.parametrize(("what", "how_long", "where"), section("Thời hạn"))
def test_a_time_limit_is_the_one_in_force(what: str, how_long: str, where: str) -> None:
    number, unit = re.fullmatch(r"(\d+) (ngày|tháng)", how_long).groups()  # type: ignore[union-attr]
    name = re.search(r"`([\w.]+)`", where)
    assert name, what
    place, _, key = name[1].rpartition(".")
    if "." in place:
        assert getattr(import_module(place), key) == timedelta(days=int(number))
    else:
        assert getattr(getattr(load(None, {}), place), key) == int(number)
        assert UNITS[unit] in key


def test_no_column_is_made_for_what_is_never_kept() -> None:
    assert [
        f"{table}.{name}" for table, columns in tables().items() for name in columns if NEVER.search(name)
    ] == []


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (README, ["giữ 12 tháng", "nhớ ba ngày", "xoá sau một ngày"]),
        (ENGLISH, ["12 months unless", "remembered for three days", "dropped after one day"]),
    ],
    ids=["vi", "en"],
)
def test_the_readme_tells_the_same_limits(paper: Path, words: list[str]) -> None:
    limits = {row[1] for row in section("Thời hạn")}
    assert {"12 tháng", "3 ngày", "1 ngày"} <= limits
    text = " ".join(paper.read_text(encoding="utf-8").split())
    assert [each for each in words if each not in text] == []
