"""Names as people chose them, without what could disturb a list they stand in."""

import re
import unicodedata
from typing import Any

from platforms.telegram.accessors import text

LONGEST_NAME = 128
# These count as letters or symbols, yet nothing of them is seen.
_BLANKS = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0]")


def readable(name: str) -> str:
    """One line of visible characters, composed, at most 128 of them."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", _BLANKS.sub("", name[: 8 * LONGEST_NAME]))
    if not name.isprintable():
        name = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
    return name.strip()[:LONGEST_NAME].rstrip()


def full_name(user: dict[str, Any]) -> str:
    """What the person is called, or the id of a person without a visible name."""
    last = text(user.get("last_name"))
    first = text(user.get("first_name"))
    return readable(f"{first} {last}" if last else first) or str(user.get("id", ""))
