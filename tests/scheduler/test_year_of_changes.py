"""A year of an organisation's life, in random order: whatever happens, what is past stays as it was reported."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from reports.summary import ALL, as_json, summarise
from rules.calendar import Period, day_range, month_of, week_of, weeks_in
from rules.reasons import KINDS
from rules.rule_set import STANDARD_PLAN
from rules.unit_list import UnitRow
from rules.verdicts import ACCEPTED, DUPLICATE, POST
from scheduler.week_close import close_week, correct_weeks
from storage import (
    AccountRef,
    ChatRef,
    Dissolve,
    Merge,
    Move,
    NewEvidence,
    Open,
    Prefetch,
    Relevel,
    Rename,
    Store,
    TreeChange,
    UnitRecord,
)
from tests.storage import roster
from tests.storage.ledger import BOT, reading, rows, writing

BEGIN = date(2025, 3, 3)
DISTRICTS_END = date(2025, 7, 1)
SCHOOL_YEAR = date(2025, 9, 1)
LEVELS = ("school", "mam-non", "group", "commune")
LIST = (
    UnitRow("SO", "Sở", "department"),
    UnitRow("P1", "Phòng Một", "district", "SO"),
    UnitRow("P2", "Phòng Hai", "district", "SO"),
    *(UnitRow(f"T{number}", f"Trường {number}", "school", f"P{number % 2 + 1}") for number in range(1, 7)),
    UnitRow("T1-TOAN", "Tổ Toán", "group", "T1"),
    UnitRow("MN", "Mầm non", "mam-non", "P2", level_name="Mầm non"),
)
EVENTS = (
    *("rename", "move", "relevel", "open", "merge", "dissolve", "list"),
    *(
        "join",
        "seen",
        "leave",
        "change_units",
        "exempt",
        "exempt_end",
        "close",
        "group",
        "proof",
        "proof",
        "proof",
    ),
)
numbers = st.integers(0, 10**6)
events = st.tuples(st.sampled_from(EVENTS), numbers, numbers, numbers)
steps = st.lists(st.tuples(st.integers(1, 19), st.lists(events, max_size=4)), min_size=8, max_size=18)


class Office:
    """Whoever keeps the ledger, day by day; every report is written down when its period is over."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.today = BEGIN
        self.reported: dict[Period, str] = {}
        self.closed: set[Period] = set()
        self._fresh = count(1)
        self._done: list[str] = []

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 5, tzinfo=UTC)

    async def begin(self) -> None:
        await writing(self.store, self.now).unit_import.write(LIST, self.today)
        for unit in await reading(self.store).units.all():
            for _ in range(2):
                await self.somebody(unit.id, seen=True)

    async def somebody(self, unit_id: int, *, seen: bool) -> None:
        number = (await rows(self.store, "SELECT coalesce(max(id), 0) + 1 FROM person"))[0][0]
        await roster.person(self.store, number, f"Người {number}", 0 + unit_id, self.today)
        if seen:
            await self.change("UPDATE membership SET seen = true WHERE person_id = :person", person=number)
        await self.change(
            "INSERT INTO account (platform, user_id, person_id, name, last_mistake, created_at)"
            " VALUES ('telegram', :user, :person, :name, '', :now)",
            user=str(number), person=number, name=f"Người {number}", now="2025-01-01 00:00:00",
        )  # fmt: skip

    async def change(self, statement: str, **values: object) -> None:
        async with self.store._database.write() as connection:
            await connection.execute(sql(statement), values)

    # the calendar

    async def go_on_to(self, day: date) -> None:
        """Until a day, closing each week on its Monday and reporting what is over."""
        while self.today < day:
            self.today = min(day, week_of(self.today).after)
            if self.today.weekday() == 0:
                week = week_of(self.today - timedelta(days=7))
                await close_week(self.store, STANDARD_PLAN, week, self.now)
            await self.report_what_is_over()

    async def report_what_is_over(self) -> None:
        week, month = week_of(BEGIN), month_of(BEGIN)
        while week.after <= self.today:
            await self.report(week)
            week = week_of(week.after)
        while max(month.after, weeks_in(month)[-1].after) <= self.today:  # its last week may end later
            await self.report(month)
            month = month_of(month.after)

    async def report(self, period: Period) -> None:
        if period not in self.reported:
            self.reported[period] = await self.told(period)

    async def told(self, period: Period, root: UnitRecord = ALL) -> str:
        rule_set = STANDARD_PLAN.with_stored(await reading(self.store).rules.stored())
        tallies = await reading(self.store).tallies.below(root, period, rule_set.book, self.today)
        summary = summarise(tallies, root, period, rule_set, self.today)
        return json.dumps(as_json(summary), ensure_ascii=False)

    # what must be so

    async def check(self, what: str) -> None:
        """What was reported last after every change, the whole past after a few."""
        self._done.append(f"{self.today} {what}")
        await self._same(list(self.reported)[-4:])

    async def _same(self, periods: Iterable[Period]) -> None:
        for period in periods:
            told = self.reported[period]
            now = await self.told(period)
            assert now == told, (period.code, self._done[-5:])

    async def check_all(self) -> None:
        assert await reading(self.store).whole.verify() == []
        await self._same(self.reported)

    async def check_closed(self) -> None:
        assert await correct_weeks(self.store, STANDARD_PLAN, self.now) == 0, self._done[-5:]
        versions = await rows(self.store, "SELECT max(version) FROM week_close")
        assert versions in ([(0,)], [(None,)])
        units = [unit_path for unit_path in await reading(self.store).units.all() if unit_path.code == "SO"]
        for period, told in self.reported.items():
            below = json.loads(await self.told(period, units[0]))
            assert below == find("SO", json.loads(told)), period.code

    # what happens

    async def living(self) -> list[UnitRecord]:
        """Those that somebody knows: of what a provisional unit was, nothing is kept."""
        query = "SELECT id FROM unit WHERE until IS NULL AND NOT provisional"
        living = {row[0] for row in await rows(self.store, query)}
        return [unit for unit in await reading(self.store).units.all() if unit.id in living]

    def since(self, number: int, *, ahead: bool = True) -> date:
        """A day of this week and month, or one that is still to come."""
        first = max(week_of(self.today).first, month_of(self.today).first)
        last = self.today + timedelta(days=20 if ahead else 0)
        return first + timedelta(days=number % ((last - first).days + 1))

    async def tree(self, change: TreeChange) -> None:
        """Twice: the second time changes nothing."""
        plan = await reading(self.store).tree.plan(change, self.today)
        assert await writing(self.store, self.now).tree.make(change, "cli", self.today) == plan
        again = await writing(self.store, self.now).tree.make(change, "cli", self.today)
        assert again.refusal is not None or not again.changes_anything

    async def happens(self, kind: str, one: int, two: int, three: int) -> None:
        await getattr(self, f"_{kind}")(one, two, three)
        await self.check(kind)

    async def _one(self, number: int) -> UnitRecord:
        units = await self.living()
        return units[number % len(units)]

    async def _rename(self, one: int, two: int, three: int) -> None:
        await self.tree(Rename((await self._one(one)).id, f"Tên {two % 5}", self.since(three)))

    async def _move(self, one: int, two: int, three: int) -> None:
        above = await self._one(two) if two % 7 else None
        await self.tree(Move((await self._one(one)).id, above.id if above else None, self.since(three)))

    async def _relevel(self, one: int, two: int, three: int) -> None:
        await self.tree(Relevel((await self._one(one)).id, LEVELS[two % 4], self.since(three)))

    async def _open(self, one: int, two: int, three: int) -> None:
        above = await self._one(two)
        code = f"MO{next(self._fresh)}"
        await self.tree(Open(code, f"Mới {code}", LEVELS[one % 4], above.id, self.since(three)))
        new = [unit for unit in await self.living() if unit.code == code]
        for unit in new:
            await self.somebody(unit.id, seen=bool(one % 2))

    async def _merge(self, one: int, two: int, three: int) -> None:
        units = (await self._one(one), await self._one(one + three), await self._one(two))
        if all(unit.code != "SO" for unit in units[:2]):
            ids = tuple(unit.id for unit in units)
            await self.tree(Merge(ids[:2], ids[2], self.since(three, ahead=False)))

    async def _dissolve(self, one: int, two: int, three: int) -> None:
        unit = await self._one(one)
        if unit.code != "SO":
            await self.tree(Dissolve(unit.id, self.since(three, ahead=False)))

    async def _list(self, one: int, two: int, three: int) -> None:
        """Several units at once, one of them new."""
        above = await self._one(two)
        known = {unit.id: unit for unit in (await self._one(one), await self._one(three))}
        rows_ = [
            UnitRow(unit.code, f"Danh sách {one % 3}", "", above.code if unit.id != above.id else "")
            for unit in known.values()
        ]
        new = UnitRow(
            f"DS{next(self._fresh)}", "Theo danh sách", "trung-tam", above.code, level_name="Trung tâm"
        )
        since = self.since(three)
        await writing(self.store, self.now).unit_import.write([*rows_, new], self.today, since)
        again = await writing(self.store, self.now).unit_import.write([*rows_, new], self.today, since)
        assert not again.changes_anything

    async def _join(self, one: int, two: int, three: int) -> None:
        await self.somebody((await self._one(one)).id, seen=False)

    async def _seen(self, one: int, two: int, three: int) -> None:
        await self.somebody((await self._one(one)).id, seen=True)

    async def _member(self, number: int) -> tuple[int, int] | None:
        query = (
            f"SELECT id, person_id FROM membership WHERE until IS NULL AND since < '{self.today}' ORDER BY id"
        )
        found = await rows(self.store, query)
        return tuple(found[number % len(found)]) if found else None

    async def _leave(self, one: int, two: int, three: int) -> None:
        if member := await self._member(one):
            await self.change(f"UPDATE membership SET until = '{self.today}' WHERE id = :id", id=member[0])

    async def _change_units(self, one: int, two: int, three: int) -> None:
        if member := await self._member(one):
            unit_id = (await self._one(two)).id
            query = f"SELECT 1 FROM membership WHERE person_id = {member[1]} AND unit_id = {unit_id}"
            if not await rows(self.store, query):
                await self._leave(one, two, three)
                await roster.member(self.store, member[1], unit_id, self.today)

    async def _exempt(self, one: int, two: int, three: int) -> None:
        if member := await self._member(one):
            days = day_range(self.today, self.today + timedelta(days=1 + two % 120))
            async with self.store.write(self.now) as ledger:
                await ledger.exemptions.add(
                    member[1], None, days, KINDS[three % len(KINDS)].value, "telegram:1"
                )

    async def _exempt_end(self, one: int, two: int, three: int) -> None:
        query = f"SELECT id FROM exemption WHERE person_id IS NOT NULL AND after > '{self.today}'"
        if found := await rows(self.store, query):
            async with self.store.write(self.now) as ledger:
                await ledger.exemptions.end(found[one % len(found)][0], self.today, "telegram:1")

    async def _close(self, one: int, two: int, three: int) -> None:
        days = day_range(self.today, self.today + timedelta(days=two % 30))
        await writing(self.store, self.now).rules.close_unit((await self._one(one)).id, days, "cli")

    async def _group(self, one: int, two: int, three: int) -> None:
        """A group that nobody has connected, with somebody whom nobody knows."""
        number = next(self._fresh)
        await self._hand_in(AccountRef("telegram", f"9{number}", f"Lạ {number}"), _group(f"-9{number}"))

    async def _proof(self, one: int, two: int, three: int) -> None:
        people = await rows(self.store, "SELECT user_id, name FROM account ORDER BY id")
        groups = await rows(self.store, "SELECT chat_id FROM chat WHERE kind = 'group' ORDER BY id")
        who = AccountRef("telegram", *people[one % len(people)])
        private = ChatRef("telegram", BOT, who.user_id, "private")
        where = _group(groups[two % len(groups)][0]) if groups and three % 2 else private
        await self._hand_in(who, where)

    async def _hand_in(self, who: AccountRef, where: ChatRef) -> None:
        key = f"facebook:post:{next(self._fresh)}"
        handed = NewEvidence(
            key=key, state=ACCEPTED if int(who.user_id) % 5 else DUPLICATE, action=POST, source="link",
            platform="facebook", kind="post", url="", sent_at=self.now, day=self.today,
        )  # fmt: skip
        async with self.store.write(self.now) as ledger:
            await ledger.prepare([Prefetch(where, who, enrol_since=self.today, keys=(key,))])
            chat = await ledger.chat(where)
            person = await ledger.person(who, chat, self.today)
            ledger.record(person, chat, key, key, handed)

    # what happened to everybody

    async def districts_end(self) -> None:
        """On 1 July 2025 the schools came under communes, in one list, and the districts were dissolved."""
        living = {unit.code: unit for unit in await self.living()}
        schools = [unit for unit in living.values() if unit.code.startswith("T") and "-" not in unit.code]
        communes = [UnitRow(f"X{number}", f"Xã {number}", "commune", "SO") for number in (1, 2)]
        moved = [UnitRow(unit.code, unit.name, "", f"X{unit.id % 2 + 1}") for unit in schools]
        plan = await writing(self.store, self.now).unit_import.write([*communes, *moved], self.today)
        assert plan.problems == ()
        await self.check("the schools' new communes")
        for code in {"P1", "P2"} & living.keys():
            await self.tree(Dissolve(living[code].id, self.today))
            await self.check(f"the end of {code}")


def find(code: str, told: dict[str, Any]) -> dict[str, Any] | None:
    """A unit's part of a report."""
    if told["unit"] == code:
        return told
    found = (find(code, below) for below in told.get("units", ()))
    return next((part for part in found if part), None)


def _group(chat_id: str) -> ChatRef:
    return ChatRef("telegram", BOT, chat_id, "group", f"NHOM {chat_id}")


async def live(store: Store, plan: list[tuple[int, list[tuple[str, int, int, int]]]]) -> None:
    office = Office(store)
    await office.begin()
    fixed: list[tuple[date, Callable[[], Awaitable[Any]]]] = [(DISTRICTS_END, office.districts_end)]
    for days, happened in plan:
        day = office.today + timedelta(days=days)
        if fixed and fixed[0][0] <= day:
            day, event = fixed.pop(0)
            await office.go_on_to(day)
            await event()
        await office.go_on_to(day)
        for kind, *told in happened:
            await office.happens(kind, *told)
        await office.check_all()
    await office.go_on_to(max(SCHOOL_YEAR, office.today + timedelta(days=32)))
    await office.check_all()
    await office.check_closed()


@pytest.mark.timeout(600)
@settings(
    max_examples=3,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=steps)
def test_what_is_past_stays_as_it_was_reported(
    sqlite_template: Path, plan: list[tuple[int, list[tuple[str, int, int, int]]]]
) -> None:
    folder = Path(mkdtemp())
    try:
        shutil.copyfile(sqlite_template, folder / "minhchung.db")
        asyncio.run(lived(f"sqlite:///{folder / 'minhchung.db'}", plan))
    finally:
        shutil.rmtree(folder)


async def lived(url: str, plan: list[tuple[int, list[tuple[str, int, int, int]]]]) -> None:
    store = Store(url)
    try:
        await live(store, plan)
    finally:
        await store.close()
