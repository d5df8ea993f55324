"""Who leaves a unit or moves to another one, from which day on; and how that is taken back on the day it was said."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple

from handlers.context import Context, Rows
from handlers.press import on
from handlers.rights import account_of, rights_of
from handlers.roster import buttons
from handlers.roster.buttons import EndDay, MaybeTarget, MoveDay, OfPerson, Sure, Target
from handlers.roster.cards import person_in, show_card
from handlers.roster.changes import about_whom
from handlers.roster.common import (
    ask,
    button,
    is_in_closed_week,
    is_too_far,
    refuse,
    show,
    shown_day,
    start_of_today,
    today_of,
    told_of,
    unit_for,
)
from handlers.roster.picking import find_units, name_on, reach
from rules.calendar import month_of, week_of
from rules.leave import understand_days
from rules.outgoing import Button
from rules.roles import Act
from storage import RosterCard, RosterLine, UnitPath, UnitRecord

MOVE, DAY = "ds.move", "ds.day"
ENDED, MOVED = "roster.ended", "roster.moved"
MOST_UNITS = 8


class Going(NamedTuple):
    """Somebody who leaves a unit, for another one (`target`) or for good."""

    unit_path: UnitPath
    card: RosterCard
    stay: RosterLine
    target: UnitPath | None = None

    def on(self, day: date, sure: Sure = "") -> str:
        """The data of a button by which it happens on a day."""
        here = (self.card.person_id, self.unit_path.unit.id)
        if self.target:
            return buttons.MOVE_ON(*here, self.target.unit.id, day, sure)
        return buttons.END_ON(*here, day, sure)


async def _going(context: Context, person_id: int, unit_id: int, target_id: int = 0) -> Going | None:
    """Whoever moves somebody must answer for both units."""
    found = await person_in(context, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    if not target_id:
        return Going(*found)
    target = await unit_for(context, Act.MANAGE_PEOPLE, target_id)
    return Going(*found, target) if isinstance(target, UnitPath) else target


# to another unit


async def _ask_where(context: Context, told: OfPerson) -> None:
    going = await _going(context, *told)
    if not isinstance(going, Going):
        return going
    rights = await rights_of(context)
    others = [
        number
        for number in await reach(context, rights, Act.MANAGE_PEOPLE)
        if number != going.unit_path.unit.id
    ]
    back = _to_card(context, going)
    if not others:
        show(context, context.words("roster.move_nowhere", name=going.card.name), ((back,),))
        return None
    await ask(context, MOVE, person=going.card.person_id, unit=going.unit_path.unit.id)
    units = await context.ledger.roster.units(today_of(context))
    few = [units[number] for number in others if number in units] if len(others) <= MOST_UNITS else []
    show(
        context,
        context.words("roster.type_unit", name=going.card.name),
        (*_targets(context, going, few), (back,)),
    )
    return None


def _targets(context: Context, going: Going, units: list[UnitRecord]) -> Rows:
    here = (going.card.person_id, going.unit_path.unit.id)
    return tuple((button(name_on(context, unit), buttons.MOVE_TO(*here, unit.id)),) for unit in units)


def _to_card(context: Context, going: Going) -> Button:
    card = buttons.CARD(going.card.person_id, going.unit_path.unit.id)
    return button(context.words("roster.button.card"), card)


async def where_typed(context: Context, told: str) -> None:
    going = await _going(context, *about_whom(told))
    if not isinstance(going, Going):
        return going
    rights = await rights_of(context)
    here = going.unit_path.unit.id
    units = await find_units(context, rights, Act.MANAGE_PEOPLE, context.message.text)
    found = [unit for unit in units if unit.id != here][:MOST_UNITS]
    if not found:
        await ask(context, MOVE, person=going.card.person_id, unit=here)
    words = context.words("pick.found" if found else "pick.nothing")
    show(context, words, (*_targets(context, going, found), (_to_card(context, going),)))
    return None


# from which day on


async def _ask_day(context: Context, told: Target | OfPerson) -> None:
    """The unit is known, or they leave for good."""
    going = await _going(context, *told)
    if not isinstance(going, Going):
        return going
    await context.ledger.questions.drop(await context.chat())
    today = today_of(context)
    days = {
        "roster.button.today": today,
        "roster.button.monday": week_of(today).after,
        "roster.button.month": month_of(today).after,
    }
    rows = [(button(context.words(key), going.on(day)),) for key, day in days.items()]
    about = (going.card.person_id, going.unit_path.unit.id, going.target.unit.id if going.target else 0)
    other = button(context.words("roster.button.other_day"), buttons.OTHER_DAY(*about))
    show(context, _which_day(context, going), (*rows, (other,), (_to_card(context, going),)))
    return None


def _which_day(context: Context, going: Going) -> str:
    if going.target:
        return context.words("roster.move_when", name=going.card.name, unit=going.target.unit.name)
    return context.words("roster.end_when", name=going.card.name, unit=going.unit_path.unit.name)


async def _ask_other_day(context: Context, told: MaybeTarget) -> None:
    going = await _going(context, *told)
    if not isinstance(going, Going):
        return going
    target = going.target.unit.id if going.target else 0
    await ask(context, DAY, person=going.card.person_id, unit=going.unit_path.unit.id, target=target)
    show(context, context.words("roster.type_day"), ((_to_card(context, going),),))
    return None


async def day_typed(context: Context, told: str) -> None:
    going = await _going(context, *about_whom(told), int(told_of(told).get("target", 0)))
    if not isinstance(going, Going):
        return going
    days = understand_days(context.message.text, today_of(context), context.settings.plan.calendar)
    if days is None:
        target = going.target.unit.id if going.target else 0
        await ask(context, DAY, person=going.card.person_id, unit=going.unit_path.unit.id, target=target)
        context.reply(context.words("roster.no_day"))
        return None
    return await _go(context, going, days.first, sure=False)


async def _end_on(context: Context, told: EndDay) -> None:
    going = await _going(context, told.person, told.unit)
    return await _go(context, going, told.day, sure=bool(told.sure)) if isinstance(going, Going) else going


async def _move_on(context: Context, told: MoveDay) -> None:
    going = await _going(context, told.person, told.unit, told.target)
    return await _go(context, going, told.day, sure=bool(told.sure)) if isinstance(going, Going) else going


async def _go(context: Context, going: Going, day: date, *, sure: bool) -> None:
    """What was long ago is not changed by a slip of the finger: it is told first what that means."""
    back = (_to_card(context, going),)
    if is_too_far(context, day):
        show(context, context.words("roster.day_far", day=shown_day(day)), (back,))
    elif day <= going.stay.since < today_of(context):
        since = shown_day(going.stay.since)
        show(context, context.words("roster.day_before", name=going.card.name, day=since), (back,))
    elif is_in_closed_week(context, day) and not sure:
        yes = button(context.words("roster.button.sure"), going.on(day, "ok"))
        week = week_of(day).number
        show(context, context.words("roster.day_closed", day=shown_day(day), week=week), ((yes,), back))
    elif going.target:
        return await _move(context, going, going.target, day)
    else:
        await _end(context, going, day)
    return None


async def _end(context: Context, going: Going, day: date) -> None:
    person_id, unit = going.card.person_id, going.unit_path.unit
    if not await context.ledger.roster.end(person_id, unit.id, day):
        refuse(context, context.words("roster.gone"))
        return
    await context.ledger.audit(account_of(context), ENDED, f"unit {unit.id}", str(day), person_id=person_id)
    never_was = going.stay.since >= day
    rows = [(button(context.words("roster.button.list"), buttons.LIST(unit.id)),)]
    if not never_was:
        undo = button(context.words("roster.button.undo"), buttons.END_BACK(person_id, unit.id, day))
        rows.insert(0, (undo,))
    key = "roster.never_was" if never_was else "roster.ended"
    last = shown_day(day - timedelta(days=1))
    values = {"name": going.card.name, "unit": unit.name}
    show(context, context.words(key, **values, **({} if never_was else {"day": last})), tuple(rows))


async def _move(context: Context, going: Going, target: UnitPath, day: date) -> None:
    person_id, old, new = going.card.person_id, going.unit_path.unit, target.unit
    if not await context.ledger.roster.move(person_id, old.id, new.id, day):
        refuse(context, context.words("roster.move_failed", unit=new.name))
        return
    await context.ledger.audit(
        account_of(context), MOVED, _way(old.id, new.id), str(day), person_id=person_id
    )
    undo = button(context.words("roster.button.undo"), buttons.MOVE_BACK(person_id, old.id, new.id, day))
    rows = (
        (undo,),
        (button(new.name, buttons.CARD(person_id, new.id)),),
        (button(context.words("roster.button.list"), buttons.LIST(old.id)),),
    )
    words = context.words("roster.moved", name=going.card.name, unit=new.name, day=shown_day(day))
    show(context, words, rows)
    return


def _way(old: int, new: int) -> str:
    return f"unit {old} -> unit {new}"


# taken back


async def _take_back_end(context: Context, told: EndDay) -> None:
    person_id, unit_id, day, _ = told
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, unit_id)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    roster = context.ledger.roster
    fresh = await roster.done_since(person_id, ENDED, f"unit {unit_id}", start_of_today(context))
    if not fresh or not await roster.take_back_end(person_id, unit_id, day):
        refuse(context, context.words("roster.undo_late"))
        return None
    await context.ledger.audit(account_of(context), f"{ENDED}.undone", f"unit {unit_id}", person_id=person_id)
    return await show_card(context, person_id, unit_id, context.words("roster.undone"))


async def _take_back_move(context: Context, told: MoveDay) -> None:
    person_id, old, new, day, _ = told
    for unit_id in (old, new):
        unit_path = await unit_for(context, Act.MANAGE_PEOPLE, unit_id)
        if not isinstance(unit_path, UnitPath):
            return unit_path
    roster = context.ledger.roster
    fresh = await roster.done_since(person_id, MOVED, _way(old, new), start_of_today(context))
    if not fresh or not await roster.move(person_id, new, old, day):
        refuse(context, context.words("roster.undo_late"))
        return None
    await context.ledger.audit(account_of(context), f"{MOVED}.undone", _way(old, new), person_id=person_id)
    return await show_card(context, person_id, old, context.words("roster.undone"))


BUTTONS = (
    on(buttons.MOVE, _ask_where),
    on(buttons.MOVE_TO, _ask_day),
    on(buttons.MOVE_ON, _move_on),
    on(buttons.END, _ask_day),
    on(buttons.END_ON, _end_on),
    on(buttons.OTHER_DAY, _ask_other_day),
    on(buttons.END_BACK, _take_back_end),
    on(buttons.MOVE_BACK, _take_back_move),
)
ANSWERS: dict[str, Callable[[Context, str], Awaitable[None]]] = {
    MOVE: where_typed,
    DAY: day_typed,
}
