"""A group on its own turns out to belong to a unit, or moves from one to another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.calendar import week_of
from rules.roles import Role
from rules.rule_set import STANDARD_PLAN
from rules.verdicts import PENDING
from scheduler.week_close import close_week, correct_weeks
from storage import AccountRef, Bond, Store
from tests.storage import roster
from tests.storage.ledger import (
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    POST_2,
    TODAY,
    WEEK,
    change,
    counted,
    handed_in,
    later,
    link,
    reading,
    rows,
)

SCHOOL = 500
SCHOOL_NAME = "Đơn vị HOASEN"


@pytest.fixture
async def met(store: Store) -> Store:
    """A real school, and a group nobody has connected in which two have handed something in."""
    await roster.unit(store, SCHOOL, "HOASEN")
    await handed_in(store, "5")
    await handed_in(store, "6", link(POST_2, PENDING), MAI)
    return store


async def connect(store: Store, unit_id: int = SCHOOL) -> None:
    async with store.write(NOW) as ledger:
        await ledger.connecting.connect(await ledger.chat(replace(GROUP, title="")), unit_id)


async def unit_of(store: Store) -> int | None:
    async with store.write(NOW) as ledger:
        return (await ledger.chat(replace(GROUP, title=""))).unit_id


async def test_what_a_group_has_gathered_becomes_the_units(met: Store) -> None:
    await connect(met)
    assert await counted(met, SCHOOL_NAME) == {"Lan Nguyễn": 1, "Mai Trần": 0}
    assert [unit.id for unit in await reading(met).units.all()] == [SCHOOL]
    assert await reading(met).whole.verify() == []


async def test_what_comes_after_counts_for_the_unit(met: Store) -> None:
    await connect(met)
    await handed_in(met, "7", link("facebook:post:3"))
    assert (await counted(met, SCHOOL_NAME))["Lan Nguyễn"] == 2


async def test_in_the_same_batch_too(met: Store) -> None:
    async with met.write(NOW) as ledger:
        chat = await ledger.chat(GROUP)
        person = await ledger.person(LAN, chat, TODAY)
        ledger.record(person, chat, "8", "8", link("facebook:post:8"))
        await ledger.connecting.connect(chat, SCHOOL)
        again = await ledger.chat(GROUP)
        person = await ledger.person(LAN, again, TODAY)
        ledger.record(person, again, "9", "9", link("facebook:post:9"))
    assert (await counted(met, SCHOOL_NAME))["Lan Nguyễn"] == 3
    assert await reading(met).whole.verify() == []


async def test_everything_that_names_the_old_unit_goes_along(met: Store) -> None:
    old = await unit_of(met)
    assert old
    async with met.write(NOW) as ledger:
        await ledger.grants.grant("telegram:79", "Bình", Role.REVIEWER, old, how="code", by="telegram:80")
        await ledger.codes.make("role", old, "telegram:79", NOW + timedelta(days=1), role="reviewer")
        await ledger.settings.put(old, "names_in_group", "on", "telegram:79")
        await ledger.settings.put(old, "ask_accounts", "off", "telegram:79")
        await ledger.settings.put(SCHOOL, "ask_accounts", "on", "telegram:80")
        await ledger.audit("telegram:79", "names.seen", unit_id=old)
    await change(
        met,
        "INSERT INTO unit_past (unit_id, until, name, level, parent_id) VALUES"
        f" ({old}, '2025-11-01', 'Tổ', 'school', NULL), ({SCHOOL}, '2025-11-01', 'HS', 'school', {old})",
    )
    await change(
        met,
        "INSERT INTO file_job (platform, bot, chat_id, account, kind, unit_id, told, file_id, name, state, tries,"
        f" made_at) VALUES ('telegram', '42', '79', 'telegram:79', 'x', {old}, '', '', '', 'done', 0,"
        " '2025-11-17 00:00:00')",
    )
    await change(
        met,
        "INSERT INTO reminder_change (reach, code, kind, told, made_by, made_at)"
        " VALUES ('unit', '~TO-TOAN', '', '{}', '', '2025-11-17 00:00:00')",
    )
    await connect(met)
    for table in ("role_grant", "code", "file_job", "audit"):
        assert await rows(met, f"SELECT unit_id FROM {table}") == [(SCHOOL,)], table
    settings = await rows(met, "SELECT unit_id, name, value FROM unit_setting ORDER BY name")
    assert settings == [(SCHOOL, "ask_accounts", "on"), (SCHOOL, "names_in_group", "on")]
    assert await rows(met, "SELECT unit_id, parent_id FROM unit_past") == [(SCHOOL, SCHOOL)]
    assert await rows(met, "SELECT code FROM reminder_change") == [("HOASEN",)]


async def test_whoever_belonged_to_both_belongs_since_the_earlier_day(met: Store) -> None:
    ((lan,),) = await rows(met, "SELECT person_id FROM account WHERE user_id = '77'")
    await roster.member(met, lan, SCHOOL, TODAY + timedelta(days=1))
    await connect(met)
    assert await rows(met, f"SELECT person_id, unit_id FROM membership WHERE person_id = {lan}") == [
        (lan, SCHOOL)
    ]
    assert await counted(met, SCHOOL_NAME) == {"Lan Nguyễn": 1, "Mai Trần": 0}


async def test_whoever_had_left_the_unit_is_there_again(met: Store) -> None:
    ((lan,),) = await rows(met, "SELECT person_id FROM account WHERE user_id = '77'")
    await roster.member(met, lan, SCHOOL, TODAY, date(2025, 11, 18))
    await connect(met)
    query = f"SELECT until FROM membership WHERE person_id = {lan}"
    assert await rows(met, query) == [(None,)]


async def test_closed_weeks_of_the_unit_are_corrected(met: Store) -> None:
    """Also where the last decision was too long ago to be looked at again."""
    monday = later(days=7)
    await close_week(met, STANDARD_PLAN, WEEK, monday)
    assert (await reading(met).weeks.closed(WEEK.first))[SCHOOL].people == 0
    async with met.write(monday) as ledger:
        await ledger.connecting.connect(await ledger.chat(GROUP), SCHOOL)
    await change(met, "UPDATE evidence SET day = '2025-10-01'")
    await change(met, "UPDATE tally SET day = '2025-10-01'")
    assert await correct_weeks(met, STANDARD_PLAN, monday) > 0
    assert (await reading(met).weeks.closed(WEEK.first))[SCHOOL].people == 2
    assert await correct_weeks(met, STANDARD_PLAN, monday) == 0
    assert (await reading(met).weeks.touched(week_of(monday.date()).first)).again == {}


async def test_a_group_that_leaves_a_real_unit_leaves_its_proof(met: Store) -> None:
    await connect(met)
    await roster.unit(met, 501, "SAOMAI")
    await connect(met, 501)
    await handed_in(met, "7", link("facebook:post:3"), AccountRef("telegram", "90", "Hà"))
    assert await counted(met, SCHOOL_NAME) == {"Lan Nguyễn": 1, "Mai Trần": 0}
    assert await counted(met, "Đơn vị SAOMAI") == {"Hà": 1}
    assert await reading(met).whole.verify() == []


async def test_a_unit_of_its_own_is_told_from_a_real_one(met: Store) -> None:
    await handed_in(met, "9", link("facebook:post:9"), where=OTHER_GROUP)
    async with met.write(NOW) as ledger:
        mine, other = await ledger.chat(GROUP), await ledger.chat(OTHER_GROUP)
        assert await ledger.connecting.bond_of(mine) is Bond.OWN
        assert mine.unit_id
        await ledger.connecting.connect(other, mine.unit_id)
        assert await ledger.connecting.bond_of(await ledger.chat(GROUP)) is Bond.REAL
        assert await ledger.connecting.bond_of(replace(mine, unit_id=None)) is Bond.NONE
        await ledger.connecting.connect(mine, SCHOOL)
        assert (await ledger.chat(OTHER_GROUP)).unit_id == mine.unit_id


async def test_a_group_is_on_its_own_again(met: Store) -> None:
    await connect(met)
    async with met.write(NOW) as ledger:
        await ledger.connecting.disconnect(await ledger.chat(GROUP))
        chat = await ledger.chat(GROUP)
        assert await ledger.connecting.bond_of(chat) is Bond.OWN
    assert (await counted(met, SCHOOL_NAME))["Lan Nguyễn"] == 1


async def test_where_enrolment_is_closed_it_counts_for_nobody(met: Store, ledger_url: str) -> None:
    await connect(met)
    closed = Store(ledger_url, open_enrolment=False)
    async with closed.write(NOW) as ledger:
        await ledger.connecting.disconnect(await ledger.chat(GROUP))
        assert await ledger.connecting.bond_of(await ledger.chat(GROUP)) is Bond.NONE
    await closed.close()


async def test_a_unit_that_trusts_no_chat_takes_over_nothing_that_one_decided(met: Store) -> None:
    old = await unit_of(met)
    assert old
    async with met.write(NOW) as ledger:
        await ledger.settings.put(SCHOOL, "chat_admins", "off", "telegram:80")
        await ledger.grants.grant("telegram:78", "Mai", Role.REVIEWER, old, how="code", by="telegram:79")
        await ledger.codes.make("role", old, "telegram:79", NOW + timedelta(days=1), role="reviewer")
        await ledger.settings.put(old, "names_in_group", "on", "telegram:79")
    await connect(met)
    async with met.write(NOW) as ledger:
        assert await ledger.grants.of("telegram:78") == []
    assert await rows(met, "SELECT count(*) FROM code") == [(0,)]
    assert await rows(met, "SELECT name FROM unit_setting") == [("chat_admins",)]
