"""What is changed of one person's entry: added, renamed, called otherwise, their accounts looked at."""

from collections.abc import Awaitable, Callable

from handlers.joining.unlinked import show_accounts
from handlers.press import on
from handlers.rights import account_of
from handlers.roster import buttons
from handlers.roster.buttons import Adding, OfPerson, OfUnit, Place
from handlers.roster.cards import person_in, show_card
from handlers.roster.common import (
    ask,
    button,
    open_question,
    refuse,
    show,
    today_of,
    told_of,
    unit_for,
)
from handlers.roster.picking import unit_told
from handlers.roster.views import label_of
from handlers.turn import Rows, Turn
from rules.roles import Act
from rules.staff.names import is_name, tidy_name
from storage import RosterLine, Standpoint

ADD, NAME, POSITION = "ds.add", "ds.name", "ds.position"
LONGEST_NAME, LONGEST_POSITION = 80, 60
POSITIONS = ("teacher", "staff", "head", "deputy", "leader")
_NONE = frozenset({"-", "không", "bỏ", "none"})


async def _ask_new(turn: Turn, told: OfUnit) -> None:
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    await ask(turn, ADD, unit=stands.unit.id)
    show(turn, turn.words("roster.type_new", unit=stands.unit.name), _back(turn, stands.unit.id))
    return None


async def new_typed(turn: Turn, told: str) -> None:
    """As in "Nguyễn Thị Hương, giáo viên"; whether they were here before is asked by buttons."""
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_told(told))
    if not isinstance(stands, Standpoint):
        return stands
    name, position = _name_and_position(turn.message.text)
    number = stands.unit.id
    if not _is_name(name):
        await ask(turn, ADD, unit=number)
        turn.reply(turn.words("roster.no_name"))
        return None
    await ask(turn, ADD, unit=number, name=name, position=position)
    known = await turn.ledger.roster.namesakes(number, name)
    for line in known:
        await turn.ledger.audit(account_of(turn), "names.seen", "namesake", person_id=line.person_id)
    key = "roster.add_again" if known else "roster.add_sure"
    who = turn.words("roster.with_position", name=name, position=position) if position else name
    words = turn.words(key, who=who, unit=stands.unit.name)
    show(turn, words, (*_namesakes(turn, known, number), *_sure(turn, number)))
    return None


def _name_and_position(words: str) -> tuple[str, str]:
    name, _, position = words.replace("\n", ",").replace(";", ",").partition(",")
    return tidy_name(name), " ".join(position.split())[:LONGEST_POSITION]


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and is_name(name)


def _namesakes(turn: Turn, known: list[RosterLine], unit_id: int) -> Rows:
    """Whoever is there is looked at, whoever left can come back."""
    today = today_of(turn)
    return tuple(
        (
            button(label_of(turn, line), buttons.CARD(line.person_id, unit_id))
            if line.until is None or line.until > today
            else button(
                turn.words("roster.button.rejoin", name=line.name), buttons.REJOIN(line.person_id, unit_id)
            ),
        )
        for line in known[:5]
    )


def _sure(turn: Turn, unit_id: int) -> Rows:
    return (
        (button(turn.words("roster.button.add_seen"), buttons.ADD_SURE("seen", unit_id)),),
        (button(turn.words("roster.button.add_new"), buttons.ADD_SURE("new", unit_id)),),
        *_back(turn, unit_id),
    )


def _back(turn: Turn, unit_id: int) -> Rows:
    return ((button(turn.words("roster.button.list"), buttons.LIST(unit_id)),),)


async def _add(turn: Turn, told: Adding) -> None:
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    waiting = await open_question(turn, ADD)
    if not waiting or waiting.get("unit") != stands.unit.id or not waiting.get("name"):
        refuse(turn, turn.words("roster.too_old"))
        return None
    await turn.ledger.questions.drop(await turn.chat())
    seen = told.seen == "seen"
    person_id = await turn.ledger.roster.add(
        stands.unit.id, waiting["name"], waiting.get("position", ""), today_of(turn), seen=seen
    )
    await _written(turn, "roster.added", person_id, stands.unit.id)
    return await show_card(turn, person_id, stands.unit.id, turn.words("roster.added"))


async def _rejoin(turn: Turn, told: OfPerson) -> None:
    person_id, unit_id = told
    stands = await unit_for(turn, Act.MANAGE_PEOPLE, unit_id)
    if not isinstance(stands, Standpoint):
        return stands
    if await turn.ledger.roster.rejoin(person_id, unit_id, today_of(turn)):
        await _written(turn, "roster.rejoined", person_id, unit_id)
    return await show_card(turn, person_id, unit_id, turn.words("roster.rejoined"))


async def _ask_name(turn: Turn, told: OfPerson) -> None:
    return await _ask_about(turn, told, NAME, "roster.type_full_name")


async def _ask_position(turn: Turn, told: OfPerson) -> None:
    rows = tuple(
        (button(turn.words(f"roster.position.{word}"), buttons.POSITION_IS(*told, place)),)
        for place, word in enumerate(POSITIONS)
    )
    return await _ask_about(turn, told, POSITION, "roster.type_position", rows)


async def _ask_about(turn: Turn, told: OfPerson, about: str, key: str, rows: Rows = ()) -> None:
    found = await person_in(turn, Act.MANAGE_PEOPLE, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    stands, card, _ = found
    await ask(turn, about, person=card.person_id, unit=stands.unit.id)
    back = button(turn.words("roster.button.card"), buttons.CARD(card.person_id, stands.unit.id))
    show(turn, turn.words(key, name=card.name), (*rows, (back,)))
    return None


async def full_name_typed(turn: Turn, told: str) -> None:
    person_id, unit_id = about_whom(told)
    found = await person_in(turn, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    name = tidy_name(turn.message.text)
    if not _is_name(name):
        await ask(turn, NAME, person=person_id, unit=unit_id)
        turn.reply(turn.words("roster.no_name"))
        return None
    await turn.ledger.roster.rename(person_id, name)
    await _written(turn, "roster.renamed", person_id, unit_id)
    return await show_card(turn, person_id, unit_id, turn.words("roster.renamed"))


async def position_typed(turn: Turn, told: str) -> None:
    words = " ".join(turn.message.text.split())[:LONGEST_POSITION]
    return await _set_position(turn, *about_whom(told), "" if words.lower() in _NONE else words)


async def _position_pressed(turn: Turn, told: Place) -> None:
    if told.place >= len(POSITIONS):
        turn.refuse_press()
        return None
    position = turn.words(f"roster.position.{POSITIONS[told.place]}")
    return await _set_position(turn, told.person, told.unit, position)


async def _set_position(turn: Turn, person_id: int, unit_id: int, position: str) -> None:
    found = await person_in(turn, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    await turn.ledger.questions.drop(await turn.chat())
    await turn.ledger.roster.set_position(person_id, unit_id, position, today_of(turn))
    await _written(turn, "roster.position", person_id, unit_id)
    return await show_card(turn, person_id, unit_id, turn.words("roster.saved"))


async def _accounts(turn: Turn, told: OfPerson) -> None:
    found = await person_in(turn, Act.MANAGE_PEOPLE, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    stands, card, _ = found
    return await show_accounts(turn, card.person_id, stands.unit.id)


def about_whom(told: str) -> tuple[int, int]:
    """The person and the unit that a question was about."""
    found = told_of(told)
    return int(found.get("person", 0)), int(found.get("unit", 0))


async def _written(turn: Turn, action: str, person_id: int, unit_id: int) -> None:
    await turn.ledger.audit(account_of(turn), action, f"unit {unit_id}", person_id=person_id)


BUTTONS = (
    on(buttons.ADD, _ask_new),
    on(buttons.ADD_SURE, _add),
    on(buttons.REJOIN, _rejoin),
    on(buttons.RENAME, _ask_name),
    on(buttons.POSITION, _ask_position),
    on(buttons.POSITION_IS, _position_pressed),
    on(buttons.ACCOUNTS, _accounts),
)
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    ADD: new_typed,
    NAME: full_name_typed,
    POSITION: position_typed,
}
