"""A week in fast motion: the clock goes from moment to moment while people do what a script says."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic

from simulator.clock import VIETNAM
from simulator.errors import WorldError
from simulator.wire import Json
from simulator.world import World

STEP = 600
FROM, UNTIL = time(6, 55), time(8, 5)
SPEEDS = (0.1, 20.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens at a moment; the act is told at which moment it really happens."""

    at: int
    act: Callable[[int], object]


Script = Callable[[World, datetime, datetime, int], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things last, in real seconds at speed 1.

    A bot looks at the clock now and then, perhaps once a second. At the full hours at which anybody might want to
    say something the clock therefore stays until no bot has called for a moment, whatever the speed.
    """

    hour: float = 0.1
    breath: float = 0.06
    quiet: float = 1.25
    patience: float = 8.0
    waits_at: frozenset[int] = frozenset({6, 7, 8, 16, 17, 19})
    telling: float = 0.15


@dataclass(slots=True)
class Play:
    """The stretch of time that is being played, and how far it has come."""

    begin: int
    end: int
    lines: Sequence[Line]
    at: int
    done: int = 0


class Player:
    """Plays one stretch at a time; while it plays nobody else may move the clock."""

    def __init__(self, world: World, script: Script, pace: Pace | None = None) -> None:
        self.world = world
        self.speed = 1.0
        self._script = script
        self._pace = Pace() if pace is None else pace
        self._play: Play | None = None
        self._task: asyncio.Task[None] | None = None
        self._going = asyncio.Event()
        self._told_at = 0.0

    @property
    def playing(self) -> bool:
        """Paused counts as playing."""
        return self._task is not None and not self._task.done()

    def start(self, *, speed: float = 1.0, seed: int = 0) -> None:
        if self.playing:
            raise WorldError("a week is being played already; stop it first")
        self.set_speed(speed)
        begin, end = week_from(self.world.clock.moment().astimezone(VIETNAM))
        lines = sorted(self._script(self.world, begin, end, seed), key=lambda line: line.at)
        first, last = int(begin.timestamp()), int(end.timestamp())
        self._play = play = Play(first, last, lines, at=first)
        self._going.set()
        self._task = asyncio.create_task(self._run(play), name="a week in fast motion")
        self._tell()

    def pause(self, *, paused: bool) -> None:
        if not self.playing:
            raise WorldError("no week is being played")
        if paused:
            self._going.clear()
        else:
            self._going.set()
        self._tell()

    def set_speed(self, speed: float) -> None:
        slowest, fastest = SPEEDS
        if not slowest <= speed <= fastest:
            raise WorldError(f"speed must lie between {slowest:g} and {fastest:g}")
        self.speed = speed
        self._tell()

    async def stop(self) -> None:
        """The clock stays where it is and goes on at its usual pace."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._tell()

    def as_json(self) -> Json:
        play = self._play
        if play is None or not self.playing:
            return {"state": "idle", "speed": self.speed}
        return {
            "state": "playing" if self._going.is_set() else "paused",
            "speed": self.speed,
            "begin": play.begin,
            "end": play.end,
            "at": play.at,
            "done": play.done,
            "lines": len(play.lines),
        }

    async def _run(self, play: Play) -> None:
        try:
            self._go_to(play, play.begin)
            await self._until_quiet()
            for line in play.lines:
                await self._travel(play, line.at)
                self._do(play, line)
                await self._rest(self._pace.breath)
            await self._travel(play, play.end)
            await self._until_quiet()
        finally:
            self._task = None
            self._tell()

    async def _travel(self, play: Play, to: int) -> None:
        """In steps, and staying at every hour at which one waits; `at` is the plan, the clock may be ahead of it."""
        while play.at < to:
            target = min(to, play.at + STEP, self._next_wait(play.at))
            await self._rest((target - play.at) / 3600 * self._pace.hour)
            self._go_to(play, target)
            if self._waits_at(target):
                await self._until_quiet()

    def _go_to(self, play: Play, moment: int) -> None:
        play.at = moment
        self.world.clock.forward_to(moment)
        if monotonic() - self._told_at >= self._pace.telling:
            self._tell()

    def _do(self, play: Play, line: Line) -> None:
        """Somebody may have left the group since the script was written: then it happens without them."""
        with contextlib.suppress(WorldError):
            line.act(self.world.clock.now())
        play.done += 1

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)
        await self._going.wait()

    async def _until_quiet(self) -> None:
        """Until no bot has called for a moment, though never for ever; slow motion makes the moment longer."""
        quiet = self._pace.quiet / min(1.0, self.speed)
        arrived = monotonic()
        while monotonic() < arrived + self._pace.patience:
            left = max(arrived, self.world.calls.spoke_at) + quiet - monotonic()
            if left <= 0:
                break
            await asyncio.sleep(left)
        await self._going.wait()

    def _next_wait(self, moment: int) -> int:
        hour = moment - moment % 3600 + 3600
        while not self._waits_at(hour):
            hour += 3600
        return hour

    def _waits_at(self, moment: int) -> bool:
        local = datetime.fromtimestamp(moment, VIETNAM)
        return moment % 3600 == 0 and local.hour in self._pace.waits_at

    def _tell(self) -> None:
        self._told_at = monotonic()
        self.world.events.emit("clock", now=self.world.clock.isoformat(), play=self.as_json())


def week_from(now: datetime) -> tuple[datetime, datetime]:
    """On a Monday from now, else from the coming Monday's morning; until the morning of the Monday after it."""
    monday = now.date() + timedelta(days=-now.weekday() % 7)
    morning = datetime.combine(monday, FROM, VIETNAM)
    return max(now, morning), datetime.combine(monday + timedelta(weeks=1), UNTIL, VIETNAM)
