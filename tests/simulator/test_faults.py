"""Troubles to order, seen from a bot's side."""

import asyncio
from typing import Any

import aiohttp
import pytest

from simulator.faults import Faults
from tests.simulator.conftest import TOKEN, Client, Town
from tests.waiting import until


async def order(http: Client, **rules: Any) -> None:
    await http.send("PUT", "/sim/faults", rules)


@pytest.mark.parametrize("kind", ["outage", "reset_before", "reset_after"])
async def test_a_connection_is_cut(http: Client, kind: str) -> None:
    await order(http, **{kind: True})
    with pytest.raises(aiohttp.ClientError):
        await http.call("getMe")


async def test_an_outage_ends_waiting_polls(http: Client, town: Town) -> None:
    poll = asyncio.create_task(http.call("getUpdates", timeout=50))
    await until(lambda: town.bot.queue._poller is not None)
    await order(http, outage=True)
    town.world.start(town.teacher.id)
    with pytest.raises(aiohttp.ClientError):
        await poll
    assert len(town.bot.queue) == 1


async def test_cut_before_means_nothing_was_done(http: Client, town: Town) -> None:
    await order(http, reset_before={"count": 1})
    with pytest.raises(aiohttp.ClientError):
        await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert town.group.latest() is None


async def test_cut_after_means_it_was_done(http: Client, town: Town) -> None:
    await order(http, reset_after={"count": 1})
    with pytest.raises(aiohttp.ClientError):
        await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert town.group.latest() is not None


async def test_a_server_error_is_telegrams(http: Client) -> None:
    await order(http, error_500=True)
    status, body = await http.call("getMe")
    assert (status, body["description"]) == (500, "Internal Server Error")


async def test_a_bad_gateway_is_html(http: Client) -> None:
    await order(http, bad_gateway=True)
    async with http.session.get(f"{http.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_storm_says_how_long(http: Client) -> None:
    await order(http, too_many_requests={"retry_after": 7})
    status, body = await http.call("getMe")
    assert (status, body["parameters"]) == (429, {"retry_after": 7})


async def test_a_delay_only_delays(http: Client) -> None:
    await order(http, delay={"seconds": 0.001})
    assert (await http.call("getMe"))[0] == 200


async def test_a_trouble_ends_after_its_count(http: Client) -> None:
    await order(http, error_500={"count": 2})
    assert [(await http.call("getMe"))[0] for _ in range(3)] == [500, 500, 200]


async def test_a_trouble_concerns_only_its_methods(http: Client) -> None:
    await order(http, error_500={"methods": ["getUpdates"]})
    assert (await http.call("getMe"))[0] == 200


async def test_no_troubles_are_ordered_by_naming_none(http: Client) -> None:
    await order(http, error_500=True)
    await order(http)
    assert (await http.call("getMe"))[0] == 200


async def test_confirmed_updates_may_come_again(http: Client, town: Town) -> None:
    town.world.start(town.teacher.id)
    [update] = await http.result("getUpdates")
    await order(http, duplicate={"count": 1})
    assert await http.result("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await http.result("getUpdates", offset=update["update_id"] + 1) == []


async def test_updates_may_overtake_each_other(http: Client, town: Town) -> None:
    for number in range(20):
        town.world.post(town.bot.id, town.teacher.id, text=str(number))
    await order(http, reorder=True, seed=1)
    ids = [update["update_id"] for update in await http.result("getUpdates")]
    assert ids != sorted(ids)
    assert len(set(ids)) == 20


async def test_an_unknown_trouble_is_refused(http: Client) -> None:
    assert "unknown fault" in await http.refused("PUT", "/sim/faults", {"earthquake": True})


async def test_the_edit_by_reaction_is_a_switch_here_too(http: Client, town: Town) -> None:
    await order(http, reaction_edits=False)
    assert town.world.reaction_edits is False


def test_the_same_seed_gives_the_same_troubles() -> None:
    def draws() -> list[bool]:
        faults = Faults()
        faults.replace({"seed": 5, "error_500": {"probability": 0.5}})
        return [faults.strike("error_500", "getMe") is not None for _ in range(50)]

    assert draws() == draws()
    assert len(set(draws())) == 2
