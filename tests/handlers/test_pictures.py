"""Screenshots and albums: an album is one submission, whatever the order of its parts."""

from itertools import permutations
from typing import Any

import pytest

from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, WITHDRAWN
from tests.handlers.school import (
    LINK,
    LINK_2,
    MAI,
    PROFILE,
    School,
    edit,
    part,
    picture,
    post,
    private,
    reactions,
    reply,
    texts,
)
from tests.platforms.updates import document


async def test_a_picture_waits_for_somebody_to_look(school: School) -> None:
    said = await school.hears(picture())
    assert (reactions(said), texts(said)) == ([("5", Reaction.PENDING)], [])
    assert await school.counted() == {"Lan Nguyễn": 0}


async def test_a_picture_sent_as_a_file_waits_too(school: School) -> None:
    assert reactions(await school.hears(document())) == [("5", Reaction.PENDING)]


async def test_a_file_that_is_no_picture_leaves_no_trace(school: School) -> None:
    plan = document(file_name="ke-hoach.docx", mime_type="application/msword")
    assert await school.hears(plan) == []


async def test_the_same_picture_again_is_a_duplicate(school: School) -> None:
    await school.hears(picture())
    assert reactions(await school.hears(picture(message_id=6))) == [("6", Reaction.DUPLICATE)]
    assert await school.states() == {PENDING: 1, DUPLICATE: 1}


async def test_the_same_picture_of_another_person_waits_too(school: School) -> None:
    await school.hears(picture())
    assert reactions(await school.hears(picture(message_id=6, who=MAI))) == [("6", Reaction.PENDING)]


async def test_an_album_is_one_proof_with_one_reaction(school: School) -> None:
    said = await school.hears(part(1), part(2), part(3))
    assert reactions(said) == [("11", Reaction.PENDING)]
    assert await school.states() == {PENDING: 1}


async def test_an_album_with_a_link_is_one_accepted_proof(school: School) -> None:
    said = await school.hears(part(1, LINK), part(2), part(3))
    assert reactions(said) == [("11", Reaction.ACCEPTED)]
    assert await school.counted() == {"Lan Nguyễn": 1}


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
async def test_the_order_of_an_albums_parts_does_not_matter(school: School, order: tuple[int, ...]) -> None:
    await school.hears(*(part(number, LINK if number == 1 else None) for number in order))
    assert await school.counted() == {"Lan Nguyễn": 1}
    assert (await school.states()).get(PENDING, 0) == 0


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
async def test_an_albums_last_reaction_is_the_best_that_came_of_it(
    school: School, order: tuple[int, ...]
) -> None:
    said = await school.hears(*(part(number, LINK if number == 1 else None) for number in order))
    assert reactions(said)[-1][1] is Reaction.ACCEPTED


async def test_an_album_is_answered_at_one_part_only(school: School) -> None:
    said = await school.hears(part(3), part(2), part(1, LINK))
    assert {message_id for message_id, _ in reactions(said)} == {"13"}


async def test_an_album_that_arrives_in_one_batch_is_one_proof(school: School) -> None:
    await school.receive(part(1), part(2), part(3, LINK))
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_two_albums_are_two_proofs(school: School) -> None:
    await school.receive(part(1), part(2), part(3, album="b"), part(4, album="b"))
    assert await school.states() == {PENDING: 2}


async def test_links_in_two_captions_of_an_album_count_twice(school: School) -> None:
    await school.hears(part(1, LINK), part(2, LINK_2))
    assert await school.counted() == {"Lan Nguyễn": 2}


async def test_a_late_caption_turns_an_album_into_accepted_proof(school: School) -> None:
    await school.hears(part(1), part(2))
    caption = edit(None, 11, caption=LINK, media_group_id="a1", photo=part(1)["message"]["photo"])
    assert reactions(await school.hears(caption)) == [("11", Reaction.ACCEPTED)]
    assert await school.states() == {ACCEPTED: 1, WITHDRAWN: 1}


async def test_an_album_with_a_known_link_is_a_duplicate(school: School) -> None:
    await school.hears(post())
    said = await school.hears(part(1, LINK), part(2))
    assert reactions(said) == [("11", Reaction.DUPLICATE)]


async def test_a_whole_album_is_withdrawn_by_any_part_of_it(school: School) -> None:
    await school.hears(part(1, LINK), part(2, LINK_2), reply("/rut", to=12, album="a1"))
    assert await school.counted() == {"Lan Nguyễn": 0}


async def test_an_album_in_private_is_one_proof(school: School) -> None:
    chat: dict[str, Any] = private("x")["message"]["chat"]
    await school.hears(part(1, chat=chat), part(2, chat=chat))
    assert await school.states() == {PENDING: 1}


async def test_a_profile_over_a_picture_is_no_mistake(school: School) -> None:
    said = await school.hears(picture(caption=PROFILE))
    assert (reactions(said), texts(said)) == ([("5", Reaction.PENDING)], [])
    assert await school.states() == {PENDING: 1}


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
async def test_a_profile_over_an_album_is_no_mistake(school: School, order: tuple[int, ...]) -> None:
    said = await school.hears(*(part(number, PROFILE if number == 1 else None) for number in order))
    assert {reaction for _, reaction in reactions(said)} == {Reaction.PENDING}
    assert await school.states() == {PENDING: 1}


async def test_a_known_picture_in_an_album_does_not_hide_a_new_one(school: School) -> None:
    await school.hears(picture("a1-1"))
    said = await school.hears(part(1), part(2), part(3))
    assert reactions(said) == [("11", Reaction.DUPLICATE), ("11", Reaction.PENDING)]
    assert await school.states() == {PENDING: 2, DUPLICATE: 1}


async def test_one_known_picture_twice_in_an_album_is_one_duplicate(school: School) -> None:
    await school.hears(picture("a1-1"))
    twice = part(1)["message"]["photo"]
    await school.hears(part(1), part(2, photo=twice))
    assert await school.states() == {PENDING: 1, DUPLICATE: 1}


def caption(words: str | None, number: int = 1) -> dict[str, Any]:
    """A new caption under the nth picture of an album."""
    photo = part(number)["message"]["photo"]
    return edit(None, 10 + number, caption=words, media_group_id="a1", photo=photo)


async def test_a_picture_is_proof_again_when_its_link_is_gone(school: School) -> None:
    await school.hears(part(2), part(1, LINK))
    await school.said()
    assert reactions(await school.hears(caption("Bài của em"))) == [("12", Reaction.PENDING)]
    assert await school.states() == {WITHDRAWN: 1, PENDING: 1}


async def test_a_picture_that_came_with_its_link_is_proof_when_the_link_is_gone(school: School) -> None:
    await school.hears(part(1, LINK), part(2))
    await school.hears(caption(None))
    assert await school.states() == {WITHDRAWN: 1, PENDING: 1}


async def test_a_picture_stays_put_while_another_link_is_left(school: School) -> None:
    await school.hears(part(3), part(1, LINK), part(2, LINK_2))
    await school.hears(caption(None))
    assert await school.states() == {WITHDRAWN: 2, ACCEPTED: 1}


async def test_a_link_that_comes_back_takes_the_picture_along_again(school: School) -> None:
    await school.hears(part(2), part(1, LINK), caption(None), caption(LINK))
    assert await school.states() == {WITHDRAWN: 1, ACCEPTED: 1}


async def test_a_picture_handed_in_elsewhere_meanwhile_is_a_duplicate(school: School) -> None:
    await school.hears(part(2), part(1, LINK), picture("a1-2", 30), caption(None))
    assert await school.states() == {WITHDRAWN: 1, PENDING: 2, DUPLICATE: 1}


async def test_what_was_withdrawn_by_hand_brings_no_picture_back(school: School) -> None:
    await school.hears(part(2), part(1, LINK), reply("/rut", to=11, album="a1"), caption(None))
    assert await school.states() == {WITHDRAWN: 2}
