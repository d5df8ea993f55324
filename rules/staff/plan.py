"""What taking over a staff list would change: who is new, who changes, who is no longer in it.

Nothing is decided by likeness alone. What could mean two things is doubtful, and a person looks at it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rules.names import Listed, NameIndex, Sure, same_person_name
from rules.staff.places import Placed, PlacedRow
from rules.staff.rows import Doubt, StaffRow


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """Somebody in one of their units. `phone` is what the ledger keeps of the number; who has `left` may come back.

    Who is `elsewhere` belongs to a unit for which whoever brings the list does not answer: never named, never moved.
    """

    id: int
    name: str
    unit: str
    position: str = ""
    code: str = ""
    phone: str = ""
    left: bool = False
    elsewhere: bool = False


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


def plan_staff(placed: Placed, known: Iterable[KnownStaff]) -> StaffPlan:
    """What would change, where both sides have what is kept of telephone numbers."""
    ledger = _Ledger(known)
    rows = dict(enumerate(placed.rows))
    doubtful = list(placed.doubtful)
    taken: list[Change] = []
    for pairing in (ledger.certain, ledger.by_same_letters, ledger.by_full_name):
        pairs, doubts = pairing(rows)
        taken += [ledger.take(person, rows.pop(number)) for number, person in pairs.items()]
        for number, why in doubts.items():
            doubtful.append(why)
            del rows[number]
    unsure = {number: doubt for number, row in rows.items() if (doubt := ledger.near(row))}
    doubtful += unsure.values()
    units = tuple(dict.fromkeys(row.unit for row in placed.rows))
    return StaffPlan(
        new=tuple(row for number, row in rows.items() if number not in unsure),
        changed=tuple(pair for pair in taken if pair.fields),
        same=tuple(pair for pair in taken if not pair.fields),
        gone=tuple(ledger.left_in(units, doubtful)),
        doubtful=tuple(doubtful),
        units=units,
    )


_Rows: TypeAlias = Mapping[int, PlacedRow]
_Pairs: TypeAlias = tuple[dict[int, KnownStaff], dict[int, Doubt]]


class _Ledger:
    """Whom the ledger knows, and who of them has been found in the list."""

    def __init__(self, known: Iterable[KnownStaff]) -> None:
        self._people = tuple(known)
        self._by_code = _grouped(self._people, lambda person: person.code)
        self._by_phone = _grouped(self._people, lambda person: person.phone)
        self._by_unit = _grouped(self._people, lambda person: "" if person.left else person.unit)
        self._names: dict[str, NameIndex] = {}
        self._found: set[int] = set()

    def take(self, person: KnownStaff, placed: PlacedRow) -> Change:
        self._found.add(person.id)
        return Change(person, placed, self._differences(person, placed))

    def certain(self, rows: _Rows) -> _Pairs:
        """The same code or number, and a name that agrees. Where it does not, somebody must look."""
        pairs: dict[int, KnownStaff] = {}
        doubts: dict[int, Doubt] = {}
        paired: set[int] = set()
        for number, placed in rows.items():
            fits = _once(self._sharing(placed.row), placed.unit)
            agreeing = [person for person in fits if _agree(person.name, placed.row.name)]
            if any(person.elsewhere and not person.left for person in fits):
                doubts[number] = Doubt(placed.row.place, "staff.known_elsewhere", {}, placed.row)
            elif len(agreeing) == 1 and agreeing[0].id not in paired:
                pairs[number] = agreeing[0]
                paired.add(agreeing[0].id)
            elif fits:
                doubts[number] = _known_doubt("staff.known_otherwise", placed.row, agreeing or fits)
        return pairs, doubts

    def _sharing(self, row: StaffRow) -> list[KnownStaff]:
        """Whoever has the row's code, else its number and no other code."""
        if row.code and (fits := self._by_code.get(row.code)):
            return fits
        fits = self._by_phone.get(row.phone, []) if row.phone else []
        return [person for person in fits if not _differ(person.code, row.code)]

    def by_same_letters(self, rows: _Rows) -> _Pairs:
        """One row and one person of a unit whose names are written alike; who left only where nobody else is."""
        written = _grouped(self._not_found(), lambda person: f"{person.unit}\n{person.name.casefold()}")
        fitting = {
            number: _rather_here(
                person
                for person in written.get(f"{placed.unit}\n{placed.row.name.casefold()}", [])
                if not _differ(person.code, placed.row.code)
            )
            for number, placed in rows.items()
        }
        return _alone(rows, fitting)

    def by_full_name(self, rows: _Rows) -> _Pairs:
        """One row and one person of a unit who alone have this very name, Hoà or Hòa."""
        fitting = {
            number: [
                person
                for person in self._near(placed)
                if same_person_name(person.name, placed.row.name) is Sure.EXACT
            ]
            for number, placed in rows.items()
        }
        return _alone(rows, fitting)

    def _not_found(self) -> list[KnownStaff]:
        return [person for person in self._people if person.id not in self._found]

    def near(self, placed: PlacedRow) -> Doubt | None:
        """Somebody of the unit whom the list may mean, though it writes the name differently."""
        people = self._near(placed)
        return _known_doubt("staff.maybe_known", placed.row, people) if people else None

    def _near(self, placed: PlacedRow) -> list[KnownStaff]:
        here = {person.id: person for person in self._by_unit.get(placed.unit, [])}
        if here.keys() <= self._found:
            return []
        found = self._index(placed.unit).propose(placed.row.name).proposals
        people = [here[each.person.id] for each in found if each.person.id not in self._found]
        return [
            person
            for person in people
            if not _differ(person.code, placed.row.code) and same_person_name(person.name, placed.row.name)
        ]

    def _index(self, unit: str) -> NameIndex:
        """Made for the few units in which letters and codes leave something to ask."""
        if unit not in self._names:
            self._names[unit] = NameIndex(Listed(person.id, person.name) for person in self._by_unit[unit])
        return self._names[unit]

    def left_in(self, units: Sequence[str], doubtful: Iterable[Doubt]) -> list[KnownStaff]:
        """Who of these units is in no row, not even in a doubtful one."""
        missing = [
            person for unit in units for person in self._by_unit.get(unit, []) if person.id not in self._found
        ]
        if not missing:
            return []
        asked = NameIndex(Listed(0, doubt.row.name) for doubt in doubtful if doubt.row)
        return [person for person in missing if not asked.propose(person.name).proposals]

    def _differences(self, person: KnownStaff, placed: PlacedRow) -> tuple[str, ...]:
        """What the list says differently; what it does not say stays."""
        row = placed.row
        told = {
            "name": row.name,
            "unit": placed.unit,
            "position": row.position,
            "code": row.code,
            "phone": row.phone,
        }
        back = {"unit"} if person.left else set()
        return tuple(
            key for key, words in told.items() if words and (words != getattr(person, key) or key in back)
        )


def _agree(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or bool(same_person_name(one, other))


def _once(people: Iterable[KnownStaff], unit: str) -> list[KnownStaff]:
    """Everybody once: as they are in this unit, else in another, else as they were."""
    found: dict[int, KnownStaff] = {}
    for person in sorted(people, key=lambda one: (one.left, one.unit != unit)):
        found.setdefault(person.id, person)
    return list(found.values())


def _rather_here(people: Iterable[KnownStaff]) -> list[KnownStaff]:
    found = list(people)
    return [person for person in found if not person.left] or found


def _alone(rows: _Rows, fitting: Mapping[int, list[KnownStaff]]) -> _Pairs:
    """Whoever fits one row only, and that row nobody else; the others that fit are doubtful."""
    wanted = Counter(person.id for people in fitting.values() for person in people)
    alone = {
        number: people[0]
        for number, people in fitting.items()
        if len(people) == 1 and wanted[people[0].id] == 1
    }
    return alone, {
        number: _known_doubt("staff.namesakes_known", rows[number].row, people)
        for number, people in fitting.items()
        if people and number not in alone
    }


def _known_doubt(key: str, row: StaffRow, people: Iterable[KnownStaff]) -> Doubt:
    names = ", ".join(dict.fromkeys(person.name for person in people if not person.elsewhere))
    if not names:
        return Doubt(row.place, "staff.known_elsewhere", {}, row)
    return Doubt(row.place, key, {"name": row.name, "known": names}, row)


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
