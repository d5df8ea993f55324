"""Somebody decides on a picture at the very moment in which the machine has found something in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from handlers.handing_in import picture_verdicts
from handlers.handing_in.picture_verdicts import Found
from rules.albums import NEW
from rules.verdicts import ACCEPTED, COPY, REJECTED, WITHDRAWN
from storage import BotRef, ImageFile, Ledger, PictureRecord, Reviewer, Store
from tests.handlers.school import BOT, MAI, School, picture
from tests.ledgers import empty_postgres_url, postgres_ledger
from tests.storage.ledger import reading, rows

__all__ = ["empty_postgres_url", "postgres_ledger"]

pytestmark = pytest.mark.postgres

ME = BotRef("telegram", BOT)
BINH = Reviewer("telegram:79", "Bình")
Act = Callable[[Ledger], Awaitable[object]]


@pytest.fixture
async def school(empty_postgres_url: str) -> AsyncIterator[School]:
    """Mai's picture is settled, Lan's (the second evidence) is kept and waits to be compared."""
    school = School(Store(empty_postgres_url))
    await school.hears(picture("u1", 201, MAI), picture("u2", 202))
    for number, record in enumerate(await school.store.pictures.waiting(ME, school.now, 9)):
        async with school.store.write(school.now) as ledger:
            name = f"{number:064x}"
            await ledger.pictures.keep(record, ImageFile(name, name, 9, 9, 9, (1,), (1,)))
    await _settle(school, await _kept(school), Found(NEW))
    yield school
    await school.store.close()


async def _kept(school: School) -> PictureRecord:
    record = await school.store.pictures.first_kept(ME)
    assert record
    return record


async def _settle(school: School, record: PictureRecord, found: Found) -> None:
    async with school.store.write(school.now) as ledger:
        await picture_verdicts.settle(ledger, school.settings(), record, found)


async def _accept(ledger: Ledger) -> object:
    item = await ledger.reviews.item(2)
    assert item
    return await ledger.reviews.accept(item, BINH)


async def _reject(ledger: Ledger) -> object:
    item = await ledger.reviews.item(2)
    assert item
    return await ledger.reviews.reject(item, "review:unreadable", BINH)


async def _withdraw(ledger: Ledger) -> object:
    item = await ledger.reviews.item(2)
    assert item
    return await ledger.decide(item.proof.evidence, WITHDRAWN, "by_sender")


async def _waits(store: Store) -> None:
    """Until one transaction waits for another."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(20):
        while not await rows(store, waiting):
            pass


@pytest.mark.parametrize(
    ("act", "state", "review"),
    [(_accept, ACCEPTED, "decided"), (_reject, REJECTED, "decided"), (_withdraw, WITHDRAWN, "gone")],
)
async def test_what_a_person_decided_stands(school: School, act: Act, state: str, review: str) -> None:
    record = await _kept(school)
    async with school.store.write(school.now) as ledger:
        await act(ledger)
        looks = asyncio.create_task(_settle(school, record, Found(COPY, 1)))
        await _waits(school.store)
    await looks
    assert await rows(school.store, "SELECT state FROM evidence WHERE id = 2") == [(state,)]
    assert await rows(school.store, "SELECT state, why FROM review WHERE evidence_id = 2") == [
        (review, "picture")
    ]
    assert await reading(school.store).whole.verify() == []
