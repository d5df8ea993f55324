"""`minhchung compare` as a real process."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.processes import minhchung
from tests.rules.screens import encoded, jpeg, screen
from tests.rules.test_images_hostile import png

KEYS = {"a", "b", "same", "score"}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    files = {
        "gốc.png": encoded(screen()),
        "lại.jpg": encoded(jpeg(screen()), "JPEG"),
        "khác.jpg": encoded(jpeg(screen("Lò Thị Mai", 3, "19:20", 3)), "JPEG"),
        "bom.png": png(60_000, 60_000),
        "hỏng.png": encoded(screen())[:900],
        "chữ.txt": "xin chào".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


async def told(folder: Path, *lines: str, options: tuple[str, ...] = ("--json",)) -> list[dict[str, Any]]:
    done = await minhchung("compare", *options, folder=folder, stdin="".join(f"{line}\n" for line in lines))
    answers = [json.loads(line) for line in done.out.splitlines()]
    failed = any("error" in each for each in answers)
    assert (done.code, done.err) == (2 if failed else 0, "")
    return answers


async def test_it_tells_copies_from_others_in_order(pictures: Path) -> None:
    answers = await told(pictures, "gốc.png\tlại.jpg", "gốc.png\tkhác.jpg", "lại.jpg\tgốc.png")
    assert [set(each) for each in answers] == [KEYS] * 3
    assert [(each["a"], each["b"], each["same"]) for each in answers] == [
        ("gốc.png", "lại.jpg", True),
        ("gốc.png", "khác.jpg", False),
        ("lại.jpg", "gốc.png", True),
    ]
    assert answers[0]["score"] > 0.5 > answers[1]["score"]


@pytest.mark.parametrize(
    "wrong", ["bom.png", "hỏng.png", "chữ.txt", "không có.png", ".", "", "/dev/zero", "\0"]
)
async def test_what_cannot_be_read_is_said_and_the_rest_goes_on(pictures: Path, wrong: str) -> None:
    first, second, third = await told(pictures, f"gốc.png\t{wrong}", f"{wrong}\tgốc.png", "gốc.png\tlại.jpg")
    for each in (first, second):
        assert (set(each), each["same"], each["score"]) == ({*KEYS, "error"}, False, 0)
        assert each["error"]
    assert (first["b"], second["a"], third["same"]) == (wrong, wrong, True)


@pytest.mark.parametrize("line", ["gốc.png", ""])
async def test_a_line_that_names_too_few_is_answered_too(pictures: Path, line: str) -> None:
    (answer,) = await told(pictures, line)
    assert (answer["a"], answer["b"], answer["same"], "error" in answer) == (line, "", False, True)


async def test_nothing_asked_nothing_answered(tmp_path: Path) -> None:
    assert await told(tmp_path) == []


async def test_people_get_a_line_too(pictures: Path) -> None:
    done = await minhchung("compare", folder=pictures, stdin="gốc.png\tlại.jpg\n")
    assert (done.code, done.out.startswith("="), "lại.jpg" in done.out) == (0, True, True)
