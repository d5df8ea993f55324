"""The names of schools and offices as lists write them: "THCS Trần Phú" is "Trường Trung học cơ sở Trần Phú".

A name is its kinds (mầm non, tiểu học, THCS …), the words of the name itself, and the place behind them, if it is told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rules.names import Sure
from rules.names.letters import Syllable, plain_word, syllable, upright
from rules.unit_list import KnownUnit, code_of

_KINDS = {
    "mn": "mầm non, mn, mnon, mẫu giáo, mg, mầm non tư thục, mnt",
    "th": "tiểu học, th, tieuhoc, cấp 1, c1, cấp i",
    "thcs": "trung học cơ sở, thcs, cấp 2, c2, ptcs, cấp ii",
    "thpt": "trung học phổ thông, thpt, ptth, cấp 3, c3, cấp iii",
    "ptdtbt": "phổ thông dân tộc bán trú, ptdt bán trú, phổ thông dtbt, ptdtbt, dtbt, bán trú",
    "ptdtnt": "phổ thông dân tộc nội trú, ptdt nội trú, phổ thông dtnt, ptdtnt, dtnt, nội trú",
    "lc": "liên cấp, phổ thông liên cấp",
    "gdtx": "giáo dục thường xuyên, gdtx, ttgdtx",
    "gdnn": "giáo dục nghề nghiệp, gdnn, ttgdnn, dạy nghề",
    "phong": "phòng giáo dục và đào tạo, phòng gd và đt, phòng gd đt, phòng gdđt, phòng gd, "
    "phòng giáo dục, pgd, pgdđt, pgd đt",
    "so": "sở giáo dục và đào tạo, sở gd và đt, sở gd đt, sở gdđt, sở giáo dục, sở gd",
    "vhxh": "phòng văn hoá xã hội, phòng văn hoá và xã hội, phòng vh xh, phòng vhxh, vhxh, vh xh, phòng vh và xh",
    "": "trường, tr, và, trung tâm, phổ thông, pt",
}
_OFFICES = frozenset({"phong", "so", "vhxh"})
_TOO_SHORT = frozenset({"th", "mg", "tr", "pt", "c1", "c2", "c3", "va", "mnt", "ban tru", "noi tru"})
_PLACES = frozenset({"xa", "phuong", "huyen", "quan", "tinh", "tp", "tx", "tt"})
_TWO_WORD_PLACES = frozenset({("thanh", "pho"), ("thi", "tran"), ("thi", "xa")})
_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+|[-–—,(;]")

_Words: TypeAlias = tuple[Syllable, ...]


def _phrases() -> dict[tuple[str, ...], tuple[str, _Words]]:
    told = [(kind, phrase.split()) for kind, phrases in _KINDS.items() for phrase in phrases.split(",")]
    return {tuple(map(plain_word, words)): (kind, tuple(map(syllable, words))) for kind, words in told}


_PHRASES = _phrases()
_LONGEST = max(map(len, _PHRASES))


@dataclass(frozen=True, slots=True)
class UnitName:
    kinds: frozenset[str]
    core: _Words
    place: _Words = ()

    @property
    def plain(self) -> tuple[str, ...]:
        return tuple(word.plain for word in self.core)


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """The units the words may mean. Only with `EXACT` there is just one and nothing to ask."""

    sure: Sure | None = None
    units: tuple[KnownUnit, ...] = ()

    @property
    def exact(self) -> KnownUnit | None:
        return self.units[0] if self.sure is Sure.EXACT else None


def unit_name(words: str) -> UnitName:
    """The parts of a unit's name."""
    tokens = _TOKEN.findall(upright(words))
    kinds, start = _kinds_at(tokens, 0)
    told: list[str] = tokens[start:]
    while told and (_place_word(told, 0) or not told[0][0].isalnum()):
        told = told[max(1, _place_word(told, 0)) :]
    end = next((place for place in range(1, len(told)) if _ends_at(told, place)), len(told))
    if not kinds:
        kinds, behind = _kinds_behind(told)
        told, end = told[:behind], min(end, behind)
    place = [
        word
        for at, word in enumerate(told[end:], end)
        if word[0].isalnum() and not _place_word(told, at) and not (at and _place_word(told, at - 1) == 2)
    ]
    core = [word for word in told[:end] if plain_word(word) != "so"] or told[:end]
    return UnitName(frozenset(kinds), tuple(map(syllable, core)), tuple(map(syllable, place)))


def _kinds_at(tokens: Sequence[str], start: int) -> tuple[set[str], int]:
    """The kinds from a token on, and the place behind them; "và" and dashes may stand between them."""
    kinds: set[str] = set()
    place = start
    while place < len(tokens):
        if taken := _phrase_at(tokens, place):
            kinds.add(taken[0])
            place += taken[1]
        elif kinds and not tokens[place][0].isalnum():
            place += 1
        else:
            break
    return kinds - {""}, place


def _phrase_at(tokens: Sequence[str], place: int) -> tuple[str, int] | None:
    for length in range(min(_LONGEST, len(tokens) - place), 0, -1):
        here = tokens[place : place + length]
        found = _PHRASES.get(tuple(map(plain_word, here)))
        if found and all(_may_be(syllable(word), meant) for word, meant in zip(here, found[1], strict=True)):
            return found[0], length
    return None


def _may_be(word: Syllable, meant: Syllable) -> bool:
    return not word.marked or (word.sound, word.tone) == (meant.sound, meant.tone)


def _kinds_behind(told: Sequence[str]) -> tuple[set[str], int]:
    """The kinds at the end, as in "Hoa Sen - Mầm non", and where they begin."""
    for place in range(1, len(told)):
        kinds, behind = _kinds_at(told, place)
        if kinds and behind == len(told):
            return kinds, place
    return set(), len(told)


def _place_word(told: Sequence[str], at: int) -> int:
    """How many words here only announce a place: xã, thị trấn."""
    pair = tuple(map(plain_word, told[at : at + 2]))
    if pair in _TWO_WORD_PLACES:
        return 2
    return int(bool(pair) and pair[0] in _PLACES and len(told) > at + 1)


def _ends_at(told: Sequence[str], place: int) -> bool:
    return not told[place][0].isalnum() or bool(_place_word(told, place))


def names_unit(words: str) -> bool:
    """Whether the words begin as the name of a school or an office does: with what kind it is."""
    tokens = _TOKEN.findall(upright(words))
    kinds, behind = _kinds_at(tokens, 0)
    return bool(kinds) and behind < len(tokens)


def unit_in(words: str) -> str:
    """The school or office named somewhere in a title: "DANH SÁCH … TRƯỜNG THCS TRẦN PHÚ NĂM HỌC 2025-2026"."""
    tokens = _TOKEN.findall(upright(words))
    for start in range(len(tokens)):
        kinds, behind = _kinds_at(tokens, start)
        told = [plain_word(word) for word in tokens[start:behind] if word[0].isalnum()]
        short = " ".join(told) in _TOO_SHORT
        if kinds and behind < len(tokens) and (start == 0 or not short):
            end = next((at for at in range(behind, len(tokens)) if _stops_at(tokens, at)), len(tokens))
            return " ".join(tokens[start:end]) if end > behind else ""
    return ""


def _stops_at(tokens: Sequence[str], at: int) -> bool:
    """Behind the name comes the time, or what the list is for."""
    here = list(map(plain_word, tokens[at : at + 2]))
    return here in (["nam", "hoc"], ["hoc", "ky"], ["tinh", "den"]) or (
        here[0] in {"nam", "thang", "quy", "hk"} and here[-1].isdigit()
    )


def is_office(words: str) -> bool:
    """A department, a district's office: above the schools."""
    return bool(unit_name(words).kinds & _OFFICES)


class UnitNames:
    """The units that are known, to be found by what a list calls them."""

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        self._by_code: dict[str, KnownUnit] = {}
        self._by_core: dict[tuple[str, ...], list[tuple[KnownUnit, UnitName]]] = defaultdict(list)
        for unit in units:
            self._by_code[code_of(unit.code)] = unit
            name = unit_name(unit.name)
            self._by_core[name.plain].append((unit, name))

    def by_code(self, words: str) -> KnownUnit | None:
        return self._by_code.get(code_of(words.strip()))

    def find(self, words: str) -> UnitMatch:
        """The unit with this code or name, or all that it may be."""
        if unit := self.by_code(words):
            return UnitMatch(Sure.EXACT, (unit,))
        for code, name in _halves(words):
            if unit := self.by_code(code):
                named = self._by_name(name)
                others = tuple(each for each in named.units if each != unit)
                fits = not others or unit in named.units
                return UnitMatch(Sure.EXACT, (unit,)) if fits else UnitMatch(Sure.POSSIBLE, (unit, *others))
        return self._by_name(words)

    def _by_name(self, words: str) -> UnitMatch:
        asked = unit_name(words)
        grades: dict[Sure, list[KnownUnit]] = defaultdict(list)
        for unit, name in self._by_core.get(asked.plain, ()) if asked.core else ():
            if sure := _alike(asked, name):
                grades[sure].append(unit)
        if not grades:
            return UnitMatch()
        best = grades[max(grades)]
        return UnitMatch(max(grades) if len(best) == 1 else Sure.POSSIBLE, tuple(best))


def _halves(words: str) -> list[tuple[str, str]]:
    """As in "TP01 - THCS Trần Phú", either way round."""
    before, between, behind = map(str.strip, words.partition(" - "))
    return [(before, behind), (behind, before)] if between else []


def _alike(asked: UnitName, known: UnitName) -> Sure | None:
    """`EXACT` when nothing is missing; `LIKELY` when a kind is, or the list tells a place that the ledger does not."""
    if not _same_words(asked.core, known.core):
        return None
    if asked.place and known.place and not _same_words(asked.place, known.place):
        return None
    if asked.kinds and known.kinds and not (asked.kinds <= known.kinds or known.kinds <= asked.kinds):
        return None
    if asked.kinds == known.kinds and (known.place or not asked.place):
        return Sure.EXACT
    return Sure.LIKELY


def _same_words(one: _Words, other: _Words) -> bool:
    """The same accents, or none at all on one side."""
    if len(one) != len(other) or any(a.plain != b.plain for a, b in zip(one, other, strict=True)):
        return False
    bare = not any(word.marked for word in one) or not any(word.marked for word in other)
    return bare or all((a.sound, a.tone) == (b.sound, b.tone) for a, b in zip(one, other, strict=True))
