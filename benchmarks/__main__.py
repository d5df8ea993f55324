"""`python -m benchmarks`: one JSON object a benchmark on standard output, progress on standard error."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from benchmarks import (
    forty_thousand,
    intake,
    latency,
    pictures,
    reminders,
    screens,
    season,
    setup,
    start,
    summary,
)
from benchmarks.databases import KINDS
from benchmarks.figures import Result, machine
from benchmarks.options import Options, tell

BENCHMARKS: dict[str, tuple[Callable[[Options], Coroutine[Any, Any, Result]], str]] = {
    "intake": (intake.run, "link proof in, evidence + tally + reaction committed: messages a second"),
    "latency": (latency.run, "from a message to its reaction, at 50 messages a second"),
    "start": (start.run, "process start to ready, and memory at rest"),
    "summary": (summary.run, "a school's and the province's summary over 100 thousand and 10 million rows"),
    "setup": (setup.run, "a province's 530 units and 18,426 people from untidy files into an empty ledger"),
    "season": (season.run, "fifty weeks of featured pages for 530 units: how fair, and what a week costs"),
    "round": (reminders.run, "531 groups' reminders against the platform's limits"),
    "forty_thousand": (forty_thousand.run, "40,000 groups' reminders worked out and put on the outbox"),
    "pictures": (pictures.run, "a screenshot from its bytes to what it may be a copy of, among a million"),
    "screens": (screens.run, "screenshots handed in again, and look-alikes: what is noticed and what is not"),
}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parse(argv)
    if arguments.list:
        for name, (_, words) in BENCHMARKS.items():
            print(f"{name:<16}{words}")
        return 0
    databases = KINDS if arguments.database == "both" else (arguments.database,)
    with tempfile.TemporaryDirectory(prefix="minhchung-bench-") as folder:
        options = Options(databases, Path(folder), arguments.quick)
        for name in arguments.names or BENCHMARKS:
            tell(f"== {name}")
            facts = machine(options.folder)
            result = asyncio.run(BENCHMARKS[name][0](options))
            facts["load_after"] = round(os.getloadavg()[0], 2)
            print(json.dumps(result.as_json(facts), ensure_ascii=False), flush=True)
    return 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description="How fast it is; one JSON object a benchmark."
    )
    parser.add_argument(
        "names", nargs="*", choices=[[], *BENCHMARKS], help="which ones (all)", metavar="name"
    )
    parser.add_argument("--list", action="store_true", help="name them all")
    parser.add_argument("--quick", action="store_true", help="small sizes: a look, not a measurement")
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
