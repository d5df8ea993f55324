"""Reads an office file in a process of its own: `python -P office_file.py < list.xlsx` writes its sheets as JSON.

A few bytes of a broken or evil file can ask for any amount of memory, and the library then ends the process it works
in. This process may be lost; whoever started it tells the person that the file cannot be read.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time
from typing import Any

import python_calamine

MEMORY = 2 << 30
SECONDS = 90
TOO_MANY_ROWS, LOCKED, BROKEN = 3, 4, 5
"""Exit codes."""


def text_of(value: Any) -> str:
    """A cell as somebody would read it: 1234.0 is 1234, a day is 2025-11-17."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def sheets(data: bytes, most_rows: int) -> list[dict[str, Any]]:
    """The sheets people see before the hidden ones; only rows with something in them."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    shown = python_calamine.SheetVisibleEnum.Visible
    found = sorted(book.sheets_metadata, key=lambda each: each.visible != shown)
    return [
        {"name": each.name, "shown": each.visible == shown}
        | _sheet(book.get_sheet_by_name(each.name), most_rows)
        for each in found
    ]


def _sheet(sheet: python_calamine.CalamineSheet, most_rows: int) -> dict[str, Any]:
    rows = [
        (number, cells)
        for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
        if any(cells := [text_of(value) for value in values])
    ]
    if len(rows) > most_rows:
        sys.exit(TOO_MANY_ROWS)
    merged = [
        (top + 1, left, bottom + 1)
        for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()
        if bottom > top
    ]
    return {"rows": rows, "merged": merged}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))  # also where nobody waits for it any more
    try:
        found = sheets(sys.stdin.buffer.read(), int(sys.argv[1]))
    except python_calamine.PasswordError:
        sys.exit(LOCKED)
    except (python_calamine.CalamineError, OSError, ValueError):
        sys.exit(BROKEN)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
