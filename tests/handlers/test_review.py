"""/duyet: one item after the other, in private, each decided by one press."""

from collections.abc import AsyncIterator

import pytest

from rules.outgoing import Rewrite, Say, Show
from rules.reviewing import REASONS
from rules.verdicts import ACCEPTED, PENDING, REJECTED, WITHDRAWN
from storage import Store
from tests.handlers.reviewing import (
    all_buttons,
    ask,
    buttons,
    heard,
    is_sound,
    lead,
    named,
    of_version,
    opened,
    pressing,
    reacted,
    rewritten,
    settle,
    shown,
    states,
    store_image,
    store_part,
    wait,
)
from tests.handlers.school import (
    BOSS,
    LINK,
    MAI,
    OPERATOR,
    School,
    edit,
    part,
    picture,
    post,
    private,
    reply,
    texts,
    words,
)
from tests.ledgers import (
    empty_postgres_url,
    ledger_url,
    postgres_ledger,
    sqlite_template,
    sqlite_url,
    store,
)
from tests.platforms.updates import ANONYMOUS, GROUP, LAN
from tests.storage.ledger import change, rows

__all__ = ["empty_postgres_url", "ledger_url", "postgres_ledger", "sqlite_template", "sqlite_url", "store"]

A, B, C, D = (letter * 64 for letter in "abcd")


@pytest.fixture
async def school(store: Store) -> AsyncIterator[School]:
    """On each kind of database in turn; Bình administers the group."""
    school = School(store)
    await school.hears(post("Chào", 80))
    await lead(school)
    yield school
    assert await is_sound(school)


# what is shown


async def test_an_item_tells_who_where_when_and_why(school: School) -> None:
    await wait(school, "u1")
    (told,) = shown(await opened(school))
    assert "Lan Nguyễn – Tổ Toán\ngửi lúc 15:00 17/11/2025" in told
    assert words("review.because.picture") in told
    assert words("review.noted", action="Đăng bài") in told


async def test_a_picture_that_was_fetched_is_shown(school: School) -> None:
    await wait(school, "u1")
    await store_image(school, 1, A)
    (item,) = [each for each in await opened(school) if isinstance(each, Show)]
    assert (item.chat_id, item.images) == ("79", (A,))


async def test_a_picture_that_was_not_fetched_is_told_about(school: School) -> None:
    await wait(school, "u1")
    (told,) = shown(await opened(school))
    assert words("review.no_picture") in told


async def test_a_suspected_copy_stands_left_and_what_it_may_be_a_copy_of_right(school: School) -> None:
    await wait(school, "u1")
    await wait(school, "u2", who=MAI)
    await store_image(school, 1, A)
    await store_image(school, 2, B)
    await ask(school, 2, "copy", 1)
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    (item,) = [each for each in said if isinstance(each, Show)]
    assert item.images == (B, A)
    assert words("review.other_beside", name="Lan Nguyễn", unit="Tổ Toán", at="15:00 17/11/2025") in item.text


async def test_of_two_albums_the_very_parts_that_look_alike_are_shown(school: School) -> None:
    await school.hears(part(1), part(2), part(3, album="b2", who=MAI), part(4, album="b2", who=MAI))
    for number, name in enumerate((A, B, C, D), 1):
        await store_part(school, number, name)
    await change(
        school.store,
        "UPDATE picture SET finding = 'copy', other_id = 1, other_picture_id = 2 WHERE id = 4",
    )
    await ask(school, 2, "copy", 1)
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    (item,) = [each for each in said if isinstance(each, Show)]
    assert item.images == (D, B)


async def test_of_albums_the_part_in_question_stands_beside_all_of_the_other(school: School) -> None:
    first, second = [part(1), part(2)], [part(5, album="a2", who=MAI), part(6, album="a2", who=MAI)]
    await school.hears(*first, *second)
    for number, name in enumerate((A, B, C, D), 1):
        await store_part(school, number, name)
    await change(school.store, "UPDATE picture SET finding = 'copy' WHERE id = 4")
    await ask(school, 2, "copy", 1)
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    (item,) = [each for each in said if isinstance(each, Show)]
    assert item.images == (D, A, B)
    assert (
        words("review.others_beside", name="Lan Nguyễn", unit="Tổ Toán", at="15:00 17/11/2025") in item.text
    )


async def test_a_link_is_shown_by_its_address(school: School) -> None:
    await school.hears(post())
    await ask(school, 1, "audit")
    (told,) = shown(await opened(school))
    assert LINK in told
    assert words("review.because.audit") in told


async def test_how_much_is_left_is_told(school: School) -> None:
    await wait(school, "u1", "u2", "u3")
    (told,) = shown(await opened(school))
    assert words("review.left", count=2) in told


async def test_every_button_is_short_enough(school: School) -> None:
    await wait(school, "u1", "u2")
    said = await opened(school)
    said += await school.hears(pressing(named(said, "Chưa đạt")))
    found = [button for each in said for button in all_buttons(each)]
    assert len(found) > len(REASONS)
    assert all(len(button.data.encode()) <= 64 for button in found)


async def test_nothing_left_is_a_kind_word(school: School) -> None:
    assert texts(await opened(school)) == [words("review.nothing_left")]


# deciding


async def test_one_press_accepts(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(pressing(named(await opened(school), "Chấp nhận")))
    assert heard(said) == [words("review.done.accepted")]
    assert "✓ Bình Lê đã chấp nhận" in rewritten(said)[0]
    assert reacted(said) == [("-1001", "200", "accepted")]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_the_next_item_comes_as_a_new_message(school: School) -> None:
    await wait(school, "u1", "u2")
    said = await school.hears(pressing(named(await opened(school), "✓ Chấp nhận")))
    assert len(shown(said)) == 1
    assert words("review.because.picture") in shown(said)[0]


async def test_the_words_under_a_picture_are_rewritten_as_such(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(pressing(named(await opened(school), "Chấp nhận"), of_picture=True))
    assert [each.of_picture for each in said if isinstance(each, Rewrite)] == [True]


async def test_who_decided_is_on_record(school: School) -> None:
    await wait(school, "u1")
    await school.hears(pressing(named(await opened(school), "Chấp nhận")))
    query = "SELECT state, reason, by_account FROM decision ORDER BY id"
    assert (await rows(school.store, query))[-1] == (ACCEPTED, "review", "telegram:79")


async def test_a_refusal_asks_for_a_reason_first(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    assert words("review.which") in rewritten(said)[0]
    assert await states(school) == {1: PENDING}


async def test_a_refusal_is_told_to_the_sender_in_private(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    said = await school.hears(pressing(named(asked, "Ảnh không đọc được")))
    (told,) = shown(said, LAN)
    assert words("review.why.unreadable") in told
    assert reacted(said) == [("-1001", "200", "not_a_post")]
    assert await states(school) == {1: REJECTED}


async def test_in_the_group_no_reason_is_ever_told(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    await school.hears(pressing(named(asked, "Ảnh của người khác")))
    instead = [each for each in await school.fallbacks() if isinstance(each, Say) and each.reply_to == "200"]
    assert [each.text for each in instead] == [words("review.told.in_group")]


async def test_a_refusal_can_be_thought_over(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    said = await school.hears(pressing(named(asked, "Quay lại")))
    assert "✓ Chấp nhận" in buttons(said)


async def typing(school: School) -> None:
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    await school.hears(pressing(named(asked, "Lý do khác")))
    await school.said()


async def test_a_reason_of_ones_own_is_typed(school: School) -> None:
    await wait(school, "u1")
    await typing(school)
    said = await school.hears(private("Ảnh bị  mờ\nquá", 93, BOSS))
    assert "Lý do: Ảnh bị mờ quá" in rewritten(said)[0]
    assert words("review.why.own", reason="Ảnh bị mờ quá") in shown(said, LAN)[0]


async def test_a_typed_reason_is_put_into_the_message_it_is_about(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(
        pressing(named(await opened(school), "Chưa đạt"), message_id=711, of_picture=True)
    )
    await school.hears(pressing(named(asked, "Lý do khác"), message_id=711, of_picture=True))
    await school.said()
    said = await school.hears(private("Mờ", 93, BOSS))
    edits = [(each.message_id, each.of_picture) for each in said if isinstance(each, Rewrite)]
    assert edits == [("711", True)]


async def test_a_command_means_that_no_reason_will_be_typed(school: School) -> None:
    await wait(school, "u1")
    await typing(school)
    await school.hears(private("/toi", 93, BOSS), private("Ảnh mờ", 94, BOSS))
    assert await states(school) == {1: PENDING}


async def test_after_ten_minutes_nobody_waits_for_a_reason(school: School) -> None:
    await wait(school, "u1")
    await typing(school)
    school.later(minutes=11)
    await school.hears(private("Ảnh mờ", 94, BOSS))
    assert await states(school) == {1: PENDING}


async def test_another_press_means_that_no_reason_will_be_typed(school: School) -> None:
    await wait(school, "u1", "u2")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    own = await school.hears(pressing(named(asked, "Lý do khác")))
    await school.hears(pressing(named(own, "Quay lại")), private("Ảnh mờ", 94, BOSS))
    assert set((await states(school)).values()) == {PENDING}


async def test_what_others_write_is_no_reason(school: School) -> None:
    await wait(school, "u1")
    await typing(school)
    await school.hears(private("Ảnh mờ", 94, MAI))
    assert await states(school) == {1: PENDING}


async def test_what_is_put_off_comes_last(school: School) -> None:
    await wait(school, "u1")
    await wait(school, "u2", who=MAI)
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    assert "Mai Trần" in shown(said)[0]
    said = await school.hears(pressing(named(said, "✓ Chấp nhận")))
    assert "Lan Nguyễn" in shown(said)[0]


async def test_the_only_item_is_not_shown_again_at_once(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    assert shown(said) == [words("review.only_put_off")]


# taking back


async def test_a_decision_can_be_taken_back(school: School) -> None:
    await wait(school, "u1")
    done = await school.hears(pressing(named(await opened(school), "Chấp nhận")))
    said = await school.hears(pressing(named(done, "Hoàn tác")))
    assert "✓ Chấp nhận" in buttons(said)
    assert reacted(said) == [("-1001", "200", "pending")]
    assert await school.counted() == {"Lan Nguyễn": 0}


async def test_a_refusal_that_is_taken_back_is_told(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    done = await school.hears(pressing(named(asked, "Ảnh không đọc được")))
    said = await school.hears(pressing(named(done, "Hoàn tác")))
    assert shown(said, LAN) == [words("review.told.again", at="15:00 17/11/2025")]
    assert await states(school) == {1: PENDING}


async def test_what_was_handed_in_again_meanwhile_cannot_be_taken_back(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    done = await school.hears(pressing(named(asked, "Ảnh không đọc được")))
    await school.hears(picture("u1", 300))
    said = await school.hears(pressing(named(done, "Hoàn tác")))
    assert heard(said) == [words("review.taken_back_late")]
    assert await states(school) == {1: REJECTED, 2: PENDING}


async def test_a_picture_whose_link_counts_by_now_cannot_be_taken_back(school: School) -> None:
    await wait(school, "u1")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    done = await school.hears(pressing(named(asked, "Ảnh không đọc được")))
    await school.hears(edit(LINK, 200))
    said = await school.hears(pressing(named(done, "Hoàn tác")))
    assert heard(said) == [words("review.taken_back_late")]
    assert await states(school) == {1: REJECTED, 2: ACCEPTED}


async def test_an_old_undo_is_void(school: School) -> None:
    await wait(school, "u1")
    first = await opened(school)
    done = await school.hears(pressing(named(first, "Chấp nhận")))
    undo = named(done, "Hoàn tác")
    again = await school.hears(pressing(undo))
    await school.hears(pressing(named(again, "Chấp nhận")))
    await school.said()
    assert "Bình Lê đã chấp nhận" in heard(await school.hears(pressing(undo)))[0]
    assert await states(school) == {1: ACCEPTED}


# too late


async def test_pressed_twice_the_second_hears_what_was_decided(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    await school.hears(pressing(data))
    await school.said()
    assert heard(await school.hears(pressing(data))) == [
        words("review.was.accepted", name="Bình Lê", at="15:00 17/11/2025")
    ]


async def test_the_second_of_two_reviewers_hears_who_was_first(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    await school.hears(pressing(data))
    await school.said()
    said = await school.hears(pressing(data.replace(":ok:", ":no:"), OPERATOR))
    assert "Bình Lê đã chấp nhận" in heard(said)[0]
    assert "Bình Lê đã chấp nhận" in rewritten(said)[0]
    assert await states(school) == {1: ACCEPTED}


async def test_who_came_second_sees_what_is_next(school: School) -> None:
    await wait(school, "u1", "u2")
    data = named(await opened(school), "✓ Chấp nhận")
    await school.hears(pressing(data))
    await school.said()
    said = await school.hears(pressing(data, OPERATOR))
    assert words("review.item") in texts(said)[-1]


async def test_who_pressed_twice_sees_nothing_twice(school: School) -> None:
    await wait(school, "u1", "u2")
    data = named(await opened(school), "✓ Chấp nhận")
    await school.hears(pressing(data))
    await school.said()
    assert texts(await school.hears(pressing(data))) == []


async def test_what_was_withdrawn_leaves_the_queue(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    await school.hears(reply("/rut", to=200))
    await school.said()
    assert heard(await school.hears(pressing(data))) == [words("review.gone")]
    assert texts(await opened(school)) == [words("review.nothing_left")]
    assert await states(school) == {1: WITHDRAWN}


async def test_an_item_that_turned_out_to_be_a_suspected_copy_is_looked_at_again(school: School) -> None:
    await wait(school, "u1", "u2")
    data = named(await opened(school), "✓ Chấp nhận")
    await ask(school, 1, "copy", 2)
    assert heard(await school.hears(pressing(data))) == [words("review.changed")]
    assert await states(school) == {1: PENDING, 2: PENDING}


# all at once


async def test_all_pictures_without_doubt_are_accepted_at_once(school: School) -> None:
    await wait(school, "u1", "u2", "u3")
    sure = await school.hears(pressing(named(await opened(school), "tất cả (3)")))
    assert set((await states(school)).values()) == {PENDING}
    said = await school.hears(pressing(named(sure, "cả 3 ảnh")))
    assert rewritten(said) == [words("review.accepted_all", count=3)]
    assert sorted(reacted(said)) == [("-1001", str(number), "accepted") for number in (200, 201, 202)]
    assert await school.counted() == {"Lan Nguyễn": 3}


async def test_what_came_after_it_was_shown_is_not_among_them(school: School) -> None:
    await wait(school, "u1", "u2")
    sure = await school.hears(pressing(named(await opened(school), "tất cả")))
    await school.hears(picture("u3", 310))
    await settle(school)
    await school.hears(pressing(named(sure, "cả 2 ảnh")))
    assert await states(school) == {1: ACCEPTED, 2: ACCEPTED, 3: PENDING}


async def test_suspected_copies_and_what_was_put_off_are_never_among_them(school: School) -> None:
    await wait(school, "u1", "u2", "u3", "u4")
    await ask(school, 3, "copy", 1)
    said = await school.hears(pressing(named(await opened(school), "Để sau")))
    sure = await school.hears(pressing(named(said, "tất cả (2)")))
    await school.hears(pressing(named(sure, "cả 2 ảnh")))
    assert await states(school) == {1: PENDING, 2: ACCEPTED, 3: PENDING, 4: ACCEPTED}


async def test_pictures_the_machine_has_not_compared_are_never_among_them(school: School) -> None:
    await school.hears(picture("u1", 200), picture("u2", 201))
    assert not any("tất cả" in label for label in buttons(await opened(school)))


async def test_pressed_twice_all_are_accepted_once(school: School) -> None:
    await wait(school, "u1", "u2")
    sure = await school.hears(pressing(named(await opened(school), "tất cả")))
    data = named(sure, "cả 2 ảnh")
    await school.hears(pressing(data))
    await school.said()
    assert rewritten(await school.hears(pressing(data))) == [words("review.accepted_all", count=0)]
    assert await school.counted() == {"Lan Nguyễn": 2}


# who may


async def test_an_admin_who_types_it_in_the_group_is_answered_in_private(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(post("/duyet", 95, BOSS))
    assert [each.chat_id for each in said] == ["79"]


async def test_where_no_private_chat_is_open_the_group_hears_only_how_to_open_one(school: School) -> None:
    await wait(school, "u1")
    await school.hears(post("/duyet", 95, BOSS))
    instead = [each for each in await school.fallbacks() if isinstance(each, Say) and each.reply_to == "95"]
    assert [(each.chat_id, each.text) for each in instead] == [("-1001", words("review.open_private"))]


async def test_a_member_is_told_in_private_whose_it_is(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(post("/duyet", 95, MAI))
    assert [(each.chat_id, each.text) for each in said if isinstance(each, Say)] == [
        ("78", words("review.not_allowed"))
    ]


async def test_a_member_in_private_is_told_how(school: School) -> None:
    await wait(school, "u1")
    assert texts(await school.hears(private("/duyet", 95, MAI))) == [words("review.in_group")]


async def test_an_anonymous_admin_is_asked_to_show_a_name(school: School) -> None:
    await wait(school, "u1")
    anonymous = {"sender_chat": GROUP}
    said = await school.hears(post("/duyet", 95, ANONYMOUS, **anonymous))
    assert texts(said) == [words("review.anonymous")]


async def test_who_is_no_admin_any_more_reviews_nothing(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    school.admins.clear()
    school.later(minutes=2)
    assert heard(await school.hears(pressing(data))) == [words("review.not_allowed")]
    assert await states(school) == {1: PENDING}


async def test_rights_are_asked_again_after_a_minute(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    school.later(minutes=2)
    (errand,) = await school.receive(pressing(data))
    assert (errand.question.chat.chat_id, errand.question.user_id) == ("-1001", "79")


async def test_an_operator_reviews_everything(school: School) -> None:
    await wait(school, "u1")
    await school.hears(pressing(named(await opened(school, OPERATOR), "Chấp nhận"), OPERATOR))
    assert await states(school) == {1: ACCEPTED}


async def test_an_admin_of_another_group_decides_nothing_here(school: School) -> None:
    await wait(school, "u1")
    data = named(await opened(school), "Chấp nhận")
    other = {"id": -1002, "title": "Tổ Văn", "type": "supergroup"}
    school.admins.add(78)
    await school.hears(post("/tonghop", 96, MAI, chat=other))
    school.admins.discard(79)
    await school.said()
    assert heard(await school.hears(pressing(data, MAI))) == [words("review.not_allowed")]


async def test_nobody_reviews_what_they_handed_in_themselves(school: School) -> None:
    await wait(school, "u1", who=BOSS)
    assert texts(await opened(school)) == [words("review.nothing_left")]
    assert heard(await school.hears(pressing("review:ok:1:0"))) == [words("review.own")]
    assert await states(school) == {1: PENDING}


async def test_nobody_looks_again_at_their_own_accepted_proof(school: School) -> None:
    await school.hears(post(who=BOSS))
    await ask(school, 1, "audit")
    await school.said()
    assert heard(await school.hears(pressing("review:ok:1:0"))) == [words("review.own")]


@pytest.mark.parametrize(
    "data",
    ["review", "review:", "review:ok", "review:ok:x:0", "review:ok:1", "review:boom:1:0", "review:ok:١:0"],
)
async def test_forged_buttons_do_nothing(school: School, data: str) -> None:
    await wait(school, "u1")
    assert heard(await school.hears(pressing(data))) == [words("button.old")]
    assert await states(school) == {1: PENDING}


@pytest.mark.parametrize("data", ["review:why:1:0:99", "review:why:1:0"])
async def test_a_reason_that_is_none_does_nothing(school: School, data: str) -> None:
    await wait(school, "u1")
    await school.hears(pressing(data))
    assert await states(school) == {1: PENDING}


async def test_a_review_that_is_none_is_gone(school: School) -> None:
    assert heard(await school.hears(pressing("review:ok:999:0"))) == [words("review.gone")]


async def test_a_button_that_was_carried_into_a_group_does_nothing(school: School) -> None:
    await wait(school, "u1")
    said = await school.hears(pressing("review:ok:1:0", chat=GROUP))
    assert heard(said) == [words("review.only_private")]
    assert await states(school) == {1: PENDING}


async def test_a_button_of_a_later_version_does_nothing(school: School) -> None:
    await wait(school, "u1")
    await school.hears(pressing(of_version("review:ok:1:0", 7)))
    assert await states(school) == {1: PENDING}


# by lot


async def test_a_look_that_finds_nothing_wrong_says_nothing_to_anybody(school: School) -> None:
    await school.hears(post())
    await ask(school, 1, "audit")
    said = await school.hears(pressing(named(await opened(school), "Chấp nhận")))
    assert (reacted(said), shown(said, LAN)) == ([], [])
    assert await states(school) == {1: ACCEPTED}


async def test_a_look_that_finds_something_wrong_takes_it_out(school: School) -> None:
    await school.hears(post())
    await ask(school, 1, "audit")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    said = await school.hears(pressing(named(asked, "Không phải bài về nhà trường")))
    assert reacted(said) == [("-1001", "5", "not_a_post")]
    assert await school.counted() == {"Lan Nguyễn": 0}


async def test_a_look_taken_back_leaves_it_accepted(school: School) -> None:
    await school.hears(post())
    await ask(school, 1, "audit")
    asked = await school.hears(pressing(named(await opened(school), "Chưa đạt")))
    done = await school.hears(pressing(named(asked, "Không phải bài về nhà trường")))
    await school.hears(pressing(named(done, "Hoàn tác")))
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_the_error_rate_is_told(school: School) -> None:
    await school.hears(post(), post("https://www.facebook.com/abc/posts/2", 6))
    await ask(school, 1, "audit")
    await ask(school, 2, "audit")
    done = await school.hears(pressing(named(await opened(school), "Chấp nhận")))
    asked = await school.hears(pressing(named(done, "Chưa đạt")))
    await school.hears(pressing(named(asked, "Không phải bài về nhà trường")))
    await school.said()
    (told,) = texts(await school.hears(private("/duyet kết quả tháng 11", 97, BOSS)))
    rate = words("audits.rate", wrong=1, looked_at=2, rate="50", low="9,5", high="90,5")
    assert told.splitlines()[2] == rate


async def test_a_period_nobody_knows_is_explained(school: School) -> None:
    (told,) = texts(await school.hears(private("/duyet kết quả mùa thu", 97, BOSS)))
    assert told == words("review.results_how", code="mua")


async def test_other_words_behind_the_command_are_explained(school: School) -> None:
    assert texts(await school.hears(private("/duyet nhanh", 97, BOSS))) == [words("review.how")]
