"""Nothing that names people appears in a group, unless its unit has chosen so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.outgoing import Outgoing, Rewrite, Say, SendFile, Show
from rules.roles import Role
from rules.rule_set import STANDARD_PLAN
from scheduler.reminders import Reminders
from storage import BotRef
from tests.handlers.clicking import Phone
from tests.handlers.offices import grant
from tests.handlers.reviewing import pressing, wait
from tests.handlers.school import (
    BOSS,
    LINK,
    LINK_2,
    MAI,
    OPERATOR,
    PROFILE,
    School,
    post,
    private,
    reply,
    words,
)
from tests.platforms.updates import GROUP, LAN
from tests.storage import roster
from tests.storage.ledger import change, rows

HERE = str(GROUP["id"])
STAFF = ("Nguyễn Thị Hương", "Lê Văn Nam", "Phạm Thị Thu Hà")
ZONE = STANDARD_PLAN.schedule.zone
GROUP_COMMANDS = [
    "/trogiup", "/toi", "/rut", "/tonghop", "/tonghop tuần trước", "/tonghop tháng 11", "/chuanop", "/chuanop tháng 11",
    "/nhac", "/nhac xem", "/noibat", "/trang", "/duyet", "/duyet kết quả", "/danhsach", "/danhsach Hương", "/mien",
    "/mien cô Hương nghỉ ốm tuần này", "/caidat",
]  # fmt: skip


def everything(said: list[Outgoing], where: str = HERE) -> list[str]:
    """All words that a chat gets to read, buttons included."""
    found: list[str] = []
    for each in said:
        if each.chat_id == where and isinstance(each, Say | Show | Rewrite | SendFile):
            found += [each.text, *(button.label for row in each.buttons for button in row)]
    return found


def unit_id_of(found: list[tuple[Any, ...]]) -> int:
    ((number,),) = found
    return int(number)


async def own_unit(school: School) -> int:
    return unit_id_of(await rows(school.store, f"SELECT unit_id FROM chat WHERE chat_id = '{HERE}'"))


@pytest.fixture
async def busy(school: School) -> School:
    """A unit with a list, accounts nobody knows, proof of all kinds and somebody on leave."""
    await school.hears(
        private("/start", 1, BOSS),
        private("/start", 1, LAN),
        post(LINK),
        post(PROFILE, 6, MAI),
        reply("đã chia sẻ", 5, 7, MAI),
    )
    unit_id = await own_unit(school)
    async with school.store.write(school.now) as ledger:
        for name in STAFF:
            await ledger.roster.add(unit_id, name, "Giáo viên", roster.LONG_AGO, seen=True)
    await wait(school, "u1", "u2", who=MAI)
    return school


async def names_of(school: School) -> list[str]:
    """Everybody's, as the list and as their accounts have them."""
    found = {
        name for (name,) in await rows(school.store, "SELECT name FROM person UNION SELECT name FROM account")
    }
    assert len(found) >= len(STAFF) + 2
    return sorted(found)


async def a_week(school: School) -> list[Outgoing]:
    """What is said when everything is asked for in the group, then by the clock until the next Monday."""
    said: list[Outgoing] = []
    for number, command in enumerate(GROUP_COMMANDS):
        for who in (BOSS, MAI, OPERATOR):
            said += await school.hears(post(command, 300 + number, who))
    phone = Phone(school)
    for typed in ("/danhsach", "/mien", "/caidat"):
        said += await school.hears(private(typed, 60, phone.who))
    await school.hears(private("/duyet", 93, BOSS))
    ((review, version),) = await rows(school.store, "SELECT id, version FROM review ORDER BY id LIMIT 1")
    said += await school.hears(pressing(f"review:no:{review}:{version}"))
    said += await school.hears(pressing(f"review:why:{review}:{version}:0"))
    said += await school.hears(post(LINK_2, 400, LAN))
    said += await by_the_clock(school)
    return said + await school.fallbacks()


async def by_the_clock(school: School) -> list[Outgoing]:
    """Monday, Thursday, Sunday and the deadlines, as the scheduler puts them on the outbox."""
    reminders = Reminders(school.store, STANDARD_PLAN, BotRef("telegram", "42"), operators=["80"])
    at = datetime(2025, 11, 17, 6, 0, tzinfo=ZONE).astimezone(UTC)
    for hour in range(27 * 24):
        await reminders.tick(at + timedelta(hours=hour, minutes=1))
    return await school.said()


async def test_no_name_stands_in_a_group(busy: School) -> None:
    said = await a_week(busy)
    told = everything(said)
    assert len(told) > 40
    names = await names_of(busy)
    assert [(name, words_) for name in names for words_ in told if name in words_] == []


async def test_the_week_was_a_busy_one(busy: School) -> None:
    """Otherwise the test above would see nothing."""
    said = await a_week(busy)
    told = "\n".join(everything(said))
    for kind in ("monday_start", "thursday_nudge"):
        assert words(f"remind.hello.{kind}") in told
    assert words("missing.count", count=4, obliged=5) in told
    alone = "\n".join(everything(said, str(BOSS["id"])))
    assert all(name in alone for name in STAFF)


async def chosen(school: School, value: str = "on", unit_id: int = 0) -> None:
    async with school.store.write(school.now) as ledger:
        await ledger.settings.put(unit_id or await own_unit(school), "names_in_group", value, "cli")


async def test_a_unit_that_has_chosen_so_reads_names(busy: School) -> None:
    await chosen(busy)
    told = everything(await busy.hears(post("/chuanop", 9, BOSS)))
    assert all(words("missing.person", name=name, count=1) in told[0] for name in STAFF)
    audit = await rows(busy.store, "SELECT actor, action, target, unit_id FROM audit")
    assert audit == [("telegram:79", "names.seen", "~TO-TOAN", await own_unit(busy))]


async def test_a_teacher_still_gets_no_names(busy: School) -> None:
    await chosen(busy)
    said = await busy.hears(post("/chuanop", 9, MAI))
    assert everything(said) == []
    assert everything(said, str(MAI["id"])) == [words("missing.not_allowed")]


async def test_where_it_is_chosen_nothing_else_names_anybody(busy: School) -> None:
    await chosen(busy)
    names, title = await names_of(busy), words("missing.title", unit=GROUP["title"], period="").strip()
    told = [each for each in everything(await a_week(busy)) if not each.startswith(title)]
    assert len(told) > 40
    assert [(name, words_) for name in names for words_ in told if name in words_] == []


async def test_an_office_names_nobody_of_a_school_that_has_not_chosen_so(busy: School) -> None:
    number = await own_unit(busy)
    await roster.unit(busy.store, 700, "A", number)
    await roster.unit(busy.store, 800, "B", number)
    await roster.person(busy.store, 901, "Vũ Thị Ánh", 700)
    await roster.person(busy.store, 902, "Đỗ Văn Bảy", 800)
    await change(busy.store, "UPDATE unit SET level = 'district' WHERE id = :number", number=number)
    await chosen(busy)
    await chosen(busy, "off", 800)
    await grant(busy, BOSS, Role.AREA_ADMIN, number)
    (told, *_) = everything(await busy.hears(post("/chuanop", 9, BOSS)))
    assert "Vũ Thị Ánh" in told
    assert words("missing.unit", unit="Đơn vị B", count=1) in told
    assert "Đỗ Văn Bảy" not in told


async def test_what_only_a_school_has_chosen_is_not_the_offices(busy: School) -> None:
    number = await own_unit(busy)
    await roster.unit(busy.store, 700, "A", number)
    await roster.person(busy.store, 901, "Vũ Thị Ánh", 700)
    await chosen(busy, "on", 700)
    told = everything(await busy.hears(post("/chuanop", 9, BOSS)))
    assert "Vũ Thị Ánh" not in "\n".join(told)
