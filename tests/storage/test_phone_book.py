"""Telephone numbers are known again and cannot be read."""

import asyncio

from storage import Store
from storage.persons.phone_book import kept_phone, kept_phones
from tests.storage.ledger import rows

PHONE, OTHER = "+84912345678", "+84912345679"


async def kept(store: Store, phone: str) -> str:
    async with store._database.write() as connection:
        return await kept_phone(connection, phone)


async def test_a_number_is_known_again(store: Store) -> None:
    assert await kept(store, PHONE) == await kept(store, PHONE)


async def test_two_numbers_differ(store: Store) -> None:
    assert await kept(store, PHONE) != await kept(store, OTHER)


async def test_nothing_of_the_number_can_be_read(store: Store) -> None:
    word = await kept(store, PHONE)
    assert len(word) == 64
    assert set(word) <= set("0123456789abcdef")


async def test_no_number_is_kept_as_none(store: Store) -> None:
    assert await kept(store, "") == ""
    assert await rows(store, "SELECT count(*) FROM secret") == [(0,)]


async def test_many_are_kept_as_each_alone(store: Store) -> None:
    async with store._database.write() as connection:
        many = await kept_phones(connection, [PHONE, OTHER, PHONE, ""])
    assert many == {PHONE: await kept(store, PHONE), OTHER: await kept(store, OTHER), "": ""}


async def test_who_comes_first_at_the_same_moment_makes_the_only_secret(store: Store) -> None:
    words = await asyncio.gather(*(kept(store, PHONE) for _ in range(4)))
    assert len(set(words)) == 1


async def test_another_ledger_keeps_it_otherwise(store: Store) -> None:
    word = await kept(store, PHONE)
    async with store._database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM secret")
    assert await kept(store, PHONE) != word
