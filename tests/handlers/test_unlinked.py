"""A unit's administrators say whose accounts are whose, and take a link away again."""

from typing import Any

import pytest

from handlers.context import Context
from handlers.joining import inviting, unlinked
from platforms.messages import Incoming
from rules.roles import Role
from storage import Store
from tests.handlers.offices import grant
from tests.handlers.registering import button, buttons, owner, press, told, unit_of_group
from tests.handlers.school import BOSS, MAI, OPERATOR, School, post, private, words
from tests.platforms.updates import LAN
from tests.storage.ledger import change, reading, rows
from tests.storage.roster import unit
from tests.storage.staff import listed

OTHER_UNIT = 701


@pytest.fixture
async def staffed(store: Store) -> School:
    """Lan and Mai have handed something in; who they are nobody has said. Bình leads the group."""
    school = School(store)
    await school.hears(
        post(), post("https://www.facebook.com/abc/posts/8", 6, MAI), post("/tonghop", 7, BOSS)
    )
    here = await unit_of_group(school)
    await listed(store, 900, "Nguyễn Thị Lan", here)
    await listed(store, 901, "Trần Thị Mai", here)
    await unit(store, OTHER_UNIT, "KIM-DONG")
    await listed(store, 950, "Phạm Văn Bí Mật", OTHER_UNIT)
    await school.hears(private("/start", 8, BOSS))
    return school


async def shown(school: School, who: dict[str, Any] = BOSS, page: int = 0) -> list[Any]:
    return await school.hears(press(f"tk:s:{await unit_of_group(school)}:{page}", who))


async def test_each_account_is_shown_with_who_it_may_be(staffed: School) -> None:
    said = await shown(staffed)
    assert "«Lan Nguyễn»" in told(said)
    assert next(each.label for each in buttons(said)) == "Nguyễn Thị Lan"
    said = await staffed.hears(press(button(said, words("accounts.button.next")), BOSS))
    assert "«Mai Trần»" in told(said)
    seen = "SELECT count(*) FROM audit WHERE action = 'names.seen' AND unit_id IS NOT NULL"
    assert await rows(staffed.store, seen) == [(2,)]


async def test_one_press_links_and_another_undoes_it(staffed: School) -> None:
    said = await staffed.hears(press(button(await shown(staffed), "Nguyễn Thị Lan"), BOSS))
    assert words("accounts.linked", account="Lan Nguyễn", name="Nguyễn Thị Lan", count=1) in told(said)
    assert "«Mai Trần»" in told(said)
    assert await owner(staffed) == "Nguyễn Thị Lan"
    await staffed.hears(press(button(said, words("accounts.button.undo", account="Lan Nguyễn")), BOSS))
    assert await owner(staffed) == "Lan Nguyễn"
    assert await reading(staffed.store).whole.verify() == []


async def test_pressing_twice_says_that_it_is_done(staffed: School) -> None:
    data = button(await shown(staffed), "Nguyễn Thị Lan")
    await staffed.hears(press(data, BOSS))
    assert told(await staffed.hears(press(data, BOSS))) == words("accounts.gone")


async def test_a_name_can_be_typed(staffed: School) -> None:
    await listed(staffed.store, 902, "Lê Thu Hà", await unit_of_group(staffed))
    await staffed.hears(press(button(await shown(staffed), words("accounts.button.other")), BOSS))
    said = await staffed.hears(private("thu hà", 30, BOSS))
    await staffed.hears(press(button(said, "Lê Thu Hà"), BOSS))
    assert await owner(staffed) == "Lê Thu Hà"


async def test_guests_leave_the_list_and_stay_away(staffed: School) -> None:
    said = await staffed.hears(press(button(await shown(staffed), words("accounts.button.not_ours")), BOSS))
    assert "«Mai Trần»" in told(said)
    await staffed.hears(post("https://www.facebook.com/abc/posts/9", 31))
    async with staffed.store.write(staffed.now) as ledger:
        assert await ledger.linking.unlinked_count([await unit_of_group(staffed)]) == 1
    assert await reading(staffed.store).whole.verify() == []


@pytest.mark.parametrize("act", ["s:{here}:0", "l:{here}:1:900", "u:{here}:1", "o:{here}:1", "x:{here}:1"])
async def test_nobody_else_may(staffed: School, act: str) -> None:
    await staffed.hears(private("/start", 9, LAN))
    data = "tk:" + act.format(here=await unit_of_group(staffed))
    assert told(await staffed.hears(press(data, LAN))) == words("accounts.not_allowed")
    assert await owner(staffed) == "Lan Nguyễn"


async def test_nor_anybody_in_a_group(staffed: School) -> None:
    data = f"tk:s:{await unit_of_group(staffed)}:0"
    assert told(await staffed.hears(press(data, BOSS, group=True))) == words("accounts.only_private")


@pytest.mark.parametrize("act", ["s:701:0", "l:701:1:950", "x:701:1"])
async def test_nor_an_administrator_of_another_unit(staffed: School, act: str) -> None:
    assert told(await staffed.hears(press(f"tk:{act}", BOSS))) == words("accounts.not_allowed")


async def test_a_forged_button_links_nobody_of_another_unit(staffed: School) -> None:
    here = await unit_of_group(staffed)
    assert told(await staffed.hears(press(f"tk:l:{here}:1:950", BOSS))) == words("accounts.gone")
    assert told(await staffed.hears(press(f"tk:l:{here}:12345:900", BOSS))) == words("accounts.gone")


async def test_who_belongs_to_another_unit_is_not_parted(staffed: School) -> None:
    ((account,),) = await rows(staffed.store, "SELECT id FROM account WHERE user_id = '77'")
    async with staffed.store.write(staffed.now) as ledger:
        await ledger.linking.assign(account, 950, "cli")
    here = await unit_of_group(staffed)
    assert told(await staffed.hears(press(f"tk:u:{here}:{account}", BOSS))) == words("accounts.gone")
    await staffed.hears(press(f"tk:r:{OTHER_UNIT}:{account}", OPERATOR))
    assert await owner(staffed) == "Lan Nguyễn"


async def test_administrators_of_a_group_settle_nothing_below_its_unit(staffed: School) -> None:
    """Who answers for it by a role does."""
    here = await unit_of_group(staffed)
    await change(staffed.store, f"UPDATE unit SET parent_id = {here} WHERE id = {OTHER_UNIT}")
    assert "Bí Mật" not in told(await shown(staffed))
    assert told(await staffed.hears(press(f"tk:l:{here}:1:950", BOSS))) == words("accounts.gone")
    await grant(staffed, BOSS, Role.UNIT_ADMIN, here)
    await staffed.hears(press(f"tk:l:{here}:1:950", BOSS))
    assert await owner(staffed) == "Phạm Văn Bí Mật"


# what the staff list's pages call


async def turn_of(school: School, ledger: Any, who: dict[str, Any]) -> Context:
    message = school.understand("telegram:42", private("/danhsach", 40, who))
    assert isinstance(message, Incoming)
    return Context(99_999, message, school.settings(), ledger)


async def test_a_persons_accounts_are_shown(staffed: School) -> None:
    await staffed.hears(press(button(await shown(staffed), "Nguyễn Thị Lan"), BOSS))
    async with staffed.store.write(staffed.now) as ledger:
        context = await turn_of(staffed, ledger, OPERATOR)
        await unlinked.show_accounts(context, 900, await unit_of_group(staffed))
    said = await staffed.said()
    assert "Lan Nguyễn" in told(said)
    await staffed.hears(press(button(said, "Tách"), BOSS))
    assert await owner(staffed) == "Lan Nguyễn"


async def test_an_invitation_is_a_file_to_be_drawn(staffed: School) -> None:
    async with staffed.store.write(staffed.now) as ledger:
        await inviting.invite(await turn_of(staffed, ledger, OPERATOR), OTHER_UNIT)
    assert await rows(staffed.store, "SELECT kind, unit_id, chat_id FROM file_job") == [
        ("invitation", OTHER_UNIT, "80")
    ]
    assert await rows(staffed.store, "SELECT purpose, unit_id FROM code") == [("join", OTHER_UNIT)]


async def test_who_may_not_manage_people_invites_nobody(staffed: School) -> None:
    async with staffed.store.write(staffed.now) as ledger:
        await inviting.invite(await turn_of(staffed, ledger, LAN), OTHER_UNIT)
    assert await rows(staffed.store, "SELECT count(*) FROM file_job") == [(0,)]
