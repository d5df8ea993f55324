"""What a display name may mean: the words that could be the name itself, without titles, classes and school names.

"Cô Mai Anh Văn" is Mai Anh who teaches literature or Mai who teaches English. Such a name has several readings, and
all of them count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.names import words
from rules.names.letters import Syllable, syllable, upright

MOST_WORDS = 12
_APOSTROPHE = re.compile(r"(?<=\b[^\W\d_])['’ʼ`´]\s*(?=[^\W\d_])")
_PART = re.compile(r"[()\[\]{}|/\\,;:•·~_+&@#*=<>–—\-\n\"“”]+")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_LEADING_LETTERS = re.compile(r"([^\W\d_]{2,})(\d.*)")

_TITLES = words.phrases(words.TITLES)
_LOOSE_TITLES = words.phrases(words.LOOSE_TITLES)
_ROLES = words.phrases(words.ROLES)
_LOOSE_ROLES = words.phrases(words.LOOSE_ROLES)
_SUBJECTS = words.phrases(words.SUBJECTS)
_LOOSE_SUBJECTS = words.phrases(words.LOOSE_SUBJECTS)
_UNITS = words.phrases(words.UNITS)
_LOOSE_UNITS = words.phrases(words.LOOSE_UNITS)
_KIN = words.phrases(words.KIN)
_NOISE = (_TITLES, _ROLES, _LOOSE_ROLES, _SUBJECTS, _LOOSE_SUBJECTS)
_MARKS = frozenset("ABCDE")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written and what it sounds like."""

    written: str
    heard: Syllable

    @property
    def is_number(self) -> bool:
        return any(map(str.isdigit, self.written))


@dataclass(frozen=True, slots=True)
class Reading:
    """`doubtful` when a word was left out that could belong to the name. `mark` tells namesakes apart: Hương B."""

    words: tuple[Word, ...]
    doubtful: bool = False
    mark: str = ""


def parts_of(name: str) -> list[list[Word]]:
    """The name's words, in parts where it has brackets, dashes or commas."""
    told = _APOSTROPHE.sub("", upright(name))
    found = [
        [word for written in _WORD.findall(part) for word in _words(written)] for part in _PART.split(told)
    ]
    return [part for part in found if part]


def _words(written: str) -> Iterator[Word]:
    """HươngNT is Hương NT, Hương85 is Hương 85, 5A stays."""
    if split := _LEADING_LETTERS.fullmatch(written):
        yield from _words(split[1])
        written = split[2]
    start = 0
    for place, (before, here) in enumerate(pairwise(written), 1):
        if before.islower() and here.isupper():
            yield _word(written[start:place])
            start = place
    yield _word(written[start:])


def _word(written: str) -> Word:
    return Word(written, syllable(written))


def readings(name: str) -> list[Reading]:
    """All readings, at most a few dozen."""
    parts = parts_of(name)[:MOST_WORDS]
    whole = [word for part in parts for word in part][:MOST_WORDS]
    found = list(_of_part(whole, aside=False))
    if len(parts) > 1:
        for part in parts:
            aside = not all(_is_all_noise(other) for other in parts if other is not part)
            found += _of_part(part[:MOST_WORDS], aside=aside)
    return list(dict.fromkeys(found))


def _of_part(part: Sequence[Word], *, aside: bool) -> Iterator[Reading]:
    """The readings of words that stand together; `aside` when others that may matter stand beside them."""
    for start, titled, unsure in _starts(part):
        for end, guessed in _ends(part, start, titled=titled):
            said = tuple(part[start:end])
            doubtful = aside or unsure or guessed
            yield Reading(said, doubtful)
            if len(said) > 1 and said[-1].written in _MARKS:
                yield Reading(said[:-1], doubtful, said[-1].written)


def _starts(part: Sequence[Word]) -> Iterator[tuple[int, bool, bool]]:
    """Where the name may begin, whether behind a title, and whether that is a guess."""
    place, titled, unsure = 0, False, False
    while place < len(part):
        if not _longest(_UNITS, part, place):
            yield place, titled, unsure
        if part[place].is_number:
            place += 1
        elif taken := max(_longest(_TITLES, part, place), _longest(_ROLES, part, place)):
            place, titled = place + taken, True
        elif taken := _longest(_LOOSE_TITLES, part, place):
            place, titled, unsure = place + taken, True, True
        else:
            return


def _ends(part: Sequence[Word], start: int, *, titled: bool) -> Iterator[tuple[int, bool]]:
    """Where the name may end, and whether that is a guess. Behind a number nothing is a name."""
    for place in range(start + 1, len(part)):
        if part[place].is_number:
            yield place, False
            return
        if _longest(_UNITS, part, place) or _longest(_ROLES, part, place):
            yield place, False
        elif _may_be_no_name(part, place) or _may_be_subject(part, start, place, titled=titled):
            yield place, True
    yield len(part), False


def _may_be_no_name(part: Sequence[Word], place: int) -> bool:
    with_accents = _longest(_LOOSE_UNITS, part, place, strict=True) or _longest(
        _KIN, part, place, strict=True
    )
    return bool(with_accents or _longest(_LOOSE_ROLES, part, place, strict=True))


def _may_be_subject(part: Sequence[Word], start: int, place: int, *, titled: bool) -> bool:
    """Subjects stand at the end; without a title only behind a single word that is no family's."""
    alone = place == start + 1 and not words.may_be_family(part[start].heard)
    if not (titled or alone):
        return False
    taken = _longest(_SUBJECTS, part, place) or (_longest(_LOOSE_SUBJECTS, part, place) if titled else 0)
    return bool(taken) and _is_all_noise(part[place + taken :])


def _is_all_noise(part: Sequence[Word]) -> bool:
    """Whether the words say only what somebody is or teaches, or which school it is."""
    place = 0
    while place < len(part):
        if part[place].is_number or _longest(_UNITS, part, place):
            return True
        taken = max(_longest(each, part, place) for each in _NOISE)
        if not taken:
            return False
        place += taken
    return True


def _longest(known: words.Phrases, part: Sequence[Word], place: int, *, strict: bool = False) -> int:
    """How many words from here on are the longest of these phrases; 0 for none."""
    for phrase in known.get(part[place].heard.plain, ()):
        here = part[place : place + len(phrase)]
        if len(here) == len(phrase) and _says(here, phrase, strict=strict):
            return len(phrase)
    return 0


def _says(here: Sequence[Word], phrase: words.Phrase, *, strict: bool) -> bool:
    """With the right accents ("Tô" is not "tổ"), or without any where that is allowed."""
    return all(
        word.heard.plain == meant.plain
        and ((not strict and not word.heard.marked) or _spelled(word.heard) == _spelled(meant))
        for word, meant in zip(here, phrase, strict=True)
    )


def _spelled(word: Syllable) -> tuple[str, str]:
    return word.sound, word.tone
