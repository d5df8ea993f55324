"""Which pictures are held against each other, and what is right; everything follows from the seeds."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.screens import changes, posts
from benchmarks.screens.posts import Screen

# Thresholds are set by looking at the first; what is reported comes from the second, which nobody tunes on.
TUNE, HELD_BACK = 100_000, 4_200_000


@dataclass(frozen=True, slots=True)
class View:
    """A screen and what was done to its picture, from a seed of its own."""

    screen: Screen
    change: str = "as_document"
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    one: View
    other: View
    copy: bool | None  # None: what a picture alone cannot tell, see docs/benchmarks.md


def pairs(seed: int) -> Iterator[Pair]:
    yield from _copies(seed)
    yield from _look_alikes(seed)


def _copies(seed: int) -> Iterator[Pair]:
    rng = random.Random(f"screen {seed}")
    one = posts.screen(rng)
    first = View(one, rng.choice(("as_document", "telegram", "telegram")), f"first {seed}")
    for name in changes.CHANGES:
        yield Pair(
            name, first, View(one, name, f"{name} {seed}"), copy=None if name in changes.UNTOLD else True
        )
    clock, scroll = posts.another_minute(one, rng), posts.scrolled(posts.another_minute(one, rng), rng)
    yield Pair("clock", first, View(clock, "telegram", f"clock {seed}"), copy=True)
    yield Pair("scroll", first, View(scroll, "telegram", f"scroll {seed}"), copy=True)
    yield Pair("scroll_cut", first, View(scroll, "cut_bars", f"scroll_cut {seed}"), copy=True)
    yield Pair(
        "hours_later", first, View(posts.hours_later(one, rng), "telegram", f"later {seed}"), copy=None
    )


def _look_alikes(seed: int) -> Iterator[Pair]:
    for kind, (make, change) in posts.HARD.items():
        rng = random.Random(f"{kind} {seed}")
        one = make(posts.screen(rng), rng)
        ways = (
            "telegram",
            "telegram",
            "telegram",
            "as_document",
            "cut_top",
            "cut_bottom",
            "circle",
            "black_pen",
            "white_pen",
            "poor_jpeg",
        )
        other = View(change(one, rng), rng.choice(ways), f"{kind} other {seed}")
        yield Pair(kind, View(one, "telegram", f"{kind} one {seed}"), other, copy=False)
