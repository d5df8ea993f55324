"""Why a reviewer turns something down, in words that the ledger keeps."""

from typing import Final

from rules.verdicts import REJECTED

REASONS: Final = ("not_school", "unreadable", "not_theirs", "counted", "other_week", "not_a_post")
"""Those that one press gives; their words stand in the language files."""

_PREFIX = "review:"
_OWN = "own:"
LONGEST_OWN: Final = 200


def rejection(reason: str) -> str:
    """As a decision keeps it, for one of the reasons."""
    return f"{_PREFIX}{reason}"


def own_rejection(words: str) -> str:
    """The same in a reviewer's own words."""
    return f"{_PREFIX}{_OWN}{' '.join(words.split())[:LONGEST_OWN]}"


def is_rejection(reason: str) -> bool:
    """Whether a person turned it down, so that no machine turns it back."""
    return bool(usual(reason) or own_words(reason))


def is_turned_down(state: str, reason: str) -> bool:
    """The same of an evidence that is in this state for this reason."""
    return state == REJECTED and is_rejection(reason)


def own_words(reason: str) -> str:
    """What a reviewer wrote, "" for one of the usual reasons."""
    return reason.removeprefix(_PREFIX + _OWN) if reason.startswith(_PREFIX + _OWN) else ""


def usual(reason: str) -> str:
    """Which of the usual reasons it is, "" for any other."""
    name = reason.removeprefix(_PREFIX)
    return name if reason.startswith(_PREFIX) and name in REASONS else ""
