"""A group becomes a supergroup: its people, its proof and what is still to be said there go along."""

from dataclasses import replace

import pytest

from rules.outgoing import Say
from storage import ChatRef, Store
from tests.storage import roster
from tests.storage.ledger import (
    BOT,
    GROUP,
    LAN,
    MAI,
    NOW,
    POST_2,
    counted,
    handed_in,
    link,
    reading,
    rows,
    say,
    tallies,
    writing,
)

NEW = ChatRef("telegram", BOT, "-100777")


async def moved(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.migrate_chat(GROUP, NEW)


async def test_the_unit_goes_along(store: Store) -> None:
    await handed_in(store, "5")
    await moved(store)
    await handed_in(store, "1", link(POST_2), where=replace(NEW, title=GROUP.title))
    assert await counted(store) == {"Lan Nguyễn": 2}


async def test_no_second_unit_is_left(store: Store) -> None:
    await handed_in(store, "5")
    await moved(store)
    assert [unit.name for unit in await reading(store).units.all()] == [GROUP.title]


async def test_the_old_group_is_empty(store: Store) -> None:
    await handed_in(store, "5")
    await moved(store)
    assert await rows(store, "SELECT present FROM chat WHERE chat_id = '-1001'") == [(False,)]


async def test_a_group_that_wants_no_reminders_stays_without(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.chats.mute(await ledger.chat(GROUP), muted=True)
    await moved(store)
    async with store.write(NOW) as ledger:
        assert await ledger.chats.is_muted(await ledger.chat(NEW))


async def test_who_wants_reminders_again_keeps_them_when_the_move_is_told_twice(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.chats.mute(await ledger.chat(GROUP), muted=True)
    await moved(store)
    async with store.write(NOW) as ledger:
        await ledger.chats.mute(await ledger.chat(NEW), muted=False)
    await moved(store)
    async with store.write(NOW) as ledger:
        assert not await ledger.chats.is_muted(await ledger.chat(NEW))


async def test_moving_twice_is_moving_once(store: Store) -> None:
    await handed_in(store, "5")
    await moved(store)
    await moved(store)
    assert await counted(store) == {"Lan Nguyễn": 1}
    assert await rows(store, "SELECT count(*) FROM chat") == [(2,)]


async def test_a_group_that_moved_onto_itself_stays(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.migrate_chat(GROUP, GROUP)
    assert await rows(store, "SELECT present, moved_to_id FROM chat") == [(True, None)]


async def test_an_unknown_group_may_move(store: Store) -> None:
    await moved(store)
    await handed_in(store, "5", where=replace(NEW, title=GROUP.title))
    assert len(await reading(store).units.all()) == 1


async def test_two_units_that_were_one_are_merged(store: Store) -> None:
    """The new group wrote before anybody said that it is the old one."""
    await handed_in(store, "5")
    await handed_in(store, "1", link(POST_2), where=replace(NEW, title="Tổ Toán mới"))
    await moved(store)
    (unit,) = (await tallies(store)).values()
    assert unit.persons[0].accepted == 2


@pytest.mark.parametrize("old_one_too", [False, True])
async def test_what_the_new_group_was_connected_with_keeps_all_that_is_its_own(
    store: Store, old_one_too: bool
) -> None:
    await roster.unit(store, 500, "HOASEN")
    await roster.unit(store, 501, "SAOMAI")
    await roster.person(store, 700, "Trần Thị Hoa", 500)
    await handed_in(store, "5")
    await handed_in(store, "1", link(POST_2), MAI, replace(NEW, title=GROUP.title))
    async with store.write(NOW) as ledger:
        await ledger.connecting.connect(await ledger.chat(NEW), 500)
        if old_one_too:
            await ledger.connecting.connect(await ledger.chat(GROUP), 501)
    await moved(store)
    await handed_in(store, "2", link("post:3"), MAI, NEW)
    assert await counted(store, "Đơn vị HOASEN") == (
        {"Trần Thị Hoa": 0, MAI.name: 2} | ({} if old_one_too else {LAN.name: 1})
    )
    assert {unit.id for unit in await reading(store).units.all()} == {500, 501}
    assert await rows(store, "SELECT unit_id FROM membership WHERE person_id = 700") == [(500,)]
    assert await reading(store).whole.verify() == []


async def test_people_of_both_are_members_once(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "1", link(POST_2), where=replace(NEW, title="Tổ Toán mới"))
    await handed_in(store, "2", link("post:3"), MAI, replace(NEW, title="Tổ Toán mới"))
    await moved(store)
    (unit,) = (await tallies(store)).values()
    assert {person.name: person.accepted for person in unit.persons} == {LAN.name: 2, MAI.name: 1}


async def test_merged_tallies_are_consistent(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "1", link(POST_2), where=replace(NEW, title="Tổ Toán mới"))
    await moved(store)
    assert await reading(store).whole.verify() == []


async def test_a_late_message_of_the_old_group_counts_for_the_unit(store: Store) -> None:
    await handed_in(store, "5")
    await moved(store)
    await handed_in(store, "6", link(POST_2))
    assert await counted(store) == {"Lan Nguyễn": 2}
    assert await rows(store, "SELECT count(*) FROM unit") == [(1,)]


async def test_what_is_still_to_be_said_follows(store: Store) -> None:
    await handed_in(store, "5")
    await say(store, "reminder", Say("-1001", "Nhắc"))
    await moved(store)
    assert [row.chat_id for row in await reading(store).outbox.waiting("telegram", BOT, 0)] == ["-100777"]


async def test_what_was_said_stays_where_it_was_said(store: Store) -> None:
    await handed_in(store, "5")
    await say(store, "reminder", Say("-1001", "Nhắc"))
    (row,) = await reading(store).outbox.waiting("telegram", BOT, 0)
    await writing(store).outbox.sent([(row.id, "9")])
    await moved(store)
    assert await rows(store, "SELECT chat_id FROM outbox") == [("-1001",)]


@pytest.mark.parametrize("other", ["43"])
async def test_what_another_bot_says_does_not_follow(store: Store, other: str) -> None:
    await handed_in(store, "5")
    await writing(store).outbox.put("telegram", other, [("reminder", Say("-1001", "Nhắc"))], bulk=False)
    await moved(store)
    assert await rows(store, "SELECT chat_id FROM outbox") == [("-1001",)]
