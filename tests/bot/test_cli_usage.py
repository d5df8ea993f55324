"""What is typed wrongly, or asked of what is not there: one sentence, code 2, no traceback, and nothing is made."""

import argparse
import asyncio
import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.parser import GROUPS, _parser
from rules.language import text
from storage import Store
from tests.bot.processes import Done, in_a_process
from tests.storage.ledger import BOT, handed_in, rows

Run = Callable[..., Done]
READING = [
    ("summary",), ("why",), ("stats",), ("verify",), ("error-rate",), ("units",), ("quota",), ("roles",),
    ("export-roster", "out.xlsx"), ("erase", "--id", "1"), ("backup", "out.zip"),
]  # fmt: skip
WRONG = [
    ("sumary",), ("summary", "--unti", "x"), ("due",), ("due", "--at", "tomorrow"), ("quota", "set", "--week", "x"),
    ("demo", "--port", "99999"), ("demo", "--port", "-1"), ("simulator", "--port", "x"),
    ("simulator", "--word", "kurz"), ("backup",), ("unit", "renam", "A"), ("unit", "rename"),
    ("invite", "--unit", "A"), ("invite", "--all", "--unit", "A"),
    ("roles", "--revoke", "x"), ("import-units", "nowhere.xlsx"), ("import-units", "."), ("import-roster", "."),
    ("import-followers", "nowhere.csv"), ("restore", "nowhere.zip"), ("restore", "."), ("stats", "--config", "."),
    ("summary", "--period", "mùa thu"), ("link", "--nothing"), ("compare", "--nothing"), (), ("--nothing",),
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Done:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_mistake_is_one_sentence(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    (sentence,) = done.err.splitlines()
    assert re.search(r"[.?]$", sentence)
    assert "usage:" not in sentence
    assert "argument" not in sentence
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("words", "near"), [("sumary", "summary"), ("verfy", "verify"), ("imports-units", "import-units")]
)
def test_the_nearest_command_is_named(run: Run, words: str, near: str) -> None:
    assert text("usage.near", "vi", near=near) in run(words).err


def test_the_nearest_option_is_named(run: Run) -> None:
    assert "--unit?" in run("summary", "--unti", "A").err


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_who_only_reads_makes_no_ledger(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 2
    assert str(tmp_path / "var" / "minhchung.db") in done.err
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_check_makes_no_ledger(run: Run, tmp_path: Path) -> None:
    run("check")
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.mark.parametrize("words", [words for words in (*READING, *WRONG[1:3]) if words], ids=" ".join)
def test_json_is_json_in_every_outcome(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--json")
    told = json.loads(done.out)["error"]
    assert (done.code, done.err) == (2, "")
    assert re.fullmatch(r"[a-z_.]+", told["code"])
    assert told["message"]


@pytest.mark.parametrize("how", ["file", "environment"])
def test_the_chosen_language_governs_mistakes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "file":
        (tmp_path / "config.toml").write_text('[bot]\nlanguage = "en"\n', encoding="utf-8")
    else:
        monkeypatch.setenv("MINHCHUNG_BOT__LANGUAGE", "en")
    assert run("sumary").err.strip() == text(
        "usage.choice", "en", told="sumary", near=text("usage.near", "en", near="summary"), prog="minhchung"
    )
    assert "ledger" in run("stats").err


def test_every_command_is_in_one_group() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(name for name, _ in commands())


def test_every_option_has_help() -> None:
    silent = [
        f"{name} {action.dest}"
        for name, command in commands()
        for action in command._actions
        if not action.help
    ]
    assert silent == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_speaks_one_language(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("MINHCHUNG_BOT__LANGUAGE", language)
    for words in (["--help"], ["summary", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        shown = capsys.readouterr().out
        assert ended.value.code == 0
        assert text("usage.usage", language) in shown
        assert "show this help message" not in shown


def test_a_backup_is_not_written_over(run: Run, tmp_path: Path) -> None:
    assert run("migrate").code == 0
    assert run("backup", "copy.zip").code == 0
    before = (tmp_path / "copy.zip").read_bytes()
    done = run("backup", "copy.zip")
    assert (done.code, done.err.strip()) == (2, text("problem.backup_exists", "vi", file="copy.zip"))
    assert (tmp_path / "copy.zip").read_bytes() == before
    assert run("backup", "copy.zip", "--overwrite").code == 0


UNITS = (
    "Mã,Tên đơn vị,Cấp,Trực thuộc\nSO,Sở GD&ĐT,Sở,\nA,Trường Hoa Sen,Trường,SO\nB,Trường Hoa Sen,Trường,SO\n"
)


@pytest.fixture
def province(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "list.csv").write_text(UNITS, encoding="utf-8")
    assert run("import-units", "list.csv", "--yes").code == 0
    return run


@pytest.mark.parametrize(
    "words",
    [
        ("close-unit", "Trường Hoa Sen", "01/12/2026", "05/12/2026"),
        ("summary", "--unit", "Trường Hoa Sen"),
        ("quota", "set", "--unit", "Trường Hoa Sen", "--from", "01/12/2026", "--week", "2"),
        ("unit", "rename", "Trường Hoa Sen", "--name", "Sao Mai"),
        ("units", "--below", "Trường Hoa Sen"),
        ("why", "--unit", "Trường Hoa Sen"),
    ],
    ids=lambda words: words[0],
)
def test_a_name_that_several_units_have_is_refused_with_their_codes(
    province: Run, words: tuple[str, ...]
) -> None:
    done = province(*words)
    assert done.code == 2
    assert done.err.strip() == text("problem.unit_several", "vi", name="Trường Hoa Sen", codes="A, B")


def test_units_are_listed_and_found_by_a_part_of_their_name(province: Run) -> None:
    assert [each["code"] for each in json.loads(province("units", "--json").out)] == ["SO", "A", "B"]
    found = json.loads(province("units", "hoa", "sen", "--json").out)
    assert [(each["code"], each["parent"], each["groups"]) for each in found] == [
        ("A", "SO", 0),
        ("B", "SO", 0),
    ]
    assert [each["code"] for each in json.loads(province("units", "--below", "a", "--json").out)] == ["A"]
    lines = province("units", "HOA SEN").out
    assert text("units_list.count", "vi", count=2) in lines
    assert ("Trường" in lines.split("\t"), "school" in lines) == (True, False)


def test_a_missing_picture_is_told_and_the_code_is_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pairs").write_text("nowhere.jpg\talso.jpg\n", encoding="utf-8")
    with (tmp_path / "pairs").open(encoding="utf-8") as pairs:
        monkeypatch.setattr("sys.stdin", pairs)
        done = run("compare")
    assert (done.code, done.out) == (2, "")
    assert "nowhere.jpg" in done.err


def test_a_busy_port_of_the_simulator(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("simulator", "--port", str(port))
    assert (done.code, done.err.strip()) == (2, text("problem.simulator_port", "vi", port=port))


def test_what_nobody_foresaw_is_one_sentence_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise KeyError("somebody's name")

    monkeypatch.setattr("bot.cli.ledger.stats", broken)
    done = run("stats")
    assert (done.code, done.out) == (1, "")
    assert "KeyError" in done.err
    assert "somebody" not in done.err
    assert "Traceback" not in done.err


@pytest.fixture
async def monday(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> list[str]:
    """A school with a group, and a Monday that is still to come."""
    await handed_in(sqlite_store, "5")
    config = tmp_path / "bot.toml"
    config.write_text(
        f'[telegram]\ntoken = "{BOT}:x-token"\n[storage]\ndatabase = "{sqlite_url}"\n', encoding="utf-8"
    )
    coming = datetime.now(UTC).date() + timedelta(days=7)
    coming -= timedelta(days=coming.weekday())
    return ["due", "--at", f"{coming}T07:00", "--config", str(config)]


async def test_a_time_to_come_only_shows_what_would_go(
    run: Run, monday: list[str], sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT count(*) FROM outbox WHERE dedupe_key LIKE '%monday_start%'"
    monkeypatch.setattr("sys.stdin", StringIO())
    done = await asyncio.to_thread(run, *monday)
    assert (done.code, done.err) == (0, "")
    assert text("cli.due_previewed", "vi") in done.out or text("cli.due_nothing", "vi") in done.out
    shown = json.loads((await asyncio.to_thread(run, *monday, "--json")).out)
    assert shown["outcome"] == "previewed"
    assert await rows(sqlite_store, query) == [(0,)]
    put = json.loads((await asyncio.to_thread(run, *monday, "--json", "--yes")).out)
    assert put["kinds"]["monday_start"]["put"] == shown["kinds"].get("monday_start", 0)
    assert await rows(sqlite_store, query) == [(put["kinds"]["monday_start"]["put"],)]


async def test_every_command_is_there_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The other tests call most of them where they run themselves."""
    names = sorted(name for name, _ in commands())
    for some in (names[begin : begin + 4] for begin in range(0, len(names), 4)):
        helped = await asyncio.gather(*(in_a_process(each, "--help", folder=tmp_path) for each in some))
        assert [(done.code, done.err) for done in helped] == [(0, "")] * len(some)
        assert all(f"minhchung {each}" in done.out for each, done in zip(some, helped, strict=True))
