"""Years of a whole province's evidence, made by the database itself: the same rows for the same number, every time.

The number of rows says how long the past is, not how busy a week is: everybody hands in two proofs a week, and the
newest rows are those of the last week. Ids grow with time, and neighbouring rows belong to different schools, as they
do when a province hands in.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path

import asyncpg

from benchmarks.databases import empty_database
from benchmarks.options import tell
from rules.calendar import Period, week_of
from storage import Store
from storage.migrate import HEAD

SCHOOLS = 530
PEOPLE = 18_426
LAST_WEEK: Period = week_of(date(2025, 11, 17))
_VERSION = 2

# `{series}` yields n from 0 to rows - 1. `{day}` is a day so many days after LAST_WEEK's Monday, `{moment}` its noon.
_DEPARTMENT = """
    INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)
    VALUES (1, 'SO', 'Sở Giáo dục và Đào tạo', 'department', NULL, FALSE, '2015-01-01 00:00:00')
"""
_SCHOOLS = """
    INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)
    SELECT n + 2, 'T' || (n + 1), 'Trường ' || (n + 1), 'school', 1, FALSE, '2015-01-01 00:00:00' FROM {schools}
"""
_CHATS = """
    INSERT INTO chat
        (id, platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble, created_at)
    SELECT
        n + 1, 'telegram', '1', CAST(-1000000000000 - n AS TEXT), 'group', 'Trường ' || (n + 1), n + 2,
        TRUE, TRUE, TRUE, '', '2015-01-01 00:00:00'
    FROM {schools}
"""
_PERSONS = """
    INSERT INTO person (id, name, provisional, created_at)
    SELECT n + 1, 'Nguyễn Thị ' || (n + 1), FALSE, '2015-01-01 00:00:00' FROM {people}
"""
_MEMBERSHIPS = f"""
    INSERT INTO membership (person_id, unit_id, since)
    SELECT n + 1, n % {SCHOOLS} + 2, {{long_ago}} FROM {{people}}
"""
_EVIDENCE = f"""
    INSERT INTO evidence
        (id, person_id, unit_id, chat_pk, message_id, submission, action, source, platform, kind,
         key, url, sent_at, day, state, reason, counts_as)
    SELECT
        n + 1, who + 1, who % {SCHOOLS} + 2, who % {SCHOOLS} + 1, CAST(n + 1 AS TEXT),
        (who % {SCHOOLS} + 1) || ':' || (n + 1), 'post', 'link', 'facebook', 'post', 'facebook:post:' || (n + 1),
        'https://www.facebook.com/permalink.php?story_fbid=' || (n + 1) || '&id=100000000000001',
        {{moment}}, {{day}}, state, '',
        CASE WHEN state IN ('accepted', 'pending') THEN (who + 1) || ':quota:facebook:post:' || (n + 1) END
    FROM (
        SELECT
            n, who, (who + 3 * (back % 2)) % 7 - 7 * (back / 2) AS days,
            CASE WHEN n % 20 = 7 THEN 'pending' WHEN n % 20 = 13 THEN 'duplicate' WHEN n % 50 = 31 THEN 'rejected'
            ELSE 'accepted' END AS state
        FROM (
            SELECT n, ({{rows}} - 1 - n) % {PEOPLE} AS who, ({{rows}} - 1 - n) / {PEOPLE} AS back FROM {{series}}
        ) AS a
    ) AS b
"""
_TALLY = """
    INSERT INTO tally (person_id, unit_id, day, action, count)
    SELECT person_id, unit_id, day, action, count(*) FROM evidence WHERE state = 'accepted'
    GROUP BY person_id, unit_id, day, action ORDER BY person_id, unit_id, day, action
"""
_COUNTERS = """
    INSERT INTO counter (name, value)
    SELECT 'evidence.' || state, count(*) FROM evidence GROUP BY state
"""
_STATEMENTS = (_DEPARTMENT, _SCHOOLS, _CHATS, _PERSONS, _MEMBERSHIPS, _EVIDENCE, _TALLY, _COUNTERS)


@asynccontextmanager
async def years(kind: str, rows: int, folder: Path) -> AsyncIterator[str]:
    """The address of a database with so many rows of evidence. SQLite's file is kept for the next time."""
    if kind == "sqlite":
        yield f"sqlite:///{await kept_file(rows)}"
        return
    async with empty_database(kind, folder) as url:
        await _migrate(url)
        await fill_postgresql(url, rows)
        yield url


async def kept_file(rows: int) -> Path:
    folder = Path(tempfile.gettempdir()) / "minhchung-bench-years"
    folder.mkdir(exist_ok=True)
    file = folder / f"{rows}-rows-schema-{HEAD}-{_VERSION}.db"
    if not file.exists():
        growing = file.with_suffix(".growing")
        growing.unlink(missing_ok=True)
        await _migrate(f"sqlite:///{growing}")
        await asyncio.to_thread(fill_sqlite, growing, rows)
        growing.rename(file)
    return file


async def _migrate(url: str) -> None:
    store = Store(url)
    try:
        await store.migrate()
    finally:
        await store.close()


def fill_sqlite(file: Path, rows: int) -> None:
    """No journal and no keys to look up while the rows pour in; they are checked when all is there."""
    tell(f"making {rows} rows in SQLite")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -400000",
            "foreign_keys = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
        )
        indexes = [row for table in ("evidence", "tally") for row in connection.execute(query, (table,))]
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        for statement in _filled(
            rows,
            series="(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {count})"
            " SELECT n FROM c) AS s",
            day=f"date('{LAST_WEEK.first}', days || ' days')",
            moment=f"date('{LAST_WEEK.first}', days || ' days') || ' 05:00:00.000000'",
            long_ago="'2015-01-01'",
        ):
            connection.execute(statement)
        for _, definition in indexes:
            connection.execute(definition)


async def fill_postgresql(url: str, rows: int) -> None:
    """Without the triggers of foreign keys while the rows pour in."""
    tell(f"making {rows} rows in PostgreSQL")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename IN ('evidence', 'tally') AND indexname NOT LIKE '%_pkey'"
        )
        for name, _ in indexes:
            await connection.execute(f'DROP INDEX "{name}"')
        for statement in _filled(
            rows,
            series="generate_series(0, {count} - 1) AS s(n)",
            day=f"DATE '{LAST_WEEK.first}' + days",
            moment=f"TIMESTAMPTZ '{LAST_WEEK.first} 05:00:00+00' + days * INTERVAL '1 day'",
            long_ago="DATE '2015-01-01'",
        ):
            await connection.execute(statement)
        for _, definition in indexes:
            await connection.execute(definition)
        for table in ("unit", "chat", "person", "evidence"):
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _filled(rows: int, *, series: str, day: str, moment: str, long_ago: str) -> list[str]:
    """The statements with the few words in which the databases differ."""
    words = {
        "schools": series.format(count=SCHOOLS),
        "people": series.format(count=PEOPLE),
        "series": series.format(count=rows),
        "rows": rows,
        "day": day,
        "moment": moment,
        "long_ago": long_ago,
    }
    return [statement.format(**words) for statement in _STATEMENTS]
