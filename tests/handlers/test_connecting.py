"""/ketnoi: groups and their units."""

from typing import Any

import pytest

from rules.codewords import clean
from rules.outgoing import Outgoing, Say
from rules.roles import Role
from tests.handlers.offices import (
    ELSEWHERE,
    HOASEN,
    OTHER_OFFICE,
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
from tests.handlers.school import BOSS, LINK_2, MAI, OPERATOR, School, post, private, texts, words
from tests.platforms.updates import ANONYMOUS, CHANNEL, GROUP, LAN, update
from tests.storage.ledger import reading, rows

NAME = "Đơn vị HOASEN"
DONE = words("connect.done", unit=NAME)


@pytest.fixture
async def met(school: School) -> School:
    """A group on its own in which Lan has handed something in."""
    await offices(school)
    await school.hears(post())
    await school.said()
    return school


def ketnoi(argument: str = "", who: dict[str, Any] | None = BOSS, **fields: Any) -> dict[str, Any]:
    return post(f"/ketnoi {argument}".strip(), fields.pop("message_id", 60), who, **fields)


def alone(argument: str = "", who: dict[str, Any] = BOSS) -> dict[str, Any]:
    return private(f"/ketnoi {argument}".strip(), 60, who)


async def told(school: School, *raws: dict[str, Any]) -> list[str]:
    return texts(await school.hears(*raws))


async def unit_of_group(school: School) -> list[tuple[Any, ...]]:
    return await rows(school.store, "SELECT unit_id FROM chat WHERE chat_id = '-1001'")


async def connected(school: School, unit_id: int = HOASEN) -> None:
    await school.hears(ketnoi(await make_code(school, unit_id)))
    await school.said()


@pytest.mark.parametrize(
    "command", ["/ketnoi {}", "/connect {}", "/start kn_{}", "/start@minhchung_bot kn_{}"]
)
async def test_a_groups_administrator_connects_it_by_a_code(met: School, command: str) -> None:
    code = await make_code(met, HOASEN)
    assert await told(met, post(command.format(clean(code)), 60, BOSS)) == [DONE]
    assert await unit_of_group(met) == [(HOASEN,)]
    assert await met.counted() == {"Lan Nguyễn": 1}
    assert await reading(met.store).whole.verify() == []
    audit = await rows(met.store, "SELECT actor, action, unit_id FROM audit WHERE action = 'chat.connect'")
    assert audit == [("telegram:79", "chat.connect", HOASEN)]


async def test_whoever_answers_for_the_unit_need_not_administer_the_group(met: School) -> None:
    await grant(met, MAI, Role.AREA_ADMIN, PHONG)
    assert await told(met, ketnoi(await make_code(met, HOASEN), MAI)) == [DONE]


@pytest.mark.parametrize(("role", "unit_id"), [(Role.REVIEWER, HOASEN), (Role.UNIT_ADMIN, SAOMAI)])
async def test_others_do_not_connect_it(met: School, role: Role, unit_id: int) -> None:
    await grant(met, MAI, role, unit_id)
    code = await make_code(met, HOASEN)
    assert await told(met, ketnoi(code, MAI)) == [words("connect.not_allowed")]
    assert await told(met, ketnoi(code, message_id=61)) == [DONE]


async def test_a_code_is_good_once(met: School) -> None:
    code = await make_code(met, HOASEN)
    await told(met, ketnoi(code))
    assert await told(met, ketnoi(code, message_id=61)) == [words("code.wrong")]


async def test_a_code_expires(met: School) -> None:
    code = await make_code(met, HOASEN)
    met.later(days=366)
    assert await told(met, ketnoi(code)) == [words("code.wrong")]


async def test_whoever_guesses_hears_nothing_any_more_for_an_hour(met: School) -> None:
    code = await make_code(met, HOASEN)
    for number in range(10):
        assert await told(met, ketnoi(f"ABCDE-2345{number}", message_id=60 + number)) == [words("code.wrong")]
    assert await told(met, ketnoi(code, message_id=80)) == [words("code.too_many")]
    met.later(hours=1, seconds=1)
    assert await told(met, ketnoi(code, message_id=81)) == [DONE]


async def test_the_same_unit_again_is_kindly_left_alone(met: School) -> None:
    await connected(met)
    code = await make_code(met, HOASEN)
    same = words("connect.same", unit=NAME)
    assert await told(met, ketnoi(code)) == [same]
    assert await told(met, ketnoi(code, message_id=61)) == [same]


async def test_a_unit_has_several_groups(met: School) -> None:
    await connected(met)
    second = {**GROUP, "id": -1002, "title": "Tổ Văn"}
    await told(met, post(LINK_2, 7, MAI, chat=second))
    assert await told(met, ketnoi(await make_code(met, HOASEN), chat=second)) == [DONE]
    assert await rows(met.store, "SELECT DISTINCT unit_id FROM chat WHERE kind = 'group'") == [(HOASEN,)]
    assert await met.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}


STRANGERS = {**GROUP, "id": -1009, "title": NAME}


@pytest.mark.parametrize("words_", [NAME, "HOASEN", "hoasen", "Đơn vị Hoasen"])
async def test_a_code_is_for_the_unit_and_for_no_group_called_so(met: School, words_: str) -> None:
    """Else the school's own group would be connected with the stranger's."""
    await met.hears(post(LINK_2, 7, MAI, chat=STRANGERS))
    await met.said()
    assert await rows(met.store, "SELECT count(*) FROM unit WHERE name = :name", name=NAME) == [(2,)]
    await told(met, alone(words_, OPERATOR))
    assert await rows(met.store, "SELECT unit_id FROM code") == [(HOASEN,)]


async def test_a_name_that_only_a_group_bears_is_nobodys(met: School) -> None:
    await met.hears(post(LINK_2, 7, MAI, chat={**STRANGERS, "title": "THCS Trần Phú"}))
    await met.said()
    assert await told(met, alone("THCS Trần Phú", OPERATOR)) == [words("connect.no_unit")]
    await told(met, alone("~thcs-tran-phu", OPERATOR))
    assert await rows(met.store, "SELECT count(*) FROM code") == [(1,)]


async def sure(school: School) -> list[Outgoing]:
    await connected(school)
    return await school.hears(ketnoi(await make_code(school, SAOMAI), message_id=70))


async def test_a_real_unit_is_left_after_a_second_look_only(met: School) -> None:
    said = await sure(met)
    assert texts(said) == [words("connect.sure", old=NAME, unit="Đơn vị SAOMAI")]
    assert await unit_of_group(met) == [(HOASEN,)]
    go = next(data for data in datas(said) if ":go:" in data)
    assert rewritten(await met.hears(pressed(go, BOSS, GROUP))) == [
        words("connect.done", unit="Đơn vị SAOMAI")
    ]
    assert await unit_of_group(met) == [(SAOMAI,)]
    assert await rows(met.store, "SELECT DISTINCT unit_id FROM evidence") == [(HOASEN,)]
    assert await reading(met.store).whole.verify() == []


async def test_who_answered_for_the_group_hears_that_it_was_taken(met: School) -> None:
    await grant(met, MAI, Role.UNIT_ADMIN, HOASEN)
    await met.hears(private("/start", 2, MAI))
    go = next(data for data in datas(await sure(met)) if ":go:" in data)
    said = await met.hears(pressed(go, BOSS, GROUP))
    taken = words("connect.taken_away", title=GROUP["title"], old=NAME)
    assert [each.text for each in said if isinstance(each, Say) and each.chat_id == str(MAI["id"])] == [taken]


async def test_only_who_brought_the_code_says_so(met: School) -> None:
    go, no = datas(await sure(met))
    for data in (go, no):
        assert over_buttons(await met.hears(pressed(data, MAI, GROUP))) == [words("connect.others_button")]
    assert rewritten(await met.hears(pressed(no, BOSS, GROUP))) == [words("connect.left")]
    assert await unit_of_group(met) == [(HOASEN,)]


async def test_a_button_gives_no_rights_to_who_has_lost_them(met: School) -> None:
    go = datas(await sure(met))[0]
    met.admins.clear()
    met.later(minutes=5)
    assert over_buttons(await met.hears(pressed(go, BOSS, GROUP))) == [words("connect.not_allowed")]
    assert await unit_of_group(met) == [(HOASEN,)]


FORGED = [
    "kn", "kn:", "kn:go", "kn:go:79", "kn:go:79:", "kn:go:79:ABCDE23456", "kn:go:x:ABCDE23456", "kn:code:102",
    "kn:code:99999999999999999999", "kn:code:102:x:y", "kn:drop:1", "kn:go:" + "9" * 50, "vt:new:102:admin",
    "vt:new:102:operator", "vt:yes:1", "vt:end:999999999999999999", "vt:list:102", "vt:list:-1", "vt::",
    "unit:nhac:102:", "unit:start:102:vt_ABC", "unit:rut:1:", "unit:tonghop:102:", "unit:tonghop:x:", "unit:",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
@pytest.mark.parametrize("room", [GROUP, None], ids=["group", "private"])
async def test_forged_buttons_do_nothing(met: School, data: str, room: dict[str, Any] | None) -> None:
    before = await unit_of_group(met)
    said = await met.hears(pressed(data, LAN, room))
    assert not datas(said)
    assert not links(said)
    assert await unit_of_group(met) == before
    assert (
        await rows(met.store, "SELECT * FROM code") == await rows(met.store, "SELECT * FROM role_grant") == []
    )


# where nothing can be connected


async def test_an_anonymous_administrator_is_asked_to_show_up(met: School) -> None:
    hidden = ketnoi(await make_code(met, HOASEN), ANONYMOUS, sender_chat=GROUP)
    assert await told(met, hidden) == [words("connect.anonymous")]


async def test_a_channel_is_no_group(met: School) -> None:
    words_ = f"/ketnoi {await make_code(met, HOASEN)}"
    in_channel = {
        "message_id": 5,
        "chat": CHANNEL,
        "sender_chat": CHANNEL,
        "date": 1763366400,
        "text": words_,
    }
    assert await told(met, update(channel_post=in_channel)) == [words("connect.channel")]


async def test_in_private_a_code_for_groups_leads_to_one(met: School) -> None:
    code = await make_code(met, HOASEN)
    said = await met.hears(alone(code))
    assert texts(said) == [words("connect.in_group")]
    assert links(said) == [f"startgroup:kn_{clean(code)}"]


async def test_an_old_group_points_to_the_new_one(met: School) -> None:
    await met.hears(
        update(message={"message_id": 9, "chat": GROUP, "date": 1, "migrate_to_chat_id": -100500})
    )
    assert await told(met, ketnoi(await make_code(met, HOASEN))) == [words("connect.migrated")]


async def test_where_enrolment_is_closed_a_code_opens_the_group(closed_school: School) -> None:
    await offices(closed_school)
    assert await told(closed_school, ketnoi()) == [words("connect.how_group")]
    assert await told(closed_school, ketnoi(await make_code(closed_school, HOASEN), message_id=61)) == [DONE]
    assert await unit_of_group(closed_school) == [(HOASEN,)]


async def test_a_group_says_to_which_unit_it_belongs(met: School) -> None:
    assert await told(met, ketnoi()) == [words("connect.how_group")]
    await connected(met)
    assert await told(met, ketnoi(who=LAN, message_id=62)) == [words("connect.is", unit=NAME)]


async def test_either_database_connects_and_moves_a_group(either_school: School) -> None:
    await offices(either_school)
    await either_school.hears(post())
    await connected(either_school)
    go = datas(await either_school.hears(ketnoi(await make_code(either_school, SAOMAI), message_id=70)))[0]
    await either_school.hears(pressed(go, BOSS, GROUP))
    assert await unit_of_group(either_school) == [(SAOMAI,)]
    assert await either_school.counted() == {"Lan Nguyễn": 1}
    assert await reading(either_school.store).whole.verify() == []


# out again


async def test_who_answers_for_the_unit_lets_a_group_go(met: School) -> None:
    await connected(met)
    await grant(met, MAI, Role.UNIT_ADMIN, HOASEN)
    assert await told(met, ketnoi("bỏ", MAI)) == [words("connect.alone", unit=NAME)]
    assert await unit_of_group(met) != [(HOASEN,)]
    assert await met.counted() == {"Lan Nguyễn": 1}
    assert await told(met, ketnoi("bỏ", MAI, message_id=62)) == [words("connect.is_alone")]


async def test_a_groups_administrator_alone_does_not(met: School) -> None:
    await connected(met)
    assert await told(met, ketnoi("bỏ")) == [words("connect.not_yours", unit=NAME)]
    assert await unit_of_group(met) == [(HOASEN,)]


# codes are made in private


async def test_the_only_unit_gets_a_code_at_once(met: School) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    said = await met.hears(alone())
    (link,) = links(said)
    word = link.removeprefix("startgroup:kn_")
    assert f"{word[:5]}-{word[5:]}" in texts(said)[0]
    assert "24/11/2025" in texts(said)[0]
    assert await told(met, ketnoi(word)) == [DONE]


async def test_several_units_are_offered_as_buttons(met: School) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    await grant(met, BOSS, Role.UNIT_ADMIN, SAOMAI)
    said = await met.hears(alone())
    assert datas(said) == [f"kn:u:{HOASEN}", f"kn:u:{SAOMAI}", "kn:f"]
    assert links(await met.hears(pressed(datas(said)[1], BOSS)))


async def test_an_operator_is_offered_the_units_at_the_top_and_those_below(met: School) -> None:
    said = await met.hears(alone(who=OPERATOR))
    assert texts(said) == [words("connect.which")]
    assert datas(said) == [f"kn:u:{SO}", f"kn:u:{ELSEWHERE}", "kn:f"]  # and no group that is on its own
    said = await met.hears(pressed(f"kn:u:{SO}", OPERATOR))
    assert (rewritten(said), datas(said)) == (
        [words("connect.it_or_below", unit="Đơn vị SO")],
        [f"kn:code:{SO}", f"kn:n:{SO}"],
    )
    said = await met.hears(pressed(f"kn:n:{SO}", OPERATOR))
    assert datas(said)[:2] == [f"kn:u:{PHONG}", f"kn:u:{OTHER_OFFICE}"]
    await met.hears(pressed(f"kn:n:{PHONG}", OPERATOR))
    assert await rows(met.store, "SELECT * FROM code") == []
    assert links(await met.hears(pressed(f"kn:u:{HOASEN}", OPERATOR)))
    assert await rows(met.store, "SELECT unit_id FROM code") == [(HOASEN,)]


async def test_an_operator_finds_one_of_hundreds_by_a_few_letters(met: School) -> None:
    said = await met.hears(pressed("kn:f", OPERATOR))
    assert rewritten(said) == [words("pick.type")]
    said = await met.hears(private("sao", 61, OPERATOR))
    assert datas(said) == [f"kn:u:{SAOMAI}"]
    said = await met.hears(pressed("kn:f", OPERATOR), private("Tổ Toán", 62, OPERATOR))
    assert texts(said) == [words("pick.nothing")]


async def test_an_operator_without_units_hears_what_to_do_first(school: School) -> None:
    await school.hears(post())
    await school.said()
    assert await told(school, alone(who=OPERATOR)) == [words("connect.no_units")]


async def test_an_offices_admin_chooses_between_it_and_those_below(met: School) -> None:
    await grant(met, BOSS, Role.AREA_ADMIN, PHONG)
    said = await met.hears(alone())
    assert datas(said) == [f"kn:code:{PHONG}", f"kn:n:{PHONG}"]


@pytest.mark.parametrize("data", [f"kn:u:{SO}", f"kn:n:{SO}", f"kn:u:{SAOMAI}", "kn:f"])
async def test_others_choose_no_unit(met: School, data: str) -> None:
    await met.hears(pressed(data, LAN))
    assert await rows(met.store, "SELECT * FROM code") == []
    if data != f"kn:u:{SAOMAI}":
        return
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    assert over_buttons(await met.hears(pressed(data, BOSS))) == [words("roster.not_yours")]


@pytest.mark.parametrize("asked", ["HOASEN", "hoasen", "Đơn vị HOASEN"])
async def test_a_unit_is_found_by_code_or_name(met: School, asked: str) -> None:
    await grant(met, BOSS, Role.DEPARTMENT_ADMIN, SO)
    said = await met.hears(alone(asked))
    assert NAME in texts(said)[0]
    assert links(said)


async def test_an_operator_connects_any_unit(met: School) -> None:
    assert links(await met.hears(alone("XA", OPERATOR)))
    assert await rows(met.store, "SELECT unit_id FROM code") == [(ELSEWHERE,)]


@pytest.mark.parametrize("unit_id", [SO, PHONG, SAOMAI, ELSEWHERE, 999])
async def test_no_code_is_made_for_a_unit_of_others(met: School, unit_id: int) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    said = await met.hears(pressed(f"kn:code:{unit_id}", BOSS))
    assert over_buttons(said) == [words("rights.not_yours")]
    assert await rows(met.store, "SELECT * FROM code") == []


async def test_who_has_no_unit_hears_where_codes_come_from(met: School) -> None:
    assert await told(met, alone(who=LAN)) == [words("connect.how_private")]
    assert await told(met, alone("gì đó", LAN)) == [words("code.wrong")]


async def test_a_name_like_no_unit_is_no_guess(met: School) -> None:
    await grant(met, BOSS, Role.UNIT_ADMIN, HOASEN)
    assert await told(met, alone("Trường Không Có")) == [words("connect.no_unit")]


async def test_with_a_code_of_a_role_in_private_it_is_taken(met: School) -> None:
    code = await make_code(met, HOASEN, "role", "reviewer")
    said = await told(met, alone(code, LAN))
    assert said == [words("role.taken", role=words("role.name.reviewer"), unit=NAME)]
