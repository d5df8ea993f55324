"""Two bots in one process, each on a server of its own: one ledger, and neither waits for the other."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import scheduler.featured
import scheduler.schedule
from bot.house import House
from platforms.errors import BadTokenError, TryLaterError
from rules.calendar import Period
from rules.language import text
from storage import BotRef, ChatRef, Store
from tests.bot.processes import minhchung
from tests.bot.test_reminding import HELLO, MONDAY, Turned
from tests.bot.town import (
    SECRET,
    TOKEN,
    UNLIMITED,
    AtOnce,
    Setting,
    Town,
    free_port,
    link,
    running,
    settled,
)
from tests.bot.town import town as make_town
from tests.storage.ledger import reading, rows
from tests.waiting import pause, until

pytestmark = pytest.mark.usefixtures("impatient")

OTHER_TOKEN = "100000002:another-token-that-nobody-may-see-0000"
NAME = "mamnon"


@pytest.fixture
async def other() -> AsyncIterator[Town]:
    async with make_town(OTHER_TOKEN) as town:
        yield town


def with_other(setting: Setting, other: Town) -> Setting:
    setting.port = free_port()
    told: dict[str, Any] = {"token": OTHER_TOKEN, "base_url": other.sim.url, "mode": setting.mode}
    if setting.mode == "webhook":
        told["webhook_url"] = f"http://127.0.0.1:{setting.port}/hook/telegram/{NAME}"
        told["webhook_secret"] = f"{SECRET}-too"
    setting.extra = {f"telegram.{NAME}": told}
    return setting


@pytest.fixture
def two(setting: Setting, other: Town) -> Setting:
    return with_other(setting, other)


@pytest.fixture
def two_either(either: Setting, other: Town) -> Setting:
    return with_other(either, other)


@pytest.fixture
def two_shared(town: Town, other: Town, tmp_path: Path, ledger_url: str) -> Setting:
    """On each kind of database in turn."""
    return with_other(Setting(tmp_path, town.sim.url, ledger_url), other)


async def test_each_counts_what_its_own_group_hands_in(town: Town, other: Town, two_either: Setting) -> None:
    async with running(two_either) as house:
        await asyncio.gather(town.reacted(town.post(link(1))), other.reacted(other.post(link(2))))
        assert (await settled(house.store)).evidence["accepted"] == 2
        found = await rows(
            house.store,
            "SELECT chat.bot, count(*) FROM evidence JOIN chat ON chat.id = evidence.chat_pk GROUP BY chat.bot",
        )
    assert dict(found) == {TOKEN.partition(":")[0]: 1, OTHER_TOKEN.partition(":")[0]: 1}


async def test_what_one_person_hands_in_at_both_counts_once(
    town: Town, other: Town, two_shared: Setting
) -> None:
    """On one platform a person has one number, whichever bot they write to."""
    assert town.teacher.id == other.teacher.id
    async with running(two_shared) as house:
        await town.reacted(town.post(link(1)))
        await other.reacted(other.post(link(1)))
        assert (await settled(house.store)).evidence["accepted"] == 1


def menus_are_up(town: Town) -> bool:
    return len(town.calls("setMyCommands", 200)) == 6


async def test_both_put_up_their_menus_and_webhooks(town: Town, other: Town, two_either: Setting) -> None:
    async with running(two_either):
        for each in (town, other):
            await until(partial(menus_are_up, each))
            if two_either.mode == "webhook":
                await until(partial(getattr, each.bot, "webhook"))
    if two_either.mode == "webhook":
        urls = [each.bot.webhook.url for each in (town, other) if each.bot.webhook]
        path = f"http://127.0.0.1:{two_either.port}/hook/telegram"
        assert urls == [path, f"{path}/{NAME}"]


async def groups_of(town: Town, store: Store) -> set[str]:
    """The town's group, which its bot has been in for a while."""
    async with store.write(datetime(2025, 9, 1, tzinfo=UTC)) as ledger:
        bot = BotRef("telegram", str(town.bot.id))
        await ledger.chat(ChatRef(*bot, str(town.group.id), "group", town.group.title or ""))
    return {str(town.group.id)}


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Period]:
    """The weeks with which a function is called from now on."""
    called, function = [], getattr(module, name)

    async def call(store: Store, plan: Any, week: Period, now: datetime) -> Any:
        called.append(week)
        return await function(store, plan, week, now)

    monkeypatch.setattr(module, name, call)
    return called


async def test_monday_comes_once_a_house_and_is_told_by_the_bot_of_each_group(
    town: Town, other: Town, two_shared: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(two_shared.database)
    wanted = [await groups_of(each, store) for each in (town, other)]
    closed = counted(monkeypatch, scheduler.schedule, "close_week")
    settled_weeks = counted(monkeypatch, scheduler.featured, "settle_features")
    clock = Turned(MONDAY - timedelta(hours=8))
    house = House(two_shared.config(), clock, look_every=timedelta(milliseconds=50))
    for line in house.lines:
        line.outbox._limits = UNLIMITED
        line.messenger._pause = AtOnce()
    running = asyncio.create_task(house.run(), name="bot")
    bots = [line.ref for line in house.lines]

    async def reached(moment: datetime) -> None:
        async with asyncio.timeout(20):
            for bot in bots:
                while (
                    found := await reading(store).reminders.scheduled_until(bot)
                ) is None or found < moment:
                    await pause()

    try:
        await house.ready()
        await reached(clock.moment)
        clock.moment = MONDAY
        await reached(MONDAY)
        await until(lambda: all(greeted(each) for each in (town, other)))
        clock.moment = MONDAY + timedelta(minutes=2)
        await reached(clock.moment)
        await settled(store)
    finally:
        house.stop()
        await running
        await store.close()
    assert [greeted(each) for each in (town, other)] == [Counter(dict.fromkeys(each, 1)) for each in wanted]
    assert (len(closed), len(settled_weeks)) == (1, 1)


def greeted(town: Town) -> Counter[str]:
    return Counter(
        str(call["params"]["chat_id"])
        for call in town.calls("sendMessage", 200)
        if HELLO in call["params"]["text"]
    )


@pytest.mark.parametrize("away_is_first", [True, False])
async def test_an_outage_of_one_at_the_start_delays_only_that_one(
    town: Town, other: Town, two_either: Setting, away_is_first: bool
) -> None:
    away, here = (town, other) if away_is_first else (other, town)
    away.trouble(outage=True)
    async with running(two_either) as house:
        await here.reacted(here.post(link(1)))
        late = away.post(link(2))
        assert [line.is_known for line in house.lines] == [not away_is_first, away_is_first]
        away.trouble()
        await away.reacted(late)
        assert (await settled(house.store)).evidence["accepted"] == 2


async def test_an_outage_of_one_at_work_holds_up_nothing_of_the_other(
    town: Town, other: Town, two_either: Setting
) -> None:
    async with running(two_either) as house:
        await asyncio.gather(town.reacted(town.post(link(1))), other.reacted(other.post(link(2))))
        other.trouble(outage=True)
        late = other.post(link(3))
        await town.reacted(*[town.post(link(number)) for number in range(4, 14)])
        other.trouble()
        await other.reacted(late)
        assert (await settled(house.store)).evidence["accepted"] == 13


async def test_what_comes_for_a_bot_that_does_not_know_its_name_waits(
    town: Town, other: Town, two: Setting
) -> None:
    """A command in a group is for whom it names."""
    two.mode = "webhook"
    with_other(two, other)
    async with running(two):
        await until(lambda: other.bot.webhook)
    other.trouble(error_500={"methods": ["getMe"]})
    async with running(two) as house:
        other.post("/trogiup@minhchung_bot")
        await town.reacted(town.post(link(1)))
        async with asyncio.timeout(20):
            while not (await reading(house.store).whole.totals()).inbox_pending:
                await pause()
        assert other.said(other.group) == []
        other.trouble()
        await other.answered(other.group)


@pytest.mark.parametrize("bad_is_first", [True, False])
async def test_a_bad_token_of_one_does_not_stop_the_other(
    town: Town,
    other: Town,
    two_either: Setting,
    caplog: pytest.LogCaptureFixture,
    bad_is_first: bool,
) -> None:
    bad, good = (town, other) if bad_is_first else (other, town)
    bad.world.bots_by_token.clear()
    with caplog.at_level(logging.ERROR):
        async with running(two_either) as house:
            await good.reacted(good.post(link(1)))
            assert (await settled(house.store)).evidence["accepted"] == 1
    left_out = [record.getMessage() for record in caplog.records if "left out" in record.getMessage()]
    assert left_out == [f"bot {bad.bot.id} is left out, its token is not accepted"]


async def test_a_token_that_is_taken_back_at_work_does_not_stop_the_other(
    town: Town, other: Town, two: Setting
) -> None:
    async with running(two) as house:
        await other.reacted(other.post(link(1)))
        other.world.bots_by_token.clear()
        await town.reacted(*[town.post(link(number)) for number in range(2, 12)])
        assert (await settled(house.store)).evidence["accepted"] == 11


async def test_without_any_good_token_the_start_ends(town: Town, other: Town, two: Setting) -> None:
    for each in (town, other):
        each.world.bots_by_token.clear()
    with pytest.raises(BadTokenError):
        async with running(two):
            pass


async def test_a_crash_in_between_loses_nothing_of_either(town: Town, other: Town, two: Setting) -> None:
    async with running(two):
        await asyncio.gather(town.reacted(town.post(link(1))), other.reacted(other.post(link(2))))
    messages = [(each, each.post(link(number))) for number, each in enumerate((town, other) * 5, 3)]
    async with running(two) as house:
        for each, message in messages:
            await each.reacted(message)
        assert (await settled(house.store)).evidence["accepted"] == 12


async def test_operators_are_told_by_the_first_bot_that_may_write_to_them(
    town: Town, other: Town, two: Setting
) -> None:
    other.world.start(other.admin.id)  # the first bot never met them
    async with running(two) as house:
        await until(lambda: all(line.speaks for line in house.lines))
        await house._tell(f"telegram:{other.admin.id}", "Đĩa đầy")
    assert (town.said(town.admin), other.said(other.admin)) == ([], ["Đĩa đầy"])


async def test_operators_hear_from_one_bot_only(town: Town, other: Town, two: Setting) -> None:
    for each in (town, other):
        each.world.start(each.admin.id)
    async with running(two) as house:
        await until(lambda: all(line.speaks for line in house.lines))
        await house._tell(f"telegram:{town.admin.id}", "Đĩa đầy")
    assert [each.said(each.admin).count("Đĩa đầy") for each in (town, other)] == [1, 0]


async def test_operators_hear_from_the_other_bot_in_an_outage_of_the_first(
    town: Town, other: Town, two: Setting
) -> None:
    for each in (town, other):
        each.world.start(each.admin.id)
    async with running(two) as house:
        await until(lambda: all(line.speaks for line in house.lines))
        town.trouble(error_500={"methods": ["sendMessage"]})
        await house._tell(f"telegram:{town.admin.id}", "Đĩa đầy")
    assert other.said(other.admin).count("Đĩa đầy") == 1


async def test_what_a_bot_may_say_later_is_tried_again_though_the_other_never_may(
    town: Town, other: Town, two: Setting
) -> None:
    town.world.start(town.admin.id)  # the other bot never met them
    async with running(two) as house:
        await until(lambda: all(line.speaks for line in house.lines))
        town.trouble(error_500={"methods": ["sendMessage"]})
        with pytest.raises(TryLaterError):
            await house._tell(f"telegram:{town.admin.id}", "Đĩa đầy")


# the command line


async def test_check_looks_at_each(town: Town, other: Town, two: Setting) -> None:
    other.world.bots_by_token.clear()
    done = await minhchung("check", "--json", "--config", two.write(), folder=two.folder)
    found = {each["what"]: each for each in done.json}
    assert (done.code, found["token"]["state"], found[f"token.{NAME}"]["state"]) == (2, "ok", "wrong")
    assert found[f"token.{NAME}"]["words"].startswith(f"[{NAME}] ")


async def test_due_reminds_the_groups_of_each(town: Town, other: Town, two: Setting) -> None:
    store = Store(two.database)
    for each in (town, other):
        await groups_of(each, store)
    command = ("due", "--at", "2025-11-17T07:00", "--json", "--config", two.write())
    done = await minhchung(*command, folder=two.folder)
    assert done.json["kinds"]["monday_start"] == {"put": 2, "there": 0, "dropped": 0}
    bots = await rows(store, "SELECT bot, count(*) FROM outbox GROUP BY bot ORDER BY bot")
    assert bots == [(str(each.bot.id), 1) for each in (town, other)]
    await store.close()


async def test_what_is_to_come_is_counted_over_all(town: Town, other: Town, two: Setting) -> None:
    store = Store(two.database)
    for each in (town, other):
        await groups_of(each, store)
    await store.close()
    command = ("due", "--at", "2099-11-16T07:00", "--json", "--config", two.write())
    done = await minhchung(*command, folder=two.folder)
    assert (done.json["outcome"], done.json["kinds"]["monday_start"]) == ("previewed", 2)


async def test_a_restore_waits_for_the_end_of_each(town: Town, other: Town, two: Setting) -> None:
    config = two.write()
    await minhchung("migrate", "--config", config, folder=two.folder)
    await minhchung("backup", "copy.zip", "--config", config, folder=two.folder)
    store = Store(two.database)
    command = ("restore", "copy.zip", "--replace", "--yes", "--config", config)
    async with store.lock(f"telegram-{other.bot.id}"):
        done = await minhchung(*command, folder=two.folder)
    assert (done.code, done.err.strip()) == (2, text("problem.bot_running", "vi"))
    assert (await minhchung(*command, folder=two.folder)).code == 0
    await store.close()
