"""What falls due when, at which place, and when it is too late."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import STANDARD_CALENDAR, SchoolCalendar, day_range, plain, single_day, week_of
from rules.reminders import (
    STANDARD_SCHEDULE,
    Change,
    Due,
    Lateness,
    Quiet,
    ReminderKind,
    Schedule,
    dedupe_key,
    due,
    lateness,
    parse_wish,
)
from rules.scopes import ANYWHERE, EVERYBODY, Place, Reach, Scope

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NEW_YORK = ZoneInfo("America/New_York")
SCHOOL = Place("school", ("so", "pgd-a", "thcs-1"))
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
MONDAY = datetime(2025, 11, 17, 7, tzinfo=ZONE)
SECOND = timedelta(seconds=1)


def told(
    first: date,
    last: date,
    schedule: Schedule = STANDARD_SCHEDULE,
    calendar: SchoolCalendar = STANDARD_CALENDAR,
    place: Place = ANYWHERE,
) -> list[Due]:
    """All that falls due on whole local days."""
    after = datetime.combine(first, time(0), schedule.zone) - SECOND
    until = datetime.combine(last + timedelta(days=1), time(0), schedule.zone) - SECOND
    return due(schedule, after, until, calendar, place)


def lines(dues: list[Due], *kinds: ReminderKind) -> list[str]:
    return [
        f"{one.at.astimezone(ZONE):%d/%m %H:%M} {one.period.code}"
        for one in dues
        if not kinds or one.kind in kinds
    ]


def with_changes(*changes: Change) -> Schedule:
    return Schedule(changes=changes)


def test_a_week_has_its_reminders_in_order() -> None:
    week = told(date(2025, 11, 17), date(2025, 11, 23))
    assert [f"{one.at.astimezone(ZONE):%a %H:%M} {one.kind}" for one in week] == [
        "Mon 06:00 week_close",
        "Mon 07:00 monday_start",
        "Mon 08:00 monday_result",
        "Mon 17:00 review_backlog",
        "Tue 17:00 review_backlog",
        "Wed 17:00 review_backlog",
        "Thu 16:00 thursday_nudge",
        "Thu 17:00 review_backlog",
        "Fri 17:00 review_backlog",
        "Sun 19:00 sunday_private",
    ]


def test_on_monday_the_new_week_starts_and_the_old_one_is_told() -> None:
    monday = {one.kind: one.period.code for one in told(date(2025, 11, 17), date(2025, 11, 17))}
    assert monday[ReminderKind.MONDAY_START] == "2025-W47"
    assert monday[ReminderKind.MONDAY_RESULT] == monday[ReminderKind.WEEK_CLOSE] == "2025-W46"


def test_a_moment_belongs_to_who_asks_until_it_and_not_to_who_asks_after_it() -> None:
    until = due(STANDARD_SCHEDULE, MONDAY - SECOND, MONDAY, STANDARD_CALENDAR)
    after = due(STANDARD_SCHEDULE, MONDAY, MONDAY + SECOND, STANDARD_CALENDAR)
    assert ([one.kind for one in until], after) == ([ReminderKind.MONDAY_START], [])


def test_a_clock_that_went_back_has_nothing_due() -> None:
    assert due(STANDARD_SCHEDULE, MONDAY, MONDAY - timedelta(days=1), STANDARD_CALENDAR) == []


def test_new_year_free_weeks_are_silent_and_the_result_waits_for_the_office() -> None:
    kinds = (ReminderKind.MONDAY_START, ReminderKind.MONDAY_RESULT, ReminderKind.SUNDAY_PRIVATE)
    assert lines(told(date(2026, 2, 16), date(2026, 2, 23)), *kinds) == [
        "23/02 07:00 2026-W09",
        "23/02 08:00 2026-W07",
    ]


def test_a_week_that_begins_on_a_holiday_starts_on_its_first_working_day() -> None:
    calendar = SchoolCalendar(breaks=(single_day(date(2025, 11, 17)),))
    dues = told(date(2025, 11, 17), date(2025, 11, 23), calendar=calendar)
    assert lines(dues, ReminderKind.MONDAY_START) == ["18/11 07:00 2025-W47"]


def test_a_nudge_does_not_come_on_a_holiday() -> None:
    calendar = SchoolCalendar(breaks=(single_day(date(2025, 11, 20)),))
    assert (
        lines(told(date(2025, 11, 17), date(2025, 11, 23), calendar=calendar), ReminderKind.THURSDAY_NUDGE)
        == []
    )


def test_in_summer_only_reports_reviews_and_the_close_remain() -> None:
    summer = told(date(2026, 6, 2), date(2026, 8, 31))
    assert {one.kind for one in summer} == {
        ReminderKind.WEEK_CLOSE,
        ReminderKind.REPORT_DUE,
        ReminderKind.REVIEW_BACKLOG,
    }


def test_the_last_week_before_summer_is_still_told() -> None:
    assert lines(told(date(2026, 6, 1), date(2026, 6, 1)), ReminderKind.MONDAY_RESULT) == [
        "01/06 08:00 2026-W22"
    ]


def test_reports_are_asked_for_three_days_ahead_and_on_days_with_an_open_office() -> None:
    assert lines(told(date(2026, 4, 1), date(2026, 7, 1)), ReminderKind.REPORT_DUE) == [
        "24/04 08:00 2026-04",  # three days before Thursday the 30th is a day off in lieu of a Sunday
        "28/05 08:00 2025-2026-HK2",
        "28/05 08:00 2026-05",
        "12/06 08:00 2025-2026",
        "12/06 08:00 2026-Q2",
        "26/06 08:00 2026-06",
    ]


def test_every_deadline_of_a_year_has_one_reminder() -> None:
    reports = [
        one.period.code for one in told(date(2025, 9, 1), date(2026, 8, 31)) if one.kind == "report_due"
    ]
    assert len(reports) == len(set(reports)) == 12 + 4 + 2 + 1


def test_days_before_the_deadline_can_be_chosen() -> None:
    schedule = with_changes(Change(EVERYBODY, ReminderKind.REPORT_DUE, days_before=45))
    assert "16/10 08:00 2025-11" in lines(told(date(2025, 10, 1), date(2025, 10, 31), schedule))


@pytest.mark.parametrize("days_before", [0, 3, 14, 45])
def test_reports_asked_for_day_by_day_are_those_of_the_whole_year(days_before: int) -> None:
    schedule = with_changes(Change(EVERYBODY, ReminderKind.REPORT_DUE, days_before=days_before))
    year = day_range(date(2025, 9, 1), date(2026, 8, 31))
    whole = told(year.first, year.last, schedule)
    assert [one for day in year.days() for one in told(day, day, schedule)] == whole


def test_a_unit_may_start_its_week_on_a_saturday() -> None:
    schedule = with_changes(Change(EVERYBODY, ReminderKind.MONDAY_START, weekday=5))
    dues = told(date(2025, 11, 17), date(2025, 11, 23), schedule)
    assert lines(dues, ReminderKind.MONDAY_START) == ["22/11 07:00 2025-W47"]


def test_the_week_closes_at_midnight_and_its_grace() -> None:
    schedule = Schedule(close_grace=timedelta(hours=30))
    dues = told(date(2025, 11, 17), date(2025, 11, 23), schedule)
    assert lines(dues, ReminderKind.WEEK_CLOSE) == ["18/11 06:00 2025-W46"]


@pytest.mark.parametrize("grace", [timedelta(hours=-1), timedelta(days=7)])
def test_a_close_that_reaches_another_week_is_refused(grace: timedelta) -> None:
    with pytest.raises(ValueError, match="closes"):
        Schedule(close_grace=grace)


def test_nobody_can_change_or_stop_the_close_of_the_week() -> None:
    schedule = with_changes(
        Change(EVERYBODY, on=False, at=time(12)), Change(EVERYBODY, ReminderKind.WEEK_CLOSE, on=False)
    )
    dues = told(date(2025, 11, 17), date(2025, 11, 23), schedule)
    assert [one.kind for one in dues] == [ReminderKind.WEEK_CLOSE]
    assert lines(dues) == ["17/11 06:00 2025-W46"]


def test_the_nearer_change_wins_and_the_rest_is_inherited() -> None:
    start = ReminderKind.MONDAY_START
    schedule = with_changes(
        Change(Scope(Reach.UNIT, "thcs-1"), start, at=time(9)),
        Change(Scope(Reach.BELOW, "pgd-a"), start, at=time(8), text="Chào tuần mới"),
        Change(Scope(Reach.LEVEL, "school"), start, at=time(7, 30), threshold=50),
        Change(Scope(Reach.UNIT, "thcs-2"), start, at=time(10)),
    )
    setting = schedule.setting(start, SCHOOL)
    assert (setting.at, setting.text, setting.threshold, setting.weekday) == (time(9), "Chào tuần mới", 50, 0)
    assert schedule.setting(start, Place("school", ("so", "pgd-a", "thcs-3"))).at == time(8)
    assert schedule.setting(start).at == time(7)


def test_of_changes_for_one_scope_the_one_with_a_kind_wins_and_then_the_later() -> None:
    nudge = ReminderKind.THURSDAY_NUDGE
    schedule = with_changes(
        Change(EVERYBODY, nudge, at=time(15)),
        Change(EVERYBODY, nudge, at=time(14)),
        Change(EVERYBODY, at=time(13)),
    )
    assert schedule.setting(nudge).at == time(14)
    assert schedule.setting(ReminderKind.SUNDAY_PRIVATE).at == time(13)


def test_a_unit_that_switches_a_kind_off_hears_nothing_of_it() -> None:
    schedule = with_changes(Change(Scope(Reach.UNIT, "thcs-1"), ReminderKind.THURSDAY_NUDGE, on=False))
    week = date(2025, 11, 17), date(2025, 11, 23)
    assert lines(told(*week, schedule, place=SCHOOL), ReminderKind.THURSDAY_NUDGE) == []
    assert lines(told(*week, schedule), ReminderKind.THURSDAY_NUDGE) == ["20/11 16:00 2025-W47"]


def test_places_that_nothing_was_changed_for_share_their_settings() -> None:
    schedule = with_changes(Change(Scope(Reach.UNIT, "thcs-1"), on=False))
    assert schedule.relevant(SCHOOL) == (Scope(Reach.UNIT, "thcs-1"),)
    assert schedule.relevant(Place("school", ("so", "pgd-b", "thcs-2"))) == ()


@pytest.mark.parametrize(
    ("at", "quiet", "expected"),
    [
        (time(22), Quiet(time(21), time(6)), "21/11 06:00 2025-W47"),
        (time(5), Quiet(time(21), time(6)), "20/11 06:00 2025-W47"),
        (time(6), Quiet(time(21), time(6)), "20/11 06:00 2025-W47"),
        (time(21), Quiet(time(21), time(6)), "21/11 06:00 2025-W47"),
        (time(12), Quiet(time(11), time(14)), "20/11 14:00 2025-W47"),
        (time(12), Quiet(time(12), time(12)), "20/11 12:00 2025-W47"),
    ],
)
def test_what_falls_into_quiet_hours_comes_when_they_are_over(at: time, quiet: Quiet, expected: str) -> None:
    schedule = with_changes(Change(EVERYBODY, ReminderKind.THURSDAY_NUDGE, at=at, quiet=quiet))
    assert lines(told(date(2025, 11, 17), date(2025, 11, 23), schedule), ReminderKind.THURSDAY_NUDGE) == [
        expected
    ]


def test_a_sunday_reminder_comes_before_the_quiet_hours_that_last_into_monday() -> None:
    change = Change(EVERYBODY, ReminderKind.SUNDAY_PRIVATE, quiet=Quiet(time(18), time(6)))
    dues = told(date(2025, 11, 17), date(2025, 11, 24), with_changes(change))
    assert lines(dues, ReminderKind.SUNDAY_PRIVATE) == ["23/11 17:59 2025-W47"]


@given(
    st.integers(0, 3 * 366 * 24 * 3600).map(lambda n: datetime(2025, 9, 1, tzinfo=ZONE) + n * SECOND),
    st.lists(st.integers(1, 400_000), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=60)
def test_the_pieces_of_an_interval_have_due_what_the_whole_has(start: datetime, steps: list[int]) -> None:
    moments = [start]
    for step in steps:
        moments.append(moments[-1] + timedelta(seconds=step))
    pieces = [
        one
        for after, until in pairwise(moments)
        for one in due(STANDARD_SCHEDULE, after, until, STANDARD_CALENDAR)
    ]
    assert pieces == due(STANDARD_SCHEDULE, moments[0], moments[-1], STANDARD_CALENDAR)


@given(
    st.sampled_from([ZONE, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]),
    MINUTES,
    MINUTES,
    MINUTES,
    st.integers(0, 6),
)
@settings(deadline=None, max_examples=40)
def test_nothing_is_sent_in_quiet_hours_and_nothing_twice_or_never(
    zone: ZoneInfo, at: time, starts: time, ends: time, weekday: int
) -> None:
    quiet = Quiet(starts, ends)
    schedule = Schedule(zone, changes=(Change(EVERYBODY, at=at, quiet=quiet, weekday=weekday),))
    dues = [one for one in told(date(2025, 10, 6), date(2025, 12, 7), schedule) if one.kind != "week_close"]
    assert not any(quiet.covers(one.at.astimezone(zone).time()) for one in dues)
    keys = [dedupe_key(one.kind, one.period, "1") for one in dues]
    assert len(keys) == len(set(keys))
    nudged = {one.period.code for one in dues if one.kind == "thursday_nudge"}
    assert nudged == {f"2025-W{n}" for n in range(41, 50)}


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (
            date(2026, 3, 8),
            time(2, 30),
            datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
        ),  # skipped: the clocks show 3:30
        (date(2025, 11, 2), time(1, 30), datetime(2025, 11, 2, 5, 30, tzinfo=UTC)),  # twice: the first one
        (date(2025, 11, 9), time(1, 30), datetime(2025, 11, 9, 6, 30, tzinfo=UTC)),
    ],
)
def test_clocks_that_are_changed_send_once(day: date, at: time, moment: datetime) -> None:
    change = Change(EVERYBODY, ReminderKind.SUNDAY_PRIVATE, at=at, quiet=Quiet(time(0), time(0)))
    dues = told(day, day, Schedule(NEW_YORK, changes=(change,)))
    assert [one.at for one in dues if one.kind == "sunday_private"] == [moment]


def test_a_skipped_time_that_comes_out_in_quiet_hours_waits_for_their_end() -> None:
    change = Change(EVERYBODY, ReminderKind.SUNDAY_PRIVATE, at=time(2, 30), quiet=Quiet(time(3, 15), time(4)))
    dues = told(date(2026, 3, 8), date(2026, 3, 8), Schedule(NEW_YORK, changes=(change,)))
    assert [one.at for one in dues if one.kind == "sunday_private"] == [datetime(2026, 3, 8, 8, tzinfo=UTC)]


def test_quiet_hours_that_begin_in_the_skipped_hour_are_kept() -> None:
    change = Change(
        EVERYBODY, ReminderKind.SUNDAY_PRIVATE, at=time(2, 45), quiet=Quiet(time(2, 30), time(2, 15))
    )
    dues = told(date(2026, 3, 2), date(2026, 3, 8), Schedule(NEW_YORK, changes=(change,)))
    local = [one.at.astimezone(NEW_YORK) for one in dues if one.kind == "sunday_private"]
    assert local == [datetime(2026, 3, 7, 2, 29, tzinfo=NEW_YORK)]


ONE = Due(ReminderKind.MONDAY_START, week_of(date(2025, 11, 17)), MONDAY.astimezone(UTC))


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (timedelta(seconds=-1), Lateness.ON_TIME),
        (timedelta(), Lateness.ON_TIME),
        (timedelta(minutes=5), Lateness.ON_TIME),
        (timedelta(minutes=5, seconds=1), Lateness.LATE),
        (timedelta(hours=12), Lateness.LATE),
        (timedelta(hours=12, seconds=1), Lateness.TOO_LATE),
    ],
)
def test_a_reminder_is_late_after_five_minutes_and_too_late_after_its_grace(
    behind: timedelta, expected: Lateness
) -> None:
    grace = STANDARD_SCHEDULE.setting(ONE.kind).grace
    assert lateness(ONE, MONDAY + behind, grace) is expected


def test_it_is_never_too_late_to_close_a_week() -> None:
    closed = Due(ReminderKind.WEEK_CLOSE, ONE.period, ONE.at)
    grace = STANDARD_SCHEDULE.setting(closed.kind).grace
    assert lateness(closed, MONDAY + timedelta(days=3000), grace) is Lateness.LATE


def test_a_reminder_is_named_by_its_kind_period_and_chat() -> None:
    assert dedupe_key(ONE.kind, ONE.period, "telegram:-100") == "monday_start:2025-W47:telegram:-100"


def test_a_long_break_is_waited_out() -> None:
    calendar = SchoolCalendar(breaks=(day_range(date(2025, 11, 24), date(2025, 12, 21)),))
    whole = told(date(2025, 11, 24), date(2025, 12, 22), calendar=calendar)
    day_by_day = [
        one
        for day in day_range(date(2025, 11, 24), date(2025, 12, 22)).days()
        for one in told(day, day, calendar=calendar)
    ]
    assert lines(whole, ReminderKind.MONDAY_RESULT) == ["22/12 08:00 2025-W47"]
    assert day_by_day == whole


def test_long_texts_are_not_gone_through_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counting(words: str) -> str:
        seen.append(words)
        return plain(words)

    monkeypatch.setattr("rules.reminders.phrases.plain", counting)
    assert parse_wish("à " * 2_000) is None
    assert sum(map(len, seen)) < 5 * 4_000
