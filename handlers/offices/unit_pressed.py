"""Somebody pressed one of their units: the command is given again, for that unit."""

import re
from dataclasses import replace

from handlers.commands import COMMANDS
from handlers.turn import AskAdmin, Turn
from platforms.messages import Command

_PRESSED = re.compile(r"([a-z]{1,16}):(\d{1,18}):(.*)", re.DOTALL | re.ASCII)
_FOR_UNITS = frozenset({"tonghop", "chuanop", "trang", "nhac"})


async def pressed(turn: Turn) -> AskAdmin | None:
    """Whether they may do it there is for the command to find out."""
    told = _PRESSED.fullmatch(":".join(turn.pressed))
    command = COMMANDS.get(told[1]) if told and told[1] in _FOR_UNITS and turn.in_private else None
    if told is None or command is None:
        turn.answer_press()
        return None
    turn.unit_id = int(told[2])
    turn.message = replace(turn.message, command=Command(told[1], told[3]), sent_at=turn.desk.now)
    question = await command(turn)
    if question is None:
        turn.answer_press()
    return question
