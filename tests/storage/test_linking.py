"""What came by an account goes along with it to whoever it belongs to, and comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED, WITHDRAWN
from storage import AccountRef, Store
from storage.persons.linking import NoSuchAccountError
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    POST_1,
    POST_2,
    PRIVATE,
    TODAY,
    counted,
    decide,
    handed_in,
    link,
    reading,
    rows,
    tallies,
)
from tests.storage.roster import on_leave, unit
from tests.storage.staff import ADMIN, account_id, linked, listed, released

TELEGRAM = LAN
ZALO = AccountRef("zalo_bot", "z7", "Cô Lan 5A")
HOA_SEN = 700
LIST_LAN = 900
WEEK_AGO = TODAY - timedelta(days=7)


@pytest.fixture
async def school(store: Store) -> Store:
    """A school whose list names Lan; its group is none of it (yet)."""
    await unit(store, HOA_SEN, "HOA-SEN")
    await listed(store, LIST_LAN, "Nguyễn Thị Lan", HOA_SEN)
    return store


async def states(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT person_id, unit_id, state, reason FROM evidence ORDER BY id"
    return await rows(store, query)


async def test_proof_counts_in_the_unit_of_whoever_it_turns_out_to_be(school: Store) -> None:
    await handed_in(school, "5")
    moved = await linked(school, LAN, LIST_LAN)
    assert (moved.evidence, moved.made_duplicates, moved.restored) == (1, 0, 0)
    assert await counted(school, "Đơn vị HOA-SEN") == {"Nguyễn Thị Lan": 1}
    assert await counted(school) == {}
    assert await reading(school).whole.verify() == []


async def test_nobody_is_left_behind_under_the_display_name(school: Store) -> None:
    await handed_in(school, "5")
    await linked(school, LAN, LIST_LAN)
    assert await rows(school, "SELECT id FROM person") == [(LIST_LAN,)]
    assert await rows(school, "SELECT person_id FROM membership") == [(LIST_LAN,)]


async def test_linking_twice_changes_nothing(school: Store) -> None:
    await handed_in(school, "5")
    await linked(school, LAN, LIST_LAN)
    before = await rows(school, "SELECT count(*) FROM decision")
    assert not (await linked(school, LAN, LIST_LAN)).is_new
    assert await rows(school, "SELECT count(*) FROM decision") == before


async def test_the_link_is_signed_and_the_listed_person_can_see_it(school: Store) -> None:
    await handed_in(school, "5")
    await linked(school, LAN, LIST_LAN)
    assert await rows(school, "SELECT actor, action, person_id FROM audit") == [
        (ADMIN, "account.linked", LIST_LAN)
    ]
    assert await rows(school, "SELECT linked_by FROM account WHERE linked_at IS NOT NULL") == [(ADMIN,)]
    ((reason, by),) = await rows(school, "SELECT reason, by_account FROM decision WHERE reason <> ''")
    assert (str(reason).partition(":")[0], by) == ("moved", ADMIN)


async def test_released_it_counts_under_its_display_name_where_it_was(school: Store) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", link(POST_2), where=PRIVATE)
    before = await tallies(school)
    await linked(school, LAN, LIST_LAN)
    await released(school, LAN)
    assert await counted(school) == {"Lan Nguyễn": 2}
    after = await tallies(school)
    assert after[GROUP.title].states == before[GROUP.title].states
    assert await reading(school).whole.verify() == []


async def test_a_display_name_that_changed_meanwhile_is_the_new_one(school: Store) -> None:
    await handed_in(school, "5")
    await linked(school, LAN, LIST_LAN)
    await handed_in(school, "6", link(POST_2), who=AccountRef("telegram", "77", "Lan Mới"))
    await released(school, LAN)
    assert await counted(school) == {"Lan Mới": 2}


async def test_releasing_what_nobody_linked_changes_nothing(school: Store) -> None:
    await handed_in(school, "5")
    assert not (await released(school, LAN)).is_new


async def test_a_wrong_link_can_be_put_right_at_once(school: Store) -> None:
    await listed(school, 901, "Nguyễn Thị Hoa", HOA_SEN)
    await handed_in(school, "5")
    await linked(school, LAN, LIST_LAN)
    await linked(school, LAN, 901)
    assert await counted(school, "Đơn vị HOA-SEN") == {"Nguyễn Thị Hoa": 1, "Nguyễn Thị Lan": 0}
    assert await reading(school).whole.verify() == []


async def test_two_accounts_of_one_person_count_together(school: Store) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", link(POST_2), who=ZALO)
    await linked(school, TELEGRAM, LIST_LAN)
    await linked(school, ZALO, LIST_LAN)
    assert await counted(school, "Đơn vị HOA-SEN") == {"Nguyễn Thị Lan": 2}
    await released(school, TELEGRAM)
    assert await counted(school, "Đơn vị HOA-SEN") == {"Nguyễn Thị Lan": 1}
    assert await reading(school).whole.verify() == []


@pytest.mark.parametrize("order", [(TELEGRAM, ZALO), (ZALO, TELEGRAM)])
async def test_the_same_post_by_two_accounts_counts_once(
    school: Store, order: tuple[AccountRef, ...]
) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", who=ZALO)
    for account in order:
        await linked(school, account, LIST_LAN)
    assert [row[2:] for row in await states(school)] == [
        (ACCEPTED, ""),
        (DUPLICATE, "two_accounts:accepted"),
    ]
    assert await reading(school).whole.verify() == []


@pytest.mark.parametrize("parted", [TELEGRAM, ZALO])
async def test_both_count_again_when_the_accounts_part(school: Store, parted: AccountRef) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", who=ZALO)
    await linked(school, TELEGRAM, LIST_LAN)
    await linked(school, ZALO, LIST_LAN)
    assert (await released(school, parted)).restored == 1
    assert [row[2:] for row in await states(school)] == [(ACCEPTED, ""), (ACCEPTED, "")]
    assert await reading(school).whole.verify() == []


async def test_a_post_that_the_other_account_had_brought_counts_when_they_part(school: Store) -> None:
    await handed_in(school, "3", link("post:3"), who=ZALO)
    await handed_in(school, "5")
    await linked(school, TELEGRAM, LIST_LAN)
    await linked(school, ZALO, LIST_LAN)
    await handed_in(school, "6", link(state=DUPLICATE), who=ZALO)
    await released(school, TELEGRAM)
    assert [row[2] for row in await states(school)] == [ACCEPTED, ACCEPTED, ACCEPTED]
    assert await reading(school).whole.verify() == []


async def test_a_post_that_the_same_account_had_brought_stays_a_duplicate(school: Store) -> None:
    await handed_in(school, "5")
    await linked(school, TELEGRAM, LIST_LAN)
    await handed_in(school, "6", link(state=DUPLICATE))
    await released(school, TELEGRAM)
    assert [row[2:] for row in await states(school)] == [(ACCEPTED, ""), (DUPLICATE, "")]


async def test_a_picture_that_only_another_account_hid_waits_for_a_look(school: Store) -> None:
    picture = replace(link("picture:u1", PENDING), source="screenshot", review="picture")
    again = replace(link("picture:u1", DUPLICATE), source="screenshot")
    await handed_in(school, "5", picture)
    await handed_in(school, "4", link(POST_2), who=ZALO)
    await linked(school, TELEGRAM, LIST_LAN)
    await linked(school, ZALO, LIST_LAN)
    await handed_in(school, "6", again, who=ZALO)
    await released(school, TELEGRAM)
    assert [row[2] for row in await states(school)] == [PENDING, ACCEPTED, PENDING]
    assert await rows(school, "SELECT count(*) FROM review WHERE state = 'open'") == [(2,)]


async def test_reviews_and_pictures_go_along(school: Store) -> None:
    waiting = replace(link(state=PENDING), review="sent_again")
    await handed_in(school, "5", waiting)
    await linked(school, LAN, LIST_LAN)
    assert await rows(school, "SELECT person_id, unit_id FROM review") == [(LIST_LAN, HOA_SEN)]


async def test_a_duplicate_leaves_the_reviewers_queue_and_comes_back(school: Store) -> None:
    waiting = replace(link(state=PENDING), review="sent_again")
    await handed_in(school, "5")
    await handed_in(school, "6", waiting, who=ZALO)
    await linked(school, TELEGRAM, LIST_LAN)
    await linked(school, ZALO, LIST_LAN)
    assert await rows(school, "SELECT state FROM review") == [("gone",)]
    await released(school, ZALO)
    assert await rows(school, "SELECT state FROM review") == [("open",)]


async def test_what_a_person_has_turned_down_is_remembered_of_the_right_one(school: Store) -> None:
    await handed_in(school, "5")
    await decide(school, "5", REJECTED, "review:not_school")
    await linked(school, LAN, LIST_LAN)
    async with school.write(NOW) as ledger:
        person = await ledger.person(LAN, await ledger.chat(GROUP), TODAY)
        assert await ledger.turned_down.before(person, POST_1)


async def test_what_is_withdrawn_stays_withdrawn(school: Store) -> None:
    await handed_in(school, "5")
    await decide(school, "5", WITHDRAWN)
    await linked(school, LAN, LIST_LAN)
    await released(school, LAN)
    assert [row[2:] for row in await states(school)] == [(WITHDRAWN, "by_sender")]


async def test_whoever_handed_in_before_the_list_came_was_there_before(school: Store) -> None:
    await handed_in(school, "5", link(day=WEEK_AGO))
    await linked(school, LAN, LIST_LAN)
    since = "SELECT since, seen FROM membership"
    assert await rows(school, since) == [(_day(school, WEEK_AGO), True)]
    await released(school, LAN)
    assert await rows(school, f"{since} WHERE person_id = {LIST_LAN}") == [(_day(school, TODAY), True)]


async def test_a_real_day_of_joining_stays(school: Store) -> None:
    await listed(school, 901, "Nguyễn Thị Hoa", HOA_SEN, seen=False)
    await handed_in(school, "5", link(day=WEEK_AGO))
    await linked(school, LAN, 901)
    assert await rows(school, "SELECT since FROM membership WHERE person_id = 901") == [
        (_day(school, TODAY),)
    ]
    assert [row[:2] for row in await states(school)] == [(901, HOA_SEN)]


def _day(store: Store, day: date) -> object:
    return day.isoformat() if store._database.is_sqlite else day


async def test_leave_of_somebody_unknown_is_leave_of_whoever_it_was(school: Store) -> None:
    unknown = await handed_in(school, "5")
    await on_leave(school, unknown.id, TODAY, TODAY + timedelta(days=9))
    await reading(school).rules.stored()
    await linked(school, LAN, LIST_LAN)
    assert set((await reading(school).rules.stored()).leaves) == {LIST_LAN}


async def test_own_decisions_are_of_whoever_it_was(school: Store) -> None:
    await handed_in(school, "5")
    async with school.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        person = await ledger.person(LAN, chat, TODAY)
        for item in await ledger.submission(chat, "5"):
            await ledger.decide(item, WITHDRAWN, "by_sender", person)
    await linked(school, LAN, LIST_LAN)
    decided = "SELECT DISTINCT by_person_id FROM decision WHERE by_person_id IS NOT NULL"
    assert await rows(school, decided) == [(LIST_LAN,)]


async def test_only_those_on_a_list_can_be_linked_to(school: Store) -> None:
    await handed_in(school, "5")
    unknown = await handed_in(school, "6", link(POST_2), who=MAI)
    with pytest.raises(NoSuchAccountError):
        await linked(school, LAN, unknown.id)
    with pytest.raises(NoSuchAccountError):
        await linked(school, LAN, 12345)


async def test_who_claims_a_name_second_comes_too_late(school: Store) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", link(POST_2), who=MAI)
    lan, mai = await account_id(school, LAN), await account_id(school, MAI)
    async with school.write(NOW) as ledger:
        assert await ledger.linking.claim(lan, LIST_LAN, "telegram:77")
        assert await ledger.linking.claim(mai, LIST_LAN, "telegram:78") is None
        assert await ledger.linking.claim(lan, LIST_LAN, "telegram:77")


async def test_later_messages_of_the_same_batch_know_of_the_link(school: Store) -> None:
    await handed_in(school, "5")
    lan = await account_id(school, LAN)
    async with school.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        before = await ledger.person(LAN, chat, TODAY)
        ledger.record(before, chat, "6", "6", link(POST_2))
        await ledger.linking.assign(lan, LIST_LAN, ADMIN)
        after = await ledger.person(LAN, await ledger.chat(GROUP), TODAY)
    assert (before.provisional, after.id, after.unit_id) == (True, LIST_LAN, HOA_SEN)
    assert [row[0] for row in await states(school)] == [LIST_LAN, LIST_LAN]


async def test_unlinked_accounts_are_listed_with_their_proof(school: Store) -> None:
    await handed_in(school, "5")
    await handed_in(school, "6", link(POST_2))
    await handed_in(school, "7", who=MAI)
    await linked(school, MAI, LIST_LAN)
    async with school.write(NOW) as ledger:
        here = (await ledger.chat(GROUP)).unit_id or 0
        found = await ledger.linking.unlinked([here], 10)
        assert [(each.name, each.proofs, each.is_linked) for each in found] == [("Lan Nguyễn", 2, False)]
        assert await ledger.linking.unlinked_count([here]) == 1
        assert await ledger.linking.unlinked_count([HOA_SEN]) == 0
