"""Tells which rows of one picture lie on which rows of the other: bars stay where content is scrolled."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rules.images.arrays import shifted, window_sums
from rules.images.model import Flags, Floats

_LABELS = 5
_ROWS = 14
_AGREES = 0.6
_FEW_ROWS = 6
_TRIES = 9
_BAR, _BAR_TRIES = 80, 8
_BLANK = 0.06
_GONE = 0.45
_SWITCH = 1.5
_STEP = 2
_SLACK = 6
_FEW_INNER = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of the first picture; what lies under them is the second's, moved down by so much, or nothing (None)."""

    first: int
    after: int
    down: int | None

    @property
    def rows(self) -> int:
        return self.after - self.first


def segments(one: Floats, other: Floats) -> list[Segment]:
    """Both as features in the same scale and frame; all rows of the first, from top to bottom."""
    downs, agreement = _candidates(one, other)
    return _in_order(_best_way(one, other, downs, agreement))


def inked(values: Floats) -> Flags:
    """Which rows hold anything at all."""
    ink: Flags = (values * values).mean(axis=1) > _BLANK
    return ink


def _candidates(rows: Floats, others: Floats) -> tuple[list[int], list[Floats]]:
    """The few ways to move all rows that explain most, each asked only for what those before it left."""
    search = Search(rows, others)
    search.look(slice(None), _TRIES)
    for bar in (slice(_BAR), slice(-_BAR, None)):  # too faint to stand out beside the content
        search.look(bar, _BAR_TRIES, even=True)
    return search.downs, search.agreement


class Search:
    """What was found so far, and which rows nothing explains yet."""

    def __init__(self, rows: Floats, others: Floats) -> None:
        self._pair = Pair(rows, others)
        self._left, self._left_others = inked(rows), inked(others)
        self.downs: list[int] = []
        self.agreement: list[Floats] = []

    def look(self, within: slice, tries: int, *, even: bool = False) -> None:
        """Only at those rows of both."""
        found = self._found(within, even)
        for _ in range(tries):
            if found is None or len(self.downs) == _LABELS:
                return
            down = int(found.argmax()) - len(self._left_others)
            if self._taken(down):
                found = self._found(within, even)
            else:
                around = down + len(self._left_others)
                found[max(0, around - 2) : around + 3] = -1

    def _found(self, within: slice, even: bool) -> Floats | None:
        left, others = _only(self._left, within), _only(self._left_others, within)
        if min(left.sum(), others.sum()) < _FEW_ROWS:
            return None
        return (self._pair.even() if even else self._pair).correlation(left, others)

    def _taken(self, down: int) -> bool:
        """Whether it explains anything new."""
        if down in self.downs:
            return False
        agrees = self._pair.agreement(down)
        explains = agrees > _AGREES
        if (self._left & _shifted(self._left_others, down, len(explains)) & explains).sum() < _FEW_ROWS:
            return False
        self.downs.append(down)
        self.agreement.append(agrees)
        self._left &= ~explains
        self._left_others &= ~_shifted(explains, -down, len(self._left_others))
        return True


def _only(flags: Flags, within: slice) -> Flags:
    some = np.zeros_like(flags)
    some[within] = flags[within]
    return some


def _shifted(flags: Flags, down: int, length: int) -> Flags:
    """Nothing is set where they do not reach."""
    top, bottom = max(0, down), min(length, len(flags) + down)
    out = np.zeros(length, np.bool_)
    if bottom > top:
        out[top:bottom] = flags[top - down : bottom - down]
    return out


class Pair:
    """The rows of both pictures, and how well they go together."""

    def __init__(self, rows: Floats, others: Floats) -> None:
        self._rows, self._others = rows, others
        self._energy, self._other_energy = (np.einsum("ij,ij->i", each, each) for each in (rows, others))
        self._size = _smooth(len(rows) + len(others))

    def even(self) -> "Pair":
        """Where a full row weighs no more than a faint one."""
        return Pair(
            *(
                each / np.sqrt((each * each).sum(axis=1, keepdims=True) + 1)
                for each in (self._rows, self._others)
            )
        )

    def correlation(self, left: Flags, left_others: Flags) -> Floats:
        """How much the rows in question have in common for each way to move the others, from the furthest up."""
        first, second = (
            np.fft.rfft(np.ascontiguousarray(_pairs(each * flags[:, None]).T), self._size)
            for each, flags in ((self._rows, left), (self._others, left_others))
        )
        found = np.fft.irfft(np.einsum("ij,ij->j", first, np.conj(second)), self._size)
        return np.concatenate([found[-len(self._others) :], found[: len(self._rows)]])

    def agreement(self, down: int) -> Floats:
        """How well the rows around each row agree with those they lie on, from 0 to 1."""
        both = np.zeros(len(self._rows), np.float32)
        theirs = np.zeros(len(self._rows), np.float32)
        top, bottom = max(0, down), min(len(both), len(self._others) + down)
        if bottom > top:
            under = slice(top - down, bottom - down)
            both[top:bottom] = np.einsum("ij,ij->i", self._rows[top:bottom], self._others[under])
            theirs[top:bottom] = self._other_energy[under]
        both, mine, theirs = (
            window_sums(each[:, None], _ROWS, 1)[:, 0] for each in (both, self._energy, theirs)
        )
        faint = _BLANK * self._rows.shape[1] * _ROWS / 8
        agrees: Floats = np.clip(both / np.sqrt((np.abs(mine) + faint) * (np.abs(theirs) + faint)), 0, 1)
        return agrees


def _pairs(values: Floats) -> Floats:
    """Fewer columns are quicker to transform."""
    wide = values.shape[1] // 2 * 2
    return values[:, 0:wide:2] + values[:, 1:wide:2]


def _smooth(size: int) -> int:
    return min(factor << max(0, (-(-size // factor) - 1).bit_length()) for factor in (1, 3, 5, 9, 15))


def _best_way(rows: Floats, others: Floats, downs: list[int], agreement: list[Floats]) -> list[Segment]:
    """One label a row, such that they agree well and change seldom; the last label is for rows on nothing."""
    ink = _ink(rows)
    costs = np.empty((len(rows), len(downs) + 1), np.float32)
    costs[:, -1] = _GONE * ink + 0.02
    for label, (down, agrees) in enumerate(zip(downs, agreement, strict=True)):
        either = np.maximum(ink, _ink(shifted(others, down, rows.shape)))
        costs[:, label] = (1 - agrees) * either
        costs[: max(0, down), label] = 1
        costs[max(0, len(others) + down) :, label] = 1
    labels = np.repeat(_cheapest(costs[::_STEP] * _STEP), _STEP)[: len(rows)]
    edges = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    moves = [*downs, None]
    return [Segment(first, after, moves[labels[first]]) for first, after in pairwise(edges)]


def _ink(rows: Floats) -> Floats:
    ink: Floats = np.minimum(1, (rows * rows).mean(axis=1) / (4 * _BLANK))
    return ink


def _cheapest(costs: Floats) -> npt.NDArray[np.int64]:
    """The labels of the cheapest way down; each change of label costs the same."""
    rows = costs.tolist()
    total = rows[0]
    came: list[tuple[int, list[bool]]] = []
    for row in rows[1:]:
        least = min(total)
        limit = least + _SWITCH
        came.append((total.index(least), [each > limit for each in total]))
        total = [min(each, limit) + cost for each, cost in zip(total, row, strict=True)]
    label = total.index(min(total))
    labels = [label]
    for cheapest, changes in reversed(came):
        label = cheapest if changes[label] else label
        labels.append(label)
    return np.array(labels[::-1])


def _in_order(parts: list[Segment]) -> list[Segment]:
    """What lies above in one picture lies above in the other; of two that contradict each other the smaller goes."""
    kept: list[Segment] = []
    for part in sorted(parts, key=lambda each: -each.rows):
        inner = part.first > 0 and part is not parts[-1]
        fits = part.down is not None and not (inner and part.rows < _FEW_INNER)
        fits = fits and all(_overlap(part, other) <= part.rows // 2 for other in kept)
        kept.append(part if fits else replace(part, down=None))
    kept.sort(key=lambda each: each.first)
    for number, (above, below) in enumerate(pairwise(kept)):
        hidden = _overlap(above, below)
        if hidden > _SLACK:  # of the content, the larger of the two, so much lay behind the bar
            if below.rows > above.rows:
                kept[number + 1] = replace(below, first=below.first + hidden)
            else:
                kept[number] = replace(above, after=above.after - hidden)
    return _merged(_filled(kept))


def _overlap(one: Segment, other: Segment) -> int:
    """How many rows of the second picture both lie on."""
    if one.down is None or other.down is None:
        return 0
    above, below = (one, other) if one.first < other.first else (other, one)
    return above.after - (above.down or 0) - below.first + (below.down or 0)


def _filled(parts: list[Segment]) -> list[Segment]:
    """Rows between two that are nobody's lie on nothing."""
    filled: list[Segment] = []
    for part in parts:
        if filled and part.first > filled[-1].after:
            filled.append(Segment(filled[-1].after, part.first, None))
        filled.append(part)
    return filled


def _merged(parts: list[Segment]) -> list[Segment]:
    """Neighbours become one; so does what lies between two that moved alike: whatever differs there was put there."""
    merged: list[Segment] = []
    for part in parts:
        if merged and _alike(merged[-1].down, part.down):
            merged[-1] = replace(merged[-1], after=part.after)
        elif len(merged) > 1 and merged[-1].down is None and _alike(merged[-2].down, part.down):
            merged.pop()
            merged[-1] = replace(merged[-1], after=part.after)
        else:
            merged.append(part)
    return merged


def _alike(one: int | None, other: int | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1
