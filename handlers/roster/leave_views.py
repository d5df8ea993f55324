"""Leaves as words and buttons; a button tells all that is known of a leave so far."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.roster import buttons
from handlers.roster.buttons import Drawn
from handlers.roster.common import button, is_in_closed_week, today_of
from handlers.roster.views import days_words, kind_words, label_with_unit, leave_days
from handlers.turn import Rows, Turn
from rules.calendar import month_of, week_of
from rules.leave import OPEN_END, LeaveKind, LeaveWish
from rules.outgoing import Button
from storage import ExemptionRecord, RosterLine, Standpoint

MOST_SHOWN = 20
MATERNITY_MONTHS = 6


def kinds_view(turn: Turn, person_id: int, unit_id: int, name: str) -> tuple[str, Rows]:
    rows = tuple(
        (button(kind_words(turn, kind.value), buttons.DRAW(kind, person_id, unit_id)),)
        for kind in LeaveKind
        if kind is not LeaveKind.CLOSED
    )
    back = button(turn.words("roster.button.card"), buttons.CARD(person_id, unit_id))
    return turn.words("leave.which_kind", name=name), (*rows, (back,))


def people_view(turn: Turn, wish: LeaveWish, people: Sequence[RosterLine]) -> tuple[str, Rows]:
    """Several fit: which of them is meant?"""
    rows = tuple(
        (
            button(
                label_with_unit(turn, line),
                buttons.DRAW(wish.kind, line.person_id, line.unit_id, wish.first, wish.after),
            ),
        )
        for line in people
    )
    return turn.words("leave.which_person"), rows


def ask_days_view(turn: Turn, drawn: Drawn, name: str) -> tuple[str, Rows]:
    """The days that are meant most often; all others are typed."""
    today = today_of(turn)
    if drawn.first:
        spans = {"leave.button.open": (drawn.first, OPEN_END)}
        if drawn.kind is LeaveKind.MATERNITY:
            spans = {"leave.button.six_months": (drawn.first, _six_months_after(drawn.first)), **spans}
    elif drawn.kind is LeaveKind.MATERNITY:
        spans = {
            "leave.button.six_months_today": (today, _six_months_after(today)),
            "leave.button.open": (today, OPEN_END),
        }
    else:
        spans = {
            "leave.button.today": (today, today + timedelta(days=1)),
            "leave.button.week": (week_of(today).first, week_of(today).after),
            "leave.button.month": (today, month_of(today).after),
            "leave.button.open": (today, OPEN_END),
        }
    rows = tuple(
        (button(turn.words(key), buttons.DRAW(*drawn[:3], first, after)),)
        for key, (first, after) in spans.items()
    )
    key = "leave.until_when" if drawn.first else "leave.which_days"
    words = turn.words(key, name=name, kind=kind_words(turn, drawn.kind.value))
    return words, (*rows, (_to_list(turn, drawn.unit_id),))


def _six_months_after(first: date) -> date:
    month = first.month - 1 + MATERNITY_MONTHS
    start = date(first.year + month // 12, month % 12 + 1, 1)
    return min(start + timedelta(days=first.day - 1), month_of(start).after)


def confirm_view(turn: Turn, drawn: Drawn, name: str) -> tuple[str, Rows]:
    """Everything once more in full, and what it means for weeks that are over."""
    assert drawn.first
    assert drawn.after
    lines = [
        turn.words("leave.sure_unit" if drawn.kind is LeaveKind.CLOSED else "leave.sure", name=name),
        turn.words(
            "leave.line",
            kind=kind_words(turn, drawn.kind.value),
            days=days_words(turn, drawn.first, drawn.after),
        ),
    ]
    if is_in_closed_week(turn, drawn.first):
        lines.append(turn.words("leave.past"))
    yes = button(turn.words("leave.button.sure"), buttons.SAVE(*drawn))
    other = button(turn.words("leave.button.other_days"), buttons.DRAW(*drawn[:3]))
    return "\n".join(lines), ((yes,), (other,), (_to_list(turn, drawn.unit_id),))


def _to_list(turn: Turn, unit_id: int) -> Button:
    return button(turn.words("leave.button.list"), buttons.LEAVES.open(unit_id))


def leaves_view(
    turn: Turn, stands: Standpoint, leaves: Sequence[ExemptionRecord], names: Mapping[int, str], head: str
) -> tuple[str, Rows]:
    """What holds and what is to come, and how more is written down."""
    unit_id = stands.unit.id
    shown = [leave for leave in leaves if leave.unit_id or leave.person_id in names]
    lines = [*([head, ""] if head else []), turn.words("leave.title", unit=stands.unit.name)]
    if not shown:
        lines.append(turn.words("leave.none"))
    if len(shown) > MOST_SHOWN:
        lines.append(turn.words("leave.more", count=len(shown) - MOST_SHOWN))
    lines += ["", turn.words("leave.how")]
    rows = [
        (
            button(
                turn.words(
                    "leave.label",
                    name=stands.unit.name if leave.unit_id else names[leave.person_id or 0],
                    kind=kind_words(turn, leave.kind),
                    days=_short_days(turn, leave),
                ),
                buttons.LEAVE(leave.id, unit_id),
            ),
        )
        for leave in shown[:MOST_SHOWN]
    ]
    rows.append((button(turn.words("leave.button.person"), buttons.LIST(unit_id)),))
    rows.append((button(turn.words("leave.button.unit"), buttons.DRAW(LeaveKind.CLOSED, 0, unit_id)),))
    return "\n".join(lines), tuple(rows)


def _short_days(turn: Turn, leave: ExemptionRecord) -> str:
    """On a button there is no room for years."""
    first, after = leave.period.first, leave.period.after
    if after >= OPEN_END:
        return turn.words("leave.short_open", first=f"{first:%d/%m}")
    last = after - timedelta(days=1)
    if first == last:
        return f"{first:%d/%m}"
    return turn.words("leave.short_days", first=f"{first:%d/%m}", last=f"{last:%d/%m}")


def leave_view(turn: Turn, stands: Standpoint, leave: ExemptionRecord, name: str) -> tuple[str, Rows]:
    unit_id, today = stands.unit.id, today_of(turn)
    kind = kind_words(turn, leave.kind)
    lines = [name, turn.words("leave.line", kind=kind, days=leave_days(turn, leave))]
    if is_in_closed_week(turn, leave.period.first):
        lines.append(turn.words("leave.delete_past"))
    rows = []
    if leave.period.first < today < leave.period.after:
        rows.append((button(turn.words("leave.button.end"), buttons.END_LEAVE(leave.id, unit_id)),))
    rows.append((button(turn.words("leave.button.delete"), buttons.DELETE_LEAVE(leave.id, unit_id)),))
    rows.append((_to_list(turn, unit_id),))
    return "\n".join(lines), tuple(rows)
