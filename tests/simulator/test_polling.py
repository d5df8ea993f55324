"""getUpdates: order, confirmation, filters, waiting, conflicts, and the 24 hours."""

import asyncio
from typing import Any

from simulator.pending import UpdateQueue
from tests.simulator.conftest import Client, Town
from tests.waiting import until


def write(town: Town, *texts: str) -> None:
    for text in texts:
        town.world.post(town.bot.id, town.teacher.id, text=text)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def waiting(queue: UpdateQueue) -> None:
    """Until a long poll has arrived at the server."""
    await until(lambda: queue._poller is not None)


async def test_unconfirmed_updates_come_again(http: Client, town: Town) -> None:
    write(town, "một")
    assert await http.result("getUpdates") == await http.result("getUpdates")


async def test_a_limit_takes_the_oldest(http: Client, town: Town) -> None:
    write(town, "một", "hai", "ba")
    assert texts(await http.result("getUpdates", limit=2)) == ["một", "hai"]


async def test_a_negative_offset_keeps_only_the_newest(http: Client, town: Town) -> None:
    write(town, "một", "hai", "ba")
    assert texts(await http.result("getUpdates", offset=-1)) == ["ba"]
    assert len(town.bot.queue) == 1


async def test_a_long_poll_ends_with_the_first_update(http: Client, town: Town) -> None:
    poll = asyncio.create_task(http.result("getUpdates", timeout=50))
    await waiting(town.bot.queue)
    write(town, "một")
    assert texts(await poll) == ["một"]


async def test_of_two_pollers_the_older_is_ended(http: Client, town: Town) -> None:
    older = asyncio.create_task(http.call("getUpdates", timeout=50))
    await waiting(town.bot.queue)
    await http.result("getUpdates")
    status, body = await older
    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_a_webhook_ends_the_poller(http: Client, town: Town) -> None:
    poll = asyncio.create_task(http.call("getUpdates", timeout=50))
    await waiting(town.bot.queue)
    await http.result("setWebhook", url="http://127.0.0.1:9/")
    assert (await poll)[0] == 409


async def test_a_poller_that_went_away_is_forgotten(http: Client, town: Town) -> None:
    poll = asyncio.create_task(http.call("getUpdates", timeout=50))
    await waiting(town.bot.queue)
    poll.cancel()
    await until(lambda: town.bot.queue._poller is None)
    write(town, "một")
    assert texts(await http.result("getUpdates")) == ["một"]


async def test_the_filter_is_remembered(http: Client, town: Town) -> None:
    await http.result("getUpdates", allowed_updates=["edited_message"])
    write(town, "một")
    assert await http.result("getUpdates") == []


async def test_an_empty_filter_means_the_default(http: Client, town: Town) -> None:
    await http.result("getUpdates", allowed_updates=["edited_message"])
    await http.result("getUpdates", allowed_updates=[])
    write(town, "một")
    assert texts(await http.result("getUpdates")) == ["một"]


async def test_reactions_and_members_must_be_asked_for(town: Town) -> None:
    town.world.set_member(town.group.id, town.bot.id, "administrator")
    town.bot.queue.clear()
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    town.world.reaction_edits = False
    town.world.react(town.group.id, message.id, town.admin.id, "👍")
    town.world.set_member(town.group.id, town.teacher.id, "administrator")
    assert town.kinds() == ["message"]


async def test_after_a_day_updates_are_gone(http: Client, town: Town) -> None:
    now = 0.0
    town.bot.queue = UpdateQueue(lambda: now)
    write(town, "một")
    now += 24 * 3600 + 5
    write(town, "hai")
    assert texts(await http.result("getUpdates")) == ["hai"]


async def test_a_jump_of_the_clock_makes_no_update_old(http: Client, town: Town) -> None:
    write(town, "một")
    await http.send("PUT", "/sim/clock", {"offset_seconds": 7 * 24 * 3600})
    assert texts(await http.result("getUpdates")) == ["một"]


async def test_raw_updates_are_served_as_they_are(http: Client) -> None:
    raw = {"update_id": 7, "new_kind_of_update": {"x": [None]}}
    await http.send("POST", "/sim/updates", [raw])
    assert await http.result("getUpdates") == [raw]


async def test_raw_updates_get_an_id_when_they_have_none(http: Client) -> None:
    answer = await http.send("POST", "/sim/updates", [{"message": {}}])
    assert [u["update_id"] for u in await http.result("getUpdates")] == answer["update_ids"]
