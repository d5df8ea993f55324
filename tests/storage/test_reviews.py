from dataclasses import replace
from datetime import timedelta

from rules.reviewing import rejection
from rules.verdicts import ACCEPTED, INTERACTION, PENDING, PICTURE, POST, REJECTED, WITHDRAWN
from storage import (
    AccountRef,
    Answer,
    Audited,
    ChatRef,
    NewEvidence,
    Queue,
    Reviewer,
    ReviewItem,
    Store,
    Waiting,
)
from storage.proof.review_queries import AT_ONCE
from tests.storage.ledger import (
    GROUP,
    LAN,
    NOW,
    OTHER_GROUP,
    POST_2,
    PRIVATE,
    TODAY,
    WEEK,
    change,
    counted,
    decide,
    handed_in,
    later,
    link,
    reading,
    rows,
)


async def test_a_person_is_asked_to_look(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "copy")
    assert await rows(store, "SELECT evidence_id, why, state, version FROM review") == [
        (1, "copy", "open", 0)
    ]


async def test_asked_again_the_newer_reason_stands_and_old_buttons_are_void(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "picture")
        await ledger.reviews.ask(1, "copy")
    assert await rows(store, "SELECT evidence_id, why, state, version FROM review") == [
        (1, "copy", "open", 1)
    ]


async def test_what_is_settled_without_anybody_needs_nobody(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "copy")
        await ledger.reviews.drop(1)
    assert await rows(store, "SELECT * FROM review") == []


# the queue

BINH = Reviewer("telegram:79", "Bình")
EVERYTHING = Queue(None)


def picture(key: str = "picture:u1") -> NewEvidence:
    return NewEvidence(key, PENDING, POST, "screenshot", "", "picture", "", NOW, TODAY, review=PICTURE)


async def wait(store: Store, *messages: str, where: ChatRef = GROUP, who: AccountRef = LAN) -> None:
    """Pictures the machine has found nothing in."""
    for message in messages:
        await handed_in(store, message, picture(f"picture:{message}:{where.chat_id}"), who, where)


async def first(store: Store, queue: Queue = EVERYTHING, but: int = 0) -> ReviewItem | None:
    async with store.write(NOW) as ledger:
        return await ledger.reviews.next(queue, but=but)


async def waiting(store: Store, queue: Queue = EVERYTHING) -> Waiting:
    async with store.write(NOW) as ledger:
        return await ledger.reviews.waiting(queue)


async def look(store: Store, number: int) -> ReviewItem:
    async with store.write(NOW) as ledger:
        item = await ledger.reviews.item(number)
    assert item
    return item


async def accept(store: Store, number: int, by: Reviewer = BINH) -> Answer:
    item = await look(store, number)
    async with store.write(NOW) as ledger:
        return await ledger.reviews.accept(item, by)


async def take_back(store: Store, number: int, by: Reviewer = BINH) -> Answer:
    item = await look(store, number)
    async with store.write(NOW) as ledger:
        return await ledger.reviews.take_back(item, by)


async def test_the_oldest_comes_first(store: Store) -> None:
    await wait(store, "5", "6")
    item = await first(store)
    assert item
    assert (item.id, item.why, item.proof.person, item.proof.unit) == (1, PICTURE, "Lan Nguyễn", "Tổ Toán")


async def test_each_unit_has_its_own_queue(store: Store) -> None:
    await wait(store, "5")
    await wait(store, "6", where=OTHER_GROUP)
    units = {unit.name: unit.id for unit in await reading(store).units.all()}
    item = await first(store, Queue((units["Tổ Văn"],)))
    assert item
    assert item.proof.unit == "Tổ Văn"


async def test_ones_own_is_in_nobodys_queue_but_others(store: Store) -> None:
    await wait(store, "5")
    assert await first(store, Queue(None, person_id=1)) is None
    assert await waiting(store, Queue(None, person_id=1)) == Waiting()
    assert await waiting(store, Queue(None, person_id=2)) == Waiting(plain=1)


async def test_what_waits_is_counted_by_what_it_is(store: Store) -> None:
    await wait(store, "5", "6", "7")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(2, "copy", 1)
        await ledger.reviews.ask(3, "audit")
    assert await waiting(store) == Waiting(plain=1, flagged=1, audit=1)


async def test_the_queue_follows_evidence_into_another_unit(store: Store) -> None:
    await wait(store, "5", where=PRIVATE)
    await handed_in(store, "6")
    units = {unit.name: unit.id for unit in await reading(store).units.all()}
    assert await waiting(store, Queue((units["Tổ Toán"],))) == Waiting(plain=1)


async def test_pictures_are_known_by_their_names_once_they_are_kept(store: Store) -> None:
    await wait(store, "5")
    await change(
        store,
        "INSERT INTO image (original, sha256, width, height, size, stripes, made_at)"
        " VALUES ('o', 'abc', 1, 1, 1, '', '2025-11-17 00:00:00')",
    )
    await change(
        store,
        "INSERT INTO picture (evidence_id, person_id, platform, bot, message_id, file_id, unique_id, mime, size, day,"
        " state, tries, error, image_id, finding) VALUES (1, 1, 'telegram', '42', '5', '', 'u', '', 1, '2025-11-17',"
        " 'settled', 0, '', 1, 'new')",
    )
    assert (await look(store, 1)).proof.images == ("abc",)


# decisions


async def test_the_tally_follows_a_decision_and_its_taking_back(store: Store) -> None:
    await wait(store, "5")
    assert await accept(store, 1) is Answer.DONE
    assert await counted(store) == {"Lan Nguyễn": 1}
    assert await take_back(store, 1) is Answer.DONE
    assert await counted(store) == {"Lan Nguyễn": 0}
    assert await reading(store).whole.verify() == []


async def test_every_decision_stays_on_record(store: Store) -> None:
    await wait(store, "5")
    await accept(store, 1)
    await take_back(store, 1)
    told = await rows(store, "SELECT state, reason, by_account FROM decision ORDER BY id")
    assert told == [
        (PENDING, "", ""),
        (ACCEPTED, "review", "telegram:79"),
        (PENDING, "review:undone", "telegram:79"),
    ]


async def test_a_look_that_confirms_is_on_record_too(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "audit")
    assert await accept(store, 1) is Answer.DONE
    told = await rows(store, "SELECT state, reason, by_account FROM decision ORDER BY id")
    assert told[-1] == (ACCEPTED, "review", "telegram:79")
    assert await reading(store).whole.verify() == []


async def test_what_was_accepted_before_a_doubt_is_accepted_when_the_decision_is_taken_back(
    store: Store,
) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "copy")
        item = await ledger.reviews.item(1)
        assert item
        await ledger.reviews.reject(item, "review:not_theirs", BINH)
    assert await take_back(store, 1) is Answer.DONE
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_nobody_decides_on_their_own(store: Store) -> None:
    await wait(store, "5")
    assert await accept(store, 1, Reviewer("telegram:77", "Lan", 1)) is Answer.OWN
    assert await take_back(store, 1, Reviewer("telegram:77", "Lan", 1)) is Answer.OWN


async def test_the_second_decision_is_too_late(store: Store) -> None:
    await wait(store, "5")
    item = await look(store, 1)
    await accept(store, 1)
    async with store.write(NOW) as ledger:
        assert await ledger.reviews.reject(item, "review:unreadable", BINH) is Answer.TOO_LATE
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_what_was_withdrawn_is_gone_and_comes_back_with_the_proof(store: Store) -> None:
    await wait(store, "5")
    await decide(store, "5", WITHDRAWN)
    assert await waiting(store) == Waiting()
    assert await accept(store, 1) is Answer.GONE
    await decide(store, "5", PENDING, "edited")
    assert await waiting(store) == Waiting(plain=1)


async def test_put_off_stands_behind_the_others(store: Store) -> None:
    await wait(store, "5", "6")
    async with store.write(NOW) as ledger:
        item = await ledger.reviews.item(1)
        assert item
        assert await ledger.reviews.put_off(item)
    item = await first(store)
    assert item
    assert item.id == 2


async def test_all_at_once_is_one_set_of_what_was_shown(store: Store) -> None:
    await wait(store, "5", "6", "7")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(2, "copy", 1)
        assert (await ledger.reviews.plain(EVERYTHING)).count == 2
        done = await ledger.reviews.accept_all(EVERYTHING, 2, BINH)
    assert [proof.message_id for proof in done] == ["5"]
    assert await counted(store) == {"Lan Nguyễn": 1}
    assert await reading(store).whole.verify() == []


async def test_all_at_once_is_no_more_than_one_can_mean(store: Store) -> None:
    await wait(store, *(str(number) for number in range(1, AT_ONCE + 6)))
    async with store.write(NOW) as ledger:
        offered = await ledger.reviews.plain(EVERYTHING)
        done = await ledger.reviews.accept_all(EVERYTHING, 10**9, BINH)
    assert (offered.count, len(done)) == (AT_ONCE, AT_ONCE)
    assert await reading(store).whole.verify() == []


async def test_what_was_drawn_by_lot_is_counted_by_unit(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2))
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(1, "audit")
        await ledger.reviews.ask(2, "audit")
        item = await ledger.reviews.item(1)
        assert item
        await ledger.reviews.reject(item, "review:not_school", BINH)
    (found,) = (await reading(store).reviews.audited(WEEK.first, WEEK.after)).values()
    assert found == Audited(looked_at=1, wrong=1, waiting=1)
    assert await reading(store).reviews.audited(WEEK.after, WEEK.after + timedelta(days=7)) == {}


# questions


async def test_a_question_waits_ten_minutes_for_its_answer(store: Store) -> None:
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(PRIVATE)
        await ledger.questions.ask(chat, "review", "1:0")
        await ledger.questions.ask(chat, "review", "2:0")
    async with store.write(later(minutes=10)) as ledger:
        assert await ledger.questions.open(chat) == ("review", "2:0")
    async with store.write(later(minutes=11)) as ledger:
        assert await ledger.questions.open(chat) is None


async def test_a_dropped_question_waits_for_nothing(store: Store) -> None:
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(PRIVATE)
        await ledger.questions.ask(chat, "review")
        await ledger.questions.drop(chat)
        assert await ledger.questions.open(chat) is None


# what was turned down


async def reject(store: Store, number: int) -> None:
    item = await look(store, number)
    async with store.write(NOW) as ledger:
        assert await ledger.reviews.reject(item, rejection("not_school"), BINH) is Answer.DONE


async def words_of(store: Store) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT counts_as, turned_down FROM evidence ORDER BY id")


async def test_what_was_turned_down_keeps_its_word_beside_what_counts(store: Store) -> None:
    handed = replace(link(), review="audit")
    await handed_in(store, "5", handed)
    await reject(store, 1)
    await handed_in(store, "6", handed)
    word = f"1:quota:{handed.key}"
    assert await words_of(store) == [(word, 1), (word, 0)]


async def test_any_number_of_refusals_keep_their_word(store: Store) -> None:
    handed = replace(link(), review="audit")
    for number in (1, 2):
        await handed_in(store, str(number), handed)
        await reject(store, number)
    word = f"1:quota:{handed.key}"
    assert await words_of(store) == [(word, 1), (word, 2)]
    assert await reading(store).whole.verify() == []


async def test_a_decision_taken_back_gives_the_plain_word_back(store: Store) -> None:
    await handed_in(store, "5", replace(link(), review="audit"))
    await reject(store, 1)
    assert await take_back(store, 1) is Answer.DONE
    assert await words_of(store) == [(f"1:quota:{link().key}", 0)]


async def test_what_a_machine_turned_down_has_no_word(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", REJECTED, "original")
    assert await words_of(store) == [(None, 0)]


async def test_who_hands_it_in_again_is_told_by_the_newest_refusal(store: Store) -> None:
    handed = replace(link(), review="audit")
    for number in (1, 2):
        person = await handed_in(store, str(number), handed)
        await reject(store, number)
    async with store.write(NOW) as ledger:
        assert await ledger.turned_down.before(person, handed.key) == 2
        assert not await ledger.is_taken(person, handed.key)


async def test_described_otherwise_what_was_turned_down_keeps_a_word(store: Store) -> None:
    await handed_in(store, "5", replace(link(), review="audit"))
    await reject(store, 1)
    item = (await look(store, 1)).proof.evidence
    async with store.write(NOW) as ledger:
        assert await ledger.describe(item, INTERACTION, None)
    assert await words_of(store) == [(f"1:interaction:{item.key}", 1)]


# pictures that look alike


async def of_picture(
    store: Store, number: int, evidence_id: int, other: tuple[int, int] | None = None
) -> None:
    """A picture that shows "a1" where it is the first."""
    await change(
        store,
        "INSERT INTO image (original, sha256, width, height, size, stripes, made_at)"
        " VALUES (:name, :name, 1, 1, 1, '', '2025-11-17 00:00:00')",
        name=f"a{number}",
    )
    await change(
        store,
        "INSERT INTO picture (id, evidence_id, person_id, platform, bot, message_id, file_id, unique_id, mime, size,"
        " day, state, tries, error, image_id, finding, other_id, other_picture_id) VALUES (:id, :of, 1, 'telegram',"
        " '42', '5', '', '', '', 1, '2025-11-17', 'settled', 0, '', (SELECT id FROM image WHERE sha256 = :name),"
        " :finding, :other, :picture)",
        id=number,
        of=evidence_id,
        name=f"a{number}",
        finding="copy" if other else "new",
        other=other[0] if other else None,
        picture=other[1] if other else None,
    )


async def test_of_two_albums_the_parts_that_look_alike_are_told(store: Store) -> None:
    await wait(store, "5", "6")
    for number, evidence_id in ((1, 1), (2, 1), (3, 2)):
        await of_picture(store, number, evidence_id)
    await of_picture(store, 4, 2, other=(1, 2))
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(2, "copy", 1)
    assert (await look(store, 2)).alike == ("a4", "a2")


async def test_where_nobody_knows_which_picture_it_resembles_none_is_told(store: Store) -> None:
    await wait(store, "5", "6")
    async with store.write(NOW) as ledger:
        await ledger.reviews.ask(2, "copy", 1)
    assert (await look(store, 2)).alike is None
