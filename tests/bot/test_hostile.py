"""Hostile updates between good messages: nothing parked, nothing missing, memory level (`tests/hostile`).

`python -m tests.hostile --seeds 20` plays everything on both databases, and as many mutants as one likes.
"""

import gc
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile.play import FAMILIES, Case, Outcome, Player, cases

pytestmark = pytest.mark.timeout(300)
SHARES = 12
EXTRA_MEMORY = 4_000_000
intakes = pytest.mark.parametrize("at_once", [True, False], ids=["at once", "claimed"])


def share(number: int) -> list[Case]:
    """A twelfth of every family, and mutants of its own."""
    return [*list(cases(FAMILIES))[number::SHARES], *cases([], [number], 40)]


async def outcome(
    url: str, folder: Path, played: Sequence[Case], *, at_once: bool, powerful: bool = False
) -> Outcome:
    player = Player(url, folder, at_once=at_once, powerful=powerful)
    try:
        await player.play(played)
        return await player.outcome()
    finally:
        await player.close()


@intakes
async def test_hostile_updates_hold_up_nobody_on_sqlite(
    sqlite_url: str, tmp_path: Path, at_once: bool
) -> None:
    found = await outcome(sqlite_url, tmp_path, share(0 if at_once else 1), at_once=at_once)
    assert found.clean, found


@pytest.mark.postgres
@intakes
async def test_hostile_updates_hold_up_nobody_on_postgresql(
    empty_postgres_url: str, tmp_path: Path, at_once: bool
) -> None:
    found = await outcome(empty_postgres_url, tmp_path, share(2 if at_once else 3), at_once=at_once)
    assert found.clean, found


@intakes
async def test_hostile_operators_hold_up_nobody(sqlite_url: str, tmp_path: Path, at_once: bool) -> None:
    played = list(cases(["commands", "presses"]))[:: 5 if at_once else 6]
    found = await outcome(sqlite_url, tmp_path, played, at_once=at_once, powerful=True)
    assert found.clean, found


async def test_the_corpus_is_what_it_claims_to_be() -> None:
    names = [name for name, _ in cases(FAMILIES)]
    assert len(FAMILIES) >= 15
    assert len(set(names)) == len(names) >= 4000


async def test_memory_stays_level_however_often_they_come(sqlite_url: str, tmp_path: Path) -> None:
    player = Player(sqlite_url, tmp_path, at_once=True, powerful=False)
    sizes = []
    try:
        tracemalloc.start()
        for seed in range(4):
            played = [*list(cases(["presses", "entities", "shapes"]))[seed::8], *cases([], [seed], 30)]
            await player.play(played)
            del played
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
        await player.close()
    assert sizes[-1] - sizes[1] < EXTRA_MEMORY, sizes
