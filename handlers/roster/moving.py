"""Who leaves a unit or moves to another one, from which day on; and how that is taken back on the day it was said."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple

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
from handlers.turn import Rows, Turn
from rules.calendar import month_of, week_of
from rules.leave import understand_days
from rules.outgoing import Button
from rules.roles import Act
from storage import RosterCard, RosterLine, Standpoint, UnitRecord

MOVE, DAY = "ds.move", "ds.day"
ENDED, MOVED = "roster.ended", "roster.moved"
MOST_UNITS = 8


class Going(NamedTuple):
    """Somebody who leaves a unit, for another one (`target`) or for good."""

    stands: Standpoint
    card: RosterCard
    stay: RosterLine
    target: Standpoint | None = None

    def on(self, day: date, sure: Sure = "") -> str:
        """The data of a button by which it happens on a day."""
        here = (self.card.person_id, self.stands.unit.id)
        if self.target:
            return buttons.MOVE_ON(*here, self.target.unit.id, day, sure)
        return buttons.END_ON(*here, day, sure)


async def _going(turn: Turn, person_id: int, unit_id: int, target_id: int = 0) -> Going | None:
    """Whoever moves somebody must answer for both units."""
    found = await person_in(turn, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    if not target_id:
        return Going(*found)
    target = await unit_for(turn, Act.MANAGE_PEOPLE, target_id)
    return Going(*found, target) if isinstance(target, Standpoint) else target


# to another unit


async def _ask_where(turn: Turn, told: OfPerson) -> None:
    going = await _going(turn, *told)
    if not isinstance(going, Going):
        return going
    rights = await rights_of(turn)
    others = [
        number for number in await reach(turn, rights, Act.MANAGE_PEOPLE) if number != going.stands.unit.id
    ]
    back = _to_card(turn, going)
    if not others:
        show(turn, turn.words("roster.move_nowhere", name=going.card.name), ((back,),))
        return None
    await ask(turn, MOVE, person=going.card.person_id, unit=going.stands.unit.id)
    units = await turn.ledger.roster.units(today_of(turn))
    few = [units[number] for number in others if number in units] if len(others) <= MOST_UNITS else []
    show(turn, turn.words("roster.type_unit", name=going.card.name), (*_targets(turn, going, few), (back,)))
    return None


def _targets(turn: Turn, going: Going, units: list[UnitRecord]) -> Rows:
    here = (going.card.person_id, going.stands.unit.id)
    return tuple((button(name_on(turn, unit), buttons.MOVE_TO(*here, unit.id)),) for unit in units)


def _to_card(turn: Turn, going: Going) -> Button:
    card = buttons.CARD(going.card.person_id, going.stands.unit.id)
    return button(turn.words("roster.button.card"), card)


async def where_typed(turn: Turn, told: str) -> None:
    going = await _going(turn, *about_whom(told))
    if not isinstance(going, Going):
        return going
    rights = await rights_of(turn)
    here = going.stands.unit.id
    units = await find_units(turn, rights, Act.MANAGE_PEOPLE, turn.message.text)
    found = [unit for unit in units if unit.id != here][:MOST_UNITS]
    if not found:
        await ask(turn, MOVE, person=going.card.person_id, unit=here)
    words = turn.words("pick.found" if found else "pick.nothing")
    show(turn, words, (*_targets(turn, going, found), (_to_card(turn, going),)))
    return None


# from which day on


async def _ask_day(turn: Turn, told: Target | OfPerson) -> None:
    """The unit is known, or they leave for good."""
    going = await _going(turn, *told)
    if not isinstance(going, Going):
        return going
    await turn.ledger.questions.drop(await turn.chat())
    today = today_of(turn)
    days = {
        "roster.button.today": today,
        "roster.button.monday": week_of(today).after,
        "roster.button.month": month_of(today).after,
    }
    rows = [(button(turn.words(key), going.on(day)),) for key, day in days.items()]
    about = (going.card.person_id, going.stands.unit.id, going.target.unit.id if going.target else 0)
    other = button(turn.words("roster.button.other_day"), buttons.OTHER_DAY(*about))
    show(turn, _which_day(turn, going), (*rows, (other,), (_to_card(turn, going),)))
    return None


def _which_day(turn: Turn, going: Going) -> str:
    if going.target:
        return turn.words("roster.move_when", name=going.card.name, unit=going.target.unit.name)
    return turn.words("roster.end_when", name=going.card.name, unit=going.stands.unit.name)


async def _ask_other_day(turn: Turn, told: MaybeTarget) -> None:
    going = await _going(turn, *told)
    if not isinstance(going, Going):
        return going
    target = going.target.unit.id if going.target else 0
    await ask(turn, DAY, person=going.card.person_id, unit=going.stands.unit.id, target=target)
    show(turn, turn.words("roster.type_day"), ((_to_card(turn, going),),))
    return None


async def day_typed(turn: Turn, told: str) -> None:
    going = await _going(turn, *about_whom(told), int(told_of(told).get("target", 0)))
    if not isinstance(going, Going):
        return going
    days = understand_days(turn.message.text, today_of(turn), turn.settings.plan.calendar)
    if days is None:
        target = going.target.unit.id if going.target else 0
        await ask(turn, DAY, person=going.card.person_id, unit=going.stands.unit.id, target=target)
        turn.reply(turn.words("roster.no_day"))
        return None
    return await _go(turn, going, days.first, sure=False)


async def _end_on(turn: Turn, told: EndDay) -> None:
    going = await _going(turn, told.person, told.unit)
    return await _go(turn, going, told.day, sure=bool(told.sure)) if isinstance(going, Going) else going


async def _move_on(turn: Turn, told: MoveDay) -> None:
    going = await _going(turn, told.person, told.unit, told.target)
    return await _go(turn, going, told.day, sure=bool(told.sure)) if isinstance(going, Going) else going


async def _go(turn: Turn, going: Going, day: date, *, sure: bool) -> None:
    """What was long ago is not changed by a slip of the finger: it is told first what that means."""
    back = (_to_card(turn, going),)
    if is_too_far(turn, day):
        show(turn, turn.words("roster.day_far", day=shown_day(day)), (back,))
    elif day <= going.stay.since < today_of(turn):
        since = shown_day(going.stay.since)
        show(turn, turn.words("roster.day_before", name=going.card.name, day=since), (back,))
    elif is_in_closed_week(turn, day) and not sure:
        yes = button(turn.words("roster.button.sure"), going.on(day, "ok"))
        week = week_of(day).number
        show(turn, turn.words("roster.day_closed", day=shown_day(day), week=week), ((yes,), back))
    elif going.target:
        return await _move(turn, going, going.target, day)
    else:
        await _end(turn, going, day)
    return None


async def _end(turn: Turn, going: Going, day: date) -> None:
    person_id, unit = going.card.person_id, going.stands.unit
    if not await turn.ledger.roster.end(person_id, unit.id, day):
        refuse(turn, turn.words("roster.gone"))
        return
    await turn.ledger.audit(account_of(turn), ENDED, f"unit {unit.id}", str(day), person_id=person_id)
    never_was = going.stay.since >= day
    rows = [(button(turn.words("roster.button.list"), buttons.LIST(unit.id)),)]
    if not never_was:
        undo = button(turn.words("roster.button.undo"), buttons.END_BACK(person_id, unit.id, day))
        rows.insert(0, (undo,))
    key = "roster.never_was" if never_was else "roster.ended"
    last = shown_day(day - timedelta(days=1))
    values = {"name": going.card.name, "unit": unit.name}
    show(turn, turn.words(key, **values, **({} if never_was else {"day": last})), tuple(rows))


async def _move(turn: Turn, going: Going, target: Standpoint, day: date) -> None:
    person_id, old, new = going.card.person_id, going.stands.unit, target.unit
    if not await turn.ledger.roster.move(person_id, old.id, new.id, day):
        refuse(turn, turn.words("roster.move_failed", unit=new.name))
        return
    await turn.ledger.audit(account_of(turn), MOVED, _way(old.id, new.id), str(day), person_id=person_id)
    undo = button(turn.words("roster.button.undo"), buttons.MOVE_BACK(person_id, old.id, new.id, day))
    rows = (
        (undo,),
        (button(new.name, buttons.CARD(person_id, new.id)),),
        (button(turn.words("roster.button.list"), buttons.LIST(old.id)),),
    )
    words = turn.words("roster.moved", name=going.card.name, unit=new.name, day=shown_day(day))
    show(turn, words, rows)
    return


def _way(old: int, new: int) -> str:
    return f"unit {old} -> unit {new}"


# taken back


async def _take_back_end(turn: Turn, told: EndDay) -> None:
    person_id, unit_id, day, _ = told
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_id)
    if not isinstance(stands, Standpoint):
        return stands
    roster = turn.ledger.roster
    fresh = await roster.done_since(person_id, ENDED, f"unit {unit_id}", start_of_today(turn))
    if not fresh or not await roster.take_back_end(person_id, unit_id, day):
        refuse(turn, turn.words("roster.undo_late"))
        return None
    await turn.ledger.audit(account_of(turn), f"{ENDED}.undone", f"unit {unit_id}", person_id=person_id)
    return await show_card(turn, person_id, unit_id, turn.words("roster.undone"))


async def _take_back_move(turn: Turn, told: MoveDay) -> None:
    person_id, old, new, day, _ = told
    for unit_id in (old, new):
        stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_id)
        if not isinstance(stands, Standpoint):
            return stands
    roster = turn.ledger.roster
    fresh = await roster.done_since(person_id, MOVED, _way(old, new), start_of_today(turn))
    if not fresh or not await roster.move(person_id, new, old, day):
        refuse(turn, turn.words("roster.undo_late"))
        return None
    await turn.ledger.audit(account_of(turn), f"{MOVED}.undone", _way(old, new), person_id=person_id)
    return await show_card(turn, person_id, old, turn.words("roster.undone"))


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
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    MOVE: where_typed,
    DAY: day_typed,
}
