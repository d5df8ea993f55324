"""The one door to what is kept: `read` and `snapshot` look only, on both databases."""

from contextlib import AbstractAsyncContextManager

import pytest

from rules.outgoing import Say
from storage import Ledger, StorageUnavailableError, Store
from tests.storage.ledger import GROUP, NOW, POST_1, handed_in, link, reading

READ_ONLY = "readonly database|read-only transaction"


def opened(store: Store, how: str) -> AbstractAsyncContextManager[Ledger]:
    return store.read(NOW) if how == "read" else store.snapshot(NOW)


@pytest.mark.parametrize("how", ["read", "snapshot"])
async def test_who_only_looks_changes_nothing(store: Store, how: str) -> None:
    with pytest.raises(StorageUnavailableError, match=READ_ONLY):
        async with opened(store, how) as ledger:
            await ledger.audit("cli", "looked")
    with pytest.raises(StorageUnavailableError, match=READ_ONLY):
        async with opened(store, how) as ledger:
            ledger.say("telegram", "1", Say(GROUP.chat_id, "…"), "once")
    assert await reading(store).outbox.waiting("telegram", "1", 0) == []


async def test_a_snapshot_sees_one_moment(store: Store) -> None:
    async with store.snapshot() as ledger:
        before = await ledger.units.by_id()
        await handed_in(store, "1", link(POST_1))
        assert len(await ledger.recipients.units_after(0, 9)) == len(before)


async def test_what_depends_on_the_time_is_not_asked_without_one(store: Store) -> None:
    async with store.read() as ledger:
        with pytest.raises(ValueError, match="without a time"):
            await ledger.grants.all()
