"""A person of a staff list, and why a row of the list is not simply taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where it stands: the sheet's name and the row's number beside it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person of the list. `unit` is what the list calls the unit, "" where it names none; `phone` is +84…"""

    name: str
    unit: str = ""
    unit_code: str = ""
    position: str = ""
    code: str = ""
    phone: str = ""
    since: date | None = None
    place: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row is not simply taken: a key of the language files. `row` is what it would be."""

    place: Place
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    row: StaffRow | None = None
