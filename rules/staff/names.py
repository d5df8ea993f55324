"""The cell with a person's name: the name itself, the notes beside it, and whether it is a name at all."""

import re

from rules.columns import clean
from rules.names.readings import parts_of
from rules.names.words import may_be_family
from rules.unit_names import names_unit

_ORDER_NUMBER = re.compile(r"^\d{1,4}\s*[.)/-]\s*")
_TITLE = re.compile(
    r"^(?:(?:(?:Bà|Cô|Thầy|Đ/c|ThS|Th\.S|TS|Mr|Ms)\.?:?|Ông[.:])\s+(?=\S+\s+\S)"
    r"|Ông\s+(?=\S+\s+\S+\s+\S))+",
    re.IGNORECASE,
)
"""Ông is a family too: "Ông Cao Thắng"."""
_ASIDE = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
_MARK = re.compile(r"[A-Za-z0-9]{1,4}")
_LETTERS = re.compile(
    "[a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ'’ .-]+", re.IGNORECASE
)


def tidy_name(words: str) -> str:
    """Without its number, titles and notes, and not all in capitals."""
    told = _TITLE.sub("", _ORDER_NUMBER.sub("", clean(words)))
    told = _ASIDE.sub(lambda found: f" ({found[1]})" if _MARK.fullmatch(found[1]) else "", told)
    told = " ".join(told.split())
    return told if not (told.isupper() or told.islower()) else " ".join(map(_capital, told.split()))


def _capital(word: str) -> str:
    """H'HEN is H'Hen."""
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(?<=['’(-])", word))


def note_in(words: str) -> str:
    notes = [found[1] for found in _ASIDE.finditer(words)]
    return next((note for note in notes if note.strip() and not _MARK.fullmatch(note)), "")


def is_name(words: str) -> bool:
    """Letters of the Vietnamese alphabet, a mark in brackets at most, and no school's name."""
    told = _ASIDE.sub("", words)
    return bool(_LETTERS.fullmatch(told)) and bool(parts_of(told)) and not names_unit(told)


def is_like_a_person(words: str) -> bool:
    """A family's name comes first and a few words follow."""
    told = tidy_name(words)
    parts = parts_of(told)
    return len(parts) == 1 and 2 <= len(parts[0]) <= 6 and is_name(told) and may_be_family(parts[0][0].heard)
