"""Links and what becomes of them: one quiet reaction each, text only where somebody must act."""

from typing import Any

import pytest

from rules.outgoing import Reaction, Say
from rules.verdicts import ACCEPTED, DUPLICATE, REJECTED
from tests.handlers.school import (
    LINK,
    LINK_2,
    LINK_3,
    MAI,
    PROFILE,
    School,
    post,
    private,
    reactions,
    texts,
    words,
)
from tests.platforms.updates import ANONYMOUS, CHANNEL, GROUP, LAN, PRIVATE, update, written
from tests.storage.ledger import reading


async def test_a_link_is_accepted_with_one_quiet_reaction(school: School) -> None:
    said = await school.hears(post())
    assert (reactions(said), texts(said)) == ([("5", Reaction.ACCEPTED)], [])


async def test_a_link_counts_for_whoever_sent_it(school: School) -> None:
    await school.hears(post())
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_two_links_of_one_message_count_twice_with_one_reaction(school: School) -> None:
    said = await school.hears(post(f"{LINK}\n{LINK_2}"))
    assert reactions(said) == [("5", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 2}


async def test_the_same_link_twice_in_a_message_counts_once(school: School) -> None:
    await school.hears(post(f"{LINK} {LINK}"))
    assert await school.states() == {ACCEPTED: 1}


async def test_a_link_handed_in_again_is_a_duplicate(school: School) -> None:
    await school.hears(post())
    assert reactions(await school.hears(post(message_id=6))) == [("6", Reaction.DUPLICATE)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_another_spelling_of_the_link_is_a_duplicate(school: School) -> None:
    await school.hears(post())
    said = await school.hears(post("m.facebook.com/abc/posts/1?mibextid=x", 6))
    assert reactions(said) == [("6", Reaction.DUPLICATE)]


async def test_a_duplicate_in_the_same_batch_is_noticed(school: School) -> None:
    await school.receive(post(), post(message_id=6))
    assert reactions(await school.said()) == [("5", Reaction.ACCEPTED), ("6", Reaction.DUPLICATE)]


async def test_a_duplicate_in_another_group_is_noticed(school: School) -> None:
    await school.hears(post())
    said = await school.hears(post(chat={**GROUP, "id": -1002, "title": "Tổ Văn"}))
    assert reactions(said) == [("5", Reaction.DUPLICATE)]


async def test_a_new_link_beside_a_duplicate_is_accepted(school: School) -> None:
    await school.hears(post())
    assert reactions(await school.hears(post(f"{LINK} {LINK_2}", 6))) == [("6", Reaction.ACCEPTED)]
    assert await school.states() == {ACCEPTED: 2, DUPLICATE: 1}


async def test_the_same_post_counts_for_another_person(school: School) -> None:
    await school.hears(post())
    assert reactions(await school.hears(post(message_id=6, who=MAI))) == [("6", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}


async def test_a_profile_is_no_post_and_a_hint_says_what_to_do(school: School) -> None:
    said = await school.hears(post(PROFILE))
    assert reactions(said) == [("5", Reaction.NOT_A_POST)]
    assert texts(said) == [words("proof.not_a_post")]


async def test_the_hint_answers_the_message(school: School) -> None:
    said = await school.hears(post(PROFILE))
    assert [each.reply_to for each in said if isinstance(each, Say)] == ["5"]


async def test_the_same_mistake_again_gets_no_second_hint(school: School) -> None:
    await school.hears(post(PROFILE))
    said = await school.hears(post("https://www.facebook.com/truong.khac", 6))
    assert (reactions(said), texts(said)) == ([("6", Reaction.NOT_A_POST)], [])


async def test_two_mistakes_of_one_batch_get_one_hint(school: School) -> None:
    await school.receive(post(PROFILE), post("https://www.facebook.com/truong.khac", 6))
    assert len(texts(await school.said())) == 1


async def test_the_same_mistake_of_another_person_gets_a_hint(school: School) -> None:
    await school.hears(post(PROFILE))
    assert len(texts(await school.hears(post(PROFILE, 6, MAI)))) == 1


async def test_after_a_good_link_the_hint_may_be_needed_again(school: School) -> None:
    await school.hears(post(PROFILE), post(message_id=6))
    assert texts(await school.hears(post("https://www.facebook.com/truong.khac", 7))) == [
        words("proof.not_a_post")
    ]


async def test_a_good_link_beside_a_profile_gets_no_hint(school: School) -> None:
    said = await school.hears(post(f"{PROFILE} {LINK}"))
    assert (reactions(said), texts(said)) == ([("5", Reaction.ACCEPTED)], [])
    assert await school.states() == {ACCEPTED: 1, REJECTED: 1}


async def test_chat_leaves_no_trace(school: School) -> None:
    assert await school.hears(post("Chào cả nhà, mai họp lúc 8 giờ nhé")) == []
    assert await reading(school.store).units.all() == []


async def test_a_message_without_any_text_leaves_no_trace(school: School) -> None:
    assert await school.hears(post(text_=None, sticker={"file_id": "s"})) == []  # type: ignore[arg-type]
    assert await reading(school.store).units.all() == []


async def test_a_link_under_words_counts(school: School) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": LINK}
    assert reactions(await school.hears(post("Đây!", entities=[entity]))) == [("5", Reaction.ACCEPTED)]


async def test_a_link_behind_a_preview_counts(school: School) -> None:
    said = await school.hears(post("Xem này", link_preview_options={"url": LINK}))
    assert reactions(said) == [("5", Reaction.ACCEPTED)]


async def test_the_preview_of_a_profile_is_not_held_against_anybody(school: School) -> None:
    assert await school.hears(post("Chào", link_preview_options={"url": PROFILE})) == []


async def test_a_link_in_a_caption_counts_and_its_picture_does_not(school: School) -> None:
    fields: dict[str, Any] = {
        "caption": LINK,
        "photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}],
    }
    assert reactions(await school.hears(post(text_=None, **fields))) == [("5", Reaction.ACCEPTED)]  # type: ignore[arg-type]
    assert await school.states() == {ACCEPTED: 1}


async def test_a_forwarded_link_counts_for_whoever_forwards_it(school: School) -> None:
    origin = {"type": "user", "sender_user": MAI, "date": 1}
    await school.hears(post(forward_origin=origin))
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_link_in_private_counts_without_a_unit(school: School) -> None:
    assert reactions(await school.hears(private(LINK))) == [("5", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_links_of_private_chat_and_group_come_together(school: School) -> None:
    await school.hears(private(LINK), post(LINK_2), private(LINK_3, 6))
    assert await school.counted() == {"Lan Nguyễn": 3}
    assert [unit.name for unit in await reading(school.store).units.all()] == [
        "Chưa rõ đơn vị",
        GROUP["title"],
    ]


async def test_a_link_in_a_topic_is_reacted_to_where_it_stands(school: School) -> None:
    topic: dict[str, Any] = {
        "is_topic_message": True,
        "message_thread_id": 3,
        "reply_to_message": {"message_id": 3},
    }
    assert reactions(await school.hears(post(**topic))) == [("5", Reaction.ACCEPTED)]


async def test_a_hint_goes_to_the_topic_of_the_mistake(school: School) -> None:
    topic: dict[str, Any] = {
        "is_topic_message": True,
        "message_thread_id": 3,
        "reply_to_message": {"message_id": 3},
    }
    said = await school.hears(post(PROFILE, **topic))
    assert [each.topic for each in said if isinstance(each, Say)] == ["3"]


async def test_all_topics_of_a_group_are_one_unit(school: School) -> None:
    for topic in (3, 4):
        fields: dict[str, Any] = {"is_topic_message": True, "message_thread_id": topic}
        await school.hears(post(f"https://www.facebook.com/abc/posts/{topic}", topic, **fields))
    assert len(await reading(school.store).units.all()) == 1
    assert await school.counted() == {"Lan Nguyễn": 2}


# Who is nobody


async def test_an_anonymous_admins_proof_counts_for_nobody_and_says_so(school: School) -> None:
    said = await school.hears(post(who=ANONYMOUS, sender_chat=GROUP))
    assert (reactions(said), texts(said)) == ([], [words("proof.anonymous")])
    assert await school.counted() == {}


async def test_anonymous_admins_are_told_once_a_day(school: School) -> None:
    await school.hears(post(who=ANONYMOUS, sender_chat=GROUP))
    assert await school.hears(post(LINK_2, 6, ANONYMOUS, sender_chat=GROUP)) == []


async def test_anonymous_admins_are_told_again_the_next_day(school: School) -> None:
    await school.hears(post(who=ANONYMOUS, sender_chat=GROUP))
    said = await school.hears(post(LINK_2, 6, ANONYMOUS, sender_chat=GROUP, date=written()["date"] + 86_400))
    assert texts(said) == [words("proof.anonymous")]


async def test_a_channels_post_counts_for_nobody(school: School) -> None:
    channel_post = written(chat=CHANNEL, sender_chat=CHANNEL, **{"from": None})
    assert await school.hears(update(channel_post=channel_post)) == []
    assert await school.states() == {}


async def test_a_linked_channels_post_in_the_group_counts_for_nobody(school: School) -> None:
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    assert await school.hears(post(who=telegram, sender_chat=CHANNEL, is_automatic_forward=True)) == []
    assert await school.states() == {}


async def test_somebody_who_speaks_as_a_channel_counts_for_nobody(school: School) -> None:
    channel_bot = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    assert await school.hears(post(who=channel_bot, sender_chat=CHANNEL)) == []


async def test_a_bots_link_counts_for_nobody(school: School) -> None:
    bot = {"id": 500, "is_bot": True, "first_name": "RSS"}
    assert await school.hears(post(who=bot)) == []
    assert await school.states() == {}


async def test_a_person_without_a_visible_name_is_counted_under_their_number(school: School) -> None:
    await school.hears(post(who={"id": 77, "is_bot": False, "first_name": "\u3164"}))
    assert await school.counted() == {"77": 1}


# Closed enrolment


async def test_an_unconnected_group_is_told_once_where_enrolment_is_closed(closed_school: School) -> None:
    assert texts(await closed_school.hears(post())) == [words("proof.closed")]
    assert await closed_school.hears(post(LINK_2, 6)) == []


async def test_nothing_is_kept_where_enrolment_is_closed(closed_school: School) -> None:
    await closed_school.hears(post())
    assert (await closed_school.states(), await reading(closed_school.store).units.all()) == ({}, [])


async def test_a_private_link_of_a_stranger_is_answered_where_enrolment_is_closed(
    closed_school: School,
) -> None:
    assert texts(await closed_school.hears(private(LINK))) == [words("proof.closed")]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_texts_are_in_the_chosen_language(school: School, language: str) -> None:
    school.language = language
    assert texts(await school.hears(post(PROFILE))) == [words("proof.not_a_post", language)]


@pytest.mark.parametrize("chat", [GROUP, PRIVATE])
async def test_the_same_update_again_has_no_effect(school: School, chat: dict[str, Any]) -> None:
    again = post(chat=chat)
    await school.hears(again)
    assert await school.hears(again) == []
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_names_follow_the_person(school: School) -> None:
    await school.hears(post(), post(LINK_2, 6, {**LAN, "last_name": "Nguyễn Thị"}))
    assert await school.counted() == {"Lan Nguyễn Thị": 2}
