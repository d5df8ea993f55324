from datetime import timedelta

import pytest

from storage import BotRef, Store
from tests.storage.ledger import BOT, NOW, Arrived, PoisonError, claimed, keep, later, reading, rows, writing


async def done(store: Store, *row_ids: int) -> None:
    async with store.write(NOW) as ledger:
        await ledger.inbox.done(row_ids)


async def dies(store: Store) -> None:
    """A transaction that has done its rows when something goes wrong."""
    async with store.write(NOW) as ledger:
        await ledger.inbox.done([row.id for row in await ledger.inbox.claim(10)])
        raise PoisonError


async def failed(store: Store, row_id: int, times: int = 1) -> bool:
    return bool([await writing(store).inbox.failed(row_id, "ValueError") for _ in range(times)][-1])


async def states(store: Store) -> list[str]:
    return [state for (state,) in await rows(store, "SELECT state FROM inbox ORDER BY id")]


async def test_what_is_kept_can_be_claimed(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    assert (row.platform, row.bot, row.lane, row.raw) == ("telegram", BOT, "-1001", '{"update_id": 1}')


async def test_keeping_nothing_is_no_mistake(store: Store) -> None:
    await writing(store).inbox.keep("telegram", BOT, [])
    assert await claimed(store) == []


async def test_the_same_delivery_is_kept_once(store: Store) -> None:
    await keep(store, "1", "1")
    await keep(store, "1")
    assert len(await claimed(store)) == 1


async def test_a_second_delivery_does_not_change_the_first(store: Store) -> None:
    await keep(store, "1")
    await writing(store).inbox.keep("telegram", BOT, [Arrived("1", raw="something else")])
    assert [row.raw for row in await claimed(store)] == ['{"update_id": 1}']


@pytest.mark.parametrize(("platform", "bot"), [("telegram", "43"), ("zalo", BOT)])
async def test_keys_of_another_platform_or_bot_are_other_keys(store: Store, platform: str, bot: str) -> None:
    await keep(store, "1")
    await writing(store).inbox.keep(platform, bot, [Arrived("1")])
    assert len(await claimed(store)) == 2


async def test_a_done_delivery_is_not_taken_again(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await done(store, row.id)
    await keep(store, "1")
    assert await claimed(store) == []


async def test_rows_come_in_the_order_of_their_arrival(store: Store) -> None:
    await keep(store, "3", "1", "2")
    assert [row.raw[-2] for row in await claimed(store)] == ["3", "1", "2"]


async def test_no_more_than_the_limit_is_claimed(store: Store) -> None:
    await keep(store, *map(str, range(5)))
    assert len(await claimed(store, limit=2)) == 2


async def test_a_chat_with_many_messages_leaves_room_for_the_others(store: Store) -> None:
    await keep(store, *map(str, range(100)), lane="-1")
    await keep(store, "100", lane="-2")
    assert {row.lane for row in await claimed(store, limit=8)} == {"-1", "-2"}


async def test_taking_turns_keeps_the_order_of_each_chat(store: Store) -> None:
    await keep(store, *map(str, range(100)), lane="-1")
    await keep(store, "100", lane="-2")
    mine = [row.raw for row in await claimed(store, limit=8) if row.lane == "-1"]
    assert mine == [f'{{"update_id": {number}}}' for number in range(len(mine))]


async def test_a_transaction_that_fails_leaves_its_rows_pending(store: Store) -> None:
    await keep(store, "1")
    with pytest.raises(PoisonError):
        await dies(store)
    assert len(await claimed(store)) == 1


async def test_the_payload_is_dropped_when_it_has_been_looked_at(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await done(store, row.id)
    assert await rows(store, "SELECT raw, state FROM inbox") == [("", "done")]


async def test_what_is_done_is_counted(store: Store) -> None:
    await keep(store, "1", "2", "3")
    await done(store, *[row.id for row in await claimed(store, limit=2)])
    totals = await reading(store).whole.totals()
    assert (totals.inbox_pending, totals.inbox_done) == (1, 2)


async def test_one_row_can_be_claimed_alone(store: Store) -> None:
    await keep(store, "1", "2")
    second = (await claimed(store))[1]
    async with store.write(NOW) as ledger:
        assert await ledger.inbox.claim_one(second.id) == second


async def test_a_done_row_cannot_be_claimed_alone(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await done(store, row.id)
    async with store.write(NOW) as ledger:
        assert await ledger.inbox.claim_one(row.id) is None


@pytest.mark.parametrize("times", [1, 2])
async def test_a_row_that_failed_is_tried_again(store: Store, times: int) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    assert await failed(store, row.id, times) is False
    assert [again.tries for again in await claimed(store)] == [times]


async def test_a_row_is_parked_after_three_failures(store: Store) -> None:
    await keep(store, "1", "2")
    first = (await claimed(store))[0]
    assert await failed(store, first.id, 3) is True
    assert await states(store) == ["parked", "pending"]


async def test_a_parked_row_keeps_its_payload_and_error(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await failed(store, row.id, 3)
    assert await rows(store, "SELECT raw, error, tries FROM inbox") == [(row.raw, "ValueError", 3)]


async def test_a_parked_row_is_counted(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await failed(store, row.id, 3)
    totals = await reading(store).whole.totals()
    assert (totals.inbox_pending, totals.inbox_parked, totals.inbox_done) == (0, 1, 0)


async def test_an_operator_can_see_what_is_parked(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await failed(store, row.id, 3)
    assert [(each.id, each.tries, each.error) for each in await reading(store).inbox.parked()] == [
        (row.id, 3, "ValueError")
    ]


async def test_an_endless_error_is_cut(store: Store) -> None:
    await keep(store, "1")
    (row,) = await claimed(store)
    await writing(store).inbox.failed(row.id, "x" * 5000)
    ((error,),) = await rows(store, "SELECT error FROM inbox")
    assert len(error) == 500


async def test_a_deferred_row_waits(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await ledger.inbox.defer(row.id, 30)
    assert await claimed(store, at=later(seconds=29)) == []


async def test_a_deferred_row_comes_back_in_time(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await ledger.inbox.defer(row.id, 30)
    assert len(await claimed(store, at=later(seconds=30))) == 1


async def test_a_deferred_row_is_no_failure(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await ledger.inbox.defer(row.id, 30)
    assert [again.tries for again in await claimed(store, at=later(minutes=1))] == [0]


async def test_a_deferred_row_can_be_woken(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await ledger.inbox.defer(row.id, 30)
    await writing(store).inbox.wake(row.id)
    assert len(await claimed(store)) == 1


async def test_a_deferred_row_does_not_hold_up_its_chat(store: Store) -> None:
    await keep(store, "1", "2")
    async with store.write(NOW) as ledger:
        await ledger.inbox.defer((await ledger.inbox.claim(1))[0].id, 30)
    assert [row.raw for row in await claimed(store)] == ['{"update_id": 2}']


async def test_a_done_row_is_forgotten_after_its_time(store: Store) -> None:
    await keep(store, "1")
    await done(store, (await claimed(store))[0].id)
    assert await writing(store, later(days=4)).inbox.forget(timedelta(days=3)) == 1
    assert await states(store) == []


async def test_a_done_row_is_remembered_for_its_time(store: Store) -> None:
    await keep(store, "1")
    await done(store, (await claimed(store))[0].id)
    assert await writing(store, later(days=2)).inbox.forget(timedelta(days=3)) == 0


async def test_a_waiting_row_is_never_forgotten(store: Store) -> None:
    await keep(store, "1")
    assert await writing(store, later(days=400)).inbox.forget(timedelta(days=3)) == 0


async def test_what_is_forgotten_stays_counted(store: Store) -> None:
    await keep(store, "1")
    await done(store, (await claimed(store))[0].id)
    await writing(store, later(days=4)).inbox.forget(timedelta(days=3))
    assert (await reading(store).whole.totals()).inbox_done == 1


async def test_a_forgotten_row_never_lends_its_number_to_another(store: Store) -> None:
    await keep(store, "1")
    (first,) = await claimed(store)
    await done(store, first.id)
    await writing(store, later(days=4)).inbox.forget(timedelta(days=3))
    await keep(store, "2")
    assert (await claimed(store))[0].id > first.id


@pytest.mark.parametrize("raw", ["'; DROP TABLE inbox; --", "%(x)s :ids {}", '"\\ud800"', "😀" * 4096])
async def test_any_payload_comes_back_as_it_was(store: Store, raw: str) -> None:
    await writing(store).inbox.keep("telegram", BOT, [Arrived("1", raw=raw)])
    assert [row.raw for row in await claimed(store)] == [raw]


OTHER_BOT = BotRef("telegram", "43")


async def test_what_came_for_a_bot_that_is_left_waits(store: Store) -> None:
    await keep(store, "1", bot=OTHER_BOT.bot)
    await keep(store, "2")
    async with store.write(NOW) as ledger:
        assert [row.bot for row in await ledger.inbox.claim(10, [OTHER_BOT])] == [BOT]
    assert [row.bot for row in await claimed(store)] == [OTHER_BOT.bot, BOT]


async def test_what_waits_for_one_bot_does_not_make_the_other_queue(store: Store) -> None:
    await keep(store, "1", bot=OTHER_BOT.bot)
    async with store.write(NOW) as ledger:
        assert await ledger.inbox.arrive("telegram", OTHER_BOT.bot, [Arrived("2")]) is None
        assert await ledger.inbox.arrive("telegram", BOT, [Arrived("2")]) is not None
