"""Lists of people and their cards, as words and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.counting.own_periods import my_periods
from handlers.roster import buttons
from handlers.roster.common import button, page_at, shown_day, today_of, turning
from handlers.turn import Rows, Turn
from reports.chat_text import MyPeriod, period_name
from rules.leave import OPEN_END, LeaveKind
from rules.outgoing import Button
from storage import ExemptionRecord, PersonRecord, RosterCard, RosterLine, Standpoint

PEOPLE_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Tools:
    """What somebody may do with a list, and whether there are units below."""

    manages: bool
    exports: bool
    unlinked: int
    below: bool


def list_view(
    turn: Turn, stands: Standpoint, people: Sequence[RosterLine], page: int, tools: Tools
) -> tuple[str, Rows]:
    """A page of a unit's people, those on no list last, and what can be done with the list."""
    unit = stands.unit
    people = sorted(people, key=lambda line: line.provisional)
    page, pages = page_at(len(people), page, PEOPLE_A_PAGE)
    shown = people[page * PEOPLE_A_PAGE : (page + 1) * PEOPLE_A_PAGE]
    rows: list[tuple[Button, ...]] = [
        (button(label_of(turn, line), buttons.CARD(line.person_id, unit.id)),) for line in shown
    ]
    nav = turning(page, pages, lambda to: buttons.LIST(unit.id, to))
    rows += [nav] if nav else []
    rows += _tools(turn, stands, tools)
    if tools.below:
        rows.append((button(turn.words("roster.button.below"), buttons.PEOPLE.list(unit.id)),))
    return _list_words(turn, stands, people, manages=tools.manages), tuple(rows)


def _list_words(turn: Turn, stands: Standpoint, people: Sequence[RosterLine], *, manages: bool) -> str:
    unknown = sum(line.provisional for line in people)
    lines = [turn.words("roster.title", unit=stands.unit.name)]
    listed = len(people) - unknown
    lines.append(turn.words("roster.count", count=listed) if listed else turn.words("roster.empty"))
    if unknown:
        lines.append(turn.words("roster.unknown", count=unknown))
    if people:
        lines.append(turn.words("roster.choose" if manages else "roster.look"))
    return "\n".join(lines)


def _tools(turn: Turn, stands: Standpoint, tools: Tools) -> Rows:
    number = stands.unit.id
    find = button(turn.words("roster.button.find"), buttons.SEARCH(number))
    if not tools.manages:
        return ((find,),)
    rows: list[tuple[Button, ...]] = [(find, button(turn.words("roster.button.add"), buttons.ADD(number)))]
    unlinked = turn.words("roster.button.unlinked", count=tools.unlinked)
    rows.append((button(unlinked, buttons.UNLINKED(number)),))
    rows.append((button(turn.words("roster.button.import"), buttons.HOW_TO_IMPORT(number)),))
    invite = button(turn.words("roster.button.invite"), buttons.INVITE(number))
    export = button(turn.words("roster.button.export"), buttons.EXPORT(number))
    return (*rows, (invite, export) if tools.exports else (invite,))


def label_of(turn: Turn, line: RosterLine) -> str:
    """On a button."""
    if line.provisional:
        return turn.words("roster.label_unknown", name=line.name)
    if line.position:
        return turn.words("roster.label", name=line.name, position=line.position)
    return line.name


def label_with_unit(turn: Turn, line: RosterLine) -> str:
    """Where people of several units stand beside each other."""
    name = turn.words("roster.label_unknown", name=line.name) if line.provisional else line.name
    return f"{name} – {line.unit}"


def found_view(
    turn: Turn, people: Sequence[RosterLine], unit_id: int, *, several_units: bool
) -> tuple[str, Rows]:
    """Who was found by a name."""
    rows: list[tuple[Button, ...]] = [
        (
            button(
                label_with_unit(turn, line) if several_units else label_of(turn, line),
                buttons.CARD(line.person_id, line.unit_id),
            ),
        )
        for line in people
    ]
    back = (button(turn.words("roster.button.list"), buttons.LIST(unit_id)),) if unit_id else ()
    words = turn.words("roster.found" if people else "roster.not_found")
    return words, (*rows, *([back] if back else []))


async def card_view(
    turn: Turn,
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
    lines.append(turn.words("roster.card.name", name=card.name))
    lines += _about_stay(turn, card, stay)
    lines += _accounts(turn, card)
    lines += [leave_line(turn, leave) for leave in leaves]
    lines += await _periods(turn, card, stay)
    return "\n".join(lines), _card_rows(turn, card, stay, manages=manages, exempts=exempts)


def _about_stay(turn: Turn, card: RosterCard, stay: RosterLine) -> list[str]:
    lines = [f"{stay.position} – {stay.unit}" if stay.position else stay.unit]
    if card.provisional:
        lines.append(turn.words("roster.card.unknown"))
    elif not stay.seen:
        lines.append(turn.words("roster.card.since", day=shown_day(stay.since)))
    if stay.until:
        lines.append(turn.words("roster.card.until", day=shown_day(stay.until)))
    others = {line.unit for line in card.stays if line.until is None and line.unit_id != stay.unit_id}
    lines += [turn.words("roster.card.also", unit=unit) for unit in sorted(others)]
    if card.code:
        lines.append(turn.words("roster.card.code", code=card.code))
    return lines


def _accounts(turn: Turn, card: RosterCard) -> list[str]:
    if not card.accounts:
        return [turn.words("roster.card.no_account")]
    names = ", ".join(f"{each.platform.capitalize()} «{each.name}»" for each in card.accounts)
    return [turn.words("roster.card.accounts", names=names)]


def leave_line(turn: Turn, leave: ExemptionRecord) -> str:
    return turn.words("leave.line", kind=kind_words(turn, leave.kind), days=leave_days(turn, leave))


def kind_words(turn: Turn, kind: str) -> str:
    """What a kind of leave is called; what lists call otherwise is some other leave."""
    known = kind if kind in LeaveKind.__members__.values() else LeaveKind.OTHER.value
    return turn.words(f"leave.kind.{known}")


def leave_days(turn: Turn, leave: ExemptionRecord) -> str:
    return days_words(turn, leave.period.first, leave.period.after)


def days_words(turn: Turn, first: date, after: date) -> str:
    if after >= OPEN_END:
        return turn.words("leave.days_open", first=shown_day(first))
    last = date.fromordinal(after.toordinal() - 1)
    if first == last:
        return turn.words("leave.one_day", day=shown_day(first))
    return turn.words("leave.days", first=shown_day(first), last=shown_day(last))


async def _periods(turn: Turn, card: RosterCard, stay: RosterLine) -> list[str]:
    """This week and this month."""
    person = PersonRecord(card.person_id, card.name, stay.unit_id, 0, "", "")
    return [_period(turn, each) for each in await my_periods(turn, person, today_of(turn))]


def _period(turn: Turn, mine: MyPeriod) -> str:
    stands, name = mine.standing, period_name(mine.period, turn.settings.language)
    if not stands.owed.count:
        why = turn.words(f"why.{stands.owed.why.value}")
        return turn.words("roster.card.free", period=name, done=stands.done, why=why)
    return turn.words("roster.card.period", period=name, done=stands.done, owed=stands.owed.count)


def _card_rows(turn: Turn, card: RosterCard, stay: RosterLine, *, manages: bool, exempts: bool) -> Rows:
    rows: list[tuple[str, ...]] = []
    if manages and card.provisional:
        rows = [("name_fully",), ("end",)]
    elif manages:
        rows = [("position", "name"), ("move", "end"), ("accounts",)]
    if exempts:
        rows.append(("leave",))
    about = (card.person_id, stay.unit_id)
    made = [
        tuple(button(turn.words(f"roster.button.{what}"), _ON_A_CARD[what](*about)) for what in row)
        for row in rows
    ]
    made.append((button(turn.words("roster.button.list"), buttons.LIST(stay.unit_id)),))
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
