"""The short texts that a chat shows."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from reports.chat_text import (
    MOST_LETTERS,
    MyPeriod,
    closed_note,
    missing_count,
    missing_names,
    my_counts,
    named_by_code,
    period_name,
    unit_summary,
)
from reports.summary import ALL, Summary, summarise
from rules.calendar import Period, day_range, month_of, parse_period, quarter_of, week_of
from rules.language import text
from rules.obligation import Owed, Standing
from rules.reasons import Leave, Why
from rules.rule_set import STANDARD_REGIME, RuleSet
from storage import ClosedWeek, PageCount, PersonCount, Stay, UnitRecord, UnitTally

DAY = date(2025, 11, 17)
WEEK, MONTH = week_of(DAY), month_of(DAY)
AFTER = date(2026, 5, 1)
OFFICE = UnitRecord(10, "PGD", "Phòng", "district", None)
SCHOOL = UnitRecord(11, "TH-A", "Trường A", "school", 10)
OTHER = UnitRecord(12, "TH-B", "Trường B", "school", 10)
LAN, MAI, HOA = PersonCount(1, "Lan", 2), PersonCount(2, "Mai", 0), PersonCount(3, "Hoa", 0)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def summary(
    *people: PersonCount, period: Period = WEEK, rule_set: RuleSet = STANDARD_REGIME, today: date = AFTER
) -> Summary:
    return summarise([UnitTally(SCHOOL, people)], SCHOOL, period, rule_set, today)


def vi(key: str, **values: object) -> str:
    return text(key, "vi", **values)


# periods


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("tuần 47", "Tuần 47 (17/11 – 23/11/2025)"),
        ("tuần 1/2026", "Tuần 1 (29/12/2025 – 04/01/2026)"),
        ("tháng 11", "Tháng 11/2025"),
        ("quý 4", "Quý 4/2025"),
        ("hk1 2025-2026", "Học kỳ 1 năm học 2025 – 2026 (01/09/2025 – 15/01/2026)"),
        ("hk2 2025-2026", "Học kỳ 2 năm học 2025 – 2026 (16/01 – 31/05/2026)"),
        ("năm học 2025-2026", "Năm học 2025 – 2026 (01/09/2025 – 31/08/2026)"),
        ("17/11-20/11", "17/11 – 20/11/2025"),
    ],
)
def test_a_period_is_named_as_people_name_it(phrase: str, name: str) -> None:
    period = parse_period(phrase, DAY)
    assert period
    assert period_name(period, "vi") == name


# a unit's numbers


def test_a_running_month_shows_who_is_on_track() -> None:
    people = (LAN._replace(weeks=(1, 1)), MAI._replace(weeks=(0, 0)))
    told = unit_summary(summary(*people, period=MONTH, today=DAY), "vi").splitlines()
    assert vi("summary.so_far", met=1, obliged=2) in told


def test_a_month_that_is_over_shows_no_track() -> None:
    told = unit_summary(summary(LAN._replace(weeks=(1, 1, 0, 0)), period=MONTH), "vi")
    assert vi("summary.so_far", met=0, obliged=1) not in told


def test_those_who_owe_nothing_are_told_with_the_reason() -> None:
    told = unit_summary(summary(LAN, MAI._replace(stay=Stay(since=WEEK.last))), "vi").splitlines()
    assert vi("summary.exempt", count=1, reasons=vi("why.not_yet_joined")) in told


def test_several_reasons_are_counted() -> None:
    late, gone = MAI._replace(stay=Stay(since=WEEK.last)), HOA._replace(stay=Stay(until=DAY))
    told = unit_summary(summary(LAN, late, late._replace(person_id=9), gone), "vi")
    assert f"2 {vi('why.not_yet_joined')}, 1 {vi('why.left')}" in told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_free_week_says_why(language: str) -> None:
    told = unit_summary(summary(LAN, period=week_of(date(2026, 2, 17))), language).splitlines()
    reasons = text("why.holiday", language)
    assert told[2] == text("summary.free", language, reasons=reasons)


def test_a_page_is_told_beside() -> None:
    tally = UnitTally(SCHOOL, (LAN,), page=PageCount(0))
    told = unit_summary(summarise([tally], SCHOOL, WEEK, STANDARD_REGIME, AFTER), "vi").splitlines()
    assert vi("summary.page", posts=0, owed=1) in told


def test_a_parent_tells_how_many_pages_below_have_done_enough() -> None:
    tallies = [
        UnitTally(OFFICE, page=PageCount(3)),
        UnitTally(SCHOOL, page=PageCount(1)),
        UnitTally(OTHER, (LAN,), page=PageCount(0)),
    ]
    told = unit_summary(summarise(tallies, OFFICE, WEEK, STANDARD_REGIME, AFTER), "vi").splitlines()
    assert vi("summary.page", posts=3, owed=3) in told
    assert vi("summary.pages", met=1, obliged=2) in told


# closed weeks

CLOSED = ClosedWeek(11, WEEK.first, 2, 2, 1, 2, 0, 0, 0, 0, datetime(2025, 11, 23, 23, tzinfo=UTC))


def test_a_closed_week_tells_its_local_time() -> None:
    now = summarise([UnitTally(SCHOOL, (LAN, MAI), {"accepted": 2})], SCHOOL, WEEK, STANDARD_REGIME, AFTER)
    assert closed_note(CLOSED, now, ZONE, "vi") == "Đã chốt 06:00 24/11"


def test_a_corrected_week_tells_the_difference() -> None:
    people = (LAN, MAI._replace(accepted=2))
    now = summarise([UnitTally(SCHOOL, people, {"accepted": 4})], SCHOOL, WEEK, STANDARD_REGIME, AFTER)
    assert (
        closed_note(CLOSED, now, ZONE, "vi") == "Đã chốt 06:00 24/11; sau đó điều chỉnh +1 người đạt, +2 bài"
    )


# who is missing


def test_the_missing_are_counted_for_a_group() -> None:
    told = missing_count(summary(LAN, MAI, HOA), "vi").splitlines()
    assert told[-1] == vi("missing.count", count=2, obliged=3)


def test_the_missing_are_named_for_one() -> None:
    told = missing_names(summary(LAN, MAI, HOA), "vi").splitlines()
    assert told[-2:] == [vi("missing.person", name=name, count=1) for name in ("Mai", "Hoa")]


def test_who_is_on_leave_is_not_named() -> None:
    rule_set = RuleSet(leaves={2: (Leave(day_range(WEEK.first, WEEK.last)),)})
    assert "Mai" not in missing_names(summary(LAN, MAI, HOA, rule_set=rule_set), "vi")


def test_a_parent_names_unit_by_unit_its_own_people_first() -> None:
    tallies = [UnitTally(OFFICE, (HOA,)), UnitTally(SCHOOL, (MAI, LAN)), UnitTally(OTHER, (LAN,))]
    told = missing_names(summarise(tallies, OFFICE, WEEK, STANDARD_REGIME, AFTER), "vi").splitlines()
    assert told[3:] == [
        vi("missing.unit", unit="Phòng", count=1),
        vi("missing.person", name="Hoa", count=1),
        vi("missing.unit", unit="Trường A", count=1),
        vi("missing.person", name="Mai", count=1),
    ]


def test_all_who_are_missing_are_named_or_counted() -> None:
    people = [MAI._replace(person_id=number, name=f"Nguyễn Thị {number}") for number in range(500)]
    told = missing_names(summary(*people), "vi").splitlines()
    named = sum(line.startswith("•") for line in told)
    assert told[-1] == vi("missing.more", count=500 - named)


@pytest.mark.parametrize("length", [1, 200, 5_000])
def test_a_list_of_names_fits_into_a_message(length: int) -> None:
    people = [MAI._replace(person_id=number, name="x" * length) for number in range(300)]
    assert len(missing_names(summary(*people), "vi")) < MOST_LETTERS + 100


def test_a_province_without_troubles_is_thanked() -> None:
    tallies = [UnitTally(SCHOOL, (LAN,))]
    told = missing_names(summarise(tallies, ALL, WEEK, STANDARD_REGIME, AFTER), "vi").splitlines()
    assert told[-1] == vi("missing.none")


# one's own


def mine(
    done: int, owed: int, missed: tuple[Period, ...] = (), so_far: int = 0, period: Period = MONTH
) -> MyPeriod:
    why = Why.OWES if owed else Why.HOLIDAY
    return MyPeriod(period, Standing(done, Owed(owed, why), missed), so_far)


def told(one: MyPeriod, today: date = DAY) -> list[str]:
    return my_counts([one], today, "vi").splitlines()


NAME = "Tháng 11/2025"


def test_enough_is_enough() -> None:
    assert told(mine(4, 4)) == [vi("me.done", period=NAME, accepted=4, owed=4)]


def test_what_is_missing_is_told() -> None:
    assert told(mine(1, 4)) == [vi("me.missing", period=NAME, accepted=1, owed=4, missing=3)]


def test_what_waits_is_told_beside() -> None:
    one = MyPeriod(WEEK, Standing(0, Owed(1, Why.OWES)), 0, pending=2)
    assert told(one)[-1] == vi("me.pending", count=2)


def test_enough_but_not_in_every_week_is_told() -> None:
    assert told(mine(4, 4, (WEEK,))) == [
        vi("me.uneven", period=NAME, accepted=4, owed=4),
        vi("me.missed", weeks="47"),
    ]


def test_nothing_asked_is_told_with_the_reason() -> None:
    assert told(mine(2, 0)) == [vi("me.free", period=NAME, why=vi("why.holiday"), accepted=2)]


@pytest.mark.parametrize(
    ("done", "line"),
    [(2, vi("me.on_track", count=2)), (1, vi("me.behind", count=2, missing=1))],
)
def test_a_running_month_says_where_one_should_be(done: int, line: str) -> None:
    assert told(mine(done, 4, so_far=2))[1] == line


def test_a_month_that_is_over_has_no_by_now() -> None:
    assert len(told(mine(1, 4, so_far=4), AFTER)) == 1


def test_a_quarter_may_run_too() -> None:
    one = mine(1, 12, so_far=6, period=quarter_of(DAY))
    assert told(one)[1] == vi("me.behind", count=6, missing=5)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2026-W48", "Tuần 48 (23/11 – 29/11/2026)"),
        ("2026-11", "Tháng 11/2026"),
        ("2026-11+2026-Q4", "Tháng 11/2026, Quý 4/2026"),
        ("26/11/2026-26/11/2026", "26/11/2026"),
        ("2026-W48@*", "Tuần 48 (23/11 – 29/11/2026)"),
        ("something else", "something else"),
    ],
)
def test_the_periods_of_a_round_are_named(code: str, name: str) -> None:
    assert named_by_code(code, "vi") == name
