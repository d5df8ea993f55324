"""Who stands in a staff list twice, and which numbers stand there for two people."""

from collections.abc import Iterable
from dataclasses import replace

from rules.columns import heading
from rules.staff.rows import Doubt, StaffRow


def compared(read: Iterable[StaffRow | Doubt]) -> tuple[list[StaffRow], list[Doubt]]:
    """Rows that say the same person twice, or the same number of two people, are doubtful; the first is kept."""
    rows: list[StaffRow] = []
    doubtful: list[Doubt] = []
    seen = _Seen()
    for each in read:
        if isinstance(each, Doubt):
            doubtful.append(each)
        elif doubt := seen.doubt(each):
            doubtful.append(doubt)
        else:
            rows.append(each)
    return rows, doubtful


class _Seen:
    """Who came before, by everything that should be one person's only."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, ...], StaffRow] = {}

    def doubt(self, row: StaffRow) -> Doubt | None:
        unit = row.unit_code or heading(row.unit)
        keys = [
            ("code", row.code) if row.code else None,
            ("phone", row.phone) if row.phone else None,
            ("name", unit, row.name.casefold()),
        ]
        for key in filter(None, keys):
            first = self._by.get(key)
            if first and (why := _clash(key[0], first, row)):
                values = {"sheet": first.place.sheet, "first": first.place.row}
                return Doubt(row.place, why, values, row)
        for key in filter(None, keys):
            self._by.setdefault(key, row)
        return None


def _clash(shared: str, first: StaffRow, row: StaffRow) -> str:
    """Why two rows that share a code, a number or a name cannot both be taken; "" when they can."""
    if first.name.casefold() == row.name.casefold():
        told_apart = _differ(first.code, row.code) or (_differ(first.phone, row.phone) and shared == "name")
        same_unit = (first.unit_code or heading(first.unit)) == (row.unit_code or heading(row.unit))
        if shared == "name":
            same = (
                replace(first, place=row.place) == row
                or first.code == row.code != ""
                or first.phone == row.phone != ""
            )
            return "" if told_apart else ("staff.twice" if same else "staff.namesake")
        return "staff.twice" if same_unit else "staff.two_units"
    return {"code": "staff.code_twice", "phone": "staff.phone_twice"}.get(shared, "")


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
