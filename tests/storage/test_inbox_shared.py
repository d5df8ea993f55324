"""Several processes at one inbox: only PostgreSQL is shared."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from storage import Store
from tests.storage.ledger import NOW, claimed, keep

pytestmark = pytest.mark.postgres


@pytest.fixture
async def store(empty_postgres_url: str) -> AsyncIterator[Store]:
    store = Store(empty_postgres_url)
    yield store
    await store.close()


async def test_two_transactions_never_hold_the_same_row(store: Store) -> None:
    for number in range(20):
        await keep(store, str(number), lane=f"-{number}")
    async with store.write(NOW) as first, store.write(NOW) as second:
        held = [row.id for row in await first.inbox.claim(10)] + [
            row.id for row in await second.inbox.claim(10)
        ]
    assert len(held) == len(set(held)) == 20


async def test_a_transaction_does_not_overtake_another_in_the_same_chat(store: Store) -> None:
    await keep(store, "1", "2", "3")
    async with store.write(NOW) as first, store.write(NOW) as second:
        assert len(await first.inbox.claim(1)) == 1
        assert await second.inbox.claim(10) == []


async def test_a_transaction_takes_what_lies_before_the_rows_of_another(store: Store) -> None:
    await keep(store, "1", "2")
    last = (await claimed(store))[1]
    async with store.write(NOW) as first, store.write(NOW) as second:
        await first.inbox.claim_one(last.id)
        assert [row.raw for row in await second.inbox.claim(10)] == ['{"update_id": 1}']


async def test_a_busy_chat_does_not_stop_the_others(store: Store) -> None:
    await keep(store, "1", "2", lane="-1")
    await keep(store, "3", lane="-2")
    async with store.write(NOW) as first, store.write(NOW) as second:
        await first.inbox.claim(1)
        assert [row.lane for row in await second.inbox.claim(10)] == ["-2"]


async def test_after_the_first_transaction_the_chat_goes_on_in_order(store: Store) -> None:
    await keep(store, "1", "2", "3")
    async with store.write(NOW) as first:
        await first.inbox.done([row.id for row in await first.inbox.claim(1)])
    async with store.write(NOW) as second:
        assert [row.raw for row in await second.inbox.claim(10)] == ['{"update_id": 2}', '{"update_id": 3}']


async def test_a_row_in_other_hands_cannot_be_claimed_alone(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as first, store.write(NOW) as second:
        (row,) = await first.inbox.claim(1)
        assert await second.inbox.claim_one(row.id) is None


async def test_a_deferred_row_in_a_chat_holds_up_no_other_transaction(store: Store) -> None:
    await keep(store, "1", "2")
    async with store.write(NOW) as ledger:
        await ledger.inbox.defer((await ledger.inbox.claim(1))[0].id, 30)
    async with store.write(NOW) as first, store.write(NOW) as second:
        assert await first.inbox.claim(0) == []
        assert len(await second.inbox.claim(10)) == 1


async def test_a_lock_has_one_holder(store: Store, empty_postgres_url: str) -> None:
    other = Store(empty_postgres_url)
    async with store.lock("sender") as held, other.lock("sender") as refused:
        assert held is not None
        assert refused is None
    await other.close()


async def test_a_lock_is_free_after_its_holder(store: Store, empty_postgres_url: str) -> None:
    other = Store(empty_postgres_url)
    async with store.lock("sender"):
        pass
    async with other.lock("sender") as held:
        assert held is not None
        assert await held()
    await other.close()


async def test_locks_of_other_names_are_free(store: Store) -> None:
    async with store.lock("telegram-1"), store.lock("telegram-2") as held:
        assert held is not None


async def test_however_many_bots_speak_the_ledger_can_be_written(store: Store) -> None:
    async with AsyncExitStack() as stack:
        for number in range(10):
            assert await stack.enter_async_context(store.lock(f"telegram-{number}")) is not None
        await keep(store, "1")
        assert len(await claimed(store)) == 1


async def test_a_holder_whose_connection_was_cut_knows_it(store: Store) -> None:
    async with store.lock("sender") as held:
        assert held is not None
        async with store._database.write() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        assert await held() is False
