"""All of the ledger and its pictures in one file: every table as lines of JSON, pictures in packs, a hash of each part.

A zip archive remembers each of its entries in memory, so the pictures (there may be a million) go into 256 packs.
"""

import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any, NamedTuple

from sqlalchemy import Table, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from storage.database import Database
from storage.files import FileStore, MissingFileError
from storage.migrate import HEAD
from storage.privacy.erased_list import NAME as ERASED_LIST
from storage.proof.image_files import SMALL
from storage.tables.proof import IMAGES

WHAT, FORM = "minhchung backup", 1
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 5_000
Told = Callable[[str, int, int], None]
"""Hears what is being copied, how much of it is done, and how much there is."""


class Copied(NamedTuple):
    """`missing` are files that the ledger knows and the file store has not."""

    rows: int
    files: int
    missing: int = 0


def silent(_what: str, _done: int, _all: int) -> None:
    """Nobody watches."""


class _Hashed:
    """A part of the archive being written, and its hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)

    @property
    def hash(self) -> str:
        return self._hash.hexdigest()


class Backup:
    """Writes one backup; everything is as it was at one moment, whoever writes meanwhile."""

    def __init__(self, database: Database, files: FileStore, told: Told = silent) -> None:
        self._database = database
        self._files = files
        self._told = told
        self._parts: dict[str, str] = {}

    async def write(self, target: IO[bytes], now: datetime) -> Copied:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            async with self._database.snapshot() as connection:
                rows = await self._tables(archive, connection)
                files, missing = await self._pictures(archive, connection)
                sequences = await _sequences(connection)
            await self._erased(archive)
            manifest = {
                "what": WHAT, "form": FORM, "schema": HEAD, "at": now.isoformat(), "rows": rows, "files": files,
                "sequences": sequences, "parts": self._parts,
            }  # fmt: skip
            archive.writestr(MANIFEST, json.dumps(manifest))
        return Copied(rows, files, missing)

    async def _tables(self, archive: zipfile.ZipFile, connection: AsyncConnection) -> int:
        tables = SQLModel.metadata.sorted_tables
        total = 0
        for table in tables:
            total += await connection.scalar(select(func.count()).select_from(table)) or 0
        done = 0
        for table in tables:
            name = f"tables/{table.name}.jsonl"
            with archive.open(name, "w", force_zip64=True) as file:
                part = _Hashed(file)
                part.write(_line([column.name for column in table.columns]))
                async for rows in _pages(connection, table):
                    part.write(b"".join(_line([_plain(value) for value in row]) for row in rows))
                    done += len(rows)
                    self._told("rows", done, total)
                self._parts[name] = part.hash
        return done

    async def _pictures(self, archive: zipfile.ZipFile, connection: AsyncConnection) -> tuple[int, int]:
        total = await connection.scalar(select(func.count(IMAGES.c.sha256.distinct()))) or 0
        files = missing = seen = 0
        for number in range(256):
            prefix = f"{number:02x}"
            name = f"files/{prefix}.pack"
            with archive.open(
                zipfile.ZipInfo(name), "w", force_zip64=True
            ) as file:  # pictures are packed already
                part = _Hashed(file)
                async for names in _names(connection, prefix):
                    for each in (kind for one in names for kind in (one, one + SMALL)):
                        copied = await self._copy(part, each)
                        files, missing = files + copied, missing + 1 - copied
                    seen += len(names)
                    self._told("files", seen, total)
                self._parts[name] = part.hash
        return files, missing

    async def _copy(self, part: _Hashed, name: str) -> int:
        try:
            content = await self._files.get(name)
        except MissingFileError:
            return 0
        part.write(_line({"name": name, "size": len(content)}))
        part.write(content)
        return 1

    async def _erased(self, archive: zipfile.ZipFile) -> None:
        content = await self._files.erased.content()
        archive.writestr(ERASED_LIST, content)
        self._parts[ERASED_LIST] = hashlib.sha256(content).hexdigest()


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


async def _pages(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Any]]:
    """All rows in the order of their key, some thousand at a time."""
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(key) for key in keys]
    query = select(table).order_by(*keys).limit(ROWS_AT_ONCE)
    rows: Sequence[Any] = (await connection.execute(query)).all()
    while rows:
        yield rows
        last = [rows[-1][place] for place in places]
        after = keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*_typed(keys, last))
        rows = (await connection.execute(query.where(after))).all() if len(rows) == ROWS_AT_ONCE else ()


def _typed(keys: Sequence[Any], values: Sequence[Any]) -> Iterator[Any]:
    from sqlalchemy import literal

    return (literal(value, key.type) for key, value in zip(keys, values, strict=True))


async def _names(connection: AsyncConnection, prefix: str) -> AsyncIterator[list[str]]:
    """The names of image files that begin with these letters."""
    last = prefix
    while True:
        query = (
            select(IMAGES.c.sha256)
            .where(IMAGES.c.sha256 > last, IMAGES.c.sha256 < prefix + "g")
            .distinct()
            .order_by(IMAGES.c.sha256)
            .limit(ROWS_AT_ONCE)
        )
        names = list(await connection.scalars(query))
        if not names:
            return
        yield names
        last = names[-1]


async def _sequences(connection: AsyncConnection) -> dict[str, int]:
    """The last number that each table ever gave: no number is given twice, also after its row is gone."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, seq FROM sqlite_sequence"
    else:
        query = (
            "SELECT replace(sequencename, '_id_seq', ''), last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
    return {name: int(last) for name, last in await connection.execute(text(query))}
