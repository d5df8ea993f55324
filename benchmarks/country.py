"""A ledger of forty thousand units, each with a group, its people and a closed week, made by the database itself."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import asyncpg

from benchmarks.databases import empty_database
from benchmarks.options import tell
from benchmarks.years import LAST_WEEK
from storage import Store

UNITS = 40_000
PEOPLE_A_UNIT = 10
BOT = "1"
_DISTRICTS = 400

# `{units}` and `{people}` yield n from 0. Every fourth person has done this week, and every unit did half of the last.
_STATEMENTS = (
    """
    INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)
    VALUES (1, 'SO', 'Sở Giáo dục và Đào tạo', 'department', NULL, FALSE, '2015-01-01 00:00:00')
    """,
    f"""
    INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)
    SELECT n + 2, 'U' || (n + 2), 'Đơn vị ' || (n + 2),
        CASE WHEN n < {_DISTRICTS} THEN 'district' ELSE 'school' END,
        CASE WHEN n < {_DISTRICTS} THEN 1 ELSE n % {_DISTRICTS} + 2 END, FALSE, '2015-01-01 00:00:00'
    FROM {{units}}
    """,
    f"""
    INSERT INTO chat (id, platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble, muted,
        created_at)
    SELECT n + 1, 'telegram', '{BOT}', CAST(-1000000000000 - n AS TEXT), 'group', 'Nhóm ' || (n + 1), n + 2,
        TRUE, TRUE, TRUE, '', FALSE, '2015-01-01 00:00:00'
    FROM {{units}}
    """,
    """
    INSERT INTO person (id, name, provisional, created_at)
    SELECT n + 1, 'Nguyễn Thị ' || (n + 1), FALSE, '2015-01-01 00:00:00' FROM {people}
    """,
    """
    INSERT INTO membership (person_id, unit_id, since)
    SELECT n + 1, n % {count} + 2, {long_ago} FROM {people}
    """,
    """
    INSERT INTO tally (person_id, unit_id, day, action, count)
    SELECT n + 1, n % {count} + 2, {monday}, 'post', 1 FROM {people} WHERE (n / {count}) % 4 = 0
    """,
    f"""
    INSERT INTO week_close (unit_id, week, version, people, obliged, met, accepted, pending, page_posts, page_owed,
        closed_at)
    SELECT n + 2, {{last_monday}}, 0, {PEOPLE_A_UNIT}, {PEOPLE_A_UNIT}, {PEOPLE_A_UNIT // 2}, 7, 1, 1, 1,
        '2025-11-17 00:00:00'
    FROM {{units}}
    """,
)


@asynccontextmanager
async def country(kind: str, units: int, folder: Path) -> AsyncIterator[str]:
    """The address of such a database."""
    async with empty_database(kind, folder) as url:
        store = Store(url)
        await store.migrate()
        await store.close()
        tell(f"making {units} units in {kind}")
        if kind == "sqlite":
            await asyncio.to_thread(_fill_sqlite, url.removeprefix("sqlite:///"), units)
        else:
            await _fill_postgresql(url, units)
        yield url


def _fill_sqlite(file: str, units: int) -> None:
    series = (
        "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {count})"
        " SELECT n FROM c) AS s"
    )
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for statement in _filled(units, series, "'{day}'"):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


async def _fill_postgresql(url: str, units: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")
        for statement in _filled(units, "generate_series(0, {count} - 1) AS s(n)", "DATE '{day}'"):
            await connection.execute(statement)
        for table in ("unit", "chat", "person", "membership"):
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _filled(units: int, series: str, day: str) -> list[str]:
    words = {
        "units": series.format(count=units),
        "people": series.format(count=units * PEOPLE_A_UNIT),
        "count": units,
        "long_ago": day.format(day="2015-01-01"),
        "monday": day.format(day=LAST_WEEK.first),
        "last_monday": day.format(day=LAST_WEEK.first - timedelta(days=7)),
    }
    return [statement.format(**words) for statement in _STATEMENTS]
