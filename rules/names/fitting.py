"""How well one reading of a display name fits one name of a list.

Every word that was read must be found in the name, in its order, and the given name must be written out. The family
may also come last ("Hương Nguyễn Thị"), and words of the name may be missing or be initials.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import product

from rules.names.letters import Syllable, bare
from rules.names.readings import Reading, Word, parts_of
from rules.names.words import FILLERS, may_be_family

MOST_PIECES = 8
_CLUSTERS = frozenset({"ch", "gi", "gh", "kh", "ng", "ngh", "nh", "ph", "qu", "th", "tr"})
_VOWELS = frozenset("aeiouy")
_MARKS = frozenset("ABCDE")
_ALIKE = {frozenset("rx")}


class Sure(IntEnum):
    """`EXACT` may be taken without asking, `LIKELY` should be asked for, `POSSIBLE` is one of those to choose from."""

    POSSIBLE = 1
    LIKELY = 2
    EXACT = 3


class Why(StrEnum):
    """What a fit rests on, and what it lacks."""

    FULL_NAME = "full_name"
    GIVEN_ONLY = "given_only"
    WORDS_MISSING = "words_missing"
    FAMILY_LAST = "family_last"
    INITIALS = "initials"
    NO_ACCENTS = "no_accents"
    SPELLING = "spelling"
    WRITTEN_TOGETHER = "written_together"
    WORDS_LEFT_OUT = "words_left_out"
    OTHERS_FIT = "others_fit"


class _Alike(IntEnum):
    SAME = 0
    I_OR_Y = 1
    MISSPELLED = 2
    BARE = 3
    INITIAL = 4


@dataclass(frozen=True, slots=True)
class FullName:
    """A name of a list, family first. `mark` is what tells namesakes apart: "Nguyễn Thị Hương B"."""

    words: tuple[Syllable, ...]
    mark: str = ""
    joined: frozenset[str] = field(default=frozenset(), compare=False)
    """How it may be written in one word."""

    @property
    def given(self) -> Syllable:
        return self.words[-1]

    @property
    def marked(self) -> bool:
        return any(word.marked for word in self.words)


@dataclass(frozen=True, slots=True)
class Fit:
    """`full` when the whole name was written, and it is no name of two words: so short are longer names called.

    `whole` when nothing that tells people apart is missing: whoever wrote this knew the name.
    """

    sure: Sure
    why: frozenset[Why]
    full: bool
    well_spelled: bool
    whole: bool = False

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Of two readings of the same name the better is taken."""
        return self.sure, self.full, self.well_spelled, self.whole


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of the display name, or the initial of one."""

    heard: Syllable
    initial: bool = False


def full_name(name: str) -> FullName | None:
    """The name as a list has it; None where no word stands in it. Brackets hold what tells namesakes apart."""
    parts = parts_of(name)
    if not parts:
        return None
    said, mark = parts[0], "".join(word.written.upper() for part in parts[1:] for word in part)
    numbers = [word for word in said if word.is_number]
    said = [word for word in said if not word.is_number] or said
    if len(said) > 2 and said[-1].written in _MARKS:
        said, mark = said[:-1], said[-1].written + mark
    found = tuple(word.heard for word in said[-MOST_PIECES:])
    return FullName(found, mark + "".join(word.written for word in numbers), _joined(found))


def _joined(found: Sequence[Syllable]) -> frozenset[str]:
    plain = [bare(word.letters) for word in found]
    orders = [plain, plain[-1:] + plain[:-1], [plain[0], plain[-1]], [plain[-1], plain[0]]]
    return frozenset("".join(order) for order in orders) if len(plain) > 1 else frozenset()


def fit(reading: Reading, name: FullName) -> Fit | None:
    """How the reading fits the name; None when it does not."""
    if reading.mark and reading.mark != name.mark and name.mark:
        return None
    if len(reading.words) > len(name.words):
        return None
    left_out = reading.doubtful or bool(reading.mark and not name.mark)
    marked = any(word.heard.marked for word in reading.words)
    found = [
        graded
        for pieces in _pieces_of(reading.words)
        if len(pieces) <= len(name.words)
        for turned, natural in _orders(pieces, name)
        if (graded := _graded(turned, name, _Way(pieces[0].heard, natural, marked, left_out)))
    ]
    return max(found, key=lambda one: one.rank, default=None) or _written_together(reading, name)


@dataclass(frozen=True, slots=True)
class _Way:
    """How the words were written: the first of them, whether the family comes first, with accents or without."""

    first: Syllable
    natural: bool
    marked: bool
    left_out: bool


def _pieces_of(said: Sequence[Word]) -> Iterator[tuple[_Piece, ...]]:
    """NT may be a word or two initials."""
    for chosen in product(*map(_alternatives, said)):
        pieces = tuple(piece for pieces in chosen for piece in pieces)
        if len(pieces) <= MOST_PIECES:
            yield pieces


def _alternatives(word: Word) -> list[tuple[_Piece, ...]]:
    letters = word.heard.letters
    short = len(letters) == 1 or letters in _CLUSTERS
    told: list[tuple[_Piece, ...]] = [(_Piece(word.heard, short),)]
    no_word = word.written.isupper() or not _VOWELS & set(word.heard.plain)
    if 1 < len(letters) <= 4 and no_word and not word.heard.tone:
        told.append(tuple(_Piece(_letter(each), initial=True) for each in letters))
    return told


def _letter(letter: str) -> Syllable:
    return Syllable(letter, letter, "", bare(letter))


def _orders(pieces: tuple[_Piece, ...], name: FullName) -> Iterator[tuple[tuple[_Piece, ...], bool]]:
    """The words turned so that the given name is last."""
    for place, piece in enumerate(pieces):
        if piece.heard.plain == name.given.plain:
            turned = pieces[place + 1 :] + pieces[: place + 1]
            yield turned, place == len(pieces) - 1
            if place == 0 and len(pieces) > 2:
                yield pieces[::-1], False


def _graded(pieces: Sequence[_Piece], name: FullName, way: _Way) -> Fit | None:
    found = _aligned(pieces, name, marked=way.marked)
    if found is None or not _is_a_turn(found, name, natural=way.natural):
        return None
    kinds = set(found.values())
    full = len(found) == len(name.words)
    why = {
        Why.FULL_NAME: full and _Alike.INITIAL not in kinds,
        Why.GIVEN_ONLY: len(found) == 1 < len(name.words),
        Why.WORDS_MISSING: 1 < len(found) < len(name.words),
        Why.FAMILY_LAST: not way.natural,
        Why.INITIALS: _Alike.INITIAL in kinds,
        Why.NO_ACCENTS: _Alike.BARE in kinds,
        Why.SPELLING: bool(kinds & {_Alike.I_OR_Y, _Alike.MISSPELLED}),
        Why.WORDS_LEFT_OUT: way.left_out,
    }
    sure = _sure(found, name, way)
    well_spelled = kinds <= {_Alike.SAME, _Alike.INITIAL} and (way.marked or not full)
    telling = full and len(name.words) > 2
    reasons = frozenset(key for key, so in why.items() if so)
    return Fit(sure, reasons, telling, well_spelled, _is_whole(found, name, way))


def _is_whole(found: dict[int, _Alike], name: FullName, way: _Way) -> bool:
    """All its words; where three and more are written, "Thị" or "Văn" may be missing, and "Nguyễn" be "Ng."."""
    written = {place for place, alike in found.items() if alike is not _Alike.INITIAL}
    if len(written) == len(name.words):
        return len(written) > 1
    missing = {place for place in range(len(name.words)) if place not in written}
    if way.natural and len(way.first.letters) > 1 and 0 in found:
        missing.discard(0)
    return len(written) > 2 and all(name.words[place].plain in FILLERS for place in missing)


def _aligned(pieces: Sequence[_Piece], name: FullName, *, marked: bool) -> dict[int, _Alike] | None:
    """Which words of the name were written, and how alike; the given name always among them."""
    last = len(name.words) - 1
    given = _alike(pieces[-1], name.given, given=True, marked=marked, unmarked_name=not name.marked)
    if given is None:
        return None
    found, place = {last: given}, 0
    for piece in pieces[:-1]:
        while place < last:
            alike = _alike(
                piece, name.words[place], given=False, marked=marked, unmarked_name=not name.marked
            )
            place += 1
            if alike is not None:
                found[place - 1] = alike
                break
        else:
            return None
    return found


def _alike(piece: _Piece, word: Syllable, *, given: bool, marked: bool, unmarked_name: bool) -> _Alike | None:
    heard = piece.heard
    if heard.letters == word.letters and heard.tone == word.tone:
        return _Alike.SAME
    if piece.initial or (len(word.letters) == 1 and not given):
        return None if given else _initial(piece, word)
    if heard.sound == word.sound and heard.tone == word.tone:
        return _Alike.I_OR_Y
    if heard.plain != word.plain:
        return None
    may_be_bare = not marked or not given
    if (not heard.marked and may_be_bare) or (not word.marked and unmarked_name):
        return _Alike.BARE
    confused = heard.sound == word.sound and frozenset((heard.tone, word.tone)) in _ALIKE
    return _Alike.MISSPELLED if confused and not given else None


def _initial(piece: _Piece, word: Syllable) -> _Alike | None:
    """Đ may be written D, but D is not Đ where it is written."""
    short, long = (
        (piece.heard, word) if len(piece.heard.letters) <= len(word.letters) else (word, piece.heard)
    )
    told = bare(long.letters) if short.letters.isascii() else long.letters
    return _Alike.INITIAL if told.startswith(short.letters) else None


def _is_a_turn(found: dict[int, _Alike], name: FullName, *, natural: bool) -> bool:
    """Given name first means that the family comes at the end, not just any other word."""
    return natural or len(found) == len(name.words) or 0 in found


def _sure(found: dict[int, _Alike], name: FullName, way: _Way) -> Sure:
    full, kinds = len(found) == len(name.words), set(found.values())
    other_order = not way.natural and may_be_family(way.first)
    if len(name.words) == 1 or (other_order and not full):
        return Sure.POSSIBLE
    spelled = kinds <= {_Alike.SAME, _Alike.I_OR_Y} and found[len(name.words) - 1] is _Alike.SAME
    if full and len(name.words) > 2 and spelled and not other_order and not way.left_out:
        return Sure.EXACT
    if full or found.get(0, _Alike.INITIAL) is not _Alike.INITIAL or _tells(found, name):
        return Sure.LIKELY
    return Sure.POSSIBLE


def _tells(found: dict[int, _Alike], name: FullName) -> bool:
    """A written middle name beside the given one, other than Thị and Văn."""
    between = (place for place in found if 0 < place < len(name.words) - 1)
    return any(
        name.words[place].plain not in FILLERS for place in between if found[place] is not _Alike.INITIAL
    )


def _written_together(reading: Reading, name: FullName) -> Fit | None:
    """nguyenthihuong, huongnguyen; never sure, for the accents are missing and words may run into each other."""
    if len(reading.words) != 1 or bare(reading.words[0].heard.letters) not in name.joined:
        return None
    heard = reading.words[0].heard
    if heard.marked:
        return None
    full = len(heard.letters) == sum(len(word.letters) for word in name.words)
    sure = Sure.LIKELY if full and not reading.doubtful else Sure.POSSIBLE
    return Fit(sure, frozenset({Why.WRITTEN_TOGETHER, Why.NO_ACCENTS}), full, well_spelled=False)
