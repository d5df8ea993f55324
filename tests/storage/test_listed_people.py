"""Whoever is on a staff list counts in their own unit, in whatever group they hand something in."""

from datetime import date, timedelta

from storage import AccountRef, Prefetch, Store
from storage.tables.people import Account, Membership
from tests.storage.ledger import GROUP, LAN, NOW, PRIVATE, TODAY, counted, hand_in, link, reading, rows
from tests.storage.roster import put, unit
from tests.storage.staff import group, listed

BIG = group(999, "Ngành Giáo dục")
CROWD = 938


async def _account(store: Store, number: int, person_id: int) -> AccountRef:
    row = {"id": number, "platform": "telegram", "user_id": str(number), "person_id": person_id, "name": "?"}
    await put(store, Account, row | {"last_mistake": "", "linked_by": "test", "created_at": NOW})
    return AccountRef("telegram", str(number), "?")


async def test_in_a_group_of_the_whole_sector_each_counts_in_their_own_unit(store: Store) -> None:
    for number in range(30):
        await unit(store, 700 + number, f"TRUONG-{number}")
    people = []
    for number in range(CROWD):
        await listed(store, 1_000 + number, f"Người {number}", 700 + number % 30)
        people.append(await _account(store, 5_000 + number, 1_000 + number))
    for begin in range(0, CROWD, 250):
        async with store.write(NOW) as ledger:
            batch = people[begin : begin + 250]
            await ledger.prepare([Prefetch(BIG, who, enrol_since=TODAY) for who in batch])
            for who in batch:
                await hand_in(ledger, who.user_id, link(f"post:{who.user_id}"), who, BIG)
    found = await rows(
        store,
        "SELECT count(*) FROM evidence JOIN membership ON membership.person_id = evidence.person_id"
        " WHERE membership.unit_id = evidence.unit_id",
    )
    assert found == [(CROWD,)]
    assert await rows(store, "SELECT count(*) FROM membership") == [(CROWD,)]
    assert await counted(store, BIG.title) == {}
    assert await reading(store).whole.verify() == []


async def test_whoever_belongs_to_two_units_counts_in_that_of_the_group(store: Store) -> None:
    async with store.write(NOW) as ledger:
        here = (await ledger.chat(GROUP)).unit_id or 0
    await unit(store, 700, "HOA-SEN")
    await listed(store, 900, "Nguyễn Thị Lan", here, 700)
    lan = await _account(store, 77, 900)
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "5", link("post:5"), lan, GROUP)
        await hand_in(ledger, "6", link("post:6"), lan, PRIVATE)
        await hand_in(ledger, "7", link("post:7"), lan, BIG)
    found = await rows(store, "SELECT unit_id FROM evidence ORDER BY id")
    assert found == [(here,), (700,), (700,)]


async def test_it_is_the_unit_of_the_day(store: Store) -> None:
    await unit(store, 700, "HOA-SEN")
    await unit(store, 701, "KIM-DONG")
    await listed(store, 900, "Nguyễn Thị Lan", 700, since=date(2025, 9, 1))
    lan = await _account(store, 77, 900)
    async with store._database.write() as connection:
        await connection.exec_driver_sql(f"UPDATE membership SET until = '{TODAY}' WHERE person_id = 900")
    await put_member(store, 701)
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "5", link("post:5", day=TODAY - timedelta(days=1)), lan, BIG)
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "6", link("post:6"), lan, BIG)
    assert await rows(store, "SELECT unit_id FROM evidence ORDER BY id") == [(700,), (701,)]


async def put_member(store: Store, unit_id: int) -> None:

    await put(store, Membership, {"person_id": 900, "unit_id": unit_id, "since": TODAY})


async def test_who_has_left_every_unit_counts_in_that_of_the_group(store: Store) -> None:
    await listed(store, 900, "Nguyễn Thị Lan")
    lan = await _account(store, 77, 900)
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "5", link(), lan, GROUP)
        here = (await ledger.chat(GROUP)).unit_id
    assert await rows(store, "SELECT unit_id FROM evidence") == [(here,)]
    assert await rows(store, "SELECT count(*) FROM membership") == [(0,)]


async def test_who_is_on_no_list_becomes_a_member_of_the_groups_unit(store: Store) -> None:
    async with store.write(NOW) as ledger:
        person = await hand_in(ledger, "5", link(), LAN, GROUP)
    assert person.provisional
    seen = await rows(store, "SELECT seen FROM membership")
    assert [bool(each) for (each,) in seen] == [True]
