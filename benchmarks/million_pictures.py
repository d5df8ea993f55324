"""A ledger in which very many pictures are kept: the real tables, with invented bands."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import numpy as np

from benchmarks.databases import empty_database
from benchmarks.options import tell
from rules.images import Fingerprint
from storage import Store
from storage.proof.lookalikes import words_of

TODAY = date(2025, 11, 17)
DAYS = 90
UNITS = 530
PEOPLE = 20_000
BOT = "1"
_BARS = 60
_CHUNK = 200_000
_STATEMENTS = (
    """
    INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)
    SELECT n + 1, 'U' || n, 'Đơn vị ' || n, 'school', CASE WHEN n = 0 THEN NULL ELSE 1 END, FALSE, '2015-01-01'
    FROM {units}
    """,
    """
    INSERT INTO chat (id, platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble, muted,
        created_at)
    SELECT n + 1, 'telegram', '1', CAST(-1 - n AS TEXT), 'group', 'Nhóm', n + 1, TRUE, TRUE, TRUE, '', FALSE,
        '2015-01-01'
    FROM {units}
    """,
    """
    INSERT INTO person (id, name, provisional, created_at)
    SELECT n + 1, 'Nguyễn Thị ' || (n + 1), FALSE, '2015-01-01' FROM {people}
    """,
    """
    INSERT INTO evidence (id, person_id, unit_id, chat_pk, message_id, submission, action, source, platform, kind, key,
        url, sent_at, day, state, reason, counts_as)
    SELECT n + 1, n % {people_count} + 1, n % {unit_count} + 1, n % {unit_count} + 1, n, 's' || n, 'post', 'screenshot',
        '', 'picture', 'picture:' || n, '', '2025-10-01', {day}, 'accepted', '', 'c' || n
    FROM {pictures}
    """,
    """
    INSERT INTO picture (id, evidence_id, person_id, platform, bot, message_id, file_id, unique_id, mime, size, day,
        state, tries, error, finding, image_id)
    SELECT n + 1, n + 1, n % {people_count} + 1, 'telegram', '1', n, '', 'u' || n, '', 9, {day}, 'settled', 0, '',
        'new', n + 1
    FROM {pictures}
    """,
)


def fingerprints(stored: int) -> list[Fingerprint]:
    """Three stripes of ten are bars and buttons that sixty kinds of screens have in common."""
    rng = random.Random(7)
    bars = [rng.getrandbits(63) for _ in range(_BARS)]
    return [
        Fingerprint((*rng.sample(bars, 3), *(rng.getrandbits(63) for _ in range(7)))) for _ in range(stored)
    ]


def slightly_other(one: Fingerprint, rng: random.Random) -> Fingerprint:
    """Three stripes are cut away, and three bits of each other are wrong."""
    return Fingerprint(
        tuple(each ^ sum(1 << bit for bit in rng.sample(range(63), 3)) for each in one.stripes[1:8])
    )


@asynccontextmanager
async def kept_pictures(kind: str, prints: Sequence[Fingerprint], folder: Path) -> AsyncIterator[str]:
    """The address of a ledger in which so many were handed in during ninety days, all in one department."""
    async with empty_database(kind, folder) as url:
        store = Store(url)
        await store.migrate()
        await store.close()
        tell(f"pictures: putting {len(prints)} fingerprints into {kind}")
        if kind == "sqlite":
            await asyncio.to_thread(_fill_sqlite, url.removeprefix("sqlite:///"), prints)
        else:
            await _fill_postgresql(url, prints)
        yield url


def _bands(prints: Sequence[Fingerprint]) -> Iterator[list[tuple[int, int, int]]]:
    """(key, days ago, image) in the order of the table."""
    keys = np.fromiter((key for each in prints for key in each.bands()), np.int64)
    images = np.repeat(np.arange(1, len(prints) + 1), [len(each.bands()) for each in prints])
    ago = _days_ago(images - 1)
    order = np.lexsort((images, -ago, keys))
    for start in range(0, len(keys), _CHUNK):
        some = order[start : start + _CHUNK]
        yield list(zip(keys[some].tolist(), ago[some].tolist(), images[some].tolist(), strict=True))


def _days_ago(number: "np.typing.NDArray[np.int64]") -> "np.typing.NDArray[np.int64]":
    return number % DAYS


def _images(prints: Sequence[Fingerprint]) -> Iterator[tuple[int, str, str, int, int, int, str, str]]:
    for number, each in enumerate(prints, 1):
        yield number, f"o{number}", f"s{number}", 1080, 2400, 9, words_of(each.stripes), "2025-10-01 00:00:00"


_IMAGE_COLUMNS = ("id", "original", "sha256", "width", "height", "size", "stripes", "made_at")


def _fill_sqlite(file: str, prints: Sequence[Fingerprint]) -> None:
    series = (
        "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {count})"
        " SELECT n FROM c) AS s"
    )
    dates = [str(TODAY - timedelta(days=ago)) for ago in range(DAYS)]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        connection.execute("BEGIN")
        connection.execute("DROP INDEX ix_image_band_image_id")
        connection.executemany("INSERT INTO image VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _images(prints))
        for some in _bands(prints):
            connection.executemany(
                "INSERT INTO image_band VALUES (?, ?, ?)",
                [(key, dates[ago], image) for key, ago, image in some],
            )
        connection.execute("CREATE INDEX ix_image_band_image_id ON image_band (image_id)")
        for statement in _filled(len(prints), series, f"date('{TODAY}', '-' || (n % {DAYS}) || ' days')"):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


async def _fill_postgresql(url: str, prints: Sequence[Fingerprint]) -> None:
    connection = await asyncpg.connect(url)
    days = [TODAY - timedelta(days=ago) for ago in range(DAYS)]
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("DROP INDEX ix_image_band_image_id")
        await connection.execute("ALTER TABLE image ALTER made_at TYPE text")
        await connection.copy_records_to_table("image", records=_images(prints), columns=_IMAGE_COLUMNS)
        await connection.execute(
            "ALTER TABLE image ALTER made_at TYPE timestamptz USING made_at::timestamptz"
        )
        for some in _bands(prints):
            records = [(key, days[ago], image) for key, ago, image in some]
            await connection.copy_records_to_table(
                "image_band", records=records, columns=("key", "day", "image_id")
            )
        await connection.execute("CREATE INDEX ix_image_band_image_id ON image_band (image_id)")
        series = "generate_series(0, {count} - 1) AS s(n)"
        for statement in _filled(len(prints), series, f"DATE '{TODAY}' - CAST(n % {DAYS} AS int)"):
            await connection.execute(statement)
        for table in ("unit", "chat", "person", "evidence", "picture", "image"):
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _filled(pictures: int, series: str, day: str) -> list[str]:
    words = {
        "units": series.format(count=UNITS),
        "people": series.format(count=PEOPLE),
        "pictures": series.format(count=pictures),
        "people_count": PEOPLE,
        "unit_count": UNITS,
        "day": day,
    }
    return [statement.format(**words) for statement in _STATEMENTS]
