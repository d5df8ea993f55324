from datetime import timedelta
from typing import Any

import pytest

from rules.outgoing import AnswerButton, Button, React, Reaction, Rewrite, Say, SendFile, Show, unpack
from storage import OutboxRow, Store
from tests.storage.ledger import BOT, NOW, later, reading, rows, say, writing


async def waiting(store: Store) -> list[OutboxRow]:
    return await reading(store).outbox.waiting("telegram", BOT, 0)


async def only(store: Store) -> OutboxRow:
    (row,) = await waiting(store)
    return row


async def with_fallback(store: Store) -> OutboxRow:
    async with store.write(NOW) as ledger:
        ledger.say(
            "telegram", BOT, Say("77", "riêng"), "in:1:1", fallback=Say("-1001", "ở nhóm", reply_to="5")
        )
    return await only(store)


@pytest.mark.parametrize(
    "message",
    [
        Say("-1", "Chào\n«thầy cô» 😀", "3", "5", ((Button("Được", "ok:1"),),), silent=True),
        React("-1", "5", Reaction.ACCEPTED),
        React("-1", "5", Reaction.NONE),
        Rewrite("-1", "5", "Mới"),
        AnswerButton("-1", "99", "Nghe rồi", alert=True),
    ],
)
async def test_what_is_put_in_comes_out(store: Store, message: Any) -> None:
    await say(store, "1", message)
    row = await only(store)
    assert unpack(row.kind, row.payload) == message


async def test_a_key_is_said_once(store: Store) -> None:
    await say(store, "week:2025-W47:-1001")
    await say(store, "week:2025-W47:-1001")
    assert len(await waiting(store)) == 1


async def test_a_key_is_said_once_within_one_call(store: Store) -> None:
    await writing(store).outbox.put(
        "telegram", BOT, [("a", Say("-1", "x")), ("a", Say("-1", "y"))], bulk=True
    )
    assert len(await waiting(store)) == 1


async def test_a_key_that_was_said_is_not_said_again(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.sent([((await only(store)).id, "9")])
    await say(store, "a")
    assert await waiting(store) == []


async def test_a_key_that_was_given_up_is_not_said_again(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.give_up(await only(store), "gone")
    await say(store, "a")
    assert await waiting(store) == []


async def test_putting_nothing_is_no_mistake(store: Store) -> None:
    await writing(store).outbox.put("telegram", BOT, [], bulk=True)
    assert await waiting(store) == []


async def test_rows_come_in_their_order(store: Store) -> None:
    for key in "cab":
        await say(store, key, Say("-1", key))
    assert [row.payload["text"] for row in await waiting(store)] == ["c", "a", "b"]


async def test_rows_beyond_a_number_can_be_asked_for(store: Store) -> None:
    for key in "abc":
        await say(store, key, Say("-1", key))
    first = (await waiting(store))[0]
    assert [
        row.payload["text"] for row in await reading(store).outbox.waiting("telegram", BOT, first.id)
    ] == ["b", "c"]


async def test_rows_of_another_bot_are_not_ours(store: Store) -> None:
    await writing(store).outbox.put("telegram", "43", [("a", Say("-1", "x"))], bulk=False)
    assert await waiting(store) == []


async def test_bulk_is_marked(store: Store) -> None:
    await say(store, "a", bulk=True)
    assert (await only(store)).bulk


async def test_a_row_is_claimed_once(store: Store) -> None:
    await say(store, "a")
    row = await only(store)
    assert [await writing(store).outbox.claim(row.id), await writing(store).outbox.claim(row.id)] == [
        True,
        False,
    ]


async def test_a_claimed_row_still_waits_and_says_so(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.claim((await only(store)).id)
    assert (await only(store)).claimed


async def test_a_row_put_off_may_be_claimed_again(store: Store) -> None:
    await say(store, "a")
    row = await only(store)
    await writing(store).outbox.claim(row.id)
    await writing(store).outbox.later(row.id, "SlowDownError", later(seconds=5))
    again = await only(store)
    assert (again.claimed, again.tries, again.not_before) == (False, 1, NOW + timedelta(seconds=5))


async def test_what_was_said_waits_no_more(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.sent([((await only(store)).id, "9")])
    assert await waiting(store) == []


async def test_what_was_said_keeps_its_number_and_drops_its_words(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.sent([((await only(store)).id, "9")])
    assert await rows(store, "SELECT state, message_id, payload FROM outbox") == [("sent", "9", "{}")]


async def test_reactions_and_texts_are_marked_together(store: Store) -> None:
    await say(store, "a")
    await say(store, "b", React("-1", "5", Reaction.ACCEPTED))
    first, second = await waiting(store)
    await writing(store).outbox.sent([(first.id, "9"), (second.id, "")])
    assert (await reading(store).whole.totals()).outbox_sent == 2


async def test_marking_nothing_is_no_mistake(store: Store) -> None:
    await writing(store).outbox.sent([])
    assert (await reading(store).whole.totals()).outbox_sent == 0


async def test_what_can_never_be_said_waits_no_more(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.give_up(await only(store), "chat not found")
    assert await rows(store, "SELECT state, error FROM outbox") == [("failed", "chat not found")]


async def test_what_can_never_be_said_is_counted(store: Store) -> None:
    await say(store, "a")
    await writing(store).outbox.give_up(await only(store), "chat not found")
    totals = await reading(store).whole.totals()
    assert (totals.outbox_pending, totals.outbox_failed, totals.outbox_sent) == (0, 1, 0)


async def test_a_nicety_that_is_not_possible_is_no_failure(store: Store) -> None:
    await say(store, "a", React("-1", "5", Reaction.ACCEPTED))
    await writing(store).outbox.give_up(await only(store), "reactions are off", quietly=True)
    totals = await reading(store).whole.totals()
    assert (totals.outbox_pending, totals.outbox_failed) == (0, 0)


async def test_the_fallback_is_said_instead(store: Store) -> None:
    await writing(store).outbox.give_up(await with_fallback(store), "blocked")
    row = await only(store)
    assert unpack(row.kind, row.payload) == Say("-1001", "ở nhóm", reply_to="5")


async def test_the_fallback_goes_to_its_own_chat(store: Store) -> None:
    await writing(store).outbox.give_up(await with_fallback(store), "blocked")
    assert (await only(store)).chat_id == "-1001"


async def test_the_fallback_is_put_in_once(store: Store) -> None:
    row = await with_fallback(store)
    await writing(store).outbox.give_up(row, "blocked")
    await writing(store).outbox.give_up(row, "blocked")
    assert len(await waiting(store)) == 1


async def test_the_fallback_has_no_further_fallback(store: Store) -> None:
    await writing(store).outbox.give_up(await with_fallback(store), "blocked")
    assert (await only(store)).fallback is None


async def test_a_row_with_a_fallback_is_no_failure(store: Store) -> None:
    await writing(store).outbox.give_up(await with_fallback(store), "blocked")
    assert (await reading(store).whole.totals()).outbox_failed == 0


async def test_what_waits_is_counted(store: Store) -> None:
    await say(store, "a")
    await say(store, "b")
    await writing(store).outbox.claim((await waiting(store))[0].id)
    assert (await reading(store).whole.totals()).outbox_pending == 2


async def test_while_reactions_wait_pictures_and_files_are_read_with_the_texts(store: Store) -> None:
    await say(store, "a", React("-1001", "5", Reaction.ACCEPTED))
    await say(store, "b", Show("77", ("a" * 64,), "Mục chờ duyệt"))
    await say(store, "c", SendFile("77", "a" * 64, "danh-sach.xlsx"))
    waiting = await reading(store).outbox.waiting("telegram", BOT, 0, texts_only=True)
    assert [row.kind for row in waiting] == ["show", "send_file"]
