"""/mien: leave of a person, days on which a whole unit is closed; by plain words or by buttons, in private."""

from collections.abc import Awaitable, Callable
from datetime import date

from handlers.context import Context
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
from rules.calendar import Period, PeriodKind
from rules.leave import Lack, LeaveKind, LeaveWish, understand_days, understand_leave
from rules.names import finds, search_words, spelled_alike
from rules.roles import Act
from storage import ExemptionRecord, RosterLine, UnitPath, UnitRecord

WORDS, DAYS = "mn.words", "mn.days"
FORESEEN = date(9998, 1, 1)
MOST_FOUND = 8
_TITLES = frozenset({"co", "thay", "giao", "gv", "vien"})
_KIN = frozenset({"chi", "anh", "em", "ong", "ba", "bac", "chu", "di"})


async def exempt(context: Context) -> None:
    """/mien, with a sentence behind it or nothing. In a group nobody's leave is spoken of."""
    words = context.message.command.argument.strip() if context.message.command else ""
    if not context.in_private:
        context.reply_in_private(context.words("leave.only_private"))
        return None
    if not words:
        return await picking.begin(context, TOPIC)
    rights = await rights_of(context)
    if not (rights.units(Act.EXEMPT) or rights.everywhere(Act.EXEMPT)):
        context.reply(context.words("leave.nobody"))
        return None
    return await _understood(context, rights, words, 0)


async def words_typed(context: Context, told: str) -> None:
    """A sentence about somebody of a unit."""
    rights = await rights_of(context)
    return await _understood(context, rights, context.message.text, int(told_of(told).get("unit", 0)))


async def _understood(context: Context, rights: Rights, words: str, unit_id: int) -> None:
    wish = understand_leave(words, today_of(context), context.settings.plan.calendar)
    for lack in (Lack.MEANING, Lack.ONE_ONLY, Lack.WHO):
        if lack in wish.lacks:
            await ask(context, WORDS, unit=unit_id)
            context.reply(context.words(f"leave.lacks.{lack.value}"))
            return None
    if wish.whole_unit:
        return await _close(context, rights, wish, unit_id)
    return await _of_somebody(context, rights, wish, unit_id)


async def _of_somebody(context: Context, rights: Rights, wish: LeaveWish, unit_id: int) -> None:
    units = await reach(context, rights, Act.EXEMPT)
    here = [unit_id] if unit_id in units else units
    found = await _named(context, here, wish.who) or (
        await _named(context, units, wish.who) if here != units else []
    )
    for line in found:
        await context.ledger.audit(account_of(context), "names.seen", "mien", person_id=line.person_id)
    if not found:
        await ask(context, WORDS, unit=unit_id)
        context.reply(context.words("leave.unknown", name=wish.who[:60]))
    elif len(found) == 1:
        drawn = Drawn(wish.kind, found[0].person_id, found[0].unit_id, wish.first, wish.after)
        await _next(context, drawn, found[0].name)
    else:
        show(context, *people_view(context, wish, found))


async def _named(context: Context, unit_ids: list[int], who: str) -> list[RosterLine]:
    """Whoever bears these words; without titles, then without "anh", "chị", which are names too. Accents narrow it."""
    said = [word for word in who.split() if not any(map(str.isdigit, word))]
    for titles in (_TITLES, _TITLES | _KIN):
        words = list(said)
        while len(words) > 1 and search_words(words[0])[:1] and search_words(words[0])[0] in titles:
            words.pop(0)
        name = " ".join(words)
        found = await context.ledger.roster.search(unit_ids, name, today_of(context), MOST_FOUND, whole=True)
        if found:
            alike = [line for line in found if spelled_alike(name, line.name)]
            return alike or found
    return []


async def _close(context: Context, rights: Rights, wish: LeaveWish, unit_id: int) -> None:
    """A whole unit: the one that is named, the one that was opened, or the only one."""
    mine = [unit_path.unit.id for unit_path in rights.units(Act.EXEMPT)]
    if wish.who:
        named = [
            unit
            for unit in await picking.find_units(context, rights, Act.EXEMPT, wish.who)
            if finds(search_words(wish.who), unit.name)
        ] or await _by_bare_name(context, rights, wish.who)
        chosen = [unit.id for unit in named]
    else:
        chosen = [unit_id] if unit_id else mine
    if not chosen and wish.who:
        await ask(context, WORDS, unit=unit_id)
        context.reply(context.words("leave.unknown_unit", name=wish.who[:60]))
    elif len(chosen) == 1:
        unit_path = await unit_for(context, Act.EXEMPT, chosen[0])
        if not isinstance(unit_path, UnitPath):
            return unit_path
        drawn = Drawn(LeaveKind.CLOSED, 0, unit_path.unit.id, wish.first, wish.after)
        await _next(context, drawn, unit_path.unit.name)
    else:
        await ask(context, WORDS, unit=unit_id)
        context.reply(context.words("leave.which_unit"))
    return None


async def _by_bare_name(context: Context, rights: Rights, who: str) -> list[UnitRecord]:
    """Here "trường Kim Đồng" is the unit "TH Kim Đồng"."""
    words = [word for word in who.split() if search_words(word)[:1] != ("truong",)]
    return await picking.find_units(context, rights, Act.EXEMPT, " ".join(words))


async def _next(context: Context, drawn: Drawn, name: str) -> None:
    """The days are asked for where they are missing, else everything is shown once more."""
    if drawn.first is None or drawn.after is None:
        await ask(context, DAYS, kind=drawn.kind.value, person=drawn.person_id, unit=drawn.unit_id)
        show(context, *ask_days_view(context, drawn, name))
    else:
        show(context, *confirm_view(context, drawn, name))


async def days_typed(context: Context, told: str) -> None:
    """As in "từ 1/12 đến 15/12", where it is known already for whom."""
    about = told_of(told)
    drawn = Drawn(LeaveKind(about["kind"]), int(about["person"]), int(about["unit"]))
    name = await _name_of(context, drawn)
    if not isinstance(name, str):
        return name
    days = understand_days(context.message.text, today_of(context), context.settings.plan.calendar)
    if days is None or days.after is None:
        await ask(context, DAYS, **about)
        context.reply(context.words("leave.lacks.days" if days is None else "leave.lacks.until"))
        return None
    await _next(context, drawn._replace(first=days.first, after=days.after), name)
    return None


async def _name_of(context: Context, drawn: Drawn) -> str | None:
    """Whose leave it is; None after it has been said that the sender may not."""
    if drawn.person_id:
        found = await person_in(context, Act.EXEMPT, drawn.person_id, drawn.unit_id)
        return found[1].name if isinstance(found, tuple) else found
    unit_path = await unit_for(context, Act.EXEMPT, drawn.unit_id)
    return unit_path.unit.name if isinstance(unit_path, UnitPath) else unit_path


async def show_leaves(context: Context, unit_path: UnitPath, head: str = "") -> None:
    """Leaves and closures of a unit that hold or will hold."""
    unit_id, today = unit_path.unit.id, today_of(context)
    found = [
        leave
        for leave in await context.ledger.exemptions.of_units([unit_id], today, FORESEEN)
        if leave.unit_id == unit_id or leave.person_id
    ]
    names = {line.person_id: line.name for line in await context.ledger.roster.people(unit_id, today)}
    if any(leave.person_id for leave in found):
        await context.ledger.audit(account_of(context), "names.seen", "mien", unit_id=unit_id)
    await ask(context, WORDS, unit=unit_id)
    show(context, *leaves_view(context, unit_path, found, names, head))


TOPIC = Topic("mn.unit", buttons.LEAVES, Act.EXEMPT, show_leaves, "leave.nobody")


# what is pressed


async def _kinds(context: Context, told: OfPerson) -> None:
    """From somebody's card: what kind of leave?"""
    found = await person_in(context, Act.EXEMPT, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    unit_path, card, _ = found
    show(context, *kinds_view(context, card.person_id, unit_path.unit.id, card.name))
    return None


def _is_possible(drawn: Drawn) -> bool:
    """Units are closed, people are on leave; and no leave ends before it begins."""
    backwards = drawn.first and drawn.after and drawn.first >= drawn.after
    return (drawn.kind is LeaveKind.CLOSED) != bool(drawn.person_id) and not backwards


async def _draw(context: Context, drawn: Drawn) -> None:
    """A little more is known now: the person, the kind, or the days."""
    if not _is_possible(drawn):
        context.refuse_press()
        return None
    name = await _name_of(context, drawn)
    if not isinstance(name, str):
        return name
    await _next(context, drawn, name)
    return None


async def _save(context: Context, drawn: Drawn) -> None:
    if not _is_possible(drawn) or drawn.first is None or drawn.after is None:
        context.refuse_press()
        return None
    name = await _name_of(context, drawn)
    if not isinstance(name, str):
        return name
    await context.ledger.questions.drop(await context.chat())
    period = Period(PeriodKind.RANGE, drawn.first, drawn.after)
    person_id, unit_id = (drawn.person_id, None) if drawn.person_id else (None, drawn.unit_id)
    await context.ledger.exemptions.add(person_id, unit_id, period, drawn.kind.value, account_of(context))
    unit_path = await context.ledger.units.path_of(drawn.unit_id)
    return (
        await show_leaves(context, unit_path, context.words("leave.saved", name=name)) if unit_path else None
    )


async def _leave(context: Context, told: OfLeave) -> None:
    found = await _known(context, told)
    if not isinstance(found, tuple):
        return found
    unit_path, leave, name = found
    show(context, *leave_view(context, unit_path, leave, name))
    return None


async def _known(context: Context, told: OfLeave) -> tuple[UnitPath, ExemptionRecord, str] | None:
    """A leave in the unit under which it was shown; None after it has been said why not."""
    unit_path = await unit_for(context, Act.EXEMPT, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    leave = await context.ledger.exemptions.get(told.leave)
    if leave and leave.unit_id == unit_path.unit.id:
        return unit_path, leave, unit_path.unit.name
    if leave and leave.person_id:
        card = await context.ledger.roster.card(leave.person_id)
        if card and card.stay(unit_path.unit.id, today_of(context)):
            return unit_path, leave, card.name
    refuse(context, context.words("leave.gone"))
    return None


async def _end(context: Context, told: OfLeave) -> None:
    """Today is the first day on which something is asked again."""
    found = await _known(context, told)
    if not isinstance(found, tuple):
        return found
    unit_path, leave, name = found
    await context.ledger.exemptions.end(
        leave.id, max(today_of(context), leave.period.first), account_of(context)
    )
    return await show_leaves(context, unit_path, context.words("leave.ended", name=name))


async def _delete(context: Context, told: OfLeave) -> None:
    found = await _known(context, told)
    if not isinstance(found, tuple):
        return found
    unit_path, leave, name = found
    await context.ledger.exemptions.end(leave.id, leave.period.first, account_of(context))
    return await show_leaves(context, unit_path, context.words("leave.deleted", name=name))


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
ANSWERS: dict[str, Callable[[Context, str], Awaitable[None]]] = {
    TOPIC.asks: lambda context, told: picking.named(context, TOPIC, told),
    WORDS: words_typed,
    DAYS: days_typed,
}
