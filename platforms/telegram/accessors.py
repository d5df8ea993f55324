"""Typed glances into JSON from outside: whatever is missing or malformed reads as nothing."""

from datetime import UTC, datetime
from typing import Any, Final

from rules.storable import storable

UNKNOWN_TIME: Final = datetime.fromtimestamp(0, UTC)
"""The time of what came without a usable one, such as the press of a button under a very old message."""

_LATEST = 2**32
_BIGGEST_ID = 2**63
_NOTHING: Final[dict[str, Any]] = {}


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else _NOTHING


def items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A string that every database can keep, with all its offsets unmoved."""
    return storable(value) if isinstance(value, str) else ""


def number(value: object) -> int | None:
    return value if type(value) is int and -_BIGGEST_ID < value < _BIGGEST_ID else None


def identifier(value: object) -> str:
    """A numeric id as a string, "" when there is none."""
    return str(value) if type(value) is int and -_BIGGEST_ID < value < _BIGGEST_ID else ""


def moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if type(value) is int and 0 < value < _LATEST else None
