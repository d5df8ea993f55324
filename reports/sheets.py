"""Reads tables from a file of a spreadsheet program or from text with separators (CSV)."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports import office_file
from reports.child_environ import child_environ
from rules.columns import Column, Merged, Row, Table, find_table
from rules.staff.columns import STAFF_COLUMNS, Sheet

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
PATIENCE = office_file.SECONDS
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = ",;\t"
_ENOUGH_TO_TELL = 64 * 1024


class SheetError(Exception):
    """No table can be read from a file; `key` is the reason's text in the language files.

    `columns` are the needed columns that were looked for in vain.
    """

    def __init__(self, key: str, *, columns: Sequence[str] = (), **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.columns = tuple(columns)
        self.values = values


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """The first table in the file that has all the needed columns."""
    for sheet in _sheets(_bytes_of(path), columns):
        if table := find_table(sheet.rows, columns, sheet.merged):
            return table
    raise SheetError("sheet.no_header", columns=[column.key for column in columns if column.needed])


def read_sheets(source: Path | bytes, columns: Sequence[Column] = STAFF_COLUMNS) -> list[Sheet]:
    """Every sheet that people see, under its name. `columns` tell what separates the words of a text file."""
    return _sheets(_bytes_of(source), columns, hidden=False)


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, Path) and not source.is_file():
        raise SheetError("sheet.missing", name=source.name)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MOST_BYTES:
        raise SheetError("sheet.too_big", most=MOST_BYTES // 1024 // 1024)
    data = source.read_bytes() if isinstance(source, Path) else source
    if not data.strip():
        raise SheetError("sheet.empty")
    return data


def _sheets(data: bytes, columns: Sequence[Column], *, hidden: bool = True) -> list[Sheet]:
    return _office(data, hidden=hidden) if data.startswith((_ZIP, _OLE)) else [_text(data, columns)]


def _office(data: bytes, *, hidden: bool) -> list[Sheet]:
    if data.startswith(_OLE) and _LOCKED in data:
        raise SheetError("sheet.locked")
    return [
        Sheet(
            sheet["name"],
            [Row(number, cells) for number, cells in sheet["rows"]],
            [Merged(*block) for block in sheet["merged"]],
        )
        for sheet in _read_apart(data)
        if hidden or sheet["shown"]
    ]


def _read_apart(data: bytes) -> list[dict[str, Any]]:
    command = [sys.executable, "-P", office_file.__file__, str(MOST_ROWS)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, and the file comes by the pipe
            command, input=data, capture_output=True, timeout=PATIENCE, check=False, env=child_environ()
        )
    except subprocess.TimeoutExpired:
        raise SheetError("sheet.broken") from None
    match done.returncode:
        case 0:
            found: list[dict[str, Any]] = json.loads(done.stdout)
            return found
        case office_file.TOO_MANY_ROWS:
            raise SheetError("sheet.too_many_rows", most=MOST_ROWS)
        case office_file.LOCKED:
            raise SheetError("sheet.locked")
        case _:
            raise SheetError("sheet.broken")


def _text(data: bytes, columns: Sequence[Column]) -> Sheet:
    text = _decoded(data)
    if text.lstrip()[:1] == "<":
        raise SheetError("sheet.web_page")
    try:
        rows = _rows(text, _separator(text, columns))
    except csv.Error:
        raise SheetError("sheet.broken") from None
    if len(rows) > MOST_ROWS:
        raise SheetError("sheet.too_many_rows", most=MOST_ROWS)
    return Sheet("", rows)


def _decoded(data: bytes) -> str:
    """The text, in what Excel saves it: UTF-8 or UTF-16 with a mark, else UTF-8, else Windows Vietnamese."""
    marked = [encoding for bom, encoding in _BOMS.items() if data.startswith(bom)]
    for encoding in marked or ("utf-8", "cp1258"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError("sheet.broken")


def _separator(text: str, columns: Sequence[Column]) -> str:
    """The one with which the most of the wanted columns are found."""
    head = text[:_ENOUGH_TO_TELL]

    def found(separator: str) -> int:
        table = find_table(_rows(head, separator), columns)
        return len(table.found) if table else 0

    return max(_SEPARATORS, key=found)


def _rows(text: str, separator: str) -> list[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [Row(number, cells) for number, cells in enumerate(lines, 1) if cells]
