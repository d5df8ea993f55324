"""One-time codes in the ledger."""

import asyncio
from datetime import timedelta

import pytest

from rules.codewords import clean, shown
from storage import Store
from tests.storage import roster
from tests.storage.ledger import NOW, change, later, rows

DAYS = NOW + timedelta(days=7)


@pytest.fixture
async def school(store: Store) -> Store:
    await roster.unit(store, 1, "SO", level="department")
    await roster.unit(store, 2, "TH-A", 1)
    return store


async def made(store: Store, uses: int = 1) -> str:
    async with store.write(NOW) as ledger:
        return await ledger.codes.make("connect", 2, "telegram:80", DAYS, uses=uses)


async def test_a_code_tells_what_it_is_for(school: Store) -> None:
    async with school.write(NOW) as ledger:
        word = await ledger.codes.make("role", 2, "telegram:80", DAYS, role="reviewer")
        found = await ledger.codes.look("role", shown(word).lower())
    assert found
    assert (found.unit_id, found.role, found.made_by, found.uses_left) == (2, "reviewer", "telegram:80", 1)
    assert found.expires_at == DAYS


async def test_only_its_hash_is_kept(school: Store) -> None:
    word = await made(school)
    assert clean(word) == word
    assert word not in str(await rows(school, "SELECT * FROM code"))


async def test_looking_uses_nothing_up(school: Store) -> None:
    word = await made(school)
    async with school.write(NOW) as ledger:
        assert await ledger.codes.look("connect", word)
        assert await ledger.codes.look("connect", word)


async def test_a_code_is_used_as_often_as_it_was_made_for(school: Store) -> None:
    word = await made(school, uses=2)
    async with school.write(NOW) as ledger:
        left = [
            each and each.uses_left for each in [await ledger.codes.use("connect", word) for _ in range(3)]
        ]
    assert left == [1, 0, None]


async def test_two_who_use_a_code_at_the_same_instant_get_it_once(school: Store) -> None:
    word = await made(school)

    async def use() -> bool:
        async with school.write(NOW) as ledger:
            return await ledger.codes.use("connect", word) is not None

    assert sorted(await asyncio.gather(*(use() for _ in range(4)))) == [False, False, False, True]


async def test_an_expired_code_is_worth_nothing(school: Store) -> None:
    word = await made(school)
    async with school.write(later(days=7)) as ledger:
        assert await ledger.codes.look("connect", word) is None
        assert await ledger.codes.use("connect", word) is None


async def test_a_code_of_another_purpose_is_none(school: Store) -> None:
    word = await made(school)
    async with school.write(NOW) as ledger:
        assert await ledger.codes.use("role", word) is None


async def test_a_unit_takes_its_codes_back(school: Store) -> None:
    word = await made(school)
    async with school.write(NOW) as ledger:
        other = await ledger.codes.make("connect", 1, "cli", DAYS)
        assert await ledger.codes.revoke(2, "connect") == 1
        assert await ledger.codes.look("connect", word) is None
        assert await ledger.codes.look("connect", other)


async def test_many_units_get_a_code_each(school: Store) -> None:
    async with school.write(NOW) as ledger:
        words = await ledger.codes.make_many("connect", [1, 2], "cli", DAYS)
        found = {unit: await ledger.codes.look("connect", word) for unit, word in words.items()}
    assert {unit: code and code.unit_id for unit, code in found.items()} == {1: 1, 2: 2}


async def test_whoever_guesses_ten_times_must_wait_an_hour(school: Store) -> None:
    async with school.write(NOW) as ledger:
        for _ in range(9):
            await ledger.codes.guessed_wrong("telegram:77", "connect")
        assert await ledger.codes.may_guess("telegram:77")
        await ledger.codes.guessed_wrong("telegram:77", "role")
        assert not await ledger.codes.may_guess("telegram:77")
        assert await ledger.codes.may_guess("telegram:78")
    async with school.write(later(hours=1, seconds=1)) as ledger:
        assert await ledger.codes.may_guess("telegram:77")


async def test_a_code_of_a_unit_that_is_no_more_is_worth_nothing(school: Store) -> None:
    word = await made(school)
    await change(school, "UPDATE unit SET until = '2025-11-17' WHERE id = 2")
    async with school.write(NOW) as ledger:
        assert await ledger.codes.use("connect", word) is None
