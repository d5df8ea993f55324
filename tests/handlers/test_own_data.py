from dataclasses import replace
from typing import Any

import pytest

from handlers.joining.notice import VERSION
from rules.outgoing import AnswerButton, Button, Rewrite, Say
from storage import BotRef, OwnData
from tests.handlers.school import (
    BOSS,
    BOT,
    MAI,
    School,
    picture,
    post,
    private,
    texts,
    words,
)
from tests.platforms import updates
from tests.platforms.updates import LAN
from tests.storage.ledger import change, reading, rows, writing
from tests.storage.staff import listed

ACCOUNT = f"telegram:{LAN['id']}"
NOTICE = words("own.notice", months=12)


def press(data: str, who: dict[str, Any] = LAN, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    chat = chat or {"id": who["id"], "first_name": who["first_name"], "type": "private"}
    message = updates.written(chat=chat, message_id=900, text="x")
    return updates.update(
        callback_query={"id": "p1", "from": who, "chat_instance": "1", "data": data, "message": message}
    )


async def own(school: School, account: str = ACCOUNT) -> OwnData:
    async with school.store.write(school.now) as ledger:
        return await ledger.own.of(account, school.settings().zone)


async def view(school: School, who: dict[str, Any] = LAN) -> Say:
    (said,) = await school.hears(private("/dulieu", 50, who))
    assert isinstance(said, Say)
    return said


async def asked_for(school: School) -> list[str]:
    jobs = await reading(school.store, school.now).file_jobs.waiting(BotRef("telegram", BOT))
    return [job.kind for job in jobs if job.account == ACCOUNT]


# first contact


async def test_the_first_contact_explains_in_four_sentences(school: School) -> None:
    assert texts(await school.hears(private("/start")))[0] == NOTICE
    assert NOTICE.count(". ") + NOTICE.endswith(".") == 4


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_notice_says_how_long_pictures_are_kept(language: str) -> None:
    assert "{months}" not in words("own.notice", language, months=7)
    assert " 7 " in words("own.notice", language, months=7)


async def test_nobody_is_told_twice(school: School) -> None:
    await school.hears(private("/start", 5))
    assert NOTICE not in texts(await school.hears(private("/trogiup", 6)))
    assert NOTICE in texts(await school.hears(private("/trogiup", 7, MAI)))


async def test_it_is_recorded_that_somebody_was_told(school: School) -> None:
    await school.hears(private("/start"))
    (told,) = (await own(school)).consents
    assert (told.purpose, told.version, told.answer) == ("notice", VERSION, True)


async def test_a_group_hears_it_in_the_hello_and_in_help() -> None:
    assert "/dulieu" in words("chats.hello")
    assert "/dulieu" in words("help.group")


# see


async def test_in_a_group_only_the_way_is_shown(school: School) -> None:
    (said,) = await school.hears(post("/dulieu"))
    assert isinstance(said, Say)
    assert said.text == words("own.only_private")
    assert said.buttons == ((Button(words("own.button.open"), link="start:dulieu"),),)


async def test_the_way_leads_to_the_view(school: School) -> None:
    said = texts(await school.hears(private("/start dulieu")))
    assert said[0] == NOTICE
    assert said[1].startswith(words("own.title"))


async def test_who_handed_nothing_in_sees_that_nothing_is_kept(school: School) -> None:
    assert words("own.nothing") in (await view(school)).text


async def test_somebody_sees_name_unit_account_and_proof(school: School) -> None:
    await school.hears(post(message_id=1), picture(message_id=2))
    text = (await view(school)).text
    name = (await own(school)).name
    assert words("own.known_by_account", name=name) in text
    assert words("own.accounts", accounts=name) in text
    assert words("own.state.accepted", count=1) in text
    assert words("own.state.pending", count=1) in text
    assert "Đơn vị" in text


async def test_a_unit_may_keep_pictures_longer(school: School) -> None:
    await school.hears(picture(message_id=2))
    unit = (await own(school)).stays[0].unit_id
    async with school.store.write(school.now) as ledger:
        await ledger.settings.put(unit, "archive_months", "36", "cli")
    assert "36 tháng" in (await view(school)).text


async def test_all_accounts_of_a_person_are_shown(school: School) -> None:
    await school.hears(post(message_id=1))
    me = (await own(school)).person_id
    await change(
        school.store,
        "INSERT INTO account (platform, user_id, person_id, name, last_mistake, created_at)"
        " VALUES ('telegram', '555', :me, 'Lan Zalo', '', '2025-01-01')",
        me=me,
    )
    text = (await view(school)).text
    assert "Lan Zalo" in text
    assert words("own.several") in text


async def test_somebody_sees_who_looked_at_them(school: School) -> None:
    await school.hears(post(message_id=1), post("https://www.facebook.com/abc/posts/9", 3, BOSS))
    mine = await own(school)
    boss = f"telegram:{BOSS['id']}"
    async with school.store.write(school.now) as ledger:
        await ledger.audit(boss, "picture.seen", person_id=mine.person_id)
        await ledger.audit(boss, "names.seen", unit_id=mine.stays[0].unit_id)
        await ledger.audit(boss, "pages.changed", unit_id=mine.stays[0].unit_id)
    text = (await view(school)).text
    assert words("own.look.picture.seen") in text
    assert words("own.look.names.seen") in text
    assert "Bình" in text
    assert len((await own(school)).looks) == 2


async def test_a_look_at_the_unit_above_is_shown_and_one_beside_is_not(school: School) -> None:
    await school.hears(post(message_id=1))
    unit = (await own(school)).stays[0].unit_id
    await change(
        school.store,
        "INSERT INTO unit (id, code, name, level, provisional, created_at)"
        " VALUES (901, 'PHONG', 'Phòng', 'district', false, '2025-01-01'),"
        " (902, 'KHAC', 'Khác', 'school', false, '2025-01-01')",
    )
    await change(school.store, "UPDATE unit SET parent_id = 901 WHERE id IN (:unit, 902)", unit=unit)
    async with school.store.write(school.now) as ledger:
        await ledger.audit("telegram:1", "names.seen", unit_id=901)
        await ledger.audit("telegram:1", "names.seen", unit_id=902)
    assert [look.unit for look in (await own(school)).looks] == ["Phòng"]


async def test_looks_from_before_somebody_came_are_not_theirs(school: School) -> None:
    await school.hears(post(message_id=1))
    unit = (await own(school)).stays[0].unit_id
    async with school.store.write(school.now.replace(year=2024)) as ledger:
        await ledger.audit("telegram:1", "names.seen", unit_id=unit)
    assert (await own(school)).looks == ()


# take along, correct, object


async def test_a_file_can_be_asked_for(school: School) -> None:
    await school.hears(post(message_id=1))
    assert words("own.on_its_way") in texts(await school.hears(press("dl:get")))
    assert await asked_for(school) == ["own_data"]


async def test_asking_for_one_s_data_is_written_down(school: School) -> None:
    await school.hears(post(message_id=1), press("dl:get"))
    query = "SELECT actor, action, person_id FROM audit"
    assert await rows(school.store, query) == [(ACCOUNT, "own.taken_along", (await own(school)).person_id)]


async def test_a_display_name_is_corrected_in_the_app(school: School) -> None:
    await school.hears(post(message_id=1))
    await view(school)
    assert words("own.correct_account") in texts(await school.hears(press("dl:fix")))


async def test_who_stands_in_a_list_tells_those_who_keep_it(school: School) -> None:
    await school.hears(post(message_id=1))
    await change(school.store, "UPDATE person SET provisional = false")
    await school.hears(private("/trogiup", 3, BOSS))
    async with school.store.write(school.now) as ledger:
        mine = await ledger.own.of(ACCOUNT, school.settings().zone)
        (group,) = await rows(school.store, "SELECT chat_id FROM chat WHERE kind = 'group'")
    await writing(school.store, school.now).chats.learn_admin(
        replace(
            (await reading(school.store).chats.present_groups(BotRef("telegram", BOT)))[0], chat_id=group[0]
        ),
        str(BOSS["id"]),
        is_admin=True,
    )
    await view(school)
    assert words("own.correct") in texts(await school.hears(press("dl:fix")))
    said = await school.hears(private("Tên đúng là Nguyễn Thị Lan", 60))
    told = [each for each in said if isinstance(each, Say) and each.chat_id == str(BOSS["id"])]
    unit = mine.stays[0].unit
    expected = words("own.correction", name=mine.name, unit=unit, words="Tên đúng là Nguyễn Thị Lan")
    assert [each.text for each in told] == [expected]
    assert words("own.correction_sent") in texts(said)


async def test_who_takes_consent_back_is_nobody_of_the_list(school: School) -> None:
    await school.hears(post(message_id=1))
    ((account_id, unit_id),) = await rows(
        school.store, "SELECT account.id, unit_id FROM account JOIN membership USING (person_id)"
    )
    await listed(school.store, 900, "Nguyễn Thị Lan", unit_id)
    async with school.store.write(school.now) as ledger:
        await ledger.linking.assign(account_id, 900, ACCOUNT)
        await ledger.consents.record(ACCOUNT, "link", 1, answer=True)
    await school.hears(press("dl:no"))
    ((person_id,),) = await rows(school.store, "SELECT person_id FROM account")
    assert person_id != 900
    assert await school.counted() == {"Lan Nguyễn": 1, "Nguyễn Thị Lan": 0}
    assert await reading(school.store).whole.verify() == []


async def test_consent_to_be_recognised_can_be_withdrawn(school: School) -> None:
    await school.hears(post(message_id=1))
    async with school.store.write(school.now) as ledger:
        await ledger.consents.record(ACCOUNT, "link", 3, answer=True)
    assert "dl:no" in [button.data for row in (await view(school)).buttons for button in row]
    await school.hears(press("dl:no"))
    async with school.store.write(school.now) as ledger:
        assert await ledger.consents.given(ACCOUNT, "link", 3) is False
    assert "dl:no" not in [button.data for row in (await view(school)).buttons for button in row]


# erase


async def test_erasing_takes_two_presses(school: School) -> None:
    await school.hears(post(message_id=1))
    await view(school)
    asked = await school.hears(press("dl:del"))
    (sure,) = [each for each in asked if isinstance(each, Rewrite)]
    assert sure.text == words("own.sure")
    assert [button.data for row in sure.buttons for button in row] == ["dl:yes", "dl:back"]
    assert await asked_for(school) == []
    await school.hears(press("dl:yes"))
    assert await asked_for(school) == ["erase"]


@pytest.mark.parametrize("data", ["dl:yes", "dl:get", "dl:back"])
async def test_a_button_that_came_into_a_group_does_nothing(school: School, data: str) -> None:
    await school.hears(post(message_id=1))
    said = await school.hears(press(data, chat={"id": -1001, "title": "Tổ Toán", "type": "group"}))
    assert said == [AnswerButton("-1001", "p1", words("own.only_private"), alert=True)]
    assert await asked_for(school) == []


@pytest.mark.parametrize("data", ["dl", "dl:", "dl:x", "dl:yes:1", "dl:get:7"])
async def test_forged_buttons_do_nothing(school: School, data: str) -> None:
    await school.hears(private("/dulieu"))
    assert [type(each) for each in await school.hears(press(data))] == [AnswerButton]
    assert await asked_for(school) == []


async def test_who_presses_another_s_button_asks_for_their_own(school: School) -> None:
    await school.hears(post(message_id=1), press("dl:yes", MAI))
    assert await asked_for(school) == []


async def test_nothing_said_after_the_notice_is_lost_while_the_platform_is_asked(school: School) -> None:
    """The turn begins anew with the platform's answer, and the notice has been put by then."""
    await school.hears(post(), post("/tonghop", 7, BOSS))
    school.later(minutes=5)
    said = texts(await school.hears(private("/start ds", 8, BOSS)))
    assert said[0] == NOTICE
    assert len(said) == 2
