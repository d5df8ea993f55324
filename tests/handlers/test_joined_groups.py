"""Groups that became a unit's because of a list: whoever answers for the unit parts them by one press."""

from typing import Any

import pytest

from bot.cli.units_joined import Now, bring_in_units, told_to_join
from rules.outgoing import Say
from rules.roles import Role
from rules.unit_list import UnitRow
from tests.handlers.offices import HEAD, datas, grant, over_buttons, pressed, rewritten
from tests.handlers.school import BOSS, LINK_2, MAI, OPERATOR, School, post, private, texts, words
from tests.platforms.updates import GROUP, LAN
from tests.storage.ledger import reading, rows

SCHOOL = UnitRow("TH01", "Trường Tổ Toán", parent="P1")
OFFICE = UnitRow("P1", "Phòng")


@pytest.fixture
async def met(school: School) -> School:
    """A stranger's group, called like a school by whose list it was joined; Hà answers for the office above."""
    title = {**GROUP, "title": SCHOOL.name}
    await school.hears(post(chat=title), post(LINK_2, 7, MAI, chat=title))
    await school.hears(private("/start", 1, HEAD), private("/start", 2, MAI))
    now = Now(school.now, school.now.date())
    await bring_in_units(school.store, [SCHOOL, OFFICE], now.today, now, join=(), language="vi")
    ((office,),) = await rows(school.store, "SELECT id FROM unit WHERE code = 'P1'")
    await grant(school, HEAD, Role.AREA_ADMIN, office)
    plan = await reading(school.store).unit_import.plan([SCHOOL, OFFICE], now.today)
    join = told_to_join(plan, set(), [])
    await school.said()
    await bring_in_units(school.store, [SCHOOL, OFFICE], now.today, now, join=join, language="vi")
    return school


async def part(school: School) -> str:
    (data,) = datas(await school.said())
    return data


async def units(school: School) -> list[str]:
    query = "SELECT unit.code FROM chat JOIN unit ON unit.id = unit_id WHERE kind = 'group'"
    return [code for (code,) in await rows(school.store, query)]


async def test_who_answers_is_told_with_a_way_back(met: School) -> None:
    said = await met.said()
    to = {each.chat_id: each.text for each in said if isinstance(each, Say)}
    assert to == {
        str(GROUP["id"]): words("connect.by_list_here", unit=SCHOOL.name),
        str(HEAD["id"]): words("connect.by_list", title=SCHOOL.name, unit=SCHOOL.name),
    }
    assert len(datas(said)) == 1
    assert await units(met) == ["TH01"]


async def test_one_press_parts_them(met: School) -> None:
    said = await met.hears(pressed(await part(met), HEAD))
    assert rewritten(said) == [words("connect.parted", title=SCHOOL.name, unit=SCHOOL.name)]
    assert texts(said)[-1] == words("connect.parted_here", unit=SCHOOL.name)
    assert await units(met) == ["~TRUONG-TO-TOAN"]
    query = "SELECT DISTINCT unit.code FROM evidence JOIN unit ON unit.id = unit_id"
    assert await rows(met.store, query) == [("~TRUONG-TO-TOAN",)]
    audit = await rows(met.store, "SELECT actor FROM audit WHERE action = 'chat.disconnect'")
    assert audit == [("telegram:90",)]
    assert await reading(met.store).whole.verify() == []


async def test_the_second_press_says_so(met: School) -> None:
    data = await part(met)
    said = await met.hears(pressed(data, HEAD), pressed(data, HEAD))
    assert over_buttons(said) == [words("connect.parted_already")]


@pytest.mark.parametrize("who", [BOSS, MAI, LAN], ids=["administrator of the group", "member", "maker"])
async def test_nobody_else_parts_them(met: School, who: dict[str, Any]) -> None:
    said = await met.hears(pressed(await part(met), who))
    assert over_buttons(said) == [words("connect.not_yours", unit=SCHOOL.name)]
    assert await units(met) == ["TH01"]


async def test_an_operator_may(met: School) -> None:
    await met.hears(pressed(await part(met), OPERATOR))
    assert await units(met) == ["~TRUONG-TO-TOAN"]


async def test_in_a_group_nobody_parts_anything(met: School) -> None:
    said = await met.hears(pressed(await part(met), HEAD, GROUP))
    assert over_buttons(said) == [words("button.old")]
    assert await units(met) == ["TH01"]


async def test_a_group_of_another_unit_stays(met: School) -> None:
    """What a button says may be made up."""
    data = await part(met)
    chat = data.split(":")[2]
    ((office,),) = await rows(met.store, "SELECT id FROM unit WHERE code = 'P1'")
    said = await met.hears(pressed(f"kn:out:{chat}:{office}", HEAD))
    assert over_buttons(said) == [words("connect.parted_already")]
    assert await units(met) == ["TH01"]
