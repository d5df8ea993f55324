"""/start, alone or with the word of a link: what stands before its underscore says who answers."""

from collections.abc import Awaitable, Callable

from handlers.context import Context
from handlers.joining import own_data, registering
from handlers.offices import connecting, group_codes, role_codes
from handlers.roster import people

Start = Callable[[Context, str], Awaitable[None]]

STARTS: dict[str, Start] = {
    group_codes.START: connecting.connect_with,
    role_codes.START: role_codes.take_role,
    registering.START: registering.invited,
    people.START: people.followed,
    own_data.START: own_data.followed,
}


def starter_of(context: Context) -> tuple[Start, str] | None:
    """Who answers, and what is left of the word; None where it names nobody."""
    argument = context.message.command.argument if context.message.command else ""
    name, _, word = argument.partition("_")
    start = STARTS.get(name)
    return (start, word) if start else None
