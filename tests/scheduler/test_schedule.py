"""One house with several bots: its weeks are closed once, and each bot looks after its own groups."""

from datetime import date

import pytest

from rules.reminders import ReminderKind
from storage import BotRef, Store
from tests.scheduler.schools import BOT, Schools, local
from tests.storage.ledger import reading, rows, writing

START = "monday_start"
SUNDAY, CLOSED, MONDAY = "2025-11-16T12:00:00", "2025-11-17T06:00:10", "2025-11-17T07:00:10"
WEEK = date(2025, 11, 10)
OTHER = BotRef("telegram", "43")


@pytest.fixture
async def schools(store: Store) -> Schools:
    """A school with a group of each bot."""
    schools = Schools(store)
    await schools.school("A", "-1001")
    await schools.school("B", "-1002", bot=OTHER.bot)
    return schools


async def starts(store: Store) -> list[tuple[str, str]]:
    """(bot, chat) of everybody who is told of the new week."""
    found = await rows(
        store, f"SELECT bot, chat_id FROM outbox WHERE dedupe_key LIKE '%{START}%' ORDER BY bot"
    )
    return [(str(bot), str(chat)) for bot, chat in found]


async def test_each_group_is_reminded_by_its_own_bot(schools: Schools) -> None:
    both = schools.process(bots=[BOT, OTHER])
    await schools.at(SUNDAY, process=both)
    await schools.at(MONDAY, process=both)
    assert await starts(schools.store) == [("42", "-1001"), ("43", "-1002")]


async def test_a_week_is_closed_once_for_all_bots(schools: Schools) -> None:
    both = schools.process(bots=[BOT, OTHER])
    await schools.at(SUNDAY, process=both)
    kinds = [outcome.kind for outcome in await schools.at(MONDAY, process=both)]
    assert kinds.count(ReminderKind.WEEK_CLOSE) == 1
    assert kinds.count(ReminderKind.MONDAY_START) == 2


async def test_weeks_are_closed_while_no_bot_is_at_work(schools: Schools) -> None:
    nobody = schools.process(bots=[])
    await schools.at(SUNDAY, process=nobody)
    await schools.at(CLOSED, process=nobody)
    assert await reading(schools.store).weeks.closed(WEEK) != {}


async def test_a_bot_that_was_away_is_late_and_the_other_is_not(schools: Schools) -> None:
    await schools.at(SUNDAY, process=schools.process(bots=[BOT, OTHER]))
    await schools.at(MONDAY, process=schools.process(bots=[BOT]))
    assert await starts(schools.store) == [("42", "-1001")]
    await schools.at("2025-11-17T09:00:00", process=schools.process(bots=[BOT, OTHER]))
    assert await starts(schools.store) == [("42", "-1001"), ("43", "-1002")]


async def test_a_bot_that_is_new_reminds_nobody_of_the_past(schools: Schools) -> None:
    await schools.at(SUNDAY, process=schools.process(bots=[BOT]))
    await schools.at(MONDAY, process=schools.process(bots=[BOT, OTHER]))
    assert await starts(schools.store) == [("42", "-1001")]


async def test_where_only_a_bot_has_kept_its_place_weeks_go_on_from_there(schools: Schools) -> None:
    """As in a ledger whose weeks were closed by its one bot."""
    await writing(schools.store, local(SUNDAY)).reminders.schedule_until(BOT, local(SUNDAY))
    await schools.at(CLOSED, process=schools.process(bots=[]))
    assert await reading(schools.store).weeks.closed(WEEK) != {}


async def test_a_fresh_house_closes_no_week_of_the_past(schools: Schools) -> None:
    await schools.at(CLOSED, process=schools.process(bots=[]))
    await schools.at(MONDAY, process=schools.process(bots=[]))
    assert await reading(schools.store).weeks.closed(WEEK) == {}


async def test_a_week_that_could_not_be_closed_is_closed_at_the_next_look(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> int:
        raise ValueError

    both = schools.process(bots=[BOT, OTHER])
    await schools.at(SUNDAY, process=both)
    with monkeypatch.context() as patch:
        patch.setattr("scheduler.schedule.close_week", fails)
        await schools.at(MONDAY, process=both)
    assert len(await starts(schools.store)) == 2
    await schools.at("2025-11-17T07:00:30", process=both)
    assert await reading(schools.store).weeks.closed(WEEK) != {}


async def test_a_clock_that_is_put_back_closes_weeks_from_there(schools: Schools) -> None:
    nobody = schools.process(bots=[])
    for moment in ("2025-12-01T12:00:00", SUNDAY, CLOSED):
        await schools.at(moment, process=nobody)
    assert await reading(schools.store).weeks.closed(WEEK) != {}


async def test_what_comes_is_told_for_every_bot(schools: Schools) -> None:
    coming = await schools.process(bots=[BOT, OTHER]).coming(local(MONDAY))
    assert [(one.kind, one.messages) for one in coming] == [(ReminderKind.MONDAY_START, 1)] * 2
