"""Addresses of pages as they stand in a cell of a list: several in one cell, with words between them."""

import re
from dataclasses import dataclass

from rules.columns import says_nothing
from rules.links import page_key

_BETWEEN = re.compile(r"[\s,;|]+")
_LABEL = re.compile(r"\W*|\w+:|\d+[.)]")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageAddress:
    key: str
    url: str
    platform: str


def page_address(word: str) -> PageAddress | None:
    """The page an address names; None for what is no address, and for groups and posts."""
    key = page_key(word)
    if key is None:
        return None
    return PageAddress(key, word if _SCHEME.match(word) else f"https://{word}", key.partition(":")[0])


def addresses_in(cell: str) -> list[str]:
    """What ought to be addresses, without labels such as "Zalo:" and without "chưa có"."""
    spoken = [line for line in cell.splitlines() if not says_nothing(line)]
    return [piece for line in spoken for piece in _BETWEEN.split(line) if not _LABEL.fullmatch(piece)]
