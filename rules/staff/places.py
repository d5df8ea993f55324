"""Which units a staff list means, and which of its rows have a certain place."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rules.columns import heading
from rules.names import Sure
from rules.staff.rows import Doubt, StaffRow
from rules.staff.sheets import StaffList
from rules.unit_list import KnownUnit
from rules.unit_names import UnitMatch, UnitNames


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """What the list calls a unit, on how many rows, and which unit that may be."""

    words: str
    rows: int
    match: UnitMatch


@dataclass(frozen=True, slots=True)
class PlacedRow:
    row: StaffRow
    unit: str
    """The unit's code in the ledger."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows whose unit is certain; `units` is every name of a unit once, to be confirmed where it is not."""

    rows: tuple[PlacedRow, ...]
    doubtful: tuple[Doubt, ...]
    units: tuple[NamedUnit, ...]


def unit_words(row: StaffRow) -> str:
    """What a row calls its unit."""
    return row.unit_code or row.unit


def place_staff(
    staff: StaffList,
    units: Iterable[KnownUnit],
    *,
    default: str = "",
    confirmed: Mapping[str, str] | None = None,
    reach: Collection[str] | None = None,
) -> Placed:
    """The rows in their units. `default` is the code for rows that name none.

    `confirmed` gives the code for words somebody has been asked about. Whoever brings the list answers for the units
    with the codes in `reach`, or for all; the rows of others are doubtful.
    """
    known = UnitNames(units)
    answers = {heading(words): code for words, code in (confirmed or {}).items()}
    matches: dict[str, UnitMatch] = {}
    rows: list[PlacedRow] = []
    doubtful = list(staff.doubtful)
    times: Counter[str] = Counter()
    for row in staff.rows:
        words = unit_words(row) or default
        times[words] += 1
        if words not in matches:
            matches[words] = _match(known, row, words, answers)
        unit = matches[words].exact
        if unit and reach is not None and unit.code not in reach:
            doubtful.append(Doubt(row.place, "staff.unit_not_yours", {"unit": unit.name}, row))
        elif unit:
            rows.append(PlacedRow(row, unit.code))
        else:
            doubtful.append(_unit_doubt(row, words, matches[words]))
    named = tuple(NamedUnit(words, times[words], match) for words, match in matches.items() if words)
    return Placed(tuple(rows), tuple(doubtful), named)


def _match(known: UnitNames, row: StaffRow, words: str, answers: Mapping[str, str]) -> UnitMatch:
    code = answers.get(heading(words), "")
    if unit := known.by_code(code) if code else None:
        return UnitMatch(Sure.EXACT, (unit,))
    if row.unit_code:
        unit = known.by_code(row.unit_code)
        return UnitMatch(Sure.EXACT, (unit,)) if unit else UnitMatch()
    return known.find(words)


def _unit_doubt(row: StaffRow, words: str, match: UnitMatch) -> Doubt:
    if not words:
        return Doubt(row.place, "staff.unit_missing", {}, row)
    key = {
        None: "staff.unit_unknown",
        Sure.POSSIBLE: "staff.unit_several",
        Sure.LIKELY: "staff.unit_likely",
    }[match.sure]
    values = {"unit": words, "found": ", ".join(unit.name for unit in match.units)}
    return Doubt(row.place, key, values if match.units else {"unit": words}, row)
