"""Reminders in the whole bot: on the clock, once, whoever dies in between."""

import asyncio
import os
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.house import House
from bot.reminding import reminders_of
from rules.language import text
from rules.reminders import ReminderKind
from simulator.model import Chat
from storage import BotRef, ChatRef, Store
from tests.bot.processes import bot_process, environ, minhchung
from tests.bot.town import TOKEN, UNLIMITED, AtOnce, Setting, Town, running, settled
from tests.storage.ledger import reading, rows, writing
from tests.waiting import let_others_run, pause, until

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BOT = BotRef("telegram", TOKEN.partition(":")[0])
MONDAY = datetime(2025, 11, 17, 7, tzinfo=ZONE)
HELLO = text("remind.hello.monday_start", "vi")
KILLS = int(os.environ.get("MINHCHUNG_TEST_KILLS", "8"))
GROUPS = 60
AT_ONCE = 8
"""So many messages may be under way when a sender dies."""


def reminded(town: Town) -> Counter[str]:
    calls = town.calls("sendMessage", 200)
    return Counter(str(call["params"]["chat_id"]) for call in calls if HELLO in call["params"]["text"])


async def groups_of(town: Town, store: Store, how_many: int) -> list[Chat]:
    """Groups the bot has been in for a while."""
    groups = [town.another_group(f"Trường {number}") for number in range(how_many)]
    async with store.write(datetime(2025, 9, 1, tzinfo=UTC)) as ledger:
        for group in groups:
            await ledger.chat(ChatRef(*BOT, str(group.id), "group", group.title or ""))
    return groups


class Turned:
    """A clock that a test sets."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


async def test_monday_comes_and_every_group_hears_of_it_once(town: Town, setting: Setting) -> None:
    store = Store(setting.database)
    groups = await groups_of(town, store, 5)
    clock = Turned(MONDAY - timedelta(minutes=1))
    service = House(setting.config(), clock, look_every=timedelta(milliseconds=50))
    service.lines[0].outbox._limits = UNLIMITED
    service.lines[0].messenger._pause = AtOnce()
    bot = asyncio.create_task(service.run(), name="bot")
    try:
        await service.ready()
        await reached(store, clock.moment)
        clock.moment = MONDAY
        await until(lambda: len(reminded(town)) == len(groups), 20)
        clock.moment = MONDAY + timedelta(minutes=2)
        await reached(store, clock.moment)
    finally:
        service.stop()
        await bot
        await store.close()
    assert set(reminded(town).values()) == {1}


async def reached(store: Store, moment: datetime) -> None:
    """The schedule has looked at the clock."""
    async with asyncio.timeout(20):
        while (found := await reading(store).reminders.scheduled_until(BOT)) is None or found < moment:
            await pause()


async def due(setting: Setting, *more: str) -> Any:
    done = await minhchung(
        "due", "--at", "2025-11-17T07:00", "--json", *more, "--config", setting.write(), folder=setting.folder
    )
    assert (done.code, done.err) == (0, "")
    return done.json["kinds"]


async def test_due_twice_changes_nothing(town: Town, setting: Setting) -> None:
    store = Store(setting.database)
    await groups_of(town, store, 3)
    first, again = await due(setting), await due(setting)
    assert first["monday_start"] == {"put": 3, "there": 0, "dropped": 0}
    assert again["monday_start"] == {"put": 0, "there": 3, "dropped": 0}
    assert (await reading(store).whole.totals()).outbox_pending == 3
    assert await reading(store).reminders.scheduled_until(BOT) is None
    await store.close()


@pytest.mark.parametrize(
    ("told", "put"),
    [
        ("2025-11-17T07:00", 3),
        ("2025-11-17T00:00Z", 3),
        ("2025-11-17T07:00:00+07:00", 3),
        ("2025-11-17T06:59", 0),
    ],
)
async def test_a_time_is_local_unless_it_says_otherwise(
    town: Town, setting: Setting, told: str, put: int
) -> None:
    store = Store(setting.database)
    await groups_of(town, store, 3)
    await store.close()
    done = await minhchung("due", "--at", told, "--json", "--config", setting.write(), folder=setting.folder)
    assert done.json["kinds"]["monday_start"]["put"] == put


@pytest.mark.parametrize("told", ["", "hôm nay", "2025-13-01", "0001-01-01T00:00", "9999-12-31T23:59"])
async def test_a_time_nobody_understands_is_one_sentence(setting: Setting, told: str) -> None:
    done = await minhchung("due", "--at", told, "--config", setting.write(), folder=setting.folder)
    assert (done.code, done.out, done.err.strip()) == (2, "", text("problem.moment", "vi"))


async def test_due_says_what_it_did(town: Town, setting: Setting) -> None:
    store = Store(setting.database)
    await groups_of(town, store, 3)
    await store.close()
    done = await minhchung(
        "due", "--at", "2025-11-17T07:00", "--config", setting.write(), folder=setting.folder
    )
    kind = text("remind.kind.monday_start", "vi")
    assert text("cli.due_line", "vi", kind=kind, put=3, there=0, dropped=0) in done.out
    done = await minhchung("stats", "--config", setting.write(), folder=setting.folder)
    assert kind in done.out
    done = await minhchung("stats", "--json", "--config", setting.write(), folder=setting.folder)
    (told,) = [each for each in done.json["rounds"] if each["kind"] == "monday_start"]
    assert (told["planned"], told["waiting"], told["sent"], told["failed"]) == (3, 3, 0, {})


async def calls_reach(town: Town, number: int) -> None:
    await until(lambda: town.world.calls.number >= number, 60)


async def kill_during_rounds(town: Town, setting: Setting, kills: int) -> Counter[tuple[str, str]]:
    """A bot that dies in the middle of every round: while it is put, and while it is said."""
    store = Store(setting.database)
    chance = random.Random(seed := random.randrange(10**6))
    groups = await groups_of(town, store, GROUPS)
    config = setting.write()
    week = MONDAY.astimezone(UTC)
    for number in range(kills):
        week += timedelta(days=7)
        reminders = reminders_of(setting.config(), store, BOT)
        put = asyncio.create_task(reminders.due_at(week + timedelta(seconds=number)))
        if chance.random() < 0.5:
            await let_others_run(chance.randrange(1, 40))
            put.cancel()
        await asyncio.gather(put, return_exceptions=True)
        async with bot_process(config) as bot:
            begun = town.world.calls.number
            wanted = begun + chance.randrange(1, GROUPS)
            again = asyncio.create_task(reminders.due_at(week + timedelta(seconds=number)))
            await calls_reach(town, wanted)
            bot.kill()
            await again
    async with bot_process(config) as bot:
        await settled(store, 90)
        bot.process.terminate()
        await bot.process.wait()
    await store.close()
    texts = Counter(
        (str(call["params"]["chat_id"]), call["params"]["text"])
        for call in town.calls("sendMessage", 200)
        if HELLO in call["params"]["text"]
    )
    assert {chat for chat, _ in texts} <= {str(group.id) for group in groups}
    assert [times for times in texts.values() if times > 1] == [], seed
    return texts


@pytest.mark.slow
@pytest.mark.timeout(0)
async def test_a_bot_killed_in_the_middle_of_rounds_reminds_nobody_twice(
    town: Town, setting: Setting
) -> None:
    """Whoever is not known to have heard is listed as failed: at most the one message under way at each death."""
    kills = max(2, KILLS // 2)
    heard = await kill_during_rounds(town, setting, kills)
    store = Store(setting.database)
    found = await reading(store).whole.totals()
    await store.close()
    put = found.reminders[ReminderKind.MONDAY_START]
    assert put % GROUPS == 0
    assert found.outbox_failed <= AT_ONCE * kills
    assert len(heard) + found.outbox_failed >= put


async def test_a_process_killed_while_it_puts_a_round_leaves_the_rest_to_the_next(
    town: Town, setting: Setting
) -> None:
    store = Store(setting.database)
    groups = await groups_of(town, store, 350)
    command = (
        sys.executable,
        "-m",
        "bot",
        "due",
        "--at",
        "2025-11-17T07:00",
        "--config",
        str(setting.write()),
    )
    process = await asyncio.create_subprocess_exec(*command, cwd=setting.folder, env=environ())
    async with asyncio.timeout(60):
        while not (await reading(store).whole.totals()).outbox_pending and process.returncode is None:
            await pause()
    if process.returncode is None:
        process.kill()
    await process.wait()
    told = (await due(setting))["monday_start"]
    assert told["put"] + told["there"] == len(groups)
    waiting = await reading(store).outbox.waiting(*BOT, 0)
    assert sorted(row.chat_id for row in waiting) == sorted(str(group.id) for group in groups)
    await store.close()


@pytest.mark.postgres
async def test_two_processes_that_think_of_one_round_put_it_once(
    town: Town, tmp_path: Path, empty_postgres_url: str
) -> None:
    setting = Setting(tmp_path, town.sim.url, empty_postgres_url)
    first, second = Store(setting.database), Store(setting.database)
    await groups_of(town, first, GROUPS)
    pair = [reminders_of(setting.config(), store, BOT) for store in (first, second)]
    await writing(first).reminders.schedule_until(BOT, MONDAY - timedelta(minutes=1))
    found = await asyncio.gather(*(one.tick(MONDAY) for one in pair))
    put = [outcome.put for outcomes in found for outcome in outcomes]
    assert sum(put) == GROUPS
    assert (await reading(first).whole.totals()).outbox_pending == GROUPS
    ((result),) = await reading(first).reminders.recent(5)
    assert (result.waiting, result.round.planned) == (GROUPS, GROUPS)
    await first.close()
    await second.close()


async def test_the_bot_learns_who_administers_its_groups(town: Town, setting: Setting) -> None:
    store = Store(setting.database)
    group = (await groups_of(town, store, 1))[0]
    async with running(setting) as service:
        await service.lines[0].hearing.look()
        (chat,) = await reading(store).chats.present_groups(BOT)
        found = await rows(
            store, "SELECT user_id FROM chat_admin WHERE chat_pk = :chat AND is_admin", chat=chat.id
        )
    assert chat.chat_id == str(group.id)
    assert found == [(str(town.admin.id),)]
    await store.close()
