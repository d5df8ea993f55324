"""What belongs to a unit that turns out to be another one goes along with it."""

from datetime import timedelta

import pytest

from rules.calendar import week_of
from storage import Brought, ChatRef, PageRecord, Store
from tests.storage.ledger import (
    BOT,
    GROUP,
    NOW,
    POST_2,
    TODAY,
    WEEK,
    change,
    handed_in,
    link,
    reading,
    rows,
    writing,
)
from tests.storage.province import Province, share, small_province

NEW = ChatRef("telegram", BOT, "-100777", "group", "Tổ Toán mới")
OLD_NAME, NEW_NAME = NEW.title, GROUP.title


@pytest.fixture
async def province(store: Store) -> Province:
    """Two provisional units: the second is that of a group that turns out to be the first."""
    province = await small_province(store)
    await handed_in(store, "5")
    await handed_in(store, "1", link(POST_2), where=NEW)
    return province


async def merged(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.migrate_chat(GROUP, NEW)
    assert OLD_NAME not in [unit.name for unit in await reading(store).units.all()]


async def unit_id(store: Store, name: str) -> int:
    return next(unit.id for unit in await reading(store).units.all() if unit.name == name)


async def test_its_pages_go_along(province: Province) -> None:
    store = province.store
    page = PageRecord(0, await unit_id(store, OLD_NAME), "zalo", "zalo:toan1", "https://zalo.me/toan1", TODAY)
    await writing(store).pages.add(page)
    await merged(store)
    assert [page.key for page in await reading(store).pages.of_units([await unit_id(store, NEW_NAME)])] == [
        "zalo:toan1"
    ]


async def test_its_features_go_along(province: Province) -> None:
    store = province.store
    await featured(province, OLD_NAME)
    await merged(store)
    assert [feature.unit_name for feature in await reading(store).features.of_week(WEEK.first)] == [NEW_NAME]


async def featured(province: Province, name: str) -> int:
    root, page = (await province.find("SO")).id, (await reading(province.store).pages.of_units())[0]
    await change(
        province.store,
        "INSERT INTO feature (root_id, week, unit_id, page_id, level, reason, chosen_by, chosen_at)"
        f" VALUES (:root, '{WEEK.first}', :unit, :page, 'school', '', '', '2025-11-17 00:00:00')",
        root=root,
        unit=await unit_id(province.store, name),
        page=page.id,
    )
    return next(
        feature.id
        for feature in await reading(province.store).features.of_week(WEEK.first)
        if feature.unit_name == name
    )


async def test_a_week_that_featured_both_featured_one(province: Province) -> None:
    store = province.store
    first, second = await featured(province, NEW_NAME), await featured(province, OLD_NAME)
    await handed_in(store, "9", share("facebook:post:9", second))
    await merged(store)
    assert [feature.id for feature in await reading(store).features.of_week(WEEK.first)] == [first]
    assert await reading(store).features.brought([first]) == {first: Brought(1, 1, 1)}


async def test_what_was_asked_of_nobody_stays_so(province: Province) -> None:
    store = province.store
    week = week_of(TODAY + timedelta(days=7))
    await writing(store).rules.close_unit(await unit_id(store, OLD_NAME), week, "x")
    await reading(store).rules.stored()
    await merged(store)
    assert (await reading(store).rules.stored()).closures.keys() == {await unit_id(store, NEW_NAME)}


CLOSED = (
    "INSERT INTO week_close (unit_id, week, version, people, obliged, met, accepted, pending, page_posts,"
    " page_owed, closed_at) VALUES (:unit, '2025-11-10', 0, :people, 1, 1, 1, 0, 0, 0, '2025-11-17 00:00:00')"
)


async def test_its_closed_weeks_go_along(province: Province) -> None:
    store = province.store
    await change(store, CLOSED, unit=await unit_id(store, OLD_NAME), people=3)
    await merged(store)
    assert await rows(store, "SELECT unit_id, people FROM week_close") == [
        (await unit_id(store, NEW_NAME), 3)
    ]


async def test_a_week_that_both_have_closed_stays_that_of_the_new_one(province: Province) -> None:
    store = province.store
    for name, people in ((OLD_NAME, 3), (NEW_NAME, 5)):
        await change(store, CLOSED, unit=await unit_id(store, name), people=people)
    await merged(store)
    assert await rows(store, "SELECT people FROM week_close") == [(5,)]


async def test_units_below_it_stand_below_the_new_one(province: Province) -> None:
    store = province.store
    old = await unit_id(store, OLD_NAME)
    await change(store, "UPDATE unit SET parent_id = :old WHERE code = 'SEN'", old=old)
    await merged(store)
    assert (await province.find("SEN")).parent_id == await unit_id(store, NEW_NAME)
