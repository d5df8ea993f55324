"""Featured pages: silence means the proposal stands."""

import asyncio
from datetime import timedelta

import pytest

from benchmarks.season import Fairness, fairness, province, season
from rules.calendar import week_of
from rules.rule_set import STANDARD_PLAN
from scheduler.featured import proposals, settle_features
from storage import FeatureRecord, Store
from tests.storage.ledger import NOW, TODAY, WEEK, handed_in, reading, writing
from tests.storage.province import Province, on_page, small_province

NEXT = week_of(TODAY + timedelta(days=7))


@pytest.fixture
async def small(store: Store) -> Province:
    return await small_province(store)


async def settled(province: Province, weeks: int = 0) -> list[FeatureRecord]:
    week = week_of(TODAY + timedelta(weeks=weeks))
    return await settle_features(province.store, STANDARD_PLAN, week, NOW)


def codes(features: list[FeatureRecord]) -> list[str]:
    return sorted(feature.unit_code for feature in features)


async def test_a_silent_week_gets_what_was_proposed(small: Province) -> None:
    (places,) = (await proposals(small.store, STANDARD_PLAN, [WEEK], TODAY)).values()
    assert codes(await settled(small)) == sorted(place.unit.code for place in places)


async def test_a_week_has_a_district_and_two_schools(small: Province) -> None:
    assert [feature.level for feature in await settled(small)] == ["district", "school", "school"]


async def test_schools_of_a_week_are_of_different_areas(small: Province) -> None:
    schools = [feature.unit_code for feature in await settled(small) if feature.level == "school"]
    assert len({"SEN", "CUC"} & set(schools)) == 1


async def test_what_is_settled_is_announced_and_chosen_by_nobody(small: Province) -> None:
    assert {(each.announced_at, each.chosen_by) for each in await settled(small)} == {(NOW, "")}


async def test_settling_twice_changes_nothing(small: Province) -> None:
    assert await settled(small) == await settled(small)


async def test_two_processes_settle_one_week_once(small: Province, ledger_url: str) -> None:
    other = Province(Store(ledger_url))
    one, two = await asyncio.gather(settled(small), settled(other))
    assert one == two
    assert len(one) == 3
    await other.store.close()


async def test_what_was_chosen_by_hand_stands(small: Province) -> None:
    await small.choose("SO", WEEK.first, "CUC")
    found = {feature.unit_code: feature.chosen_by for feature in await settled(small)}
    assert found["CUC"] == "telegram:80"
    assert len(found) == 3


async def test_more_chosen_than_there_are_places_all_stand(small: Province) -> None:
    for code in ("SEN", "CUC", "MAI"):
        await small.choose("SO", WEEK.first, code)
    assert {"SEN", "CUC", "MAI"} < set(codes(await settled(small)))


async def test_nobody_comes_twice_before_everyone_came(small: Province) -> None:
    schools = [
        feature.unit_code
        for number in range(2)
        for feature in await settled(small, number)
        if feature.level == "school"
    ]
    assert sorted(schools) == ["CUC", "DAO", "MAI", "SEN"]


async def test_proposals_change_nothing(small: Province) -> None:
    await proposals(small.store, STANDARD_PLAN, [WEEK, NEXT], TODAY)
    assert await reading(small.store).features.of_week(WEEK.first) == []


async def test_what_is_proposed_a_week_ahead_is_what_will_stand(small: Province) -> None:
    await settled(small)
    page = (await reading(small.store).pages.of_units([(await small.find("DAO")).id]))[0]
    (places,) = (await proposals(small.store, STANDARD_PLAN, [NEXT], TODAY)).values()
    for number in range(9):
        await handed_in(small.store, str(number), on_page(f"facebook:post:{number}", page))
    assert codes(await settled(small, 1)) == sorted(place.unit.code for place in places)


async def test_of_two_equals_the_more_active_comes_first(small: Province) -> None:
    page = (await reading(small.store).pages.of_units([(await small.find("SEN")).id]))[0]
    await handed_in(small.store, "5", on_page("facebook:post:7", page, TODAY - timedelta(days=10)))
    (places,) = (await proposals(small.store, STANDARD_PLAN, [WEEK], TODAY)).values()
    assert [(place.unit.code, place.active) for place in places if place.active] == [("SEN", 1)]


async def test_what_was_chosen_and_never_announced_was_not_featured(small: Province) -> None:
    """The bot was down for that whole week."""
    await small.choose("SO", WEEK.first - timedelta(days=7), "CUC")
    (places,) = (await proposals(small.store, STANDARD_PLAN, [WEEK, NEXT], TODAY)).values()
    assert "CUC" in [place.unit.code for place in places]


async def test_a_page_that_was_closed_after_it_was_chosen_makes_room(small: Province) -> None:
    await small.choose("SO", WEEK.first, "CUC")
    page = (await reading(small.store).pages.of_units([(await small.find("CUC")).id]))[0]
    await writing(small.store).pages.close(page.id, TODAY)
    found = codes(await settled(small))
    assert len(found) == 3
    assert "CUC" not in found


async def test_the_main_page_is_the_first_on_facebook(small: Province) -> None:
    await small.unit("LY", "school", "BAC")
    for url in ("https://zalo.me/truongly1", "https://fb.com/truongly", "https://fb.com/truongly2"):
        await small.page("LY", url)
    weeks = [week_of(TODAY + timedelta(weeks=number)) for number in range(3)]
    (places,) = (await proposals(small.store, STANDARD_PLAN, weeks, TODAY)).values()
    assert [place.page.key for place in places if place.unit.code == "LY"] == ["facebook:truongly"]


async def test_a_lone_unit_is_no_root(small: Province) -> None:
    await small.unit("LE")
    await small.page("LE")
    assert len(await proposals(small.store, STANDARD_PLAN, [WEEK], TODAY)) == 1


async def test_without_pages_nobody_is_featured(store: Store) -> None:
    await Province(store).unit("SO", "department")
    assert await settle_features(store, STANDARD_PLAN, WEEK, NOW) == []


async def test_every_department_has_its_own(small: Province) -> None:
    await small.unit("SO-2", "department")
    await small.unit("LAN", "school", "SO-2")
    await small.page("LAN")
    assert {feature.root_id for feature in await settled(small)} == {
        (await small.find(code)).id for code in ("SO", "SO-2")
    }


@pytest.fixture
async def whole(store: Store) -> Store:
    """Fifty weeks of a province with 520 schools in 10 districts; in every seventh somebody chose by hand."""
    await province(store)
    await season(store)
    return store


@pytest.fixture
async def schools(whole: Store) -> Fairness:
    return await fairness(whole, "school")


async def test_a_season_is_fair_to_schools(schools: Fairness) -> None:
    assert (schools.turns, schools.featured, schools.most, schools.early) == (100, 100, 1, 0)
    assert schools.same_area_in_a_week == 0
    assert schools.unfair <= 2


async def test_a_season_is_fair_to_districts(whole: Store) -> None:
    found = await fairness(whole, "district")
    assert (found.turns, found.featured, found.most, found.early) == (50, 10, 5, 0)
    assert found.gap is not None
    assert found.gap >= 5
