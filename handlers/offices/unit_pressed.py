"""Somebody pressed one of their units: the command is given again, for that unit."""

from dataclasses import replace

from handlers.commands import COMMANDS
from handlers.offices.buttons import FOR_UNIT, ForUnit
from handlers.press import on
from handlers.turn import Turn
from platforms.messages import Command


async def _pressed(turn: Turn, told: ForUnit) -> None:
    """Whether they may do it there is for the command to find out."""
    if not turn.in_private:
        turn.refuse_press()
        return None
    turn.unit_id = told.unit
    turn.message = replace(
        turn.message, command=Command(told.command, told.argument), sent_at=turn.ledger.now
    )
    return await COMMANDS[told.command](turn)


BUTTONS = (on(FOR_UNIT, _pressed),)
