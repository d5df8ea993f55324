"""The button under a unit's numbers that opens them down to the names, in private and for those who may know."""

import re

from handlers.counting.asked import summary_of
from handlers.rights import account_of, rights_of
from handlers.turn import AskAdmin, Turn
from reports.obligations import names
from reports.summary import ALL, Summary
from rules.calendar import Period, parse_period
from rules.outgoing import Button, Say
from rules.roles import Act
from storage import UnitRecord

BUTTON = "ten"
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def names_button(turn: Turn, summary: Summary) -> tuple[tuple[Button, ...], ...]:
    """Nothing where there is nobody to name."""
    if not summary.people:
        return ()
    data = f"{BUTTON}:{summary.unit.id}:{summary.period.code}"
    return ((Button(turn.words("names.button"), data),),)


async def pressed(turn: Turn) -> AskAdmin | None:
    asked = await _understood(turn)
    if asked is None:
        turn.answer_press()
        return None
    root, period = asked
    rights = await rights_of(turn, Act.SEE_NAMES)
    if isinstance(rights, AskAdmin):
        return rights
    stands = None if root is ALL else await turn.desk.standpoint(root.id)
    if not (rights.may(Act.SEE_NAMES, stands) if stands else rights.everywhere(Act.SEE_NAMES)):
        turn.answer_press(turn.words("names.not_allowed"), alert=True)
        return None
    below = stands is None or rights.may_below(Act.SEE_NAMES, stands)
    await _tell(turn, await summary_of(turn, root, period, below=below))
    return None


async def _understood(turn: Turn) -> tuple[UnitRecord, Period] | None:
    """What a button says may be forged: the unit and the period are looked up again."""
    number, code = (*turn.pressed, "", "")[:2]
    period = parse_period(code, turn.day, turn.settings.plan.calendar)
    if not _NUMBER.fullmatch(number) or period is None or not code:
        return None
    root = ALL if int(number) == ALL.id else await turn.desk.unit(int(number))
    return (root, period) if root else None


async def _tell(turn: Turn, summary: Summary) -> None:
    sender = turn.message.sender
    assert sender is not None
    told = names(summary, turn.settings.language)
    await note_names_seen(turn, summary)
    if turn.in_private:
        turn.answer_press()
        turn.put(turn.as_reply(told))
    else:
        turn.answer_press(turn.words("names.sent"))
        turn.put(Say(sender.id, told), instead=turn.as_reply(turn.words("names.open_private")))


async def note_names_seen(turn: Turn, summary: Summary) -> None:
    """Everybody can find out who saw their name; of all units together, those at the top are written down."""
    units = summary.units if summary.unit is ALL else (summary,)
    for each in units:
        await turn.desk.audit(
            account_of(turn), "names.seen", each.unit.code, summary.period.code, unit_id=each.unit.id
        )
