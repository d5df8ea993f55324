"""Whoever bears the name of exactly one open person of the unit is asked, once, quietly."""

import pytest

from rules.outgoing import Say, unpack
from scheduler.newcomers import Newcomers
from storage import AccountRef, BotRef, Store
from tests.storage.ledger import BOT, GROUP, NOW, PRIVATE, change, handed_in, link, reading, rows
from tests.storage.staff import linked, listed

LAN = AccountRef("telegram", "77", "Nguyễn Thị Lan")


@pytest.fixture
async def unit_id(store: Store) -> int:
    await handed_in(store, "5", who=LAN)
    ((found,),) = await rows(store, "SELECT unit_id FROM chat")
    return int(found)


async def asked(store: Store) -> list[Say]:
    """What a look puts on the outbox."""
    before = await rows(store, "SELECT count(*) FROM outbox")
    await Newcomers(store, BotRef("telegram", BOT)).tick(NOW)
    waiting = await reading(store).outbox.waiting("telegram", BOT, 0)
    said = [unpack(row.kind, {**row.payload, "chat_id": row.chat_id}) for row in waiting]
    return [each for each in said[int(before[0][0]) :] if isinstance(each, Say)]


async def test_the_only_one_who_fits_is_asked_in_the_group_without_a_sound(
    store: Store, unit_id: int
) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    (question,) = await asked(store)
    assert (question.chat_id, question.silent) == (GROUP.chat_id, True)
    assert [button.data.split(":")[1] for button in question.buttons[0]] == ["t", "f"]


async def test_no_name_of_the_list_stands_in_the_group(store: Store, unit_id: int) -> None:
    async with store._database.write() as connection:
        await connection.exec_driver_sql("UPDATE account SET name = 'Nguyen Thi Lan'")
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    (question,) = await asked(store)
    assert "Nguyễn" not in question.text


async def test_many_at_once_get_one_message_with_the_way_to_the_private_chat(
    store: Store, unit_id: int
) -> None:
    names = ["Nguyễn Thị Lan", "Lê Văn Nam", "Trần Thị Hoa", "Đỗ Minh Đức"]
    for number, name in enumerate(names[1:], 1):
        who = AccountRef("telegram", str(80 + number), name)
        await handed_in(store, str(10 + number), link(f"post:{number}"), who=who)
    for number, name in enumerate(names):
        await listed(store, 900 + number, name, unit_id)
    (said,) = await asked(store)
    assert (said.chat_id, said.silent) == (GROUP.chat_id, True)
    assert [button.link for row in said.buttons for button in row] == ["start:dk"]
    assert not any(name in said.text for name in names)
    assert await asked(store) == []


async def test_in_private_where_that_is_open(store: Store, unit_id: int) -> None:
    async with store.write(NOW) as ledger:
        await ledger.chat(PRIVATE)
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    (question,) = await asked(store)
    assert question.chat_id == PRIVATE.chat_id
    assert "Nguyễn Thị Lan" in question.text
    seen = "SELECT actor, person_id FROM audit WHERE action = 'names.seen'"
    assert await rows(store, seen) == [(f"telegram:{PRIVATE.chat_id}", 900)]


async def test_not_even_in_private_is_a_name_shown_that_they_do_not_bear_whole(
    store: Store, unit_id: int
) -> None:
    async with store.write(NOW) as ledger:
        await ledger.chat(PRIVATE)
    await change(store, "UPDATE account SET name = 'Lan Nguyễn'")
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    (question,) = await asked(store)
    assert (question.chat_id, "Nguyễn Thị Lan" in question.text) == (PRIVATE.chat_id, False)
    assert await rows(store, "SELECT * FROM audit WHERE action = 'names.seen'") == []


async def test_nobody_is_asked_twice(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    assert len(await asked(store)) == 1
    assert await asked(store) == []
    async with store.write(NOW) as ledger:
        await ledger.linking.look_again([unit_id])
    assert await asked(store) == []


async def test_a_list_that_comes_later_is_looked_at(store: Store, unit_id: int) -> None:
    assert await asked(store) == []
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    async with store.write(NOW) as ledger:
        await ledger.linking.look_again([unit_id])
    assert len(await asked(store)) == 1


async def test_of_namesakes_nobody_is_asked_about(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    await listed(store, 901, "Nguyễn Thị Lan", unit_id)
    assert await asked(store) == []


async def test_a_name_that_somebody_has_is_not_open(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    other = AccountRef("telegram", "78", "Mai")
    await handed_in(store, "6", link("post:6"), who=other)
    await linked(store, other, 900)
    assert await asked(store) == []


async def test_the_namesake_of_somebody_known_is_no_certain_answer(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    await listed(store, 901, "Nguyễn Thị Lan", unit_id)
    other = AccountRef("telegram", "78", "Mai")
    await handed_in(store, "6", link("post:6"), who=other)
    await linked(store, other, 900)
    assert await asked(store) == []


async def test_whoever_is_on_a_list_is_not_asked(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    await linked(store, LAN, 900)
    await listed(store, 901, "Nguyễn Thị Lan", unit_id)
    assert await asked(store) == []


async def test_a_unit_can_want_nobody_to_be_asked(store: Store, unit_id: int) -> None:
    await listed(store, 900, "Nguyễn Thị Lan", unit_id)
    async with store.write(NOW) as ledger:
        await ledger.settings.put(unit_id, "ask_accounts", "off", "cli")
    assert await asked(store) == []
