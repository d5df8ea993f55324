"""Staff lists changed by hand: who is there from which day on."""

from datetime import date, timedelta

import pytest

from storage import RosterLine, Store
from tests.storage import roster
from tests.storage.ledger import GROUP, NOW, POST_2, TODAY, change, hand_in, handed_in, later, link, rows

PGD, A, B = 60, 7, 8
TOMORROW = TODAY + timedelta(days=1)
STAYS = "SELECT unit_id, since, until, seen FROM membership ORDER BY since, id"
NAMES = ["Trần Thị Ân", "Lê Văn An", "Nguyễn Thị Hường", "Nguyễn Thị Hương", "Phạm Bình"]


@pytest.fixture
async def schools(store: Store) -> Store:
    await roster.unit(store, PGD, "PGD", level="district")
    await roster.unit(store, A, "A", PGD)
    await roster.unit(store, B, "B", PGD)
    return store


def day_of(value: object) -> date | None:
    """SQLite tells days as words."""
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))


async def stays(store: Store) -> list[tuple[int, date | None, date | None]]:
    return [(unit, day_of(since), day_of(until)) for unit, since, until, _ in await rows(store, STAYS)]


async def people(store: Store, unit_id: int = A, day: date = TODAY) -> list[RosterLine]:
    async with store.write(NOW) as ledger:
        return await ledger.roster.people(unit_id, day)


async def added(
    store: Store, *names: str, unit_id: int = A, day: date = TODAY, seen: bool = True
) -> list[int]:
    async with store.write(NOW) as ledger:
        return [await ledger.roster.add(unit_id, name, "Giáo viên", day, seen=seen) for name in names]


async def test_people_stand_in_the_order_of_vietnamese_lists(schools: Store) -> None:
    await added(schools, *NAMES)
    assert [line.name for line in await people(schools)] == [
        "Lê Văn An", "Trần Thị Ân", "Phạm Bình", "Nguyễn Thị Hương", "Nguyễn Thị Hường",
    ]  # fmt: skip


async def test_only_the_units_own_people_are_listed(schools: Store) -> None:
    await added(schools, "Lê Văn An", unit_id=B)
    assert await people(schools, PGD) == []
    assert len(await people(schools, B)) == 1


async def test_who_left_is_not_listed_and_who_comes_is(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A, until=TODAY)
    await roster.person(schools, 2, "Mai", A, until=TOMORROW)
    await roster.person(schools, 3, "Nga", A, since=TOMORROW)
    assert [line.name for line in await people(schools)] == ["Mai", "Nga"]


async def test_dissolved_units_are_offered_no_more(schools: Store) -> None:
    await change(schools, "UPDATE unit SET until = since WHERE id = 8")
    await change(schools, "UPDATE unit SET until = '2025-11-17' WHERE id = 7")
    async with schools.write(NOW) as ledger:
        assert list(await ledger.roster.units(TODAY)) == [B, PGD]
        assert list(await ledger.roster.units(TODAY - timedelta(days=1))) == [A, B, PGD]


async def test_people_are_counted_by_what_is_known_of_them(schools: Store) -> None:
    await added(schools, *NAMES)
    await roster.person(schools, 90, "Lan 🌸", B, provisional=True)
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.count([A, B], TODAY) == (5, 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("huong", ["Nguyễn Thị Hương", "Nguyễn Thị Hường"]),
        ("Thị Hương", ["Nguyễn Thị Hương", "Nguyễn Thị Hường"]),
        ("hu", ["Nguyễn Thị Hương", "Nguyễn Thị Hường"]),
        ("AN LE", ["Lê Văn An"]),
        ("ân", ["Lê Văn An", "Trần Thị Ân"]),
        ("binh p", ["Phạm Bình"]),
        ("xyz", []),
        ("%", []),
        ("", []),
        ("an an", []),
    ],
)
async def test_a_name_is_found_without_accents(schools: Store, words: str, found: list[str]) -> None:
    await added(schools, *NAMES)
    async with schools.write(NOW) as ledger:
        lines = await ledger.roster.search([A, B], words, TODAY, 10)
    assert [line.name for line in lines] == found


async def test_a_search_stays_within_its_units(schools: Store) -> None:
    await added(schools, "Lê Văn An")
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.search([B], "an", TODAY, 10) == []
        assert [line.unit for line in await ledger.roster.search([PGD, A], "an", TODAY, 10)] == ["Đơn vị A"]


async def test_whole_words_are_not_beginnings(schools: Store) -> None:
    await added(schools, "Nguyễn Công Hương")
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.search([A], "co huong", TODAY, 10, whole=True) == []
        assert len(await ledger.roster.search([A], "cong huong", TODAY, 10, whole=True)) == 1


async def test_namesakes_are_known_with_and_without_accents(schools: Store) -> None:
    await added(schools, *NAMES)
    async with schools.write(NOW) as ledger:
        assert [line.name for line in await ledger.roster.namesakes(A, "phạm  bình")] == ["Phạm Bình"]
        assert [line.name for line in await ledger.roster.namesakes(A, "le van an")] == ["Lê Văn An"]
        assert await ledger.roster.namesakes(A, "Trần Văn An") == []
        assert await ledger.roster.namesakes(B, "Phạm Bình") == []


async def test_who_left_is_a_namesake_too(schools: Store) -> None:
    await roster.person(schools, 1, "Lê Văn An", A, until=date(2024, 1, 1))
    async with schools.write(NOW) as ledger:
        (line,) = await ledger.roster.namesakes(A, "Lê Văn An")
    assert (line.person_id, line.until) == (1, date(2024, 1, 1))


async def test_a_card_tells_what_is_known(schools: Store) -> None:
    person = await handed_in(schools, "5")
    async with schools.write(NOW) as ledger:
        card = await ledger.roster.card(person.id)
    assert card is not None
    assert (card.name, card.provisional, [one.name for one in card.accounts]) == (
        "Lan Nguyễn", True, ["Lan Nguyễn"],
    )  # fmt: skip
    assert card.stay(card.stays[0].unit_id, TODAY) == card.stays[0]


async def test_nobody_has_no_card(schools: Store) -> None:
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.card(404) is None


async def test_the_erased_are_in_no_list(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    await change(schools, "UPDATE person SET erased_at = created_at")
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.card(1) is None
        assert await ledger.roster.people(A, TODAY) == []
        assert await ledger.roster.count([A], TODAY) == (0, 0)


async def test_a_new_name_keeps_the_tallies(store: Store) -> None:
    person = await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.roster.rename(person.id, "Nguyễn Thị Lan")
    assert await rows(store, "SELECT name, provisional FROM person") == [("Nguyễn Thị Lan", False)]
    assert await rows(store, "SELECT count FROM tally") == [(1,)]
    assert [bool(seen) for *_, seen in await rows(store, STAYS)] == [True]


async def test_a_listed_name_is_not_changed_by_the_accounts(store: Store) -> None:
    person = await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.roster.rename(person.id, "Nguyễn Thị Lan")
        await hand_in(ledger, "6", link(POST_2))
    assert await rows(store, "SELECT name FROM person") == [("Nguyễn Thị Lan",)]


async def test_a_position_is_changed_in_one_unit(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    await roster.member(schools, 1, B)
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.set_position(1, A, "Hiệu trưởng", TODAY)
        assert not await ledger.roster.set_position(2, A, "Hiệu trưởng", TODAY)
    assert sorted(await rows(schools, "SELECT unit_id, position FROM membership")) == [
        (A, "Hiệu trưởng"),
        (B, ""),
    ]


async def test_who_leaves_belongs_until_the_day_before(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.end(1, A, TODAY)
        assert not await ledger.roster.end(1, A, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, TODAY)]


async def test_who_was_added_by_mistake_never_was_there(schools: Store) -> None:
    (person_id,) = await added(schools, "Lan")
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.end(person_id, A, TODAY)
    assert await stays(schools) == []


async def test_an_end_is_taken_back(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        await ledger.roster.end(1, A, TODAY)
        assert not await ledger.roster.take_back_end(1, A, TOMORROW)
        assert await ledger.roster.take_back_end(1, A, TODAY)
        assert not await ledger.roster.take_back_end(1, A, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, None)]


async def test_what_was_done_is_known_by_its_audit(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        await ledger.audit("telegram:79", "roster.ended", "unit 7", "2025-11-17", person_id=1)
        assert await ledger.roster.done_since(1, "roster.ended", "unit 7", NOW)
        assert not await ledger.roster.done_since(1, "roster.ended", "unit 8", NOW)
        assert not await ledger.roster.done_since(1, "roster.ended", "unit 7", later(minutes=1))


async def test_who_moves_has_two_stays(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.move(1, A, B, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, TODAY), (B, TODAY, None)]
    assert [bool(seen) for *_, seen in await rows(schools, STAYS)] == [False, False]


async def test_a_position_moves_along(schools: Store) -> None:
    (person_id,) = await added(schools, "Lan", day=roster.LONG_AGO)
    async with schools.write(NOW) as ledger:
        await ledger.roster.move(person_id, A, B, TODAY)
    assert [line.position for line in await people(schools, B)] == ["Giáo viên"]


async def test_moved_there_and_back_nobody_has_moved(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.move(1, A, B, TODAY)
        assert await ledger.roster.move(1, B, A, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, None)]


async def test_who_was_put_into_the_wrong_unit_today_was_never_there(schools: Store) -> None:
    (person_id,) = await added(schools, "Lan")
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.move(person_id, A, B, TODAY)
    assert await stays(schools) == [(B, TODAY, None)]
    assert [bool(seen) for *_, seen in await rows(schools, STAYS)] == [True]


@pytest.mark.parametrize(("old", "new"), [(B, A), (A, A), (404, B)])
async def test_nobody_moves_from_where_they_are_not(schools: Store, old: int, new: int) -> None:
    await roster.person(schools, 1, "Lan", A)
    async with schools.write(NOW) as ledger:
        assert not await ledger.roster.move(1, old, new, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, None)]


async def test_who_belongs_to_both_units_does_not_move(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A)
    await roster.member(schools, 1, B)
    async with schools.write(NOW) as ledger:
        assert not await ledger.roster.move(1, A, B, TODAY)


async def test_who_comes_back_has_two_stays_in_one_unit(schools: Store) -> None:
    await roster.person(schools, 1, "Lan", A, until=date(2024, 1, 1))
    async with schools.write(NOW) as ledger:
        assert await ledger.roster.rejoin(1, A, TODAY)
        assert not await ledger.roster.rejoin(1, A, TODAY)
        assert not await ledger.roster.rejoin(1, B, TODAY)
    assert await stays(schools) == [(A, roster.LONG_AGO, date(2024, 1, 1)), (A, TODAY, None)]


async def test_a_transaction_knows_at_once_where_somebody_is_now(store: Store) -> None:
    await roster.unit(store, 70, "X")
    async with store.write(NOW) as ledger:
        person = await hand_in(ledger, "5")
        chat = await ledger.chat(GROUP)
        assert chat.unit_id is not None
        await ledger.roster.move(person.id, chat.unit_id, 70, TODAY)
        assert await ledger.units_of(person.id) == {70}
