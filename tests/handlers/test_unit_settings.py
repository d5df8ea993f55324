"""/caidat, as it is typed and pressed."""

from typing import Any

import pytest

from rules.outgoing import Say
from tests.handlers.clicking import Phone
from tests.handlers.school import BOSS, LINK, MAI, OPERATOR, School, post, words
from tests.platforms.updates import LAN
from tests.storage import roster
from tests.storage.ledger import change, rows

UNIT = "Tổ Toán"
SAID = "SELECT name, value, made_by FROM unit_setting ORDER BY name"


@pytest.fixture
async def phone(either_school: School) -> Phone:
    """Of the administrator of a group whose unit stands below a district."""
    school = either_school
    await school.hears(post(LINK), post("/tonghop", 9, BOSS))
    await roster.unit(school.store, 60, "PGD", level="district")
    await change(
        school.store, "UPDATE unit SET parent_id = 60, provisional = false WHERE name = :name", name=UNIT
    )
    return Phone(school)


async def unit_of(phone: Phone) -> int:
    ((unit_id,),) = await rows(phone.school.store, "SELECT id FROM unit WHERE name = :name", name=UNIT)
    return int(unit_id)


async def said(phone: Phone) -> list[tuple[Any, ...]]:
    return await rows(phone.school.store, SAID)


async def above_says(phone: Phone, name: str, value: str) -> None:
    async with phone.school.store.write(phone.school.now) as ledger:
        await ledger.settings.put(60, name, value, "cli")


async def test_everything_is_shown_as_it_stands(phone: Phone) -> None:
    told = await phone.types("/caidat")
    assert told.startswith(words("setting.title", unit=UNIT))
    line = words("setting.name.names_in_group", value="tắt")
    assert words("setting.by_default", line=line) in told
    assert words("setting.groups", count=1) in told
    assert f"– {UNIT}" in told


async def test_what_comes_from_above_is_said(phone: Phone) -> None:
    await above_says(phone, "names_in_group", "on")
    told = await phone.types("/caidat")
    line = words("setting.name.names_in_group", value="bật")
    assert words("setting.from_above", line=line, unit="Đơn vị PGD") in told


async def test_a_setting_is_changed_and_given_back(phone: Phone) -> None:
    await phone.types("/caidat")
    told = await phone.press(words("setting.button.names_in_group"))
    assert words("setting.about.names_in_group") in told
    assert phone.labels[:2] == ["Bật", "(✓) Tắt"]
    told = await phone.press("Bật")
    assert words("setting.name.names_in_group", value="bật") in told.splitlines()[3]
    assert await said(phone) == [("names_in_group", "on", "telegram:79")]
    await phone.press(words("setting.button.names_in_group"))
    assert phone.labels[:3] == ["✓ Bật", "Tắt", words("setting.button.as_above")]
    await phone.press(words("setting.button.as_above"))
    assert await said(phone) == []
    audit = await rows(phone.school.store, "SELECT action, target, detail FROM audit ORDER BY id")
    target = f"unit {await unit_of(phone)}"
    assert audit == [
        ("settings.changed", target, "names_in_group on"),
        ("settings.changed", target, "names_in_group above"),
    ]


async def test_pictures_are_kept_for_some_months(phone: Phone) -> None:
    await phone.types("/caidat")
    await phone.press(words("setting.button.archive_months"))
    assert phone.labels[:4] == ["12 tháng", "24 tháng", "36 tháng", "60 tháng"]
    await phone.press("36")
    assert [pair[:2] for pair in await said(phone)] == [("archive_months", "36")]


async def test_administrators_of_a_group_do_not_decide_about_themselves(phone: Phone) -> None:
    await phone.types("/caidat")
    await phone.press(words("setting.button.chat_admins"))
    await phone.press("Tắt")
    assert phone.alert == words("setting.by_role_only")
    assert await said(phone) == []


async def test_whoever_stands_above_decides_about_them(phone: Phone) -> None:
    boss = Phone(phone.school, OPERATOR)
    await boss.types("/caidat")
    await boss.press("Đơn vị PGD")
    await boss.press(words("roster.button.below"))
    await boss.press(UNIT)
    await boss.press(words("setting.button.chat_admins"))
    await boss.press("Tắt")
    assert [pair[:2] for pair in await said(phone)] == [("chat_admins", "off")]
    assert await phone.types("/caidat") == words("setting.nobody")


async def test_a_teacher_sees_nothing(phone: Phone) -> None:
    phone.who = LAN
    assert await phone.types("/settings") == words("setting.nobody")


async def test_in_a_group_it_is_said_where(phone: Phone) -> None:
    (told,) = await phone.school.hears(post("/caidat", 9, BOSS))
    assert isinstance(told, Say)
    assert (told.chat_id, told.text) == (str(BOSS["id"]), words("setting.only_private"))


FORGED = [
    "cd", "cd:v:999:n:on", "cd:v:ID:n:yes", "cd:v:ID:z:on", "cd:v:ID:m:11", "cd:v:ID:n", "cd:s:999:n", "cd:s:ID:z",
    "cd:r:999", "cd:u:999", "cd:v:60:n:on", "cd:zzz",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_change_nothing(phone: Phone, data: str) -> None:
    await phone.sends(data.replace("ID", str(await unit_of(phone))))
    assert phone.text == ""
    assert await said(phone) == []


async def test_others_press_in_vain(phone: Phone) -> None:
    phone.who = MAI
    await phone.sends(f"cd:v:{await unit_of(phone)}:n:on")
    assert phone.alert == words("roster.not_yours")
    assert await said(phone) == []


async def test_roles_are_one_press_away(phone: Phone) -> None:
    await phone.types("/caidat")
    await phone.press(words("setting.button.roles"))
    assert phone.labels or phone.alert
