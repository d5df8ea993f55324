"""Buttons under the bot's messages: the first word of what a button holds names who answers the press."""

from collections.abc import Awaitable, Callable

from handlers import acting, choosing, own_data, reminders, review, review_views, spreading
from handlers.turn import AskAdmin, Turn

Pressed = Callable[[Turn], Awaitable[AskAdmin | None]]


def handler_of(data: str) -> Pressed:
    return BUTTONS.get(data.partition(":")[0], old_button)


async def old_button(turn: Turn) -> None:
    """A button of days gone by; whoever finds one to press should not wait for an answer."""
    turn.answer_press()


BUTTONS: dict[str, Pressed] = {
    "nhac": reminders.pressed,
    choosing.BUTTON: choosing.pressed,
    spreading.BUTTON: spreading.pressed,
    acting.BUTTON: acting.pressed,
    review_views.BUTTON: review.pressed,
    own_data.BUTTON: own_data.pressed,
}
