"""What people ask the bot by a command, in the words they use."""

from typing import Any

import pytest

from rules.outgoing import Reaction, Say
from rules.verdicts import ACCEPTED, PENDING, WITHDRAWN
from tests.handlers.school import (
    BOSS,
    LINK,
    LINK_2,
    LINK_3,
    MAI,
    OPERATOR,
    PROFILE,
    School,
    part,
    picture,
    post,
    private,
    reactions,
    reply,
    texts,
    words,
)
from tests.platforms.updates import ANONYMOUS, GROUP, NOON

OTHER = {**GROUP, "id": -1002, "title": "Tổ Văn"}
WEEK_47 = "Tuần 47 (17/11 – 23/11/2025)"


async def texts_of(school: School, *raws: dict[str, Any]) -> list[str]:
    return texts(await school.hears(*raws))


NOVEMBER = "Tháng 11/2025"


def done(period: str, accepted: int, owed: int) -> str:
    return words("me.done", period=period, accepted=accepted, owed=owed)


def lacking(period: str, accepted: int, owed: int) -> str:
    return words("me.missing", period=period, accepted=accepted, owed=owed, missing=owed - accepted)


# /trogiup


@pytest.mark.parametrize(
    "command", ["/trogiup", "/help", "/start", "/START", "/help@minhchung_bot", "/start abc"]
)
async def test_help_in_private(school: School, command: str) -> None:
    assert await texts_of(school, private(command)) == [words("own.notice", months=12), words("help.private")]


async def test_help_in_a_group_is_shorter(school: School) -> None:
    assert await texts_of(school, post("/trogiup")) == [words("help.group")]


async def test_a_command_for_another_bot_is_not_for_us(school: School) -> None:
    assert await school.hears(post("/trogiup@other_bot")) == []


async def test_a_command_nobody_knows_is_chat(school: School) -> None:
    assert await school.hears(post("/diemdanh")) == []


async def test_a_link_after_an_unknown_command_is_proof(school: School) -> None:
    assert reactions(await school.hears(post(f"/baocao {LINK}"))) == [("5", Reaction.ACCEPTED)]


async def test_an_answer_hangs_on_the_question(school: School) -> None:
    (said,) = await school.hears(post("/trogiup"))
    assert isinstance(said, Say)
    assert said.reply_to == "5"


async def test_an_answer_in_private_needs_no_reply(school: School) -> None:
    *_, said = await school.hears(private("/trogiup"))
    assert isinstance(said, Say)
    assert (said.chat_id, said.reply_to) == ("77", None)


# /rut


async def test_withdrawn_proof_counts_no_more(school: School) -> None:
    said = await school.hears(post(), reply("/rut", to=5))
    assert (reactions(said)[-1], texts(said)) == (("5", Reaction.NONE), [words("withdraw.done")])
    assert await school.counted() == {"Lan Nguyễn": 0}


async def test_the_english_name_withdraws_too(school: School) -> None:
    await school.hears(post(), reply("/withdraw", to=5))
    assert await school.states() == {WITHDRAWN: 1}


async def test_all_links_of_a_message_are_withdrawn_together(school: School) -> None:
    await school.hears(post(f"{LINK} {LINK_2}"), reply("/rut", to=5))
    assert await school.states() == {WITHDRAWN: 2}


async def test_a_pending_picture_can_be_withdrawn(school: School) -> None:
    await school.hears(picture(), reply("/rut", to=5))
    assert await school.states() == {WITHDRAWN: 1}


@pytest.mark.parametrize("number", [11, 12, 13])
async def test_any_part_of_an_album_stands_for_the_album(school: School, number: int) -> None:
    await school.hears(part(1), part(2), part(3))
    assert await texts_of(school, reply("/rut", to=number, album="a1")) == [words("withdraw.done")]


async def test_the_proof_of_others_cannot_be_withdrawn(school: School) -> None:
    await school.hears(post())
    assert await texts_of(school, reply("/rut", to=5, who=MAI)) == [words("withdraw.not_yours")]
    assert await school.states() == {ACCEPTED: 1}


async def test_an_admin_does_not_withdraw_for_others_either(school: School) -> None:
    await school.hears(post())
    assert await texts_of(school, reply("/rut", to=5, who=BOSS)) == [words("withdraw.not_yours")]


async def test_chat_cannot_be_withdrawn(school: School) -> None:
    await school.hears(post("Chào"))
    assert await texts_of(school, reply("/rut", to=5)) == [words("withdraw.nothing")]


async def test_what_is_withdrawn_stays_withdrawn(school: School) -> None:
    await school.hears(post(), reply("/rut", to=5))
    await school.said()
    assert await texts_of(school, reply("/rut", to=5, message_id=51)) == [words("withdraw.already")]


async def test_withdrawing_needs_a_reply(school: School) -> None:
    assert await texts_of(school, post("/rut")) == [words("withdraw.how")]


async def test_withdrawing_in_a_topic_needs_a_real_reply(school: School) -> None:
    topic: dict[str, Any] = {"is_topic_message": True, "message_thread_id": 3}
    assert await texts_of(school, reply("/rut", to=3, **topic)) == [words("withdraw.how")]


async def test_the_same_number_in_another_group_is_another_message(school: School) -> None:
    await school.hears(post())
    assert await texts_of(school, reply("/rut", to=5, chat=OTHER)) == [words("withdraw.nothing")]


async def test_an_anonymous_admin_withdraws_nothing(school: School) -> None:
    await school.hears(post())
    said = await texts_of(school, reply("/rut", to=5, who=ANONYMOUS, sender_chat=GROUP))
    assert said == [words("withdraw.not_yours")]


async def test_a_withdrawn_link_may_be_handed_in_again(school: School) -> None:
    said = await school.hears(post(), reply("/rut", to=5), post(message_id=6))
    assert reactions(said)[-1] == ("6", Reaction.ACCEPTED)


async def test_hand_in_and_withdrawal_of_one_batch_come_to_nothing(school: School) -> None:
    await school.receive(post(), reply("/rut", to=5), post(message_id=6))
    assert await school.states() == {WITHDRAWN: 1, ACCEPTED: 1}


# /toi


async def test_who_has_handed_in_nothing_is_told_how(school: School) -> None:
    assert await texts_of(school, post("/toi")) == [words("me.nothing")]


async def test_who_has_done_the_week_is_told(school: School) -> None:
    (told,) = await texts_of(school, post(), post("/toi", 6))
    assert told.splitlines() == [
        done(WEEK_47, 1, 1),
        lacking(NOVEMBER, 1, 4),
    ]


async def test_what_waits_is_told_beside(school: School) -> None:
    (told,) = await texts_of(school, picture(), post("/me", 6))
    assert told.splitlines()[:2] == [
        lacking(WEEK_47, 0, 1),
        words("me.pending", count=1),
    ]


async def test_ones_own_counts_are_told_in_private_too(school: School) -> None:
    (told,) = await texts_of(school, post(), private("/toi", 6))
    assert "1/1" in told


async def test_proof_of_last_week_is_not_this_weeks(school: School) -> None:
    (told,) = await texts_of(school, post(date=NOON - 7 * 86_400), post("/toi", 6))
    assert told.splitlines() == [
        lacking(WEEK_47, 0, 1),
        lacking(NOVEMBER, 1, 4),
        words("me.on_track", count=1),
    ]


async def test_the_week_turns_at_midnight_in_vietnam(school: School) -> None:
    midnight = NOON - 15 * 3600  # 17:00 UTC on Sunday
    await school.hears(post(date=midnight - 1), post(LINK_2, 6, date=midnight))
    (told,) = await texts_of(school, post("/toi", 7))
    assert told.splitlines()[0] == done(WEEK_47, 1, 1)


async def test_an_anonymous_admin_asks_for_nobody(school: School) -> None:
    assert await texts_of(school, post("/toi", who=ANONYMOUS, sender_chat=GROUP)) == [words("me.nobody")]


async def test_asking_does_not_enrol(school: School) -> None:
    await school.hears(post("/toi"))
    assert await school.counted() == {}


# /tonghop


async def test_an_admin_gets_the_counts_of_the_unit(school: School) -> None:
    await school.hears(post(), post(LINK_2, 6, MAI), picture(message_id=7), post(PROFILE, 8, MAI))
    await school.said()
    (told,) = await texts_of(school, post("/tonghop", 9, BOSS))
    assert told.splitlines() == [
        *words("summary.title", unit="Tổ Toán", period=WEEK_47).splitlines(),
        words("summary.met", met=2, obliged=2, percent=100),
        words("summary.accepted", count=2),
        words("summary.pending", count=1),
        words("summary.rejected", count=1),
    ]


async def test_the_platform_is_asked_who_is_an_admin(school: School) -> None:
    (errand,) = await school.receive(post("/tonghop", who=BOSS))
    assert (errand.question.chat.chat_id, errand.question.user_id) == ("-1001", "79")
    assert await school.said() == []


async def test_the_platform_is_not_asked_twice_within_a_minute(school: School) -> None:
    await school.hears(post("/tonghop", who=BOSS))
    assert await school.receive(post("/tonghop", 6, BOSS)) == []


async def test_the_platform_is_asked_again_later(school: School) -> None:
    await school.hears(post("/tonghop", who=BOSS))
    school.later(seconds=61)
    assert len(await school.receive(post("/tonghop", 6, BOSS))) == 1


async def test_the_counts_name_nobody_in_a_group(school: School) -> None:
    await school.hears(post())
    await school.said()
    (told,) = await texts_of(school, post("/tonghop", 9, BOSS))
    assert "Lan" not in told


async def test_a_member_is_refused_in_private(school: School) -> None:
    (said,) = await school.hears(post("/tonghop", who=MAI))
    assert said == Say("78", words("summary.not_allowed"))


async def test_a_member_without_a_private_chat_is_refused_in_the_group(school: School) -> None:
    await school.hears(post("/tonghop", who=MAI))
    assert await school.fallbacks() == [Say("-1001", words("summary.not_allowed"), reply_to="5")]


async def test_an_anonymous_admin_is_an_admin(school: School) -> None:
    await school.hears(post())
    await school.said()
    (told,) = await texts_of(school, post("/tonghop", 6, ANONYMOUS, sender_chat=GROUP))
    assert words("summary.accepted", count=1) in told


async def test_an_operator_needs_no_rights_in_the_group(school: School) -> None:
    assert await school.receive(post("/tonghop", who=OPERATOR)) == []


async def test_an_operator_sees_all_units_in_private(school: School) -> None:
    await school.hears(post(), post(LINK_2, who=MAI, chat=OTHER))
    await school.said()
    (told,) = await texts_of(school, private("/tonghop", who=OPERATOR))
    assert words("summary.all_units") in told.splitlines()[0]
    assert told.splitlines()[-2:] == [
        words("summary.unit", unit=words("summary.group", title=title), met=1, obliged=1, accepted=1)
        for title in ("Tổ Toán", "Tổ Văn")
    ]


async def test_an_admin_is_sent_to_the_group_from_private(school: School) -> None:
    assert await texts_of(school, private("/tonghop", who=BOSS)) == [words("summary.in_group")]


async def test_a_group_without_proof_has_nobody_to_count(school: School) -> None:
    (told,) = await texts_of(school, post("/tonghop", who=BOSS))
    assert told.splitlines()[-1] == words("summary.nobody")


async def test_an_unconnected_group_has_no_counts_where_enrolment_is_closed(closed_school: School) -> None:
    assert await texts_of(closed_school, post("/tonghop", who=BOSS)) == [words("summary.nothing")]


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("", WEEK_47),
        ("tuần này", WEEK_47),
        ("tuan nay", WEEK_47),
        ("TUẦN TRƯỚC", "Tuần 46 (10/11 – 16/11/2025)"),
        ("tuần 46", "Tuần 46 (10/11 – 16/11/2025)"),
        ("tháng 11", "Tháng 11/2025"),
        ("thang truoc", "Tháng 10/2025"),
        ("tháng 12", "Tháng 12/2024"),
        ("quý 4", "Quý 4/2025"),
        ("17/11-23/11", "17/11 – 23/11/2025"),
        ("last week", "Tuần 46 (10/11 – 16/11/2025)"),
    ],
)
async def test_periods_are_understood_as_people_write_them(school: School, phrase: str, shown: str) -> None:
    (told,) = await texts_of(school, post(f"/tonghop {phrase}", who=BOSS))
    assert told.splitlines()[1] == shown


@pytest.mark.parametrize(
    "phrase", ["tuần 99", "mùa quýt", "31/2", "tháng 13", "quý 5", "tuần 47 48", "-1", "٣"]
)
async def test_a_period_nobody_understands_is_asked_for_again(school: School, phrase: str) -> None:
    assert await texts_of(school, post(f"/tonghop {phrase}", who=BOSS)) == [words("summary.period")]


async def test_a_summary_of_a_topic_goes_to_the_topic(school: School) -> None:
    topic: dict[str, Any] = {
        "is_topic_message": True,
        "message_thread_id": 3,
        "reply_to_message": {"message_id": 3},
    }
    (said,) = await school.hears(post("/tonghop", who=BOSS, **topic))
    assert isinstance(said, Say)
    assert said.topic == "3"


async def test_proof_goes_on_while_the_platform_is_asked(school: School) -> None:
    await school.receive(post("/tonghop", who=BOSS), post(message_id=6), post(LINK_2, 7, MAI))
    assert await school.states() == {ACCEPTED: 2}


async def test_an_errand_leaves_the_others_of_its_batch_answered(school: School) -> None:
    await school.receive(post(LINK_3), post("/tonghop", 6, BOSS), picture(message_id=7))
    assert reactions(await school.said()) == [("5", Reaction.ACCEPTED), ("7", Reaction.PENDING)]
    assert await school.states() == {ACCEPTED: 1, PENDING: 1}
