"""Under the bot's messages: which button is answered by whom."""

from handlers.context import Context
from handlers.counting import names
from handlers.handing_in import activities, featured_shares
from handlers.joining import own_data, quiet, registering, unlinked
from handlers.offices import connecting, group_codes, role_codes, staff_lists, unit_pressed
from handlers.press import Answer, Press
from handlers.publishing import choice_pressed
from handlers.reminding import reminders
from handlers.reviewing import review
from handlers.roster import leaves, people, settings
from rules.buttons import DoesNotFitError, names_in

_ROOMS = (
    activities,
    choice_pressed,
    connecting,
    group_codes,
    leaves,
    names,
    own_data,
    people,
    quiet,
    registering,
    reminders,
    review,
    role_codes,
    settings,
    featured_shares,
    staff_lists,
    unit_pressed,
    unlinked,
)
BUTTONS: dict[str, Press] = {press.name: press for room in _ROOMS for press in room.BUTTONS}


async def pressed(context: Context) -> None:
    """A group the bot knows nothing of was none when the button was sent."""
    answer = answer_to(context.message.button or "")
    if answer is None or not (context.in_private or await context.ledger.knows_chat(context.chat_ref)):
        context.refuse_press()
        return None
    return await answer(context)


def answer_to(data: str) -> Answer | None:
    """Who answers a pressed button; nobody what is no button of ours (any more)."""
    for name, tail in names_in(data):
        if name in BUTTONS:
            try:
                return BUTTONS[name].answer_to(tail)
            except DoesNotFitError:
                return None
    return None
