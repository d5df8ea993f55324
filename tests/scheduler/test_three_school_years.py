"""Three school years, day by day, against a model that knows nothing of the schedule's code."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import Store
from tests.rules import slow_model
from tests.scheduler.schools import Schools
from tests.storage.ledger import change

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
GROUPS = {"A": "-1001", "B": "-1002", "LEFT": "-1003", "MUTED": "-1004"}
LEFT_ON, CAME_BACK_ON = date(2026, 3, 2), date(2026, 10, 5)
MUTED_ON = date(2027, 1, 4)
NIGHT_FROM, NIGHT_UNTIL = 22, 5
DARK_DAY = date(2026, 3, 9)
"""A Monday on which nothing works until five in the afternoon: what is late is sent, and nothing twice."""


def listening(code: str, day: date) -> bool:
    if code == "LEFT":
        return not LEFT_ON <= day < CAME_BACK_ON
    return code != "MUTED" or day < MUTED_ON


def expected() -> Counter[str]:
    """Every message: who still owes, and the unit's group; nobody ever hands anything in."""
    found: Counter[str] = Counter()
    for at, kind, code in slow_model.reminders():
        day = at.date()
        if kind in {"monday_start", "thursday_nudge"}:
            groups = [chat for school, chat in GROUPS.items() if listening(school, day)]
            found.update(f"{kind}:{code}:{chat}" for chat in groups)
        elif kind == "sunday_private":
            found[f"{kind}:{code}:person"] += 1
        elif kind == "monday_result":
            found[f"{kind}:{code}:admin"] += 1
    return found


def moments(day: date) -> list[datetime]:
    """When the schedule looks at the clock: with gaps, at odd seconds, never at night."""
    hours = [hour for hour in range(24) if NIGHT_UNTIL <= hour < NIGHT_FROM]
    if day == DARK_DAY:
        hours = [hour for hour in hours if hour >= 17]
    odd = timedelta(seconds=day.toordinal() % 60)
    return [datetime(day.year, day.month, day.day, hour, 2, tzinfo=ZONE) + odd for hour in hours[1::7]] + [
        datetime(day.year, day.month, day.day, hour, 0, tzinfo=ZONE) for hour in (7, 16, 19) if hour in hours
    ]


async def move_on(schools: Schools, day: date) -> None:
    """What happens in the town that day."""
    for when, code, column, value in (
        (LEFT_ON, "LEFT", "present", False),
        (CAME_BACK_ON, "LEFT", "present", True),
        (MUTED_ON, "MUTED", "muted", True),
    ):
        if day == when:
            await change(
                schools.store, f"UPDATE chat SET {column} = :value WHERE chat_id = :chat", value=value,
                chat=GROUPS[code],
            )  # fmt: skip


async def test_three_school_years_as_the_slow_model_has_them(sqlite_store: Store) -> None:
    schools = Schools(sqlite_store)
    for code, chat in GROUPS.items():
        unit_id = await schools.unit(code)
        group = await schools.group(chat, unit_id)
        who = await schools.person(f"Lan {code}", unit_id, accounts=(f"7{code}",))
        if code == "A":
            await schools.private("7A")
            await schools.admin(group, "7A")
        assert who
    day = slow_model.FIRST
    process = schools.process()
    await process.tick(datetime(2025, 8, 31, 22, tzinfo=ZONE))
    while day < slow_model.AFTER:
        await move_on(schools, day)
        for moment in sorted(moments(day)):
            await process.tick(moment)
        if day.day % 10 == 0:
            process = schools.process()
        day += timedelta(days=1)
    said: Counter[str] = Counter()
    for key in await all_keys(schools):
        kind, period, who_ = key.rsplit(":", 2)[-3:]
        if kind in {"monday_start", "thursday_nudge"}:
            said[f"{kind}:{period}:{who_}"] += 1
        elif kind in {"sunday_private", "monday_result"}:
            said[f"{kind}:{period}:{'person' if kind == 'sunday_private' else 'admin'}"] += 1
    wanted = expected()
    assert sum(wanted.values()) > 900
    assert said - wanted == Counter()
    assert wanted - said == Counter()


async def all_keys(schools: Schools) -> list[str]:
    from tests.storage.ledger import rows

    found = await rows(schools.store, "SELECT dedupe_key FROM outbox WHERE round_id IS NOT NULL")
    return [str(key).removeprefix("telegram:42:") for (key,) in found]
