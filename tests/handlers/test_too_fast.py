"""Whoever asks faster than can be answered gets no more answers for a while; proof is counted all the same."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from handlers.context import Context, Settings, chat_ref, sender_ref
from rules.outgoing import React, Reaction, Say
from rules.verdicts import ACCEPTED, WITHDRAWN
from storage import Prefetch, Store
from tests.handlers.school import BOT, LINK, MAI, School, post, private, reply, texts, words
from tests.platforms.updates import LAN
from tests.storage.ledger import reading, writing

MOST = 3
TOO_FAST = words("help.too_fast")


@dataclass
class Busy(School):
    """A school whose bot answers three questions of an account at a time."""

    def settings(self) -> Settings:
        return replace(super().settings(), most_waiting_answers=MOST)


@pytest.fixture
async def school(store: Store) -> Busy:
    school = Busy(store)
    await school.has_met(LAN, MAI)
    return school


def asking(times: int, who: dict[str, Any] = LAN, first: int = 100) -> list[dict[str, Any]]:
    return [private("/trogiup", first + number, who) for number in range(times)]


async def test_so_many_questions_are_answered_at_a_time(school: Busy) -> None:
    said = texts(await school.hears(*asking(MOST)))
    assert (len(said), TOO_FAST in said) == (MOST, False)


async def test_beyond_that_one_kind_sentence_is_said_once(school: Busy) -> None:
    said = texts(await school.hears(*asking(MOST + 20)))
    assert (len(said), said.count(TOO_FAST)) == (MOST + 1, 1)


async def test_it_is_the_same_in_one_batch(school: Busy) -> None:
    await school.receive(*asking(MOST + 20))
    said = texts(await school.said())
    assert (len(said), said.count(TOO_FAST)) == (MOST + 1, 1)


async def test_what_came_too_fast_is_done_and_counted(school: Busy) -> None:
    await school.hears(*asking(MOST + 4))
    totals = await reading(school.store).whole.totals()
    assert (totals.inbox_pending, totals.inbox_parked, totals.questions_unanswered) == (0, 0, 4)


async def test_it_is_logged_without_saying_who(school: Busy, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "handlers.dispatch")
    await school.receive(*asking(MOST + 2))
    assert [record.message for record in caplog.records] == ["2 questions came too fast to be answered"]


async def test_proof_is_counted_and_answered_all_the_same(school: Busy) -> None:
    await school.hears(*asking(MOST + 2))
    said = await school.hears(private(LINK, 300), post("https://www.facebook.com/abc/posts/9", 301))
    assert [type(each) for each in said] == [React, React]
    assert await school.states() == {ACCEPTED: 2}


async def test_what_is_asked_for_is_done_all_the_same(school: Busy) -> None:
    await school.hears(post(LINK, 300), *asking(MOST + 2))
    await school.hears(reply("/rut", 300))
    assert await school.states() == {WITHDRAWN: 1}


async def test_others_are_answered(school: Busy) -> None:
    await school.hears(*asking(MOST + 5))
    assert len(texts(await school.hears(*asking(1, MAI)))) == 1


async def test_in_a_group_others_are_answered(school: Busy) -> None:
    flood = [post("/trogiup", 100 + number) for number in range(MOST + 5)]
    said = texts(await school.hears(*flood, post("/trogiup", 200, MAI)))
    assert (len(said), said.count(TOO_FAST)) == (MOST + 2, 1)


async def test_whoever_was_answered_may_ask_again(school: Busy) -> None:
    await school.hears(*asking(MOST + 2))
    waiting = await reading(school.store).outbox.waiting("telegram", BOT, 0)
    await writing(school.store, school.now).outbox.sent([(row.id, "9") for row in waiting])
    assert len(texts(await school.hears(*asking(1, first=200)))) == 1


async def test_another_hour_the_sentence_is_said_again(school: Busy) -> None:
    await school.hears(*asking(MOST + 2))
    school.later(hours=1)
    assert texts(await school.hears(*asking(2, first=200))) == [TOO_FAST]


async def test_a_question_is_answered_whole_or_not_at_all(school: Busy) -> None:
    async with asked_before(school, MOST - 1) as context:
        context.react("5", Reaction.NONE)
        context.reply("Đã rút")
    assert await school.said() == [React("77", "5", Reaction.NONE), Say("77", "Đã rút")]


async def test_what_others_are_told_is_told(school: Busy) -> None:
    async with asked_before(school, MOST) as context:
        context.reply("Đã đổi trang")
        context.put(Say("78", "Trang của đơn vị đã đổi"))
    assert texts(await school.said()) == [TOO_FAST, "Trang của đơn vị đã đổi"]


async def test_what_is_said_a_single_time_ever_is_said(school: Busy) -> None:
    async with asked_before(school, MOST) as context:
        context.put(Say("77", "Tôi giữ những gì"), once="notice:77")
        context.reply("Đủ rồi")
    assert texts(await school.said()) == ["Tôi giữ những gì", TOO_FAST]


@asynccontextmanager
async def asked_before(school: School, count: int) -> AsyncIterator[Context]:
    """Lan's turn in private, as so many answers to her wait already."""
    asked_by = f"telegram:{LAN['id']}"
    async with school.store.write(school.now) as ledger:
        for number in range(count):
            ledger.say("telegram", BOT, Say("77", "Đủ rồi"), f"in:9:{number}", asked_by=asked_by)
    await school.said()
    async with school.store.write(school.now) as ledger:
        message = school.understand(f"telegram:{BOT}", private("/toi"))
        assert message is not None
        await ledger.prepare([Prefetch(chat_ref(message), sender_ref(message), asked_by=asked_by)])
        yield Context(10, message, school.settings(), ledger, asked_by=asked_by)
