import io
import json
import logging
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from bot.logs import HIDDEN, JsonLines, Redactor, Sentences, _Handler

TOKEN = "123456789:AAHd-fGh_" + "k" * 30
PASSWORD = "p@ss'wörd"
PRIVATE = "chuyện riêng"
FORMATS = ["text", "json"]
NOISES = [
    "token ***",
    "only its end ***",
    "extra",
    "wrong %d arguments",
    "an exception with ***",
    "a warning about ***",
    "telegram.ext says ***",
    "aiohttp.access says ***",
    "apscheduler.scheduler says ***",
    "sqlalchemy.engine says ***",
    "alembic says ***",
    "asyncio says ***",
    "A thread died",
    "raised where nobody can catch it",
    "Error handling request",
    "Task exception was never retrieved",
    "the end",
    "Stopped by an error nobody caught",
]


@lru_cache
def noise(form: str) -> str:
    """What a process wrote to stderr that did its best to give its secrets away."""
    command = [sys.executable, "-m", "tests.bot.noisy", form, TOKEN, PASSWORD, PRIVATE]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("noise_made", NOISES)
def test_the_noisy_process_is_heard(form: str, noise_made: str) -> None:
    assert noise_made in noise(form)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        TOKEN.replace(":", "%3A"),
        TOKEN.split(":")[1],
        "x" * 35,
        "12:ab",
        PASSWORD,
        "p%40ss",
        PRIVATE,
    ],
)
def test_no_secret_gets_into_the_log(form: str, secret: str) -> None:
    assert secret not in noise(form)


@pytest.mark.parametrize("form", FORMATS)
def test_the_http_client_does_not_tell_its_requests(form: str) -> None:
    assert "HTTP Request" not in noise(form)
    assert "httpcore.http11" not in noise(form)


def test_json_lines_are_json_to_the_last() -> None:
    lines = [
        json.loads(line) for line in noise("json").splitlines() if not line.startswith("A log record of ")
    ]
    assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, lines))


def test_json_keeps_the_ids_given_beside_the_sentence() -> None:
    line = next(
        line for line in map(json.loads, noise("json").splitlines()[:10]) if line["message"] == "extra"
    )
    assert (line["chat"], line["where"]) == (-100, f"/bot{HIDDEN}/getMe")


def test_a_record_that_cannot_be_written_is_told_without_its_contents() -> None:
    assert "A log record of noisy, line" in noise("text")


def test_a_message_for_people_stays_on_one_line() -> None:
    assert r"two\nlines\x1b[31m of one message" in noise("text")


def test_ids_stand_behind_the_sentence() -> None:
    record = logging.makeLogRecord(
        {"msg": "Kept a proof", "name": "bot.pump", "levelname": "INFO", "chat": -100}
    )
    assert Sentences(Redactor([])).format(record).endswith(" INFO bot.pump: Kept a proof chat=-100")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("nothing here", "nothing here"),
        ("id 123456789 at 12:30:45", "id 123456789 at 12:30:45"),
        ("postgresql://bot@db/x", "postgresql://bot@db/x"),
        ("/srv/bot/pump.py", "/srv/bot/pump.py"),
        (f"<{TOKEN}>", "<***>"),
        (f"bot{TOKEN}", "bot***"),
        ("/bot1:2/getMe and /file/bot1:2/a", "/bot***/getMe and /file/bot***/a"),
    ],
)
def test_what_looks_like_a_token_is_hidden_and_nothing_else(told: str, shown: str) -> None:
    assert Redactor([])(told) == shown


@pytest.mark.parametrize("told", ["a+b/c", "a%2Bb%2Fc", "a%2Bb/c", "xxa+b/cxx"])
def test_a_given_secret_is_hidden_in_all_its_spellings(told: str) -> None:
    assert HIDDEN in Redactor(["a+b/c"])(told)


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    assert Redactor(["abc", "abcdef"])("abcdef") == HIDDEN


def test_a_traceback_put_into_words_elsewhere_is_hidden_too() -> None:
    record = logging.makeLogRecord({"msg": "failed", "exc_text": TOKEN})
    assert TOKEN not in JsonLines(Redactor([])).format(record)


def test_a_log_that_is_closed_harms_nobody() -> None:
    stream = io.StringIO()
    handler = _Handler(stream)
    stream.close()
    handler.handle(logging.makeLogRecord({"msg": "%s", "args": ("too late",)}))
