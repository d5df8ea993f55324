"""/danhsach: who belongs to a unit. Names in private only, and whoever reads them leaves a trace."""

from collections.abc import Awaitable, Callable

from handlers.context import Context
from handlers.joining.inviting import invite
from handlers.joining.unlinked import show_unlinked
from handlers.offices.staff_lists import ask_roster
from handlers.press import on, only_private
from handlers.rights import Rights, account_of, rights_of
from handlers.roster import buttons, changes, moving, picking
from handlers.roster.buttons import OfPerson, OfUnit, Page
from handlers.roster.cards import show_card, show_list
from handlers.roster.common import ONLY_PRIVATE, ask, button, show, today_of, unit_for
from handlers.roster.picking import Topic, reach, unit_told
from handlers.roster.views import found_view
from rules.outgoing import Button
from rules.roles import Act
from storage import RosterLine, UnitPath

START = "ds"
"""The word of the link by which a group leads here."""
MOST_FOUND = 10
_LONGEST_WORDS = 80


async def followed(context: Context, _word: str) -> None:
    """By the button under what was asked in a group."""
    return await roster(context)


async def roster(context: Context) -> None:
    """/danhsach, with a name or a unit behind it or nothing."""
    if not context.in_private:
        return await _in_group(context)
    words = context.message.command.argument.strip() if context.message.command else ""
    if not words or words == START:
        return await picking.begin(context, TOPIC)
    rights = await rights_of(context)
    if not (rights.units(Act.SEE_NAMES) or rights.everywhere(Act.SEE_NAMES)):
        context.reply(context.words("roster.nobody"))
        return None
    return await _named(context, rights, words[:_LONGEST_WORDS])


async def _named(context: Context, rights: Rights, words: str) -> None:
    """A person by their name, else a unit by its name or code."""
    mine = await reach(context, rights, Act.SEE_NAMES)
    people = await _search(context, mine, words)
    if not people:
        units = await picking.find_units(context, rights, Act.SEE_NAMES, words)
        if len(units) == 1 and (units[0].code == words.upper() or not units[0].provisional):
            unit_path = await context.ledger.units.path_of(units[0].id)
            return await _open(context, unit_path) if unit_path else None
        if units:
            picking.offer(context, TOPIC, units)
            return None
    if not people:
        context.reply(context.words("roster.not_found_named"))
        return None
    show(context, *found_view(context, people, 0, several_units=len(mine) > 1))
    return None


async def _search(context: Context, unit_ids: list[int], words: str) -> list[RosterLine]:
    """Each of whom somebody reads the name hears of it."""
    found = await context.ledger.roster.search(unit_ids, words, today_of(context), MOST_FOUND)
    for line in found:
        await context.ledger.audit(account_of(context), "names.seen", "search", person_id=line.person_id)
    return found


async def _in_group(context: Context) -> None:
    """Counts, and the way to the private chat."""
    chat = await context.chat()
    unit_path = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    rights = await rights_of(context)
    if unit_path is None or not rights.may(Act.SEE_NAMES, unit_path):
        context.reply_in_private(context.words("roster.nobody"))
        return
    count = await context.ledger.roster.count([unit_path.unit.id], today_of(context))
    words = context.words(
        "roster.in_group", unit=unit_path.unit.name, listed=count.listed, unknown=count.provisional
    )
    link = Button(context.words("roster.button.private"), link=f"start:{START}")
    context.put(context.as_reply(words, ((link,),)))
    return


async def _open(context: Context, unit_path: UnitPath) -> None:
    return await show_list(context, unit_path, 0)


TOPIC = Topic("ds.unit", buttons.PEOPLE, Act.SEE_NAMES, _open, "roster.nobody")


# what is pressed


async def _list(context: Context, told: Page) -> None:
    unit_path = await unit_for(context, Act.SEE_NAMES, told.unit)
    return await show_list(context, unit_path, told.page) if isinstance(unit_path, UnitPath) else unit_path


async def _person(context: Context, told: OfPerson) -> None:
    return await show_card(context, told.person, told.unit)


async def _find(context: Context, told: OfUnit) -> None:
    unit_path = await unit_for(context, Act.SEE_NAMES, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    await ask(context, FIND, unit=unit_path.unit.id)
    back = button(context.words("roster.button.list"), buttons.LIST(unit_path.unit.id))
    show(context, context.words("roster.type_name", unit=unit_path.unit.name), ((back,),))
    return None


async def name_typed(context: Context, told: str) -> None:
    """Some letters of a name, looked for in a unit and below it."""
    unit_path = await unit_for(context, Act.SEE_NAMES, unit_told(told))
    if not isinstance(unit_path, UnitPath):
        return unit_path
    rights = await rights_of(context)
    mine = set(await reach(context, rights, Act.SEE_NAMES))
    there = [number for number in await context.ledger.units.below([unit_path.unit.id]) if number in mine]
    people = await _search(context, there, context.message.text[:_LONGEST_WORDS])
    if not people:
        await ask(context, FIND, unit=unit_path.unit.id)
    show(context, *found_view(context, people, unit_path.unit.id, several_units=len(there) > 1))
    return None


def _through(
    room: Callable[[Context, int], Awaitable[None]],
) -> Callable[[Context, OfUnit], Awaitable[None]]:
    """Into a neighbouring room; rights are looked at here and there."""

    async def enter(context: Context, told: OfUnit) -> None:
        unit_path = await unit_for(context, Act.MANAGE_PEOPLE, told.unit)
        return await room(context, unit_path.unit.id) if isinstance(unit_path, UnitPath) else unit_path

    return enter


async def _unlinked(context: Context, told: Page) -> None:
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    return await show_unlinked(context, unit_path.unit.id, told.page)


async def _export(context: Context, unit_id: int) -> None:
    asked = await ask_roster(context, unit_id)
    context.answer_press(context.words("roster.making" if asked else "roster.not_yours"), alert=not asked)


async def _how(context: Context, told: OfUnit) -> None:
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    context.answer_press()
    context.put(context.as_reply(context.words("roster.how_import")))
    return None


FIND = "ds.find"
BUTTONS = only_private(
    ONLY_PRIVATE,
    *TOPIC.presses,
    on(buttons.LIST, _list),
    on(buttons.CARD, _person),
    on(buttons.SEARCH, _find),
    on(buttons.HOW_TO_IMPORT, _how),
    on(buttons.UNLINKED, _unlinked),
    on(buttons.INVITE, _through(invite)),
    on(buttons.EXPORT, _through(_export)),
    *changes.BUTTONS,
    *moving.BUTTONS,
)
ANSWERS: dict[str, Callable[[Context, str], Awaitable[None]]] = {
    TOPIC.asks: lambda context, told: picking.named(context, TOPIC, told),
    FIND: name_typed,
    **changes.ANSWERS,
    **moving.ANSWERS,
}
