"""Judges which rows found no counterpart: cut or scrolled away in one of the pictures, or replaced by others."""

from rules.images.model import Flags
from rules.images.segments import Segment

_BOTTOM_BAR = 70
_TOP_BAR, _BOTTOM_BARS = 130, 110


def share(parts: list[Segment], ink: Flags, ink_under: Flags) -> float:
    """Which part of the smaller picture's filled rows lies on the other's."""
    found = sum(int(ink[part.first : part.after].sum()) for part in parts if part.down is not None)
    return min(1.0, found / max(1, min(int(ink.sum()), int(ink_under.sum()))))


def replaced(parts: list[Segment], ink: Flags, ink_under: Flags) -> int:
    """The most rows in one place that both pictures have and that do not match."""
    gaps = [number for number, part in enumerate(parts) if part.down is None]
    return max((_replaced(parts, number, ink, ink_under) for number in gaps), default=0)


def _replaced(parts: list[Segment], number: int, ink: Flags, ink_under: Flags) -> int:
    gap = parts[number]
    above = parts[number - 1].down if number else None
    below = parts[number + 1].down if number + 1 < len(parts) else None
    first = 0 if above is None else max(0, gap.first - above)
    after = len(ink_under) if below is None else max(0, gap.after - below)
    mine, theirs = int(ink[gap.first : gap.after].sum()), int(ink_under[first:after].sum())
    rows = min(mine, theirs)
    if above is None:  # here stand names: nothing may be in the place of anything else
        return rows * 2
    if below is not None and gap.first > _TOP_BAR and gap.after < len(ink) - _BOTTOM_BARS:
        return rows * 2  # far from any bar that might hide half a line, there stand other words
    # A bar that was cut off in one picture, where scrolling brought content to the edge of the other.
    scrolled = below is None and above != len(ink) - len(ink_under)
    return 0 if scrolled and rows <= _BOTTOM_BAR else rows
