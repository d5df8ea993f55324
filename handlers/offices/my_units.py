"""Which of their units somebody means who writes in private: the only one, a named one, or one of a few buttons."""

from handlers.offices.buttons import FOR_UNIT, Command
from handlers.rights import Rights
from handlers.turn import Rows, Turn
from rules.buttons import DoesNotFitError
from rules.outgoing import Button
from rules.roles import Act
from storage import Standpoint

MOST_BUTTONS = 8
_LONGEST_LABEL = 40


async def which(turn: Turn, rights: Rights, act: Act, command: Command, argument: str) -> Standpoint | None:
    """None after it has been asked or said why not. A pressed button runs the command again with its unit."""
    if turn.unit_id:
        return await chosen(turn, rights, act)
    mine = rights.tops(act)
    if len(mine) == 1:
        return mine[0]
    words = turn.words("rights.which", command=command)
    if rights.cut:
        words += "\n" + turn.words("rights.cut")
    turn.put(turn.as_reply(words, unit_rows(rights, act, command, argument)))
    return None


async def chosen(turn: Turn, rights: Rights, act: Act) -> Standpoint | None:
    """The unit of the pressed button, if the presser may do it there."""
    stands = await turn.ledger.units.path_of(turn.unit_id)
    if stands and rights.may(act, stands):
        return stands
    turn.reply(turn.words("rights.not_yours"))
    return None


async def named(turn: Turn, words: str) -> tuple[Standpoint | None, str]:
    """The unit whose code (or whole name) stands first, and what stands behind it; all of it where there is none."""
    code, _, rest = words.partition(" ")
    unit = await turn.ledger.units.named(code) if code else None
    if unit is None and rest:
        unit, rest = await turn.ledger.units.named(words), ""
    stands = await turn.ledger.units.path_of(unit.id) if unit else None
    return (stands, rest.strip()) if stands else (None, words)


def unit_rows(rights: Rights, act: Act, command: Command, argument: str = "") -> Rows:
    """The first of somebody's units as buttons; none where what was asked is too long for one."""
    mine = rights.tops(act)[:MOST_BUTTONS]
    try:
        told = [(each.unit.name, FOR_UNIT(command, each.unit.id, argument)) for each in mine]
    except DoesNotFitError:
        return ()
    return tuple((Button(name[:_LONGEST_LABEL], data),) for name, data in told)
