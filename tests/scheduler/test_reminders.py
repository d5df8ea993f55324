"""What is put on the outbox, for whom, once and on time."""

import asyncio
from datetime import date, time, timedelta

import pytest

from reports.reminder_words import length
from rules.calendar import day_range
from rules.language import text
from rules.reminders import Change, Lateness, Quiet, ReminderKind
from rules.scopes import EVERYBODY, Reach, Scope
from storage import ChatRef, ClosedWeek, RoundKey, StorageUnavailableError, Store
from storage.messages.recipients import Recipients
from storage.messages.reminders import Reminders as Rounds
from tests.scheduler.schools import BOT, OPERATOR, Schools, local
from tests.storage.ledger import change, reading, rows, writing
from tests.waiting import let_others_run

START, NUDGE = "monday_start", "thursday_nudge"
BEFORE, MONDAY = "2025-11-17T06:59:50", "2025-11-17T07:00:10"
THURSDAY, SUNDAY = "2025-11-20T16:00:00", "2025-11-23T19:00:00"
LATE = text("remind.late", "vi", words="")


@pytest.fixture
async def schools(store: Store) -> Schools:
    return Schools(store)


async def test_every_group_hears_of_the_new_week(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.school("B", "-1002")
    await schools.from_to(BEFORE, MONDAY)
    assert await schools.keys(START) == [f"{START}:2025-W47:-1001", f"{START}:2025-W47:-1002"]
    assert await schools.rounds() == [(START, "2025-W47", "on_time", 2, 0)]


async def test_a_fresh_install_reminds_nobody_of_the_past(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.at(MONDAY)
    await schools.at(MONDAY)
    assert await schools.keys() == []


async def test_nothing_due_puts_nothing_and_keeps_its_place(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-11-18T09:00:00", "2025-11-18T09:00:20", "2025-11-18T11:00:00")
    assert await schools.keys() == []
    assert await reading(schools.store).reminders.scheduled_until(BOT) == local("2025-11-18T11:00:00")


@pytest.mark.parametrize("second", ["06:59:59", "07:00:00", "07:00:01"])
async def test_a_restart_at_any_second_neither_loses_nor_repeats(schools: Schools, second: str) -> None:
    await schools.school("A", "-1001")
    await schools.from_to(BEFORE, f"2025-11-17T{second}")
    await schools.at(MONDAY, process=schools.process())
    await schools.at(f"2025-11-17T{second}", process=schools.process())
    assert await schools.keys() == [f"{START}:2025-W47:-1001"]


async def test_a_round_cut_short_is_finished_by_whoever_comes_next(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.rounds.GROUPS_AT_ONCE", 1)
    for number in range(4):
        await schools.school(f"S{number}", f"-100{number}")
    await schools.at(BEFORE)
    put, calls = Rounds.put, []

    async def dies(*arguments: object) -> int:
        calls.append(arguments)
        if len(calls) == 3:
            raise MemoryError
        return await put(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Rounds, "put", dies)
        assert await schools.at(MONDAY) == []
    assert len(await schools.keys(START)) == 2
    await schools.at(MONDAY, process=schools.process())
    assert sorted(await schools.keys(START)) == [f"{START}:2025-W47:-100{number}" for number in range(4)]
    assert await schools.rounds() == [(START, "2025-W47", "on_time", 4, 0)]


async def test_one_kind_that_fails_does_not_hold_up_the_others(
    schools: Schools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unit_id = await schools.school("A", "-1001")
    await schools.person("Lan", unit_id)
    await schools.at("2025-11-20T15:59:00")

    async def fails(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("reports.reminders.Composer.nudges", fails)
    await schools.at("2025-11-20T17:00:00")
    assert "could not be made" in caplog.text
    assert [kind for kind, *_ in await schools.rounds()] == [NUDGE, "review_backlog"]
    monkeypatch.undo()
    await schools.at("2025-11-20T17:00:20")
    assert await schools.keys(NUDGE) == [f"{NUDGE}:2025-W47:-1001"]


async def test_what_is_late_says_so(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-11-17T02:00:00", "2025-11-17T09:30:00")
    ((_, message),) = await schools.said(START)
    assert message.text.startswith(LATE)
    assert not message.silent


async def test_what_is_late_in_quiet_hours_makes_no_sound(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-11-27T07:00:00", "2025-11-27T22:00:00")
    ((_, message),) = await schools.said("report_due")
    assert message.text.startswith(LATE)
    assert message.silent


async def test_too_late_is_kept_in_mind_and_told_once(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-11-17T02:00:00", "2025-11-17T19:30:00")
    await writing(schools.store, local("2025-11-17T02:00:00")).reminders.schedule_until(
        BOT, local("2025-11-17T02:00:00")
    )
    await schools.at("2025-11-17T19:31:00", process=schools.process())
    assert await schools.keys(START) == []
    told = [message for key, message in await schools.said("dropped")]
    assert [message.chat_id for message in told] == [OPERATOR]
    assert "07:00 17/11/2025" in told[0].text


async def test_a_round_that_was_begun_and_can_no_longer_be_finished_is_told(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.at(BEFORE)
    key = RoundKey(*BOT, START, "2025-W47", local("2025-11-17T07:00:00"))
    await writing(schools.store, local(MONDAY)).reminders.begin(key, "on_time")
    await schools.at("2025-11-18T09:00:00")
    assert len(await schools.keys("dropped")) == 1


async def test_a_clock_that_went_back_repeats_nothing(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to(
        BEFORE, MONDAY, "2025-11-16T12:00:00", "2025-11-17T06:00:00", MONDAY, "2025-11-17T07:01:00"
    )
    assert await schools.keys(START) == [f"{START}:2025-W47:-1001"]


async def test_a_clock_that_jumps_weeks_ahead_says_only_what_makes_sense(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-10-01T12:00:00", MONDAY)
    assert await schools.keys(START) == [f"{START}:2025-W47:-1001"]
    dropped = [period for _, period, how, *_ in await schools.rounds() if how == "too_late"]
    assert 5 < len(dropped) < 15


async def test_what_was_dropped_by_a_wrong_clock_is_said_when_its_time_comes(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2025-11-13T12:00:00", "2025-11-18T12:00:00", BEFORE, MONDAY)
    assert await schools.keys(START) == [f"{START}:2025-W47:-1001"]
    assert (START, "2025-W47", "on_time", 1, 0) in await schools.rounds()


async def test_a_closed_unit_and_all_below_it_are_left_in_peace(schools: Schools) -> None:
    closed = await schools.school("A", "-1001")
    await schools.school("B", "-1002", parent=closed)
    await schools.school("C", "-1003")
    days = day_range(date(2025, 11, 10), date(2025, 11, 30))
    await writing(schools.store, local(BEFORE)).rules.close_unit(closed, days, "test")
    await schools.from_to(BEFORE, MONDAY)
    assert await schools.keys(START) == [f"{START}:2025-W47:-1003"]


async def test_clocks_of_two_processes_may_differ_a_little(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to(BEFORE, "2025-11-17T07:00:30", "2025-11-17T07:00:05")
    assert await reading(schools.store).reminders.scheduled_until(BOT) == local("2025-11-17T07:00:30")


@pytest.mark.parametrize("flag", ["muted", "present"])
async def test_who_left_or_wants_no_reminders_is_left_out(schools: Schools, flag: str) -> None:
    await schools.school("A", "-1001", **{flag: flag == "muted"})
    await schools.school("B", "-1002")
    await schools.from_to(BEFORE, MONDAY)
    assert await schools.chats(START) == ["-1002"]


async def test_the_unit_of_people_without_one_is_no_group(schools: Schools) -> None:
    unit_id = await schools.school("X", "-1001")
    await change(schools.store, f"UPDATE unit SET nowhere = true WHERE id = {unit_id}")
    await schools.from_to(BEFORE, MONDAY)
    assert await schools.keys() == []


async def test_a_group_that_moves_during_a_round_hears_it_once(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to(BEFORE, MONDAY)
    old = ChatRef("telegram", "42", "-1001", "group", "A")
    await writing(schools.store, local(MONDAY)).migrate_chat(
        old, ChatRef("telegram", "42", "-100200", "group", "A")
    )
    await change(schools.store, "UPDATE reminder_round SET planned = -1")
    await writing(schools.store, local(BEFORE)).reminders.schedule_until(BOT, local(BEFORE))
    await schools.at("2025-11-17T07:01:00", process=schools.process())
    assert await schools.chats(START) == ["-100200"]


async def test_a_nudge_leaves_those_in_peace_who_are_above_the_threshold(schools: Schools) -> None:
    for code, done in (("A", 4), ("B", 3)):
        unit_id = await schools.school(code, f"-{code}")
        for number in range(5):
            who = await schools.person(f"{code}{number}", unit_id)
            if number < done:
                await schools.hand_in(who, unit_id, date(2025, 11, 18))
    await schools.from_to("2025-11-20T15:59:00", THURSDAY)
    assert await schools.chats(NUDGE) == ["-B"]
    (words,) = await schools.texts(NUDGE)
    assert "3/5" in words
    assert "B0" not in words


async def test_thresholds_are_a_units_own(schools: Schools) -> None:
    unit_id = await schools.school("A", "-1001")
    await schools.person("Lan", unit_id)
    await schools.hand_in(await schools.person("Mai", unit_id), unit_id, date(2025, 11, 18))
    await schools.changed(Change(Scope(Reach.UNIT, "A"), ReminderKind.THURSDAY_NUDGE, threshold=50))
    await schools.from_to("2025-11-20T15:59:00", THURSDAY)
    assert await schools.keys() == []


async def test_who_still_owes_is_told_in_private_once(schools: Schools) -> None:
    a, b = await schools.school("A", "-1001"), await schools.school("B", "-1002")
    await schools.person("Lan", a, b, accounts=("71", "72"))
    await schools.person("Mai", a, accounts=("73",))
    await schools.person("Bình", a, accounts=("74",))
    done = await schools.person("Hoa", a, accounts=("75",))
    await schools.hand_in(done, a, date(2025, 11, 18))
    for user_id, muted in (("71", False), ("72", False), ("74", True), ("75", False)):
        await schools.private(user_id, muted=muted)
    await schools.from_to("2025-11-23T18:59:00", SUNDAY)
    (told,) = await schools.chats("sunday_private")
    assert told in {"71", "72"}
    ((*_, planned, unreached),) = await schools.rounds()
    assert (planned, unreached) == (1, 2)


async def test_administrators_hear_who_is_missing(schools: Schools) -> None:
    unit_id = await schools.unit("A")
    chat = await schools.group("-1001", unit_id)
    await schools.person("Lan", unit_id)
    for user_id in ("71", "72", "73"):
        await schools.admin(chat, user_id, is_admin=user_id != "72")
    await schools.private("71")
    await schools.private("72")
    await schools.from_to("2025-11-17T07:59:00", "2025-11-17T08:00:00")
    assert await schools.chats("monday_result") == ["71"]
    assert "Lan" in (await schools.texts("monday_result"))[0]
    looks = await rows(schools.store, "SELECT actor, action, target, detail FROM audit")
    assert looks == [("telegram:71", "names.sent", "", "")]


async def test_who_answers_for_several_units_hears_of_them_at_once(schools: Schools) -> None:
    for code in "ABC":
        unit_id = await schools.unit(code)
        chat = await schools.group(f"-{code}", unit_id)
        await schools.person(f"Lan {code}", unit_id)
        await schools.admin(chat, "71")
        if code == "B":
            await schools.admin(chat, "72")
    await schools.private("71")
    await schools.private("72")
    await schools.from_to("2025-11-17T07:59:00", "2025-11-17T08:00:00")
    told = {message.chat_id: message.text for _, message in await schools.said("monday_result")}
    assert {chat: [code for code in "ABC" if f"Lan {code}" in words] for chat, words in told.items()} == {
        "71": ["A", "B", "C"],
        "72": ["B"],
    }


async def test_an_office_reports_for_all_units_below(schools: Schools) -> None:
    top = await schools.unit("SO", "department")
    for name in ("Lan", "Mai"):
        await schools.person(name, await schools.unit(f"of {name}", "school", top))
    await schools.admin(await schools.group("-1001", top), "71")
    await schools.private("71")
    await schools.from_to("2025-11-27T07:59:00", "2025-11-27T08:00:00")
    (words,) = await schools.texts("report_due")
    assert "Trường SO, Tháng 11/2025: đến nay 0/2 người" in words


async def test_nobody_is_congratulated_for_nothing(schools: Schools) -> None:
    unit_id = await schools.unit("A")
    await schools.admin(await schools.group("-1001", unit_id), "71")
    await schools.private("71")
    elsewhere = await schools.unit("B")
    lan = await schools.person("Lan", unit_id, elsewhere)
    await schools.hand_in(lan, elsewhere, date(2025, 11, 12))
    await schools.from_to("2025-11-17T05:59:00", "2025-11-17T08:00:00")
    (words,) = await schools.texts("monday_result")
    assert "1/1 người, 0 bài" in words
    assert text("remind.result.all_met", "vi") not in words


async def test_an_office_hears_how_many_are_missing_in_the_units_below(schools: Schools) -> None:
    top = await schools.unit("SO", "department")
    await schools.person("Châu", top)
    for name in ("Lan", "Mai"):
        await schools.person(name, await schools.unit(f"of {name}", "school", top))
    await schools.admin(await schools.group("-1001", top), "71")
    await schools.private("71")
    await schools.from_to("2025-11-17T05:59:00", "2025-11-17T08:00:00")
    (words,) = await schools.texts("monday_result")
    assert "0/3 người" in words
    assert "Còn thiếu: Châu" in words
    assert "Ở các đơn vị trực thuộc: còn 2 người chưa đạt" in words


async def test_a_report_is_told_in_the_group_where_no_administrator_can_be_reached(schools: Schools) -> None:
    a, b = await schools.unit("A"), await schools.school("B", "-1002")
    await schools.admin(await schools.group("-1001", a), "71")
    await schools.private("71")
    await schools.person("Lan", b)
    await schools.from_to("2025-11-27T07:59:00", "2025-11-27T08:00:00")
    assert await schools.chats("report_due") == ["-1002", "71"]
    assert "Lan" not in "".join(await schools.texts("report_due"))


async def test_two_deadlines_of_one_morning_are_one_message(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2026-05-28T07:59:00", "2026-05-28T08:00:00")
    assert await schools.keys("report_due") == ["report_due:2025-2026-HK2+2026-05:-1001"]
    assert (await schools.texts("report_due"))[0].count("31/05/2026") >= 2


async def test_the_backlog_is_told_to_those_who_can_work_it_off(schools: Schools) -> None:
    from tests.storage.ledger import handed_in, link

    await handed_in(schools.store, "5", link(state="pending", day=date(2025, 11, 18)))
    ((chat,),) = await rows(schools.store, "SELECT id FROM chat")
    await schools.admin(chat, "71")
    await schools.private("71")
    await schools.from_to("2025-11-18T16:59:00", "2025-11-18T17:00:00")
    (words,) = await schools.texts("review_backlog")
    assert "Tổ Toán: 1" in words


async def test_settings_are_inherited_from_above(schools: Schools) -> None:
    top = await schools.unit("PGD", "district")
    await schools.school("A", "-1001", top)
    await schools.school("B", "-1002", top)
    await schools.school("C", "-1003")
    await schools.changed(Change(Scope(Reach.BELOW, "PGD"), ReminderKind.MONDAY_START, at=time(9)))
    await schools.changed(
        Change(Scope(Reach.UNIT, "B"), ReminderKind.MONDAY_START, at=time(10), text="Chào {B}!")
    )
    await schools.from_to(BEFORE, MONDAY)
    assert await schools.chats(START) == ["-1003"]
    await schools.at("2025-11-17T09:00:00")
    assert await schools.chats(START) == ["-1001", "-1003"]
    await schools.at("2025-11-17T10:00:00")
    assert await schools.chats(START) == ["-1001", "-1002", "-1003"]
    assert (await schools.texts(START))[2].startswith("Chào {B}!\n")


async def test_a_change_for_everybody_is_seen_at_the_next_look(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.at("2025-11-17T06:29:00")
    await schools.changed(Change(EVERYBODY, ReminderKind.MONDAY_START, at=time(6, 30), pin=True))
    await schools.at("2025-11-17T06:30:00")
    ((_, message),) = await schools.said(START)
    assert message.pin


async def test_a_time_in_quiet_hours_waits_for_their_end(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.changed(Change(EVERYBODY, quiet=Quiet(time(21), time(7, 30))))
    await schools.from_to(BEFORE, "2025-11-17T07:29:00")
    assert await schools.keys() == []
    await schools.at("2025-11-17T07:30:00")
    assert len(await schools.keys(START)) == 1


async def test_switched_off_only_weeks_are_closed(schools: Schools) -> None:
    await schools.school("A", "-1001")
    silent = schools.process(on=False)
    await schools.at("2025-11-17T05:59:00", process=silent)
    outcomes = await schools.at("2025-11-17T12:00:00", process=silent)
    assert [outcome.kind for outcome in outcomes] == [ReminderKind.WEEK_CLOSE]
    assert await schools.keys() == []


async def test_what_is_due_can_be_asked_for_twice(schools: Schools) -> None:
    await schools.school("A", "-1001")
    first = await schools.reminders.due_at(local(MONDAY))
    again = await schools.process().due_at(local(MONDAY))
    counts = [
        [(one.put, one.there) for one in found if one.kind is ReminderKind.MONDAY_START]
        for found in (first, again)
    ]
    assert counts == [[(1, 0)], [(0, 1)]]
    assert await reading(schools.store).reminders.scheduled_until(BOT) is None


async def test_a_week_that_is_not_over_stays_open_whatever_is_asked_for(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.reminders.due_at(local(MONDAY), now=local("2025-11-14T09:00:00"))
    assert await reading(schools.store).weeks.closed(date(2025, 11, 10)) == {}
    await schools.reminders.due_at(local(MONDAY), now=local(MONDAY))
    assert await reading(schools.store).weeks.closed(date(2025, 11, 10)) != {}


async def test_what_is_too_late_is_named_and_not_put(schools: Schools) -> None:
    await schools.school("A", "-1001")
    found = await schools.reminders.due_at(local("2025-11-17T19:30:00"))
    dropped = [one.kind for one in found if one.lateness is Lateness.TOO_LATE]
    assert ReminderKind.MONDAY_START in dropped
    assert await schools.keys() == []


async def test_the_results_of_a_round_are_told(schools: Schools) -> None:
    for number in range(3):
        await schools.school(f"S{number}", f"-100{number}")
    await schools.from_to(BEFORE, MONDAY)
    first, second, _ = await reading(schools.store).outbox.waiting("telegram", "42", 0)
    await writing(schools.store, local(MONDAY)).outbox.sent([(first.id, "5")])
    await writing(schools.store, local(MONDAY)).outbox.give_up(second, "bot was kicked")
    (result,) = await reading(schools.store).reminders.recent(5)
    assert (result.sent, result.waiting, result.failed) == (1, 1, {"bot was kicked": 1})
    assert (await reading(schools.store).whole.totals()).reminders[ReminderKind.MONDAY_START] == 3


async def test_a_long_past_is_not_looked_at(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.from_to("2024-01-01T12:00:00", "2025-11-19T12:00:00")
    periods = [period for _, period, *_ in await schools.rounds()]
    assert periods
    assert [period for period in periods if "2024" in period] == []


async def test_monday_tells_the_featured_pages_and_how_last_week_ended(schools: Schools) -> None:
    top = await schools.unit("SO", "department")
    unit_id = await schools.school("A", "-1001", top)
    await schools.school("ALONE", "-1002")
    page = await schools.page(unit_id, "https://www.facebook.com/truong.a")
    await schools.feature(top, unit_id, page, date(2025, 11, 17))
    last = ClosedWeek(unit_id, date(2025, 11, 10), 5, 4, 3, accepted=7, pending=0, page_posts=1, page_owed=1)
    await writing(schools.store, local(BEFORE)).weeks.freeze([last])
    await schools.from_to(BEFORE, MONDAY)
    told = {message.chat_id: message.text for _, message in await schools.said(START)}
    for words in told.values():
        assert "https://www.facebook.com/truong.a" in words
    assert "3/4 người đạt, 7 bài" in told["-1001"]


async def test_a_message_is_never_too_long(schools: Schools) -> None:
    top = await schools.unit("SO", "department")
    for number in range(30):
        unit_id = await schools.school(f"{number}" * 200, f"-{number}", top)
        page = await schools.page(unit_id, f"https://www.facebook.com/{'x' * 250}{number}")
        await schools.feature(top, unit_id, page, date(2025, 11, 17))
    await schools.changed(Change(EVERYBODY, ReminderKind.MONDAY_START, text="😀" * 500))
    await schools.from_to(BEFORE, MONDAY)
    texts = await schools.texts(START)
    assert len(texts) == 30
    assert max(length(words) for words in texts) <= 4096


async def test_somebody_who_answers_for_all_hears_as_much_as_fits(schools: Schools) -> None:
    for number in range(60):
        unit_id = await schools.unit(f"{number}-" + "x" * 60)
        await schools.admin(await schools.group(f"-{number}", unit_id), "71")
        for who in range(5):
            await schools.person(f"Nguyễn Thị {number} {who}", unit_id)
    await schools.private("71")
    await schools.from_to("2025-11-17T07:59:00", "2025-11-17T08:00:00")
    (words,) = await schools.texts("monday_result")
    assert 3000 < length(words) <= 4096


async def test_long_names_do_not_crowd_out_the_numbers(schools: Schools) -> None:
    unit_id = await schools.unit("A")
    await schools.admin(await schools.group("-1001", unit_id), "71")
    for number in range(60):
        await schools.person(f"{number:02} " + "x" * 100, unit_id)
    await schools.private("71")
    await schools.from_to("2025-11-17T07:59:00", "2025-11-17T08:00:00")
    (words,) = await schools.texts("monday_result")
    assert "Trường A" in words
    assert "00 x" in words
    assert length(words) <= 4096


async def asked_for_all(schools: Schools, moment: str) -> None:
    async with schools.store.write(local(moment)) as ledger:
        await ledger.reminders.begin(
            RoundKey(*BOT, START, "2025-W47@*", local("2025-11-18T09:00:00")), "asked"
        )


async def test_what_an_operator_asked_for_is_put_at_the_next_look_and_once(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.school("B", "-1002", muted=True)
    await schools.at("2025-11-18T09:09:00")
    await asked_for_all(schools, "2025-11-18T09:10:00")
    await schools.from_to("2025-11-18T09:10:20", "2025-11-18T09:10:40")
    ((key, message),) = await schools.said(START)
    assert (key, message.chat_id) == (f"{START}:2025-W47:-1001:asked-{key.rpartition('-')[2]}", "-1001")
    assert await schools.rounds() == [(START, "2025-W47@*", "asked", 1, 0)]


async def test_what_was_asked_for_and_fails_does_not_stop_the_schedule(
    schools: Schools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await schools.school("A", "-1001")
    await schools.at("2025-11-18T09:09:00")
    await asked_for_all(schools, "2025-11-18T09:10:00")

    async def fails(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("reports.reminders.Composer.week_start", fails)
    assert await schools.at("2025-11-18T09:10:20") == []
    assert "could not be made" in caplog.text
    monkeypatch.undo()
    await schools.at("2025-11-18T09:10:40")
    assert len(await schools.keys(START)) == 1


async def test_what_was_asked_for_yesterday_is_forgotten(schools: Schools) -> None:
    await schools.school("A", "-1001")
    await schools.at("2025-11-18T09:09:00")
    await asked_for_all(schools, "2025-11-18T09:10:00")
    await schools.at("2025-11-19T09:30:00")
    assert await schools.keys(START) == []


async def test_a_look_with_nothing_due_reads_no_units(
    schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    await schools.school("A", "-1001")
    await schools.changed(Change(Scope(Reach.UNIT, "A"), ReminderKind.MONDAY_START, at=time(9)))
    await schools.at("2025-11-18T09:00:00")
    monkeypatch.setattr(Recipients, "units_after", None)
    for second in range(20, 60, 5):
        await schools.at(f"2025-11-18T09:00:{second}")


async def test_a_lost_database_is_waited_for(
    schools: Schools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def lost(*_: object) -> None:
        raise StorageUnavailableError("the disk is full")

    await schools.school("A", "-1001")
    await schools.at(BEFORE)
    with monkeypatch.context() as patch:
        patch.setattr(Rounds, "put", lost)
        await schools.reminders._tick_patiently(local(MONDAY))
    assert "have to wait" in caplog.text
    await schools.at("2025-11-17T07:01:00")
    assert len(await schools.keys(START)) == 1


async def test_the_clock_is_looked_at_until_the_bot_stops(schools: Schools) -> None:
    running = asyncio.create_task(schools.reminders.run(lambda: local(BEFORE), timedelta(milliseconds=10)))
    async with asyncio.timeout(10):
        while await reading(schools.store).reminders.scheduled_until(BOT) is None:
            await let_others_run()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
