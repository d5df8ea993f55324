"""A round of reminders to all groups, through a simulator that enforces the platform's limits."""

import asyncio
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks import programs
from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle
from benchmarks.options import Options, tell
from benchmarks.simulator_process import TOKEN, simulator
from rules.rule_set import STANDARD_PLAN
from scheduler.reminders import Reminders
from storage import BotRef, Store

PER_SECOND = 30
MONDAY = datetime(2025, 11, 17, 7, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
_PATIENCE = 180.0
_QUIET = 3.0


async def run(options: Options) -> Result:
    groups, rounds = (91, 1) if options.quick else (531, 1)
    floor = groups / PER_SECOND
    figures: list[Figure] = []
    told: dict[str, list[float]] = {}
    for kind in options.databases:
        measured: list[tuple[float, float, int]] = []
        for turn in range(rounds):
            measured.append(await one_round(kind, groups, options))
            tell(f"round {turn + 1}/{rounds}: {groups} groups on {kind} in {measured[-1][0]:.2f} s")
        total, sending, refused = ([values[index] for values in measured] for index in range(3))
        told |= {f"total_{kind}": total, f"sending_{kind}": sending}
        figures += [
            Figure(f"total_{kind}", middle(total), "s"),
            Figure(f"sending_{kind}", middle(sending), "s"),
            Figure(f"total_to_floor_{kind}", middle(total) / floor, "times", at_most=1.05),
            Figure(f"refused_{kind}", max(refused), "answers 429", at_most=0),
        ]
    return Result("round", {"groups": groups, "floor_seconds": floor, "rounds": rounds}, figures, told)


async def one_round(kind: str, groups: int, options: Options) -> tuple[float, float, int]:
    """Seconds from the hour to the last reminder, from the first to the last, and the number of refusals."""
    async with simulator(limits=True) as sim, empty_database(kind, options.folder) as database:
        chats = await sim.load(groups, chats=groups, people=1)
        async with programs.ours(sim.url, database, options.folder) as process, asyncio.timeout(_PATIENCE):
            await sim.until_called("setMessageReaction", groups, process)
            await asyncio.sleep(_QUIET)
            await sim.ask("DELETE", "/sim/calls")
            began = await _put(database, len(chats))
            await sim.until_called("sendMessage", groups, process)
            sent = [call["monotonic"] for call in await sim.calls("sendMessage") if call["status"] == 200]
            refused = (await sim.counters())["too_many_requests"]
    return sent[-1] - began, sent[-1] - sent[0], refused


async def _put(database: str, groups: int) -> float:
    """Monday's message, composed and put by the schedule of another process; when that began.

    The week was closed an hour before, as on any Monday.
    """
    store = Store(database)
    try:
        reminders = Reminders(store, STANDARD_PLAN, BotRef("telegram", TOKEN.partition(":")[0]))
        await reminders.due_at(MONDAY - timedelta(hours=1))
        began = time.monotonic()
        put = sum(outcome.put for outcome in await reminders.due_at(MONDAY))
        if put != groups:
            raise ValueError(f"{put} of {groups} groups were reminded")
        return began
    finally:
        await store.close()
