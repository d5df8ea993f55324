"""However much waits in one chat, the others are answered; and only so much of it is in memory."""

import asyncio
from pathlib import Path

import pytest

import bot.outbox_pump
import bot.outbox_reader
from bot.house import House
from bot.lanes import EACH
from bot.pace import Limits
from rules.outgoing import Rank
from simulator.model import Chat
from storage import Store
from tests.bot.town import OK, UNLIMITED, Setting, Town, link, running
from tests.storage.ledger import change, rows
from tests.waiting import pause, until

FLOOD = 70_000
TEXT, REACTION = ("say", Rank.ANSWER), ("react", Rank.QUICK)
PUT = """
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < :count)
INSERT INTO outbox (platform, bot, chat_id, kind, rank, payload, fallback, bulk, dedupe_key, state, tries, error,
    message_id, created_at)
SELECT 'telegram', :bot, {chat}, :kind, :rank, {payload}, '', :bulk, :name || number, 'pending', 0, '', '',
    '2025-11-17 05:00:00'
FROM numbers
"""
PAYLOADS = {
    "say": """'{"text": "' || :name || number || '"}'""",
    "react": """'{"message_id": "' || 900000 + number || '", "reaction": "accepted"}'""",
}


@pytest.fixture
def setting(town: Town, tmp_path: Path, ledger_url: str) -> Setting:
    return Setting(tmp_path, town.sim.url, ledger_url)


async def leave(
    store: Store, bot: str, chat: Chat | str, count: int, what: tuple[str, Rank] = TEXT, *, name: str
) -> None:
    """Rows as a long flood leaves them, all of one chat or each of a chat of its own."""
    kind, rank = what
    where = f"'{chat.id}'" if isinstance(chat, Chat) else f"'{chat}' || number"
    values = {"count": count, "bot": bot, "kind": kind, "rank": int(rank), "name": name}
    await change(store, PUT.format(chat=where, payload=PAYLOADS[kind]), **values, bulk=rank is Rank.BULK)


async def put(
    service: House, chat: Chat | str, count: int, what: tuple[str, Rank] = TEXT, *, name: str = "flood:"
) -> None:
    await leave(service.store, service.lines[0].messenger.bot, chat, count, what, name=name)
    service.lines[0].outbox.wake()


def in_memory(service: House) -> int:
    return sum(len(lane.rows) for lane in service.lines[0].outbox._lanes._lanes.values())


async def test_who_asks_without_end_silences_nobody(town: Town, setting: Setting) -> None:
    other = town.another_group("Tổ Văn")
    async with running(setting) as service:
        await put(service, town.group, FLOOD)
        await put(service, other, 1, name="answer:")
        await town.answered(other)
        assert len(town.said(town.group)) < FLOOD // 10
        assert in_memory(service) <= EACH + 1


async def test_a_flood_that_is_there_at_the_start_silences_nobody(
    town: Town, setting: Setting, store: Store
) -> None:
    other = town.another_group("Tổ Văn")
    await leave(store, str(town.bot.id), town.group, FLOOD, name="flood:")
    await leave(store, str(town.bot.id), other, 1, name="answer:")
    async with running(setting) as service:
        await town.answered(other)
        assert in_memory(service) <= EACH + 1


async def test_a_flooded_group_does_not_hold_up_the_reactions_of_others(town: Town, setting: Setting) -> None:
    other = town.another_group("Tổ Văn")
    async with running(setting) as service:
        await put(service, town.group, FLOOD, REACTION)
        await town.reacted(proof := town.post(link(1), other))
        assert town.reaction(proof) == OK
        assert in_memory(service) <= EACH + 1


async def test_an_answer_goes_before_a_long_round(town: Town, setting: Setting) -> None:
    async with running(setting, Limits()) as service:
        await put(service, "-99", FLOOD, ("say", Rank.BULK), name="round:")
        await put(service, town.group, 1)
        await town.answered(town.group)
        await until(lambda: service.lines[0].outbox._lanes.held[Rank.BULK] > 0)
        assert in_memory(service) < FLOOD // 2


async def test_all_that_waits_in_a_chat_is_said_in_order(town: Town, setting: Setting) -> None:
    async with running(setting, UNLIMITED) as service:
        await put(service, town.group, 5 * EACH)
        await town.answered(town.group, 5 * EACH)
    assert town.said(town.group) == [f"flood:{number}" for number in range(1, 5 * EACH + 1)]


async def test_answers_that_wait_beyond_what_is_held_go_before_bulk(town: Town, setting: Setting) -> None:
    async with running(setting, UNLIMITED) as service:
        await put(service, town.group, 3 * EACH, ("say", Rank.BULK), name="round:")
        await put(service, town.group, 3 * EACH, name="answer:")
        await town.answered(town.group, 6 * EACH)
    said = town.said(town.group)
    first, last = said.index("answer:1"), said.index(f"answer:{3 * EACH}")
    assert last - first == 3 * EACH - 1
    assert said[-1] == f"round:{3 * EACH}"


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.outbox_reader, "MOST_HELD", 40)
    monkeypatch.setattr(bot.outbox_reader, "_MOST_CHATS", 1)
    monkeypatch.setattr(bot.outbox_reader, "OUTBOX_PAGE", 10)


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("late", [True, False], ids=["while it runs", "before it starts"])
async def test_more_chats_than_fit_are_all_heard_of_in_the_end(
    town: Town, setting: Setting, store: Store, late: bool
) -> None:
    groups = [town.another_group(f"Tổ {number}") for number in range(60)]
    wanted = [[f"{group.id}:{number}" for number in (1, 2, 3)] for group in groups]

    async def leave_all() -> None:
        for group in groups:
            await leave(store, str(town.bot.id), group, 3, name=f"{group.id}:")

    if not late:
        await leave_all()
    most = 0
    async with running(setting) as service:
        if late:
            await leave_all()
        async with asyncio.timeout(30):
            while [town.said(group) for group in groups] != wanted:
                most = max(most, in_memory(service))
                await pause()
    assert 0 < most <= 40 + EACH


async def test_what_was_put_in_out_of_order_is_found(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.outbox_pump, "_RESCAN", 0.2)
    async with running(setting) as service:
        await put(service, town.group, 3)
        await town.answered(town.group, 3)
        ((first,),) = await rows(service.store, "SELECT min(id) FROM outbox")
        await change(service.store, "UPDATE outbox SET id = id + 100")
        await put(service, town.group, 1, name="earlier:")
        await change(service.store, f"UPDATE outbox SET id = {first} WHERE dedupe_key = 'earlier:1'")
        await town.answered(town.group, 4)
