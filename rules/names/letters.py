"""Vietnamese words letter by letter: what is spelled the same, and what only looks different.

A syllable is its letters (with ă â đ ê ô ơ ư) and one tone, wherever the tone is written: hoà is hòa. Letters in
fancy type, in pieces of Unicode or from a neighbouring alphabet (Ð) are the letters they stand for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 160
_TONES = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
"""Each tone under the key with which people type it."""
_QUALITIES = {"\u0302", "\u0306", "\u031b"}
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_BOXED = {chr(start + place): chr(65 + place) for start in (0x1F150, 0x1F170) for place in range(26)}
_STANDS_FOR = str.maketrans(
    {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "ı": "i", "\u0340": "\u0300", "\u0341": "\u0301"}
    | _SMALL_CAPITALS
    | _BOXED
)
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_I_OR_Y = re.compile(r"^([^aeiouyăâêôơư]+|qu)y")
_AFTER_CONSONANT = re.compile(r"^[^aeiouyăâêôơư]+y$")


@dataclass(frozen=True, slots=True)
class Syllable:
    """`sound` is the letters with y and i made one where both are in use (Lý, Lí); `plain` the same without marks."""

    letters: str
    sound: str
    tone: str
    plain: str

    @property
    def marked(self) -> bool:
        return bool(self.tone) or not self.letters.isascii()


def upright(text: str) -> str:
    """The text in ordinary letters, one form of Unicode, nothing invisible."""
    seen = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:LONGEST]).translate(_STANDS_FOR))
    return seen[:LONGEST].translate(_STANDS_FOR)


@lru_cache(maxsize=1 << 14)
def syllable(word: str) -> Syllable:
    """One word of a name; what is no Vietnamese mark falls away."""
    letters, tone = "", ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if not unicodedata.combining(char) or char in _QUALITIES:
            letters += char
        else:
            tone = _TONES.get(char, tone)
    letters = unicodedata.normalize("NFC", letters)
    sound = _one_i(letters)
    return Syllable(letters, sound, tone, bare(sound))


def _one_i(letters: str) -> str:
    if letters.startswith("qu") or _AFTER_CONSONANT.match(letters):
        return _I_OR_Y.sub(r"\1i", letters)
    return letters


@lru_cache(maxsize=1 << 14)
def bare(letters: str) -> str:
    """Without any mark: "đương" is "duong"."""
    apart = unicodedata.normalize("NFD", letters.replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def plain_word(word: str) -> str:
    """As somebody types it without accents; y stays y."""
    return bare(syllable(word).letters)
