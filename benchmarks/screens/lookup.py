"""How long it takes to find who might be a copy among very many: bands as whole-number keys in a table."""

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rules.images import Fingerprint

_COMMON = 200  # a key that so many share is a bar or button, or a post that everybody shares
_FULL = (1 << 63) - 1
_BARS = 60


def lookups(folder: Path, stored: int, times: int = 200) -> tuple[list[float], float]:
    """Milliseconds, each for one fingerprint that is stored in a slightly other form; and how many found it."""
    database = sqlite3.connect(folder / "bands.db")
    rng = random.Random(7)
    prints = _store(database, stored, rng)
    taken, right = [], 0
    for number in rng.sample(range(stored), times):
        asked = _slightly_other(prints[number], rng)
        began = time.perf_counter()
        best = _best(database, asked, prints)
        taken.append(1000 * (time.perf_counter() - began))
        right += best == number
    database.close()
    return taken, right / times


def _store(database: sqlite3.Connection, stored: int, rng: random.Random) -> Sequence[Fingerprint]:
    """Three stripes of ten are bars and buttons that sixty kinds of screens have in common."""
    bars = [rng.getrandbits(63) for _ in range(_BARS)]
    prints = [
        Fingerprint((*rng.sample(bars, 3), *(rng.getrandbits(63) for _ in range(7)))) for _ in range(stored)
    ]
    keys = np.fromiter((key for each in prints for key in each.bands()), np.int64)
    numbers = np.repeat(np.arange(stored), [len(each.bands()) for each in prints])
    order = np.lexsort((numbers, keys))
    database.execute(
        "CREATE TABLE band (key INTEGER, picture INTEGER, PRIMARY KEY (key, picture)) WITHOUT ROWID"
    )
    for start in range(0, len(keys), 100_000):
        some = order[start : start + 100_000]
        rows = zip(keys[some].tolist(), numbers[some].tolist(), strict=True)
        database.executemany("INSERT INTO band VALUES (?, ?)", rows)
    database.commit()
    return prints


def _slightly_other(one: Fingerprint, rng: random.Random) -> Fingerprint:
    """Three stripes are cut away, and three bits of each other are wrong."""
    kept = one.stripes[1:8]
    return Fingerprint(tuple(each ^ sum(1 << bit for bit in rng.sample(range(63), 3)) for each in kept))


def _best(database: sqlite3.Connection, asked: Fingerprint, prints: Sequence[Fingerprint]) -> int | None:
    shared: Counter[int] = Counter()
    for key in asked.bands():
        found = database.execute("SELECT picture FROM band WHERE key = ? LIMIT ?", (key, _COMMON)).fetchall()
        if len(found) < _COMMON:
            shared.update(picture for (picture,) in found)
    candidates = [picture for picture, _ in shared.most_common(50)]
    return max(candidates, key=lambda each: asked.likeness(prints[each]), default=None)
