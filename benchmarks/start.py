"""From the start of the process to ready, with a database that is there already, and the memory it takes at rest."""

import asyncio
import os
import socket
import time
from pathlib import Path

import aiohttp

from benchmarks import programs
from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle
from benchmarks.options import Options, tell
from benchmarks.processes import Process
from benchmarks.programs import BARE, OURS
from benchmarks.simulator_process import Simulated, simulator

_LOOK_AGAIN = 0.005
_PATIENCE = 60.0
_REST = 2.0


async def run(options: Options) -> Result:
    rounds = 1 if options.quick else 3
    told: dict[str, list[float]] = {}
    for kind in options.databases:
        async with empty_database(kind, options.folder) as database:
            await _ours(database, options.folder)  # makes the tables
            for turn in range(rounds):
                measured = {
                    f"{OURS}_{kind}": await _ours(database, options.folder),
                    f"{BARE}_beside_{kind}": await _bare(),
                }
                for name, values in measured.items():
                    for what, value in values.items():
                        told.setdefault(f"{name}_{what}", []).append(value)
                ready = measured[f"{OURS}_{kind}"]["ready"]
                tell(f"start {turn + 1}/{rounds}: ready on {kind} after {ready:.2f} s")
    figures = [_figure(name, middle(values)) for name, values in told.items()]
    return Result("start", {"rounds": rounds, "rest_seconds": _REST}, figures, told)


def _figure(name: str, value: float) -> Figure:
    mine = name.startswith(OURS)
    if name.endswith(("_rss", "_pss")):
        return Figure(name, value, "MB", at_most=150.0 if mine and name.endswith("_rss") else None)
    return Figure(name, value, "s", at_most=2.0 if name.endswith("_ready") else None)


async def _ours(database: str, folder: Path) -> dict[str, float]:
    port = _free_port()
    async with simulator(limits=True) as sim, aiohttp.ClientSession() as session, asyncio.timeout(_PATIENCE):
        await sim.load(1, chats=1, people=1)
        began = time.monotonic()
        async with programs.ours(sim.url, database, folder, port=port) as process:
            while not await _is_ready(session, port):
                process.must_live()
                await asyncio.sleep(_LOOK_AGAIN)
            ready = time.monotonic() - began
            processor = _processor_seconds(process)
            polled = await _first_poll(sim) - began
            return {
                "ready": ready,
                "ready_processor": processor,
                "first_poll": polled,
                **await _memory_at_rest(process),
            }


async def _bare() -> dict[str, float]:
    async with simulator(limits=True) as sim, asyncio.timeout(_PATIENCE):
        await sim.load(1, chats=1, people=1)
        began = time.monotonic()
        async with programs.bare(sim.url) as process:
            polled = await _first_poll(sim) - began
            return {"first_poll": polled, **await _memory_at_rest(process)}


async def _first_poll(sim: Simulated) -> float:
    """A message waits, so the first request is answered, and noted, at once."""
    while not (calls := await sim.calls("getUpdates")):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_AGAIN)
    return float(calls[0]["monotonic"])


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientConnectionError:
        return False


async def _memory_at_rest(process: Process) -> dict[str, float]:
    """Megabytes, on Linux: all that is resident, and the fair share of what other processes use too."""
    await asyncio.sleep(_REST)
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    kilobytes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
    return {name.lower(): int(kilobytes[name]) * 1024 / 1e6 for name in ("Rss", "Pss")}


def _processor_seconds(process: Process) -> float:
    """What the start costs whoever else uses the machine, and does not depend on them."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
