"""Proof that spreads a featured page, and posts that stand on a registered one."""

from typing import Any

import pytest

from rules.outgoing import AnswerButton, Outgoing, Reaction, Rewrite, Say
from rules.verdicts import ACCEPTED, DUPLICATE, INTERACTION, PENDING, POST, SHARE
from storage import Brought
from tests.handlers.school import (
    LINK,
    MAI,
    School,
    edit,
    part,
    picture,
    post,
    reactions,
    reply,
    texts,
    words,
)
from tests.platforms.updates import GROUP, LAN, button, written
from tests.storage.ledger import TODAY, WEEK, reading, rows, writing
from tests.storage.province import Province, address_of, small_province

ANNOUNCEMENT = 3
ON_SEN = f"{address_of('SEN')}/posts/1"
ON_MAI = f"{address_of('MAI')}/posts/2"


@pytest.fixture
async def province(school: School) -> Province:
    """Hoa Cúc's group has been told this week's featured pages by message 3."""
    province = await small_province(school.store)
    group = await province.group("CUC", str(GROUP["id"]))
    await province.say_on_monday(group, str(ANNOUNCEMENT))
    return province


async def feature(province: Province, *codes: str) -> list[int]:
    for code in codes:
        await province.choose("SO", WEEK.first, code)
    await province.announce("SO", WEEK.first)
    return [feature.id for feature in await reading(province.store).features.of_week(WEEK.first)]


async def evidence(school: School) -> list[tuple[Any, ...]]:
    """(state, action, feature) of all that was handed in."""
    return await rows(school.store, "SELECT state, action, feature_id FROM evidence ORDER BY id")


def answering(update: dict[str, Any]) -> dict[str, Any]:
    update["message"]["reply_to_message"] = {"message_id": ANNOUNCEMENT}
    return update


def questions(said: list[Outgoing]) -> list[Say]:
    return [each for each in said if isinstance(each, Say) and each.buttons]


def press(data: str, who: dict[str, Any] = LAN, **fields: Any) -> dict[str, Any]:
    return button(data=data, **{"from": who}, message=written(message_id=99, chat=GROUP, **fields))


# Posts on registered pages


async def test_a_post_on_a_registered_page_is_that_pages(school: School, province: Province) -> None:
    await school.hears(post(ON_SEN))
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    assert await reading(school.store).pages.posts(WEEK) == {page.id: 1}


async def test_the_person_is_counted_as_before(school: School, province: Province) -> None:
    await school.hears(post(ON_SEN))
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_post_on_a_page_that_was_closed_is_nobodys(school: School, province: Province) -> None:
    page = (await reading(province.store).pages.of_units([(await province.find("SEN")).id]))[0]
    await writing(province.store).pages.close(page.id, TODAY)
    await school.hears(post(ON_SEN))
    assert await reading(school.store).pages.posts(WEEK) == {}


async def test_a_post_elsewhere_is_no_registered_pages(school: School, province: Province) -> None:
    await school.hears(post(LINK))
    assert await reading(school.store).pages.posts(WEEK) == {}


# Replies to the announcement


async def test_a_link_that_answers_the_announcement_is_a_share(school: School, province: Province) -> None:
    (sen,) = await feature(province, "SEN")
    assert reactions(await school.hears(answering(post()))) == [("5", Reaction.ACCEPTED)]
    assert await evidence(school) == [(ACCEPTED, SHARE, sen)]
    assert await reading(school.store).features.brought([sen]) == {sen: Brought(1, 1, 1)}


async def test_a_share_fills_the_quota_like_a_post(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(answering(post()))
    assert await school.counted() == {"Lan Nguyễn": 1}
    assert await reading(school.store).whole.verify() == []


async def test_a_picture_that_answers_the_announcement_waits_as_a_share(
    school: School, province: Province
) -> None:
    (sen,) = await feature(province, "SEN")
    await school.hears(answering(picture()))
    assert await evidence(school) == [(PENDING, SHARE, sen)]


async def test_an_answer_to_any_other_message_is_a_post(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(reply(LINK, to=4))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_an_answer_where_nothing_is_featured_is_a_post(school: School, province: Province) -> None:
    await school.hears(answering(post()))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_what_was_chosen_and_not_announced_is_not_spread(school: School, province: Province) -> None:
    await province.choose("SO", WEEK.first, "SEN")
    await school.hears(answering(post()))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_the_same_link_is_not_counted_as_a_post_and_as_a_share(
    school: School, province: Province
) -> None:
    await feature(province, "SEN")
    await school.hears(post())
    said = await school.hears(answering(post(message_id=6)))
    assert reactions(said) == [("6", Reaction.DUPLICATE)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_the_same_share_again_is_a_duplicate(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.receive(answering(post()), answering(post(message_id=6)))
    assert [state for state, _, _ in await evidence(school)] == [ACCEPTED, DUPLICATE]


async def test_of_several_pages_a_posts_own_page_tells(school: School, province: Province) -> None:
    _, mai = await feature(province, "SEN", "MAI")
    said = await school.hears(answering(post(f"Em đã like {ON_MAI}")))
    assert questions(said) == []
    assert await evidence(school) == [(ACCEPTED, INTERACTION, mai)]


async def test_a_group_nobody_connected_spreads_the_only_departments_pages(
    school: School, province: Province
) -> None:
    (sen,) = await feature(province, "SEN")
    elsewhere = {"id": -1002, "title": "Tổ Văn", "type": "supergroup"}
    await school.hears(post("Chào", chat=elsewhere))
    group = await province.group("SO", "-1003")
    await province.say_on_monday(group.__class__("telegram", group.bot, "-1002"), "3")
    await school.hears(answering(post(chat=elsewhere)))
    assert await evidence(school) == [(ACCEPTED, SHARE, sen)]


async def test_another_departments_pages_are_not_meant(school: School, province: Province) -> None:
    await province.unit("SO-2", "department")
    await province.unit("LAN", "school", "SO-2")
    await province.page("LAN")
    await province.choose("SO-2", WEEK.first, "LAN")
    await province.announce("SO-2", WEEK.first)
    await school.hears(answering(post()))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


# Words that name a featured page


async def test_a_caption_names_the_featured_page(school: School, province: Province) -> None:
    _, mai = await feature(province, "SEN", "MAI")
    said = await school.hears(picture(caption=f"Em đã chia sẻ {address_of('MAI')}"))
    assert reactions(said) == [("5", Reaction.PENDING)]
    assert await evidence(school) == [(PENDING, SHARE, mai)]


async def test_beside_a_post_the_address_of_a_featured_page_is_no_mistake(
    school: School, province: Province
) -> None:
    (sen,) = await feature(province, "SEN")
    await school.hears(post(f"{LINK} từ {address_of('SEN')}"))
    assert await evidence(school) == [(ACCEPTED, SHARE, sen)]


async def test_the_address_of_a_featured_page_alone_is_no_post(school: School, province: Province) -> None:
    await feature(province, "SEN")
    said = await school.hears(post(address_of("SEN")))
    assert reactions(said) == [("5", Reaction.NOT_A_POST)]


async def test_the_address_of_another_page_names_nothing(school: School, province: Province) -> None:
    await feature(province, "SEN")
    await school.hears(picture(caption=address_of("MAI")))
    assert await evidence(school) == [(PENDING, POST, None)]


async def test_words_go_over_the_announcement(school: School, province: Province) -> None:
    _, mai = await feature(province, "SEN", "MAI")
    said = await school.hears(answering(picture(caption=address_of("MAI"))))
    assert questions(said) == []
    assert await evidence(school) == [(PENDING, SHARE, mai)]


async def test_a_website_can_be_named_too(school: School, province: Province) -> None:
    await province.unit("LY", "school", "BAC")
    await province.page("LY", "https://thcsly.edu.vn")
    (ly,) = await feature(province, "LY")
    await school.hears(picture(caption="Trang https://thcsly.edu.vn/"))
    assert await evidence(school) == [(PENDING, SHARE, ly)]


async def test_an_edit_may_name_the_page_later(school: School, province: Province) -> None:
    (sen,) = await feature(province, "SEN")
    await school.hears(picture())
    await school.hears(edit(None, photo=picture()["message"]["photo"], caption=address_of("SEN")))
    assert await evidence(school) == [(PENDING, SHARE, sen)]


# The question


async def test_where_nothing_tells_the_bot_asks(school: School, province: Province) -> None:
    sen, mai = await feature(province, "SEN", "MAI")
    (question,) = questions(await school.hears(answering(post())))
    assert (question.text, question.reply_to) == (words("spread.which"), "5")
    assert [(button.label, button.data) for row in question.buttons for button in row] == [
        ("Trường Sen", f"spread:20251117:{sen}:5"),
        ("Trường Mai", f"spread:20251117:{mai}:5"),
        (words("spread.none"), "spread:20251117:0:5"),
    ]


async def test_the_proof_counts_meanwhile(school: School, province: Province) -> None:
    await feature(province, "SEN", "MAI")
    await school.hears(answering(post()))
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_an_album_is_asked_about_once(school: School, province: Province) -> None:
    await feature(province, "SEN", "MAI")
    said = await school.hears(
        answering(part(1)), answering(part(2)), answering(part(3, LINK)), answering(part(4, LINK))
    )
    assert len(questions(said)) == 1


async def test_a_duplicate_is_not_asked_about(school: School, province: Province) -> None:
    await feature(province, "SEN", "MAI")
    await school.hears(post())
    assert questions(await school.hears(answering(post(message_id=6)))) == []


async def asked(school: School, province: Province) -> tuple[int, int]:
    sen, mai = await feature(province, "SEN", "MAI")
    await school.hears(answering(post()))
    return sen, mai


async def test_the_sender_says_which_page_it_is(school: School, province: Province) -> None:
    _, mai = await asked(school, province)
    said = await school.hears(press(f"spread:20251117:{mai}:5"))
    thanks = words("spread.told", unit="Trường Mai")
    assert [each.text for each in said if isinstance(each, AnswerButton | Rewrite)] == [thanks, thanks]
    assert await evidence(school) == [(ACCEPTED, SHARE, mai)]
    assert await reading(school.store).whole.verify() == []


async def test_the_sender_may_think_again(school: School, province: Province) -> None:
    sen, mai = await asked(school, province)
    await school.hears(press(f"spread:20251117:{mai}:5"), press(f"spread:20251117:{sen}:5"))
    assert await evidence(school) == [(ACCEPTED, SHARE, sen)]


async def test_pressing_twice_is_pressing_once(school: School, province: Province) -> None:
    _, mai = await asked(school, province)
    await school.hears(*(press(f"spread:20251117:{mai}:5") for _ in range(2)))
    assert await rows(school.store, "SELECT count(*) FROM decision WHERE reason LIKE 'feature:%'") == [(1,)]


async def test_it_may_have_been_another_post(school: School, province: Province) -> None:
    sen, _ = await asked(school, province)
    await school.hears(press(f"spread:20251117:{sen}:5"), press("spread:20251117:0:5"))
    assert await evidence(school) == [(ACCEPTED, POST, None)]
    assert await reading(school.store).whole.verify() == []


async def test_nobody_else_may_say_so(school: School, province: Province) -> None:
    _, mai = await asked(school, province)
    (answer,) = await school.hears(press(f"spread:20251117:{mai}:5", who=MAI))
    assert isinstance(answer, AnswerButton)
    assert (answer.text, answer.alert) == (words("spread.not_yours"), True)
    assert await evidence(school) == [(ACCEPTED, POST, None)]


@pytest.mark.parametrize(
    "data",
    [
        "spread",
        "spread:",
        "spread:20251117:1",
        "spread:20251117:999999999999999999:5",
        "spread:20251124:1:5",
        "spread:99999999:1:5",
        "spread:20251117:-1:5",
        "spread:20251117:1:6",
        "spread:20251117:1:5:5",
        "spread:20251117:1:'; DROP TABLE unit",
    ],
)
async def test_forged_data_changes_nothing(school: School, province: Province, data: str) -> None:
    await asked(school, province)
    said = await school.hears(press(data))
    assert all(isinstance(each, AnswerButton) for each in said)
    assert await evidence(school) == [(ACCEPTED, POST, None)]


async def test_what_was_withdrawn_stays_withdrawn(school: School, province: Province) -> None:
    _, mai = await asked(school, province)
    await school.hears(reply("/rut", to=5), press(f"spread:20251117:{mai}:5"))
    assert await school.counted() == {"Lan Nguyễn": 0}
    assert await reading(school.store).whole.verify() == []


async def test_texts_are_few(school: School, province: Province) -> None:
    """One featured page needs no question."""
    await feature(province, "SEN")
    assert texts(await school.hears(answering(post()))) == []
