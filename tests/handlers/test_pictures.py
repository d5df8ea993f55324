"""Screenshots and albums: an album is one submission, whatever the order of its parts."""

from itertools import permutations
from typing import Any

import pytest

from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, REJECTED, WITHDRAWN
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


async def test_a_profile_over_a_picture_is_no_post(school: School) -> None:
    assert reactions(await school.hears(picture(caption=PROFILE))) == [("5", Reaction.NOT_A_POST)]
    assert await school.states() == {REJECTED: 1}
