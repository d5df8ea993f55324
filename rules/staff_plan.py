"""What taking over a staff list would change: the units it means, who is new, who changes, who is no longer in it.

Nothing is decided by likeness alone. What could mean two things is doubtful, and a person looks at it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rules.columns import heading
from rules.names import Listed, NameIndex, Sure, same_person_name
from rules.staff_list import Doubt, StaffList, StaffRow
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


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """Somebody the ledger has in a unit now. `phone` is what the ledger keeps of the number."""

    id: int
    name: str
    unit: str
    position: str = ""
    code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`fields` are those that differ: name, unit, position, code, phone."""

    known: KnownStaff
    placed: PlacedRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """`gone` are in the ledger and in no row of a list that names their unit; perhaps they left."""

    new: tuple[PlacedRow, ...] = ()
    changed: tuple[Change, ...] = ()
    same: tuple[Change, ...] = ()
    gone: tuple[KnownStaff, ...] = ()
    doubtful: tuple[Doubt, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """Everybody in the list, the doubtful too."""
        return len(self.new) + len(self.changed) + len(self.same) + len(self.doubtful)


def unit_words(row: StaffRow) -> str:
    """What a row calls its unit."""
    return row.unit_code or row.unit


def place_staff(
    staff: StaffList,
    units: Iterable[KnownUnit],
    *,
    default: str = "",
    confirmed: Mapping[str, str] | None = None,
) -> Placed:
    """The rows in their units. `default` is the code for rows that name none; `confirmed` gives the code for words
    that somebody has been asked about, as `heading` leaves them."""
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
        if unit := matches[words].exact:
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


def plan_staff(
    placed: Placed, known: Iterable[KnownStaff], *, kept_of: Callable[[str], str] = str
) -> StaffPlan:
    """What would change. `kept_of` turns a number into what the ledger keeps of it."""
    planner = _Planner(known, kept_of)
    for number, row in enumerate(placed.rows):
        planner.certain(number, row)
    for number, row in enumerate(placed.rows):
        planner.by_name(number, row)
    return planner.plan(placed)


@dataclass
class _Planner:
    """First whoever a code or a number makes certain, then whoever is left, by name within the unit."""

    known: Iterable[KnownStaff]
    kept_of: Callable[[str], str]
    taken: dict[int, tuple[KnownStaff, PlacedRow]] = field(default_factory=dict)
    new: list[PlacedRow] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    asked_about: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.people = {person.id: person for person in self.known}
        self.by_code = _grouped(self.people.values(), lambda person: person.code)
        self.by_phone = _grouped(self.people.values(), lambda person: person.phone)
        self.by_unit = _grouped(self.people.values(), lambda person: person.unit)
        self.used: set[int] = set()
        self.names = {
            unit: NameIndex(Listed(person.id, person.name) for person in people)
            for unit, people in self.by_unit.items()
        }

    def certain(self, number: int, placed: PlacedRow) -> None:
        """The same code is the same person; the same number is, if the name agrees."""
        row = placed.row
        fits = self.by_code.get(row.code, []) if row.code else []
        if not fits and row.phone:
            fits = [
                person
                for person in self.by_phone.get(self.kept_of(row.phone), [])
                if same_person_name(person.name, row.name) and not _differ(person.code, row.code)
            ]
        if len(fits) == 1 and fits[0].id not in self.used:
            self._take(number, fits[0], placed)

    def by_name(self, number: int, placed: PlacedRow) -> None:
        if number in self.taken:
            return
        row = placed.row
        near = [person for person in self._near(placed) if not _differ(person.code, row.code)]
        exact = [person for person in near if same_person_name(person.name, row.name) is Sure.EXACT]
        if len(near) == len(exact) == 1:
            self._take(number, near[0], placed)
        elif near:
            self.asked_about |= {person.id for person in near}
            names = ", ".join(person.name for person in near)
            self.doubtful.append(Doubt(row.place, "staff.maybe_known", {"name": row.name, "known": names}, row))
        else:
            self.new.append(placed)

    def _near(self, placed: PlacedRow) -> list[KnownStaff]:
        """Whoever of the unit is left and may have this name."""
        index = self.names.get(placed.unit)
        found = index.propose(placed.row.name).proposals if index else ()
        people = [self.people[each.person.id] for each in found if each.person.id not in self.used]
        return [person for person in people if same_person_name(person.name, placed.row.name)]

    def _take(self, number: int, person: KnownStaff, placed: PlacedRow) -> None:
        self.used.add(person.id)
        self.taken[number] = (person, placed)

    def plan(self, placed: Placed) -> StaffPlan:
        pairs = [Change(person, row, self._differences(person, row)) for person, row in self.taken.values()]
        units = tuple(dict.fromkeys(row.unit for row in placed.rows))
        gone = [
            person
            for person in self.people.values()
            if person.unit in units and person.id not in self.used | self.asked_about
        ]
        return StaffPlan(
            tuple(self.new),
            tuple(pair for pair in pairs if pair.fields),
            tuple(pair for pair in pairs if not pair.fields),
            tuple(gone),
            (*placed.doubtful, *self.doubtful),
            units,
        )

    def _differences(self, person: KnownStaff, placed: PlacedRow) -> tuple[str, ...]:
        """What the list says differently; what it does not say stays."""
        row = placed.row
        told = {
            "name": row.name,
            "unit": placed.unit,
            "position": row.position,
            "code": row.code,
            "phone": self.kept_of(row.phone) if row.phone else "",
        }
        return tuple(key for key, words in told.items() if words and words != getattr(person, key))


def _grouped(people: Iterable[KnownStaff], key: Callable[[KnownStaff], str]) -> dict[str, list[KnownStaff]]:
    found: dict[str, list[KnownStaff]] = defaultdict(list)
    for person in people:
        if key(person):
            found[key(person)].append(person)
    return found


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def counts(plan: StaffPlan) -> dict[str, int]:
    """For the sentence "412 người, 14 trường: 380 mới, 30 đổi, 2 không rõ"."""
    told: Mapping[str, Sequence[object]] = {
        "units": plan.units,
        "new": plan.new,
        "changed": plan.changed,
        "same": plan.same,
        "gone": plan.gone,
        "doubtful": plan.doubtful,
    }
    return {"people": plan.people} | {key: len(found) for key, found in told.items()}
