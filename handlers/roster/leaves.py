"""/mien: leave of a person, days on which a whole unit is closed; by plain words or by buttons, in private."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.press import on, only_private
from handlers.rights import Rights, account_of, rights_of
from handlers.roster import buttons, picking
from handlers.roster.buttons import Drawn, OfLeave, OfPerson
from handlers.roster.cards import person_in
from handlers.roster.common import ONLY_PRIVATE, ask, refuse, show, today_of, told_of, unit_for
from handlers.roster.leave_views import (
    ask_days_view,
    confirm_view,
    kinds_view,
    leave_view,
    leaves_view,
    people_view,
)
from handlers.roster.picking import Topic, reach
from handlers.turn import Turn
from rules.calendar import Period, PeriodKind
from rules.leave import Lack, LeaveKind, LeaveWish, understand_days, understand_leave
from rules.names import finds, search_words, spelled_alike
from rules.roles import Act
from storage import ExemptionRecord, RosterLine, Standpoint, UnitRecord

WORDS, DAYS = "mn.words", "mn.days"
FORESEEN = date(9998, 1, 1)
MOST_FOUND = 8
_TITLES = frozenset({"co", "thay", "giao", "gv", "vien"})
_KIN = frozenset({"chi", "anh", "em", "ong", "ba", "bac", "chu", "di"})


async def exempt(turn: Turn) -> None:
    """/mien, with a sentence behind it or nothing. In a group nobody's leave is spoken of."""
    words = turn.message.command.argument.strip() if turn.message.command else ""
    if not turn.in_private:
        turn.reply_in_private(turn.words("leave.only_private"))
        return None
    if not words:
        return await picking.begin(turn, TOPIC)
    rights = await rights_of(turn)
    if not (rights.units(Act.EXEMPT) or rights.everywhere(Act.EXEMPT)):
        turn.reply(turn.words("leave.nobody"))
        return None
    return await _understood(turn, rights, words, 0)


async def words_typed(turn: Turn, told: str) -> None:
    """A sentence about somebody of a unit."""
    rights = await rights_of(turn)
    return await _understood(turn, rights, turn.message.text, int(told_of(told).get("unit", 0)))


async def _understood(turn: Turn, rights: Rights, words: str, unit_id: int) -> None:
    wish = understand_leave(words, today_of(turn), turn.settings.plan.calendar)
    for lack in (Lack.MEANING, Lack.ONE_ONLY, Lack.WHO):
        if lack in wish.lacks:
            await ask(turn, WORDS, unit=unit_id)
            turn.reply(turn.words(f"leave.lacks.{lack.value}"))
            return None
    if wish.whole_unit:
        return await _close(turn, rights, wish, unit_id)
    return await _of_somebody(turn, rights, wish, unit_id)


async def _of_somebody(turn: Turn, rights: Rights, wish: LeaveWish, unit_id: int) -> None:
    units = await reach(turn, rights, Act.EXEMPT)
    here = [unit_id] if unit_id in units else units
    found = await _named(turn, here, wish.who) or (
        await _named(turn, units, wish.who) if here != units else []
    )
    for line in found:
        await turn.ledger.audit(account_of(turn), "names.seen", "mien", person_id=line.person_id)
    if not found:
        await ask(turn, WORDS, unit=unit_id)
        turn.reply(turn.words("leave.unknown", name=wish.who[:60]))
    elif len(found) == 1:
        drawn = Drawn(wish.kind, found[0].person_id, found[0].unit_id, wish.first, wish.after)
        await _next(turn, drawn, found[0].name)
    else:
        show(turn, *people_view(turn, wish, found))


async def _named(turn: Turn, unit_ids: list[int], who: str) -> list[RosterLine]:
    """Whoever bears these words; without titles, then without "anh", "chị", which are names too. Accents narrow it."""
    said = [word for word in who.split() if not any(map(str.isdigit, word))]
    for titles in (_TITLES, _TITLES | _KIN):
        words = list(said)
        while len(words) > 1 and search_words(words[0])[:1] and search_words(words[0])[0] in titles:
            words.pop(0)
        name = " ".join(words)
        found = await turn.ledger.roster.search(unit_ids, name, today_of(turn), MOST_FOUND, whole=True)
        if found:
            alike = [line for line in found if spelled_alike(name, line.name)]
            return alike or found
    return []


async def _close(turn: Turn, rights: Rights, wish: LeaveWish, unit_id: int) -> None:
    """A whole unit: the one that is named, the one that was opened, or the only one."""
    mine = [stands.unit.id for stands in rights.units(Act.EXEMPT)]
    if wish.who:
        named = [
            unit
            for unit in await picking.find_units(turn, rights, Act.EXEMPT, wish.who)
            if finds(search_words(wish.who), unit.name)
        ] or await _by_bare_name(turn, rights, wish.who)
        chosen = [unit.id for unit in named]
    else:
        chosen = [unit_id] if unit_id else mine
    if not chosen and wish.who:
        await ask(turn, WORDS, unit=unit_id)
        turn.reply(turn.words("leave.unknown_unit", name=wish.who[:60]))
    elif len(chosen) == 1:
        stands = await unit_for(turn, Act.EXEMPT, chosen[0])
        if not isinstance(stands, Standpoint):
            return stands
        drawn = Drawn(LeaveKind.CLOSED, 0, stands.unit.id, wish.first, wish.after)
        await _next(turn, drawn, stands.unit.name)
    else:
        await ask(turn, WORDS, unit=unit_id)
        turn.reply(turn.words("leave.which_unit"))
    return None


async def _by_bare_name(turn: Turn, rights: Rights, who: str) -> list[UnitRecord]:
    """Here "trường Kim Đồng" is the unit "TH Kim Đồng"."""
    words = [word for word in who.split() if search_words(word)[:1] != ("truong",)]
    return await picking.find_units(turn, rights, Act.EXEMPT, " ".join(words))


async def _next(turn: Turn, drawn: Drawn, name: str) -> None:
    """The days are asked for where they are missing, else everything is shown once more."""
    if drawn.first is None or drawn.after is None:
        await ask(turn, DAYS, kind=drawn.kind.value, person=drawn.person_id, unit=drawn.unit_id)
        show(turn, *ask_days_view(turn, drawn, name))
    else:
        show(turn, *confirm_view(turn, drawn, name))


async def days_typed(turn: Turn, told: str) -> None:
    """As in "từ 1/12 đến 15/12", where it is known already for whom."""
    about = told_of(told)
    drawn = Drawn(LeaveKind(about["kind"]), int(about["person"]), int(about["unit"]))
    name = await _name_of(turn, drawn)
    if not isinstance(name, str):
        return name
    days = understand_days(turn.message.text, today_of(turn), turn.settings.plan.calendar)
    if days is None or days.after is None:
        await ask(turn, DAYS, **about)
        turn.reply(turn.words("leave.lacks.days" if days is None else "leave.lacks.until"))
        return None
    await _next(turn, drawn._replace(first=days.first, after=days.after), name)
    return None


async def _name_of(turn: Turn, drawn: Drawn) -> str | None:
    """Whose leave it is; None after it has been said that the sender may not."""
    if drawn.person_id:
        found = await person_in(turn, Act.EXEMPT, drawn.person_id, drawn.unit_id)
        return found[1].name if isinstance(found, tuple) else found
    stands = await unit_for(turn, Act.EXEMPT, drawn.unit_id)
    return stands.unit.name if isinstance(stands, Standpoint) else stands


async def show_leaves(turn: Turn, stands: Standpoint, head: str = "") -> None:
    """Leaves and closures of a unit that hold or will hold."""
    unit_id, today = stands.unit.id, today_of(turn)
    found = [
        leave
        for leave in await turn.ledger.exemptions.of_units([unit_id], today, FORESEEN)
        if leave.unit_id == unit_id or leave.person_id
    ]
    names = {line.person_id: line.name for line in await turn.ledger.roster.people(unit_id, today)}
    if any(leave.person_id for leave in found):
        await turn.ledger.audit(account_of(turn), "names.seen", "mien", unit_id=unit_id)
    await ask(turn, WORDS, unit=unit_id)
    show(turn, *leaves_view(turn, stands, found, names, head))


TOPIC = Topic("mn.unit", buttons.LEAVES, Act.EXEMPT, show_leaves, "leave.nobody")


# what is pressed


async def _kinds(turn: Turn, told: OfPerson) -> None:
    """From somebody's card: what kind of leave?"""
    found = await person_in(turn, Act.EXEMPT, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    stands, card, _ = found
    show(turn, *kinds_view(turn, card.person_id, stands.unit.id, card.name))
    return None


def _is_possible(drawn: Drawn) -> bool:
    """Units are closed, people are on leave; and no leave ends before it begins."""
    backwards = drawn.first and drawn.after and drawn.first >= drawn.after
    return (drawn.kind is LeaveKind.CLOSED) != bool(drawn.person_id) and not backwards


async def _draw(turn: Turn, drawn: Drawn) -> None:
    """A little more is known now: the person, the kind, or the days."""
    if not _is_possible(drawn):
        turn.refuse_press()
        return None
    name = await _name_of(turn, drawn)
    if not isinstance(name, str):
        return name
    await _next(turn, drawn, name)
    return None


async def _save(turn: Turn, drawn: Drawn) -> None:
    if not _is_possible(drawn) or drawn.first is None or drawn.after is None:
        turn.refuse_press()
        return None
    name = await _name_of(turn, drawn)
    if not isinstance(name, str):
        return name
    await turn.ledger.questions.drop(await turn.chat())
    period = Period(PeriodKind.RANGE, drawn.first, drawn.after)
    person_id, unit_id = (drawn.person_id, None) if drawn.person_id else (None, drawn.unit_id)
    await turn.ledger.exemptions.add(person_id, unit_id, period, drawn.kind.value, account_of(turn))
    stands = await turn.ledger.units.path_of(drawn.unit_id)
    return await show_leaves(turn, stands, turn.words("leave.saved", name=name)) if stands else None


async def _leave(turn: Turn, told: OfLeave) -> None:
    found = await _known(turn, told)
    if not isinstance(found, tuple):
        return found
    stands, leave, name = found
    show(turn, *leave_view(turn, stands, leave, name))
    return None


async def _known(turn: Turn, told: OfLeave) -> tuple[Standpoint, ExemptionRecord, str] | None:
    """A leave in the unit under which it was shown; None after it has been said why not."""
    stands = await unit_for(turn, Act.EXEMPT, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    leave = await turn.ledger.exemptions.get(told.leave)
    if leave and leave.unit_id == stands.unit.id:
        return stands, leave, stands.unit.name
    if leave and leave.person_id:
        card = await turn.ledger.roster.card(leave.person_id)
        if card and card.stay(stands.unit.id, today_of(turn)):
            return stands, leave, card.name
    refuse(turn, turn.words("leave.gone"))
    return None


async def _end(turn: Turn, told: OfLeave) -> None:
    """Today is the first day on which something is asked again."""
    found = await _known(turn, told)
    if not isinstance(found, tuple):
        return found
    stands, leave, name = found
    await turn.ledger.exemptions.end(leave.id, max(today_of(turn), leave.period.first), account_of(turn))
    return await show_leaves(turn, stands, turn.words("leave.ended", name=name))


async def _delete(turn: Turn, told: OfLeave) -> None:
    found = await _known(turn, told)
    if not isinstance(found, tuple):
        return found
    stands, leave, name = found
    await turn.ledger.exemptions.end(leave.id, leave.period.first, account_of(turn))
    return await show_leaves(turn, stands, turn.words("leave.deleted", name=name))


BUTTONS = only_private(
    ONLY_PRIVATE,
    *TOPIC.presses,
    on(buttons.LEAVE_OF, _kinds),
    on(buttons.DRAW, _draw),
    on(buttons.SAVE, _save),
    on(buttons.LEAVE, _leave),
    on(buttons.END_LEAVE, _end),
    on(buttons.DELETE_LEAVE, _delete),
)
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    TOPIC.asks: lambda turn, told: picking.named(turn, TOPIC, told),
    WORDS: words_typed,
    DAYS: days_typed,
}
