"""What follows when a picture was looked at; the comparing itself is told here what it found."""

from hashlib import sha256

import pytest

from handlers.handing_in import picture_verdicts
from handlers.handing_in.picture_verdicts import Found
from rules.albums import GONE, NEW, OWN
from rules.outgoing import Reaction, Say
from rules.verdicts import (
    ACCEPTED,
    AUDIT,
    COPY,
    DUPLICATE,
    LATE,
    PENDING,
    PICTURE,
    REJECTED,
    SAME_FILE,
    WITHDRAWN,
)
from storage import BotRef, ImageFile, PictureRecord
from tests.handlers.school import (
    BOT,
    LINK,
    MAI,
    School,
    edit,
    part,
    picture,
    private,
    reactions,
    reply,
    texts,
    words,
)
from tests.storage.ledger import reading, rows

ME = BotRef("telegram", BOT)


@pytest.fixture
def school(either_school: School) -> School:
    return either_school


async def waiting(school: School) -> list[PictureRecord]:
    return await school.store.pictures.waiting(ME, school.now, 50)


async def keep(school: School) -> None:
    """Every picture that waits is fetched; each has bytes of its own."""
    for record in await waiting(school):
        name = sha256(record.unique_id.encode()).hexdigest()
        async with school.store.write(school.now) as ledger:
            await ledger.pictures.keep(record, ImageFile(name, name, 9, 9, 9, (1,), (1,)))


async def look(school: School, *found: Found) -> None:
    """Fetch, and find out something about each in order."""
    await keep(school)
    for each in found:
        record = await school.store.pictures.first_kept(ME)
        assert record is not None
        async with school.store.write(school.now) as ledger:
            await picture_verdicts.settle(ledger, school.settings(), record, each)


async def fail(school: School, *reasons: str, unseen: bool = False) -> None:
    for record, reason in zip(await waiting(school), reasons, strict=False):
        async with school.store.write(school.now) as ledger:
            await picture_verdicts.give_up(ledger, school.settings(), record, reason, unseen=unseen)


async def states(school: School) -> list[str]:
    return [state for (state,) in await rows(school.store, "SELECT state FROM evidence ORDER BY id")]


async def reasons(school: School) -> list[str]:
    return [reason for (reason,) in await rows(school.store, "SELECT reason FROM evidence ORDER BY id")]


async def reviews(school: School) -> list[tuple[object, ...]]:
    query = "SELECT evidence_id, why, other_id FROM review WHERE state = 'open' ORDER BY evidence_id"
    return await rows(school.store, query)


async def test_what_is_new_goes_on_waiting_for_a_person(school: School) -> None:
    await school.hears(picture())
    await look(school, Found(NEW))
    assert await school.said() == []
    assert (await states(school), await reviews(school)) == ([PENDING], [(1, PICTURE, None)])


async def test_what_is_new_is_accepted_where_a_department_wants_that(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture())
    await look(school, Found(NEW))
    assert reactions(await school.said()) == [("5", Reaction.ACCEPTED)]
    assert (await school.counted(), await reviews(school)) == ({"Lan Nguyễn": 1}, [])
    assert await reading(school.store).whole.verify() == []


async def test_some_of_what_is_accepted_is_looked_at_all_the_same(school: School) -> None:
    school.accept_pictures, school.audit_share = True, 1.1
    await school.hears(picture())
    await look(school, Found(NEW))
    assert await reviews(school) == [(1, AUDIT, None)]


async def test_what_came_late_is_still_noted_so_when_it_is_accepted(school: School) -> None:
    school.accept_pictures = True
    school.later(days=9)
    await school.hears(picture())
    await look(school, Found(NEW))
    assert await reasons(school) == [LATE]


async def test_ones_own_copy_is_a_duplicate_and_nobody_has_to_look(school: School) -> None:
    await school.hears(picture(), picture("u2", 6))
    await look(school, Found(NEW), Found(OWN, 1))
    assert reactions(await school.said()) == [("6", Reaction.DUPLICATE)]
    assert (await states(school), await reasons(school)) == ([PENDING, DUPLICATE], ["", "copy_of:1"])
    assert await reviews(school) == [(1, PICTURE, None)]


@pytest.mark.parametrize("why", [COPY, SAME_FILE])
async def test_what_looks_like_another_persons_is_for_a_person_to_judge(school: School, why: str) -> None:
    await school.hears(picture(), picture("u2", 6, MAI))
    await look(school, Found(NEW), Found(why, 1))
    assert await school.said() == []
    assert await reviews(school) == [(1, PICTURE, None), (2, why, 1)]


async def test_the_reason_to_look_is_told_once(school: School) -> None:
    await school.hears(part(1), part(2))
    await look(school, Found(NEW), Found(NEW))
    assert await rows(school.store, "SELECT version FROM review") == [(0,)]


async def test_a_copy_of_what_was_turned_down_may_be_handed_in_again(school: School) -> None:
    await school.hears(picture(), picture("u2", 6), reply("/rut", 5))
    await look(school, Found(NEW), Found(OWN, 1))
    assert await states(school) == [WITHDRAWN, PENDING]


async def test_what_a_person_took_back_stays_so(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture(), reply("/rut", 5))
    await look(school, Found(NEW))
    assert await states(school) == [WITHDRAWN]


async def test_what_a_person_has_decided_is_left_alone(school: School) -> None:
    await school.hears(picture(), picture("u2", 6))
    async with school.store.write(school.now) as ledger:
        album = await ledger.pictures.album(2)
        assert await ledger.decide(album.item, ACCEPTED, "", by_account="telegram:79")
    await look(school, Found(NEW), Found(OWN, 1))
    assert await states(school) == [PENDING, ACCEPTED]


async def test_what_was_found_is_found_once(school: School) -> None:
    await school.hears(picture())
    await keep(school)
    record = await school.store.pictures.first_kept(ME)
    assert record is not None
    for found in (Found(NEW), Found(COPY, 1)):
        async with school.store.write(school.now) as ledger:
            await picture_verdicts.settle(ledger, school.settings(), record, found)
    assert await rows(school.store, "SELECT finding FROM picture") == [(NEW,)]


# albums


async def test_all_parts_of_an_album_belong_to_one_evidence(school: School) -> None:
    await school.hears(part(1), part(2), part(3))
    assert await rows(school.store, "SELECT evidence_id, unique_id FROM picture ORDER BY id") == [
        (1, "a1-1"),
        (1, "a1-2"),
        (1, "a1-3"),
    ]


async def test_the_very_same_part_is_fetched_once(school: School) -> None:
    await school.hears(part(1), part(2), picture("a1-2", 19, media_group_id="a1"))
    assert len(await waiting(school)) == 2


async def test_an_album_waits_for_all_its_parts(school: School) -> None:
    await school.hears(picture(), part(1), part(2))
    await look(school, Found(NEW), Found(OWN, 1))
    assert await states(school) == [PENDING, PENDING]


async def test_an_album_of_copies_is_a_duplicate(school: School) -> None:
    await school.hears(picture(), part(1), part(2))
    await look(school, Found(NEW), Found(OWN, 1), Found(OWN, 1))
    assert await states(school) == [PENDING, DUPLICATE]
    assert reactions(await school.said()) == [("11", Reaction.DUPLICATE)]


async def test_an_album_with_a_new_part_is_no_duplicate(school: School) -> None:
    await school.hears(picture(), part(1), part(2))
    await look(school, Found(NEW), Found(OWN, 1), Found(NEW))
    assert await states(school) == [PENDING, PENDING]


async def test_a_later_part_reopens_the_question(school: School) -> None:
    await school.hears(picture(), part(1))
    await look(school, Found(NEW), Found(OWN, 1))
    await school.hears(part(2))
    await look(school, Found(NEW))
    assert await states(school) == [PENDING, PENDING]
    assert reactions(await school.said()) == [("11", Reaction.PENDING)]
    assert await reviews(school) == [(1, PICTURE, None), (2, PICTURE, None)]


async def test_a_later_part_that_is_a_copy_too_changes_nothing(school: School) -> None:
    await school.hears(picture(), part(1))
    await look(school, Found(NEW), Found(OWN, 1))
    await school.hears(part(2))
    await look(school, Found(OWN, 1))
    assert await states(school) == [PENDING, DUPLICATE]


async def test_a_later_part_that_is_new_leaves_an_accepted_album_accepted(school: School) -> None:
    school.accept_pictures = True
    await school.hears(part(1))
    await look(school, Found(NEW))
    school.accept_pictures = False
    await school.hears(part(2))
    await look(school, Found(NEW))
    assert await states(school) == [ACCEPTED]


async def test_a_later_part_of_somebody_elses_takes_the_acceptance_back(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture("u9", 4, MAI), part(1))
    await look(school, Found(NEW), Found(NEW))
    await school.hears(part(2))
    await look(school, Found(COPY, 1))
    assert await states(school) == [ACCEPTED, PENDING]
    assert await school.counted() == {"Lan Nguyễn": 0, "Mai Trần": 1}
    assert await reading(school.store).whole.verify() == []


async def test_an_album_counts_once_though_its_first_file_was_known(school: School) -> None:
    """The known file is a duplicate at once, and stays one when what it repeats is taken back."""
    school.accept_pictures = True
    await school.hears(picture("a1-1"), part(1), part(2), reply("/rut", 5))
    await look(school, Found(NEW), Found(NEW), Found(NEW))
    assert await states(school) == [WITHDRAWN, DUPLICATE, ACCEPTED]


# links and edits


def caption(words_: str | None, number: int = 1) -> dict[str, object]:
    photo = part(number)["message"]["photo"]
    return edit(None, 10 + number, caption=words_, media_group_id="a1", photo=photo)


async def test_pictures_beside_a_link_need_no_look(school: School) -> None:
    await school.hears(part(1), part(2), caption(LINK))
    await look(school, Found(NEW), Found(NEW))
    assert (await states(school), await reviews(school)) == ([WITHDRAWN, ACCEPTED], [])


async def test_given_back_a_picture_is_compared_again(school: School) -> None:
    await school.hears(part(1), caption(LINK))
    await look(school, Found(NEW))
    await school.hears(picture("u2", 30))
    await look(school, Found(NEW))
    await school.hears(caption(None))
    assert await reviews(school) == [(1, PICTURE, None), (3, PICTURE, None)]
    await look(school, Found(OWN, 3))
    assert await states(school) == [DUPLICATE, WITHDRAWN, PENDING]


# what cannot be looked at


async def test_a_file_nobody_can_open_is_turned_down_with_a_word_to_its_sender(school: School) -> None:
    await school.hears(picture())
    await fail(school, "too_large")
    said = await school.said()
    assert (reactions(said), texts(said)) == ([("5", Reaction.NOT_A_POST)], [words("picture.too_large")])
    (told,) = (each for each in said if isinstance(each, Say))
    assert told.reply_to == "5"
    assert (await states(school), await reasons(school), await reviews(school)) == (
        [REJECTED],
        ["too_large"],
        [],
    )


async def test_where_the_bot_may_not_write_the_sender_is_told_in_private(school: School) -> None:
    await school.hears(picture())
    await fail(school, "pdf")
    assert Say("77", words("picture.pdf")) in await school.fallbacks()


async def test_in_private_it_is_said_there(school: School) -> None:
    chat = private("x")["message"]["chat"]
    await school.hears(picture(chat=chat))
    await fail(school, "pdf")
    (told,) = (each for each in await school.said() if isinstance(each, Say))
    assert (told.chat_id, told.reply_to) == ("77", None)


async def test_the_same_mistake_is_explained_once_a_day(school: School) -> None:
    await school.hears(picture(), picture("u2", 6))
    await fail(school, "pdf", "pdf")
    said = await school.said()
    assert (len(reactions(said)), len(texts(said))) == (2, 1)


async def test_an_album_of_which_one_part_can_be_seen_is_no_mistake(school: School) -> None:
    await school.hears(part(1), part(2))
    await fail(school, "unreadable")
    await look(school, Found(NEW))
    assert (await states(school), await school.said()) == ([PENDING], [])


async def test_a_later_part_that_can_be_seen_reopens_the_question(school: School) -> None:
    await school.hears(part(1))
    await fail(school, GONE)
    await school.hears(part(2))
    await look(school, Found(NEW))
    assert await states(school) == [PENDING]


async def test_what_the_bot_could_not_look_at_is_not_the_senders_fault(school: School) -> None:
    school.accept_pictures = True
    await school.hears(picture())
    await fail(school, "unreadable", unseen=True)
    assert (await states(school), texts(await school.said())) == ([PENDING], [])


async def test_in_a_group_that_moved_no_other_message_gets_the_reaction(school: School) -> None:
    from tests.platforms.updates import message

    await school.hears(picture(), picture("u2", 6))
    await school.hears(message(text=None, message_id=90, migrate_to_chat_id=-100777))
    await look(school, Found(NEW), Found(OWN, 1))
    assert (await states(school), reactions(await school.said())) == ([PENDING, DUPLICATE], [])
