"""One message counts a sensible number of posts; whatever is beyond waits for a person."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.context import Settings
from rules.outgoing import React, Reaction
from rules.verdicts import ACCEPTED, DUPLICATE, INTERACTION, PENDING, REJECTED, WITHDRAWN
from storage import Store
from tests.handlers.reviewing import buttons, heard, is_sound, lead, named, opened, pressing, rewritten, shown
from tests.handlers.school import (
    LINK,
    PROFILE,
    School,
    edit,
    part,
    picture,
    post,
    private,
    reactions,
    texts,
    words,
)
from tests.platforms.updates import LAN
from tests.storage.ledger import rows

MOST = 10


def links(first: int, count: int) -> str:
    return " ".join(f"https://www.facebook.com/abc/posts/{number}" for number in range(first, first + count))


def short(count: int) -> str:
    return " ".join(f"bit.ly/{number:03}" for number in range(count))


class Resolving(School):
    """A school whose bot asks where short links lead."""

    def settings(self) -> Settings:
        return replace(super().settings(), resolve_links=True)

    async def to_follow(self) -> int:
        return len(await rows(self.store, "SELECT 1 FROM short_link"))


@pytest.fixture
def school(store: Store) -> Resolving:
    return Resolving(store)


def told(waiting: int) -> str:
    return words("proof.too_many", most=MOST, waiting=waiting)


async def test_of_hundreds_of_short_links_in_one_text_only_a_few_count(school: Resolving) -> None:
    text = short(372)
    assert len(text) < 4096
    said = await school.hears(post(text))
    assert await school.states() == {ACCEPTED: MOST, PENDING: 362}
    assert await school.counted() == {"Lan Nguyễn": MOST}
    assert await school.to_follow() == MOST
    assert (reactions(said), texts(said)) == ([("5", Reaction.ACCEPTED)], [told(362)])
    assert await is_sound(school)


async def test_as_many_as_count_are_answered_by_a_reaction_alone(school: Resolving) -> None:
    said = await school.hears(post(links(1, MOST)))
    assert (texts(said), await school.states()) == ([], {ACCEPTED: MOST})


async def test_what_does_not_count_anyhow_takes_nobodys_place(school: Resolving) -> None:
    await school.hears(post(links(1, 5)))
    said = await school.hears(post(f"{PROFILE} {links(1, 5 + MOST)}", 6))
    assert await school.states() == {ACCEPTED: 5 + MOST, DUPLICATE: 5, REJECTED: 1}
    assert texts(said) == []


async def test_two_messages_have_each_their_own(school: Resolving) -> None:
    await school.hears(post(links(1, MOST)), post(links(50, MOST), 6))
    assert await school.states() == {ACCEPTED: 2 * MOST}


@pytest.mark.parametrize(
    "fields",
    [
        {
            "text_": "x" * 30,
            "entities": [
                {
                    "type": "text_link",
                    "offset": n,
                    "length": 1,
                    "url": f"https://www.facebook.com/abc/posts/{n + 1}",
                }
                for n in range(12)
            ],
        },
        {
            "text_": "Tin mới",
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": "Xem", "url": f"https://www.facebook.com/abc/posts/{n + 1}"}] for n in range(12)
                ]
            },
            "forward_origin": {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 1},
        },
    ],
    ids=["text_link", "forwarded buttons"],
)
async def test_wherever_the_links_hide(school: Resolving, fields: dict[str, Any]) -> None:
    said = await school.hears(post(**fields))
    assert await school.states() == {ACCEPTED: MOST, PENDING: 2}
    assert texts(said) == [told(2)]


async def test_in_private_the_same(school: Resolving) -> None:
    await school.has_met(LAN)
    assert texts(await school.hears(private(links(1, 11), 5))) == [told(1)]


# albums and captions


async def test_an_album_is_one_message_whatever_stands_under_its_parts(school: Resolving) -> None:
    said = await school.hears(*(part(number, links(10 * number, 5)) for number in range(1, 5)))
    assert (await school.states())[ACCEPTED] == MOST
    assert (await school.states())[PENDING] == MOST
    assert texts(said) == [told(5)]  # what waits is told once


async def test_a_caption_counts_no_more_than_a_text(school: Resolving) -> None:
    await school.hears(picture("u1", 5, caption=links(1, 15)))
    assert await school.states() == {ACCEPTED: MOST, PENDING: 5}


# edits


async def test_an_edit_does_not_get_around_it(school: Resolving) -> None:
    await school.hears(post(links(1, 6)))
    said = await school.hears(edit(links(1, 14)))
    assert await school.states() == {ACCEPTED: MOST, PENDING: 4}
    assert texts(said) == [told(4)]
    assert texts(await school.hears(edit(links(1, 16)))) == []  # told once
    assert await school.states() == {ACCEPTED: MOST, PENDING: 6}


async def test_other_links_in_the_place_of_the_first_count(school: Resolving) -> None:
    await school.hears(post(links(1, MOST)), edit(links(50, MOST)))
    assert await school.states() == {ACCEPTED: MOST, WITHDRAWN: MOST}


async def test_links_that_were_taken_out_and_put_back_count_only_while_there_is_room(
    school: Resolving,
) -> None:
    await school.hears(post(links(1, MOST)), edit(links(50, MOST)))
    await school.hears(edit(f"{links(1, MOST)} {links(50, MOST)}"))
    assert await school.states() == {ACCEPTED: MOST, PENDING: MOST}
    assert await school.counted() == {"Lan Nguyễn": MOST}
    assert await is_sound(school)


async def test_what_waited_counts_when_it_is_put_back_alone(school: Resolving) -> None:
    await school.hears(post(links(1, 12)), edit("Xin lỗi cả nhà"), edit(links(11, 2)))
    assert await school.states() == {ACCEPTED: 2, WITHDRAWN: MOST}
    assert await rows(school.store, "SELECT count(*) FROM review WHERE state = 'open'") == [(0,)]


async def test_nobody_is_asked_where_links_lead_that_wait(school: Resolving) -> None:
    await school.hears(post(short(12)), edit("Nhầm ạ", edit_date=1763366460), edit(short(12)))
    assert await school.states() == {ACCEPTED: MOST, PENDING: 2}
    assert await school.to_follow() == MOST


async def test_a_smaller_number_may_be_set(school: Resolving) -> None:
    class Strict(Resolving):
        def settings(self) -> Settings:
            return replace(super().settings(), most_in_one_message=1)

    strict = Strict(school.store)
    said = await strict.hears(post(links(1, 3)))
    assert await strict.states() == {ACCEPTED: 1, PENDING: 2}
    assert texts(said) == [words("proof.too_many", most=1, waiting=2)]


# what a reviewer does


@pytest.fixture
async def waiting(school: Resolving) -> Resolving:
    """Twelve links in one message and eleven in another, ten of which count of each."""
    await lead(school)
    await school.hears(post(short(12)), post(links(1, 11), 6))
    await school.said()
    return school


async def test_a_reviewer_reads_why_it_waits(waiting: Resolving) -> None:
    (item,) = shown(await opened(waiting))
    assert words("review.because.too_many") in item
    assert "bit.ly/010" in item


async def test_all_of_a_message_are_accepted_together(waiting: Resolving) -> None:
    said = await opened(waiting)
    asked = await waiting.hears(pressing(named(said, words("review.button.beyond", count=2))))
    assert rewritten(asked) == [words("review.sure_beyond", count=2)]
    done = await waiting.hears(pressing(named(asked, words("review.button.sure_beyond", count=2))))
    assert heard(done) == [words("review.accepted_beyond", count=2)]
    assert await waiting.states() == {ACCEPTED: 22, PENDING: 1}
    assert await waiting.to_follow() == 12
    assert "posts/11" in shown(done)[0]  # of the other message
    assert words("review.button.beyond", count=1) not in buttons(done)
    assert await is_sound(waiting)


async def test_one_of_them_may_be_accepted_alone(waiting: Resolving) -> None:
    said = await opened(waiting)
    await waiting.hears(pressing(named(said, words("review.button.accept"))))
    assert await waiting.states() == {ACCEPTED: 21, PENDING: 2}
    assert await waiting.to_follow() == 11


async def test_all_of_a_message_are_turned_down_together_and_the_sender_hears_it_once(
    waiting: Resolving,
) -> None:
    said = await opened(waiting)
    asked = await waiting.hears(pressing(named(said, words("review.button.beyond_not", count=2))))
    done = await waiting.hears(pressing(named(asked, words("review.reason.not_school"))))
    assert heard(done) == [words("review.rejected_beyond", count=2)]
    assert await waiting.states() == {ACCEPTED: 20, PENDING: 1, REJECTED: 2}
    why = words("review.why.not_school")
    assert sum(why in each for each in shown(done, LAN)) == 1
    assert not [each for each in done if isinstance(each, React)]
    assert await is_sound(waiting)


async def test_what_is_withdrawn_meanwhile_is_left_alone(waiting: Resolving) -> None:
    said = await opened(waiting)
    sure = await waiting.hears(pressing(named(said, words("review.button.beyond", count=2))))
    await waiting.hears(edit(short(11)))
    await waiting.hears(pressing(named(sure, words("review.button.sure_beyond", count=2))))
    assert await waiting.states() == {ACCEPTED: 21, PENDING: 1, WITHDRAWN: 1}


async def test_words_said_later_do_not_get_around_it(school: Resolving) -> None:
    """Links beyond that are called likes afterwards wait all the same."""
    await school.hears(post(links(1, 14)), edit(f"Em đã like: {links(1, 14)}"))
    counted = "SELECT action, count(*) FROM evidence WHERE state = 'accepted' GROUP BY action"
    assert await rows(school.store, counted) == [(INTERACTION, MOST)]


async def test_a_link_handed_in_again_elsewhere_waits_already(school: Resolving) -> None:
    await school.hears(post(f"{LINK} {links(20, 10)}"))
    said = await school.hears(post(links(29, 1), 6))
    assert reactions(said) == [("6", Reaction.DUPLICATE)]
