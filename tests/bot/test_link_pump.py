"""Short links are followed in the background, patiently, and what follows is in the ledger and in the chat."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

import bot.line
from bot.link_follower import LinkFollower
from bot.link_pump import PATIENCE, LinkPump
from handlers.context import Settings
from storage import BotRef, Store
from tests.bot.signposts import Signposts, is_this_machine, signposts
from tests.bot.town import OK, THINKING, Setting, Town, differences, running, totals
from tests.handlers.school import BOSS, MAI, School, post
from tests.storage.ledger import change, reading, rows
from tests.waiting import until

LINK = "https://www.facebook.com/abc/posts/123456789"
KEY = "facebook:123456789"
ME = BotRef("telegram", "42")
SHARE = "http://www.facebook.com/share/p/1AbCd"


@pytest.fixture
async def posts() -> AsyncIterator[Signposts]:
    async with signposts() as posts:
        yield posts


class Resolving(School):
    def settings(self) -> Settings:
        return replace(super().settings(), resolve_links=True)


@pytest.fixture
def school(sqlite_store: Store) -> Resolving:
    return Resolving(sqlite_store)


def pump_of(school: School, follower: LinkFollower) -> LinkPump:
    return LinkPump(school.store, follower, ME, lambda: school.now, lambda: None)


async def look(school: School, follower: LinkFollower) -> None:
    async with follower:
        await pump_of(school, follower).look()


async def tries(school: School) -> list[int]:
    return [each for (each,) in await rows(school.store, "SELECT tries FROM short_link ORDER BY evidence_id")]


async def nobody_answers(_host: str, _port: int) -> list[tuple[str, int]]:
    raise OSError("no such name")


# The whole way


async def test_a_share_link_and_its_post_count_once(
    town: Town, setting: Setting, posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.line, "LinkFollower", posts.follower)
    setting.extra["links"] = {"resolve": True}
    posts.signs["www.facebook.com/share/p/1AbCd"] = LINK
    async with running(setting) as service:
        shared = town.post(SHARE)
        await town.reacted(shared)
        service.lines[0].links.wake()
        await until(lambda: posts.asked)
        store = service.store
        await _followed(store)
        direct = town.post(LINK)
        await town.reacted(direct)
        assert (town.reaction(shared), town.reaction(direct)) == (OK, THINKING)
        assert await rows(store, "SELECT state, key FROM evidence ORDER BY id") == [
            ("accepted", KEY),
            ("duplicate", KEY),
        ]
        assert await rows(store, "SELECT reason FROM decision WHERE evidence_id = 1 ORDER BY id") == [
            ("",),
            ("leads_to",),
        ]
    assert await differences(setting) == []


async def _followed(store: Store) -> None:
    while await rows(store, "SELECT 1 FROM short_link"):
        pass


async def test_the_reaction_follows_when_a_copy_comes_to_light(
    town: Town, setting: Setting, posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.line, "LinkFollower", posts.follower)
    setting.extra["links"] = {"resolve": True}
    posts.signs["www.facebook.com/share/p/1AbCd"] = LINK
    async with running(setting) as service:
        await town.reacted(town.post(LINK))
        shared = town.post(SHARE)
        service.lines[0].links.wake()
        await until(lambda: town.reaction(shared) == THINKING, 20)
    assert await differences(setting) == []


async def test_what_many_hand_in_is_asked_for_once(school: Resolving, posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = LINK
    await school.hears(post(SHARE), post(SHARE, 6, MAI), post(SHARE, 7, BOSS))
    async with posts.follower() as follower:
        while await pump_of(school, follower).look():
            pass
    assert len(posts.asked) == 1
    assert await rows(school.store, "SELECT DISTINCT state, key FROM evidence") == [("accepted", KEY)]


async def test_nothing_is_asked_where_it_is_switched_off(
    town: Town, setting: Setting, posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.line, "LinkFollower", posts.follower)
    async with running(setting) as service:
        await town.reacted(town.post(SHARE))
        assert await rows(service.store, "SELECT * FROM short_link") == []
    assert posts.asked == []


@pytest.fixture
def never(setting: Setting, posts: Signposts, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """The host of a short link does not answer before this is set."""
    until_then = asyncio.Event()

    async def hang(_request: web.Request) -> web.StreamResponse:
        await until_then.wait()
        return web.Response()

    monkeypatch.setattr(bot.line, "LinkFollower", posts.follower)
    setting.extra["links"] = {"resolve": True}
    posts.signs["www.facebook.com/share/p/1AbCd"] = hang
    return until_then


async def test_a_stop_while_a_host_keeps_us_waiting_leaves_no_loose_end(
    town: Town, setting: Setting, posts: Signposts, never: asyncio.Event
) -> None:
    async with running(setting) as service:
        await town.reacted(town.post(SHARE))
        service.lines[0].links.wake()
        await until(lambda: posts.asked)
    never.set()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "links"]
    assert (await totals(setting)).evidence["accepted"] == 1


async def test_a_host_that_keeps_us_waiting_slows_nobody(
    town: Town, setting: Setting, posts: Signposts, never: asyncio.Event
) -> None:
    async with running(setting) as service:
        await town.reacted(town.post(SHARE))
        service.lines[0].links.wake()
        await until(lambda: posts.asked)
        await town.reacted(town.post(LINK))
    never.set()


# Patience


async def test_what_fails_is_tried_later(school: Resolving) -> None:
    await school.hears(post(SHARE))
    await look(school, LinkFollower(nobody_answers))
    assert await tries(school) == [1]
    assert await reading(school.store, school.now + PATIENCE[0] / 2).short_links.due(ME, 9) == []
    assert len(await reading(school.store, school.now + PATIENCE[0] * 2).short_links.due(ME, 9)) == 1


async def test_after_a_day_it_stays_what_it_is(school: Resolving) -> None:
    await school.hears(post(SHARE))
    for patience in PATIENCE:
        await look(school, LinkFollower(nobody_answers))
        school.now += patience * 2
    assert await rows(school.store, "SELECT state, key FROM evidence") == [
        ("accepted", "facebook:share:1AbCd")
    ]
    assert await tries(school) == []


def test_patience_is_about_a_day() -> None:
    assert timedelta(hours=8) < sum(PATIENCE[:-1], timedelta()) < timedelta(hours=36)


async def test_who_asks_to_wait_is_waited_for(school: Resolving, posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = web.Response(status=429, headers={"Retry-After": "7200"})
    await school.hears(post(SHARE))
    await look(school, posts.follower())
    assert await reading(school.store, school.now + timedelta(seconds=7199)).short_links.due(ME, 9) == []


async def test_what_nobody_was_asked_about_is_no_try(school: Resolving, posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = web.Response(status=429, headers={"Retry-After": "7200"})
    follower = posts.follower()
    async with follower:
        pump = pump_of(school, follower)
        await school.hears(post(SHARE))
        await pump.look()
        await school.hears(post(SHARE + "XyZ", 6))
        await pump.look()
    assert await tries(school) == [1, 0]


async def test_a_host_that_fails_leaves_the_others_alone(school: Resolving, posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = web.Response(status=500)
    posts.signs["bit.ly/3abc"] = LINK
    await school.hears(post(SHARE), post("http://bit.ly/3abc", 6))
    await look(school, posts.follower())
    assert await rows(school.store, "SELECT key FROM evidence ORDER BY id") == [
        ("facebook:share:1AbCd",),
        (KEY,),
    ]


async def test_what_was_withdrawn_is_not_asked_about(school: Resolving, posts: Signposts) -> None:
    await school.hears(post(SHARE))
    await change(school.store, "UPDATE evidence SET state = 'withdrawn', counts_as = NULL")
    await look(school, posts.follower())
    assert (await tries(school), posts.asked) == ([], [])


async def test_a_surprise_is_tried_again_and_does_not_end_the_bot(
    school: Resolving, posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def surprise(_url: str) -> None:
        raise ZeroDivisionError

    await school.hears(post(SHARE))
    follower = posts.follower()
    monkeypatch.setattr(follower, "follow", surprise)
    await look(school, follower)
    assert await tries(school) == [1]


# What the log says


async def test_without_the_internet_one_sentence_is_logged(
    school: Resolving, caplog: pytest.LogCaptureFixture
) -> None:
    follower = LinkFollower(nobody_answers)
    async with follower:
        pump = pump_of(school, follower)
        for number in range(3):
            await school.hears(post(f"{SHARE}{number}", 6 + number))
            await pump.look()
    told = [record.message for record in caplog.records if record.name == "bot.link_pump"]
    assert told == ["short links cannot be followed, the internet is out of reach"]


async def test_it_is_logged_when_it_works_again(
    school: Resolving, posts: Signposts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.link_pump")
    posts.signs["www.facebook.com/share/p/1AbCd"] = LINK
    reachable = False

    async def sometimes(host: str, port: int) -> list[tuple[str, int]]:
        return await (posts.look_up if reachable else nobody_answers)(host, port)

    follower = LinkFollower(sometimes, is_this_machine, pause=0.0)
    async with follower:
        pump = pump_of(school, follower)
        await school.hears(post(SHARE))
        await pump.look()
        reachable = True
        school.later(minutes=5)
        await pump.look()
    assert caplog.records[-1].message == "short links are followed again"


async def test_no_address_is_logged(
    school: Resolving, posts: Signposts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    posts.signs["www.facebook.com/share/p/1AbCd"] = "http://bit.ly/4abc"
    await school.hears(post(SHARE))
    await look(school, posts.follower())
    await look(school, LinkFollower(nobody_answers))
    ours = [record.message for record in caplog.records if record.name != "aiohttp.access"]
    assert not [told for told in ours if "1AbCd" in told or "4abc" in told]
