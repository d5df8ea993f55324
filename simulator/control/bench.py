"""What tests and benchmarks turn: raw updates, loads, troubles, limits, and what to measure by."""

import asyncio
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from simulator.bulk import Load, Order
from simulator.control.fields import answer, query_number, read_fields, read_json
from simulator.errors import WorldError
from simulator.wire import encode
from simulator.world import World


class Bench:
    """Routes for tests and benchmarks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.load: Load | None = None
        self._task: asyncio.Task[None] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/sim/updates", self.add_updates),
            web.post("/sim/load", self.start_load),
            web.get("/sim/load/progress", self.progress),
            web.get("/sim/faults", self.faults),
            web.put("/sim/faults", self.set_faults),
            web.get("/sim/limits", self.limits),
            web.put("/sim/limits", self.set_limits),
            web.get("/sim/calls", self.calls),
            web.delete("/sim/calls", self.clear_calls),
            web.get("/sim/counters", self.counters),
        ]

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def add_updates(self, request: web.Request) -> web.Response:
        updates = await read_json(request)
        if not isinstance(updates, list):
            raise WorldError("the request must be a JSON list of updates")
        bot = self.world.bot(query_number(request, "bot"))
        ids = [self._queue(bot.queue.reserve_id(_wanted_id(update)), update, bot.id) for update in updates]
        return answer({"queued": len(ids), "update_ids": ids})

    def _queue(self, update_id: int, update: Any, bot_id: int) -> int:
        whole = {"update_id": update_id, **update} if isinstance(update, dict) else update
        self.world.bot(bot_id).queue.push_whole(update_id, encode(whole))
        return update_id

    async def start_load(self, request: web.Request) -> web.Response:
        if self._task is not None and not self._task.done():
            raise WorldError("a load is still being written")
        wanted = (await read_fields(request)).values
        try:
            order = Order(**wanted)
        except TypeError as error:
            raise WorldError(str(error)) from error
        self.load = load = Load(self.world, order)
        self._task = asyncio.create_task(_carry_out(load.steps()), name="load")
        return answer(load.as_json())

    async def progress(self, _request: web.Request) -> web.Response:
        if self.load is None:
            raise WorldError("no load has been ordered")
        return answer(self.load.as_json())

    async def faults(self, _request: web.Request) -> web.Response:
        return answer({**self.world.faults.as_json(), "reaction_edits": self.world.reaction_edits})

    async def set_faults(self, request: web.Request) -> web.Response:
        wanted = (await read_fields(request)).values
        self.world.reaction_edits = bool(wanted.pop("reaction_edits", self.world.reaction_edits))
        wanted.pop("struck", None)
        self.world.faults.replace(wanted)
        return await self.faults(request)

    async def limits(self, _request: web.Request) -> web.Response:
        return answer(self.world.limits.as_json())

    async def set_limits(self, request: web.Request) -> web.Response:
        self.world.limits.update((await read_fields(request)).values)
        return answer(self.world.limits.as_json())

    async def calls(self, request: web.Request) -> web.Response:
        found = self.world.calls.since(query_number(request, "since") or 0, request.query.get("method"))
        return answer({"calls": found, "last": self.world.calls.number})

    async def clear_calls(self, _request: web.Request) -> web.Response:
        self.world.calls.clear()
        return answer({})

    async def counters(self, _request: web.Request) -> web.Response:
        bots = self.world.bots.values()
        return answer(
            {
                "by_method": dict(self.world.calls.by_method),
                "by_status": {str(status): count for status, count in self.world.calls.by_status.items()},
                "too_many_requests": self.world.calls.by_status[429],
                "updates": {
                    "queued": sum(bot.queue.queued for bot in bots),
                    "confirmed": sum(bot.queue.confirmed for bot in bots),
                    "delivered": sum(bot.queue.delivered for bot in bots),
                    "pending": sum(len(bot.queue) for bot in bots),
                },
            }
        )


async def _carry_out(steps: Iterator[None]) -> None:
    for _ in steps:
        await asyncio.sleep(0)


def _wanted_id(update: Any) -> int | None:
    wanted = update.get("update_id") if isinstance(update, dict) else None
    return wanted if isinstance(wanted, int) else None
