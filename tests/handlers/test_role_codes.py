"""Roles given by codes, seen, and taken away."""

from typing import Any

import pytest

from handlers.context import Context
from handlers.offices.role_codes import offer_role, show_roles
from platforms.messages import Incoming
from rules.codewords import clean
from rules.outgoing import Outgoing, Say
from rules.roles import Role
from tests.handlers.offices import (
    BOSS_ACCOUNT,
    ELSEWHERE,
    HEAD,
    HOASEN,
    PHONG,
    SAOMAI,
    SO,
    datas,
    grant,
    links,
    make_code,
    offices,
    over_buttons,
    pressed,
    rewritten,
)
from tests.handlers.school import BOSS, MAI, OPERATOR, School, post, private, texts, words
from tests.platforms.updates import GROUP
from tests.storage.ledger import GROUP as GROUP_REF
from tests.storage.ledger import change, rows

NAME = "Đơn vị HOASEN"
REVIEWER = words("role.name.reviewer")
TAKEN = words("role.taken", role=REVIEWER, unit=NAME)


@pytest.fixture
async def met(school: School) -> School:
    await offices(school)
    await school.has_met(BOSS, MAI)
    return school


async def asks(school: School, raw: dict[str, Any], answer: Any) -> list[Outgoing]:
    """What is said when a message leads to a view of roles, as from /caidat."""
    async with school.store.write(school.now) as ledger:
        message = school.understand("telegram:42", raw)
        assert isinstance(message, Incoming)
        await answer(Context(raw["update_id"], message, school.settings(), ledger))
    return await school.said()


async def offered(school: School, who: dict[str, Any], unit_id: int, role: Role) -> list[Outgoing]:
    return await asks(school, private("x", who=who), lambda context: offer_role(context, unit_id, role))


async def shown(school: School, who: dict[str, Any], unit_id: int = HOASEN) -> list[Outgoing]:
    return await asks(school, private("x", who=who), lambda context: show_roles(context, unit_id))


def start(code: str, who: dict[str, Any]) -> dict[str, Any]:
    return private(f"/start vt_{clean(code)}", 60, who)


async def roles(school: School) -> list[tuple[Any, ...]]:
    return await rows(school.store, "SELECT account, role, unit_id FROM role_grant WHERE until IS NULL")


async def test_a_role_is_offered_and_taken_and_both_know(met: School) -> None:
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    (link,) = links(await offered(met, HEAD, HOASEN, Role.UNIT_ADMIN))
    said = await met.hears(start(link.removeprefix("start:vt_"), BOSS))
    role = words("role.name.unit_admin")
    assert [(each.chat_id, each.text) for each in said if isinstance(each, Say)] == [
        ("79", words("role.taken", role=role, unit=NAME)),
        ("90", words("role.used", name="Bình Lê", role=role, unit=NAME)),
    ]
    assert (BOSS_ACCOUNT, "unit_admin", HOASEN) in await roles(met)
    audit = await rows(met.store, "SELECT actor, action, target, detail, unit_id FROM audit ORDER BY id")
    assert audit == [
        ("telegram:90", "code.make", "role unit_admin", "HOASEN", HOASEN),
        ("telegram:90", "role.grant", "unit_admin HOASEN", BOSS_ACCOUNT, HOASEN),
    ]


async def test_a_code_gives_one_role_to_one_account(met: School) -> None:
    code = await make_code(met, HOASEN, "role", "reviewer")
    assert texts(await met.hears(start(code, BOSS))) == [TAKEN]
    assert texts(await met.hears(start(code, MAI))) == [words("code.wrong")]
    assert await roles(met) == [(BOSS_ACCOUNT, "reviewer", HOASEN)]


async def test_who_has_it_already_uses_no_code_up(met: School) -> None:
    await grant(met, BOSS, Role.REVIEWER, HOASEN)
    code = await make_code(met, HOASEN, "role", "reviewer")
    assert texts(await met.hears(start(code, BOSS))) == [words("role.already", role=REVIEWER, unit=NAME)]
    assert texts(await met.hears(start(code, MAI))) == [TAKEN]


async def test_a_code_in_a_group_is_not_used_up_there(met: School) -> None:
    code = await make_code(met, HOASEN, "role", "reviewer")
    said = await met.hears(post(f"/start vt_{clean(code)}", 60, BOSS))
    assert texts(said) == [words("role.only_private")]
    assert await roles(met) == []


async def test_a_code_is_worth_no_more_than_who_made_it(met: School) -> None:
    number = await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    code = await make_code(met, HOASEN, "role", "unit_admin", by="telegram:90")
    async with met.store.write(met.now) as ledger:
        await ledger.grants.revoke(number, "cli")
    assert texts(await met.hears(start(code, BOSS))) == [words("code.wrong")]
    assert await roles(met) == []


# who may give which role: who, for which unit, which role, where, whether
OFFERS = [
    (OPERATOR, None, Role.DEPARTMENT_ADMIN, SO, True),
    (OPERATOR, None, Role.UNIT_ADMIN, ELSEWHERE, True),
    (OPERATOR, None, Role.UNIT_ADMIN, SO, False),
    (OPERATOR, None, Role.OPERATOR, SO, False),
    (HEAD, (Role.DEPARTMENT_ADMIN, SO), Role.DEPARTMENT_ADMIN, SO, False),
    (HEAD, (Role.DEPARTMENT_ADMIN, SO), Role.AREA_ADMIN, PHONG, True),
    (HEAD, (Role.DEPARTMENT_ADMIN, SO), Role.UNIT_ADMIN, HOASEN, True),
    (HEAD, (Role.DEPARTMENT_ADMIN, SO), Role.UNIT_ADMIN, ELSEWHERE, False),
    (HEAD, (Role.AREA_ADMIN, PHONG), Role.AREA_ADMIN, PHONG, False),
    (HEAD, (Role.AREA_ADMIN, PHONG), Role.REVIEWER, PHONG, True),
    (HEAD, (Role.AREA_ADMIN, PHONG), Role.UNIT_ADMIN, SAOMAI, True),
    (HEAD, (Role.AREA_ADMIN, PHONG), Role.DEPARTMENT_ADMIN, SO, False),
    (HEAD, (Role.UNIT_ADMIN, HOASEN), Role.REVIEWER, HOASEN, True),
    (HEAD, (Role.UNIT_ADMIN, HOASEN), Role.UNIT_ADMIN, HOASEN, False),
    (HEAD, (Role.UNIT_ADMIN, HOASEN), Role.REVIEWER, SAOMAI, False),
    (HEAD, (Role.REVIEWER, HOASEN), Role.REVIEWER, HOASEN, False),
    (HEAD, None, Role.REVIEWER, HOASEN, False),
]


@pytest.mark.parametrize(("who", "has", "role", "where", "allowed"), OFFERS)
async def test_roles_come_from_above(
    met: School,
    *,
    who: dict[str, Any],
    has: tuple[Role, int] | None,
    role: Role,
    where: int,
    allowed: bool,
) -> None:
    if has:
        await grant(met, who, *has)
    assert bool(links(await offered(met, who, where, role))) is allowed
    assert bool(await rows(met.store, "SELECT * FROM code")) is allowed


async def leads_a_group_of(school: School, unit_id: int) -> None:
    async with school.store.write(school.now) as ledger:
        await ledger.connecting.connect(await ledger.chat(GROUP_REF), unit_id)
    await school.hears(post("/tonghop", 90, BOSS))
    await school.said()


async def test_a_groups_administrator_finds_a_helper_for_reviewing(met: School) -> None:
    await leads_a_group_of(met, HOASEN)
    met.later(minutes=5)
    (link,) = links(await met.hears(pressed(f"vt:new:{HOASEN}:reviewer", BOSS)))
    assert TAKEN in texts(await met.hears(start(link.removeprefix("start:vt_"), MAI)))
    assert over_buttons(await met.hears(pressed(f"vt:new:{HOASEN}:admin", BOSS))) == [
        words("rights.not_yours")
    ]


async def test_not_where_the_unit_trusts_no_chat(met: School) -> None:
    await leads_a_group_of(met, HOASEN)
    async with met.store.write(met.now) as ledger:
        await ledger.settings.put(HOASEN, "chat_admins", "off", "telegram:80")
    assert not links(await met.hears(pressed(f"vt:new:{HOASEN}:reviewer", BOSS)))


async def test_a_helpers_code_is_worth_no_more_than_its_maker_either(met: School) -> None:
    """Whoever was dismissed does not come back as a reviewer by a code of their own."""
    await met.has_met(HEAD)
    number = await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    code = await make_code(met, HOASEN, "role", "reviewer", by="telegram:90")
    async with met.store.write(met.now) as ledger:
        await ledger.grants.revoke(number, "cli")
    assert texts(await met.hears(start(code, HEAD))) == [words("code.wrong")]
    assert await roles(met) == []


async def test_nor_than_that_of_a_groups_administrator(met: School) -> None:
    await leads_a_group_of(met, HOASEN)
    (link,) = links(await met.hears(pressed(f"vt:new:{HOASEN}:reviewer", BOSS)))
    met.admins.clear()
    met.later(minutes=5)
    assert texts(await met.hears(start(link.removeprefix("start:vt_"), MAI))) == [words("code.wrong")]
    assert await roles(met) == []


# taking away


async def test_who_has_a_role_is_seen_and_loses_it_after_a_second_look(met: School) -> None:
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    number = await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    said = await shown(met, HEAD)
    assert "Bình: quản trị viên đơn vị, từ 17/11/2025" in texts(said)[0]
    assert datas(said) == [
        f"vt:end:{number}",
        f"vt:new:{HOASEN}:admin",
        f"vt:new:{HOASEN}:reviewer",
        f"cd:u:{HOASEN}",
    ]
    asked = await met.hears(pressed(f"vt:end:{number}", HEAD))
    assert datas(asked) == [f"vt:yes:{number}", f"vt:list:{HOASEN}"]
    assert len(await roles(met)) == 2
    assert "Bình" not in rewritten(await met.hears(pressed(f"vt:yes:{number}", HEAD)))[0]
    assert await roles(met) == [("telegram:90", "area_admin", PHONG)]
    assert over_buttons(await met.hears(pressed(f"vt:yes:{number}", HEAD))) == [words("role.gone")]


async def test_everybody_may_step_down(met: School) -> None:
    number = await grant(met, BOSS, Role.REVIEWER, HOASEN)
    assert rewritten(await met.hears(pressed(f"vt:yes:{number}", BOSS))) == [words("role.ended")]
    assert await roles(met) == []


@pytest.mark.parametrize(
    ("role", "unit_id"),
    [(Role.UNIT_ADMIN, HOASEN), (Role.UNIT_ADMIN, SAOMAI), (Role.REVIEWER, HOASEN), (Role.AREA_ADMIN, 104)],
)
@pytest.mark.parametrize("verb", ["end", "yes"])
async def test_nobody_takes_a_role_of_equals_or_others(
    met: School, role: Role, unit_id: int, verb: str
) -> None:
    number = await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    await grant(met, HEAD, role, unit_id)
    assert over_buttons(await met.hears(pressed(f"vt:{verb}:{number}", HEAD))) == [words("rights.not_yours")]
    assert len(await roles(met)) == 2


@pytest.mark.parametrize("verb", ["list:102", "new:102:admin", "end:1", "yes:1"])
async def test_roles_are_no_matter_for_groups(met: School, verb: str) -> None:
    await grant(met, BOSS, Role.AREA_ADMIN, PHONG)
    await met.hears(post("/toi"))
    said = await met.hears(pressed(f"vt:{verb}", BOSS, GROUP))
    assert over_buttons(said) == [words("role.only_private")]
    assert len(await roles(met)) == 1


@pytest.mark.parametrize("unit_id", [SAOMAI, PHONG, SO, ELSEWHERE, 999])
async def test_roles_of_other_units_are_not_shown(met: School, unit_id: int) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    assert texts(await shown(met, BOSS, unit_id)) == [words("rights.not_yours")]


async def test_a_role_for_a_unit_that_is_no_more_gives_nothing(met: School) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    assert datas(await shown(met, BOSS))
    await change(met.store, f"UPDATE unit SET until = '2025-11-01' WHERE id = {HOASEN}")
    assert texts(await shown(met, BOSS)) == [words("rights.not_yours")]
