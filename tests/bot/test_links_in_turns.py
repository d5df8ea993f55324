"""However many short links one person has handed in, another person's one link is followed soon."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.link_pump import LinkPump
from handlers.context import Settings
from storage import BotRef, Store
from tests.bot.signposts import Signposts, signposts
from tests.handlers.school import BOSS, BOT, MAI, School, post
from tests.storage.ledger import change, reading, rows

MANY = 5_000
ME = BotRef("telegram", BOT)
SHARE = "http://www.facebook.com/share/p/1AbCd"
WEEK_OF_MANY = """
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < :count)
INSERT INTO evidence (person_id, unit_id, chat_pk, message_id, submission, action, source, platform, kind, key, url,
    sent_at, day, state, reason, counts_as, turned_down, account_id)
SELECT person_id, unit_id, chat_pk, 'm' || number, 'm' || number, action, source, platform, kind, key || 'n' || number,
    url || number, sent_at, day, state, reason, counts_as || 'n' || number, 0, account_id
FROM evidence, numbers WHERE evidence.id = :first
"""
THEIR_LINKS = """
INSERT INTO short_link (evidence_id, url, tries, not_before, platform, bot, account_id)
SELECT evidence.id, evidence.url, 0, short_link.not_before, short_link.platform, short_link.bot, short_link.account_id
FROM evidence, short_link WHERE short_link.evidence_id = :first AND evidence.id > :first
"""


class Resolving(School):
    def settings(self) -> Settings:
        return replace(super().settings(), resolve_links=True)


@pytest.fixture
async def posts() -> AsyncIterator[Signposts]:
    async with signposts() as posts:
        yield posts


@pytest.fixture
async def school(store: Store) -> Resolving:
    """Lan has handed in thousands of short links, Mai one after all of them."""
    school = Resolving(store)
    await school.hears(post(SHARE))
    await change(store, WEEK_OF_MANY, count=MANY, first=1)
    await change(store, THEIR_LINKS, first=1)
    await school.hears(post(f"{SHARE}OfMai", 6, MAI))
    return school


async def accounts(school: School, limit: int = 20, after: int = -1) -> list[int]:
    return [
        one.account_id
        for one in await reading(school.store, school.now).short_links.due(ME, limit, after=after)
    ]


async def test_one_link_does_not_wait_behind_thousands_of_somebody_else(
    school: Resolving, posts: Signposts
) -> None:
    async with posts.follower() as follower:
        await LinkPump(school.store, follower, ME, lambda: school.now, lambda: None).look()
    assert "www.facebook.com/share/p/1AbCdOfMai" in posts.asked
    assert 1 < len(posts.asked) < 10


async def test_a_few_of_each_account_are_next_the_oldest_first(school: Resolving) -> None:
    due = await reading(school.store, school.now).short_links.due(ME, 20)
    lan, mai = due[0].account_id, due[-1].account_id
    assert [one.account_id for one in due] == [lan, lan, lan, lan, mai]
    numbers = [one.evidence_id for one in due if one.account_id == lan]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1


async def test_a_page_goes_on_with_the_next_account(school: Resolving) -> None:
    lan, *_, mai = await accounts(school)
    assert await accounts(school, 2) == [lan, lan]
    assert await accounts(school, 2, after=lan) == [mai]


async def test_everybody_has_their_turn_and_then_the_first_again(
    school: Resolving, posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.link_pump._PAGE", 4)
    await school.hears(post(f"{SHARE}OfBinh", 7, BOSS))
    async with posts.follower() as follower:
        pump = LinkPump(school.store, follower, ME, lambda: school.now, lambda: None)
        turns = []
        for _ in range(4):
            before = len(posts.asked)
            await pump.look()
            turns.append(posts.asked[before:])
    assert [len(context) for context in turns] == [4, 2, 4, 4]
    assert {name[-6:] for name in turns[1]} == {"dOfMai", "OfBinh"}


async def test_what_is_not_due_yet_is_passed_over(school: Resolving) -> None:
    lan, *_, mai = await accounts(school)
    tomorrow = school.now + timedelta(days=1)
    async with school.store.write(school.now) as ledger:
        await ledger.short_links.later(1, tomorrow)
    assert (await reading(school.store, school.now).short_links.due(ME, 20))[0].evidence_id > 1
    await change(school.store, "DELETE FROM short_link WHERE account_id = :lan AND evidence_id > 1", lan=lan)
    assert await accounts(school) == [mai]


async def test_whose_link_it_is_stands_beside_it(school: Resolving) -> None:
    query = """SELECT short_link.platform, short_link.bot, account.name FROM short_link
        JOIN account ON account.id = short_link.account_id WHERE short_link.url LIKE '%OfMai'"""
    assert await rows(school.store, query) == [("telegram", BOT, "Mai Trần")]
