"""One message, one transaction: what a handler decides is in the ledger as a whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.calendar import month_of, week_of
from rules.outgoing import Say
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, POST, REJECTED, WITHDRAWN
from storage import AccountRef, ChatRef, Store
from tests.storage.ledger import (
    BOT,
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_1,
    POST_2,
    PRIVATE,
    TODAY,
    WEEK,
    PoisonError,
    claimed,
    counted,
    decide,
    hand_in,
    handed_in,
    keep,
    later,
    link,
    reading,
    rows,
    tallies,
    writing,
)

TABLES = ("evidence", "decision", "tally", "person", "account", "membership", "unit", "chat", "outbox")


async def sizes(store: Store) -> dict[str, int]:
    return {table: (await rows(store, f"SELECT count(*) FROM {table}"))[0][0] for table in TABLES}


async def dies(store: Store) -> None:
    """A transaction in which something is decided, written, and then goes wrong."""
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "5")
        ledger.say("telegram", BOT, Say("-1001", "Chào"), "in:1:1")
        await ledger.flush()
        raise PoisonError


async def test_what_is_handed_in_counts(store: Store) -> None:
    await handed_in(store, "5")
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(PoisonError):
        await dies(store)
    assert set((await sizes(store)).values()) == {0}


async def test_a_transaction_that_fails_counts_nothing_in_the_totals(store: Store) -> None:
    with pytest.raises(PoisonError):
        await dies(store)
    assert (await reading(store).whole.totals()).evidence[ACCEPTED] == 0


async def test_evidence_answer_and_done_row_are_one_transaction(store: Store) -> None:
    await keep(store, "1")
    async with store.write(NOW) as ledger:
        (row,) = await ledger.inbox.claim(1)
        await hand_in(ledger, "5")
        ledger.say("telegram", BOT, Say("-1001", "Chào"), "in:1:1")
        await ledger.inbox.done([row.id])
    assert (await claimed(store), len(await reading(store).outbox.waiting("telegram", BOT, 0))) == ([], 1)
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_several_proofs_of_one_transaction_add_up(store: Store) -> None:
    async with store.write(NOW) as ledger:
        for number in range(5):
            await hand_in(ledger, str(number), link(f"post:{number}"))
    assert await counted(store) == {"Lan Nguyễn": 5}


async def test_proofs_of_several_transactions_add_up(store: Store) -> None:
    for number in range(3):
        await handed_in(store, str(number), link(f"post:{number}"))
    assert await counted(store) == {"Lan Nguyễn": 3}


@pytest.mark.parametrize("state", [PENDING, DUPLICATE, REJECTED, WITHDRAWN])
async def test_only_accepted_proof_counts(store: Store, state: str) -> None:
    await handed_in(store, "5", link(state=state))
    assert await counted(store) == {"Lan Nguyễn": 0}


async def test_the_states_of_a_unit_are_told(store: Store) -> None:
    for number, state in enumerate([ACCEPTED, PENDING, PENDING, DUPLICATE, REJECTED]):
        await handed_in(store, str(number), link(f"post:{number}", state))
    states = (await tallies(store))[GROUP.title].states
    assert states == {ACCEPTED: 1, PENDING: 2, DUPLICATE: 1, REJECTED: 1}


@pytest.mark.parametrize(("state", "taken"), [(ACCEPTED, True), (PENDING, True), (DUPLICATE, False)])
async def test_a_post_is_taken_while_it_is_counted_or_waits(store: Store, state: str, taken: bool) -> None:
    person = await handed_in(store, "5", link(state=state))
    async with store.write(NOW) as ledger:
        assert await ledger.is_taken(person, POST_1) is taken


async def test_a_post_is_taken_within_the_transaction_that_took_it(store: Store) -> None:
    async with store.write(NOW) as ledger:
        person = await hand_in(ledger, "5")
        assert await ledger.is_taken(person, POST_1)


async def test_a_post_of_one_person_is_free_for_another(store: Store) -> None:
    await handed_in(store, "5")
    mai = await handed_in(store, "6", link(POST_2), MAI)
    async with store.write(NOW) as ledger:
        assert not await ledger.is_taken(mai, POST_1)


async def test_a_post_is_taken_as_a_share_too(store: Store) -> None:
    person = await handed_in(store, "5", replace(link(), action="share"))
    async with store.write(NOW) as ledger:
        assert await ledger.is_taken(person, POST_1)


async def test_the_database_itself_refuses_to_count_a_post_twice(store: Store) -> None:
    await handed_in(store, "5")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await handed_in(store, "6")
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_the_database_itself_refuses_a_link_twice_in_one_message(store: Store) -> None:
    await handed_in(store, "5", link(state=DUPLICATE))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await handed_in(store, "5", link(state=DUPLICATE))


async def test_the_same_message_number_in_another_chat_is_another_message(store: Store) -> None:
    await handed_in(store, "5", link(state=DUPLICATE))
    await handed_in(store, "5", link(state=DUPLICATE), where=OTHER_GROUP)
    assert (await reading(store).whole.totals()).evidence[DUPLICATE] == 2


async def test_withdrawn_proof_counts_no_more(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    assert await counted(store) == {"Lan Nguyễn": 0}


async def test_withdrawn_proof_leaves_no_empty_tally(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    assert await rows(store, "SELECT * FROM tally") == []


async def test_withdrawing_one_of_two_leaves_the_other(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2))
    await decide(store, "5", WITHDRAWN)
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_a_withdrawn_post_may_be_handed_in_again(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    await handed_in(store, "6")
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_restored_proof_counts_again(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    await decide(store, "5", ACCEPTED)
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_pending_proof_counts_once_it_is_accepted(store: Store) -> None:
    await handed_in(store, "5", link(state=PENDING))
    await decide(store, "5", ACCEPTED)
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_deciding_what_is_decided_changes_nothing(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", ACCEPTED)
    assert await rows(store, "SELECT count(*) FROM decision") == [(1,)]


async def test_every_decision_is_kept(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN, "by_sender")
    await decide(store, "5", ACCEPTED, "mistake")
    assert await rows(store, "SELECT state, reason FROM decision ORDER BY id") == [
        (ACCEPTED, ""),
        (WITHDRAWN, "by_sender"),
        (ACCEPTED, "mistake"),
    ]


async def test_a_decision_tells_who_made_it(store: Store) -> None:
    person = await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        (item,) = await ledger.submission(await ledger.chat(GROUP), "5")
        await ledger.decide(item, WITHDRAWN, "by_sender", person)
    assert await rows(store, "SELECT by_person_id FROM decision ORDER BY id DESC LIMIT 1") == [(person.id,)]


async def test_the_totals_follow_every_decision(store: Store) -> None:
    await handed_in(store, "5")
    await decide(store, "5", WITHDRAWN)
    totals = (await reading(store).whole.totals()).evidence
    assert (totals[ACCEPTED], totals[WITHDRAWN]) == (0, 1)


async def test_a_proof_counts_for_the_day_it_was_sent(store: Store) -> None:
    await handed_in(store, "5", link(day=date(2025, 11, 30)))
    assert (await tallies(store, month_of(date(2025, 11, 30))))[GROUP.title].persons[0].accepted == 1
    assert (await tallies(store, month_of(date(2025, 12, 1))))[GROUP.title].persons[0].accepted == 0


async def test_a_week_across_two_months_is_right_in_both(store: Store) -> None:
    for day in (date(2025, 9, 30), date(2025, 10, 1)):
        await handed_in(store, str(day), link(str(day), day=day))
    found = [
        (await tallies(store, period))[GROUP.title].persons[0].accepted
        for period in (week_of(date(2025, 9, 30)), month_of(date(2025, 9, 30)), month_of(date(2025, 10, 1)))
    ]
    assert found == [2, 1, 1]


async def test_a_person_counts_their_own_proof_in_all_units(store: Store) -> None:
    await handed_in(store, "5")
    person = await handed_in(store, "5", link(POST_2), where=OTHER_GROUP)
    async with store.write(NOW) as ledger:
        deeds = await ledger.tallies.deeds(person, WEEK.first, WEEK.after)
    assert deeds.by_day == {TODAY: {POST: 2}}


async def test_a_person_is_told_what_waits(store: Store) -> None:
    person = await handed_in(store, "5", link(state=PENDING))
    async with store.write(NOW) as ledger:
        assert await ledger.tallies.waiting(person, WEEK) == 1


async def test_a_person_counts_what_the_same_transaction_took(store: Store) -> None:
    async with store.write(NOW) as ledger:
        person = await hand_in(ledger, "5")
        assert (await ledger.tallies.deeds(person, WEEK.first, WEEK.after)).by_day == {TODAY: {POST: 1}}


# units, chats, people


async def test_a_unit_is_opened_under_the_groups_title(store: Store) -> None:
    await handed_in(store, "5")
    assert [(unit.code, unit.name) for unit in await reading(store).units.all()] == [("~TO-TOAN", "Tổ Toán")]


async def test_groups_of_the_same_title_are_units_of_their_own(store: Store) -> None:
    for number in (1, 2, 3):
        await handed_in(
            store, "5", link(f"post:{number}"), where=ChatRef("telegram", BOT, f"-{number}", "group", "5A")
        )
    assert [unit.code for unit in await reading(store).units.all()] == ["~5A", "~5A-2", "~5A-3"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Trường THCS Đống Đa", "~TRUONG-THCS-DONG-DA"),
        ("🎉🎉", "~NHOM"),
        ("", "~1009"),
        ("x" * 300, "~" + "X" * 32),
        ("50% _giảm_", "~50-GIAM"),
        ("'; DROP TABLE unit; --", "~DROP-TABLE-UNIT"),
    ],
)
async def test_a_code_is_made_of_the_titles_letters(store: Store, title: str, code: str) -> None:
    await handed_in(store, "5", where=ChatRef("telegram", BOT, "-1009", "group", title))
    assert [unit.code for unit in await reading(store).units.all()] == [code]


async def test_a_private_chat_opens_no_unit_of_its_own(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    assert [unit.code for unit in await reading(store).units.all()] == ["~CHUA-RO-DON-VI"]


async def test_closed_enrolment_opens_no_unit(closed_store: Store) -> None:
    async with closed_store.write(NOW) as ledger:
        assert (await ledger.chat(GROUP)).unit_id is None
    assert await reading(closed_store).units.all() == []


async def test_a_renamed_group_renames_its_own_unit(store: Store) -> None:
    await handed_in(store, "5")
    async with store.write(NOW) as ledger:
        await ledger.chat(ChatRef("telegram", BOT, "-1001", "group", "Tổ Toán Tin"))
    assert [(unit.code, unit.name) for unit in await reading(store).units.all()] == [
        ("~TO-TOAN", "Tổ Toán Tin")
    ]


async def test_whoever_hands_in_is_enrolled(store: Store) -> None:
    await handed_in(store, "5")
    assert await rows(store, "SELECT name, provisional FROM person") == [("Lan Nguyễn", True)]


async def test_a_person_is_enrolled_once(store: Store) -> None:
    first = await handed_in(store, "5")
    second = await handed_in(store, "6", link(POST_2))
    assert (first.id, await rows(store, "SELECT count(*) FROM membership")) == (second.id, [(1,)])


async def test_a_person_of_two_groups_is_one_person_in_two_units(store: Store) -> None:
    first = await handed_in(store, "5")
    second = await handed_in(store, "5", link(POST_2), where=OTHER_GROUP)
    assert (first.id, first.unit_id != second.unit_id) == (second.id, True)


async def test_a_membership_begins_with_the_first_proof(store: Store) -> None:
    await handed_in(store, "5", link(day=TODAY - timedelta(days=30)))
    ((since,),) = await rows(store, "SELECT since FROM membership")
    assert str(since) == "2025-10-18"


async def test_a_whole_batch_is_enrolled_at_once(store: Store) -> None:
    people = [AccountRef("telegram", str(number), f"Cô {number}") for number in range(30)]
    async with store.write(NOW) as ledger:
        for who in people:
            await hand_in(ledger, who.user_id, link(f"post:{who.user_id}"), who)
    assert await counted(store) == {who.name: 1 for who in people}


async def test_a_renamed_person_is_renamed(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2), AccountRef("telegram", "77", "Lan N."))
    assert await counted(store) == {"Lan N.": 2}


async def test_a_name_from_the_roster_is_not_renamed_by_its_account(store: Store) -> None:
    await handed_in(store, "5")
    async with store._database.write() as connection:
        await connection.exec_driver_sql("UPDATE person SET name = 'Nguyễn Thị Lan', provisional = false")
    await handed_in(store, "6", link(POST_2), AccountRef("telegram", "77", "lan_cute"))
    assert await counted(store) == {"Nguyễn Thị Lan": 2}


async def test_two_people_may_have_the_same_name(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", who=AccountRef("telegram", "99", LAN.name))
    assert [person.accepted for person in (await tallies(store))[GROUP.title].persons] == [1, 1]


async def test_a_person_without_a_unit_is_kept_apart(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    assert await counted(store, "Chưa rõ đơn vị") == {"Lan Nguyễn": 1}


async def test_a_person_without_a_unit_takes_their_proof_along(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    await handed_in(store, "6", link(POST_2))
    assert await counted(store) == {"Lan Nguyễn": 2}


async def test_a_person_who_found_a_unit_is_not_kept_apart_any_more(store: Store) -> None:
    await handed_in(store, "5", where=PRIVATE)
    await handed_in(store, "6", link(POST_2))
    assert await counted(store, "Chưa rõ đơn vị") == {}


async def test_a_person_who_found_a_unit_counts_there_in_private_too(store: Store) -> None:
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2), where=PRIVATE)
    assert await counted(store) == {"Lan Nguyễn": 2}


async def test_a_mistake_is_remembered(store: Store) -> None:
    async with store.write(NOW) as ledger:
        ledger.remember_mistake(await hand_in(ledger, "5"), "not_a_post")
    async with store.write(NOW) as ledger:
        person = await ledger.known_person(LAN, await ledger.chat(GROUP))
        assert person is not None
        assert person.last_mistake == "not_a_post"


async def test_a_mistake_is_remembered_within_the_transaction(store: Store) -> None:
    async with store.write(NOW) as ledger:
        ledger.remember_mistake(await hand_in(ledger, "5"), "not_a_post")
        person = await ledger.known_person(LAN, await ledger.chat(GROUP))
        assert person is not None
        assert person.last_mistake == "not_a_post"


# rights


@pytest.mark.parametrize("is_admin", [True, False])
async def test_rights_that_were_learnt_are_known(store: Store, is_admin: bool) -> None:
    await handed_in(store, "5")
    await writing(store).chats.learn_admin(GROUP, "77", is_admin=is_admin)
    async with store.write(later(seconds=59)) as ledger:
        assert await ledger.is_admin(await ledger.chat(GROUP), "77", timedelta(minutes=1)) is is_admin


async def test_rights_learnt_long_ago_have_to_be_asked_again(store: Store) -> None:
    await handed_in(store, "5")
    await writing(store).chats.learn_admin(GROUP, "77", is_admin=True)
    async with store.write(later(seconds=61)) as ledger:
        assert await ledger.is_admin(await ledger.chat(GROUP), "77", timedelta(minutes=1)) is None


async def test_the_latest_word_about_rights_stands(store: Store) -> None:
    await handed_in(store, "5")
    await writing(store).chats.learn_admin(GROUP, "77", is_admin=True)
    await writing(store, later(seconds=1)).chats.learn_admin(GROUP, "77", is_admin=False)
    async with store.write(later(seconds=2)) as ledger:
        assert await ledger.is_admin(await ledger.chat(GROUP), "77", timedelta(minutes=1)) is False


async def test_rights_in_an_unknown_chat_are_nobodys(store: Store) -> None:
    await writing(store).chats.learn_admin(GROUP, "77", is_admin=True)
    assert await rows(store, "SELECT * FROM chat_admin") == []
