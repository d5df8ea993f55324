"""Which unit somebody means: their only one, one of a few by a button, one of hundreds by a few letters of its name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handlers.context import Context, Rows
from handlers.press import Press, on
from handlers.rights import Rights, rights_of
from handlers.roster.buttons import Choosing, OfUnit, Page
from handlers.roster.common import (
    ask,
    button,
    page_at,
    refuse,
    show,
    today_of,
    told_of,
    turning,
    unit_for,
)
from reports.names import unit_name
from rules.buttons import Nothing
from rules.calendar import plain
from rules.names import finds, search_words
from rules.roles import Act
from storage import Tree, UnitPath, UnitRecord

UNITS_A_PAGE = 8
Opened: TypeAlias = Callable[[Context, UnitPath], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a unit is chosen for, and how. `asks` is the question for its name, `nobody` what others are told.

    `real` units alone are those that somebody set up, without the ones that groups have opened; `none` is said where
    there are none.
    """

    asks: str
    buttons: Choosing
    act: Act
    open: Opened
    nobody: str
    which: str = "pick.which"
    real: bool = False
    none: str = "roster.not_yours"

    @property
    def presses(self) -> tuple[Press, ...]:
        async def opened(context: Context, told: OfUnit) -> None:
            unit_path = await unit_for(context, self.act, told.unit)
            return await self.open(context, unit_path) if isinstance(unit_path, UnitPath) else unit_path

        async def listed(context: Context, told: Page) -> None:
            rights = await _rights(context, self)
            if isinstance(rights, Rights):
                await list_units(context, self, rights, told.unit, told.page)
                return None
            return rights

        async def find(context: Context, _told: Nothing) -> None:
            rights = await _rights(context, self)
            if isinstance(rights, Rights):
                await ask(context, self.asks)
                back = button(context.words("pick.back"), self.buttons.list(0))
                show(context, context.words("pick.type"), ((back,),))
                return None
            return rights

        return (
            on(self.buttons.open, opened),
            on(self.buttons.list, listed),
            on(self.buttons.find, find),
        )


async def begin(context: Context, topic: Topic) -> None:
    """After the bare command: the sender's own unit, or those among which they choose."""
    rights = await rights_of(context)
    mine = rights.units(topic.act)
    if not mine and not rights.everywhere(topic.act):
        refuse(context, context.words(topic.nobody))
        return None
    if len(mine) == 1 and not rights.everywhere(topic.act):
        return await topic.open(context, mine[0])
    await list_units(context, topic, rights)
    return None


async def _rights(context: Context, topic: Topic) -> Rights | None:
    """Of whoever pressed; None after it has been said that they have none for this."""
    rights = await rights_of(context)
    if rights.units(topic.act) or rights.everywhere(topic.act):
        return rights
    refuse(context, context.words("roster.not_yours"))
    return None


async def named(context: Context, topic: Topic, _told: str) -> None:
    """Somebody typed a few letters of a unit's name, or its code."""
    rights = await rights_of(context)
    found = await _real(context, topic, await find_units(context, rights, topic.act, context.message.text))
    if not found:
        await ask(context, topic.asks)
        context.reply(context.words("pick.nothing"))
        return
    offer(context, topic, found)
    return


def offer(context: Context, topic: Topic, units: Sequence[UnitRecord]) -> None:
    """The best of what was found."""
    show(context, context.words("pick.found"), _choices(context, topic, units[:UNITS_A_PAGE]))


async def _real(context: Context, topic: Topic, units: Sequence[UnitRecord]) -> list[UnitRecord]:
    real = await context.ledger.units.real() if topic.real else ()
    return [unit for unit in units if unit.id in real] if topic.real else list(units)


async def list_units(context: Context, topic: Topic, rights: Rights, parent: int = 0, page: int = 0) -> None:
    """The units right below one, or those that somebody has themselves."""
    units = await context.ledger.roster.units(today_of(context))
    tree = Tree(units.values())
    below = await _real(context, topic, _below(units, rights, topic.act, parent))
    shown = [unit for unit in below if _may(tree, rights, topic.act, unit)]
    if not shown:
        refuse(context, context.words(topic.none))
        return
    page, pages = page_at(len(shown), page, UNITS_A_PAGE)
    rows = _choices(context, topic, shown[page * UNITS_A_PAGE : (page + 1) * UNITS_A_PAGE])
    nav = turning(page, pages, lambda to: topic.buttons.list(parent, to))
    search = (button(context.words("pick.search"), topic.buttons.find()),)
    name = units[parent].name if parent in units else ""
    words = context.words("pick.below", unit=name, count=len(shown)) if name else context.words(topic.which)
    show(context, words, (*rows, *([nav] if nav else []), search))


def _below(units: Mapping[int, UnitRecord], rights: Rights, act: Act, parent: int) -> list[UnitRecord]:
    if parent:
        found = [unit for unit in units.values() if unit.parent_id == parent]
    elif rights.everywhere(act):
        found = [unit for unit in units.values() if unit.parent_id not in units]
    else:
        found = [unit_path.unit for unit_path in rights.units(act)]
    return sorted(found, key=lambda unit: (plain(unit.name), unit.id))


def _may(tree: Tree, rights: Rights, act: Act, unit: UnitRecord) -> bool:
    return rights.everywhere(act) or rights.may(act, tree.path_of(unit.id))


def _choices(context: Context, topic: Topic, units: Sequence[UnitRecord]) -> Rows:
    return tuple((button(name_on(context, unit), topic.buttons.open(unit.id)),) for unit in units)


def name_on(context: Context, unit: UnitRecord) -> str:
    return unit_name(unit, context.settings.language)


async def reach(context: Context, rights: Rights, act: Act) -> list[int]:
    """The numbers of all units in which somebody may do this."""
    units = await context.ledger.roster.units(today_of(context))
    if rights.everywhere(act):
        return list(units)
    mine = [unit_path.unit.id for unit_path in rights.units(act)]
    below = (
        [units[number] for number in await context.ledger.units.below(mine) if number in units]
        if mine
        else []
    )
    tree = Tree(units.values())
    return [unit.id for unit in below if _may(tree, rights, act, unit)]


async def find_units(context: Context, rights: Rights, act: Act, words: str) -> list[UnitRecord]:
    """Units in which somebody may do this, by words of the name or by the code; the best first, groups last."""
    units = await context.ledger.roster.units(today_of(context))
    wanted, code = search_words(words), words.strip().upper()
    mine = [units[number] for number in await reach(context, rights, act)]
    found = [unit for unit in mine if unit.code == code or finds(wanted, unit.name)]

    def rank(unit: UnitRecord) -> tuple[object, ...]:
        return unit.code != code, unit.provisional, len(unit.name), plain(unit.name), unit.id

    return sorted(found, key=rank)


async def has_below(context: Context, unit_path: UnitPath) -> bool:
    return any(
        unit.parent_id == unit_path.unit.id
        for unit in (await context.ledger.roster.units(today_of(context))).values()
    )


def unit_told(told: str) -> int:
    """The unit that a question was about."""
    return int(told_of(told).get("unit", 0))
