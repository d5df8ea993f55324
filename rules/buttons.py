"""What a button tells when it is pressed: declared once for each kind, written into 64 bytes, read back or refused.

Anybody may press, years later, and what comes back may be made up. So a kind says of each field what it can hold, and
whatever does not fit is no button of ours. What was once sent stays pressable; a kind whose fields change their meaning
gets a new `version`, and the buttons of the old one are refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import EnumType
from inspect import Parameter, signature
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NamedTuple,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from rules.calendar import is_plausible

LONGEST = 64
"""In bytes; the strictest of the platforms takes no more."""
_NUMBER = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)
_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])


class DoesNotFitError(ValueError):
    """Something cannot stand in a button, or was never written into one."""


class Part(Protocol):
    """How a field is written, and what it may be. Both ways raise DoesNotFitError."""

    def write(self, value: Any) -> str: ...

    def read(self, word: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in a range."""

    least: int
    most: int

    def write(self, value: int) -> str:
        return str(self.read(str(value)))

    def read(self, word: str) -> int:
        if not _NUMBER.fullmatch(word) or not self.least <= int(word) <= self.most:
            raise DoesNotFitError("a number out of its range")
        return int(word)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few values, each under a short word."""

    words: Mapping[str, Any]

    def write(self, value: Any) -> str:
        for word, meant in self.words.items():
            if meant == value:
                return word
        raise DoesNotFitError("none of a few values")

    def read(self, word: str) -> Any:
        if word not in self.words:
            raise DoesNotFitError("none of a few words")
        return self.words[word]


@dataclass(frozen=True, slots=True)
class Day:
    """A day that people could mean; `words` stand for other values, such as none."""

    words: Mapping[str, date | None] = field(default_factory=dict)

    def write(self, value: date | None) -> str:
        for word, meant in self.words.items():
            if meant == value:
                return word
        if value is None or not is_plausible(value):
            raise DoesNotFitError("a day out of range")
        return f"{value:%Y%m%d}"

    def read(self, word: str) -> date | None:
        if word in self.words:
            return self.words[word]
        try:
            day = date.fromisoformat(word) if _EIGHT_DIGITS.fullmatch(word) else date.min
        except ValueError as error:
            raise DoesNotFitError("a day that does not exist") from error
        if not is_plausible(day):
            raise DoesNotFitError("a day out of range")
        return day


@dataclass(frozen=True, slots=True)
class Word:
    """Characters of some kind. A colon may stand in the last field only."""

    pattern: str

    def write(self, value: str) -> str:
        return self.read(value)

    def read(self, word: str) -> str:
        if not re.fullmatch(self.pattern, word, re.ASCII):
            raise DoesNotFitError("other characters than those of the word")
        return word


MOST_ID = 10**15 - 1
Id: TypeAlias = Annotated[int, Whole(1, MOST_ID)]
IdOrZero: TypeAlias = Annotated[int, Whole(0, MOST_ID)]
Count: TypeAlias = Annotated[int, Whole(0, 999_999_999)]
Seconds: TypeAlias = Annotated[int, Whole(0, 2**32)]
"""A moment, as computers count."""
Date: TypeAlias = Annotated[date, Day()]
DateOrNone: TypeAlias = Annotated[date | None, Day({"": None})]
Token: TypeAlias = Annotated[str, Word(r"[A-Za-z0-9_-]{1,32}")]
PeriodCode: TypeAlias = Annotated[str, Word(r"[0-9A-Z/-]{4,24}")]
Rest: TypeAlias = Annotated[str, Word(r"(?s:.*)")]
"""Whatever somebody typed; the last field of a kind."""


class Nothing(NamedTuple):
    """A button that says all it has to say by its name."""


class ButtonKind(Generic[_P, _T]):
    """A kind of button under its `name`; called with its `fields`, it gives the data of one."""

    def __init__(self, name: str, fields: Callable[_P, _T], *, version: int = 1) -> None:
        self.name = name if version == 1 else f"{name}.{version}"
        self._fields: Callable[..., _T] = fields
        hints = get_type_hints(fields, include_extras=True)
        parameters = signature(fields).parameters.values()
        self._parts = tuple(_part_of(hints[each.name]) for each in parameters)
        self._defaults = tuple(each.default for each in parameters)
        self._fewest = sum(default is Parameter.empty for default in self._defaults)

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> str:
        """What does not fit raises DoesNotFitError; at the end, what goes without saying is left out."""
        told = self._fields(*args, **kwargs)
        said = len(told)
        while said > self._fewest and told[said - 1] == self._defaults[said - 1]:
            said -= 1
        words = [part.write(value) for part, value in zip(self._parts[:said], told[:said], strict=True)]
        data = ":".join((self.name, *words))
        if len(data.encode("utf-8", "surrogatepass")) > LONGEST or any(":" in word for word in words[:-1]):
            raise DoesNotFitError("more than a button holds")
        return data

    def read(self, tail: str | None) -> _T:
        """What stands behind the name; DoesNotFitError where that was never written."""
        words = [] if tail is None else tail.split(":", max(len(self._parts) - 1, 0))
        if not self._fewest <= len(words) <= len(self._parts):
            raise DoesNotFitError("more fields, or fewer")
        return self._fields(*(part.read(word) for part, word in zip(self._parts, words, strict=False)))


def _part_of(hint: Any) -> Part:
    if get_origin(hint) is Annotated:
        part: Part = get_args(hint)[1]
        return part
    if get_origin(hint) is Literal:
        return OneOf({word: word for word in get_args(hint)})
    if isinstance(hint, EnumType):
        members: list[Any] = list(hint)
        return OneOf({each.value: each for each in members})
    raise TypeError(f"nobody knows how {hint} is written into a button")


def names_in(data: str) -> Iterator[tuple[str, str | None]]:
    """The names that a button may go by, which have two words or one, each with what then stands behind it."""
    words = data.split(":", 2)
    if len(words) > 1:
        yield ":".join(words[:2]), words[2] if len(words) > 2 else None
    yield words[0], data.partition(":")[2] if len(words) > 1 else None
