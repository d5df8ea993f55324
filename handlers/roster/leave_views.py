"""Leaves as words and buttons; a button tells all that is known of a leave so far."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.context import Context, Rows
from handlers.roster import buttons
from handlers.roster.buttons import Drawn
from handlers.roster.common import button, is_in_closed_week, today_of
from handlers.roster.views import days_words, kind_words, label_with_unit, leave_days
from rules.calendar import month_of, week_of
from rules.leave import OPEN_END, LeaveKind, LeaveWish
from rules.outgoing import Button
from storage import ExemptionRecord, RosterLine, UnitPath

MOST_SHOWN = 20
MATERNITY_MONTHS = 6


def kinds_view(context: Context, person_id: int, unit_id: int, name: str) -> tuple[str, Rows]:
    rows = tuple(
        (button(kind_words(context, kind.value), buttons.DRAW(kind, person_id, unit_id)),)
        for kind in LeaveKind
        if kind is not LeaveKind.CLOSED
    )
    back = button(context.words("roster.button.card"), buttons.CARD(person_id, unit_id))
    return context.words("leave.which_kind", name=name), (*rows, (back,))


def people_view(context: Context, wish: LeaveWish, people: Sequence[RosterLine]) -> tuple[str, Rows]:
    """Several fit: which of them is meant?"""
    rows = tuple(
        (
            button(
                label_with_unit(context, line),
                buttons.DRAW(wish.kind, line.person_id, line.unit_id, wish.first, wish.after),
            ),
        )
        for line in people
    )
    return context.words("leave.which_person"), rows


def ask_days_view(context: Context, drawn: Drawn, name: str) -> tuple[str, Rows]:
    """The days that are meant most often; all others are typed."""
    today = today_of(context)
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
        (button(context.words(key), buttons.DRAW(*drawn[:3], first, after)),)
        for key, (first, after) in spans.items()
    )
    key = "leave.until_when" if drawn.first else "leave.which_days"
    words = context.words(key, name=name, kind=kind_words(context, drawn.kind.value))
    return words, (*rows, (_to_list(context, drawn.unit_id),))


def _six_months_after(first: date) -> date:
    month = first.month - 1 + MATERNITY_MONTHS
    start = date(first.year + month // 12, month % 12 + 1, 1)
    return min(start + timedelta(days=first.day - 1), month_of(start).after)


def confirm_view(context: Context, drawn: Drawn, name: str) -> tuple[str, Rows]:
    """Everything once more in full, and what it means for weeks that are over."""
    assert drawn.first
    assert drawn.after
    lines = [
        context.words("leave.sure_unit" if drawn.kind is LeaveKind.CLOSED else "leave.sure", name=name),
        context.words(
            "leave.line",
            kind=kind_words(context, drawn.kind.value),
            days=days_words(context, drawn.first, drawn.after),
        ),
    ]
    if is_in_closed_week(context, drawn.first):
        lines.append(context.words("leave.past"))
    yes = button(context.words("leave.button.sure"), buttons.SAVE(*drawn))
    other = button(context.words("leave.button.other_days"), buttons.DRAW(*drawn[:3]))
    return "\n".join(lines), ((yes,), (other,), (_to_list(context, drawn.unit_id),))


def _to_list(context: Context, unit_id: int) -> Button:
    return button(context.words("leave.button.list"), buttons.LEAVES.open(unit_id))


def leaves_view(
    context: Context,
    unit_path: UnitPath,
    leaves: Sequence[ExemptionRecord],
    names: Mapping[int, str],
    head: str,
) -> tuple[str, Rows]:
    """What holds and what is to come, and how more is written down."""
    unit_id = unit_path.unit.id
    shown = [leave for leave in leaves if leave.unit_id or leave.person_id in names]
    lines = [*([head, ""] if head else []), context.words("leave.title", unit=unit_path.unit.name)]
    if not shown:
        lines.append(context.words("leave.none"))
    if len(shown) > MOST_SHOWN:
        lines.append(context.words("leave.more", count=len(shown) - MOST_SHOWN))
    lines += ["", context.words("leave.how")]
    rows = [
        (
            button(
                context.words(
                    "leave.label",
                    name=unit_path.unit.name if leave.unit_id else names[leave.person_id or 0],
                    kind=kind_words(context, leave.kind),
                    days=_short_days(context, leave),
                ),
                buttons.LEAVE(leave.id, unit_id),
            ),
        )
        for leave in shown[:MOST_SHOWN]
    ]
    rows.append((button(context.words("leave.button.person"), buttons.LIST(unit_id)),))
    rows.append((button(context.words("leave.button.unit"), buttons.DRAW(LeaveKind.CLOSED, 0, unit_id)),))
    return "\n".join(lines), tuple(rows)


def _short_days(context: Context, leave: ExemptionRecord) -> str:
    """On a button there is no room for years."""
    first, after = leave.period.first, leave.period.after
    if after >= OPEN_END:
        return context.words("leave.short_open", first=f"{first:%d/%m}")
    last = after - timedelta(days=1)
    if first == last:
        return f"{first:%d/%m}"
    return context.words("leave.short_days", first=f"{first:%d/%m}", last=f"{last:%d/%m}")


def leave_view(context: Context, unit_path: UnitPath, leave: ExemptionRecord, name: str) -> tuple[str, Rows]:
    unit_id, today = unit_path.unit.id, today_of(context)
    kind = kind_words(context, leave.kind)
    lines = [name, context.words("leave.line", kind=kind, days=leave_days(context, leave))]
    if is_in_closed_week(context, leave.period.first):
        lines.append(context.words("leave.delete_past"))
    rows = []
    if leave.period.first < today < leave.period.after:
        rows.append((button(context.words("leave.button.end"), buttons.END_LEAVE(leave.id, unit_id)),))
    rows.append((button(context.words("leave.button.delete"), buttons.DELETE_LEAVE(leave.id, unit_id)),))
    rows.append((_to_list(context, unit_id),))
    return "\n".join(lines), tuple(rows)
