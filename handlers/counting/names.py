"""The button under a unit's numbers that opens them down to the names, in private and for those who may know."""

from typing import NamedTuple

from handlers.counting.asked import summary_of
from handlers.press import on
from handlers.rights import account_of, rights_of
from handlers.turn import Turn
from reports.obligations import names
from reports.summary import ALL, Summary
from rules.buttons import ButtonKind, IdOrZero, PeriodCode
from rules.calendar import Period, parse_period
from rules.outgoing import Button, Say
from rules.roles import Act
from storage import AccountRef, UnitRecord


class Numbers(NamedTuple):
    """Of a unit, or of all (0), in a period."""

    unit: IdOrZero
    period: PeriodCode


NAMES = ButtonKind("ten", Numbers)


def names_button(turn: Turn, summary: Summary) -> tuple[tuple[Button, ...], ...]:
    """Nothing where there is nobody to name."""
    if not summary.people:
        return ()
    data = NAMES(summary.unit.id, summary.period.code)
    return ((Button(turn.words("names.button"), data),),)


async def _pressed(turn: Turn, told: Numbers) -> None:
    asked = await _understood(turn, told)
    if asked is None:
        turn.refuse_press()
        return
    if turn.sender_ref is None:
        turn.answer_press(turn.words("names.anonymous"), alert=True)
        return
    root, period = asked
    rights = await rights_of(turn, Act.SEE_NAMES)
    stands = None if root is ALL else await turn.ledger.units.path_of(root.id)
    if not (rights.may(Act.SEE_NAMES, stands) if stands else rights.everywhere(Act.SEE_NAMES)):
        turn.answer_press(turn.words("names.not_allowed"), alert=True)
        return
    below = stands is None or rights.may_below(Act.SEE_NAMES, stands)
    await _tell(turn, turn.sender_ref, await summary_of(turn, root, period, below=below))
    return


BUTTONS = (on(NAMES, _pressed),)


async def _understood(turn: Turn, told: Numbers) -> tuple[UnitRecord, Period] | None:
    """What a button says may be forged: the unit and the period are looked up again."""
    period = parse_period(told.period, turn.today, turn.settings.plan.calendar)
    root = ALL if told.unit == ALL.id else await turn.ledger.units.one(told.unit)
    return (root, period) if root and period else None


async def _tell(turn: Turn, to: AccountRef, summary: Summary) -> None:
    told = names(summary, turn.settings.language)
    await note_names_seen(turn, summary)
    if turn.in_private:
        turn.answer_press()
        turn.put(turn.as_reply(told))
    else:
        turn.answer_press(turn.words("names.sent"))
        turn.put(Say(to.user_id, told), instead=turn.as_reply(turn.words("names.open_private")))


async def note_names_seen(turn: Turn, summary: Summary) -> None:
    """Everybody can find out who saw their name; of all units together, those at the top are written down."""
    units = summary.units if summary.unit is ALL else (summary,)
    for each in units:
        await turn.ledger.audit(
            account_of(turn), "names.seen", each.unit.code, summary.period.code, unit_id=each.unit.id
        )
