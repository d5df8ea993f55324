"""What is changed of one person's entry: added, renamed, called otherwise, their accounts looked at."""

from collections.abc import Awaitable, Callable

from handlers.context import Context, Rows
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
from rules.roles import Act
from rules.staff.names import is_name, tidy_name
from storage import RosterLine, UnitPath

ADD, NAME, POSITION = "ds.add", "ds.name", "ds.position"
LONGEST_NAME, LONGEST_POSITION = 80, 60
POSITIONS = ("teacher", "staff", "head", "deputy", "leader")
_NONE = frozenset({"-", "không", "bỏ", "none"})


async def _ask_new(context: Context, told: OfUnit) -> None:
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    await ask(context, ADD, unit=unit_path.unit.id)
    show(
        context, context.words("roster.type_new", unit=unit_path.unit.name), _back(context, unit_path.unit.id)
    )
    return None


async def new_typed(context: Context, told: str) -> None:
    """As in "Nguyễn Thị Hương, giáo viên"; whether they were here before is asked by buttons."""
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, unit_told(told))
    if not isinstance(unit_path, UnitPath):
        return unit_path
    name, position = _name_and_position(context.message.text)
    number = unit_path.unit.id
    if not _is_name(name):
        await ask(context, ADD, unit=number)
        context.reply(context.words("roster.no_name"))
        return None
    await ask(context, ADD, unit=number, name=name, position=position)
    known = await context.ledger.roster.namesakes(number, name)
    for line in known:
        await context.ledger.audit(account_of(context), "names.seen", "namesake", person_id=line.person_id)
    key = "roster.add_again" if known else "roster.add_sure"
    who = context.words("roster.with_position", name=name, position=position) if position else name
    words = context.words(key, who=who, unit=unit_path.unit.name)
    show(context, words, (*_namesakes(context, known, number), *_sure(context, number)))
    return None


def _name_and_position(words: str) -> tuple[str, str]:
    name, _, position = words.replace("\n", ",").replace(";", ",").partition(",")
    return tidy_name(name), " ".join(position.split())[:LONGEST_POSITION]


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and is_name(name)


def _namesakes(context: Context, known: list[RosterLine], unit_id: int) -> Rows:
    """Whoever is there is looked at, whoever left can come back."""
    today = today_of(context)
    return tuple(
        (
            button(label_of(context, line), buttons.CARD(line.person_id, unit_id))
            if line.until is None or line.until > today
            else button(
                context.words("roster.button.rejoin", name=line.name), buttons.REJOIN(line.person_id, unit_id)
            ),
        )
        for line in known[:5]
    )


def _sure(context: Context, unit_id: int) -> Rows:
    return (
        (button(context.words("roster.button.add_seen"), buttons.ADD_SURE("seen", unit_id)),),
        (button(context.words("roster.button.add_new"), buttons.ADD_SURE("new", unit_id)),),
        *_back(context, unit_id),
    )


def _back(context: Context, unit_id: int) -> Rows:
    return ((button(context.words("roster.button.list"), buttons.LIST(unit_id)),),)


async def _add(context: Context, told: Adding) -> None:
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    waiting = await open_question(context, ADD)
    if not waiting or waiting.get("unit") != unit_path.unit.id or not waiting.get("name"):
        refuse(context, context.words("roster.too_old"))
        return None
    await context.ledger.questions.drop(await context.chat())
    seen = told.seen == "seen"
    person_id = await context.ledger.roster.add(
        unit_path.unit.id, waiting["name"], waiting.get("position", ""), today_of(context), seen=seen
    )
    await _written(context, "roster.added", person_id, unit_path.unit.id)
    return await show_card(context, person_id, unit_path.unit.id, context.words("roster.added"))


async def _rejoin(context: Context, told: OfPerson) -> None:
    person_id, unit_id = told
    unit_path = await unit_for(context, Act.MANAGE_PEOPLE, unit_id)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    if await context.ledger.roster.rejoin(person_id, unit_id, today_of(context)):
        await _written(context, "roster.rejoined", person_id, unit_id)
    return await show_card(context, person_id, unit_id, context.words("roster.rejoined"))


async def _ask_name(context: Context, told: OfPerson) -> None:
    return await _ask_about(context, told, NAME, "roster.type_full_name")


async def _ask_position(context: Context, told: OfPerson) -> None:
    rows = tuple(
        (button(context.words(f"roster.position.{word}"), buttons.POSITION_IS(*told, place)),)
        for place, word in enumerate(POSITIONS)
    )
    return await _ask_about(context, told, POSITION, "roster.type_position", rows)


async def _ask_about(context: Context, told: OfPerson, about: str, key: str, rows: Rows = ()) -> None:
    found = await person_in(context, Act.MANAGE_PEOPLE, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    unit_path, card, _ = found
    await ask(context, about, person=card.person_id, unit=unit_path.unit.id)
    back = button(context.words("roster.button.card"), buttons.CARD(card.person_id, unit_path.unit.id))
    show(context, context.words(key, name=card.name), (*rows, (back,)))
    return None


async def full_name_typed(context: Context, told: str) -> None:
    person_id, unit_id = about_whom(told)
    found = await person_in(context, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    name = tidy_name(context.message.text)
    if not _is_name(name):
        await ask(context, NAME, person=person_id, unit=unit_id)
        context.reply(context.words("roster.no_name"))
        return None
    await context.ledger.roster.rename(person_id, name)
    await _written(context, "roster.renamed", person_id, unit_id)
    return await show_card(context, person_id, unit_id, context.words("roster.renamed"))


async def position_typed(context: Context, told: str) -> None:
    words = " ".join(context.message.text.split())[:LONGEST_POSITION]
    return await _set_position(context, *about_whom(told), "" if words.lower() in _NONE else words)


async def _position_pressed(context: Context, told: Place) -> None:
    if told.place >= len(POSITIONS):
        context.refuse_press()
        return None
    position = context.words(f"roster.position.{POSITIONS[told.place]}")
    return await _set_position(context, told.person, told.unit, position)


async def _set_position(context: Context, person_id: int, unit_id: int, position: str) -> None:
    found = await person_in(context, Act.MANAGE_PEOPLE, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    await context.ledger.questions.drop(await context.chat())
    await context.ledger.roster.set_position(person_id, unit_id, position, today_of(context))
    await _written(context, "roster.position", person_id, unit_id)
    return await show_card(context, person_id, unit_id, context.words("roster.saved"))


async def _accounts(context: Context, told: OfPerson) -> None:
    found = await person_in(context, Act.MANAGE_PEOPLE, told.person, told.unit)
    if not isinstance(found, tuple):
        return found
    unit_path, card, _ = found
    return await show_accounts(context, card.person_id, unit_path.unit.id)


def about_whom(told: str) -> tuple[int, int]:
    """The person and the unit that a question was about."""
    found = told_of(told)
    return int(found.get("person", 0)), int(found.get("unit", 0))


async def _written(context: Context, action: str, person_id: int, unit_id: int) -> None:
    await context.ledger.audit(account_of(context), action, f"unit {unit_id}", person_id=person_id)


BUTTONS = (
    on(buttons.ADD, _ask_new),
    on(buttons.ADD_SURE, _add),
    on(buttons.REJOIN, _rejoin),
    on(buttons.RENAME, _ask_name),
    on(buttons.POSITION, _ask_position),
    on(buttons.POSITION_IS, _position_pressed),
    on(buttons.ACCOUNTS, _accounts),
)
ANSWERS: dict[str, Callable[[Context, str], Awaitable[None]]] = {
    ADD: new_typed,
    NAME: full_name_typed,
    POSITION: position_typed,
}
