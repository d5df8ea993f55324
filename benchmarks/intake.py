"""Link proof in; evidence, tally and queued reaction committed: how many a second?

Every program finds its messages waiting in the simulator. Time runs from the simulator's first answer to getUpdates
until the last
is committed (and all are confirmed), so starting an interpreter costs nobody anything.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from benchmarks import programs
from benchmarks.databases import empty_database, looking_into
from benchmarks.figures import Figure, Result, middle
from benchmarks.options import Options, tell
from benchmarks.processes import Process
from benchmarks.programs import BARE, OURS, PLAIN
from benchmarks.simulator_process import Simulated, simulator

CHATS, PEOPLE = 50, 10
_LOOK_AGAIN = 0.02
_PATIENCE = 300.0
COMMITTED = {OURS: "SELECT count(*) FROM evidence", PLAIN: "SELECT count(*) FROM plain_evidence"}
TALLIED = {OURS: "SELECT sum(count) FROM tally", PLAIN: "SELECT sum(count) FROM plain_tally"}
QUEUED = {OURS: "SELECT count(*) FROM outbox", PLAIN: "SELECT count(*) FROM plain_outbox"}


class WrongCountError(Exception):
    """Speed means nothing when the numbers are wrong."""


async def run(options: Options) -> Result:
    count, rounds = (1_500, 1) if options.quick else (6_000, 3)
    counts = {OURS: count, PLAIN: count // 4, BARE: count}
    speeds: dict[str, list[float]] = {}
    for turn in range(rounds):
        for kind in options.databases:
            for program, messages in counts.items():
                speed = await one_round(program, kind, messages, options)
                speeds.setdefault(f"{program}_{kind}", []).append(speed)
                tell(f"intake {turn + 1}/{rounds}: {program} on {kind}, {speed:.0f} messages/s")
    parameters = {"messages": counts, "chats": CHATS, "people": PEOPLE, "rounds": rounds}
    return Result("intake", parameters, _figures(options.databases, speeds), speeds)


def _figures(kinds: Sequence[str], speeds: Mapping[str, Sequence[float]]) -> list[Figure]:
    figures = []
    for kind in kinds:
        measured = {program: speeds[f"{program}_{kind}"] for program in (OURS, PLAIN, BARE)}
        figures += [
            Figure(f"{name}_{kind}", middle(values), "messages/s") for name, values in measured.items()
        ]
        for peer, bar in ((PLAIN, 10.0), (BARE, 0.25)):
            # Programs of one turn ran in the same minute, so they are compared within it.
            ratios = [ours / theirs for ours, theirs in zip(measured[OURS], measured[peer], strict=True)]
            figures.append(Figure(f"ours_to_{peer}_{kind}", middle(ratios), "times", at_least=bar))
    return figures


async def one_round(program: str, kind: str, count: int, options: Options) -> float:
    """Messages a second of one program on a new simulator and a new database."""
    async with simulator(limits=False) as sim, empty_database(kind, options.folder) as database:
        await sim.load(count, chats=CHATS, people=PEOPLE)
        async with asyncio.timeout(_PATIENCE):
            if program == BARE:
                finished = await _dropped(sim, count)
            elif program == PLAIN:
                finished = await _committed(PLAIN, programs.plain(sim.url, database), database, sim, count)
            else:
                bot = programs.ours(sim.url, database, options.folder)
                finished = await _committed(OURS, bot, database, sim, count)
        first = (await sim.calls("getUpdates"))[0]
        return count / (finished - float(first["monotonic"]))


async def _dropped(sim: Simulated, count: int) -> float:
    async with programs.bare(sim.url, count) as bot:
        finished = float(await bot.line())
        await _all_confirmed(sim, count)
    return finished


async def _committed(
    program: str, starting: AbstractAsyncContextManager[Process], database: str, sim: Simulated, count: int
) -> float:
    async with starting as bot, looking_into(database) as look:
        while await look.number(COMMITTED[program]) < count:
            bot.must_live()
            await asyncio.sleep(_LOOK_AGAIN)
        finished = time.monotonic()
        await _all_confirmed(sim, count)
        for query in (TALLIED[program], QUEUED[program]):
            if (found := await look.number(query)) != count:
                raise WrongCountError(f"{program}: {found} instead of {count} by {query}")
    return finished


async def _all_confirmed(sim: Simulated, count: int) -> None:
    """The request for what comes after the last message follows at once."""
    while (await sim.counters())["updates"]["confirmed"] < count:  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_AGAIN)
