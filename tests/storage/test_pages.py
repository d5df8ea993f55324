"""The pages of units, their followers and their posts."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.verdicts import DUPLICATE, PENDING, POST, SHARE
from storage import Followers, Store
from tests.storage.ledger import (
    MAI,
    NOW,
    POST_1,
    POST_2,
    TODAY,
    WEEK,
    PoisonError,
    change,
    handed_in,
    reading,
    writing,
)
from tests.storage.province import LONG_AGO, Province, on_page, small_province


@pytest.fixture
async def province(store: Store) -> Province:
    return await small_province(store)


async def test_a_units_pages_are_found(province: Province) -> None:
    sen = await province.find("SEN")
    (page,) = await reading(province.store).pages.of_units([sen.id])
    assert (page.unit_id, page.platform, page.key, page.until) == (
        sen.id, "facebook", "facebook:truongsen", None,
    )  # fmt: skip


async def test_all_pages_are_found(province: Province) -> None:
    assert len(await reading(province.store).pages.of_units()) == 7


async def test_a_page_that_is_another_units_stays_theirs(province: Province) -> None:
    mine = await province.page("SEN", "https://fb.com/TruongMai")
    assert mine.unit_id == (await province.find("MAI")).id


async def test_a_page_added_twice_is_one(province: Province) -> None:
    first = await province.page("SEN", "https://www.tiktok.com/@truongsen")
    assert await province.page("SEN", "https://tiktok.com/@TruongSen?x=1") == first


async def test_a_closed_page_is_the_units_no_more(province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    assert await writing(province.store).pages.close(page.id, TODAY) is True
    assert (await reading(province.store).pages.of_units([page.unit_id]))[0].until == TODAY


async def test_a_page_is_closed_once(province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    await writing(province.store).pages.close(page.id, TODAY)
    assert await writing(province.store).pages.close(page.id, TODAY + timedelta(days=3)) is False
    assert (await reading(province.store).pages.of_units([page.unit_id]))[0].until == TODAY


async def test_a_page_that_is_opened_again_has_been_the_units_since_the_beginning(province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    await writing(province.store).pages.close(page.id, TODAY)
    again = await province.page("SEN", since=TODAY + timedelta(days=9))
    assert (again.id, again.since, again.until) == (page.id, LONG_AGO, None)


async def test_a_page_that_one_unit_closed_can_become_anothers(province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    await writing(province.store).pages.close(page.id, TODAY)
    now = await province.page("CUC", page.url, since=TODAY)
    assert (now.id, now.unit_id, now.since) == (page.id, (await province.find("CUC")).id, TODAY)


async def test_followers_are_told_for_a_day(province: Province) -> None:
    await writing(province.store).pages.tell_followers(1, TODAY, 26_000, "telegram:77")
    assert await reading(province.store).pages.followers([1, 2]) == {1: [Followers(TODAY, 26_000)]}


async def test_the_last_word_of_a_day_stands(province: Province) -> None:
    await writing(province.store).pages.tell_followers(1, TODAY, 26, "telegram:77")
    await writing(province.store).pages.tell_followers(1, TODAY, 26_000, "telegram:78")
    assert await reading(province.store).pages.followers([1]) == {1: [Followers(TODAY, 26_000)]}


async def test_followers_are_listed_day_after_day(province: Province) -> None:
    for day, number in ((TODAY, 30), (date(2025, 9, 1), 10), (date(2025, 10, 1), 20)):
        await writing(province.store).pages.tell_followers(1, day, number, "")
    assert [each.number for each in (await reading(province.store).pages.followers([1]))[1]] == [10, 20, 30]


async def test_a_post_that_two_people_handed_in_is_one_post_of_the_page(province: Province) -> None:
    (page, *_) = await reading(province.store).pages.of_units()
    await handed_in(province.store, "5", on_page(POST_1, page))
    await handed_in(province.store, "6", on_page(POST_1, page), who=MAI)
    await handed_in(province.store, "7", on_page(POST_2, page))
    assert await reading(province.store).pages.posts(WEEK) == {page.id: 2}


@pytest.mark.parametrize("state", [PENDING, DUPLICATE])
async def test_only_accepted_posts_are_the_pages(province: Province, state: str) -> None:
    (page, *_) = await reading(province.store).pages.of_units()
    await handed_in(province.store, "5", on_page(POST_1, page, state=state))
    assert await reading(province.store).pages.posts(WEEK, [page.id]) == {}


async def test_posts_of_other_days_and_pages_do_not_count(province: Province) -> None:
    first, second, *_ = await reading(province.store).pages.of_units()
    await handed_in(province.store, "5", on_page(POST_1, first, day=WEEK.after))
    await handed_in(province.store, "6", on_page(POST_2, second))
    assert await reading(province.store).pages.posts(WEEK, [first.id]) == {}


async def test_a_transaction_knows_the_pages_that_are_open(province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    await writing(province.store).pages.close(page.id, TODAY)
    async with province.store.write(NOW) as ledger:
        known = (await ledger.pages.registered()).pages
    assert len(known) == 6
    assert known["facebook:truongmai"].unit_id == (await province.find("MAI")).id


async def test_a_page_that_came_in_by_another_way_is_noticed(province: Province) -> None:
    async with province.store.write(NOW) as ledger:
        await ledger.pages.registered()
    await change(
        province.store,
        "INSERT INTO page (unit_id, platform, key, url, since, created_at)"
        " VALUES (1, 'zalo', 'zalo:sen1', '', '2025-01-01', '2025-01-01 00:00:00')",
    )
    async with province.store.write(NOW) as ledger:
        assert "zalo:sen1" in (await ledger.pages.registered()).pages


async def test_a_transaction_sees_its_own_pages_and_others_only_what_is_committed(province: Province) -> None:
    (page, *_) = await reading(province.store).pages.of_units()
    with suppress(PoisonError):
        async with province.store.write(NOW) as ledger:
            await ledger.pages.registered()
            await ledger.pages.add(replace(page, key="zalo:new"))
            assert "zalo:new" in (await ledger.pages.registered()).pages
            raise PoisonError
    async with province.store.write(NOW) as ledger:
        assert "zalo:new" not in (await ledger.pages.registered()).pages


async def test_shares_of_a_page_are_those_of_its_own_peoples_posts(province: Province) -> None:
    first, second, *_ = await reading(province.store).pages.of_units()
    for number, handed in enumerate([on_page(POST_1, first), on_page(POST_2, first), on_page("x", second)]):
        action = SHARE if handed.key != POST_2 else POST
        await handed_in(province.store, str(number), replace(handed, action=action))
    async with province.store.write(NOW) as ledger:
        assert await ledger.pages.shares(WEEK, [first.id]) == 0
    await change(province.store, "UPDATE evidence SET unit_id = :unit", unit=first.unit_id)
    async with province.store.write(NOW) as ledger:
        assert await ledger.pages.shares(WEEK, [first.id]) == 1
