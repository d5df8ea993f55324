"""A part of the bot that dies ends the process loudly, and never as if the configuration were wrong."""

import asyncio
import sys

import pytest

from bot.problems import PartDiedError, exit_code, explain
from rules.language import text
from tests.bot.processes import environ
from tests.bot.town import Setting, Town, running
from tests.waiting import until

# What one of the bot's own parts may die of, and which of them runs for the one sender alone.
DIES = """
import sys
from bot.__main__ import main
from {place} as Part

async def die(*_):
    raise {error}

Part.run = die
sys.exit(main(["run", "--config", sys.argv[1]]))
"""


async def ended(setting: Setting, place: str, error: str) -> tuple[int | None, str]:
    """The exit code of a bot of which one part dies, and the last line it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", DIES.format(place=place, error=error), str(setting.write())),
        env=environ(),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, told = await process.communicate()
    return process.returncode, told.decode().splitlines()[-1]


@pytest.mark.parametrize("error", ["OSError(24, 'Too many open files')", "RuntimeError('a fault of ours')"])
@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("scheduler.housekeeping import Housekeeping", "housekeeping"),
        ("bot.outbox_pump import OutboxPump", "sender"),
        ("bot.file_pump import FilePump", "files"),
    ],
)
async def test_a_dead_part_ends_the_process_with_1_and_a_sentence(
    town: Town, setting: Setting, place: str, part: str, error: str
) -> None:
    assert await ended(setting, place, error) == (1, text("problem.part_died", "vi", part=part))


async def test_a_dead_part_beside_the_sender_is_no_clean_stop(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(_self: object) -> None:
        raise ValueError

    monkeypatch.setattr("bot.picture_pump.PicturePump.run", die)
    with pytest.raises(PartDiedError, match="part_died"):
        async with running(setting) as service:
            await until(service._stop.is_set)


def test_a_dead_part_is_told_from_a_wrong_configuration_inside_a_group() -> None:
    group = BaseExceptionGroup("of the demo", [PartDiedError("inbox")])
    assert (exit_code(group), explain(group)) == (1, text("problem.part_died", "vi", part="inbox"))
