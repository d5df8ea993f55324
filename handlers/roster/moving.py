"""Who leaves a unit or moves to another one, from which day on; and how that is taken back on the day it was said."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple

from handlers.rights import account_of, rights_of
from handlers.roster.cards import person_in, show_card
from handlers.roster.changes import about_whom
from handlers.roster.common import (
    ask,
    button,
    day_in,
    day_word,
    is_in_closed_week,
    is_too_far,
    number_in,
    refuse,
    show,
    shown_day,
    start_of_today,
    today_of,
    told_of,
    unit_for,
    word_in,
)
from handlers.roster.picking import find_units, reach
from handlers.roster.views import DS
from handlers.turn import AskAdmin, Rows, Turn
from rules.calendar import month_of, week_of
from rules.leave import understand_days
from rules.outgoing import Button
from rules.roles import Act
from storage import RosterCard, RosterLine, Standpoint, UnitRecord

MOVE, DAY = "ds.move", "ds.day"
SURE = "ok"
ENDED, MOVED = "roster.ended", "roster.moved"
MOST_UNITS = 8


class Going(NamedTuple):
    """Somebody who leaves a unit, for another one (`target`) or for good."""

    stands: Standpoint
    card: RosterCard
    stay: RosterLine
    target: Standpoint | None = None

    @property
    def told(self) -> tuple[object, ...]:
        """As it stands in the data of a button."""
        here = (self.card.person_id, self.stands.unit.id)
        return ("mvd", *here, self.target.unit.id) if self.target else ("endd", *here)


async def _going(turn: Turn, person_id: int, unit_id: int, target_id: int = 0) -> Going | AskAdmin | None:
    """Whoever moves somebody must answer for both units."""
    found = await person_in(turn, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    if not target_id:
        return Going(*found)
    target = await unit_for(turn, Act.MANAGE_PEOPLE, target_id)
    return Going(*found, target) if isinstance(target, Standpoint) else target


# to another unit


async def _ask_where(turn: Turn, told: list[str]) -> AskAdmin | None:
    going = await _going(turn, number_in(told, 1), number_in(told, 2))
    if not isinstance(going, Going):
        return going
    rights = await rights_of(turn)
    if isinstance(rights, AskAdmin):
        return rights
    others = [
        number for number in await reach(turn, rights, Act.MANAGE_PEOPLE) if number != going.stands.unit.id
    ]
    back = _to_card(turn, going)
    if not others:
        show(turn, turn.words("roster.move_nowhere", name=going.card.name), ((back,),))
        return None
    await ask(turn, MOVE, person=going.card.person_id, unit=going.stands.unit.id)
    units = await turn.desk.roster.units(today_of(turn))
    few = [units[number] for number in others if number in units] if len(others) <= MOST_UNITS else []
    show(turn, turn.words("roster.type_unit", name=going.card.name), (*_targets(going, few), (back,)))
    return None


def _targets(going: Going, units: list[UnitRecord]) -> Rows:
    here = (going.card.person_id, going.stands.unit.id)
    return tuple((button(unit.name, DS, "mvu", *here, unit.id),) for unit in units)


def _to_card(turn: Turn, going: Going) -> Button:
    return button(turn.words("roster.button.card"), DS, "p", going.card.person_id, going.stands.unit.id)


async def where_typed(turn: Turn, told: str) -> AskAdmin | None:
    going = await _going(turn, *about_whom(told))
    if not isinstance(going, Going):
        return going
    rights = await rights_of(turn)
    if isinstance(rights, AskAdmin):
        return rights
    here = going.stands.unit.id
    units = await find_units(turn, rights, Act.MANAGE_PEOPLE, turn.message.text)
    found = [unit for unit in units if unit.id != here][:MOST_UNITS]
    if not found:
        await ask(turn, MOVE, person=going.card.person_id, unit=here)
    words = turn.words("pick.found" if found else "pick.nothing")
    show(turn, words, (*_targets(going, found), (_to_card(turn, going),)))
    return None


# from which day on


async def _ask_day(turn: Turn, told: list[str]) -> AskAdmin | None:
    """The unit is known, or they leave for good."""
    target_id = number_in(told, 3) if told[0] == "mvu" else 0
    going = await _going(turn, number_in(told, 1), number_in(told, 2), target_id)
    if not isinstance(going, Going):
        return going
    await turn.desk.questions.drop(await turn.chat())
    today = today_of(turn)
    days = {
        "roster.button.today": today,
        "roster.button.monday": week_of(today).after,
        "roster.button.month": month_of(today).after,
    }
    rows = [(button(turn.words(key), DS, *going.told, day_word(day)),) for key, day in days.items()]
    other = button(turn.words("roster.button.other_day"), DS, "dayq", *going.told[1:])
    show(turn, _which_day(turn, going), (*rows, (other,), (_to_card(turn, going),)))
    return None


def _which_day(turn: Turn, going: Going) -> str:
    if going.target:
        return turn.words("roster.move_when", name=going.card.name, unit=going.target.unit.name)
    return turn.words("roster.end_when", name=going.card.name, unit=going.stands.unit.name)


async def _ask_other_day(turn: Turn, told: list[str]) -> AskAdmin | None:
    going = await _going(turn, number_in(told, 1), number_in(told, 2), number_in(told, 3))
    if not isinstance(going, Going):
        return going
    target = going.target.unit.id if going.target else 0
    await ask(turn, DAY, person=going.card.person_id, unit=going.stands.unit.id, target=target)
    show(turn, turn.words("roster.type_day"), ((_to_card(turn, going),),))
    return None


async def day_typed(turn: Turn, told: str) -> AskAdmin | None:
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


async def _end_on(turn: Turn, told: list[str]) -> AskAdmin | None:
    going = await _going(turn, number_in(told, 1), number_in(told, 2))
    return await _on_day(turn, going, told, 3)


async def _move_on(turn: Turn, told: list[str]) -> AskAdmin | None:
    if not number_in(told, 3):
        turn.answer_press()
        return None
    going = await _going(turn, number_in(told, 1), number_in(told, 2), number_in(told, 3))
    return await _on_day(turn, going, told, 4)


async def _on_day(turn: Turn, going: Going | AskAdmin | None, told: list[str], place: int) -> AskAdmin | None:
    day = day_in(told, place)
    if not isinstance(going, Going):
        return going
    if day is None:
        turn.answer_press()
        return None
    return await _go(turn, going, day, sure=word_in(told, place + 1) == SURE)


async def _go(turn: Turn, going: Going, day: date, *, sure: bool) -> AskAdmin | None:
    """What was long ago is not changed by a slip of the finger: it is told first what that means."""
    back = (_to_card(turn, going),)
    if is_too_far(turn, day):
        show(turn, turn.words("roster.day_far", day=shown_day(day)), (back,))
    elif day <= going.stay.since < today_of(turn):
        since = shown_day(going.stay.since)
        show(turn, turn.words("roster.day_before", name=going.card.name, day=since), (back,))
    elif is_in_closed_week(turn, day) and not sure:
        yes = button(turn.words("roster.button.sure"), DS, *going.told, day_word(day), SURE)
        week = week_of(day).number
        show(turn, turn.words("roster.day_closed", day=shown_day(day), week=week), ((yes,), back))
    elif going.target:
        return await _move(turn, going, going.target, day)
    else:
        await _end(turn, going, day)
    return None


async def _end(turn: Turn, going: Going, day: date) -> None:
    person_id, unit = going.card.person_id, going.stands.unit
    if not await turn.desk.roster.end(person_id, unit.id, day):
        refuse(turn, turn.words("roster.gone"))
        return
    await turn.desk.audit(account_of(turn), ENDED, f"unit {unit.id}", str(day), person_id=person_id)
    never_was = going.stay.since >= day
    rows = [(button(turn.words("roster.button.list"), DS, "l", unit.id, 0),)]
    if not never_was:
        rows.insert(
            0, (button(turn.words("roster.button.undo"), DS, "back", person_id, unit.id, day_word(day)),)
        )
    key = "roster.never_was" if never_was else "roster.ended"
    last = shown_day(day - timedelta(days=1))
    values = {"name": going.card.name, "unit": unit.name}
    show(turn, turn.words(key, **values, **({} if never_was else {"day": last})), tuple(rows))


async def _move(turn: Turn, going: Going, target: Standpoint, day: date) -> AskAdmin | None:
    person_id, old, new = going.card.person_id, going.stands.unit, target.unit
    if not await turn.desk.roster.move(person_id, old.id, new.id, day):
        refuse(turn, turn.words("roster.move_failed", unit=new.name))
        return None
    await turn.desk.audit(account_of(turn), MOVED, _way(old.id, new.id), str(day), person_id=person_id)
    undo = button(turn.words("roster.button.undo"), DS, "mvb", person_id, old.id, new.id, day_word(day))
    rows = (
        (undo,),
        (button(new.name, DS, "p", person_id, new.id),),
        (button(turn.words("roster.button.list"), DS, "l", old.id, 0),),
    )
    words = turn.words("roster.moved", name=going.card.name, unit=new.name, day=shown_day(day))
    show(turn, words, rows)
    return None


def _way(old: int, new: int) -> str:
    return f"unit {old} -> unit {new}"


# taken back


async def _take_back_end(turn: Turn, told: list[str]) -> AskAdmin | None:
    person_id, unit_id, day = number_in(told, 1), number_in(told, 2), day_in(told, 3)
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_id)
    if not isinstance(stands, Standpoint):
        return stands
    roster = turn.desk.roster
    fresh = await roster.done_since(person_id, ENDED, f"unit {unit_id}", start_of_today(turn))
    if day is None or not fresh or not await roster.take_back_end(person_id, unit_id, day):
        refuse(turn, turn.words("roster.undo_late"))
        return None
    await turn.desk.audit(account_of(turn), f"{ENDED}.undone", f"unit {unit_id}", person_id=person_id)
    return await show_card(turn, person_id, unit_id, turn.words("roster.undone"))


async def _take_back_move(turn: Turn, told: list[str]) -> AskAdmin | None:
    person_id, old, new, day = number_in(told, 1), number_in(told, 2), number_in(told, 3), day_in(told, 4)
    for unit_id in (old, new):
        stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_id)
        if not isinstance(stands, Standpoint):
            return stands
    roster = turn.desk.roster
    fresh = await roster.done_since(person_id, MOVED, _way(old, new), start_of_today(turn))
    if day is None or not fresh or not await roster.move(person_id, new, old, day):
        refuse(turn, turn.words("roster.undo_late"))
        return None
    await turn.desk.audit(account_of(turn), f"{MOVED}.undone", _way(old, new), person_id=person_id)
    return await show_card(turn, person_id, old, turn.words("roster.undone"))


ACTS: dict[str, Callable[[Turn, list[str]], Awaitable[AskAdmin | None]]] = {
    "mv": _ask_where,
    "mvu": _ask_day,
    "mvd": _move_on,
    "end": _ask_day,
    "endd": _end_on,
    "dayq": _ask_other_day,
    "back": _take_back_end,
    "mvb": _take_back_move,
}
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[AskAdmin | None]]] = {
    MOVE: where_typed,
    DAY: day_typed,
}
