"""The rules of weeks, months and reminders a second time: slowly, day by day and hour by hour, from tables by hand.

Nothing of the rules is used here but plain words and dates, so that a mistake would have to be made twice.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, AFTER = date(2025, 9, 1), date(2028, 9, 1)
OFF = {
    date(int(year), int(month), int(day))
    for year, days in {
        "2025": "1/9 2/9",
        "2026": "1/1 16/2 17/2 18/2 19/2 20/2 26/4 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
        "2027": "1/1 4/2 5/2 6/2 7/2 8/2 9/2 10/2 16/4 30/4 1/5 3/5 2/9 3/9 24/11",
        "2028": "1/1 3/1 24/1 25/1 26/1 27/1 28/1 29/1 4/4 30/4 1/5 2/5 1/9 2/9 4/9 24/11",
    }.items()
    for day, month in (text.split("/") for text in days.split())
}
SEMESTER_ENDS = {f"{y}-{y + 1}-HK1": date(y + 1, 1, 15) for y in range(2024, 2030)} | {
    f"{y}-{y + 1}-HK2": date(y + 1, 5, 31) for y in range(2024, 2030)
}
YEAR_REPORTS = {f"{y}-{y + 1}": date(y + 1, 6, 15) for y in range(2024, 2030)}


def all_days() -> list[date]:
    return [FIRST + n * DAY for n in range((AFTER - FIRST).days)]


def is_working(day: date) -> bool:
    return day.isoweekday() <= 5 and day.month not in {6, 7, 8} and day not in OFF


def is_open(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in OFF


def week_days(day: date) -> list[date]:
    """The seven days of the calendar week around a day."""
    around = [day + n * DAY for n in range(-6, 7)]
    return [one for one in around if one.isocalendar()[:2] == day.isocalendar()[:2]]


def week_code(day: date) -> str:
    return day.strftime("%G-W%V")


def month_weeks(year: int, month: int) -> list[list[date]]:
    """The weeks that have most of their days in a month."""
    found = []
    for shift in range(-7, 40):
        monday = date(year, month, 1) + shift * DAY
        days = week_days(monday)
        if monday.isoweekday() == 1 and sum((d.year, d.month) == (year, month) for d in days) >= 4:
            found.append(days)
    return found


def owed_in_week(days: list[date], absent: set[date]) -> int:
    worked = [day for day in days if is_working(day) and day not in absent]
    return 1 if len(worked) > 2 else 0


def owed_in_month(year: int, month: int, absent: set[date]) -> int:
    owed = 4
    for days in month_weeks(year, month):
        if not owed_in_week(days, absent) and owed:
            owed -= 1
    return owed


def month_is_met(year: int, month: int, deeds: list[date], absent: set[date]) -> bool:
    """All deeds are posts or shares here; every week of the month is over."""
    weeks = all(
        sum(deed in days for deed in deeds) >= owed_in_week(days, absent) for days in month_weeks(year, month)
    )
    total = len([deed for deed in deeds if (deed.year, deed.month) == (year, month)])
    return weeks and total >= owed_in_month(year, month, absent)


def reminders() -> Iterator[tuple[datetime, str, str]]:
    """What the standard schedule sends over the three years: local time, kind, code of the period."""
    for day in all_days():
        for hour in range(24):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
            yield from ((at, kind, code) for kind, code in sorted(_at(day, hour)))


def _at(day: date, hour: int) -> Iterator[tuple[str, str]]:
    weekday = day.isoweekday()
    days = week_days(day)
    owes = owed_in_week(days, set())
    if hour == 6 and weekday == 1:
        yield "week_close", week_code(day - DAY)
    if hour == 7 and owes and is_working(day) and not any(is_working(one) for one in days if one < day):
        yield "monday_start", week_code(day)
    if hour == 8 and is_open(day):
        yield from _results(day)
        yield from _reports(day)
    if hour == 16 and weekday == 4 and owes and is_working(day):
        yield "thursday_nudge", week_code(day)
    if hour == 17 and is_open(day):
        yield "review_backlog", f"{day:%d/%m/%Y}-{day:%d/%m/%Y}"
    if hour == 19 and weekday == 7 and owes and day not in OFF and day.month not in {6, 7, 8}:
        yield "sunday_private", week_code(day)


def _results(day: date) -> Iterator[tuple[str, str]]:
    """Every closed week whose result could not be told on any day before."""
    before = day
    while True:
        if before.isoweekday() == 1 and owed_in_week(week_days(before - DAY), set()):
            yield "monday_result", week_code(before - DAY)
        before -= DAY
        if is_open(before):
            return


def _reports(day: date) -> Iterator[tuple[str, str]]:
    """Every deadline three days ahead, or so far ahead that no day until then is open."""
    target = day
    while True:
        yield from (("report_due", code) for code in _deadlines_on(target + 3 * DAY))
        target += DAY
        if is_open(target):
            return


def _deadlines_on(day: date) -> Iterator[str]:
    if (day + DAY).day == 1:
        yield f"{day:%Y-%m}"
    if day.day == 15 and day.month in {3, 6, 9, 12}:
        yield f"{day.year}-Q{day.month // 3}"
    yield from (code for code, end in (*SEMESTER_ENDS.items(), *YEAR_REPORTS.items()) if end == day)
