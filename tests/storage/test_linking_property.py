"""Whatever is handed in, taken back, decided, linked and released: nothing is lost, nothing counts twice."""

import asyncio
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED, WITHDRAWN
from storage import AccountRef, ChatRef, Store
from tests.storage.ledger import NOW, PRIVATE, TODAY, hand_in, link, reading, rows
from tests.storage.roster import unit
from tests.storage.staff import group, linked, listed, released

ACCOUNTS = (
    AccountRef("telegram", "77", "Lan"),
    AccountRef("zalo_bot", "z7", "Cô Lan"),
    AccountRef("telegram", "78", "Mai"),
)
CHATS = (group(1, "Tổ Toán"), group(2, "Tổ Văn"), PRIVATE)
PEOPLE = (901, 902)
_ACTIONS = (
    st.tuples(st.just("hand in"), st.sampled_from(ACCOUNTS), st.sampled_from(CHATS), st.integers(1, 3)),
    st.tuples(st.just("withdraw"), st.integers(0, 30)),
    st.tuples(st.just("decide"), st.integers(0, 30), st.sampled_from((ACCEPTED, REJECTED))),
    st.tuples(st.just("link"), st.sampled_from(ACCOUNTS), st.sampled_from(PEOPLE)),
    st.tuples(st.just("release"), st.sampled_from(ACCOUNTS)),
)
sequences = st.lists(st.one_of(*_ACTIONS), min_size=3, max_size=14)


async def _prepared(url: str) -> Store:
    store = Store(url)
    await unit(store, 700, "HOA-SEN")
    await unit(store, 701, "KIM-DONG")
    await listed(store, PEOPLE[0], "Nguyễn Thị Lan", 700)
    await listed(store, PEOPLE[1], "Trần Thị Mai", 700, 701)
    return store


async def _hand_in(store: Store, message: str, who: AccountRef, where: ChatRef, post: int) -> None:
    """As the handlers judge it."""
    key = f"post:{post}"
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(where)
        person = await ledger.person(who, chat, TODAY)
        state = DUPLICATE if await ledger.is_taken(person, key) else PENDING if post == 3 else ACCEPTED
        await hand_in(ledger, message, link(key, state), who, where)


async def _decide(store: Store, number: int, state: str, where: tuple[str, ...]) -> None:
    """Of all that was handed in, one by its number."""
    found = await rows(store, "SELECT id, chat_pk, submission, state FROM evidence ORDER BY id")
    if not found:
        return
    number, chat_pk, submission, now = found[number % len(found)]
    if now not in where:
        return
    async with store.write(NOW) as ledger:
        chats = {(await ledger.chat(ref)).id: ref for ref in CHATS}
        chat = await ledger.chat(chats[chat_pk])
        for item in await ledger.submission(chat, submission.partition(":")[2]):
            await ledger.decide(item, state, "by_sender" if state == WITHDRAWN else "machine")


async def _do(store: Store, steps: list[tuple[Any, ...]], *, linking: bool) -> None:
    for number, (what, *told) in enumerate(steps):
        if what == "hand in":
            await _hand_in(store, str(number), *told)
        elif what == "withdraw":
            await _decide(store, told[0], WITHDRAWN, (ACCEPTED, PENDING, DUPLICATE))
        elif what == "decide":
            await _decide(store, told[0], told[1], (PENDING,))
        elif linking and await _is_known(store, told[0]):
            await (linked(store, *told) if what == "link" else released(store, told[0]))
            assert await reading(store).whole.verify() == []


async def _is_known(store: Store, who: AccountRef) -> bool:
    query = "SELECT id FROM account WHERE user_id = :user"
    return bool(await rows(store, query, user=who.user_id))


async def _ledger(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Whose is what, by names and not by numbers."""
    whose = "JOIN person ON person.id = {}.person_id JOIN unit ON unit.id = {}.unit_id"
    return {
        "evidence": await rows(
            store,
            "SELECT evidence.id, person.name, unit.name, state, reason FROM evidence "
            + whose.format("evidence", "evidence")
            + " ORDER BY evidence.id",
        ),
        "tallies": await rows(
            store,
            "SELECT person.name, unit.name, day, action, count FROM tally "
            + whose.format("tally", "tally")
            + " ORDER BY 1, 2, 3, 4",
        ),
        "memberships": await rows(
            store,
            "SELECT person.name, unit.name, membership.since FROM membership "
            + whose.format("membership", "membership")
            + " ORDER BY 1, 2, 3",
        ),
        "people": await rows(store, "SELECT name FROM person ORDER BY 1"),
        "counters": await rows(
            store, "SELECT name, value FROM counter WHERE name LIKE 'evidence.%' AND value <> 0 ORDER BY 1"
        ),
    }


async def _check(template: Path, steps: list[tuple[Any, ...]]) -> None:
    folder = Path(mkdtemp())
    stores = []
    for name in ("never", "released"):
        shutil.copyfile(template, folder / name)
        stores.append(await _prepared(f"sqlite:///{folder / name}"))
    never, once = stores
    try:
        await _do(never, steps, linking=False)
        await _do(once, steps, linking=True)
        words = "SELECT count(*) FROM evidence WHERE state IN ('accepted', 'pending') AND counts_as IS NULL"
        assert await rows(once, words) == [(0,)]
        for account in ACCOUNTS:
            if await _is_known(once, account):
                await released(once, account)
        assert await reading(once).whole.verify() == []
        assert await _ledger(once) == await _ledger(never)
    finally:
        for store in stores:
            await store.close()
        shutil.rmtree(folder)


@pytest.mark.timeout(600)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=sequences)
def test_after_releasing_all_it_is_as_if_nobody_had_ever_been_linked(
    sqlite_template: Path, steps: list[tuple[Any, ...]]
) -> None:
    asyncio.run(_check(sqlite_template, steps))
