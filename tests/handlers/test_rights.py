"""Rights as they are met in chats: through commands, in groups and in private."""

from typing import Any

import pytest

from handlers.rights import MOST_GROUPS
from rules.outgoing import Outgoing, Say
from rules.roles import Role
from tests.handlers.offices import (
    HEAD,
    HOASEN,
    OTHER_OFFICE,
    PHONG,
    SAOMAI,
    SO,
    datas,
    grant,
    offices,
    over_buttons,
    pressed,
)
from tests.handlers.reviewing import wait
from tests.handlers.school import BOSS, MAI, School, post, private, texts, words
from tests.platforms.updates import ANONYMOUS, GROUP, LAN
from tests.storage import roster
from tests.storage.ledger import GROUP as GROUP_REF
from tests.storage.ledger import change, rows, writing

NAME = "Đơn vị HOASEN"
SUMMARY_NO, MISSING_NO = words("summary.not_allowed"), words("missing.not_allowed")


@pytest.fixture
async def met(school: School) -> School:
    """HOASEN's group, with a teacher in it, one in SAOMAI and one in the office above."""
    await offices(school)
    await school.hears(post())
    async with school.store.write(school.now) as ledger:
        await ledger.connecting.connect(await ledger.chat(GROUP_REF), HOASEN)
    await roster.person(school.store, 900, "Cô Sao Mai", SAOMAI)
    await roster.person(school.store, 901, "Thầy Phòng", PHONG)
    await roster.person(school.store, 902, "Cô Hoa Sen", HOASEN)
    await school.said()
    return school


def title(unit: str) -> str:
    return f"📊 Đơn vị {unit}"


async def told(school: School, *raws: dict[str, Any]) -> list[str]:
    return texts(await school.hears(*raws))


# in a group: who has which role for which unit sees the numbers of HOASEN's group
IN_GROUP = [
    (Role.REVIEWER, HOASEN, True, False),
    (Role.UNIT_ADMIN, HOASEN, True, True),
    (Role.REVIEWER, PHONG, True, False),
    (Role.AREA_ADMIN, PHONG, True, True),
    (Role.DEPARTMENT_ADMIN, SO, True, True),
    (Role.UNIT_ADMIN, SAOMAI, False, False),
    (Role.AREA_ADMIN, OTHER_OFFICE, False, False),
]


@pytest.mark.parametrize(("role", "unit_id", "counts", "names"), IN_GROUP)
async def test_a_granted_role_holds_in_the_group(
    met: School, role: Role, unit_id: int, counts: bool, names: bool
) -> None:
    await grant(met, HEAD, role, unit_id)
    assert (await told(met, post("/tonghop", 60, HEAD)) != [SUMMARY_NO]) is counts
    assert (await told(met, post("/chuanop", 61, HEAD)) != [MISSING_NO]) is names


async def test_the_platform_is_not_asked_about_who_has_a_role(met: School) -> None:
    await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    for command in ("/tonghop", "/chuanop", "/nhac", "/duyet", "/trang 100"):
        assert await met.receive(post(command, 60, HEAD)) == []


async def test_a_role_that_ended_holds_no_more(met: School) -> None:
    number = await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    async with met.store.write(met.now) as ledger:
        await ledger.grants.revoke(number, "cli")
    assert await told(met, post("/tonghop", 60, HEAD)) == [SUMMARY_NO]
    assert await told(met, private("/tonghop", 61, HEAD)) == [words("summary.in_group")]


async def test_a_role_for_a_dissolved_unit_holds_no_more(met: School) -> None:
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    await change(met.store, f"UPDATE unit SET until = '2025-11-01' WHERE id = {PHONG}")
    assert await told(met, post("/tonghop", 60, HEAD)) == [SUMMARY_NO]


async def test_a_demoted_administrator_has_no_rights_after_a_minute(met: School) -> None:
    assert title("HOASEN") in (await told(met, post("/tonghop", 60, BOSS)))[0]
    met.admins.clear()
    met.later(minutes=1, seconds=1)
    assert await told(met, post("/tonghop", 61, BOSS)) == [SUMMARY_NO]


async def test_a_unit_that_trusts_no_chat_has_no_chat_administrators(met: School) -> None:
    async with met.store.write(met.now) as ledger:
        await ledger.settings.put(PHONG, "chat_admins", "off", "telegram:80")
    assert await told(met, post("/tonghop", 60, BOSS)) == [SUMMARY_NO]
    hidden = post("/tonghop", 61, ANONYMOUS, sender_chat=GROUP)
    assert await told(met, hidden) == [SUMMARY_NO]


async def test_an_anonymous_administrator_is_one_of_this_group(met: School) -> None:
    hidden = post("/tonghop", 60, ANONYMOUS, sender_chat=GROUP)
    assert title("HOASEN") in (await told(met, hidden))[0]


async def test_a_roles_holder_is_no_administrator_of_chats_elsewhere(met: School) -> None:
    """HEAD answers for SAOMAI only, and the group is HOASEN's."""
    await grant(met, HEAD, Role.UNIT_ADMIN, SAOMAI)
    assert await told(met, post("/nhac ngưỡng 10", 60, HEAD)) == [words("nhac.not_allowed")]
    assert await told(met, post("/trang thêm https://facebook.com/x", 61, HEAD)) == [
        words("pages.not_allowed")
    ]
    assert await told(met, post("/duyet", 62, HEAD)) == [words("review.not_allowed")]
    assert over_buttons(await met.hears(pressed("nhac:go:1763366400", HEAD, GROUP))) == [
        words("nhac.not_allowed")
    ]
    assert await rows(met.store, "SELECT * FROM audit") == []


async def test_an_offices_group_names_only_its_own_people(met: School) -> None:
    """The administrators of a big group have names of nobody's school."""
    async with met.store.write(met.now) as ledger:
        await ledger.connecting.connect(await ledger.chat(GROUP_REF), PHONG)
    said = await met.hears(post("/chuanop", 60, BOSS))
    (names,) = [each.text for each in said if isinstance(each, Say) and each.chat_id == "79"]
    assert "Thầy Phòng" in names
    assert "Sao Mai" not in names
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    said = await met.hears(post("/chuanop", 61, HEAD))
    (names,) = [each.text for each in said if isinstance(each, Say) and each.chat_id == "90"]
    assert "Cô Sao Mai" in names


# in private


async def test_in_private_the_only_unit_is_meant(met: School) -> None:
    await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    assert title("HOASEN") in (await told(met, private("/tonghop tuần trước", 60, HEAD)))[0]
    assert "Cô Hoa Sen" in (await told(met, private("/chuanop", 61, HEAD)))[0]
    assert (await told(met, private("/trang 26000", 62, HEAD)))[0] == words("pages.none")
    assert words("nhac.title", unit=NAME) in (await told(met, private("/nhac ngưỡng 70", 63, HEAD)))[0]


@pytest.mark.parametrize("command", ["tonghop", "chuanop", "trang"])
async def test_of_several_units_one_is_chosen_by_a_button(met: School, command: str) -> None:
    await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    await grant(met, HEAD, Role.UNIT_ADMIN, SAOMAI)
    said = await met.hears(private(f"/{command}", 60, HEAD))
    assert texts(said) == [words("rights.which", command=command)]
    assert datas(said) == [f"unit:{command}:{HOASEN}", f"unit:{command}:{SAOMAI}"]
    assert "SAOMAI" in (await told(met, pressed(datas(said)[1], HEAD)))[0]


async def test_a_button_takes_the_period_along(met: School) -> None:
    await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    await grant(met, HEAD, Role.UNIT_ADMIN, SAOMAI)
    said = await met.hears(private("/tonghop tháng 10", 60, HEAD))
    assert "10/2025" in (await told(met, pressed(datas(said)[0], HEAD)))[0]


async def test_units_below_ones_own_are_named_by_code(met: School) -> None:
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    assert title("PHONG") in (await told(met, private("/tonghop", 60, HEAD)))[0]
    assert title("HOASEN") in (await told(met, private("/tonghop hoasen", 61, HEAD)))[0]
    assert await told(met, private("/tonghop SO", 62, HEAD)) == [words("rights.not_yours")]
    assert await told(met, private("/tonghop XYZ", 63, HEAD)) == [words("summary.no_unit", code="XYZ")]


@pytest.mark.parametrize("command", ["tonghop", "chuanop", "nhac"])
@pytest.mark.parametrize("unit_id", [SAOMAI, PHONG, SO, 999])
async def test_a_forged_button_opens_no_other_unit(met: School, command: str, unit_id: int) -> None:
    await grant(met, HEAD, Role.UNIT_ADMIN, HOASEN)
    assert await told(met, pressed(f"unit:{command}:{unit_id}:", HEAD)) == [words("rights.not_yours")]


async def test_reminders_of_units_are_seen_and_changed_in_private(met: School) -> None:
    await grant(met, HEAD, Role.AREA_ADMIN, PHONG)
    said = await met.hears(private("/nhac", 60, HEAD))
    assert datas(said) == [f"unit:nhac:{PHONG}"]
    assert "Đơn vị PHONG" in (await told(met, pressed(datas(said)[0], HEAD)))[0]
    assert await told(met, private("/nhac đơn vị SO ngưỡng 70", 61, HEAD)) == [words("rights.not_yours")]
    assert await told(met, private("/nhac tất cả ngưỡng 70", 62, HEAD)) == [words("nhac.how_unit")]
    await told(met, private("/nhac đơn vị HOASEN ngưỡng 70", 63, HEAD))
    await told(met, private("/nhac ngưỡng 60", 64, HEAD))
    found = await rows(met.store, "SELECT reach, code FROM reminder_change ORDER BY id")
    assert found == [("below", "HOASEN"), ("unit", "PHONG")]


@pytest.mark.parametrize(
    ("role", "unit_id", "chooses"),
    [
        (Role.DEPARTMENT_ADMIN, SO, True),
        (Role.AREA_ADMIN, PHONG, False),
        (Role.UNIT_ADMIN, HOASEN, False),
        (Role.REVIEWER, SO, False),
    ],
)
async def test_who_stands_at_the_top_chooses_featured_pages(
    met: School, role: Role, unit_id: int, chooses: bool
) -> None:
    await roster.page(met.store, 1, HOASEN)
    await grant(met, HEAD, role, unit_id)
    said = await met.hears(private("/noibat", 60, HEAD))
    assert (len(texts(said)) == 2) is chooses
    forged = await met.hears(pressed(f"featured:all:{SO}", HEAD))
    assert (over_buttons(forged) == [words("featured.not_allowed")]) is not chooses


# reviewing


async def waiting(school: School) -> None:
    await wait(school, "u1", who=LAN)


@pytest.mark.parametrize(
    ("role", "unit_id", "reviews"),
    [
        (Role.REVIEWER, HOASEN, True),
        (Role.REVIEWER, PHONG, True),
        (Role.REVIEWER, SAOMAI, False),
        (Role.UNIT_ADMIN, HOASEN, True),
    ],
)
async def test_reviewers_review_for_their_units(met: School, role: Role, unit_id: int, reviews: bool) -> None:
    await waiting(met)
    await grant(met, HEAD, role, unit_id)
    said = await met.hears(private("/duyet", 60, HEAD))
    assert bool(datas(said)) is reviews
    forged = await met.hears(pressed("review:ok:1:0", HEAD))
    assert (words("review.not_allowed") in over_buttons(forged)) is not reviews


async def test_a_second_account_does_not_review_ones_own_proof(met: School) -> None:
    await waiting(met)
    await grant(met, MAI, Role.REVIEWER, HOASEN)
    await met.hears(post("https://www.facebook.com/abc/posts/77", 65, MAI))
    await change(
        met.store,
        "UPDATE account SET person_id = (SELECT person_id FROM account WHERE user_id = '77')"
        " WHERE user_id = '78'",
    )
    await met.said()
    assert datas(await met.hears(private("/duyet", 66, MAI))) == []
    assert over_buttons(await met.hears(pressed("review:ok:1:0", MAI))) == [words("review.own")]


# many groups


async def leads_many(school: School, number: int) -> None:
    """BOSS administers groups of many schools, as the platform said a day ago."""
    for each in range(number):
        await roster.unit(school.store, 2000 + each, f"T{each}", PHONG)
        await change(
            school.store,
            "INSERT INTO chat (platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble,"
            f" muted, created_at) VALUES ('telegram', '42', '-{5000 + each}', 'group', 'G', {2000 + each}, true,"
            " true, true, '', false, '2025-11-17 00:00:00')",
        )
    await change(
        school.store,
        "INSERT INTO chat_admin (chat_pk, user_id, is_admin, checked_at)"
        " SELECT id, '79', true, '2025-11-16 00:00:00' FROM chat WHERE title = 'G'",
    )


async def questions(school: School, raw: dict[str, Any], *, admin: bool) -> tuple[int, list[Outgoing]]:
    """How often the platform is asked before a message is answered."""
    asked, errands = 0, await school.receive(raw)
    while errands:
        asked += len(errands)
        for errand in errands:
            where, who = errand.question.chat, errand.question.user_id
            await writing(school.store, school.now).chats.learn_admin(where, who, is_admin=admin)
            await writing(school.store).inbox.wake(errand.row_id)
        errands = await school.work()
    return asked, await school.said()


@pytest.mark.parametrize("admin", [True, False], ids=["still", "no more"])
async def test_who_leads_many_groups_is_asked_about_a_few(met: School, admin: bool) -> None:
    await leads_many(met, MOST_GROUPS + 15)
    asked, said = await questions(met, private("/tonghop", 60, BOSS), admin=admin)
    assert asked == MOST_GROUPS
    assert (words("rights.cut") in texts(said)[0]) is admin


async def test_who_has_a_role_above_them_all_is_asked_about_none(met: School) -> None:
    await leads_many(met, MOST_GROUPS + 15)
    await grant(met, BOSS, Role.AREA_ADMIN, PHONG)
    asked, said = await questions(met, private("/tonghop", 60, BOSS), admin=True)
    assert asked == 0
    assert title("PHONG") in texts(said)[0]
