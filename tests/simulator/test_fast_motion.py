"""A week in fast motion, with a small bot that answers over a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from simulator import Simulator, World
from simulator.clock import VIETNAM
from simulator.fast_motion import Pace, week_from
from tests.simulator.conftest import Client, Town
from tests.waiting import let_others_run, pause, until

SATURDAY = datetime(2025, 11, 22, 18, 40, tzinfo=VIETNAM)
MONDAY = datetime(2025, 11, 24, 6, 55, tzinfo=VIETNAM)
NEXT_MONDAY = datetime(2025, 12, 1, 8, 5, tzinfo=VIETNAM)
HURRIED = Pace(hour=0.0, breath=0.0, quiet=0.01, patience=0.5, telling=0.0)
SLOW = Pace(hour=0.1, breath=0.0, quiet=0.0, patience=0.0, telling=0.0)


@pytest.fixture
def pace() -> Pace:
    return HURRIED


@pytest.fixture
async def sim(town: Town, pace: Pace) -> AsyncIterator[Simulator]:
    town.world.clock.set_to(SATURDAY)
    async with Simulator(world=town.world, pace=pace) as running:
        yield running


async def finished(sim: Simulator) -> None:
    await until(lambda: not sim.player.playing, seconds=60)


async def under_way(sim: Simulator) -> None:
    """Until somewhere in the middle of the week."""
    tuesday = int((MONDAY + timedelta(days=1)).timestamp())
    await until(lambda: sim.player.as_json().get("at", 0) > tuesday, seconds=60)


def local(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, VIETNAM)


def dates(world: World) -> list[list[int]]:
    return [[message.data["date"] for message in chat.messages.values()] for chat in world.chats.values()]


@asynccontextmanager
async def answering(http: Client) -> AsyncIterator[list[int]]:
    """A bot that answers whatever it hears; the dates of its answers."""
    said: list[int] = []

    async def live() -> None:
        offset = 0
        while True:
            for update in await http.result("getUpdates", offset=offset, timeout=50):
                offset = update["update_id"] + 1
                if "message" in update:
                    chat_id = update["message"]["chat"]["id"]
                    said.append((await http.result("sendMessage", chat_id=chat_id, text="Đã nhận"))["date"])

    life = asyncio.create_task(live(), name="a small bot")
    try:
        yield said
    finally:
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)


@pytest.mark.parametrize(
    ("now", "begin", "end"),
    [
        (SATURDAY, MONDAY, NEXT_MONDAY),
        (MONDAY - timedelta(hours=3), MONDAY, NEXT_MONDAY),
        (MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=3), NEXT_MONDAY),
        (MONDAY + timedelta(days=1), MONDAY + timedelta(weeks=1), NEXT_MONDAY + timedelta(weeks=1)),
    ],
    ids=["saturday", "before dawn on monday", "on monday", "tuesday"],
)
def test_a_week_begins_on_monday_and_ends_on_the_next(now: datetime, begin: datetime, end: datetime) -> None:
    assert week_from(now) == (begin, end)


async def test_a_week_is_played_to_its_end(http: Client, sim: Simulator, town: Town) -> None:
    started = await http.send("POST", "/sim/play", {"speed": 2})
    assert (started["state"], local(started["begin"]), local(started["end"])) == (
        "playing",
        MONDAY,
        NEXT_MONDAY,
    )
    await finished(sim)
    assert await http.get("/sim/play") == {"state": "idle", "speed": 2.0}
    assert NEXT_MONDAY <= town.world.clock.moment() < NEXT_MONDAY + timedelta(minutes=5)
    assert len(town.group.messages) > 3


async def test_no_message_is_dated_out_of_order(http: Client, sim: Simulator, town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    async with answering(http) as said:
        await http.send("POST", "/sim/play")
        await finished(sim)
        await until(lambda: not len(town.bot.queue))
    assert len(said) > 3
    assert dates(town.world) == [sorted(chat) for chat in dates(town.world)]


@pytest.mark.parametrize("pace", [Pace(hour=0.0, breath=0.0, quiet=1.0, waits_at=frozenset({7}))])
async def test_the_clock_waits_until_the_bot_has_said_all_it_wants(
    http: Client, sim: Simulator, town: Town
) -> None:
    seven = int((MONDAY + timedelta(minutes=5)).timestamp())
    await http.send("POST", "/sim/play")
    await until(lambda: town.world.clock.now() >= seven)
    for _ in range(3):
        await pause()
        await http.result("sendMessage", chat_id=town.group.id, text="Tuần mới rồi ạ")
    await until(lambda: sim.player.as_json()["at"] > seven)
    said = [message for message in town.group.messages.values() if message.sender_id == town.bot.id]
    assert {local(message.data["date"]).strftime("%a %H:%M") for message in said} == {"Mon 07:00"}


@pytest.mark.parametrize("pace", [SLOW])
async def test_a_second_start_is_refused(http: Client, sim: Simulator) -> None:
    await http.send("POST", "/sim/play")
    assert "already" in await http.refused("POST", "/sim/play")
    await http.send("PUT", "/sim/play", {"paused": True})
    assert "already" in await http.refused("POST", "/sim/play")


@pytest.mark.parametrize("pace", [SLOW])
async def test_a_pause_holds_everything_up_until_it_goes_on(http: Client, sim: Simulator) -> None:
    await http.send("POST", "/sim/play")
    await under_way(sim)
    paused = await http.send("PUT", "/sim/play", {"paused": True})
    assert paused["state"] == "paused"
    await let_others_run(100)
    await pause()
    assert (await http.get("/sim/play"))["at"] == paused["at"]
    assert (await http.send("PUT", "/sim/play", {"paused": False}))["state"] == "playing"
    await until(lambda: sim.player.as_json()["at"] > paused["at"])


@pytest.mark.parametrize("pace", [SLOW])
async def test_a_stop_leaves_the_clock_where_it_is(http: Client, sim: Simulator, town: Town) -> None:
    await http.send("POST", "/sim/play")
    await under_way(sim)
    before = town.world.clock.now()
    assert (await http.send("DELETE", "/sim/play"))["state"] == "idle"
    stopped = town.world.clock.now()
    assert MONDAY.timestamp() < before <= stopped < NEXT_MONDAY.timestamp()
    town.world.post(town.group.id, town.teacher.id, text="Sau khi dừng")
    assert dates(town.world) == [sorted(chat) for chat in dates(town.world)]
    assert (await http.send("POST", "/sim/play"))["begin"] >= stopped


async def test_a_stop_where_nothing_plays_is_no_mistake(http: Client, sim: Simulator) -> None:
    assert (await http.send("DELETE", "/sim/play"))["state"] == "idle"


async def test_what_does_not_play_cannot_be_paused(http: Client, sim: Simulator) -> None:
    assert "no week" in await http.refused("PUT", "/sim/play", {"paused": True})


@pytest.mark.parametrize("pace", [SLOW])
async def test_the_speed_is_changed_under_way(http: Client, sim: Simulator) -> None:
    await http.send("POST", "/sim/play", {"speed": 0.5})
    changed = await http.send("PUT", "/sim/play", {"speed": 20})
    assert (changed["state"], changed["speed"]) == ("playing", 20.0)


@pytest.mark.parametrize("speed", [0, -1, 1000, "nhanh", True])
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_a_senseless_speed_is_refused(http: Client, sim: Simulator, method: str, speed: Any) -> None:
    assert "speed" in await http.refused(method, "/sim/play", {"speed": speed})
    assert not sim.player.playing


@pytest.mark.parametrize("pace", [SLOW])
async def test_nobody_else_moves_the_clock_of_a_week_that_plays(http: Client, sim: Simulator) -> None:
    await http.send("POST", "/sim/play")
    assert "played" in await http.refused("PUT", "/sim/clock", {"at": NEXT_MONDAY.isoformat()})


async def test_the_clock_can_be_told_to_go_forward_only(http: Client, sim: Simulator) -> None:
    await http.send("PUT", "/sim/clock", {"at": MONDAY.isoformat(), "forward": True})
    assert "forward" in await http.refused("PUT", "/sim/clock", {"at": SATURDAY.isoformat(), "forward": True})


async def test_a_jump_and_a_play_are_told_to_the_page(http: Client, sim: Simulator, town: Town) -> None:
    since = town.world.events.seq
    await http.send("PUT", "/sim/clock", {"at": MONDAY.isoformat()})
    [(_, told)] = town.world.events.since(since)
    assert b'"type":"clock","now":"2025-11-23T23:55:00' in told
    assert (await http.get("/sim/state"))["play"]["state"] == "idle"


async def test_who_left_takes_no_part_and_the_week_goes_on(http: Client, sim: Simulator, town: Town) -> None:
    await http.send("POST", "/sim/play")
    town.world.set_member(town.group.id, town.teacher.id, "left")
    await finished(sim)
    assert town.world.clock.moment() >= NEXT_MONDAY
    assert [
        m for m in town.group.messages.values() if m.sender_id == town.teacher.id and m.data.get("text")
    ] == []
