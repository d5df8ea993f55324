"""The rows of a staff list as they wait in a file job: as JSON, without what nobody needs any more."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rules.staff.rows import Place, StaffRow
from rules.staff.sheets import StaffList


def packed(staff: StaffList) -> list[list[Any]]:
    return [
        [
            row.name,
            row.unit,
            row.unit_code,
            row.position,
            row.code,
            row.phone,
            row.since and row.since.isoformat(),
        ]
        for row in staff.rows
    ]


def unpacked(rows: Sequence[Sequence[Any]]) -> StaffList:
    return StaffList(tuple(_row(Place("", number), row) for number, row in enumerate(rows, 1)))


def _row(place: Place, told: Sequence[Any]) -> StaffRow:
    *words, since = told
    name, unit, unit_code, position, code, phone = words
    day = date.fromisoformat(since) if since else None
    return StaffRow(name, unit, unit_code, position, code, phone, day, place)
