import json
from pathlib import Path

import pytest

from benchmarks.figures import Figure, Result, machine, percentile


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("speed", 10, "times", at_least=10), True),
        (Figure("speed", 9.9, "times", at_least=10), False),
        (Figure("time", 300, "ms", at_most=300), True),
        (Figure("time", 301, "ms", at_most=300), False),
        (Figure("refusals", 0, "answers", at_most=0), True),
        (Figure("speed", 5, "times"), None),
    ],
)
def test_a_figure_knows_whether_its_bar_is_reached(figure: Figure, reached: bool | None) -> None:
    assert figure.reached is reached


def test_a_figure_with_a_bar_tells_it() -> None:
    told = Figure("speed", 12.34567, "times", at_least=10).as_json()
    assert told == {
        "name": "speed", "value": 12.35, "unit": "times", "bar": 10, "kind": "at_least", "reached": True,
    }  # fmt: skip


def test_a_figure_without_a_bar_has_none_to_reach() -> None:
    assert Figure("speed", 12, "times").as_json() == {"name": "speed", "value": 12.0, "unit": "times"}


def test_a_result_is_one_line_of_json(tmp_path: Path) -> None:
    figures = [Figure("a", 1, "s", at_most=2), Figure("b", 3, "s", at_most=2), Figure("c", 3, "s")]
    told = json.loads(
        json.dumps(Result("start", {"rounds": 2}, figures, {"a": [1, 1]}).as_json(machine(tmp_path)))
    )
    assert told["benchmark"] == "start"
    assert told["reached"] is False
    assert [figure["name"] for figure in told["figures"]] == ["a", "b", "c"]
    assert {"cores", "python", "libraries"} <= told["machine"].keys()


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100)])
def test_a_percentile_is_a_measured_value(percent: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == value
