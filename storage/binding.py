"""The one door to a database: whatever is handed to a statement goes through here, whoever wrote the statement.

Drivers refuse what a database cannot keep, and the refusal would fall on everything in the same transaction.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from rules.storable import storable

_BIGGEST = 2**63 - 1
BIGGEST_OF_32 = 2**31 - 1


def bound(value: Any) -> Any:
    """A parameter, or all of them: each as it is, or as what comes nearest and can be kept."""
    keep = _KEPT.get(type(value))
    return keep(value) if keep else value


def of_32_bits(number: int) -> int:
    """PostgreSQL's integers have no more, and a number that is only compared with them may be anybody's."""
    return max(-BIGGEST_OF_32, min(number, BIGGEST_OF_32))


def in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # on the first or the last day there is
        return moment.replace(tzinfo=UTC)


def _moment(value: datetime) -> datetime:
    return value if value.tzinfo is UTC or value.tzinfo is None else in_utc(value)


def _number(value: int) -> int:
    return max(-_BIGGEST, min(value, _BIGGEST))


def _list(values: Iterable[Any]) -> list[Any]:
    return [keep(value) if (keep := _KEPT.get(type(value))) else value for value in values]


def _tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(_list(values))


_KEPT: dict[type, Callable[[Any], Any]] = {
    str: storable, int: _number, datetime: _moment, list: _list, tuple: _tuple,
}  # fmt: skip
