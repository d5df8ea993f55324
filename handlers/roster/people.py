"""/danhsach: who belongs to a unit. Names in private only, and whoever reads them leaves a trace."""

from collections.abc import Awaitable, Callable

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
from handlers.turn import Turn
from rules.outgoing import Button
from rules.roles import Act
from storage import RosterLine, Standpoint

START = "ds"
"""The word of the link by which a group leads here."""
MOST_FOUND = 10
_LONGEST_WORDS = 80


async def followed(turn: Turn, _word: str) -> None:
    """By the button under what was asked in a group."""
    return await roster(turn)


async def roster(turn: Turn) -> None:
    """/danhsach, with a name or a unit behind it or nothing."""
    if not turn.in_private:
        return await _in_group(turn)
    words = turn.message.command.argument.strip() if turn.message.command else ""
    if not words or words == START:
        return await picking.begin(turn, TOPIC)
    rights = await rights_of(turn)
    if not (rights.units(Act.SEE_NAMES) or rights.everywhere(Act.SEE_NAMES)):
        turn.reply(turn.words("roster.nobody"))
        return None
    return await _named(turn, rights, words[:_LONGEST_WORDS])


async def _named(turn: Turn, rights: Rights, words: str) -> None:
    """A person by their name, else a unit by its name or code."""
    mine = await reach(turn, rights, Act.SEE_NAMES)
    people = await _search(turn, mine, words)
    if not people:
        units = await picking.find_units(turn, rights, Act.SEE_NAMES, words)
        if len(units) == 1 and (units[0].code == words.upper() or not units[0].provisional):
            stands = await turn.ledger.units.path_of(units[0].id)
            return await _open(turn, stands) if stands else None
        if units:
            picking.offer(turn, TOPIC, units)
            return None
    if not people:
        turn.reply(turn.words("roster.not_found_named"))
        return None
    show(turn, *found_view(turn, people, 0, several_units=len(mine) > 1))
    return None


async def _search(turn: Turn, unit_ids: list[int], words: str) -> list[RosterLine]:
    """Each of whom somebody reads the name hears of it."""
    found = await turn.ledger.roster.search(unit_ids, words, today_of(turn), MOST_FOUND)
    for line in found:
        await turn.ledger.audit(account_of(turn), "names.seen", "search", person_id=line.person_id)
    return found


async def _in_group(turn: Turn) -> None:
    """Counts, and the way to the private chat."""
    chat = await turn.chat()
    stands = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    rights = await rights_of(turn)
    if stands is None or not rights.may(Act.SEE_NAMES, stands):
        turn.reply_in_private(turn.words("roster.nobody"))
        return
    count = await turn.ledger.roster.count([stands.unit.id], today_of(turn))
    words = turn.words(
        "roster.in_group", unit=stands.unit.name, listed=count.listed, unknown=count.provisional
    )
    link = Button(turn.words("roster.button.private"), link=f"start:{START}")
    turn.put(turn.as_reply(words, ((link,),)))
    return


async def _open(turn: Turn, stands: Standpoint) -> None:
    return await show_list(turn, stands, 0)


TOPIC = Topic("ds.unit", buttons.PEOPLE, Act.SEE_NAMES, _open, "roster.nobody")


# what is pressed


async def _list(turn: Turn, told: Page) -> None:
    stands = await unit_for(turn, Act.SEE_NAMES, told.unit)
    return await show_list(turn, stands, told.page) if isinstance(stands, Standpoint) else stands


async def _person(turn: Turn, told: OfPerson) -> None:
    return await show_card(turn, told.person, told.unit)


async def _find(turn: Turn, told: OfUnit) -> None:
    stands = await unit_for(turn, Act.SEE_NAMES, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    await ask(turn, FIND, unit=stands.unit.id)
    back = button(turn.words("roster.button.list"), buttons.LIST(stands.unit.id))
    show(turn, turn.words("roster.type_name", unit=stands.unit.name), ((back,),))
    return None


async def name_typed(turn: Turn, told: str) -> None:
    """Some letters of a name, looked for in a unit and below it."""
    stands = await unit_for(turn, Act.SEE_NAMES, unit_told(told))
    if not isinstance(stands, Standpoint):
        return stands
    rights = await rights_of(turn)
    mine = set(await reach(turn, rights, Act.SEE_NAMES))
    there = [number for number in await turn.ledger.units.below([stands.unit.id]) if number in mine]
    people = await _search(turn, there, turn.message.text[:_LONGEST_WORDS])
    if not people:
        await ask(turn, FIND, unit=stands.unit.id)
    show(turn, *found_view(turn, people, stands.unit.id, several_units=len(there) > 1))
    return None


def _through(
    room: Callable[[Turn, int], Awaitable[None]],
) -> Callable[[Turn, OfUnit], Awaitable[None]]:
    """Into a neighbouring room; rights are looked at here and there."""

    async def enter(turn: Turn, told: OfUnit) -> None:
        stands = await unit_for(turn, Act.MANAGE_PEOPLE, told.unit)
        return await room(turn, stands.unit.id) if isinstance(stands, Standpoint) else stands

    return enter


async def _unlinked(turn: Turn, told: Page) -> None:
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    return await show_unlinked(turn, stands.unit.id, told.page)


async def _export(turn: Turn, unit_id: int) -> None:
    asked = await ask_roster(turn, unit_id)
    turn.answer_press(turn.words("roster.making" if asked else "roster.not_yours"), alert=not asked)


async def _how(turn: Turn, told: OfUnit) -> None:
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    turn.answer_press()
    turn.put(turn.as_reply(turn.words("roster.how_import")))
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
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    TOPIC.asks: lambda turn, told: picking.named(turn, TOPIC, told),
    FIND: name_typed,
    **changes.ANSWERS,
    **moving.ANSWERS,
}
