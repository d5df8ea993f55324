"""Mistakes of whoever installs the bot: one sentence that says what to do, no traceback, exit code 2."""

import socket
import sqlite3
from pathlib import Path

import pytest

from bot.config_file import example
from rules.language import text
from tests.bot.processes import Done, minhchung
from tests.bot.town import TOKEN, Setting, Town


def complained(done: Done) -> str:
    """The one sentence, after it has been looked at as a stranger would."""
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    (sentence,) = done.err.splitlines()
    assert sentence.endswith(".")
    assert TOKEN not in sentence
    return sentence


def write(folder: Path, content: str) -> Path:
    file = folder / "config.toml"
    file.write_text(content, encoding="utf-8")
    return file


async def test_a_wrong_token(town: Town, setting: Setting, tmp_path: Path) -> None:
    setting.extra = {"telegram": {"token": "999:wrong-token-of-somebody-else-000000000000"}}
    done = await minhchung("run", "--config", setting.write(), folder=tmp_path)
    assert complained(done) == text("problem.token", "vi")


async def test_a_busy_port(town: Town, setting: Setting, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        setting.port = other.getsockname()[1]
        done = await minhchung("run", "--config", setting.write(), folder=tmp_path)
    assert complained(done) == text("problem.port", "vi")


async def test_no_token_at_all(tmp_path: Path) -> None:
    assert complained(await minhchung("run", folder=tmp_path)) == text("problem.no_platform", "vi")


async def test_an_example_not_filled_in_is_enough_for_what_needs_no_bot(tmp_path: Path) -> None:
    file = write(tmp_path, example())
    run = await minhchung("run", "--config", file, folder=tmp_path)
    assert complained(run) == text("problem.no_platform", "vi")
    assert (await minhchung("migrate", "--config", file, folder=tmp_path)).code == 0


async def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    done = await minhchung("run", "--config", "elsewhere/config.toml", folder=tmp_path)
    assert "elsewhere/config.toml" in complained(done)


async def test_a_folder_instead_of_a_configuration(tmp_path: Path) -> None:
    assert complained(await minhchung("stats", "--config", tmp_path, folder=tmp_path))


@pytest.mark.parametrize("content", ["[telegram\ntoken =", "\x00", "telegram = [", "= 1"])
async def test_broken_toml(tmp_path: Path, content: str) -> None:
    assert complained(await minhchung("run", "--config", write(tmp_path, content), folder=tmp_path))


async def test_an_unknown_key_names_the_closest(tmp_path: Path) -> None:
    file = write(tmp_path, '[telegram]\ntoken = "1:x"\nbase_ulr = "x"')
    assert "telegram.base_url" in complained(await minhchung("run", "--config", file, folder=tmp_path))


async def test_an_unknown_variable_is_noticed(tmp_path: Path) -> None:
    done = await minhchung("stats", folder=tmp_path, MINHCHUNG_HTTP__PROT="1")
    assert "MINHCHUNG_HTTP__PROT" in complained(done)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_problems_are_told_in_the_chosen_language(tmp_path: Path, language: str) -> None:
    done = await minhchung("run", folder=tmp_path, MINHCHUNG_BOT__LANGUAGE=language)
    assert complained(done) == text("problem.no_platform", language)


@pytest.mark.parametrize("command", ["run", "stats", "verify", "summary", "migrate"])
async def test_a_newer_database(setting: Setting, tmp_path: Path, command: str) -> None:
    with sqlite3.connect(setting.database.removeprefix("sqlite:///")) as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999'")
    done = await minhchung(command, "--config", setting.write(), folder=tmp_path)
    assert complained(done) == text("problem.newer_database", "vi")


async def test_a_database_that_is_none(setting: Setting, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(b"this is no database at all" * 100)
    setting.database = f"sqlite:///{file}"
    assert complained(await minhchung("stats", "--config", setting.write(), folder=tmp_path))


async def test_a_database_in_a_place_that_cannot_be(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    setting.database = f"sqlite:///{tmp_path}/file/minhchung.db"
    assert complained(await minhchung("stats", "--config", setting.write(), folder=tmp_path))


@pytest.mark.postgres
@pytest.mark.parametrize("command", ["run", "stats"])
async def test_a_postgresql_database_that_does_not_exist(
    setting: Setting, tmp_path: Path, postgres_server: str, command: str
) -> None:
    setting.database = f"{postgres_server}/there_is_no_such_database"
    done = await minhchung(command, "--config", setting.write(), folder=tmp_path)
    assert complained(done).startswith(text("problem.database", "vi", reason="|").partition("|")[0])


async def test_a_postgresql_server_that_does_not_answer(setting: Setting, tmp_path: Path) -> None:
    setting.database = "postgresql://bot:a-password-nobody-may-see@127.0.0.1:9/minhchung"
    sentence = complained(await minhchung("stats", "--config", setting.write(), folder=tmp_path))
    assert "a-password" not in sentence


async def test_a_unit_nobody_knows(setting: Setting, tmp_path: Path) -> None:
    done = await minhchung("summary", "--unit", "XYZ", "--config", setting.write(), folder=tmp_path)
    assert complained(done) == text("problem.unit", "vi")


async def test_a_period_nobody_understands(setting: Setting, tmp_path: Path) -> None:
    done = await minhchung("summary", "--period", "mùa quýt", "--config", setting.write(), folder=tmp_path)
    assert complained(done) == text("problem.period", "vi")


async def test_a_configuration_that_would_be_written_over(tmp_path: Path) -> None:
    write(tmp_path, "[bot]")
    done = await minhchung("init-config", folder=tmp_path)
    assert complained(done) == text("problem.config_exists", "vi", file="config.toml")


async def test_a_place_where_no_configuration_can_be_written(tmp_path: Path) -> None:
    assert complained(await minhchung("init-config", "missing/config.toml", folder=tmp_path))


@pytest.mark.parametrize("arguments", [[], ["dance"], ["run", "--loud"], ["summary", "--unit"]])
async def test_a_command_nobody_knows_leads_to_the_help(tmp_path: Path, arguments: list[str]) -> None:
    done = await minhchung(*arguments, folder=tmp_path)
    assert complained(done).endswith("--help.")
