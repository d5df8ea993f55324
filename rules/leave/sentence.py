"""A sentence word by word, as it is written and without accents, and which of its words may be part of a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.calendar import plain

_EDGE = re.compile(r"^[\s,.;:!?\"'“”()]+|[\s,.;:!?\"'“”()]+$")
TITLES = frozenset({"co", "thay", "chi", "anh", "em", "ong", "ba", "bac", "chu", "gv"})
_MIDDLE = frozenset({"thi", "van"})
_MEANT = {
    "thu": {"thứ"},
    "thang": {"tháng"},
    "tuan": {"tuần"},
    "tu": {"từ"},
    "den": {"đến"},
    "toi": {"tới", "tối"},
    "ngay": {"ngày"},
    "hoc": {"học"},
    "het": {"hết"},
    "om": {"ốm"},
    "phep": {"phép"},
    "nam": {"năm", "nằm"},
    "nghi": {"nghỉ"},
    "mien": {"miễn"},
    "mo": {"mổ"},
    "sot": {"sốt"},
    "dau": {"đầu", "đau"},
    "truong": {"trường"},
}
"""Words that are names too with other accents: "tuần" is a week, Tuấn is somebody."""
_TAKEN = "·"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`plains` has "·" where a word cannot be anything but part of a name, or has been understood already."""

    written: tuple[str, ...]
    plains: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.plains)

    def without(self, *spots: tuple[int, int]) -> "Sentence":
        """Take out the words that stand between places of `text`."""
        return self.keeping([not inside for inside in self.words_in(spots)])

    def words_in(self, spots: Sequence[tuple[int, int]]) -> list[bool]:
        """Of each word, whether it stands between some places of `text`."""
        found, place = [], 0
        for word in self.plains:
            found.append(any(place < end and place + len(word) > start for start, end in spots))
            place += len(word) + 1
        return found

    def keeping(self, left: Sequence[bool]) -> "Sentence":
        kept = [
            pair
            for pair, stays in zip(zip(self.written, self.plains, strict=True), left, strict=True)
            if stays
        ]
        return Sentence(tuple(word for word, _ in kept), tuple(bare for _, bare in kept))

    def before(self, count: int) -> "Sentence":
        return Sentence(self.written[:count], self.plains[:count])


def sentence(words: str) -> Sentence:
    written = [stripped for word in words.split() if (stripped := _EDGE.sub("", word))]
    plains = [plain(word).replace(" ", "") or _TAKEN for word in written]
    seen = [_TAKEN if _is_name(written, plains, place) else word for place, word in enumerate(plains)]
    return Sentence(tuple(written), tuple(seen))


def _is_name(written: Sequence[str], plains: Sequence[str], place: int) -> bool:
    """Whether a word that looks like one of a date is somebody's name."""
    word, bare = written[place], plains[place]
    before = plains[place - 1] if place else ""
    if bare == "mai":
        return before in TITLES | _MIDDLE or (
            word[0].isupper() and before not in _BEFORE_TOMORROW and place > 0
        )
    meant = _MEANT.get(bare)
    if meant is None:
        return False
    if not word.isascii():
        return word.lower() not in meant
    return before in TITLES | _MIDDLE or (word[0].isupper() and place > 0 and not word.isupper())


_BEFORE_TOMORROW = frozenset({"ngay", "tu", "den", "toi", "sang", "chieu", "nghi", "hom"})
