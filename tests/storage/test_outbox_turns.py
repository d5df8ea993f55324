"""The first of every chat, and the next of some: what a reader of the outbox sees, however much waits."""

from typing import Any

import pytest

from rules.outgoing import Rank as Ranks
from rules.outgoing import React, Reaction, Rewrite, Say, Show
from storage import BotRef, OutboxRow, Place, Store
from tests.storage.ledger import BOT, NOW, change, later, reading, rows, say, writing

ME = BotRef("telegram", BOT)
START = Place()


async def put(store: Store, *chats: str, bulk: bool = False) -> None:
    """A text for each, in order."""
    known = len(await rows(store, "SELECT 1 FROM outbox"))
    messages = [(f"{known + number}", Say(chat, "Chào")) for number, chat in enumerate(chats)]
    await writing(store).outbox.put("telegram", BOT, messages, bulk=bulk)


async def first(store: Store, *, rank: Ranks = Ranks.ANSWER, each: int = 2, after: Place = START) -> Any:
    return [tuple(place) for place in await reading(store).outbox.first_waiting(ME, rank, after, each=each)]


@pytest.mark.parametrize(
    ("message", "bulk", "rank"),
    [
        (Say("-1", "Chào"), False, Ranks.ANSWER),
        (Say("-1", "Nhắc"), True, Ranks.BULK),
        (Show("-1", (), "Ảnh"), False, Ranks.ANSWER),
        (React("-1", "5", Reaction.ACCEPTED), False, Ranks.QUICK),
        (Rewrite("-1", "5", "Mới"), True, Ranks.QUICK),
    ],
)
async def test_a_row_knows_its_rank(store: Store, message: Any, bulk: bool, rank: Ranks) -> None:
    await say(store, "a", message, bulk=bulk)
    (row,) = await reading(store).outbox.waiting("telegram", BOT, 0)
    assert row.rank == rank


async def test_of_each_chat_the_first_are_found(store: Store) -> None:
    await put(store, "-1", "-1", "-1", "-2", "-1", "-3", "-2", "-2")
    assert await first(store) == [("-1", 1, 1), ("-1", 2, 2), ("-2", 4, 1), ("-2", 7, 2), ("-3", 6, 1)]


async def test_only_one_rank_is_found(store: Store) -> None:
    await put(store, "-1")
    await put(store, "-1", "-2", bulk=True)
    assert await first(store, rank=Ranks.BULK) == [("-1", 2, 1), ("-2", 3, 1)]


async def test_a_page_goes_on_where_the_last_ended(store: Store) -> None:
    await put(store, "-1", "-1", "-1", "-2")
    found, place = [], START
    while page := await reading(store).outbox.first_waiting(ME, Ranks.ANSWER, place, each=2, limit=1):
        (place,) = page
        found.append(place.id)
    assert found == [1, 2, 4]


async def test_what_was_said_is_not_found(store: Store) -> None:
    await put(store, "-1", "-1", "-2")
    await writing(store).outbox.sent([(1, "9")])
    await writing(store).outbox.claim(2)
    assert await first(store) == [("-1", 2, 1), ("-2", 3, 1)]


async def test_rows_of_another_bot_are_not_found(store: Store) -> None:
    await writing(store).outbox.put("telegram", "43", [("a", Say("-1", "x"))], bulk=False)
    await writing(store).outbox.put("zalo", BOT, [("b", Say("-1", "x"))], bulk=False)
    assert await first(store) == []


async def test_of_some_chats_the_next_are_found(store: Store) -> None:
    await put(store, "-1", "-2", "-1", "-3", "-1", "-1", "-2")
    places = await reading(store).outbox.next_waiting(ME, Ranks.ANSWER, {"-1": 1, "-2": 2}, each=2)
    assert sorted((place.chat_id, place.id) for place in places) == [("-1", 3), ("-1", 5), ("-2", 7)]


async def test_rows_are_read_by_their_numbers_as_long_as_they_wait(store: Store) -> None:
    await put(store, "-1", "-2", "-3")
    await writing(store).outbox.sent([(2, "9")])
    found: list[OutboxRow] = await reading(store).outbox.with_numbers([3, 2, 1])
    assert [row.id for row in found] == [1, 3]


async def test_a_row_that_is_put_off_is_found_again(store: Store) -> None:
    await put(store, "-1")
    await writing(store).outbox.claim(1)
    await writing(store).outbox.later(1, "SlowDownError", later(seconds=5))
    assert await first(store) == [("-1", 1, 1)]


async def test_the_newest_number_is_known(store: Store) -> None:
    assert await reading(store).outbox.newest() == 0
    await put(store, "-1", "-1")
    assert await reading(store).outbox.newest() == 2


@pytest.mark.parametrize("done", ["sent", "given up"])
async def test_whose_question_it_answers_is_forgotten_when_it_is_answered(store: Store, done: str) -> None:
    async with store.write(NOW) as ledger:
        ledger.say("telegram", BOT, Say("-1", "Đủ rồi"), "in:1:1", asked_by="telegram:77")
    (row,) = await reading(store).outbox.waiting("telegram", BOT, 0)
    await (
        writing(store).outbox.sent([(row.id, "9")])
        if done == "sent"
        else writing(store).outbox.give_up(row, "gone")
    )
    assert await rows(store, "SELECT asked_by FROM outbox") == [("",)]


async def test_a_fallback_answers_the_same_question(store: Store) -> None:
    async with store.write(NOW) as ledger:
        ledger.say(
            *("telegram", BOT, Say("77", "Đủ rồi"), "in:1:1"),
            fallback=Say("-1", "Đủ rồi"),
            asked_by="telegram:77",
        )
    (row,) = await reading(store).outbox.waiting("telegram", BOT, 0)
    await writing(store).outbox.give_up(row, "blocked")
    assert await rows(store, "SELECT asked_by FROM outbox WHERE state = 'pending'") == [("telegram:77",)]


async def test_seventy_thousand_rows_of_a_chat_hide_no_other(store: Store) -> None:
    await change(
        store,
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 70000)"
        " INSERT INTO outbox (platform, bot, chat_id, kind, payload, fallback, bulk, dedupe_key, state, tries, error,"
        " message_id, created_at) SELECT 'telegram', '42', '-1', 'say', '{}', '', false, number || '', 'pending', 0,"
        " '', '', '2025-11-17 05:00:00' FROM numbers",
    )
    await writing(store).outbox.put("telegram", BOT, [("a", Say("-2", "Chào"))], bulk=False)
    assert await first(store) == [("-1", 1, 1), ("-1", 2, 2), ("-2", 70_001, 1)]
