"""/danhsach, as it is typed and pressed."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.outgoing import Say
from rules.roles import Role
from storage import BotRef
from tests.handlers.clicking import Phone
from tests.handlers.offices import grant
from tests.handlers.school import BOSS, BOT, LINK, MAI, OPERATOR, School, post, private, texts, words
from tests.platforms.updates import GROUP, LAN
from tests.storage import roster
from tests.storage.ledger import reading, rows

TODAY = date(2025, 11, 17)
UNIT = "Tổ Toán"
HUONG = "Nguyễn Thị Hương"


@pytest.fixture
async def phone(either_school: School) -> Phone:
    """Of the administrator of a group in which Lan has handed something in."""
    school = either_school
    await school.hears(post(LINK), post("/tonghop", 9, BOSS))
    return Phone(school)


async def with_people(phone: Phone, *names: str) -> Phone:
    async with phone.school.store.write(phone.school.now) as ledger:
        for name in names:
            await ledger.roster.add(await unit_of(phone), name, "Giáo viên", roster.LONG_AGO, seen=True)
    return phone


async def unit_of(phone: Phone) -> int:
    ((unit_id,),) = await rows(phone.school.store, "SELECT unit_id FROM chat WHERE chat_id = '-1001'")
    return int(unit_id)


async def audited(phone: Phone) -> list[str]:
    return [action for (action,) in await rows(phone.school.store, "SELECT action FROM audit ORDER BY id")]


async def memberships(phone: Phone) -> list[tuple[Any, ...]]:
    query = (
        "SELECT person.name, membership.position, membership.seen, membership.until FROM membership"
        " JOIN person ON person.id = membership.person_id WHERE NOT person.provisional ORDER BY membership.id"
    )
    return [
        (name, position, bool(seen), str(until) if until else None)
        for name, position, seen, until in await rows(phone.school.store, query)
    ]


async def test_the_administrator_of_one_group_sees_its_people(phone: Phone) -> None:
    await with_people(phone, HUONG)
    told = await phone.types("/danhsach")
    assert told.splitlines()[0] == words("roster.title", unit=UNIT)
    assert words("roster.unknown", count=1) in told
    assert phone.labels[:2] == ["Nguyễn Thị Hương – Giáo viên", "❔ Lan Nguyễn"]
    assert await audited(phone) == ["names.seen"]
    assert await rows(phone.school.store, "SELECT unit_id FROM audit") == [(await unit_of(phone),)]


async def test_a_teacher_sees_nothing(phone: Phone) -> None:
    phone.who = LAN
    assert await phone.types("/danhsach") == words("roster.nobody")
    assert await phone.types("/roster huong") == words("roster.nobody")
    assert phone.rows == ()


async def test_a_long_list_has_pages(phone: Phone) -> None:
    given = ["Anh", "Bình", "Châu", "Dung", "Giang", "Hà", "Khánh", "Liên", "Mơ"]
    await with_people(phone, *(f"Lê Thị {name}" for name in given))
    await phone.types("/danhsach")
    assert phone.labels[:9:8] == ["Lê Thị Anh – Giáo viên", "1/2"]
    await phone.press("›")
    assert phone.labels[:4] == ["Lê Thị Mơ – Giáo viên", "❔ Lan Nguyễn", "‹", "2/2"]


async def test_a_card_shows_what_is_known(phone: Phone) -> None:
    await phone.types("/danhsach")
    told = await phone.press("❔ Lan")
    assert words("roster.card.name", name="Lan Nguyễn") in told
    assert words("roster.card.accounts", names="Telegram «Lan Nguyễn»") in told
    assert "1/1" in told
    assert "names.seen" in await audited(phone)


@pytest.mark.parametrize(
    ("answer", "seen"), [("roster.button.add_seen", True), ("roster.button.add_new", False)]
)
async def test_somebody_is_added(phone: Phone, answer: str, seen: bool) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    told = await phone.types("nguyễn thị hương, giáo viên Toán")
    assert told == words("roster.add_sure", who=f"{HUONG}, giáo viên Toán", unit=UNIT)
    told = await phone.press(words(answer))
    assert told.startswith(words("roster.added"))
    assert await memberships(phone) == [(HUONG, "giáo viên Toán", seen, None)]
    assert "roster.added" in await audited(phone)


async def test_what_is_no_name_is_asked_again(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    assert await phone.types("12345") == words("roster.no_name")
    assert (await phone.types(HUONG)).startswith("Thêm Nguyễn Thị Hương")


async def test_somebody_who_is_there_already_is_asked_about(phone: Phone) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    told = await phone.types("nguyen thi huong")
    assert told.startswith(words("roster.add_again", unit=UNIT, who="X").split("X")[0])
    assert phone.labels[0] == "Nguyễn Thị Hương – Giáo viên"
    await phone.press(words("roster.button.add_seen"))
    assert len(await memberships(phone)) == 2


async def test_a_button_pressed_too_late_adds_nobody(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    await phone.types(HUONG)
    phone.school.later(minutes=11)
    await phone.press(words("roster.button.add_seen"))
    assert phone.alert == words("roster.too_old")
    assert await memberships(phone) == []


async def test_pressed_twice_somebody_is_added_once(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    await phone.types(HUONG)
    data = phone.rows[0][0].data
    await phone.sends(data)
    await phone.sends(data)
    assert len(await memberships(phone)) == 1


async def test_a_name_is_corrected_and_the_tallies_stay(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("❔ Lan")
    await phone.press(words("roster.button.name_fully"))
    told = await phone.types("Nguyễn Thị Lan")
    assert told.startswith(words("roster.renamed"))
    assert (await phone.school.counted())["Nguyễn Thị Lan"] == 1


async def test_a_position_is_chosen_or_typed(phone: Phone) -> None:
    await with_people(phone, HUONG)
    for answer in (phone.press, phone.types):
        await phone.types("/danhsach huong")
        await phone.press(HUONG)
        await phone.press(words("roster.button.position"))
        assert (await answer("Hiệu trưởng")).startswith(words("roster.saved"))
        assert [position for _, position, *_ in await memberships(phone)] == ["Hiệu trưởng"]


async def test_somebody_leaves_and_it_is_taken_back(phone: Phone) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach huong")
    await phone.press(HUONG)
    await phone.press(words("roster.button.end"))
    told = await phone.press(words("roster.button.today"))
    assert told == words("roster.ended", name=HUONG, unit=UNIT, day="16/11/2025")
    assert [until for *_, until in await memberships(phone)] == ["2025-11-17"]
    assert (await phone.press("↩")).startswith(words("roster.undone"))
    assert [until for *_, until in await memberships(phone)] == [None]
    assert {"roster.ended", "roster.ended.undone"} <= set(await audited(phone))


async def test_the_next_day_it_is_too_late_to_take_back(phone: Phone) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach huong")
    await phone.press(HUONG)
    await phone.press(words("roster.button.end"))
    await phone.press(words("roster.button.today"))
    phone.school.later(days=1)
    await phone.press("↩")
    assert phone.alert == words("roster.undo_late")
    assert [until for *_, until in await memberships(phone)] == ["2025-11-17"]


async def test_who_was_added_by_mistake_leaves_no_trace_in_the_list(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    await phone.types(HUONG)
    await phone.press(words("roster.button.add_seen"))
    await phone.press(words("roster.button.end"))
    told = await phone.press(words("roster.button.today"))
    assert told == words("roster.never_was", name=HUONG, unit=UNIT)
    assert await memberships(phone) == []


async def test_a_day_in_a_closed_week_is_said_so_first(phone: Phone) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach huong")
    await phone.press(HUONG)
    await phone.press(words("roster.button.end"))
    await phone.press(words("roster.button.other_day"))
    assert await phone.types("bao giờ nhỉ") == words("roster.no_day")
    assert await phone.types("10/11") == words("roster.day_closed", day="10/11/2025", week=46)
    assert [until for *_, until in await memberships(phone)] == [None]
    await phone.press(words("roster.button.sure"))
    assert [until for *_, until in await memberships(phone)] == ["2025-11-10"]


@pytest.mark.parametrize(
    ("day", "key", "values"),
    [
        ("1/1/2019", "roster.day_before", {"name": HUONG, "day": "01/01/2020"}),
        ("1/1/2029", "roster.day_far", {"day": "01/01/2029"}),
    ],
)
async def test_an_impossible_day_is_refused(phone: Phone, day: str, key: str, values: dict[str, str]) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach huong")
    await phone.press(HUONG)
    await phone.press(words("roster.button.end"))
    await phone.press(words("roster.button.other_day"))
    assert await phone.types(day) == words(key, **values)
    assert [until for *_, until in await memberships(phone)] == [None]


async def test_who_answers_for_one_unit_moves_nobody(phone: Phone) -> None:
    await with_people(phone, HUONG)
    await phone.types("/danhsach huong")
    await phone.press(HUONG)
    assert await phone.press(words("roster.button.move")) == words("roster.move_nowhere", name=HUONG)


@pytest.fixture
async def district(either_school: School) -> Phone:
    """Of the operator, over a district with two schools."""
    store = either_school.store
    await roster.unit(store, 60, "PGD", level="district")
    await roster.unit(store, 70, "KD", 60)
    await roster.unit(store, 80, "TP", 60)
    await roster.person(store, 900, HUONG, 70)
    return Phone(either_school, OPERATOR)


async def test_units_are_opened_one_below_the_other(district: Phone) -> None:
    await district.types("/danhsach")
    assert district.labels[0] == "Đơn vị PGD"
    await district.press("Đơn vị PGD")
    assert words("roster.empty") in district.text
    await district.press(words("roster.button.below"))
    assert district.labels[:2] == ["Đơn vị KD", "Đơn vị TP"]
    await district.press("Đơn vị KD")
    assert district.labels[0] == HUONG


async def test_a_unit_is_found_by_letters(district: Phone) -> None:
    await district.types("/danhsach")
    await district.press(words("pick.search"))
    assert await district.types("không có") == words("pick.nothing")
    await district.types("don vi tp")
    await district.press("Đơn vị TP")
    assert words("roster.title", unit="Đơn vị TP") in district.text


async def test_a_group_called_like_a_unit_is_told_from_it(district: Phone) -> None:
    await district.school.hears(post(LINK, chat={**GROUP, "title": "Đơn vị TP"}))
    await district.types("/danhsach don vi tp")
    group = words("summary.group", title="Đơn vị TP")
    assert district.labels[:2] == ["Đơn vị TP", group]
    await district.types("/danhsach")
    assert sorted(district.labels[:2]) == sorted(["Đơn vị PGD", group])
    assert group in await district.types("/tonghop")


async def test_a_group_is_not_opened_because_of_what_it_calls_itself(district: Phone) -> None:
    await district.school.hears(post(LINK, chat={**GROUP, "title": "THCS Trần Phú"}))
    await district.types("/danhsach trần phú")
    assert district.labels[0] == words("summary.group", title="THCS Trần Phú")


async def test_a_unit_is_opened_by_its_code(district: Phone) -> None:
    assert words("roster.title", unit="Đơn vị KD") in await district.types("/danhsach kd")


async def test_a_person_is_found_in_all_units(district: Phone) -> None:
    await district.types("/danhsach huong")
    assert district.labels == [f"{HUONG} – Đơn vị KD"]
    assert await rows(district.school.store, "SELECT action, person_id FROM audit") == [("names.seen", 900)]


async def test_a_name_is_looked_for_in_a_unit_and_below(district: Phone) -> None:
    await district.types("/danhsach pgd")
    await district.press(words("roster.button.find"))
    assert await district.types("bình") == words("roster.not_found")
    await district.types("hương")
    assert district.labels[0] == f"{HUONG} – Đơn vị KD"


async def test_somebody_moves_to_another_school_and_back(district: Phone) -> None:
    await district.types("/danhsach huong")
    await district.press(HUONG)
    await district.press(words("roster.button.move"))
    await district.types("tp")
    await district.press("Đơn vị TP")
    told = await district.press(words("roster.button.monday"))
    assert told == words("roster.moved", name=HUONG, unit="Đơn vị TP", day="24/11/2025")
    query = "SELECT unit_id FROM membership WHERE until IS NULL"
    assert await rows(district.school.store, query) == [(80,)]
    assert (await district.press("↩")).startswith(words("roster.undone"))
    assert await rows(district.school.store, "SELECT unit_id, until FROM membership") == [(70, None)]


async def test_in_a_group_only_numbers_are_told(phone: Phone) -> None:
    await with_people(phone, HUONG)
    (said,) = await phone.school.hears(post("/danhsach", 9, BOSS))
    assert isinstance(said, Say)
    assert said.text == words("roster.in_group", unit=UNIT, listed=1, unknown=1)
    assert said.buttons[0][0].link == "start:ds"


async def test_the_link_of_the_group_opens_the_list(phone: Phone) -> None:
    assert (await phone.types("/start ds")).startswith(words("roster.title", unit=UNIT))
    assert await phone.types("/start") == words("help.private")


async def test_a_teacher_hears_nothing_in_the_group(phone: Phone) -> None:
    (said,) = await phone.school.hears(post("/danhsach", 9, MAI))
    assert isinstance(said, Say)
    assert (said.chat_id, said.text) == (str(MAI["id"]), words("roster.nobody"))


FORGED = [
    "ds", "ds:", "ds:l", "ds:l:x:y", "ds:l:999:0", "ds:p:1:999", "ds:p:999:1", "ds:a:999", "ds:add:new:999",
    "ds:endd:1:999:20251117:ok", "ds:mvd:1:999:1:20251117", "ds:mvd:1:1", "ds:posb:1:999:99", "ds:posb:1:1:99",
    "ds:back:1:999:20251117", "ds:mvb:1:999:998:20251117", "ds:re:1:999", "ds:u:999", "ds:n:999:0", "ds:q:999:0",
    "ds:x:1", "ds:i:1", "ds:h:999", "ds:dayq:1:999:0", "ds:endd:1:1:99999999", "ds:²:1", "ds:p:²:1", "ds:acc:1:999",
    "ds:zzz",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_show_and_change_nothing(phone: Phone, data: str) -> None:
    before = await rows(
        phone.school.store, "SELECT person_id, unit_id, since, until, position FROM membership"
    )
    await phone.sends(data)
    assert phone.text == ""
    after = await rows(
        phone.school.store, "SELECT person_id, unit_id, since, until, position FROM membership"
    )
    assert after == before


@pytest.mark.parametrize("data", FORGED)
async def test_others_press_in_vain(phone: Phone, data: str) -> None:
    phone.who = MAI
    await phone.sends(data.replace("999", str(await unit_of(phone))))
    assert phone.text == ""
    assert await audited(phone) == []


async def test_no_button_works_in_a_group(phone: Phone) -> None:
    unit_id = await unit_of(phone)
    await phone.sends(f"ds:l:{unit_id}:0", chat={"id": -1001, "title": UNIT, "type": "supergroup"})
    assert phone.alert == words("roster.only_private")
    assert await audited(phone) == []


async def test_who_lost_the_group_lost_the_list(phone: Phone) -> None:
    await phone.types("/danhsach")
    phone.school.admins.clear()
    phone.school.later(minutes=2)
    await phone.press("❔ Lan")
    assert phone.alert == words("roster.not_yours")


async def test_a_button_leads_to_the_next_room(phone: Phone) -> None:
    await phone.types("/danhsach")
    assert await phone.press(words("roster.button.import")) == words("roster.how_import")
    await phone.types("/danhsach")
    await phone.press(words("roster.button.invite"))
    unit_id = await unit_of(phone)
    assert await jobs(phone) == [("invitation", unit_id)]
    await grant(phone.school, BOSS, Role.UNIT_ADMIN, unit_id)
    await phone.types("/danhsach")
    await phone.press(words("roster.button.export"))
    assert await jobs(phone) == [("invitation", unit_id), ("roster", unit_id)]


async def jobs(phone: Phone) -> list[tuple[str, int | None]]:
    found = await reading(phone.school.store, phone.school.now).file_jobs.waiting(BotRef("telegram", BOT))
    return [(job.kind, job.unit_id) for job in found]


async def test_administrators_of_a_group_take_no_list_away(phone: Phone) -> None:
    unit_id = await unit_of(phone)
    await phone.types("/danhsach")
    assert words("roster.button.export") not in phone.labels
    await phone.sends(f"ds:x:{unit_id}")
    assert phone.alert == words("roster.not_yours")
    assert await jobs(phone) == []


async def test_a_command_means_that_nothing_is_answered(phone: Phone) -> None:
    await phone.types("/danhsach")
    await phone.press("+ Thêm")
    await phone.types("/toi")
    said = await phone.school.hears(private(HUONG, 60, BOSS))
    assert texts(said) == [words("help.way")]


async def test_tomorrow_is_not_today(phone: Phone) -> None:
    """Who joins next week is on the list already, with the day."""
    await roster.person(phone.school.store, 900, HUONG, await unit_of(phone), since=TODAY + timedelta(days=7))
    await phone.types("/danhsach")
    told = await phone.press(HUONG)
    assert words("roster.card.since", day="24/11/2025") in told
