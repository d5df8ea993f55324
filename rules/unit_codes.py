"""Codes of units: an office gives them, and where it has not yet, the bot takes them from a group's title.

Titles are chosen by whoever made the group. Their codes begin with a mark that no office's code may begin with, so that
a group called like a school's code is never taken for the school.
"""

import re
import unicodedata

GROUP_MARK = "~"
_LONGEST = 32


def code_from_title(title: str) -> str:
    """A code one can type: the mark, and the title's letters without accents."""
    return GROUP_MARK + (plain_name(title)[:_LONGEST].strip("-") or "NHOM")


def plain_name(name: str) -> str:
    """The same for names that are the same to whoever reads them: accents, case, signs, invisible letters aside."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    shown = "".join(char for char in plain if unicodedata.category(char) not in {"Mn", "Cf", "Cc"})
    return re.sub(r"[^A-Z0-9]+", "-", shown.upper()).strip("-")


def is_reserved(code: str) -> bool:
    """Whether only the bot itself gives such a code."""
    return code.startswith(GROUP_MARK)
