"""What is pressed while featured pages are chosen."""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from handlers.press import Press, on
from handlers.publishing import choosing
from handlers.publishing.choosing import (
    REASONS,
    Because,
    Board,
    OfPlace,
    OfRoot,
    OfWeek,
    Sealed,
    Swapped,
    board_now,
    rotations_of,
    seal_of,
)
from handlers.turn import Turn
from reports.featured import Rotation
from rules.buttons import ButtonKind
from rules.calendar import Period, week_of

_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])


async def _everything(turn: Turn, rotation: Rotation, _told: OfRoot) -> None:
    turn.answer_press()
    turn.rewrite(*Board(turn, rotation).overview())


async def _week(turn: Turn, rotation: Rotation, week: Period, _told: OfWeek) -> None:
    turn.answer_press()
    turn.rewrite(*Board(turn, rotation).week(week))


async def _ok(turn: Turn, rotation: Rotation, week: Period, told: Sealed) -> None:
    board = Board(turn, rotation)
    places = rotation.plan_of(week)
    if told.seal != seal_of(places):
        _show_again(turn, board, week)
    elif await board.agree(week, places):
        await _show_done(turn, rotation, week, "featured.agreed")
    else:
        turn.answer_press(turn.words("featured.announced"), alert=True)


async def _swap(turn: Turn, rotation: Rotation, week: Period, told: OfPlace) -> None:
    board = Board(turn, rotation)
    place = board.place_of(week, told.unit)
    if place is None:
        _show_again(turn, board, week)
    else:
        turn.answer_press()
        turn.rewrite(*board.alternatives(place))


async def _put(turn: Turn, rotation: Rotation, week: Period, told: Swapped) -> None:
    await _replace(turn, rotation, week, told, None)


async def _put_because(turn: Turn, rotation: Rotation, week: Period, told: Because) -> None:
    reason = turn.words(f"featured.reason.{REASONS[told.reason]}")
    await _replace(turn, rotation, week, Swapped(*told[:4]), reason)


async def _replace(turn: Turn, rotation: Rotation, week: Period, told: Swapped, reason: str | None) -> None:
    board = Board(turn, rotation)
    place, other = board.place_of(week, told.unit), rotation.candidate(week, unit_id=told.other)
    if other and board.has_chosen(other):  # pressed twice
        await _show_done(turn, rotation, week, "featured.saved")
    elif place is None or other is None:
        _show_again(turn, board, week)
    elif reason is None and board.needs_reason(other):
        turn.answer_press()
        turn.rewrite(*board.reasons(place, other))
    elif await board.put(week, other, instead_of=place, reason=reason or ""):
        await _show_done(turn, rotation, week, "featured.saved")
    else:
        turn.answer_press(turn.words("featured.announced"), alert=True)


async def _drop(turn: Turn, rotation: Rotation, week: Period, told: OfPlace) -> None:
    board = Board(turn, rotation)
    place = board.place_of(week, told.unit)
    if place and place.feature:
        await board.drop(week, place)
    await _show_done(turn, rotation, week, "featured.dropped")


def _in_a_tree(kind: ButtonKind[_P, _T], act: Callable[[Turn, Rotation, _T], Awaitable[None]]) -> Press:
    """The first field tells the root."""

    async def pressed(turn: Turn, told: _T) -> None:
        mine = await rotations_of(turn, await turn.chat())
        rotation = next((one for one in mine if one.root.id == told[0]), None)
        if rotation is None:
            turn.answer_press(turn.words("featured.not_allowed"), alert=True)
        else:
            await act(turn, rotation, told)

    return on(kind, pressed)


def _in_a_week(
    kind: ButtonKind[_P, _T], act: Callable[[Turn, Rotation, Period, _T], Awaitable[None]]
) -> Press:
    """The second field tells the week; whoever presses hears why nothing can be chosen for it."""

    async def pressed(turn: Turn, rotation: Rotation, told: _T) -> None:
        week = week_of(told[1])
        if week in Board(turn, rotation).weeks:
            await act(turn, rotation, week, told)
        else:
            key = "featured.announced" if rotation.is_announced(week) else "featured.past"
            turn.answer_press(turn.words(key), alert=True)

    return _in_a_tree(kind, pressed)


BUTTONS = (
    _in_a_tree(choosing.EVERYTHING, _everything),
    _in_a_week(choosing.WEEK, _week),
    _in_a_week(choosing.AGREE, _ok),
    _in_a_week(choosing.SWAP, _swap),
    _in_a_week(choosing.PUT, _put),
    _in_a_week(choosing.PUT_BECAUSE, _put_because),
    _in_a_week(choosing.DROP, _drop),
)


def _show_again(turn: Turn, board: Board, week: Period) -> None:
    """The list is not what it was when the button was drawn."""
    turn.answer_press(turn.words("featured.changed"), alert=True)
    turn.rewrite(*board.week(week))


async def _show_done(turn: Turn, rotation: Rotation, week: Period, key: str) -> None:
    turn.answer_press(turn.words(key))
    turn.rewrite(*(await board_now(turn, rotation.root.id)).week(week))
