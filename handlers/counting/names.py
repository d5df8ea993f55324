"""The button under a unit's numbers that opens them down to the names, in private and for those who may know."""

from typing import NamedTuple

from handlers.context import Context
from handlers.counting.asked import summary_of
from handlers.press import on
from handlers.rights import account_of, rights_of
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


def names_button(context: Context, summary: Summary) -> tuple[tuple[Button, ...], ...]:
    """Nothing where there is nobody to name."""
    if not summary.people:
        return ()
    data = NAMES(summary.unit.id, summary.period.code)
    return ((Button(context.words("names.button"), data),),)


async def _pressed(context: Context, told: Numbers) -> None:
    asked = await _understood(context, told)
    if asked is None:
        context.refuse_press()
        return
    if context.sender_ref is None:
        context.answer_press(context.words("names.anonymous"), alert=True)
        return
    root, period = asked
    rights = await rights_of(context, Act.SEE_NAMES)
    unit_path = None if root is ALL else await context.ledger.units.path_of(root.id)
    if not (rights.may(Act.SEE_NAMES, unit_path) if unit_path else rights.everywhere(Act.SEE_NAMES)):
        context.answer_press(context.words("names.not_allowed"), alert=True)
        return
    below = unit_path is None or rights.may_below(Act.SEE_NAMES, unit_path)
    await _tell(context, context.sender_ref, await summary_of(context, root, period, below=below))
    return


BUTTONS = (on(NAMES, _pressed),)


async def _understood(context: Context, told: Numbers) -> tuple[UnitRecord, Period] | None:
    """What a button says may be forged: the unit and the period are looked up again."""
    period = parse_period(told.period, context.today, context.settings.plan.calendar)
    root = ALL if told.unit == ALL.id else await context.ledger.units.one(told.unit)
    return (root, period) if root and period else None


async def _tell(context: Context, to: AccountRef, summary: Summary) -> None:
    told = names(summary, context.settings.language)
    await note_names_seen(context, summary)
    if context.in_private:
        context.answer_press()
        context.put(context.as_reply(told))
    else:
        context.answer_press(context.words("names.sent"))
        context.put(Say(to.user_id, told), instead=context.as_reply(context.words("names.open_private")))


async def note_names_seen(context: Context, summary: Summary) -> None:
    """Everybody can find out who saw their name; of all units together, those at the top are written down."""
    units = summary.units if summary.unit is ALL else (summary,)
    for each in units:
        await context.ledger.audit(
            account_of(context), "names.seen", each.unit.code, summary.period.code, unit_id=each.unit.id
        )
