"""`minhchung names`, as other programs use it."""

import json
from pathlib import Path

import pytest

from tests.bot.processes import minhchung


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "ds.txt"
    path.write_text("\ufeffNguyễn Thị Thu Hương\nTrần Văn Nam\n\nLê Thị Hoa\nLê Thị Hòa\n", encoding="utf-8")
    return path


async def test_one_object_a_line_in_order(roster: Path, tmp_path: Path) -> None:
    lines = "Nguyễn Thị Thu Hương\nHương Nguyễn\nle thi hoa\n\nThầy Nam\n"
    done = await minhchung("names", "--roster", str(roster), "--json", folder=tmp_path, stdin=lines)
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line) for line in done.out.splitlines()] == [
        {
            "display": "Nguyễn Thị Thu Hương",
            "certain": "Nguyễn Thị Thu Hương",
            "shown": ["Nguyễn Thị Thu Hương"],
        },
        {"display": "Hương Nguyễn", "certain": "Nguyễn Thị Thu Hương", "shown": []},
        {"display": "le thi hoa", "certain": None, "shown": ["Lê Thị Hoa", "Lê Thị Hòa"]},
        {"display": "", "certain": None, "shown": []},
        {"display": "Thầy Nam", "certain": None, "shown": []},
    ]


async def test_a_roster_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = await minhchung("names", "--roster", "nowhere.txt", "--json", folder=tmp_path, stdin="x\n")
    assert done.code == 2
    assert "nowhere.txt" in done.json["error"]["message"]
