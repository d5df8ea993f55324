"""What a person has turned down, handed in once more: no machine accepts it."""

from collections.abc import AsyncIterator

import pytest

from handlers.handing_in import picture_verdicts
from handlers.handing_in.picture_verdicts import Found
from handlers.handing_in.short_link_results import settle as lead_on
from rules.albums import NEW, OWN
from rules.links import recognise
from rules.outgoing import Reaction, Show
from rules.reviewing import own_rejection, rejection
from rules.verdicts import (
    ACCEPTED,
    COPY,
    DUPLICATE,
    INTERACTION,
    PENDING,
    PICTURE,
    REJECTED,
    SENT_AGAIN,
    WITHDRAWN,
)
from storage import Answer, BotRef, ImageFile, Reviewer, Store
from tests.handlers.reviewing import is_sound, lead, opened, shown, states
from tests.handlers.school import (
    BOT,
    LINK,
    LINK_2,
    MAI,
    School,
    edit,
    picture,
    post,
    private,
    reactions,
    reply,
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
from tests.storage.ledger import change, rows

__all__ = ["empty_postgres_url", "ledger_url", "postgres_ledger", "sqlite_template", "sqlite_url", "store"]

BINH = Reviewer("telegram:79", "Bình Lê")
SHARED = "https://www.facebook.com/share/p/1AbCdEfGh"


@pytest.fixture
async def school(store: Store) -> AsyncIterator[School]:
    """On each kind of database in turn; Bình administers the group."""
    school = School(store)
    await lead(school)
    yield school
    assert await is_sound(school)


async def turn_down(school: School, evidence_id: int = 1, reason: str = rejection("not_school")) -> None:
    """Bình is asked to look, and does not accept it."""
    async with school.store.write(school.now) as ledger:
        await ledger.reviews.ask(evidence_id, PICTURE)
    number = await _review_of(school, evidence_id)
    async with school.store.write(school.now) as ledger:
        item = await ledger.reviews.item(number)
        assert item
        assert await ledger.reviews.reject(item, reason, BINH) is Answer.DONE


async def take_back(school: School, evidence_id: int = 1) -> Answer:
    number = await _review_of(school, evidence_id)
    async with school.store.write(school.now) as ledger:
        item = await ledger.reviews.item(number)
        assert item
        return await ledger.reviews.take_back(item, BINH)


async def _review_of(school: School, evidence_id: int) -> int:
    query = "SELECT id FROM review WHERE evidence_id = :id"
    ((number,),) = await rows(school.store, query, id=evidence_id)
    return int(number)


async def asked(school: School) -> list[tuple[object, ...]]:
    query = "SELECT evidence_id, why, other_id FROM review WHERE state = 'open' ORDER BY evidence_id"
    return await rows(school.store, query)


# links


async def test_the_same_link_again_waits_for_a_person(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    assert reactions(await school.hears(post(LINK, 6))) == [("6", Reaction.PENDING)]
    assert await states(school) == {1: REJECTED, 2: PENDING}
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


async def test_another_spelling_of_it_waits_too(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(f"{LINK}?mibextid=ZbWKwL", 6))
    assert await states(school) == {1: REJECTED, 2: PENDING}


async def test_in_one_batch_it_waits_once(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.receive(post(LINK, 6), post(LINK, 7))
    assert await states(school) == {1: REJECTED, 2: PENDING, 3: DUPLICATE}


async def test_another_post_counts_at_once(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK_2, 6))
    assert await states(school) == {1: REJECTED, 2: ACCEPTED}


async def test_the_same_link_of_somebody_else_counts_at_once(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK, 6, MAI))
    assert await states(school) == {1: REJECTED, 2: ACCEPTED}


async def test_in_private_it_waits_too(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(private(LINK, 6))
    assert await states(school) == {1: REJECTED, 2: PENDING}


async def test_turned_down_twice_it_waits_a_third_time(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK, 6))
    await turn_down(school, 2)
    await school.hears(post(LINK, 7))
    assert await asked(school) == [(3, SENT_AGAIN, 2)]


async def test_taking_it_back_makes_nobody_forget(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(reply("/rut", 5), post(LINK, 6))
    assert await states(school) == {1: WITHDRAWN, 2: PENDING}


async def test_edited_away_and_back_it_still_waits(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK, 6), edit("Nhầm ạ", 6), edit(LINK, 6))
    assert await states(school) == {1: REJECTED, 2: PENDING}
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


async def test_what_was_edited_away_before_comes_back_only_to_wait(school: School) -> None:
    await school.hears(post(), edit("Nhầm ạ"), post(LINK, 6))
    await turn_down(school, 2)
    assert reactions(await school.hears(edit(LINK))) == [("5", Reaction.PENDING)]
    assert await states(school) == {1: PENDING, 2: REJECTED}


async def test_put_into_another_message_by_an_edit_it_waits(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post("Bài của em đây", 6), edit(LINK, 6))
    assert await states(school) == {1: REJECTED, 2: PENDING}


async def test_called_a_like_it_cannot_become_the_post_that_was_turned_down(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(f"Em đã like {LINK}", 6), edit(f"Em đã chia sẻ {LINK}", 6))
    assert await rows(school.store, "SELECT state, action FROM evidence WHERE id = 2") == [
        (ACCEPTED, INTERACTION)
    ]


async def test_a_short_link_to_it_waits_once_it_is_known(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(SHARED, 6))
    await change(
        school.store,
        "INSERT INTO short_link (evidence_id, url, tries, not_before) VALUES (2, '', 0, '2025-11-17 00:00:00')",
    )
    async with school.store.write(school.now) as ledger:
        await lead_on(ledger, 2, recognise(LINK))
    assert reactions(await school.said()) == [("6", Reaction.PENDING)]
    assert (await states(school))[2] == PENDING
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


# the reviewer


@pytest.mark.parametrize(
    ("reason", "told"),
    [(rejection("not_school"), words("review.reason.not_school")), (own_rejection("Bài cũ"), "Bài cũ")],
)
async def test_the_reviewer_reads_how_it_was_decided(school: School, reason: str, told: str) -> None:
    await school.hears(post())
    await turn_down(school, reason=reason)
    await school.hears(post(LINK, 6))
    (shown_,) = shown(await opened(school))
    assert words("review.because.sent_again") in shown_
    at = "15:00 17/11/2025"
    assert words("review.earlier", sent=at, name="Bình Lê", at=at, reason=told) in shown_
    assert words("review.other", name="", unit="", at="").split(":")[0] not in shown_


async def test_a_refusal_that_was_taken_back_is_no_refusal(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await take_back(school)
    await school.hears(post(LINK, 6))
    assert await states(school) == {1: ACCEPTED, 2: DUPLICATE}


async def test_a_refusal_is_not_taken_back_while_the_same_waits_elsewhere(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK, 6))
    assert await take_back(school) is Answer.TAKEN


async def test_both_refusals_are_kept_and_one_may_be_taken_back(school: School) -> None:
    await school.hears(post())
    await turn_down(school)
    await school.hears(post(LINK, 6))
    await turn_down(school, 2)
    assert await take_back(school) is Answer.DONE
    await school.hears(reply("/rut", 5), post(LINK, 7))
    assert await states(school) == {1: WITHDRAWN, 2: REJECTED, 3: PENDING}


# pictures


async def kept(school: School) -> None:
    for record in await school.store.pictures.waiting(BotRef("telegram", BOT), school.now, 9):
        name = record.unique_id * 32
        async with school.store.write(school.now) as ledger:
            await ledger.pictures.keep(record, ImageFile(name, name, 9, 9, 9, (1,), (1,)))


async def look(school: School, *found: Found) -> None:
    await kept(school)
    for each in found:
        record = await school.store.pictures.first_kept(BotRef("telegram", BOT))
        assert record
        async with school.store.write(school.now) as ledger:
            await picture_verdicts.settle(ledger, school.settings(), record, each)


async def test_the_very_same_file_is_known_at_once(school: School) -> None:
    await school.hears(picture())
    await turn_down(school)
    await school.hears(picture("u1", 6))
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


async def test_a_look_that_finds_nothing_does_not_accept_it(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture())
    await turn_down(school)
    await look(school, Found(NEW))
    await school.hears(picture("u1", 6))
    await look(school, Found(NEW))
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


async def test_what_looks_like_ones_own_that_was_turned_down_waits(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture())
    await look(school, Found(NEW))
    await turn_down(school)
    await school.hears(picture("u2", 6))
    await look(school, Found(OWN, 1, 1))
    assert (await states(school))[2] == PENDING
    assert await asked(school) == [(2, SENT_AGAIN, 1)]


async def test_the_picture_turned_down_stands_beside_it(school: School) -> None:
    await school.hears(picture())
    await look(school, Found(NEW))
    await turn_down(school)
    await school.hears(picture("u2", 6))
    await look(school, Found(OWN, 1, 1))
    (item,) = [each for each in await opened(school) if isinstance(each, Show)]
    assert item.images == ("u2" * 32, "u1" * 32)


async def test_a_copy_of_another_persons_is_the_graver_doubt(school: School) -> None:
    await school.hears(picture("u9", 4, MAI), picture())
    await look(school, Found(NEW), Found(NEW))
    await turn_down(school, 2)
    await school.hears(picture("u1", 6))
    await look(school, Found(COPY, 1, 1))
    assert (3, COPY, 1) in await asked(school)
