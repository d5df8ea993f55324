"""An account is linked while another process answers a message of its, or links somebody to the same name."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage import Store
from tests.storage.ledger import GROUP, LAN, MAI, NOW, POST_2, TODAY, handed_in, link, reading, rows
from tests.storage.roster import unit
from tests.storage.staff import account_id, link_in, linked, listed
from tests.waiting import pause

pytestmark = pytest.mark.postgres
LIST_LAN = 900


@pytest.fixture
async def processes(empty_postgres_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Each has connections of its own; Lan and Mai have handed something in."""
    first, second = Store(empty_postgres_url), Store(empty_postgres_url)
    await unit(first, 700, "HOA-SEN")
    await listed(first, LIST_LAN, "Nguyễn Thị Lan", 700)
    await handed_in(first, "5")
    await handed_in(first, "6", who=MAI)
    yield first, second
    await first.close()
    await second.close()


async def _waiting(store: Store) -> None:
    """Until a process waits for another one's lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while await rows(store, query) == [(0,)]:
        await pause()


async def _of_lan(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT DISTINCT evidence.person_id, evidence.unit_id FROM evidence"
    return await rows(store, f"{query} JOIN account ON account.id = account_id WHERE user_id = '77'")


async def test_a_message_waits_for_the_link_and_counts_for_the_right_one(
    processes: tuple[Store, Store],
) -> None:
    first, second = processes
    async with first.write(NOW) as ledger:
        await link_in(ledger, LAN, LIST_LAN)
        message = asyncio.create_task(handed_in(second, "7", link(POST_2)))
        await _waiting(first)
    person = await message
    assert (person.id, person.unit_id) == (LIST_LAN, 700)
    assert await _of_lan(first) == [(LIST_LAN, 700)]
    assert await reading(first).whole.verify() == []


async def test_a_message_waits_for_the_release_too(processes: tuple[Store, Store]) -> None:
    first, second = processes
    await linked(first, LAN, LIST_LAN)
    lan = await account_id(first, LAN)
    async with first.write(NOW) as ledger:
        await ledger.linking.release(lan, "telegram:79")
        message = asyncio.create_task(handed_in(second, "7", link(POST_2)))
        await _waiting(first)
    assert (await message).name == "Lan Nguyễn"
    assert len(await _of_lan(first)) == 1
    assert await reading(first).whole.verify() == []


async def test_the_link_waits_for_a_message_that_is_being_answered(processes: tuple[Store, Store]) -> None:
    first, second = processes
    async with first.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        person = await ledger.person(LAN, chat, TODAY)
        ledger.record(person, chat, "7", "7", link(POST_2))
        linking = asyncio.create_task(linked(second, LAN, LIST_LAN))
        await _waiting(first)
    assert (await linking).evidence == 2
    assert await _of_lan(first) == [(LIST_LAN, 700)]
    assert await reading(first).whole.verify() == []


async def test_of_two_who_claim_a_name_at_the_same_instant_one_gets_it(
    processes: tuple[Store, Store],
) -> None:
    first, second = processes
    lan, mai = await account_id(first, LAN), await account_id(first, MAI)

    async def claimed() -> bool:
        async with second.write(NOW) as ledger:
            return await ledger.linking.claim(mai, LIST_LAN, "telegram:78") is not None

    async with first.write(NOW) as ledger:
        assert await ledger.linking.claim(lan, LIST_LAN, "telegram:77")
        other = asyncio.create_task(claimed())
        await _waiting(first)
    assert not await other
    assert await rows(first, "SELECT user_id FROM account WHERE person_id = 900") == [("77",)]
