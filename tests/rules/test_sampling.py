import pytest

from rules.sampling import Share


def test_nothing_looked_at_tells_nothing() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("wrong", "looked_at", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (3, 200, 0.0051, 0.0432),
    ],
)
def test_the_interval_is_wilsons(wrong: int, looked_at: int, low: float, high: float) -> None:
    assert Share(wrong, looked_at).interval == pytest.approx((low, high), abs=0.0001)


def test_more_that_was_looked_at_makes_surer() -> None:
    few, many = Share(1, 20).interval, Share(50, 1000).interval
    assert few[0] < many[0] < 0.05 < many[1] < few[1]
