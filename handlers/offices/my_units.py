"""Which of their units somebody means who writes in private: the only one, a named one, or one of a few buttons."""

from handlers.context import Context, Rows
from handlers.offices.buttons import FOR_UNIT, Command
from handlers.rights import Rights
from rules.buttons import DoesNotFitError
from rules.outgoing import Button
from rules.roles import Act
from storage import UnitPath

MOST_BUTTONS = 8
_LONGEST_LABEL = 40


async def which(
    context: Context, rights: Rights, act: Act, command: Command, argument: str
) -> UnitPath | None:
    """None after it has been asked or said why not. A pressed button runs the command again with its unit."""
    if context.unit_id:
        return await chosen(context, rights, act)
    mine = rights.tops(act)
    if len(mine) == 1:
        return mine[0]
    words = context.words("rights.which", command=command)
    if rights.cut:
        words += "\n" + context.words("rights.cut")
    context.put(context.as_reply(words, unit_rows(rights, act, command, argument)))
    return None


async def chosen(context: Context, rights: Rights, act: Act) -> UnitPath | None:
    """The unit of the pressed button, if the presser may do it there."""
    unit_path = await context.ledger.units.path_of(context.unit_id)
    if unit_path and rights.may(act, unit_path):
        return unit_path
    context.reply(context.words("rights.not_yours"))
    return None


async def named(context: Context, words: str) -> tuple[UnitPath | None, str]:
    """The unit whose code (or whole name) stands first, and what stands behind it; all of it where there is none."""
    code, _, rest = words.partition(" ")
    unit = await context.ledger.units.named(code) if code else None
    if unit is None and rest:
        unit, rest = await context.ledger.units.named(words), ""
    unit_path = await context.ledger.units.path_of(unit.id) if unit else None
    return (unit_path, rest.strip()) if unit_path else (None, words)


def unit_rows(rights: Rights, act: Act, command: Command, argument: str = "") -> Rows:
    """The first of somebody's units as buttons; none where what was asked is too long for one."""
    mine = rights.tops(act)[:MOST_BUTTONS]
    try:
        told = [(each.unit.name, FOR_UNIT(command, each.unit.id, argument)) for each in mine]
    except DoesNotFitError:
        return ()
    return tuple((Button(name[:_LONGEST_LABEL], data),) for name, data in told)
