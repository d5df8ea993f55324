"""The process in which pictures are worked on: it may be lost at any moment, and is gone while nobody needs it."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.picture_room import PictureRoom, RoomError
from rules.images import PictureError
from rules.images.keeping import keep
from tests.rules.screens import encoded, screen
from tests.waiting import pause, until

SCREEN = encoded(screen(), "JPEG", quality=85)
OTHER = encoded(screen("Trần Văn Mai", text=9, photo=9), "JPEG", quality=85)


@pytest.fixture
async def room() -> AsyncIterator[PictureRoom]:
    room = PictureRoom()
    yield room
    await room.close()


async def test_nothing_runs_before_the_first_picture(room: PictureRoom) -> None:
    assert room.process_id is None


async def test_a_picture_is_prepared_as_it_would_be_here(room: PictureRoom) -> None:
    assert await room.keep(SCREEN) == keep(SCREEN)


async def test_why_it_cannot_be_is_told(room: PictureRoom) -> None:
    with pytest.raises(PictureError) as caught:
        await room.keep(b"%PDF-1.4")
    assert caught.value.reason == "pdf"


async def test_two_pictures_are_compared(room: PictureRoom) -> None:
    mine, theirs = await room.keep(SCREEN), await room.keep(OTHER)
    again = await room.keep(encoded(screen(clock="09:40"), "JPEG", quality=60))
    assert await room.alike(mine.small, [theirs.small, again.small, b"spoilt"]) == [False, True, False]


async def test_the_most_alike_come_first(room: PictureRoom) -> None:
    mine, theirs = await room.keep(SCREEN), await room.keep(OTHER)
    assert await room.most_like(mine.stripes, [theirs.stripes, (), mine.stripes], 2) == [2, 0]


async def test_a_lost_process_costs_one_job(room: PictureRoom) -> None:
    await room.keep(SCREEN)
    assert room.process_id is not None
    os.kill(room.process_id, signal.SIGKILL)
    with suppress(RoomError):
        await room.keep(SCREEN)
    assert (await room.keep(SCREEN)).width == 720


async def test_what_takes_too_long_is_ended() -> None:
    room = PictureRoom(within=0)
    with pytest.raises(RoomError):
        await room.keep(SCREEN)
    assert room.process_id is None


async def test_an_idle_process_is_ended_and_started_again() -> None:
    room = PictureRoom(idle=0)
    await room.keep(SCREEN)
    await until(lambda: room.process_id is None)
    assert (await room.keep(SCREEN)).width == 720
    await room.close()


async def test_the_process_may_not_take_all_memory(room: PictureRoom) -> None:
    await room.keep(SCREEN)
    limits = Path(f"/proc/{room.process_id}/limits").read_text(encoding="utf-8")
    (address_space,) = (line for line in limits.splitlines() if line.startswith("Max address space"))
    assert address_space.split()[3] == "1200000000"


async def test_the_process_knows_no_secret(room: PictureRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINHCHUNG_TELEGRAM__TOKEN", "1:hush-hush")
    await room.keep(SCREEN)
    environ = Path(f"/proc/{room.process_id}/environ").read_bytes()
    assert b"hush" not in environ


async def test_the_process_ends_with_whoever_started_it(room: PictureRoom) -> None:
    await room.keep(SCREEN)
    process = room._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    while process.returncode is None:
        await pause()
    assert process.returncode == 0
