"""What is pressed while featured pages are chosen."""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from handlers.context import Context
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
from reports.featured import Rotation
from rules.buttons import ButtonKind
from rules.calendar import Period, week_of

_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])


async def _everything(context: Context, rotation: Rotation, _told: OfRoot) -> None:
    context.answer_press()
    context.rewrite(*Board(context, rotation).overview())


async def _week(context: Context, rotation: Rotation, week: Period, _told: OfWeek) -> None:
    context.answer_press()
    context.rewrite(*Board(context, rotation).week(week))


async def _ok(context: Context, rotation: Rotation, week: Period, told: Sealed) -> None:
    board = Board(context, rotation)
    places = rotation.plan_of(week)
    if told.seal != seal_of(places):
        _show_again(context, board, week)
    elif await board.agree(week, places):
        await _show_done(context, rotation, week, "featured.agreed")
    else:
        context.answer_press(context.words("featured.announced"), alert=True)


async def _swap(context: Context, rotation: Rotation, week: Period, told: OfPlace) -> None:
    board = Board(context, rotation)
    place = board.place_of(week, told.unit)
    if place is None:
        _show_again(context, board, week)
    else:
        context.answer_press()
        context.rewrite(*board.alternatives(place))


async def _put(context: Context, rotation: Rotation, week: Period, told: Swapped) -> None:
    await _replace(context, rotation, week, told, None)


async def _put_because(context: Context, rotation: Rotation, week: Period, told: Because) -> None:
    reason = context.words(f"featured.reason.{REASONS[told.reason]}")
    await _replace(context, rotation, week, Swapped(*told[:4]), reason)


async def _replace(
    context: Context, rotation: Rotation, week: Period, told: Swapped, reason: str | None
) -> None:
    board = Board(context, rotation)
    place, other = board.place_of(week, told.unit), rotation.candidate(week, unit_id=told.other)
    if other and board.has_chosen(other):  # pressed twice
        await _show_done(context, rotation, week, "featured.saved")
    elif place is None or other is None:
        _show_again(context, board, week)
    elif reason is None and board.needs_reason(other):
        context.answer_press()
        context.rewrite(*board.reasons(place, other))
    elif await board.put(week, other, instead_of=place, reason=reason or ""):
        await _show_done(context, rotation, week, "featured.saved")
    else:
        context.answer_press(context.words("featured.announced"), alert=True)


async def _drop(context: Context, rotation: Rotation, week: Period, told: OfPlace) -> None:
    board = Board(context, rotation)
    place = board.place_of(week, told.unit)
    if place and place.feature:
        await board.drop(week, place)
    await _show_done(context, rotation, week, "featured.dropped")


def _in_a_tree(kind: ButtonKind[_P, _T], act: Callable[[Context, Rotation, _T], Awaitable[None]]) -> Press:
    """The first field tells the root."""

    async def pressed(context: Context, told: _T) -> None:
        mine = await rotations_of(context, await context.chat())
        rotation = next((one for one in mine if one.root.id == told[0]), None)
        if rotation is None:
            context.answer_press(context.words("featured.not_allowed"), alert=True)
        else:
            await act(context, rotation, told)

    return on(kind, pressed)


def _in_a_week(
    kind: ButtonKind[_P, _T], act: Callable[[Context, Rotation, Period, _T], Awaitable[None]]
) -> Press:
    """The second field tells the week; whoever presses hears why nothing can be chosen for it."""

    async def pressed(context: Context, rotation: Rotation, told: _T) -> None:
        week = week_of(told[1])
        if week in Board(context, rotation).weeks:
            await act(context, rotation, week, told)
        else:
            key = "featured.announced" if rotation.is_announced(week) else "featured.past"
            context.answer_press(context.words(key), alert=True)

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


def _show_again(context: Context, board: Board, week: Period) -> None:
    """The list is not what it was when the button was drawn."""
    context.answer_press(context.words("featured.changed"), alert=True)
    context.rewrite(*board.week(week))


async def _show_done(context: Context, rotation: Rotation, week: Period, key: str) -> None:
    context.answer_press(context.words(key))
    context.rewrite(*(await board_now(context, rotation.root.id)).week(week))
