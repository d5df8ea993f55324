"""From an office's files to a ledger with everybody in it: the commands as somebody would type them, end to end."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle
from benchmarks.office_lists import PEOPLE, UNITS, Lists, write_lists
from benchmarks.options import Options, tell

MOST_SECONDS = 30.0
"""All but five of them for the telephone numbers, which are slow on purpose."""
_SMALL = (53, 1_843)


async def run(options: Options) -> Result:
    rounds = 1 if options.quick else 3
    units, people = _SMALL if options.quick else (UNITS, PEOPLE)
    folder = options.folder / "lists"
    folder.mkdir(exist_ok=True)
    lists = await asyncio.to_thread(write_lists, folder, units, people)
    told: dict[str, list[float]] = {}
    for kind in options.databases:
        for turn in range(rounds):
            for name, value in (await _round(kind, options.folder, lists, units)).items():
                told.setdefault(f"{name}_{kind}", []).append(value)
            tell(f"setup {turn + 1}/{rounds} on {kind}: {told[f'whole_{kind}'][-1]:.1f} s")
        async with empty_database(kind, options.folder) as database:
            told[f"plain_{kind}"] = [await _plain(database, lists)]
    figures = [_figure(name, middle(values)) for name, values in told.items()]
    for kind in options.databases:
        times = middle(told[f"plain_{kind}"]) / middle(told[f"roster_{kind}"])
        figures.append(Figure(f"plain_to_ours_{kind}", times, "times"))
    parameters = {"units": units, "people": people, "files": len(lists.staff), "rounds": rounds}
    return Result("setup", parameters, figures, told)


def _figure(name: str, seconds: float) -> Figure:
    limited = name.startswith(("whole_", "whole_again_"))
    return Figure(name, seconds, "s", at_most=MOST_SECONDS if limited else None)


async def _round(kind: str, folder: Path, lists: Lists, units: int) -> dict[str, float]:
    """Each step's seconds, interpreters and all; wrong counts are an error and no result."""
    taken = {}
    async with empty_database(kind, folder) as database:
        commands = await _Commands.at(database, folder)
        taken["units"], (brought,) = await commands.time("import-units", [lists.units], "--yes", "--json")
        _must(brought["new"] == units, "units")
        taken["roster"] = await commands.bring_in(lists.staff, new=lists.people)
        taken["again"] = await commands.bring_in(lists.staff, new=0)
        written = folder / "out.xlsx"
        written.unlink(missing_ok=True)
        taken["export"], (out,) = await commands.time("export-roster", [written], "--json")
        _must(out["people"] == lists.people, "the export lacks somebody")
    async with empty_database(kind, folder) as database:
        commands = await _Commands.at(database, folder)
        await commands.time("import-units", [lists.units], "--yes", "--json")
        taken["whole"] = await commands.bring_in([lists.whole], new=lists.people)
        taken["whole_again"] = await commands.bring_in([lists.whole], new=0)
    return taken


class _Commands:
    def __init__(self, config: Path) -> None:
        self._config = config

    @classmethod
    async def at(cls, database: str, folder: Path) -> Self:
        config = folder / "setup.toml"
        config.write_text(f"[storage]\ndatabase = {json.dumps(database)}\n", encoding="utf-8")
        commands = cls(config)
        await commands.time("migrate")
        return commands

    async def bring_in(self, files: Sequence[Path], *, new: int) -> float:
        seconds, told = await self.time("import-roster", files, "--yes", "--json")
        found, changed = (sum(each[key] for each in told) for key in ("new", "changed"))
        _must((found, changed) == (new, 0), f"{found} new and {changed} changed where {new} are new")
        return seconds

    async def time(
        self, command: str, files: Sequence[Path] = (), *options: str
    ) -> tuple[float, list[dict[str, Any]]]:
        """A command on every file, one after the other."""
        began = time.perf_counter()
        told = [
            await _printed("bot", command, *named, *options, "--config", str(self._config))
            for named in [[str(file)] for file in files] or [[]]
        ]
        return time.perf_counter() - began, [json.loads(each) for each in told if each.startswith("{")]


async def _plain(database: str, lists: Lists) -> float:
    """Seconds without the start of its interpreter."""
    files = map(str, lists.staff)
    told = json.loads(await _printed("benchmarks.peers.plain_import", "--database", database, *files))
    _must(told["rows"] >= lists.people, "the plain program lacks somebody")
    return float(told["seconds"])


async def _printed(module: str, *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, stdout=PIPE)
    out, _ = await process.communicate()
    _must(process.returncode == 0, f"{module} {arguments[0]} failed")
    return out.decode()


def _must(right: bool, otherwise: str) -> None:
    if not right:
        raise ValueError(otherwise)
