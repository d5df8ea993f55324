"""The clock of the world, and weeks in fast motion."""

from datetime import UTC, datetime
from math import isfinite

from aiohttp import web

from simulator.control.fields import Fields, answer, read_fields
from simulator.errors import WorldError
from simulator.fast_motion import Player
from simulator.world import World


class Timing:
    """Routes that make time pass."""

    def __init__(self, world: World, player: Player) -> None:
        self.world = world
        self.player = player

    def routes(self) -> list[web.RouteDef]:
        return [
            web.put("/sim/clock", self.set_clock),
            web.get("/sim/play", self.status),
            web.post("/sim/play", self.start),
            web.put("/sim/play", self.change),
            web.delete("/sim/play", self.stop),
        ]

    async def set_clock(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        if self.player.playing:
            raise WorldError("a week is being played; stop it before moving the clock")
        clock = self.world.clock
        if "at" not in fields:
            clock.offset_seconds = float(fields.need_number("offset_seconds"))
        else:
            moment = _moment(fields)
            if fields.flag("forward") and moment < clock.moment():
                raise WorldError("the clock goes forward only")
            clock.set_to(moment)
        now = clock.isoformat()
        self.world.events.emit("clock", now=now, play=self.player.as_json())
        return answer({"now": now, "offset_seconds": clock.offset_seconds})

    async def status(self, _request: web.Request) -> web.Response:
        return answer(self.player.as_json())

    async def start(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        speed = _speed(fields)
        self.player.start(speed=1.0 if speed is None else speed, seed=fields.number("seed") or 0)
        return answer(self.player.as_json())

    async def change(self, request: web.Request) -> web.Response:
        """Pause, go on, or another speed; what is not named stays."""
        fields = await read_fields(request)
        speed = _speed(fields)
        if speed is not None:
            self.player.set_speed(speed)
        if "paused" in fields:
            self.player.pause(paused=fields.flag("paused"))
        return answer(self.player.as_json())

    async def stop(self, _request: web.Request) -> web.Response:
        await self.player.stop()
        return answer(self.player.as_json())


def _speed(fields: Fields) -> float | None:
    speed = fields.values.get("speed")
    if speed is None:
        return None
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not isfinite(speed):
        raise WorldError("speed must be a number")
    return float(speed)


def _moment(fields: Fields) -> datetime:
    """A moment without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(fields.need_text("at"))
    except ValueError:
        raise WorldError("at must be a date and time like 2025-11-17T07:00:00+07:00") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
