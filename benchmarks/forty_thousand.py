"""A round of reminders for a whole country: forty thousand groups, worked out and put on the outbox."""

import json
import sys

from benchmarks.country import PEOPLE_A_UNIT, UNITS, country
from benchmarks.figures import Figure, Result
from benchmarks.options import Options, tell
from benchmarks.processes import running

_PLAIN_GROUPS = 1_000
MOST_SECONDS = 60.0
LONGEST_BLOCK_MS = 250.0
MOST_MEMORY_MB = 400.0


async def run(options: Options) -> Result:
    units, plain_groups = (2_000, 200) if options.quick else (UNITS, _PLAIN_GROUPS)
    figures: list[Figure] = []
    told: dict[str, list[float]] = {}
    for kind in options.databases:
        async with country(kind, units, options.folder) as url:
            start = await _measured(url, "monday_start")
            nudge = await _measured(url, "thursday_nudge")
            plain = await _measured(url, "plain", "--groups", str(plain_groups))
        for name, found in (("start", start), ("nudge", nudge)):
            if found["put"] != units:
                raise ValueError(f"{found['put']:.0f} of {units} groups were reminded")
            tell(f"{name}: {units} groups on {kind} in {found['seconds']:.1f} s")
            figures += [
                Figure(f"{name}_{kind}", found["seconds"], "s", at_most=MOST_SECONDS),
                Figure(f"{name}_block_{kind}", found["block_ms"], "ms", at_most=LONGEST_BLOCK_MS),
                Figure(f"{name}_peak_{kind}", found["peak_mb"], "MB", at_most=MOST_MEMORY_MB),
                Figure(f"{name}_grown_{kind}", found["peak_mb"] - found["rest_mb"], "MB"),
            ]
        ours, theirs = start["put"] / start["seconds"], plain["put"] / plain["seconds"]
        figures += [
            Figure(f"groups_a_second_{kind}", ours, "groups/s"),
            Figure(f"plain_groups_a_second_{kind}", theirs, "groups/s"),
            Figure(f"times_plain_{kind}", ours / theirs, "times"),
        ]
        told[f"seconds_{kind}"] = [start["seconds"], nudge["seconds"]]
    parameters = {"groups": units, "people": units * PEOPLE_A_UNIT, "plain_groups": plain_groups}
    return Result("forty_thousand", parameters, figures, told)


async def _measured(url: str, kind: str, *more: str) -> dict[str, float]:
    async with running([sys.executable, "-m", "benchmarks.putting", url, kind, *more]) as process:
        found: dict[str, float] = json.loads(await process.line())
        return found
