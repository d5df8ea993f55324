"""python -m tests.hostile: a longer run than the tests make, family after family, on a ledger of its own."""

import argparse
import asyncio
import contextlib
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests import postgres
from tests.hostile.play import FAMILIES, Case, Outcome, Player, cases
from tests.hostile.unseen import FAMILIES as UNSEEN
from tests.ledgers import migrate


async def _play(url: str, folder: Path, played: Sequence[Case], *, at_once: bool, powerful: bool) -> Outcome:
    await migrate(url)
    player = Player(url, folder, at_once=at_once, powerful=powerful)
    try:
        await player.play(played)
        return await player.outcome()
    finally:
        await player.close()


def _on(database: str, played: Sequence[Case], *, at_once: bool, powerful: bool) -> Outcome:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        on_postgres = database == "postgresql"
        url = stack.enter_context(postgres.database()) if on_postgres else f"sqlite:///{folder / 'ledger.db'}"
        return asyncio.run(_play(url, folder, played, at_once=at_once, powerful=powerful))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("families", nargs="*", help="all of them when none is named")
    parser.add_argument(
        "--seeds", type=int, default=0, help="so many times --mutants valid updates bent at random"
    )
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seen", action="store_true", help="only the families that were mended first")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--intake", choices=["at once", "claimed"])
    parser.add_argument("--powerful", action="store_true", help="the hostile sender is an operator")
    told = parser.parse_args()
    logging.disable(logging.CRITICAL)
    families = told.families or [each for each in FAMILIES if not (told.seen and each in UNSEEN)]
    parts: list[tuple[str, list[Case]]] = []
    if told.families or not told.seeds:
        parts += [(family, list(cases([family]))) for family in families]
    for seed in range(told.from_seed, told.from_seed + told.seeds):
        parts.append((f"seed {seed}", list(cases([], [seed], told.mutants))))
    bad = 0
    for database in [told.database] if told.database else ["sqlite", "postgresql"]:
        for intake in [told.intake] if told.intake else ["at once", "claimed"]:
            for name, played in parts:
                outcome = _on(database, played, at_once=intake == "at once", powerful=told.powerful)
                bad += not outcome.clean
                told_of = f"clean ({outcome.played} + {outcome.good})" if outcome.clean else str(outcome)
                print(f"{database}, {intake}, {name}: {told_of}", flush=True)
    return min(bad, 1)


if __name__ == "__main__":
    raise SystemExit(main())
