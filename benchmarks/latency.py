"""From a message being posted to its reaction being received, at a steady rate that waits for nobody."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from typing import Any

from benchmarks import programs
from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle, percentile
from benchmarks.options import Options, tell
from benchmarks.processes import Process
from benchmarks.programs import OURS, PLAIN
from benchmarks.simulator_process import Simulated, simulator

CHATS, PEOPLE = 100, 1
PER_SECOND = 50
_PERCENTS = (50, 95, 99)
_PATIENCE = 120.0
_QUIET = 2.0
LINK = "https://www.facebook.com/permalink.php?story_fbid={number}&id=100000000000002"
Place = tuple[int, int]
"""(chat, message)"""


async def run(options: Options) -> Result:
    seconds, rounds = (4, 1) if options.quick else (20, 2)
    taken: dict[str, list[list[float]]] = {}
    for turn in range(rounds):
        for kind in options.databases:
            for program in (OURS, PLAIN):
                latencies = await one_round(program, kind, seconds * PER_SECOND, options)
                taken.setdefault(f"{program}_{kind}", []).append(latencies)
                p95 = percentile(latencies, 95)
                tell(f"latency {turn + 1}/{rounds}: {program} on {kind}, 95 % within {p95:.1f} ms")
    figures = []
    told: dict[str, list[float]] = {}
    for name, measured in taken.items():
        for percent in _PERCENTS:
            values = told[f"{name}_p{percent}"] = [percentile(latencies, percent) for latencies in measured]
            bar = 300.0 if percent == 95 and name.startswith(OURS) else None
            figures.append(Figure(f"{name}_p{percent}", middle(values), "ms", at_most=bar))
    parameters = {
        "per_second": PER_SECOND,
        "seconds": seconds,
        "chats": CHATS,
        "people": PEOPLE,
        "rounds": rounds,
    }
    return Result("latency", parameters, figures, told)


async def one_round(program: str, kind: str, count: int, options: Options) -> list[float]:
    """Milliseconds from each message to its reaction."""
    async with simulator(limits=True) as sim, empty_database(kind, options.folder) as database:
        # A first message in every group, so that groups and people are known before time is taken.
        chats = await sim.load(CHATS * PEOPLE, chats=CHATS, people=PEOPLE)
        bot: AbstractAsyncContextManager[Process]
        if program == OURS:
            bot = programs.ours(sim.url, database, options.folder)
        else:
            bot = programs.plain(sim.url, database, react=True)
        async with bot as process, asyncio.timeout(_PATIENCE + count / PER_SECOND):
            await sim.until_called("setMessageReaction", CHATS * PEOPLE, process)
            await asyncio.sleep(_QUIET)
            before = await sim.last_call()
            posted = await _post(sim, chats, count)
            await sim.until_called("setMessageReaction", CHATS * PEOPLE + count, process)
            reacted = _first_reactions(await sim.calls("setMessageReaction", before))
        return [1000 * (reacted[place] - at) for place, at in posted.items()]


async def _post(sim: Simulated, chats: list[int], count: int) -> dict[Place, float]:
    """Post at the beat, whether or not the earlier ones are answered; when each was posted."""
    state = await sim.ask("GET", "/sim/state")
    people = [user["id"] for user in state["users"] if user["role"] == "load"]
    began = time.monotonic()
    posting = []
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
        person = people[number // len(chats) % len(people)]
        posting.append(asyncio.create_task(_post_one(sim, chats[number % len(chats)], person, number)))
    return dict(await asyncio.gather(*posting))


async def _post_one(sim: Simulated, chat_id: int, person_id: int, number: int) -> tuple[Place, float]:
    text = LINK.format(number=number + 1)
    at = time.monotonic()
    answer = await sim.ask("POST", "/sim/messages", {"chat_id": chat_id, "from_id": person_id, "text": text})
    return (chat_id, int(answer["messages"][0]["message_id"])), at


def _first_reactions(calls: list[dict[str, Any]]) -> dict[Place, float]:
    """When the simulator had taken each reaction, by the same clock of this machine."""
    reacted: dict[Place, float] = {}
    for call in calls:
        place = int(call["params"]["chat_id"]), int(call["params"]["message_id"])
        reacted.setdefault(place, float(call["monotonic"]))
    return reacted
