"""The featured pages of a week, until and after they are announced."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from rules.verdicts import ACCEPTED, INTERACTION, PENDING, POST, SHARE
from storage import Brought, Store
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_1,
    POST_2,
    WEEK,
    handed_in,
    link,
    reading,
    rows,
    writing,
)
from tests.storage.province import Province, share, small_province

MONDAY = WEEK.first
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture
async def province(store: Store) -> Province:
    return await small_province(store)


async def codes(province: Province, week: object = MONDAY) -> list[str]:
    return [feature.unit_code for feature in await reading(province.store).features.of_week(week)]


async def test_a_chosen_page_is_in_its_week(province: Province) -> None:
    assert await province.choose("SO", MONDAY, "SEN") is True
    (feature,) = await reading(province.store).features.of_week(MONDAY)
    assert (feature.unit_code, feature.unit_name, feature.level, feature.chosen_by, feature.announced_at) == (
        "SEN", "Trường Sen", "school", "telegram:80", None,
    )  # fmt: skip
    assert feature.url == "https://www.facebook.com/truongsen"


async def test_a_page_chosen_twice_is_in_its_week_once(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    assert await province.choose("SO", MONDAY, "SEN", by="telegram:81") is True
    assert await codes(province) == ["SEN"]


async def test_features_of_a_root_are_told_week_by_week(province: Province) -> None:
    for week, code in ((NEXT, "MAI"), (MONDAY, "SEN")):
        await province.choose("SO", week, code)
    root = (await province.find("SO")).id
    assert [feature.unit_code for feature in await reading(province.store).features.of_root(root)] == [
        "SEN",
        "MAI",
    ]
    assert [feature.unit_code for feature in await reading(province.store).features.of_root(root, NEXT)] == [
        "MAI"
    ]


async def test_a_place_is_given_to_another(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    root, old = (await province.find("SO")).id, (await province.find("SEN")).id
    choice = await province.choice("MAI")
    assert await writing(province.store).features.replace(root, MONDAY, old, choice, by="telegram:80") is True
    assert await codes(province) == ["MAI"]


async def test_who_replaces_a_page_by_itself_changes_nothing(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    root, choice = (await province.find("SO")).id, await province.choice("SEN")
    await writing(province.store).features.replace(root, MONDAY, choice.unit_id, choice, by="telegram:81")
    assert [feature.chosen_by for feature in await reading(province.store).features.of_week(MONDAY)] == [
        "telegram:80"
    ]


async def test_a_choice_is_taken_back_once(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    root, unit = (await province.find("SO")).id, (await province.find("SEN")).id
    assert await writing(province.store).features.withdraw(root, MONDAY, unit) is True
    assert await writing(province.store).features.withdraw(root, MONDAY, unit) is False
    assert await codes(province) == []


async def test_what_is_announced_stays(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    assert await province.announce("SO", MONDAY) == 1
    root, old = (await province.find("SO")).id, (await province.find("SEN")).id
    choice = await province.choice("MAI")
    assert await writing(province.store).features.withdraw(root, MONDAY, old) is False
    assert await writing(province.store).features.replace(root, MONDAY, old, choice, by="") is False
    assert await province.choose("SO", MONDAY, "CUC") is False
    assert await codes(province) == ["SEN"]


async def test_a_week_is_announced_once(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    await province.announce("SO", MONDAY)
    assert await province.announce("SO", MONDAY) == 0
    assert [feature.announced_at for feature in await reading(province.store).features.of_week(MONDAY)] == [
        NOW
    ]


async def test_other_weeks_are_not_announced_along_with_it(province: Province) -> None:
    await province.choose("SO", NEXT, "MAI")
    await province.announce("SO", MONDAY)
    assert [feature.announced_at for feature in await reading(province.store).features.of_week(NEXT)] == [
        None
    ]


async def test_a_week_is_filled_up_and_announced_in_one_go(province: Province) -> None:
    root = (await province.find("SO")).id
    choices = [await province.choice("SEN"), await province.choice("BAC")]
    assert await writing(province.store).features.settle(root, MONDAY, choices, beside=[]) is True
    features = await reading(province.store).features.of_week(MONDAY)
    assert {(feature.unit_code, feature.chosen_by, feature.announced_at) for feature in features} == {
        ("SEN", "", NOW), ("BAC", "", NOW),
    }  # fmt: skip


async def test_a_week_into_which_somebody_chose_meanwhile_is_not_filled_up(province: Province) -> None:
    await province.choose("SO", MONDAY, "MAI")
    root, choices = (await province.find("SO")).id, [await province.choice("SEN")]
    assert await writing(province.store).features.settle(root, MONDAY, choices, beside=[]) is False
    assert await codes(province) == ["MAI"]


async def test_a_week_that_another_process_announced_is_settled(province: Province) -> None:
    root, choices = (await province.find("SO")).id, [await province.choice("SEN")]
    await writing(province.store).features.settle(root, MONDAY, choices, beside=[])
    again = [await province.choice("MAI")]
    assert await writing(province.store).features.settle(root, MONDAY, again, beside=[]) is True
    assert await codes(province) == ["SEN"]


async def test_whoever_chooses_while_a_week_is_announced_is_early_or_late(
    province: Province, ledger_url: str
) -> None:
    """Never is there a page in an announced week that was not announced."""
    other = Province(Store(ledger_url))
    root, choice = (await province.find("SO")).id, await province.choice("SEN")
    for number in range(8):
        week = MONDAY + timedelta(days=7 * number)
        await province.choose("SO", week, "DAO")
        await asyncio.gather(
            province.announce("SO", week),
            writing(other.store).features.choose(root, week, [choice], by="x"),
            other.choose("SO", week, "MAI"),
        )
        assert None not in [
            feature.announced_at for feature in await reading(province.store).features.of_week(week)
        ]
    await other.store.close()


async def test_what_a_featured_page_brought_is_counted(province: Province) -> None:
    await province.choose("SO", MONDAY, "SEN")
    (feature,) = await reading(province.store).features.of_week(MONDAY)
    await handed_in(province.store, "5", share(POST_1, feature.id))
    await handed_in(province.store, "6", share(POST_2, feature.id))
    await handed_in(province.store, "7", share(POST_1, feature.id), who=MAI, where=OTHER_GROUP)
    await handed_in(province.store, "8", share("facebook:post:9", feature.id, PENDING))
    assert await reading(province.store).features.brought([feature.id]) == {
        feature.id: Brought(shares=3, people=2, units=2)
    }


async def test_a_featured_page_that_nobody_shared_brought_nothing(province: Province) -> None:
    assert await reading(province.store).features.brought([7]) == {7: Brought()}


async def spread(province: Province, feature_id: int | None, message_id: str = "5") -> None:
    async with province.store.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        person = await ledger.known_person(LAN, chat)
        assert person
        for item in await ledger.submission(chat, message_id):
            await ledger.describe(item, POST if feature_id is None else SHARE, feature_id, person)


async def featured(province: Province) -> int:
    await province.choose("SO", MONDAY, "SEN")
    (feature,) = await reading(province.store).features.of_week(MONDAY)
    return feature.id


async def test_a_post_may_turn_out_to_be_a_share(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "5")
    await spread(province, feature_id)
    assert await rows(province.store, "SELECT action, feature_id FROM evidence") == [(SHARE, feature_id)]
    assert await rows(province.store, "SELECT action, count FROM tally") == [(SHARE, 1)]
    assert await reading(province.store).whole.verify() == []


async def test_a_share_may_turn_out_to_be_a_post(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "5", share(POST_1, feature_id))
    await spread(province, None)
    assert await rows(province.store, "SELECT action, feature_id FROM evidence") == [(POST, None)]
    assert await reading(province.store).whole.verify() == []


async def test_what_a_share_spreads_leaves_a_trace_once(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "5")
    for each in (feature_id, feature_id, None):
        await spread(province, each)
    assert await rows(province.store, "SELECT state, reason FROM decision ORDER BY id") == [
        (ACCEPTED, ""), (ACCEPTED, f"feature:{feature_id} action:share"), (ACCEPTED, "feature:none action:post"),
    ]  # fmt: skip


async def test_a_picture_that_waits_may_spread_a_featured_page(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "5", link(state=PENDING))
    await spread(province, feature_id)
    assert await rows(province.store, "SELECT state, feature_id FROM evidence") == [(PENDING, feature_id)]
    assert await reading(province.store).whole.verify() == []


@pytest.mark.parametrize("first", [POST, SHARE])
async def test_what_is_handed_in_as_a_post_and_as_a_share_is_taken(province: Province, first: str) -> None:
    await handed_in(province.store, "5", replace(link(), action=first))
    async with province.store.write(NOW) as ledger:
        person = await ledger.known_person(LAN, await ledger.chat(GROUP))
        assert person
        assert await ledger.is_taken(person, POST_1)


async def test_an_interaction_does_not_become_a_share_that_is_counted_already(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "4", share(POST_1, feature_id))
    await handed_in(province.store, "5", replace(link(), action=INTERACTION))
    await spread(province, feature_id)
    found = await rows(province.store, "SELECT action, count FROM tally ORDER BY 1")
    assert found == [(INTERACTION, 1), (SHARE, 1)]
    assert await reading(province.store).whole.verify() == []


async def test_an_interaction_is_no_share_that_a_featured_page_brought(province: Province) -> None:
    feature_id = await featured(province)
    await handed_in(province.store, "4", replace(share(POST_1, feature_id), action=INTERACTION))
    assert await reading(province.store).features.brought([feature_id]) == {feature_id: Brought()}
