"""Somebody pressed one of their units: the command is given again, for that unit."""

from dataclasses import replace

from handlers.commands import COMMANDS
from handlers.context import Context
from handlers.offices.buttons import FOR_UNIT, ForUnit
from handlers.press import on
from platforms.messages import Command


async def _pressed(context: Context, told: ForUnit) -> None:
    """Whether they may do it there is for the command to find out."""
    if not context.in_private:
        context.refuse_press()
        return None
    context.unit_id = told.unit
    context.message = replace(
        context.message, command=Command(told.command, told.argument), sent_at=context.ledger.now
    )
    return await COMMANDS[told.command](context)


BUTTONS = (on(FOR_UNIT, _pressed),)
