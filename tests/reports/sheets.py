"""Small office files for tests."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)

Rows = Sequence[Sequence[Any]]


def xlsx(path: Path, *sheets: Rows, merged: Sequence[tuple[int, int, int, int, Any]] = ()) -> Path:
    """A workbook; merged cells (first row, first column, last row, last column, words) are of its last sheet."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        for block in merged:
            sheet.merge_range(*block)
    return path


def ods(path: Path, rows: Rows) -> Path:
    """Cells of text, as LibreOffice keeps them."""
    table = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    sheet = f'<office:spreadsheet><table:table table:name="a">{table}</table:table></office:spreadsheet>'
    content = (
        f"<office:document-content {_NAMESPACES}><office:body>{sheet}</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", _ODS)
        file.writestr("META-INF/manifest.xml", f"<manifest:manifest {_NAMESPACES}/>")
        file.writestr("content.xml", content)
    return path


def _cell(words: Any) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def csv(path: Path, rows: Rows, encoding: str = "utf-8", separator: str = ",") -> Path:
    told = "\r\n".join(separator.join(map(str, row)) for row in rows)
    path.write_bytes(told.encode(encoding))
    return path
