"""/dangky: what is certain is linked at once, everything else waits for the unit's administrators."""

from datetime import timedelta
from typing import Any

import pytest

from rules.outgoing import AnswerButton, Outgoing, Say
from rules.roles import Role
from storage import MOST_MISSES, MOST_OF_AN_ACCOUNT, AccountRef, Store
from tests.handlers.registering import HearsNumbers, button, buttons, owner, press, told, unit_of_group
from tests.handlers.school import BOSS, MAI, School, post, private, words
from tests.platforms.updates import LAN
from tests.storage.ledger import change, reading, rows
from tests.storage.roster import unit
from tests.storage.staff import listed

FULL = {**LAN, "first_name": "Nguyễn Thị", "last_name": "Lan"}
HERE, OTHER_UNIT = 700, 701


@pytest.fixture
async def staffed(store: Store) -> School:
    """The group's unit has a list; Lan has handed something in there."""
    either_school = HearsNumbers(store)
    await either_school.hears(post())
    here = await unit_of_group(either_school)
    await listed(either_school.store, 900, "Nguyễn Thị Lan", here)
    await listed(either_school.store, 901, "Trần Thị Mai", here)
    await unit(either_school.store, OTHER_UNIT, "KIM-DONG")
    await listed(either_school.store, 950, "Phạm Văn Bí Mật", OTHER_UNIT)
    return either_school


async def invitation(school: School, unit_id: int, uses: int = 9) -> str:
    async with school.store.write(school.now) as ledger:
        until = school.now + timedelta(days=30)
        return await ledger.codes.make("join", unit_id, "telegram:79", until, uses=uses)


async def agree(school: School, said: list[Outgoing], name: str, who: dict[str, Any] = LAN) -> list[Outgoing]:
    screen = await school.hears(press(button(said, name), who))
    return await school.hears(press(button(screen, words("register.button.agree")), who))


async def test_a_full_name_of_ones_own_group_is_linked_after_agreeing(staffed: School) -> None:
    await staffed.hears(private("/dangky", 20))
    said = await staffed.hears(private("Nguyễn Thị Lan", 21))
    screen = await staffed.hears(press(button(said, "Nguyễn Thị Lan")))
    assert "Nguyễn Thị Lan" in told(screen)
    assert await owner(staffed) == "Lan Nguyễn"
    done = await staffed.hears(press(button(screen, words("register.button.agree"))))
    assert words("register.done", name="Nguyễn Thị Lan", unit="Tổ Toán", count=1) in told(done)
    assert await owner(staffed) == "Nguyễn Thị Lan"
    assert await rows(staffed.store, "SELECT purpose, answer FROM consent") == [("link", True)]
    assert await reading(staffed.store).whole.verify() == []


async def test_nobody_is_linked_who_would_rather_not(staffed: School) -> None:
    await staffed.hears(private("/dangky", 20))
    said = await staffed.hears(private("Nguyễn Thị Lan", 21))
    screen = await staffed.hears(press(button(said, "Nguyễn Thị Lan")))
    await staffed.hears(press(button(screen, words("register.button.stop"))))
    assert await owner(staffed) == "Lan Nguyễn"
    assert [bool(row[0]) for row in await rows(staffed.store, "SELECT answer FROM consent")] == [False]


async def test_an_invited_stranger_with_the_only_fitting_name_is_linked(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI))
    said = await staffed.hears(private("Phạm Bí Mật", 21, MAI))
    done = await agree(staffed, said, "Phạm Văn Bí Mật", MAI)
    assert words("register.done", name="Phạm Văn Bí Mật", unit="Đơn vị KIM-DONG", count=0) in told(done)
    assert await rows(staffed.store, "SELECT uses_left FROM code") == [(8,)]


async def test_a_wrong_code_invites_nobody(staffed: School) -> None:
    await staffed.has_met(MAI)
    said = await staffed.hears(private("/start dk_AAAAAAAAAA", 20, MAI))
    assert told(said).splitlines()[-1] == words("register.bad_code")


async def test_codes_are_not_guessed_for_ever(staffed: School) -> None:
    for number in range(10):
        await staffed.hears(private(f"/start dk_AAAAAAAA{number}A", 20 + number, MAI))
    code = await invitation(staffed, OTHER_UNIT)
    said = await staffed.hears(private(f"/start dk_{code}", 40, MAI))
    assert told(said) == words("register.too_many")


async def test_a_used_up_invitation_leaves_it_to_the_administrators(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT, uses=1)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI))
    said = await staffed.hears(private("Phạm Bí Mật", 21, MAI))
    screen = await staffed.hears(press(button(said, "Phạm"), MAI))
    async with staffed.store.write(staffed.now) as ledger:
        assert await ledger.codes.use("join", code)
    said = await staffed.hears(press(button(screen, words("register.button.agree")), MAI))
    assert await owner(staffed, MAI) == "Mai Trần"


async def test_a_stranger_reads_no_names(staffed: School) -> None:
    await staffed.hears(private("/dangky", 20, MAI))
    said = await staffed.hears(private("Phạm Văn Bí Mật", 21, MAI))
    assert told(said) == words("register.no_list")
    assert buttons(said) == []


@pytest.mark.parametrize(
    "forged", ["dk:p:950", "dk:y:950", "dk:p:901", "dk:y:901", "dk:p:99999", "dk:y:x", "dk:t:1:950"]
)
async def test_a_forged_button_links_nobody_and_shows_no_name(staffed: School, forged: str) -> None:
    await staffed.hears(private("/dangky", 20))
    await staffed.hears(private("Nguyễn Thị Lan", 21))
    said = told(await staffed.hears(press(forged)))
    assert ("Bí Mật" in said, "Mai" in said) == (False, False)
    assert await owner(staffed) == "Lan Nguyễn"


# names are not read by guessing


@pytest.mark.parametrize(
    "part", ["Bí Mật", "Phạm Mật", "phạm văn", "Mật", "P.V. Bí Mật", "Phạm Văn Mật", "%"]
)
async def test_a_part_of_a_name_shows_nobody(staffed: School, part: str) -> None:
    code = await invitation(staffed, OTHER_UNIT)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI))
    said = await staffed.hears(private(part, 21, MAI))
    assert (buttons(said), told(said)) == ([], words("register.not_found"))


async def test_a_display_name_shows_no_more_than_a_typed_one(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT)
    part = {**MAI, "first_name": "Mật", "last_name": "Phạm"}
    assert "Văn" not in told(await staffed.hears(private(f"/start dk_{code}", 20, part)))
    whole = {**MAI, "id": 81, "first_name": "Bí Mật", "last_name": "Phạm Văn"}
    said = await staffed.hears(private(f"/start dk_{code}", 21, whole))
    assert [each.label for each in buttons(said)][:1] == ["Phạm Văn Bí Mật"]


async def test_whose_names_were_shown_can_find_out_to_whom(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI), private("Phạm Văn Bí Mật", 21, MAI))
    seen = "SELECT actor, target, person_id FROM audit WHERE action = 'names.seen'"
    assert await rows(staffed.store, seen) == [("telegram:78", "dangky", 950)]


async def test_an_account_tries_only_so_many_names(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI))
    for number in range(MOST_OF_AN_ACCOUNT - 1):
        said = await staffed.hears(private(f"Lê Thị Số {number}", 21 + number, MAI))
        assert told(said) == words("register.not_found")
    said = await staffed.hears(private("Phạm Văn Bí Mật", 50, MAI))
    assert (buttons(said), told(said)) == ([], words("register.tried_enough"))
    assert told(await staffed.hears(private("/dangky", 51, MAI))) != words("register.tried_enough")
    staffed.later(days=1)
    await staffed.hears(private(f"/start dk_{code}", 52, MAI))
    said = await staffed.hears(private("Phạm Văn Bí Mật", 53, MAI))
    assert [each.label for each in buttons(said)][:1] == ["Phạm Văn Bí Mật"]


async def test_an_invitation_rests_when_many_accounts_try_names_with_it(staffed: School) -> None:
    code = await invitation(staffed, OTHER_UNIT, uses=99)
    strangers = [{**MAI, "id": 5000 + number} for number in range(MOST_MISSES // 9 + 1)]
    await staffed.has_met(*strangers)
    for stranger in strangers:
        await staffed.hears(private(f"/start dk_{code}", 20, stranger))
        for number in range(9):
            await staffed.hears(private(f"Lê Thị Số {number}", 21 + number, stranger))
    said = await staffed.hears(private(f"/start dk_{code}", 40, MAI))
    assert told(said).endswith(words("register.invitation_rests"))
    another = await invitation(staffed, OTHER_UNIT)
    assert told(await staffed.hears(private(f"/start dk_{another}", 41, MAI))) == words("register.type")


async def test_a_quiet_yes_is_one_of_the_names_that_may_be_tried(asked: School) -> None:
    """A display name changes, a button is made up, and what it led to is undone: over and over again."""
    yes, _ = await _quiet_buttons(asked)
    for _ in range(MOST_OF_AN_ACCOUNT):
        await asked.hears(press(yes.replace(":900", ":901"), FULL, group=True))
    assert words("register.too_late") in told(await asked.hears(press(yes, FULL, group=True)))
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]


async def test_a_name_without_its_accents_waits_for_an_administrator(staffed: School) -> None:
    await listed(staffed.store, 902, "Nguyễn Thị Mai Lan", await unit_of_group(staffed))
    await staffed.hears(private("/dangky", 20))
    said = await staffed.hears(private("nguyen thi lan", 21))
    said = await agree(staffed, said, "Nguyễn Thị Lan")
    assert words("register.waits", unit="Tổ Toán") in told(said)
    async with staffed.store.write(staffed.now) as ledger:
        here = await unit_of_group(staffed)
        assert list((await ledger.linking.claims([here])).values()) == [900]


async def test_the_administrators_hear_of_it_once(staffed: School) -> None:
    await staffed.hears(post("/tonghop", 30, BOSS), private("/start", 31, BOSS))
    await test_a_name_without_its_accents_waits_for_an_administrator(staffed)
    query = "SELECT count(*) FROM outbox WHERE chat_id = '79' AND dedupe_key LIKE 'once:%claim:%'"
    assert await rows(staffed.store, query) == [(1,)]


async def test_a_name_that_somebody_has_waits_for_an_administrator(staffed: School) -> None:
    await staffed.hears(private("/dangky", 20))
    await agree(staffed, await staffed.hears(private("Nguyễn Thị Lan", 21)), "Nguyễn Thị Lan")
    await staffed.hears(post("https://www.facebook.com/abc/posts/9", 22, MAI), private("/dangky", 23, MAI))
    said = await staffed.hears(private("Nguyễn Thị Lan", 24, MAI))
    said = await agree(staffed, said, "Nguyễn Thị Lan", MAI)
    assert words("register.waits", unit="Tổ Toán") in told(said)
    assert await owner(staffed, MAI) == "Mai Trần"


async def test_whoever_is_known_is_not_asked(staffed: School) -> None:
    await staffed.hears(private("/dangky", 20))
    await agree(staffed, await staffed.hears(private("Nguyễn Thị Lan", 21)), "Nguyễn Thị Lan")
    said = await staffed.hears(private("/dangky", 22))
    assert told(said) == words("register.known", name="Nguyễn Thị Lan")


async def test_in_a_group_a_button_leads_to_the_private_chat(staffed: School) -> None:
    said = await staffed.hears(post("/dangky", 20))
    assert [(each.link, each.data) for each in buttons(said)] == [("start:dk", "")]
    assert "Lan" not in told(said)


async def _share(school: School, phone: str, user_id: int, who: dict[str, Any] = LAN) -> list[Outgoing]:
    shared = {"phone_number": phone, "first_name": "Lan", "user_id": user_id}
    return await school.hears(private(None, 21, who, contact=shared))  # type: ignore[arg-type]


@pytest.fixture
async def with_number(staffed: School) -> School:
    kept = await staffed.store._phones.kept(["+84912345678"])
    await listed(staffed.store, 960, "Phạm Thị Điện Thoại", OTHER_UNIT, phone=kept["+84912345678"])
    await staffed.hears(private("/dangky", 20))
    return staffed


async def test_ones_own_number_says_who_one_is(with_number: School) -> None:
    said = await _share(with_number, "0912345678", 77)
    done = await agree(with_number, said, "Phạm Thị Điện Thoại")
    assert words("register.done", name="Phạm Thị Điện Thoại", unit="Đơn vị KIM-DONG", count=1) in told(done)


@pytest.mark.parametrize(("phone", "user_id"), [("0912345678", 78), ("0912345678", 0), ("0987654321", 77)])
async def test_anybody_elses_number_says_nothing(with_number: School, phone: str, user_id: int) -> None:
    said = await _share(with_number, phone, user_id)
    assert (buttons(said), "Điện Thoại" in told(said)) == ([], False)


async def test_a_number_in_a_list_that_a_group_made_up_says_nothing_elsewhere(with_number: School) -> None:
    """Whoever brings a list of their own group writes into it whose numbers they like."""
    await change(with_number.store, "UPDATE unit SET provisional = true WHERE code = 'KIM-DONG'")
    said = await _share(with_number, "0912345678", 77)
    assert (buttons(said), told(said)) == ([], words("register.unknown_number"))


async def test_in_the_group_itself_it_does(with_number: School) -> None:
    await change(
        with_number.store,
        f"UPDATE membership SET unit_id = {await unit_of_group(with_number)} WHERE person_id = 960",
    )
    said = await _share(with_number, "0912345678", 77)
    assert buttons(said)[0].label == "Phạm Thị Điện Thoại"


async def test_two_people_claim_a_name_one_after_the_other(staffed: School, store: Store) -> None:
    await staffed.hears(private("/dangky", 20), post("https://www.facebook.com/abc/posts/9", 22, MAI))
    lan = await staffed.hears(private("Nguyễn Thị Lan", 21))
    await staffed.hears(private("/dangky", 23, MAI))
    mai = await staffed.hears(private("Nguyễn Thị Lan", 24, MAI))
    await agree(staffed, lan, "Nguyễn Thị Lan")
    said = await agree(staffed, mai, "Nguyễn Thị Lan", MAI)
    assert words("register.waits", unit="Tổ Toán") in told(said)
    assert await rows(store, "SELECT count(*) FROM account WHERE person_id = 900") == [(1,)]


# the quiet question


async def _quiet_buttons(school: School, who: dict[str, Any] = FULL) -> tuple[str, str]:
    ((account,),) = await rows(
        school.store, "SELECT id FROM account WHERE user_id = :user", user=str(who["id"])
    )
    return f"dk:t:{account}:900", f"dk:f:{account}:900"


@pytest.fixture
async def asked(staffed: School) -> School:
    await staffed.hears(post("https://www.facebook.com/abc/posts/7", 22, FULL))
    return staffed


async def test_yes_in_the_group_links_and_names_nobody(asked: School) -> None:
    yes, _ = await _quiet_buttons(asked)
    said = await asked.hears(press(yes, FULL, group=True))
    assert await owner(asked) == "Nguyễn Thị Lan"
    assert "Lan" not in told([each for each in said if not isinstance(each, AnswerButton)])
    assert not [each for each in said if isinstance(each, Say)]


async def test_somebody_else_cannot_answer(asked: School) -> None:
    yes, _ = await _quiet_buttons(asked)
    said = await asked.hears(press(yes, MAI, group=True))
    assert [each.text for each in said if isinstance(each, AnswerButton)] == [words("register.not_asked")]
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]


async def test_no_leaves_everything_as_it_is(asked: School) -> None:
    _, no = await _quiet_buttons(asked)
    await asked.hears(press(no, FULL, group=True))
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]


async def test_a_forged_yes_to_another_name_is_too_late(asked: School) -> None:
    yes, _ = await _quiet_buttons(asked)
    said = await asked.hears(press(yes.replace(":900", ":901"), FULL, group=True))
    assert words("register.too_late") in told(said)
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 901") == [(0,)]


async def _of_bosses(school: School, said: list[Outgoing]) -> list[Say]:
    return [each for each in said if isinstance(each, Say) and each.chat_id == str(BOSS["id"])]


async def test_administrators_hear_who_was_linked_by_a_name_alone_and_can_undo_it(asked: School) -> None:
    """Somebody in the group took a colleague's name for a display name."""
    await asked.hears(post("/tonghop", 30, BOSS), private("/start", 31, BOSS))
    yes, _ = await _quiet_buttons(asked)
    (notice,) = await _of_bosses(asked, await asked.hears(press(yes, FULL, group=True)))
    values = {"unit": "Tổ Toán", "account": "Nguyễn Thị Lan", "name": "Nguyễn Thị Lan"}
    assert notice.text == words("accounts.linked_itself", **values)
    assert await rows(asked.store, "SELECT actor FROM audit WHERE action = 'names.seen'") == [
        ("telegram:79",)
    ]
    await asked.hears(press(button([notice], words("accounts.button.part", name="Nguyễn Thị Lan")), BOSS))
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]
    assert await reading(asked.store).whole.verify() == []


async def test_what_was_undone_is_for_the_administrators_to_settle(asked: School) -> None:
    """Neither the old button nor /dangky links it once more."""
    await test_administrators_hear_who_was_linked_by_a_name_alone_and_can_undo_it(asked)
    yes, _ = await _quiet_buttons(asked)
    assert words("register.too_late") in told(await asked.hears(press(yes, FULL, group=True)))
    said = await asked.hears(private("/dangky", 40, FULL))
    said = await asked.hears(press(button(said, "Nguyễn Thị Lan"), FULL))
    assert words("register.waits", unit="Tổ Toán") in told(said)
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]


async def test_they_hear_of_invited_strangers_too(staffed: School) -> None:
    async with staffed.store.write(staffed.now) as ledger:
        await ledger.grants.grant("telegram:79", "Bình", Role.UNIT_ADMIN, OTHER_UNIT, how="cli", by="cli")
    await staffed.hears(private("/start", 31, BOSS))
    code = await invitation(staffed, OTHER_UNIT)
    await staffed.hears(private(f"/start dk_{code}", 20, MAI))
    said = await staffed.hears(private("Phạm Bí Mật", 21, MAI))
    (notice,) = await _of_bosses(staffed, await agree(staffed, said, "Phạm Văn Bí Mật", MAI))
    await staffed.hears(press(button([notice], "Tách"), BOSS))
    assert await owner(staffed, MAI) == "Mai Trần"


async def test_not_of_those_whom_their_number_tells(with_number: School) -> None:
    async with with_number.store.write(with_number.now) as ledger:
        await ledger.grants.grant("telegram:79", "Bình", Role.UNIT_ADMIN, OTHER_UNIT, how="cli", by="cli")
    await with_number.hears(private("/start", 31, BOSS))
    said = await _share(with_number, "0912345678", 77)
    assert await _of_bosses(with_number, await agree(with_number, said, "Phạm Thị Điện Thoại")) == []


async def test_nor_administrators_of_a_group_in_which_they_have_no_rights(asked: School) -> None:
    await asked.hears(post("/tonghop", 30, BOSS), private("/start", 31, BOSS))
    async with asked.store.write(asked.now) as ledger:
        await ledger.settings.put(await unit_of_group(asked), "chat_admins", "off", "cli")
    yes, _ = await _quiet_buttons(asked)
    assert await _of_bosses(asked, await asked.hears(press(yes, FULL, group=True))) == []


async def test_the_namesake_of_somebody_known_is_not_taken_by_their_second_account(asked: School) -> None:
    await listed(asked.store, 903, "Nguyễn Thị Lan", await unit_of_group(asked))
    async with asked.store.write(asked.now) as ledger:
        mai = await ledger.linking.open_account(AccountRef("telegram", "78", "Mai"))
        await ledger.linking.assign(mai.id, 903, "cli")
    yes, _ = await _quiet_buttons(asked)
    assert words("register.too_late") in told(await asked.hears(press(yes, FULL, group=True)))
    assert await rows(asked.store, "SELECT count(*) FROM account WHERE person_id = 900") == [(0,)]
