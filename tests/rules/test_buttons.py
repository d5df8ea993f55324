"""What a button tells: written, read back, refused."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.buttons import (
    LONGEST,
    MOST_ID,
    ButtonKind,
    Count,
    Date,
    DateOrNone,
    Day,
    DoesNotFitError,
    Id,
    IdOrZero,
    Nothing,
    OneOf,
    Rest,
    Token,
    Whole,
    names_in,
)

FAR = date(9999, 1, 1)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Everything(NamedTuple):
    unit: Id
    day: Date
    colour: Colour
    size: Annotated[int, OneOf({"s": 1, "l": 2})]
    word: Token
    until: Annotated[date | None, Day({"": None, "open": FAR})] = None
    sure: Literal["", "ok"] = ""
    page: Count = 0


class Typed(NamedTuple):
    unit: Id
    words: Rest = ""


EVERYTHING = ButtonKind("a:b", Everything)
TYPED = ButtonKind("t", Typed)
MONDAY = date(2025, 11, 17)


def test_a_button_reads_as_it_was_meant() -> None:
    data = EVERYTHING(7, MONDAY, Colour.BLUE, 2, "x-1", FAR, "ok", 3)
    assert data == "a:b:7:20251117:blue:l:x-1:open:ok:3"
    assert EVERYTHING.read(data.removeprefix("a:b:")) == (7, MONDAY, Colour.BLUE, 2, "x-1", FAR, "ok", 3)


def test_what_goes_without_saying_is_left_out() -> None:
    assert EVERYTHING(7, MONDAY, Colour.RED, 1, "x") == "a:b:7:20251117:red:s:x"
    assert EVERYTHING(7, MONDAY, Colour.RED, 1, "x", None, "ok") == "a:b:7:20251117:red:s:x::ok"
    assert ButtonKind("n", Nothing)() == "n"


def test_what_somebody_typed_may_hold_colons() -> None:
    assert TYPED.read(TYPED(1, "giờ thứ hai: 7:30").partition(":")[2]) == (1, "giờ thứ hai: 7:30")


@pytest.mark.parametrize(
    "tail",
    [
        None,
        "",
        "7:20251117:red:s",
        "7:20251117:red:s:x:open:ok:3:4",
        "0:20251117:red:s:x",
        "-7:20251117:red:s:x",
        "07:20251117:red:s:x",
        "٧:20251117:red:s:x",
        f"{MOST_ID + 1}:20251117:red:s:x",
        "9" * 400,
        "7:20251317:red:s:x",
        "7:20250230:red:s:x",
        "7:00010101:red:s:x",
        "7:99991231:red:s:x",
        "7:2025-1-1:red:s:x",
        "7:20251117:green:s:x",
        "7:20251117:red:m:x",
        "7:20251117:red:s:",
        "7:20251117:red:s:x y",
        "7:20251117:red:s:x:later",
        "7:20251117:red:s:x:open:OK",
        "7:20251117:red:s:x\n",
    ],
)
def test_what_was_never_written_is_refused(tail: str | None) -> None:
    with pytest.raises(DoesNotFitError):
        EVERYTHING.read(tail)


def test_a_button_with_nothing_to_say_says_nothing() -> None:
    with pytest.raises(DoesNotFitError):
        ButtonKind("n", Nothing).read("0")


@pytest.mark.parametrize(
    "make",
    [
        lambda: EVERYTHING(0, MONDAY, Colour.RED, 1, "x"),
        lambda: EVERYTHING(1, date(1, 1, 1), Colour.RED, 1, "x"),
        lambda: EVERYTHING(1, date.max, Colour.RED, 1, "x"),
        lambda: EVERYTHING(1, MONDAY, Colour.RED, 3, "x"),
        lambda: EVERYTHING(1, MONDAY, Colour.RED, 1, "x:y"),
        lambda: EVERYTHING(1, MONDAY, Colour.RED, 1, ""),
        lambda: TYPED(1, "ạ" * 21),
        lambda: TYPED(1, "\ud800" * 30),
    ],
)
def test_what_does_not_fit_is_not_sent(make: Callable[[], str]) -> None:
    with pytest.raises(DoesNotFitError):
        make()


def test_only_the_last_field_may_hold_a_colon() -> None:
    class Wrong(NamedTuple):
        words: Rest
        unit: Id

    with pytest.raises(DoesNotFitError):
        ButtonKind("w", Wrong)("a:b", 1)


def test_a_newer_version_is_no_button_of_the_older_one() -> None:
    newer = ButtonKind("t", Typed, version=2)
    assert newer(1) == "t.2:1"
    assert "t" not in [name for name, _ in names_in(newer(1))]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("", [("", None)]),
        ("dl", [("dl", None)]),
        ("dl:get", [("dl:get", None), ("dl", "get")]),
        ("a:b:1:2", [("a:b", "1:2"), ("a", "b:1:2")]),
        ("a:b:", [("a:b", ""), ("a", "b:")]),
        ("::", [(":", ""), ("", ":")]),
    ],
)
def test_a_name_has_one_word_or_two(data: str, names: list[tuple[str, str | None]]) -> None:
    assert list(names_in(data)) == names


numbers = st.integers(-(2**70), 2**70)
tokens = st.text(max_size=40)
everything = st.tuples(
    numbers,
    st.dates(),
    st.sampled_from(Colour),
    st.sampled_from([1, 2, 3]),
    tokens,
    st.none() | st.dates(),
    st.sampled_from(["", "ok", "no"]),
    numbers,
)


@given(everything)
@settings(deadline=None)
def test_whatever_is_written_fits_and_reads_the_same(told: tuple[Any, ...]) -> None:
    try:
        data = EVERYTHING(*told)
    except DoesNotFitError:
        return
    assert len(data.encode()) <= LONGEST
    assert EVERYTHING.read(data.removeprefix("a:b:")) == told


@given(st.text(max_size=80) | st.from_regex(re.compile(r"[0-9:a-z]{0,60}")))
@settings(deadline=None)
def test_whatever_is_read_can_be_written(tail: str) -> None:
    for kind in (EVERYTHING, TYPED):
        try:
            told = kind.read(tail)
        except DoesNotFitError:
            continue
        written = kind(*told)
        assert kind.read(written.removeprefix(f"{kind.name}:") if ":" in written else None) == told


@given(st.integers(0, MOST_ID), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_number_and_day_there_may_be_fits(number: int, day: date) -> None:
    class Plain(NamedTuple):
        number: IdOrZero
        day: DateOrNone
        few: Annotated[int, Whole(0, 5)]

    kind = ButtonKind("p", Plain)
    assert kind.read(kind(number, day, 3).partition(":")[2]) == (number, day, 3)
