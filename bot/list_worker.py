"""Reads a staff list in a process of its own: `python -m bot.list_worker < list.xlsx` writes everybody in it as JSON.

What somebody sent may ask for any time and memory. This process may be lost; it knows no token and no database.
"""

import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from reports.sheets import SheetError, read_sheets
from rules.staff.rows import Doubt, Place, StaffRow
from rules.staff.sheets import StaffList, read_staff

MOST_PEOPLE = 50_000
_MEMORY = 2 << 30


@dataclass(frozen=True, slots=True)
class _Told:
    """A list, or the reason why there is none."""

    rows: tuple[StaffRow, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    ignored: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    said: tuple[tuple[Place, Mapping[str, str]], ...] = ()
    wrong: str = ""
    columns: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


_written = TypeAdapter(_Told)


def staff_in(data: bytes) -> StaffList:
    """Everybody, where there is anybody; SheetError where not."""
    staff = read_staff(read_sheets(data), with_codes=True)
    if not staff.said:
        raise SheetError("sheet.no_header", columns=["person"])
    if len(staff.said) > MOST_PEOPLE:
        raise SheetError("sheet.too_many_rows", most=MOST_PEOPLE)
    return staff


def unpacked(answer: bytes) -> StaffList:
    """The list that the process told of; SheetError is its reason, ValueError that it told none."""
    told = _written.validate_json(answer)
    if told.wrong:
        raise SheetError(told.wrong, columns=told.columns, **told.values)
    return StaffList(told.rows, told.doubtful, told.ignored, told.passed, dict(told.said))


def _answer(data: bytes) -> _Told:
    try:
        staff = staff_in(data)
    except SheetError as error:
        return _Told(wrong=error.key, columns=error.columns, values=error.values)
    return _Told(staff.rows, staff.doubtful, staff.ignored, staff.passed, tuple(staff.said.items()))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(_written.dump_json(_answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
