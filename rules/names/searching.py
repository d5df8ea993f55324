"""Looking somebody up by what is remembered of a name: words without accents, in any order, the last one begun."""

import re
from collections.abc import Sequence

from rules.names.letters import syllable, upright

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_UNSURE = re.compile(r"[aeiouyd]+")
"""Letters that may bear a mark, or be written in another way (Lý, Lí)."""
MOST_WORDS = 6


def search_words(words: str) -> tuple[str, ...]:
    """What is looked for, without accents."""
    return tuple(syllable(word).plain for word in _WORD.findall(upright(words)))[:MOST_WORDS]


def skeleton(word: str) -> str:
    """A pattern for LIKE that every spelling of a word fits; it finds more than is meant."""
    return f"%{_UNSURE.sub('%', word)}%".replace("%%", "%")


def finds(wanted: Sequence[str], name: str, *, whole: bool = False) -> bool:
    """Whether each word that is looked for is a word of the name, or (unless `whole`) the beginning of one."""
    there = list(search_words(name))
    for word in wanted:
        hit = next((one for one in there if one == word), None)
        if hit is None and not whole:
            hit = next((one for one in there if one.startswith(word)), None)
        if hit is None:
            return False
        there.remove(hit)
    return bool(wanted)


def spelled_alike(words: str, name: str) -> bool:
    """Whether the words stand in the name with just these accents."""
    said = {(heard.sound, heard.tone) for heard in map(syllable, _WORD.findall(upright(name)))}
    asked = map(syllable, _WORD.findall(upright(words)))
    return all((heard.sound, heard.tone) in said for heard in asked)
