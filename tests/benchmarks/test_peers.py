import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from benchmarks import programs
from benchmarks.databases import looking_into
from benchmarks.processes import Process, ProgramDiedError, running
from benchmarks.simulator_process import Simulated, simulator

pytestmark = pytest.mark.slow

CHATS, PEOPLE, MESSAGES = 5, 2, 50


async def _until(sim: Simulated, method: str, count: int, process: Process) -> None:
    async with asyncio.timeout(60):
        while await sim.called(method) < count:
            process.must_live()
            await asyncio.sleep(0.05)


async def test_the_plain_bot_counts_what_was_handed_in_once_each(database_url: str) -> None:
    async with simulator(limits=False) as sim:
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        async with programs.plain(sim.url, database_url, react=True) as bot:
            await _until(sim, "setMessageReaction", 2 * MESSAGES, bot)
            async with looking_into(database_url) as look:
                assert await look.number("SELECT count(*) FROM plain_evidence") == MESSAGES
                assert await look.number("SELECT sum(count) FROM plain_tally") == MESSAGES
                assert await look.number("SELECT count(*) FROM plain_outbox") == 2 * MESSAGES
                assert await look.number("SELECT count(*) FROM plain_person") == PEOPLE
                assert await look.number("SELECT count(*) FROM plain_unit") == CHATS


async def test_the_plain_bot_writes_as_durably_as_the_bot(tmp_path: Path) -> None:
    from benchmarks.peers.plain_bot import keep_in_sqlite
    from sqlmodel import create_engine  # noqa: F401

    keep_in_sqlite(f"sqlite:///{tmp_path}/plain.db")


async def test_the_bare_bot_says_when_it_has_dropped_all() -> None:
    async with simulator(limits=False) as sim:
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        bare: AbstractAsyncContextManager[Process] = programs.bare(sim.url, MESSAGES)
        async with bare as bot, asyncio.timeout(60):
            assert float(await bot.line()) > 0


async def test_a_program_that_dies_is_told_with_its_last_words() -> None:
    import sys

    async with running([sys.executable, "-c", "raise SystemExit('no more')"]) as process:
        with pytest.raises(ProgramDiedError, match="no more"):
            await process.line()
