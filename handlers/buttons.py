"""Buttons under the bot's messages: the first word of what a button holds names who answers the press."""

from collections.abc import Awaitable, Callable

from handlers.counting import names
from handlers.handing_in import acting, spreading
from handlers.joining import own_data, registering, unlinked
from handlers.offices import connecting, my_units, role_codes, staff_lists, unit_pressed
from handlers.publishing import choosing
from handlers.reminding import reminders
from handlers.reviewing import review, review_views
from handlers.roster import leaves, people, settings, views
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
    names.BUTTON: names.pressed,
    review_views.BUTTON: review.pressed,
    my_units.BUTTON: unit_pressed.pressed,
    connecting.BUTTON: connecting.pressed,
    role_codes.BUTTON: role_codes.pressed,
    staff_lists.BUTTON: staff_lists.pressed,
    registering.BUTTON: registering.pressed,
    unlinked.BUTTON: unlinked.pressed,
    views.DS: people.pressed,
    views.MN: leaves.pressed,
    settings.CD: settings.pressed,
    own_data.BUTTON: own_data.pressed,
}
