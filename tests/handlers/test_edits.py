"""An edited message is a new version of the same submission."""

from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED, WITHDRAWN
from tests.handlers.school import (
    LINK,
    LINK_2,
    LINK_3,
    PROFILE,
    School,
    edit,
    picture,
    post,
    reactions,
    reply,
    texts,
    words,
)
from tests.platforms.updates import ANONYMOUS, CHANNEL, GROUP, update, written


async def test_an_edit_without_a_change_has_no_effect(school: School) -> None:
    """Telegram sends one for the bot's own reaction."""
    await school.hears(post())
    assert await school.hears(edit(LINK)) == []
    assert await school.states() == {ACCEPTED: 1}


async def test_an_edit_of_other_words_has_no_effect(school: School) -> None:
    await school.hears(post())
    assert await school.hears(edit(f"Mời cả nhà xem {LINK}")) == []


async def test_an_edit_of_mere_chat_leaves_no_trace(school: School) -> None:
    await school.hears(post("Chào"))
    assert await school.hears(edit("Chào cả nhà")) == []
    assert await school.states() == {}


async def test_a_link_added_by_an_edit_counts(school: School) -> None:
    await school.hears(post("Bài của em đây"))
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_second_link_added_by_an_edit_counts_quietly(school: School) -> None:
    await school.hears(post())
    assert await school.hears(edit(f"{LINK} {LINK_2}")) == []
    assert await school.counted() == {"Lan Nguyễn": 2}


async def test_a_link_removed_by_an_edit_counts_no_more(school: School) -> None:
    await school.hears(post())
    assert reactions(await school.hears(edit("Xin lỗi, nhầm"))) == [("5", Reaction.NONE)]
    assert await school.states() == {WITHDRAWN: 1}


async def test_one_of_two_links_removed_leaves_the_other(school: School) -> None:
    await school.hears(post(f"{LINK} {LINK_2}"))
    assert await school.hears(edit(LINK_2)) == []
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_replaced_link_counts_instead(school: School) -> None:
    await school.hears(post())
    assert await school.hears(edit(LINK_2)) == []
    assert await school.states() == {WITHDRAWN: 1, ACCEPTED: 1}


async def test_a_profile_mended_by_an_edit_is_accepted(school: School) -> None:
    await school.hears(post(PROFILE))
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.ACCEPTED)]


async def test_a_link_that_comes_back_counts_again(school: School) -> None:
    await school.hears(post(), edit("nhầm"))
    await school.said()
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.ACCEPTED)]
    assert await school.states() == {ACCEPTED: 1}


async def test_a_link_that_comes_back_is_a_duplicate_if_it_was_handed_in_meanwhile(school: School) -> None:
    await school.hears(post(), edit("nhầm"), post(message_id=6))
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.DUPLICATE)]
    assert await school.states() == {ACCEPTED: 1, DUPLICATE: 1}


async def test_a_profile_that_comes_back_is_still_no_post(school: School) -> None:
    await school.hears(post(PROFILE), edit("nhầm"), edit(PROFILE))
    assert await school.states() == {REJECTED: 1}


async def test_a_link_taken_away_may_be_handed_in_elsewhere(school: School) -> None:
    await school.hears(post(), edit("nhầm"))
    assert reactions(await school.hears(post(message_id=6)))[-1] == ("6", Reaction.ACCEPTED)


async def test_a_link_withdrawn_by_hand_does_not_come_back_by_an_edit(school: School) -> None:
    await school.hears(post(), reply("/rut", to=5))
    await school.hears(edit(f"Sửa lời {LINK}"))
    assert await school.states() == {WITHDRAWN: 1}


async def test_edits_of_one_batch_are_seen_in_their_order(school: School) -> None:
    await school.receive(post(), edit(LINK_2), edit(f"{LINK_2} {LINK_3}"))
    assert await school.states() == {WITHDRAWN: 1, ACCEPTED: 2}


async def test_an_edit_that_comes_before_its_message_counts_once(school: School) -> None:
    await school.hears(edit(LINK))
    late = post()
    await school.keep(late)
    await school.careful_work()
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_link_added_to_a_picture_takes_its_place(school: School) -> None:
    await school.hears(picture())
    assert reactions(await school.hears(edit(None, photo=picture()["message"]["photo"], caption=LINK))) == [
        ("5", Reaction.ACCEPTED)
    ]
    assert await school.states() == {WITHDRAWN: 1, ACCEPTED: 1}


async def test_a_picture_with_another_caption_stays_pending(school: School) -> None:
    await school.hears(picture())
    assert await school.hears(edit(None, photo=picture()["message"]["photo"], caption="Bài của em")) == []
    assert await school.states() == {PENDING: 1}


async def test_a_new_mistake_in_an_edit_changes_the_reaction(school: School) -> None:
    await school.hears(post())
    assert reactions(await school.hears(edit(PROFILE))) == [("5", Reaction.NOT_A_POST)]


async def test_an_edit_counts_on_the_day_of_the_edit(school: School) -> None:
    await school.hears(post("Bài đây"))
    day = written()["date"] + 7 * 86_400
    await school.hears(edit(LINK, edit_date=day))
    assert await school.counted() == {}
    school.later(days=7)
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_an_anonymous_admins_edit_counts_for_nobody(school: School) -> None:
    said = await school.hears(edit(LINK, who=ANONYMOUS, sender_chat=GROUP))
    assert (reactions(said), texts(said)) == ([], [words("proof.anonymous")])
    assert await school.states() == {}


async def test_an_edited_channel_post_counts_for_nobody(school: School) -> None:
    body = written(chat=CHANNEL, sender_chat=CHANNEL, edit_date=1, **{"from": None})
    assert await school.hears(update(edited_channel_post=body)) == []
    assert await school.states() == {}


async def test_an_edited_command_is_no_command(school: School) -> None:
    await school.hears(post("/toii"))
    assert await school.hears(edit("/toi")) == []
