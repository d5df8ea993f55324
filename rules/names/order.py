"""The order of names in a Vietnamese list: given name, family, middle names, in the Vietnamese alphabet."""

from typing import TypeAlias

from rules.names.letters import syllable, upright

_ALPHABET = {char: place for place, char in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {tone: place for place, tone in enumerate(("", "f", "r", "x", "s", "j"))}

_Word: TypeAlias = tuple[tuple[int, ...], int]
SortKey: TypeAlias = tuple[_Word, ...]


def sort_key(name: str) -> SortKey:
    """For `sorted`: An, Ân, Bình; Hoa, Hòa, Hoá."""
    words = upright(name).split()
    in_order = words[-1:] + words[:-1]
    return tuple(_word(word) for word in in_order)


def _word(word: str) -> _Word:
    found = syllable(word)
    return tuple(_ALPHABET.get(char, 100 + ord(char)) for char in found.letters), _TONES[found.tone]
