import json
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figures import Figure, Result
from benchmarks.options import Options

ROOT = Path(__file__).parent.parent.parent


def test_the_list_names_every_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(BENCHMARKS)


def test_every_benchmark_is_described_for_readers() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert BENCHMARKS
    assert [name for name in BENCHMARKS if f"| `{name}` |" not in page] == []


def test_each_benchmark_prints_one_object_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def quickly(options: Options) -> Result:
        return Result("start", {"databases": options.databases}, [Figure("ready", 1, "s", at_most=2)], {})

    monkeypatch.setitem(BENCHMARKS, "start", (quickly, ""))
    main(["start", "start", "--database", "sqlite"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["benchmark"], line["parameters"]) for line in lines] == [
        ("start", {"databases": ["sqlite"]})
    ] * 2


def test_an_unknown_benchmark_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])
