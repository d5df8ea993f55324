import asyncio
import sys
from contextlib import AbstractAsyncContextManager

import pytest

from benchmarks import programs
from benchmarks.databases import looking_into
from benchmarks.processes import Process, ProgramDiedError, running
from benchmarks.simulator_process import simulator

pytestmark = pytest.mark.slow

CHATS, PEOPLE, MESSAGES = 5, 2, 50


async def test_the_plain_bot_counts_what_was_handed_in_once_each(database_url: str) -> None:
    async with simulator(limits=False) as sim:
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        async with programs.plain(sim.url, database_url, react=True) as bot:
            await sim.until_called("setMessageReaction", 2 * MESSAGES, bot)
            async with looking_into(database_url) as look:
                assert await look.number("SELECT count(*) FROM plain_evidence") == MESSAGES
                assert await look.number("SELECT sum(count) FROM plain_tally") == MESSAGES
                assert await look.number("SELECT count(*) FROM plain_outbox") == 2 * MESSAGES
                assert await look.number("SELECT count(*) FROM plain_person") == PEOPLE
                assert await look.number("SELECT count(*) FROM plain_unit") == CHATS


async def test_the_bare_bot_says_when_it_has_dropped_all() -> None:
    async with simulator(limits=False) as sim:
        await sim.load(MESSAGES, chats=CHATS, people=PEOPLE)
        bare: AbstractAsyncContextManager[Process] = programs.bare(sim.url, MESSAGES)
        async with bare as bot, asyncio.timeout(60):
            assert float(await bot.line()) > 0


async def test_a_program_that_dies_is_told_with_its_last_words() -> None:
    async with running([sys.executable, "-c", "raise SystemExit('no more')"]) as process:
        with pytest.raises(ProgramDiedError, match="no more"):
            await process.line()
