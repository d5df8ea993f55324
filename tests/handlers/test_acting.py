"""Posts, shares and interactions told apart; what a featured page's own post proves."""

from typing import Any

import pytest

from rules.outgoing import AnswerButton, Outgoing, Reaction, Rewrite
from rules.verdicts import ACCEPTED, DUPLICATE, INTERACTION, PENDING, POST, REJECTED, SHARE, WITHDRAWN
from storage import Brought, Store
from tests.handlers.school import (
    BOSS,
    LINK,
    LINK_2,
    MAI,
    School,
    edit,
    part,
    picture,
    post,
    private,
    reactions,
    reply,
    texts,
    words,
)
from tests.handlers.test_spreading import ANNOUNCEMENT, answering, evidence, feature, press, questions
from tests.ledgers import empty_postgres_url, ledger_url, postgres_ledger, store
from tests.platforms.updates import GROUP
from tests.storage.ledger import WEEK, change, reading, rows
from tests.storage.province import Province, address_of, small_province

__all__ = ["empty_postgres_url", "ledger_url", "postgres_ledger", "store"]

ON_SEN = f"{address_of('SEN')}/posts/1"
ON_DAO = f"{address_of('DAO')}/posts/2"
ON_CUC = f"{address_of('CUC')}/posts/3"
SEN_GROUP = {"id": -1005, "title": "Trường Sen", "type": "supergroup"}
NOWHERE = {"id": -1006, "title": "Tổ Văn", "type": "supergroup"}


@pytest.fixture
def school(store: Store) -> School:
    """On both databases: what counts as what is the database's to keep."""
    return School(store)


@pytest.fixture
async def province(school: School) -> Province:
    """Lan's group is Hoa Cúc's; Hoa Sen is to be featured."""
    province = await small_province(school.store)
    group = await province.group("CUC", str(GROUP["id"]))
    await province.say_on_monday(group, str(ANNOUNCEMENT))
    await province.group("SEN", str(SEN_GROUP["id"]))
    return province


async def deeds(school: School) -> list[tuple[Any, ...]]:
    """(state, action) of all that was handed in."""
    return await rows(school.store, "SELECT state, action FROM evidence ORDER BY id")


def pressing(action: str, submission: str = "5", who: dict[str, Any] | None = None) -> dict[str, Any]:
    return press(f"action:{action}:{submission}", **({"who": who} if who else {}))


def answers(said: list[Outgoing]) -> list[tuple[str, bool]]:
    return [(each.text, each.alert) for each in said if isinstance(each, AnswerButton)]


# Words


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("Em nộp bài", POST),
        ("Em đã chia sẻ", SHARE),
        ("da share ve tuong", SHARE),
        ("Em thả tim rồi ạ", INTERACTION),
        ("Em chưa share được", POST),
        ("Chương trình “Chia sẻ yêu thương”", POST),
    ],
)
async def test_words_beside_a_link_tell_what_was_done(
    school: School, province: Province, said: str, action: str
) -> None:
    assert reactions(await school.hears(post(f"{said} {LINK}"))) == [("5", Reaction.ACCEPTED)]
    assert await deeds(school) == [(ACCEPTED, action)]


async def test_a_caption_tells_what_a_picture_shows(school: School, province: Province) -> None:
    await school.hears(picture(caption="Em đã like ạ"))
    assert await deeds(school) == [(PENDING, INTERACTION)]


async def test_a_caption_that_comes_with_a_later_part_tells_too(school: School, province: Province) -> None:
    await school.hears(part(1), part(2, "Em đã bình luận ạ"))
    assert await deeds(school) == [(PENDING, INTERACTION)]


async def test_forwarded_words_are_anothers(school: School, province: Province) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Hoa", "date": 1}
    await school.hears(post(f"Em thả tim rồi ạ {LINK}", forward_origin=origin))
    assert await deeds(school) == [(ACCEPTED, POST)]


async def test_each_line_speaks_of_its_own_link(school: School, province: Province) -> None:
    await school.hears(post(f"Chia sẻ: {LINK}\nThả tim: {LINK_2}"))
    assert await deeds(school) == [(ACCEPTED, SHARE), (ACCEPTED, INTERACTION)]


async def test_most_proof_needs_no_words_of_the_bots(school: School, province: Province) -> None:
    assert texts(await school.hears(post(f"Em đã chia sẻ {LINK}"), post(f"em like {LINK_2}", 6))) == []


# Once for the quota, once beside it


async def test_an_interaction_is_counted_beside_the_post(school: School, province: Province) -> None:
    await school.hears(post(), post(f"Em đã like {LINK}", 6))
    assert await deeds(school) == [(ACCEPTED, POST), (ACCEPTED, INTERACTION)]
    assert await school.counted() == {"Lan Nguyễn": 1}
    assert await reading(school.store).whole.verify() == []


@pytest.mark.parametrize("said", ["Em đã like", "Em đã chia sẻ", "Em đã đăng bài"])
async def test_the_same_deed_is_counted_once(school: School, province: Province, said: str) -> None:
    await school.hears(post(f"{said} {LINK}"), post(f"{said} {LINK}", 6))
    assert [state for state, _ in await deeds(school)] == [ACCEPTED, DUPLICATE]


async def test_a_post_and_its_share_are_counted_once(school: School, province: Province) -> None:
    await school.receive(post(f"Em đã đăng bài {LINK}"), post(f"Em đã chia sẻ {LINK}", 6))
    assert [state for state, _ in await deeds(school)] == [ACCEPTED, DUPLICATE]


async def test_two_likes_of_one_batch_are_one(school: School, province: Province) -> None:
    await school.receive(post(f"like {LINK}"), post(f"like {LINK}", 6))
    assert [state for state, _ in await deeds(school)] == [ACCEPTED, DUPLICATE]


async def test_many_may_share_one_post(school: School, province: Province) -> None:
    await school.receive(*(post(f"đã share {LINK}", 5 + n, who) for n, who in enumerate((MAI, BOSS))))
    assert [state for state, _ in await deeds(school)] == [ACCEPTED, ACCEPTED]


async def test_interactions_are_shown_beside(school: School, province: Province) -> None:
    await school.hears(post(), post(f"Em đã like {LINK}", 6))
    (mine,) = texts(await school.hears(post("/toi", 7)))
    assert words("me.interactions", count=1) in mine
    (all_,) = texts(await school.hears(post("/tonghop", 8, BOSS)))
    assert words("summary.interactions", count=1) in all_


async def test_an_interaction_is_withdrawn_like_the_rest(school: School, province: Province) -> None:
    await school.hears(post(f"Em đã like {LINK}"), reply("/rut", to=5))
    assert await deeds(school) == [(WITHDRAWN, INTERACTION)]
    assert await reading(school.store).whole.verify() == []


# Whose page it is


@pytest.mark.parametrize(("link", "action"), [(ON_CUC, POST), (ON_DAO, SHARE)])
async def test_a_page_tells_what_was_done(school: School, province: Province, link: str, action: str) -> None:
    await school.hears(post(link))
    assert await deeds(school) == [(ACCEPTED, action)]


async def test_a_post_of_the_school_is_its_teachers_groups_too(school: School, province: Province) -> None:
    await province.unit("TO-TOAN", "school", "SEN")
    await province.group("TO-TOAN", "-1007")
    await feature(province, "SEN")
    await school.hears(post(ON_SEN, chat={**SEN_GROUP, "id": -1007}))
    assert await deeds(school) == [(ACCEPTED, POST)]


async def test_a_liked_post_is_no_new_one_of_its_page(school: School, province: Province) -> None:
    await school.hears(post(f"Em đã like {ON_DAO}"))
    assert await reading(school.store).pages.posts(WEEK) == {}


# The featured original


@pytest.mark.parametrize("said", ["", "Em đã chia sẻ ", "Em đã đăng bài "])
async def test_the_featured_original_proves_no_share(school: School, province: Province, said: str) -> None:
    await feature(province, "SEN")
    answer = await school.hears(post(f"{said}{ON_SEN}"))
    assert reactions(answer) == [("5", Reaction.NOT_A_POST)]
    assert texts(answer) == [words("proof.original")]
    assert await rows(school.store, "SELECT state, reason FROM evidence") == [(REJECTED, "original")]
    assert await reading(school.store).whole.verify() == []


async def test_neither_does_it_as_an_answer_to_the_announcement(school: School, province: Province) -> None:
    (sen,) = await feature(province, "SEN")
    assert texts(await school.hears(answering(post(ON_SEN)))) == [words("proof.original")]
    assert await reading(school.store).features.brought([sen]) == {sen: Brought()}


async def test_the_same_mistake_is_not_told_twice_in_a_row(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN))
    assert texts(await school.hears(post(f"{ON_SEN}1", 6))) == []


async def test_after_good_proof_it_is_told_again(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN), post(LINK, 6))
    assert texts(await school.hears(post(f"{ON_SEN}1", 7))) == [words("proof.original")]


async def test_another_mistake_is_told_as_what_it_is(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN))
    assert texts(await school.hears(post(address_of("DAO"), 6))) == [words("proof.not_a_post")]


async def test_beside_a_share_the_original_is_no_mistake(school: School, province: Province) -> None:
    await feature(province, "SEN")
    answer = await school.hears(post(f"{LINK} {ON_SEN}"))
    assert (reactions(answer), texts(answer)) == ([("5", Reaction.ACCEPTED)], [])


async def test_the_original_may_be_liked(school: School, province: Province) -> None:
    (sen,) = await feature(province, "SEN")
    answer = await school.hears(post(f"Em đã thả tim ạ {ON_SEN}"))
    assert (reactions(answer), texts(answer)) == ([("5", Reaction.ACCEPTED)], [])
    assert await evidence(school) == [(ACCEPTED, INTERACTION, sen)]


async def test_whoever_liked_and_shared_it_hears_what_is_missing(school: School, province: Province) -> None:
    await feature(province, "SEN")
    answer = await school.hears(post(f"Em đã like và share ạ {ON_SEN}"))
    assert (reactions(answer), texts(answer)) == (
        [("5", Reaction.ACCEPTED)],
        [words("proof.original_liked")],
    )
    assert await deeds(school) == [(ACCEPTED, INTERACTION)]


async def test_its_own_people_hand_it_in_as_their_pages_post(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN, chat=SEN_GROUP))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_its_own_people_may_do_so_in_private_and_elsewhere(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(LINK, chat=SEN_GROUP), private(ON_SEN, 6), post(f"{ON_SEN}1", 7))
    assert [state for state, _ in await deeds(school)] == [ACCEPTED] * 3


async def test_in_private_the_original_proves_no_share_either(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(LINK), private(ON_SEN, 6))
    assert (await deeds(school))[1] == (REJECTED, SHARE)


async def test_last_weeks_featured_page_is_a_page_like_others(school: School, province: Province) -> None:
    await province.choose("SO", WEEK.first.replace(day=10), "SEN")
    await province.announce("SO", WEEK.first.replace(day=10))
    await school.hears(post(ON_SEN))
    assert await deeds(school) == [(ACCEPTED, SHARE)]


async def test_where_nobody_knows_the_unit_nothing_is_turned_down(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN, chat=NOWHERE))
    assert await deeds(school) == [(ACCEPTED, POST)]


# Edits


async def test_an_edit_may_say_that_it_was_a_like(school: School, province: Province) -> None:
    await school.hears(post())
    assert await school.hears(edit(f"Em like bài này ạ {LINK}")) == []
    assert await deeds(school) == [(ACCEPTED, INTERACTION)]
    assert await reading(school.store).whole.verify() == []


async def test_an_edited_caption_says_so_of_the_picture(school: School, province: Province) -> None:
    await school.hears(picture())
    await school.hears(edit(None, photo=picture()["message"]["photo"], caption="Em đã like ạ"))
    assert await deeds(school) == [(PENDING, INTERACTION)]


async def test_an_edit_that_says_nothing_of_it_changes_nothing(school: School, province: Province) -> None:
    await school.hears(post(f"Em đã like {LINK}"), edit(f"Tuần 47 {LINK}"))
    assert await deeds(school) == [(ACCEPTED, INTERACTION)]


async def test_the_original_turns_out_to_be_liked(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN))
    assert reactions(await school.hears(edit(f"Em đã like ạ {ON_SEN}"))) == [("5", Reaction.ACCEPTED)]
    assert await deeds(school) == [(ACCEPTED, INTERACTION)]
    assert await reading(school.store).whole.verify() == []


async def test_a_liked_original_that_is_called_a_share_is_none(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(f"Em đã like ạ {ON_SEN}"))
    said = await school.hears(edit(f"Em đã chia sẻ ạ {ON_SEN}"))
    assert reactions(said) == [("5", Reaction.NOT_A_POST)]
    assert await deeds(school) == [(REJECTED, SHARE)]
    assert await reading(school.store).whole.verify() == []


async def test_the_original_stays_what_it_is_when_it_comes_back(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN), edit("nhầm"), edit(ON_SEN))
    assert await deeds(school) == [(REJECTED, SHARE)]


async def test_the_original_mended_by_an_edit_counts(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(ON_SEN))
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_like_cannot_become_a_post_that_is_taken(school: School, province: Province) -> None:
    await school.hears(post(), post(f"Em đã like {LINK}", 6), edit(f"Em đã chia sẻ {LINK}", 6))
    assert await deeds(school) == [(ACCEPTED, POST), (ACCEPTED, INTERACTION)]
    assert await reading(school.store).whole.verify() == []


# The question

BOTH = f"Em đã like và share ạ {LINK}"


async def test_where_words_say_two_things_the_bot_asks(school: School, province: Province) -> None:
    (question,) = questions(await school.hears(post(BOTH)))
    assert (question.text, question.reply_to) == (
        words("acting.which", action=words("acting.button.share")),
        "5",
    )
    assert [(each.label, each.data) for row in question.buttons for each in row] == [
        (words(f"acting.button.{action}"), f"action:{action}:5") for action in (POST, SHARE, INTERACTION)
    ]
    assert await deeds(school) == [(ACCEPTED, SHARE)]


async def test_of_one_message_it_asks_one_thing(school: School, province: Province) -> None:
    await feature(province, "SEN", "MAI")
    assert len(questions(await school.hears(answering(post(BOTH))))) == 1


async def test_it_does_not_ask_again(school: School, province: Province) -> None:
    await school.hears(part(1, "Em đã like và share ạ"))
    assert questions(await school.hears(part(2), edit("Em đã like, share ạ", 11))) == []


async def test_of_several_links_it_does_not_ask(school: School, province: Province) -> None:
    assert questions(await school.hears(post(f"{BOTH} {LINK_2}"))) == []


async def test_a_copy_is_not_asked_about(school: School, province: Province) -> None:
    await school.hears(post())
    assert questions(await school.hears(post(BOTH, 6))) == []


@pytest.mark.parametrize("action", [POST, SHARE, INTERACTION])
async def test_the_sender_says_what_was_done(school: School, province: Province, action: str) -> None:
    await school.hears(post(BOTH))
    said = await school.hears(pressing(action))
    assert [each.text for each in said if isinstance(each, AnswerButton | Rewrite)] == [
        words(f"acting.told.{action}")
    ] * 2
    assert await deeds(school) == [(ACCEPTED, action)]
    assert await reading(school.store).whole.verify() == []


async def test_it_may_be_said_again_and_otherwise(school: School, province: Province) -> None:
    await school.hears(post(BOTH), pressing(INTERACTION), pressing(SHARE), pressing(SHARE))
    assert await deeds(school) == [(ACCEPTED, SHARE)]
    reasons = await rows(school.store, "SELECT reason FROM decision WHERE reason <> '' ORDER BY id")
    assert reasons == [("action:interaction",), ("action:share",)]


async def test_a_share_of_a_featured_page_stays_its_share(school: School, province: Province) -> None:
    (sen,) = await feature(province, "SEN")
    await school.hears(answering(post(BOTH)), pressing(INTERACTION), pressing(SHARE))
    assert await evidence(school) == [(ACCEPTED, SHARE, sen)]


async def test_nobody_else_says_so(school: School, province: Province) -> None:
    await school.hears(post(BOTH))
    assert answers(await school.hears(pressing(POST, who=MAI))) == [(words("spread.not_yours"), True)]
    assert await deeds(school) == [(ACCEPTED, SHARE)]


async def test_what_is_taken_as_that_already_stays(school: School, province: Province) -> None:
    await school.hears(post(BOTH), post(f"em đã like {LINK}", 6))
    assert answers(await school.hears(pressing(INTERACTION))) == [(words("acting.taken"), True)]
    assert await deeds(school) == [(ACCEPTED, SHARE), (ACCEPTED, INTERACTION)]


async def test_no_button_makes_a_share_of_the_original(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(f"em đã like {ON_SEN}"))
    assert answers(await school.hears(pressing(SHARE))) == [(words("acting.original"), True)]
    assert await deeds(school) == [(ACCEPTED, INTERACTION)]


async def test_what_was_withdrawn_stays_withdrawn(school: School, province: Province) -> None:
    await school.hears(post(BOTH), reply("/rut", to=5), pressing(INTERACTION))
    assert await deeds(school) == [(WITHDRAWN, SHARE)]
    assert await reading(school.store).whole.verify() == []


@pytest.mark.parametrize(
    "data",
    ["action", "action:", "action:share", "action:share:", "action:like:5", "action:share:6", "action:share:5:5",
     "action:share:'; DROP TABLE unit", f"action:share:{'5' * 33}", "action:SHARE:5"],
)  # fmt: skip
async def test_forged_data_changes_nothing(school: School, province: Province, data: str) -> None:
    await school.hears(post())
    said = await school.hears(press(data))
    assert all(isinstance(each, AnswerButton) for each in said)
    assert await deeds(school) == [(ACCEPTED, POST)]


async def test_a_page_that_closed_meanwhile_is_nobodys(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(post(f"em đã like {ON_SEN}"))
    await change(school.store, "UPDATE page SET until = '2025-11-17'")
    await change(school.store, "UPDATE counter SET value = value + 1 WHERE name = 'pages.version'")
    await school.hears(pressing(SHARE))
    assert await deeds(school) == [(ACCEPTED, SHARE)]
