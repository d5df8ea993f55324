"""Who of a unit's staff list an account's display name may belong to. It proposes; somebody else decides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rules.names.fitting import Fit, FullName, Sure, Why, fit, full_name
from rules.names.letters import bare
from rules.names.order import sort_key
from rules.names.readings import Reading, Word, parts_of, readings
from rules.names.words import FILLERS

MOST_BESIDE = 4
"""So many words may stand beside a whole name, such as a school's: in more of them others' names could be tried."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A name of the list under the number its person has."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    person: Listed
    sure: Sure
    why: frozenset[Why]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everybody the name fits, the best first. Where namesakes fit alike, none of them is more than possible."""

    proposals: tuple[Proposal, ...] = ()

    @property
    def exact(self) -> Listed | None:
        """The one person it can only be."""
        found = [each.person for each in self.proposals if each.sure is Sure.EXACT]
        return found[0] if found else None

    @property
    def likely(self) -> Listed | None:
        """The one person to ask about."""
        found = [each.person for each in self.proposals if each.sure is Sure.LIKELY]
        return found[0] if found and not self.exact else None


class NameIndex:
    """The open names of one unit, made ready to be asked for again and again."""

    def __init__(self, people: Iterable[Listed]) -> None:
        self._by_given: dict[str, list[tuple[Listed, FullName]]] = defaultdict(list)
        self._by_joined: dict[str, list[tuple[Listed, FullName]]] = defaultdict(list)
        for person in people:
            if name := full_name(person.name):
                self._by_given[name.given.plain].append((person, name))
                for joined in name.joined:
                    self._by_joined[joined].append((person, name))

    def propose(self, display: str) -> Answer:
        """Who may bear this name in a chat."""
        found: dict[int, tuple[Listed, Fit]] = {}
        for reading in readings(display):
            for person, name in self._near(reading):
                fits = fit(reading, name)
                if fits and (person.id not in found or fits.rank > found[person.id][1].rank):
                    found[person.id] = (person, fits)
        return Answer(tuple(_weighed(list(found.values()))))

    def written(self, display: str) -> tuple[Listed, ...]:
        """Whose whole name it says, and so no more than whoever wrote it knew: of one name, whoever bears it.

        "Thị" and "Văn" may be missing or be too much, where nobody else is meant without that.
        """
        words = sum(not word.is_number for part in parts_of(display) for word in part)
        plain, loose = (
            {
                person.id: (person, name)
                for reading in found
                for person, name in self._near(reading)
                if words <= len(name.words) + MOST_BESIDE and _is_written(reading, name, loosely=loosely)
            }
            for found, loosely in ((readings(display), False), (_without_fillers(display), True))
        )
        people = list((plain or loose).values())
        several = len({tuple(word.plain for word in name.words) for _, name in people}) > 1
        return () if several else tuple(sorted((person for person, _ in people), key=lambda each: each.id))

    def _near(self, reading: Reading) -> Iterable[tuple[Listed, FullName]]:
        """Those whose given name is among the words."""
        if len(reading.words) == 1:
            yield from self._by_joined.get(bare(reading.words[0].heard.letters), ())
        for plain in {word.heard.plain for word in reading.words}:
            yield from self._by_given.get(plain, ())


def _is_written(reading: Reading, name: FullName, *, loosely: bool) -> bool:
    fits = fit(reading, name)
    return fits is not None and fits.whole and (loosely or Why.FULL_NAME in fits.why)


def _without_fillers(display: str) -> list[Reading]:
    """The readings as they are, and once more without "Thị" and "Văn"."""
    found = readings(display)
    bare_of_them = [
        replace(reading, words=tuple(word for word in reading.words if word.heard.plain not in FILLERS))
        for reading in found
    ]
    return [*found, *(reading for reading in bare_of_them if reading.words)]


def _weighed(found: list[tuple[Listed, Fit]]) -> list[Proposal]:
    """Alone a fit is as sure as it is. Beside others the only full name is likely, and all else possible."""
    if len(found) == 1:
        ((person, fits),) = found
        return [Proposal(person, fits.sure, fits.why)]
    best = max((_standing(fits) for _, fits in found), default=())
    leaders = [person.id for person, fits in found if _standing(fits) == best]
    weighed = [
        Proposal(
            person,
            Sure.LIKELY
            if leaders == [person.id] and fits.full and fits.sure >= Sure.LIKELY
            else Sure.POSSIBLE,
            fits.why | {Why.OTHERS_FIT},
        )
        for person, fits in found
    ]
    return sorted(weighed, key=lambda each: (-each.sure, sort_key(each.person.name), each.person.id))


def _standing(fits: Fit) -> tuple[bool, bool]:
    return fits.full, fits.full and fits.well_spelled


def same_person_name(one: str, other: str) -> Sure | None:
    """Whether two lists, family first in both, mean the same name; the same whichever comes first.

    `EXACT`: the same words. `LIKELY`: without accents, or spelled differently. `POSSIBLE`: words missing, initials,
    another order, or a mark (Hương B) on one side only.
    """
    first, second = full_name(one), full_name(other)
    if first is None or second is None or (first.mark and second.mark and first.mark != second.mark):
        return None
    found = [each for each in (_same(first, second), _same(second, first)) if each]
    sure = max(found, default=None)
    return min(sure, Sure.POSSIBLE) if sure and first.mark != second.mark else sure


def _same(one: FullName, other: FullName) -> Sure | None:
    said = tuple(Word(word.letters, word) for word in one.words)
    fits = fit(Reading(said), replace(other, mark=""))
    if fits is None:
        return None
    if fits.why & {Why.WORDS_MISSING, Why.GIVEN_ONLY, Why.INITIALS, Why.FAMILY_LAST, Why.WRITTEN_TOGETHER}:
        return Sure.POSSIBLE
    return fits.sure
