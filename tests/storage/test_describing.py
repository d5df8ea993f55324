"""What somebody did is told again and otherwise, withdrawn and given back, by several at once."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from rules.verdicts import (
    ACCEPTED,
    ACTIONS,
    COUNTED,
    DUPLICATE,
    INTERACTION,
    PENDING,
    POST,
    REJECTED,
    SHARE,
    STATES,
    WITHDRAWN,
)
from storage import EvidenceRecord, NewEvidence, Post, Store
from tests.storage.ledger import (
    GROUP,
    NOW,
    POST_1,
    POST_2,
    PRIVATE,
    decide,
    hand_in,
    handed_in,
    link,
    reading,
    rows,
)

MESSAGES = ("5", "6", "7")


async def items(store: Store, message_id: str = "5") -> Sequence[EvidenceRecord]:
    async with store.write(NOW) as ledger:
        return await ledger.submission(await ledger.chat(GROUP), message_id)


async def describe(store: Store, action: str, message_id: str = "5") -> list[bool]:
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        return [
            await ledger.describe(item, action, None) for item in await ledger.submission(chat, message_id)
        ]


@pytest.mark.parametrize("action", [SHARE, INTERACTION])
@pytest.mark.parametrize("state", [ACCEPTED, PENDING])
async def test_it_turns_out_to_be_something_else(store: Store, state: str, action: str) -> None:
    await handed_in(store, "5", link(state=state))
    assert await describe(store, action) == [True]
    assert await rows(store, "SELECT state, action FROM evidence") == [(state, action)]
    assert await reading(store).whole.verify() == []


async def test_what_is_so_already_leaves_no_trace(store: Store) -> None:
    await handed_in(store, "5")
    assert await describe(store, POST) == [False]
    assert await rows(store, "SELECT count(*) FROM decision") == [(1,)]


async def test_a_decision_tells_what_changed(store: Store) -> None:
    await handed_in(store, "5")
    await describe(store, INTERACTION)
    found = await rows(store, "SELECT state, reason FROM decision ORDER BY id")
    assert found == [(ACCEPTED, ""), (ACCEPTED, "action:interaction")]


async def test_an_interaction_gives_the_post_free(store: Store) -> None:
    person = await handed_in(store, "5")
    await describe(store, INTERACTION)
    async with store.write(NOW) as ledger:
        assert not await ledger.is_taken(person, POST_1)
        assert await ledger.is_taken(person, POST_1, INTERACTION)


async def test_within_a_transaction_it_is_free_at_once(store: Store) -> None:
    async with store.write(NOW) as ledger:
        person = await hand_in(ledger, "5")
        (item,) = await ledger.submission(await ledger.chat(GROUP), "5")
        await ledger.describe(item, INTERACTION, None)
        assert not await ledger.is_taken(person, POST_1)


async def test_what_is_taken_as_that_is_left_as_it_is(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", replace(link(), action=INTERACTION))
    assert await describe(store, INTERACTION) == [False]
    assert await reading(store).whole.verify() == []


@pytest.mark.parametrize("state", [DUPLICATE, REJECTED, WITHDRAWN])
async def test_what_does_not_count_is_described_too(store: Store, state: str) -> None:
    await handed_in(store, "5", link(state=state))
    assert await describe(store, INTERACTION) == [True]
    assert await rows(store, "SELECT counts_as FROM evidence") == [(None,)]
    assert await reading(store).whole.verify() == []


async def test_what_comes_back_counts_as_what_it_was_called_meanwhile(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    await describe(store, INTERACTION)
    await decide(store, "5", ACCEPTED)
    found = await rows(store, "SELECT counts_as FROM evidence")
    assert found == [(f"1:interaction:{POST_1}",)]
    assert await reading(store).whole.verify() == []


async def test_who_decides_late_decides_on_what_it_is_by_then(store: Store) -> None:
    await handed_in(store, "5")
    (before,) = await items(store)
    await describe(store, INTERACTION)
    async with store.write(NOW) as ledger:
        assert await ledger.decide(before, WITHDRAWN, "by_sender")
    assert await reading(store).whole.verify() == []
    await decide(store, "5", ACCEPTED)
    assert await rows(store, "SELECT counts_as FROM evidence") == [(f"1:interaction:{POST_1}",)]


async def test_who_describes_late_changes_nothing(store: Store) -> None:
    await handed_in(store, "5")
    (before,) = await items(store)
    await decide(store, "5", WITHDRAWN)
    async with store.write(NOW) as ledger:
        assert not await ledger.describe(before, INTERACTION, None)
    assert await reading(store).whole.verify() == []


async def _at_last_in_a_group(store: Store) -> EvidenceRecord:
    """What was handed in in private as it was before its sender turned out to belong to a unit."""
    await handed_in(store, "5", where=PRIVATE)
    async with store.write(NOW) as ledger:
        (before,) = await ledger.submission(await ledger.chat(PRIVATE), "5")
    await handed_in(store, "6", link(POST_2))
    return before


@pytest.mark.parametrize("state", [WITHDRAWN, PENDING])
async def test_who_decides_late_decides_where_it_counts_by_then(store: Store, state: str) -> None:
    before = await _at_last_in_a_group(store)
    async with store.write(NOW) as ledger:
        assert await ledger.decide(before, state, "by_sender")
    assert await reading(store).whole.verify() == []


async def test_who_describes_late_describes_where_it_counts_by_then(store: Store) -> None:
    before = await _at_last_in_a_group(store)
    async with store.write(NOW) as ledger:
        assert await ledger.describe(before, SHARE, None)
    assert await reading(store).whole.verify() == []


async def test_who_describes_late_does_not_know_where_its_link_leads(store: Store) -> None:
    await handed_in(store, "5")
    (before,) = await items(store)
    async with store.write(NOW) as ledger:
        assert await ledger.short_links.lead_to(before, Post(POST_2, "facebook", "post"))
    async with store.write(NOW) as ledger:
        assert not await ledger.describe(before, INTERACTION, None)
    assert await rows(store, "SELECT counts_as FROM evidence") == [(f"1:quota:{POST_2}",)]


# Two processes at once


@pytest.fixture
async def two(empty_postgres_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes with connections of their own; Lan is known."""
    first, second = Store(empty_postgres_url), Store(empty_postgres_url)
    await handed_in(first, "4", link(POST_2))
    yield first, second
    await first.close()
    await second.close()


async def _overtaken(
    store: Store, action: str, other: Awaitable[object], handed: NewEvidence | None = None
) -> None:
    """Hand something in; between the decision and the commit another process commits."""
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "6", replace(handed or link(), action=action))
        await other


@pytest.mark.postgres
@pytest.mark.parametrize(("one", "other"), [(POST, SHARE), (SHARE, POST), (POST, POST), (INTERACTION,) * 2])
async def test_no_post_is_counted_twice_by_two_at_once(
    two: tuple[Store, Store], one: str, other: str
) -> None:
    first, second = two
    with pytest.raises(IntegrityError):
        await _overtaken(second, other, handed_in(first, "5", replace(link(), action=one)))
    assert await rows(first, "SELECT message_id FROM evidence ORDER BY id") == [("4",), ("5",)]
    assert await reading(first).whole.verify() == []


@pytest.mark.postgres
async def test_words_in_an_address_make_no_outage_of_it(two: tuple[Store, Store]) -> None:
    """PostgreSQL tells which row there is already."""
    first, second = two
    handed = link("website:school.edu.vn/disk-full-connection-closed")
    with pytest.raises(IntegrityError):
        await _overtaken(second, POST, handed_in(first, "5", handed), handed)


@pytest.mark.postgres
async def test_whoever_waits_for_the_other_is_refused_too(two: tuple[Store, Store]) -> None:
    first, second = two
    async with first.write(NOW) as ledger:
        await hand_in(ledger, "5")
        await ledger.flush()
        waiting = asyncio.create_task(handed_in(second, "6", replace(link(), action=SHARE)))
        await _is_waiting(first)
    with pytest.raises(IntegrityError):
        await waiting
    assert await reading(first).whole.verify() == []


async def _is_waiting(store: Store) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while await rows(store, query) == [(0,)]:
        pass


@pytest.mark.postgres
async def test_a_like_of_what_another_takes_as_a_post_is_counted(two: tuple[Store, Store]) -> None:
    first, second = two
    async with second.write(NOW) as later:
        await hand_in(later, "6", replace(link(), action=INTERACTION))
        await handed_in(first, "5")
    assert await rows(first, "SELECT count(*) FROM evidence WHERE state = 'accepted'") == [(3,)]
    assert await reading(first).whole.verify() == []


@pytest.mark.postgres
async def test_two_descriptions_at_once_take_a_post_once(two: tuple[Store, Store]) -> None:
    first, second = two
    await handed_in(first, "5")
    with pytest.raises(IntegrityError):
        await _overtaken(second, INTERACTION, describe(first, INTERACTION))
    assert await reading(first).whole.verify() == []


# Any order

_STEPS = st.lists(
    st.tuples(st.sampled_from(["hand_in", "describe", "describe", "decide"]), st.sampled_from(MESSAGES),
              st.sampled_from(ACTIONS), st.sampled_from(STATES)),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_is_said_in_whatever_order_the_sums_are_right(
    sqlite_template: Path, tmp_path: Path, steps: list[tuple[str, str, str, str]]
) -> None:
    path = tmp_path / "minhchung.db"
    for old in tmp_path.glob("minhchung.db*"):
        old.unlink()
    shutil.copyfile(sqlite_template, path)
    asyncio.run(_played(f"sqlite:///{path}", steps))


async def _played(url: str, steps: list[tuple[str, str, str, str]]) -> None:
    store = Store(url)
    for step in steps:
        await _play(store, *step)
        assert await reading(store).whole.verify() == []
    taken = "SELECT counts_as IS NULL, state, action FROM evidence"
    for is_free, state, _ in await rows(store, taken):
        assert bool(is_free) is (state not in COUNTED)
    await store.close()


async def _play(store: Store, what: str, message_id: str, action: str, state: str) -> None:
    """What handlers do: nothing is counted that is taken."""
    async with store.write(NOW) as ledger:
        known = await ledger.submission(await ledger.chat(GROUP), message_id)
        if what == "hand_in" and not known:
            person = await hand_in(ledger, f"{message_id}0", link(f"other {message_id}"))
            is_new = state not in COUNTED or not await ledger.is_taken(person, POST_1, action)
            handed = replace(link(state=state if is_new else DUPLICATE), action=action)
            await hand_in(ledger, message_id, handed)
        for item in known:
            if what == "describe":
                await ledger.describe(item, action, None)
            elif state not in COUNTED or item.state in COUNTED or not await ledger.counts_already(item):
                await ledger.decide(item, state, "test")


async def _waits(store: Store) -> None:
    """Until one transaction waits for another."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(20):
        while not await rows(store, waiting):
            pass


@pytest.mark.postgres
async def test_what_is_taken_back_is_not_accepted_meanwhile(two: tuple[Store, Store]) -> None:
    first, second = two
    await handed_in(first, "5", link(state=PENDING))
    async with first.write(NOW) as ledger:
        (item,) = await ledger.submission(await ledger.chat(GROUP), "5")
        accepts = asyncio.create_task(decide(second, "5", ACCEPTED))
        await _waits(first)
        assert await ledger.decide(item, WITHDRAWN, "by_sender")
    await accepts
    assert await reading(first).whole.verify() == []
