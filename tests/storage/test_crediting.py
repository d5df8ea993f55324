"""Posts that were handed in before their page was registered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.links import recognise
from rules.page_addresses import PageAddress
from rules.rule_set import STANDARD_PLAN
from rules.unit_list import UnitRow
from rules.verdicts import PENDING
from scheduler.week_close import close_week, correct_weeks
from storage import NewEvidence, PageRecord, Store
from storage.proof.crediting import _FEW
from tests.storage.ledger import (
    MAI,
    NOW,
    TODAY,
    WEEK,
    change,
    hand_in,
    handed_in,
    later,
    link,
    reading,
    rows,
    writing,
)
from tests.storage.province import Province

SEN = "https://www.facebook.com/truong.sen"
POST = "https://www.facebook.com/TruongSen/posts/{}?mibextid=ZbWKwL"


@pytest.fixture
async def province(store: Store) -> Province:
    """A school that nobody knows the page of."""
    province = Province(store)
    await province.unit("SO", "department")
    await province.unit("SEN", "school", "SO")
    return province


def written(url: str, day: date = TODAY) -> NewEvidence:
    return replace(link(recognise(url).key or f"none:{url}", day=day), url=url)


async def credit(province: Province, since: date = TODAY) -> int:
    """The page is registered today."""
    page = await province.page("SEN", SEN, since)
    async with province.store.write(NOW) as ledger:
        return await ledger.pages.credit(page, TODAY)


async def on_pages(store: Store) -> list[int | None]:
    return [page for (page,) in await rows(store, "SELECT page_id FROM evidence ORDER BY id")]


async def test_a_post_of_this_week_becomes_the_pages(province: Province) -> None:
    await handed_in(province.store, "5", written(POST.format(1)))
    assert await credit(province) == 1
    assert await on_pages(province.store) == [1]
    assert await reading(province.store).pages.posts(WEEK) == {1: 1}


@pytest.mark.parametrize(
    ("day", "credited"),
    [
        (TODAY - timedelta(days=7), 1),
        (WEEK.first - timedelta(days=7), 1),
        (WEEK.first - timedelta(days=8), 0),
    ],
)
async def test_last_week_too_and_nothing_older(province: Province, day: date, credited: int) -> None:
    await handed_in(province.store, "5", written(POST.format(1), day))
    assert await credit(province) == credited


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/truongmai/posts/1",
        "https://www.facebook.com/truong.sen",
        "https://www.facebook.com/groups/1/posts/2?ref=truongsen",
    ],
)
async def test_what_does_not_stand_on_the_page_is_left_alone(province: Province, url: str) -> None:
    await handed_in(province.store, "5", written(url))
    assert (await credit(province), await on_pages(province.store)) == (0, [None])


async def test_what_waits_is_credited_too(province: Province) -> None:
    await handed_in(province.store, "5", replace(written(POST.format(1)), state=PENDING))
    assert await credit(province) == 1


async def test_whoever_handed_it_in(province: Province) -> None:
    for number, who in enumerate((MAI, replace(MAI, user_id="99"))):
        await handed_in(province.store, str(number), written(POST.format(1)), who)
    assert await credit(province) == 2


async def test_what_stands_on_another_page_stays_there(province: Province) -> None:
    other = await province.page("SO", "https://www.facebook.com/so")
    await handed_in(province.store, "5", replace(written(POST.format(1)), page_id=other.id))
    assert (await credit(province), await on_pages(province.store)) == (0, [other.id])


async def test_a_short_link_that_led_there_is_credited(province: Province) -> None:
    short = "https://www.facebook.com/share/p/1AbCdEfGh"
    post = POST.format(1)
    await handed_in(province.store, "5", replace(written(post), url=short))
    async with province.store.write(NOW) as ledger:
        await ledger.short_links.remember(recognise(short).key or "", post)
    assert await credit(province) == 1


async def test_the_sums_stay_and_a_decision_tells_of_it(province: Province) -> None:
    await handed_in(province.store, "5", written(POST.format(1)))
    await credit(province)
    assert await reading(province.store).whole.verify() == []
    assert await rows(province.store, "SELECT state, reason FROM decision ORDER BY id") == [
        ("accepted", ""),
        ("accepted", "page:1"),
    ]


async def test_once_is_enough(province: Province) -> None:
    await handed_in(province.store, "5", written(POST.format(1)))
    assert [await credit(province), await credit(province)] == [1, 0]


async def test_proof_of_the_same_batch_is_credited(province: Province) -> None:
    async with province.store.write(NOW) as ledger:
        await hand_in(ledger, "5", written(POST.format(1)))
        sen = await province.find("SEN")
        page = await ledger.pages.add(PageRecord(0, sen.id, "facebook", "facebook:truongsen", SEN, TODAY))
        assert await ledger.pages.credit(page, TODAY) == 1


async def test_a_closed_week_is_corrected(province: Province) -> None:
    """The page was given up and is the school's again: it had it all the time."""
    page = await province.page("SEN", SEN, TODAY - timedelta(days=60))
    await writing(province.store).pages.close(page.id, TODAY - timedelta(days=30))
    await change(province.store, "UPDATE unit SET provisional = false")
    await handed_in(province.store, "5", written(POST.format(1)))
    monday = later(days=7, hours=6)
    await close_week(province.store, STANDARD_PLAN, WEEK, monday)
    again = await province.page("SEN", SEN, TODAY + timedelta(days=7))
    async with province.store.write(monday) as ledger:
        assert await ledger.pages.credit(again, TODAY + timedelta(days=7)) == 1
    assert await correct_weeks(province.store, STANDARD_PLAN, monday) > 0
    closed = await reading(province.store).weeks.closed(WEEK.first)
    assert closed[page.unit_id].page_posts == 1


@pytest.mark.parametrize("pages", [1, _FEW + 1])
async def test_a_list_of_units_credits_their_pages(store: Store, pages: int) -> None:
    await handed_in(store, "5", written(POST.format(1)))
    units = [
        UnitRow(
            f"U{number}",
            f"Trường {number}",
            pages=(PageAddress(f"facebook:{name}", f"https://www.facebook.com/{name}", "facebook"),),
            line=number,
        )
        for number, name in enumerate(["truongsen", *(f"truongmai{each}" for each in range(1, pages))])
    ]
    await writing(store).unit_import.write(units, TODAY)
    query = "SELECT page.key FROM page JOIN evidence ON page_id = page.id"
    assert await rows(store, query) == [("facebook:truongsen",)]
    ((detail,),) = await rows(store, "SELECT detail FROM audit")
    assert '"credited": 1' in detail
