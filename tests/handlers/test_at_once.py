"""Two processes answer the same person's messages about one post at the same instant."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import IntegrityError

from handlers.dispatch import answer
from rules.verdicts import ACCEPTED, DUPLICATE, INTERACTION, POST, SHARE
from storage import Store
from tests.handlers.school import LINK, LINK_3, School, post, private
from tests.ledgers import empty_postgres_url, postgres_ledger
from tests.storage.ledger import reading, rows

__all__ = ["empty_postgres_url", "postgres_ledger"]

pytestmark = pytest.mark.postgres


@pytest.fixture
async def processes(empty_postgres_url: str) -> AsyncIterator[tuple[School, School]]:
    """Each has connections of its own; Lan is known."""
    first, second = School(Store(empty_postgres_url)), School(Store(empty_postgres_url))
    await first.hears(post(LINK_3, 4), private(LINK_3, 3))
    yield first, second
    await first.store.close()
    await second.store.close()


async def _overtaken(school: School, by: School) -> None:
    """Claim a message and answer it; before that is committed another process claims and answers the next."""
    async with school.store.write(school.now) as ledger:
        claimed = await ledger.inbox.claim(1)
        await answer(claimed, school.understand, school.settings(), ledger)
        await by.work()
        await ledger.inbox.done([row.id for row in claimed])


async def deeds(school: School) -> list[tuple[object, ...]]:
    return await rows(school.store, "SELECT state, action FROM evidence WHERE id > 2 ORDER BY id")


@pytest.mark.parametrize(
    ("in_group", "in_private", "counts_as"),
    [
        ("Em đã đăng bài", "Em đã chia sẻ", SHARE),
        ("Em đã chia sẻ", "Em nộp", POST),
        ("like", "like", INTERACTION),
    ],
)
async def test_whoever_comes_second_is_a_duplicate(
    processes: tuple[School, School], in_group: str, in_private: str, counts_as: str
) -> None:
    first, second = processes
    await first.keep(post(f"{in_group} {LINK}"), private(f"{in_private} {LINK}", 6))
    with pytest.raises(IntegrityError):
        await _overtaken(first, second)
    await first.careful_work()
    (accepted, duplicate) = await deeds(first)
    assert accepted == (ACCEPTED, counts_as)
    assert duplicate[0] == DUPLICATE
    assert await reading(first.store).whole.verify() == []


async def test_a_post_and_a_like_are_both_counted(processes: tuple[School, School]) -> None:
    first, second = processes
    await first.keep(post(LINK), private(f"Em like {LINK}", 6))
    await _overtaken(first, second)
    assert sorted(await deeds(first)) == [(ACCEPTED, INTERACTION), (ACCEPTED, POST)]
    assert await reading(first.store).whole.verify() == []
