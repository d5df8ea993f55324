"""Whatever is handed to a statement can be kept, in every way to write one, on both databases."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, String, Table, Text, UniqueConstraint, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from rules.storable import storable
from storage.bulk import add_many, insert_many, update_many
from storage.database import Database
from storage.dialect import among, one_of
from storage.tables.columns import Moment, Word, short_enough
from storage.tables.organisation import LEVELS, UNITS
from storage.tables.upkeep import COUNTERS

Result = TypeVar("Result")
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NOW = datetime(2025, 11, 17, 5, tzinfo=UTC)
OURS = {"platform", "bot", "kind", "state", "action", "why", "purpose", "period"}
"""Columns of the program's own words, however many stand in one index."""

hostile = (
    st.text(st.characters(), max_size=20)
    | st.sampled_from(["\x00", "\ud800", "a\udcd8b", "'\x00'; --", "disk full \udfff", "Tổ Toán"])
    | st.text(st.characters(min_codepoint=0x10000), min_size=250, max_size=900)
)
integers = st.integers(-(2**70), 2**70) | st.sampled_from([2**31, -(2**31), 2**63, -(2**63), 3 * 2**30])


class Ledger:
    """A ledger for as many examples as there are; `number` keeps their rows apart."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.database = Database(url)
        self.number = count(1)

    def do(self, work: Callable[[AsyncConnection], Coroutine[Any, Any, Result]]) -> Result:
        async def written() -> Result:
            async with self.database.write() as connection:
                return await work(connection)

        return self.runner.run(written())

    def close(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    ledger = Ledger(ledger_url)
    yield ledger
    ledger.close()


def unit(code: str, name: str) -> dict[str, Any]:
    return {"code": code, "name": name, "level": "school", "provisional": False, "created_at": NOW}


def kept(word: str) -> str:
    return storable(short_enough(word))


def test_a_text_is_kept_and_found_again_by_a_statement(ledger: Ledger) -> None:
    @RELAXED
    @given(hostile, hostile)
    def keeps(code: str, name: str) -> None:
        code = f"{next(ledger.number)}{code}"

        async def work(connection: AsyncConnection) -> list[Any]:
            await connection.execute(insert(UNITS).values(**unit(code, name)))
            found = select(UNITS.c.code, UNITS.c.name).where(UNITS.c.code == code, UNITS.c.name == name)
            return list(map(tuple, await connection.execute(found)))

        assert ledger.do(work) == [(kept(code), storable(name))]

    keeps()


def test_a_text_is_kept_and_found_again_in_bulk(ledger: Ledger) -> None:
    @RELAXED
    @given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=4))
    def keeps(units: list[tuple[str, str]]) -> None:
        units = [(f"{next(ledger.number)}{code}", name) for code, name in units]
        codes = [code for code, _ in units]

        async def work(connection: AsyncConnection) -> list[set[Any]]:
            await insert_many(connection, UNITS, [unit(code, "") for code in codes])
            await insert_many(connection, UNITS, [unit(code, "twice") for code in codes], ignore=True)
            changes = [{"code": code, "name": name} for code, name in units]
            await update_many(connection, UNITS, changes, keys=("code",))
            query = select(UNITS.c.code, UNITS.c.name)
            asked = query.where(among(ledger.database, UNITS.c.code, "codes"))
            one = query.where(one_of(connection, UNITS.c.code, [kept(code) for code in codes]))
            return [
                set(map(tuple, await connection.execute(asked, {"codes": codes}))),
                set(map(tuple, await connection.execute(one))),
            ]

        expected = {(kept(code), storable(name)) for code, name in units}
        assert ledger.do(work) == [expected, expected]

    keeps()


def test_a_text_is_kept_where_no_type_is_known(ledger: Ledger) -> None:
    @RELAXED
    @given(hostile)
    def keeps(name: str) -> None:
        async def work(connection: AsyncConnection) -> Any:
            return await connection.scalar(text("SELECT CAST(:name AS VARCHAR)"), {"name": name})

        assert ledger.do(work) == storable(name)

    keeps()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_number_beyond_its_column_is_the_nearest_that_is_not(ledger: Ledger, in_bulk: bool) -> None:
    limit = 2**63 if ledger.database.is_sqlite else 2**31

    @RELAXED
    @given(integers)
    def keeps(rank: int) -> None:
        code = f"level{next(ledger.number)}"
        row = {"code": code, "name": "", "rank": rank}

        async def work(connection: AsyncConnection) -> Any:
            if in_bulk:
                await insert_many(connection, LEVELS, [row])
                await update_many(connection, LEVELS, [row], keys=("code",))
            else:
                await connection.execute(insert(LEVELS).values(**row))
            return await connection.scalar(
                select(LEVELS.c.rank).where(LEVELS.c.rank == rank, LEVELS.c.code == code)
            )

        assert ledger.do(work) == max(1 - limit, min(rank, limit - 1))

    keeps()


def test_a_number_that_nothing_can_have_finds_nothing(ledger: Ledger) -> None:
    @RELAXED
    @given(integers)
    def finds(number: int) -> None:
        async def work(connection: AsyncConnection) -> list[Any]:
            by_id = select(UNITS.c.id).where(UNITS.c.id == number)
            by_ids = select(UNITS.c.id).where(among(ledger.database, UNITS.c.id, "ids"))
            by_one = select(UNITS.c.id).where(one_of(connection, UNITS.c.id, [number]))
            return [
                await connection.scalar(by_id),
                await connection.scalar(by_ids, {"ids": [number]}),
                await connection.scalar(by_one),
            ]

        assert ledger.do(work) == [None, None, None]

    finds()


def test_sums_stay_within_what_a_column_holds(ledger: Ledger) -> None:
    async def work(connection: AsyncConnection) -> Any:
        await add_many(connection, COUNTERS, [{"name": "much", "value": 2**70}], "value")
        return await connection.scalar(select(COUNTERS.c.value).where(COUNTERS.c.name == "much"))

    assert ledger.do(work) == 2**63 - 1


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("in_bulk", [False, True])
def test_the_first_and_the_last_moment_can_be_kept(ledger: Ledger, moment: datetime, in_bulk: bool) -> None:
    row = {**unit("A", ""), "created_at": moment, "since": date.min, "until": date.max}

    async def work(connection: AsyncConnection) -> Any:
        if in_bulk:
            await insert_many(connection, UNITS, [row])
        else:
            await connection.execute(insert(UNITS).values(**row))
        found = await connection.execute(select(UNITS.c.since, UNITS.c.until, UNITS.c.created_at))
        return tuple(found.one())

    since, until, at = ledger.do(work)
    assert (since, until, at.year) == (date.min, date.max, moment.year)


# The tables


TEXTS = {String, Text, AutoString}


def indexed(table: Table) -> set[Column[Any]]:
    groups = [list(each.columns) for each in table.indexes]
    groups += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    return {column for group in groups for column in group} | set(table.primary_key)


TABLES = sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_text_in_an_index_is_a_word(table: Table) -> None:
    assert [each.name for each in indexed(table) if type(each.type) in TEXTS] == []


def test_there_are_words() -> None:
    assert sum(isinstance(column.type, Word) for table in TABLES for column in table.c) > 30


@pytest.mark.postgres
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_index_takes_the_longest_words(empty_postgres_url: str, table: Table) -> None:
    ledger = Ledger(empty_postgres_url)

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(text("SET session_replication_role = replica"))  # nothing to refer to
        await connection.execute(insert(table).values(**{each.name: _longest(each) for each in table.c}))
        await connection.rollback()

    ledger.do(work)
    ledger.close()


def _longest(column: Column[Any]) -> Any:
    letters = "".join(chr(random.randrange(0x10000, 0x20000)) for _ in range(5_000))  # cannot be compressed
    match column.type:
        case Word():
            return letters[:9] if column.name in OURS else letters
        case AutoString() | String():
            return letters
        case Moment():
            return NOW
        case Date():
            return NOW.date()
        case Integer():
            return 1
    return column.type.python_type(1)
