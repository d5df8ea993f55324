"""A real process, killed again and again under load: no proof is lost, none counts twice, nobody is reminded twice.

MINHCHUNG_TEST_KILLS says how often (8 times by default); the moments are random, and their seed is in the failure.
"""

import os
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.outgoing import Say
from simulator.model import Chat, Message
from storage import Store
from tests.bot.processes import bot_process
from tests.bot.town import TOKEN, Setting, Town, differences, link, settled, totals
from tests.storage.ledger import writing
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]
KILLS = int(os.environ.get("MINHCHUNG_TEST_KILLS", "8"))
BOT = TOKEN.partition(":")[0]
A_ROUND = 40
MOST_REMINDERS = 10


class Load:
    """People in several groups who write while the bot dies."""

    def __init__(self, town: Town, url: str, seed: int) -> None:
        self.town = town
        self.chance = random.Random(seed)
        self.store = Store(url)
        self.groups: list[Chat] = [town.another_group(f"Tổ {number}") for number in range(5)]
        self.proof: list[Message] = []
        self.posts = 0
        self.reminders = 0

    def write(self, how_many: int = A_ROUND) -> None:
        for _ in range(how_many):
            self._hand_in(self.posts)
            self.posts += 1
            if self.chance.random() < 0.2:
                self._hand_in(self.chance.randrange(self.posts))
            if self.chance.random() < 0.1:
                self.town.post("Chào cả nhà", self.chance.choice(self.groups))

    def _hand_in(self, number: int) -> None:
        group, who = self.chance.choice(self.groups), self.chance.choice([self.town.teacher, self.town.admin])
        self.proof.append(self.town.post(link(number), group, who))

    def handed_in(self) -> set[tuple[int | None, str]]:
        """What must count, each once: a person and a post."""
        return {(message.sender_id, message.data["text"]) for message in self.proof}

    async def remind(self) -> None:
        """What the schedule would put on the outbox, twice, because two processes may think of it."""
        if self.reminders == MOST_REMINDERS:
            return
        self.reminders += 1
        for _ in range(2):
            reminders = [
                (f"reminder:{self.reminders}:{group.id}", Say(str(group.id), f"Nhắc {self.reminders}"))
                for group in self.groups
            ]
            await writing(self.store, datetime.now(UTC)).outbox.put("telegram", BOT, reminders, bulk=True)

    async def until_calls(self, how_many: int) -> None:
        """A moment counted in calls that reach the platform."""
        start = self.town.world.calls.number
        await until(lambda: self.town.world.calls.number >= start + how_many, 60)

    async def until_settled(self) -> None:
        await self.town.reacted(*self.proof, seconds=90)
        await until(lambda: not len(self.town.bot.queue), 90)
        await settled(self.store, 90)

    def reminded(self) -> Counter[tuple[str, str]]:
        calls = self.town.calls("sendMessage", 200)
        return Counter(
            (str(call["params"]["chat_id"]), call["params"]["text"])
            for call in calls
            if call["params"]["text"].startswith("Nhắc")
        )


async def check(load: Load, setting: Setting) -> None:
    found = await totals(setting)
    assert found.evidence["accepted"] == len(load.handed_in())
    assert found.evidence["duplicate"] == len(load.proof) - len(load.handed_in())
    assert (found.inbox_pending, found.inbox_parked) == (0, 0)
    assert await differences(setting) == []
    assert [times for times in load.reminded().values() if times > 1] == []


async def crash_again_and_again(load: Load, setting: Setting, kills: int) -> None:
    config = setting.write()
    for _ in range(kills):
        load.write()
        await load.remind()
        async with bot_process(config) as bot:
            await load.until_calls(load.chance.randrange(1, A_ROUND))
            bot.kill()
    load.write()
    async with bot_process(config) as bot:
        await load.until_settled()
        bot.process.terminate()
        assert await bot.process.wait() == 0


@pytest.fixture(params=["polling", "webhook"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_killed_at_any_moment_on_sqlite(town: Town, setting: Setting, mode: str) -> None:
    setting.mode = mode
    seed = random.randrange(10**6)
    load = Load(town, setting.database, seed)
    try:
        await crash_again_and_again(load, setting, KILLS if mode == "polling" else KILLS // 2)
        await check(load, setting)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        await load.store.close()


@pytest.mark.postgres
async def test_killed_at_any_moment_on_postgresql(
    town: Town, tmp_path: Path, empty_postgres_url: str
) -> None:
    setting = Setting(tmp_path, town.sim.url, empty_postgres_url)
    seed = random.randrange(10**6)
    load = Load(town, setting.database, seed)
    try:
        await crash_again_and_again(load, setting, KILLS // 2)
        await check(load, setting)
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        await load.store.close()


@pytest.mark.postgres
async def test_a_second_process_takes_over_from_a_killed_one(
    town: Town, tmp_path: Path, empty_postgres_url: str
) -> None:
    setting = Setting(tmp_path, town.sim.url, empty_postgres_url, extra={"log": {"level": "info"}})
    load = Load(town, setting.database, 1)
    config = setting.write()
    async with bot_process(config, "first") as first:
        load.write(10)
        await town.reacted(*load.proof)
        async with bot_process(config, "second") as second:
            await until(lambda: "ready" in second.log.read_text(encoding="utf-8"), 30)
            load.write()
            await load.remind()
            await load.until_calls(20)
            first.kill()
            load.write()
            await load.until_settled()
            second.process.terminate()
            assert await second.process.wait() == 0
    await check(load, setting)
    await load.store.close()
