"""A backup comes back: looked through first, then all of the ledger in one transaction, or nothing."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any, NamedTuple

from sqlalchemy import Connection, Date, DateTime, MetaData, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from storage import migrate
from storage.bulk import insert_many, update_many
from storage.database import Database
from storage.files import FileStore
from storage.privacy.backup import FORM, MANIFEST, ROWS_AT_ONCE, WHAT, Copied, Told, silent
from storage.privacy.erased_list import NAME as ERASED_LIST
from storage.privacy.erased_list import entry_of

_PIECE = 1 << 20
_FILLED = ("person", "chat", "evidence", "inbox", "outbox", "audit", "role_grant")


class NotABackupError(Exception):
    """Something else, or not all of it."""


class BrokenBackupError(Exception):
    """A part is not what was written; `str()` names it."""


class NewerBackupError(Exception):
    """Made by a newer version of this program."""


class OlderBackupError(Exception):
    """From a time before the first version that this program can bring along."""


class Manifest(NamedTuple):
    schema: str
    at: datetime
    rows: int
    files: int
    sequences: dict[str, int]
    parts: dict[str, str]


class Restore:
    """Brings one backup back; nothing is changed before all of it was read once and found whole."""

    def __init__(self, archive: IO[bytes], told: Told = silent) -> None:
        self._told = told
        try:
            self._archive = zipfile.ZipFile(archive)
            self.manifest = _manifest(json.loads(self._archive.read(MANIFEST)))
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise NotABackupError from error
        if self.manifest.schema > migrate.HEAD:
            raise NewerBackupError
        if self.manifest.schema < migrate.FIRST:
            raise OlderBackupError

    def check(self) -> None:
        for name, expected in self.manifest.parts.items():
            found = hashlib.sha256()
            try:
                with self._archive.open(name) as file:
                    while piece := file.read(_PIECE):
                        found.update(piece)
            except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
                raise BrokenBackupError(name) from error
            if found.hexdigest() != expected:
                raise BrokenBackupError(name)

    async def write(self, database: Database, files: FileStore) -> Copied:
        """Pictures first: files that nobody asks for do no harm. Then the ledger, then who must stay erased."""
        copied = await self._files(files)
        async with database.write() as connection:
            await connection.run_sync(_anew, self.manifest.schema)
            tables = await connection.run_sync(_tables)
            rows = 0
            for name in self._table_names():
                rows += await self._fill(connection, tables[name], rows)
            await self._refer(connection, tables)
            await _count_on(connection, tables, self.manifest.sequences)
            if self.manifest.schema != migrate.HEAD:
                await connection.run_sync(migrate.upgrade)
        await self._remember_erased(files)
        return Copied(rows, copied)

    def _table_names(self) -> list[str]:
        """In the order in which they refer to each other, which is that of the archive."""
        return [_name_of(part) for part in self.manifest.parts if part.startswith("tables/")]

    async def _files(self, files: FileStore) -> int:
        done = 0
        for name in self.manifest.parts:
            if not name.startswith("files/"):
                continue
            with self._archive.open(name) as file:
                lines = io.BufferedReader(file)  # type: ignore[type-var]
                while head := lines.readline():
                    told = json.loads(head)
                    await files.put(lines.read(told["size"]), beside=told["name"])
                    done += 1
                    self._told("files", done, self.manifest.files)
        return done

    async def _fill(self, connection: AsyncConnection, table: Table, done: int) -> int:
        own = _own_references(table)
        here = 0
        for rows in self._rows(table):
            await insert_many(connection, table, [row | dict.fromkeys(own) for row in rows])
            here += len(rows)
            self._told("rows", done + here, self.manifest.rows)
        return here

    async def _refer(self, connection: AsyncConnection, tables: dict[str, Table]) -> None:
        """A row may refer to a later one of its own table, so that is told when all are there."""
        for name in self._table_names():
            for column in _own_references(tables[name]):
                for rows in self._rows(tables[name]):
                    known = [
                        {"id": row["id"], column: row[column]} for row in rows if row[column] is not None
                    ]
                    await update_many(connection, tables[name], known)

    def _rows(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        with self._archive.open(f"tables/{table.name}.jsonl") as file:
            lines = io.BufferedReader(file)  # type: ignore[type-var]
            names = json.loads(lines.readline())
            readers = [_reader(table, name) for name in names]
            rows: list[dict[str, Any]] = []
            for line in lines:
                values = zip(names, readers, json.loads(line), strict=True)
                rows.append({name: read(value) for name, read, value in values})
                if len(rows) == ROWS_AT_ONCE:
                    yield rows
                    rows = []
            if rows:
                yield rows

    async def _remember_erased(self, files: FileStore) -> None:
        """The backup's own list goes along to a new machine."""
        lines = self._archive.read(ERASED_LIST).decode().splitlines()
        there = set(await files.erased.lines())
        entries = [entry_of(line) for line in lines if line and line not in there]
        await files.erased.add([entry for entry in entries if entry])


async def is_empty(database: Database) -> bool:
    """Whether nobody has used this ledger yet."""
    async with database.read() as connection:
        for name in _FILLED:
            table = SQLModel.metadata.tables[name]
            if await connection.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
                return False
    return True


def _manifest(told: dict[str, Any]) -> Manifest:
    if told["what"] != WHAT or told["form"] > FORM:
        raise ValueError
    at = datetime.fromisoformat(told["at"])
    return Manifest(told["schema"], at, told["rows"], told["files"], told["sequences"], told["parts"])


def _name_of(part: str) -> str:
    return part.removeprefix("tables/").removesuffix(".jsonl")


def _anew(connection: Connection, schema: str) -> None:
    """Empty tables as they were when the backup was made."""
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)
    migrate.upgrade(connection, schema)
    for table in reversed(_sorted(connection)):
        connection.execute(table.delete())


def _sorted(connection: Connection) -> Sequence[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _tables(connection: Connection) -> dict[str, Table]:
    return {table.name: table for table in _sorted(connection)}


def _own_references(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _reader(table: Table, name: str) -> Any:
    kind = table.c[name].type
    if isinstance(kind, DateTime):
        return lambda value: value and datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: value and date.fromisoformat(value)
    return lambda value: value


def _counts_for_ever(name: str) -> bool:
    table = SQLModel.metadata.tables.get(name)
    return table is not None and bool(table.dialect_options["sqlite"]["autoincrement"])


async def _count_on(connection: AsyncConnection, tables: dict[str, Table], sequences: dict[str, int]) -> None:
    """New rows get numbers that no row ever had."""
    if connection.dialect.name == "sqlite":
        for name, last in sequences.items():
            known = await connection.execute(
                text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name"),
                {"last": last, "name": name},
            )
            if not known.rowcount and _counts_for_ever(name):
                await connection.execute(
                    text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                    {"last": last, "name": name},
                )
        return
    for name, table in tables.items():
        sequence = await connection.scalar(
            text("SELECT pg_get_serial_sequence(:name, 'id')") if "id" in table.c else text("SELECT NULL"),
            {"name": name} if "id" in table.c else {},
        )
        if sequence is None:
            continue
        highest = await connection.scalar(select(func.max(table.c.id))) or 0
        last = max(highest, sequences.get(name, 0))
        if last:
            await connection.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :last)"),
                {"sequence": sequence, "last": last},
            )
