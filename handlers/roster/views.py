"""Lists of people and their cards, as words and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.context import Context, Rows
from handlers.counting.own_periods import my_periods
from handlers.roster import buttons
from handlers.roster.common import button, page_at, shown_day, today_of, turning
from reports.chat_text import MyPeriod, period_name
from rules.leave import OPEN_END, LeaveKind
from rules.outgoing import Button
from storage import ExemptionRecord, PersonRecord, RosterCard, RosterLine, UnitPath

PEOPLE_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Tools:
    """What somebody may do with a list, and whether there are units below."""

    manages: bool
    exports: bool
    unlinked: int
    below: bool


def list_view(
    context: Context, unit_path: UnitPath, people: Sequence[RosterLine], page: int, tools: Tools
) -> tuple[str, Rows]:
    """A page of a unit's people, those on no list last, and what can be done with the list."""
    unit = unit_path.unit
    people = sorted(people, key=lambda line: line.provisional)
    page, pages = page_at(len(people), page, PEOPLE_A_PAGE)
    shown = people[page * PEOPLE_A_PAGE : (page + 1) * PEOPLE_A_PAGE]
    rows: list[tuple[Button, ...]] = [
        (button(label_of(context, line), buttons.CARD(line.person_id, unit.id)),) for line in shown
    ]
    nav = turning(page, pages, lambda to: buttons.LIST(unit.id, to))
    rows += [nav] if nav else []
    rows += _tools(context, unit_path, tools)
    if tools.below:
        rows.append((button(context.words("roster.button.below"), buttons.PEOPLE.list(unit.id)),))
    return _list_words(context, unit_path, people, manages=tools.manages), tuple(rows)


def _list_words(context: Context, unit_path: UnitPath, people: Sequence[RosterLine], *, manages: bool) -> str:
    unknown = sum(line.provisional for line in people)
    lines = [context.words("roster.title", unit=unit_path.unit.name)]
    listed = len(people) - unknown
    lines.append(context.words("roster.count", count=listed) if listed else context.words("roster.empty"))
    if unknown:
        lines.append(context.words("roster.unknown", count=unknown))
    if people:
        lines.append(context.words("roster.choose" if manages else "roster.look"))
    return "\n".join(lines)


def _tools(context: Context, unit_path: UnitPath, tools: Tools) -> Rows:
    number = unit_path.unit.id
    find = button(context.words("roster.button.find"), buttons.SEARCH(number))
    if not tools.manages:
        return ((find,),)
    rows: list[tuple[Button, ...]] = [(find, button(context.words("roster.button.add"), buttons.ADD(number)))]
    unlinked = context.words("roster.button.unlinked", count=tools.unlinked)
    rows.append((button(unlinked, buttons.UNLINKED(number)),))
    rows.append((button(context.words("roster.button.import"), buttons.HOW_TO_IMPORT(number)),))
    invite = button(context.words("roster.button.invite"), buttons.INVITE(number))
    export = button(context.words("roster.button.export"), buttons.EXPORT(number))
    return (*rows, (invite, export) if tools.exports else (invite,))


def label_of(context: Context, line: RosterLine) -> str:
    """On a button."""
    if line.provisional:
        return context.words("roster.label_unknown", name=line.name)
    if line.position:
        return context.words("roster.label", name=line.name, position=line.position)
    return line.name


def label_with_unit(context: Context, line: RosterLine) -> str:
    """Where people of several units stand beside each other."""
    name = context.words("roster.label_unknown", name=line.name) if line.provisional else line.name
    return f"{name} – {line.unit}"


def found_view(
    context: Context, people: Sequence[RosterLine], unit_id: int, *, several_units: bool
) -> tuple[str, Rows]:
    """Who was found by a name."""
    rows: list[tuple[Button, ...]] = [
        (
            button(
                label_with_unit(context, line) if several_units else label_of(context, line),
                buttons.CARD(line.person_id, line.unit_id),
            ),
        )
        for line in people
    ]
    back = (button(context.words("roster.button.list"), buttons.LIST(unit_id)),) if unit_id else ()
    words = context.words("roster.found" if people else "roster.not_found")
    return words, (*rows, *([back] if back else []))


async def card_view(
    context: Context,
    card: RosterCard,
    stay: RosterLine,
    leaves: Sequence[ExemptionRecord],
    *,
    manages: bool,
    exempts: bool,
    head: str = "",
) -> tuple[str, Rows]:
    """Somebody as an administrator of their unit sees them."""
    lines = [head] if head else []
    lines.append(context.words("roster.card.name", name=card.name))
    lines += _about_stay(context, card, stay)
    lines += _accounts(context, card)
    lines += [leave_line(context, leave) for leave in leaves]
    lines += await _periods(context, card, stay)
    return "\n".join(lines), _card_rows(context, card, stay, manages=manages, exempts=exempts)


def _about_stay(context: Context, card: RosterCard, stay: RosterLine) -> list[str]:
    lines = [f"{stay.position} – {stay.unit}" if stay.position else stay.unit]
    if card.provisional:
        lines.append(context.words("roster.card.unknown"))
    elif not stay.seen:
        lines.append(context.words("roster.card.since", day=shown_day(stay.since)))
    if stay.until:
        lines.append(context.words("roster.card.until", day=shown_day(stay.until)))
    others = {line.unit for line in card.stays if line.until is None and line.unit_id != stay.unit_id}
    lines += [context.words("roster.card.also", unit=unit) for unit in sorted(others)]
    if card.code:
        lines.append(context.words("roster.card.code", code=card.code))
    return lines


def _accounts(context: Context, card: RosterCard) -> list[str]:
    if not card.accounts:
        return [context.words("roster.card.no_account")]
    names = ", ".join(f"{each.platform.capitalize()} «{each.name}»" for each in card.accounts)
    return [context.words("roster.card.accounts", names=names)]


def leave_line(context: Context, leave: ExemptionRecord) -> str:
    return context.words("leave.line", kind=kind_words(context, leave.kind), days=leave_days(context, leave))


def kind_words(context: Context, kind: str) -> str:
    """What a kind of leave is called; what lists call otherwise is some other leave."""
    known = kind if kind in LeaveKind.__members__.values() else LeaveKind.OTHER.value
    return context.words(f"leave.kind.{known}")


def leave_days(context: Context, leave: ExemptionRecord) -> str:
    return days_words(context, leave.period.first, leave.period.after)


def days_words(context: Context, first: date, after: date) -> str:
    if after >= OPEN_END:
        return context.words("leave.days_open", first=shown_day(first))
    last = date.fromordinal(after.toordinal() - 1)
    if first == last:
        return context.words("leave.one_day", day=shown_day(first))
    return context.words("leave.days", first=shown_day(first), last=shown_day(last))


async def _periods(context: Context, card: RosterCard, stay: RosterLine) -> list[str]:
    """This week and this month."""
    person = PersonRecord(card.person_id, card.name, stay.unit_id, 0, "", "")
    return [_period(context, each) for each in await my_periods(context, person, today_of(context))]


def _period(context: Context, mine: MyPeriod) -> str:
    unit_path, name = mine.standing, period_name(mine.period, context.settings.language)
    if not unit_path.owed.count:
        why = context.words(f"why.{unit_path.owed.why.value}")
        return context.words("roster.card.free", period=name, done=unit_path.done, why=why)
    return context.words("roster.card.period", period=name, done=unit_path.done, owed=unit_path.owed.count)


def _card_rows(context: Context, card: RosterCard, stay: RosterLine, *, manages: bool, exempts: bool) -> Rows:
    rows: list[tuple[str, ...]] = []
    if manages and card.provisional:
        rows = [("name_fully",), ("end",)]
    elif manages:
        rows = [("position", "name"), ("move", "end"), ("accounts",)]
    if exempts:
        rows.append(("leave",))
    about = (card.person_id, stay.unit_id)
    made = [
        tuple(button(context.words(f"roster.button.{what}"), _ON_A_CARD[what](*about)) for what in row)
        for row in rows
    ]
    made.append((button(context.words("roster.button.list"), buttons.LIST(stay.unit_id)),))
    return tuple(made)


_ON_A_CARD = {
    "name_fully": buttons.RENAME,
    "name": buttons.RENAME,
    "position": buttons.POSITION,
    "move": buttons.MOVE,
    "end": buttons.END,
    "accounts": buttons.ACCOUNTS,
    "leave": buttons.LEAVE_OF,
}
