"""What happens to the bot itself in a chat, and the moves of a group."""

from typing import Any

import pytest

from rules.outgoing import AnswerButton, Say
from tests.handlers.school import BOT, LINK, LINK_2, MAI, School, post, words
from tests.platforms.updates import (
    CHANNEL,
    GROUP,
    LAN,
    PRIVATE,
    button,
    member,
    message,
    own_standing,
    presence,
)
from tests.storage.ledger import reading, rows

SELF = {"id": int(BOT), "is_bot": True, "first_name": "Minh Chứng", "username": "minhchung_bot"}
TITLE = GROUP["title"]
NEW = {"id": -100777, "title": TITLE, "type": "supergroup"}


def self_is(status: str, **rights: Any) -> dict[str, Any]:
    return member(status, SELF, **rights)


LEFT, MEMBER, ADMIN = self_is("left"), self_is("member"), self_is("administrator")
KICKED = self_is("kicked")
MUTED = self_is("restricted", is_member=True, can_send_messages=False)


@pytest.fixture
def deaf(school: School) -> School:
    """Privacy mode is on: in groups only an administrator hears everything."""
    school.hears_groups = False
    return school


async def standing(school: School) -> dict[str, Any]:
    columns = ("present", "admin", "can_write", "hears_all")
    (row,) = await rows(school.store, f"SELECT {', '.join(columns)} FROM chat")
    return dict(zip(columns, map(bool, row), strict=True))


# Added, removed, promoted, muted


async def test_a_bot_that_hears_says_hello(school: School) -> None:
    assert await school.hears(own_standing(LEFT, MEMBER)) == [Say("-1001", words("chats.hello"))]


async def test_an_admin_bot_says_hello_even_in_privacy_mode(deaf: School) -> None:
    assert await deaf.hears(own_standing(LEFT, ADMIN)) == [Say("-1001", words("chats.hello"))]


async def test_a_deaf_bot_tells_whoever_added_it(deaf: School) -> None:
    assert await deaf.hears(own_standing(LEFT, MEMBER)) == [Say("77", words("chats.deaf", title=TITLE))]


async def test_a_deaf_bot_tells_the_group_where_the_person_cannot_be_told(deaf: School) -> None:
    await deaf.hears(own_standing(LEFT, MEMBER))
    assert await deaf.fallbacks() == [Say("-1001", words("chats.deaf", title=TITLE))]


async def test_a_deaf_bot_added_by_nobody_known_tells_the_group(deaf: School) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    said = await deaf.hears(own_standing(LEFT, MEMBER, **{"from": anonymous}))
    assert said == [Say("-1001", words("chats.deaf", title=TITLE))]


async def test_a_mute_bot_tells_whoever_muted_it(school: School) -> None:
    assert await school.hears(own_standing(MEMBER, MUTED)) == [Say("77", words("chats.mute", title=TITLE))]


async def test_a_mute_bot_has_no_other_place_to_say_so(school: School) -> None:
    await school.hears(own_standing(MEMBER, MUTED))
    assert await school.fallbacks() == []


async def test_a_deaf_and_mute_bot_says_both(deaf: School) -> None:
    said = await deaf.hears(own_standing(LEFT, MUTED))
    assert said == [Say("77", words("chats.deaf_and_mute", title=TITLE))]


async def test_a_bot_that_stays_deaf_does_not_say_so_again(deaf: School) -> None:
    await deaf.hears(own_standing(LEFT, MEMBER))
    assert (
        await deaf.hears(own_standing(MEMBER, self_is("restricted", is_member=True, can_send_messages=True)))
        == []
    )


async def test_a_demoted_bot_says_that_it_is_deaf_now(deaf: School) -> None:
    assert await deaf.hears(own_standing(ADMIN, MEMBER)) == [Say("77", words("chats.deaf", title=TITLE))]


async def test_a_promoted_bot_is_quiet(deaf: School) -> None:
    await deaf.hears(own_standing(LEFT, MEMBER))
    assert await deaf.hears(own_standing(MEMBER, ADMIN)) == []


async def test_a_removed_bot_is_quiet(school: School) -> None:
    await school.hears(own_standing(LEFT, MEMBER))
    assert await school.hears(own_standing(MEMBER, KICKED)) == []


async def test_the_chat_knows_that_the_bot_is_there(school: School) -> None:
    await school.hears(own_standing(LEFT, MEMBER))
    assert await standing(school) == {"present": True, "admin": False, "can_write": True, "hears_all": True}


async def test_the_chat_knows_that_the_bot_is_deaf(deaf: School) -> None:
    await deaf.hears(own_standing(LEFT, MEMBER))
    assert not (await standing(deaf))["hears_all"]


async def test_the_chat_knows_that_the_bot_was_promoted(deaf: School) -> None:
    await deaf.hears(own_standing(LEFT, MEMBER), own_standing(MEMBER, ADMIN))
    assert await standing(deaf) == {"present": True, "admin": True, "can_write": True, "hears_all": True}


async def test_the_chat_knows_that_the_bot_is_mute(school: School) -> None:
    await school.hears(own_standing(LEFT, MEMBER), own_standing(MEMBER, MUTED))
    assert not (await standing(school))["can_write"]


async def test_the_chat_knows_that_the_bot_is_gone(school: School) -> None:
    await school.hears(own_standing(LEFT, MEMBER), own_standing(MEMBER, KICKED))
    assert not (await standing(school))["present"]


async def test_a_bot_removed_from_where_it_never_was_leaves_no_trace(school: School) -> None:
    assert await school.hears(own_standing(MEMBER, LEFT)) == []
    assert await rows(school.store, "SELECT * FROM chat") == []


async def test_a_person_who_starts_or_blocks_the_bot_leaves_no_trace(school: School) -> None:
    for change in ((KICKED, MEMBER), (MEMBER, KICKED)):
        assert await school.hears(own_standing(*change, chat=PRIVATE)) == []
    assert await rows(school.store, "SELECT * FROM chat") == []


async def test_a_known_person_who_blocks_the_bot_is_marked(school: School) -> None:
    await school.hears(post(chat=PRIVATE), own_standing(MEMBER, KICKED, chat=PRIVATE))
    assert not (await standing(school))["present"]


async def test_a_bot_added_to_a_channel_is_quiet(school: School) -> None:
    assert await school.hears(own_standing(LEFT, ADMIN, chat=CHANNEL)) == []


async def test_hello_is_said_once_though_the_update_comes_twice(school: School) -> None:
    added = own_standing(LEFT, MEMBER)
    await school.hears(added)
    assert await school.hears(added) == []


async def test_proof_goes_on_after_the_bot_came_back(school: School) -> None:
    await school.hears(post(), own_standing(MEMBER, KICKED), own_standing(KICKED, MEMBER), post(LINK_2, 6))
    assert await school.counted() == {"Lan Nguyễn": 2}


# Moves


def moved_away() -> dict[str, Any]:
    return message(text=None, message_id=90, migrate_to_chat_id=NEW["id"])


def moved_in() -> dict[str, Any]:
    return message(text=None, message_id=1, chat=NEW, migrate_from_chat_id=GROUP["id"])


@pytest.mark.parametrize(
    "updates", [[moved_away], [moved_in], [moved_away, moved_in], [moved_in, moved_away]]
)
async def test_a_group_keeps_its_unit_whoever_tells_of_the_move(school: School, updates: list[Any]) -> None:
    await school.hears(post(), *(update() for update in updates), post(LINK_2, 2, chat=NEW))
    assert await school.counted() == {"Lan Nguyễn": 2}
    assert [unit.name for unit in await reading(school.store).units.all()] == [TITLE]


async def test_a_group_that_wrote_before_it_moved_is_still_one_unit(school: School) -> None:
    await school.hears(post(), post(LINK_2, 2, MAI, chat=NEW), moved_away(), moved_in())
    assert await school.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}
    assert len(await reading(school.store).units.all()) == 1


async def test_a_late_message_of_the_old_group_counts(school: School) -> None:
    await school.hears(post(), moved_in(), moved_away(), post(LINK_2, 6, MAI))
    assert await school.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}
    assert len(await reading(school.store).units.all()) == 1


async def test_a_move_within_a_batch_keeps_everything(school: School) -> None:
    await school.receive(post(), moved_away(), moved_in(), post(LINK_2, 2, chat=NEW))
    assert await school.counted() == {"Lan Nguyễn": 2}
    assert await reading(school.store).whole.verify() == []


async def test_a_move_says_nothing(school: School) -> None:
    assert await school.hears(moved_away(), moved_in()) == []


async def test_a_message_of_the_old_numbers_is_not_mistaken_for_one_of_the_new(school: School) -> None:
    await school.hears(post(message_id=1), moved_in(), post(LINK_2, 1, MAI, chat=NEW))
    assert await school.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}


async def test_the_same_link_after_the_move_is_still_a_duplicate(school: School) -> None:
    await school.hears(post(), moved_away(), moved_in(), post(LINK, 2, chat=NEW))
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_renamed_group_renames_its_unit(school: School) -> None:
    await school.hears(post(), post(LINK_2, 6, chat={**GROUP, "title": "Tổ Toán – Tin"}))
    assert [unit.name for unit in await reading(school.store).units.all()] == ["Tổ Toán – Tin"]


async def test_an_old_button_is_refused_kindly(school: School) -> None:
    assert await school.hears(button()) == [AnswerButton("-1001", "99", words("button.old"), alert=True)]


async def test_somebody_coming_or_going_leaves_no_trace(school: School) -> None:
    await school.hears(message(text=None, new_chat_members=[LAN]), message(text=None, left_chat_member=LAN))
    assert await rows(school.store, "SELECT * FROM chat") == []


async def test_who_becomes_an_administrator_is_remembered(school: School) -> None:
    await school.hears(own_standing(LEFT, MEMBER))
    await school.hears(presence(member("member"), member("administrator")))
    assert await rows(school.store, "SELECT user_id FROM chat_admin WHERE is_admin") == [("77",)]
    await school.hears(presence(member("administrator"), member("member")))
    assert await rows(school.store, "SELECT user_id FROM chat_admin WHERE is_admin") == []
