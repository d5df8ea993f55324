"""A staff list brought in as most people would write it: python-calamine, SQLModel, a look, an add, a commit a row.

It knows one heading in each of a few spellings, takes the unit as it is written, and asks nothing twice. It prints
the seconds it took and how many rows it has written.
"""

import argparse
import asyncio
import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

_NAMES = {"họ và tên cb-gv-nv", "họ tên", "full name"}
_FAMILY = "họ và tên đệm"


class _Plain(SQLModel, registry=registry()):
    """Beside our own tables, in a metadata of its own."""


class Teacher(_Plain, table=True):
    __tablename__ = "plain_teacher"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    unit: str
    phone: str = ""


def people(path: Path) -> Iterator[Teacher]:
    for name, rows in _sheets(path):
        header: list[str] = []
        unit = name
        for row in rows:
            told = [str(cell).strip() for cell in row]
            lower = [cell.lower() for cell in told]
            if not header:
                header = lower if _FAMILY in lower or _NAMES & set(lower) else []
                continue
            cells = dict(zip(header, told, strict=False))
            unit = cells.get("đơn vị công tác") or cells.get("mã trường") or cells.get("school code") or unit
            full = next((cells[key] for key in _NAMES if cells.get(key)), "")
            full = full or f"{cells.get(_FAMILY, '')} {cells.get('tên', '')}".strip()
            if full:
                yield Teacher(name=full, unit=unit)


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield path.stem, list(csv.reader(file, delimiter=";"))
        return
    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python()


def into_sqlite(url: str, files: list[Path]) -> int:
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    _Plain.metadata.create_all(engine, tables=[Teacher.__table__])  # type: ignore[attr-defined]
    written = 0
    with Session(engine) as session:
        for teacher in (each for file in files for each in people(file)):
            wanted = select(Teacher).where(Teacher.name == teacher.name, Teacher.unit == teacher.unit)
            if session.exec(wanted).first() is None:
                session.add(teacher)
                session.commit()
                written += 1
    return written


async def into_postgresql(url: str, files: list[Path]) -> int:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda sync: _Plain.metadata.create_all(sync, tables=[Teacher.__table__])  # type: ignore[attr-defined]
        )
    written = 0
    async with AsyncSession(engine) as session:
        for teacher in (each for file in files for each in people(file)):
            wanted = select(Teacher).where(Teacher.name == teacher.name, Teacher.unit == teacher.unit)
            if (await session.exec(wanted)).first() is None:
                session.add(teacher)
                await session.commit()
                written += 1
    await engine.dispose()
    return written


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    began = time.perf_counter()
    if arguments.database.startswith("sqlite"):
        written = into_sqlite(arguments.database, arguments.files)
    else:
        written = asyncio.run(into_postgresql(arguments.database, arguments.files))
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": written}))


if __name__ == "__main__":
    main()
