"""What lists, leave and settings have in common: who is asking, which day it is, words and buttons in one message."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.context import Context, Rows
from handlers.rights import may_here
from rules.calendar import local_day, week_of
from rules.outgoing import Button
from rules.roles import Act
from storage import UnitPath

LONGEST_LABEL = 48
ONLY_PRIVATE = "roster.only_private"
"""What is said where somebody presses one of these buttons in a group."""


def today_of(context: Context) -> date:
    return local_day(context.ledger.now, context.settings.zone)


def start_of_today(context: Context) -> datetime:
    return datetime.combine(today_of(context), time(), context.settings.zone).astimezone(UTC)


def is_in_closed_week(context: Context, day: date) -> bool:
    """Whether a change from this day on is one of weeks that are over."""
    return day < week_of(today_of(context)).first


def shown_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def button(label: str, data: str) -> Button:
    return Button(_shortened(label), data)


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def show(context: Context, words: str, rows: Rows = ()) -> None:
    """In the message whose button was pressed, else as a new one."""
    if context.message.button_id:
        context.answer_press()
        context.rewrite(words, rows)
    else:
        context.put(context.as_reply(words, rows))


def refuse(context: Context, words: str) -> None:
    """Over the pressed button, else as a message."""
    if context.message.button_id:
        context.answer_press(words, alert=True)
    else:
        context.reply(words)


async def unit_for(context: Context, act: Act, unit_id: int) -> UnitPath | None:
    """A unit in which the sender may do this; None after it has been said that they may not."""
    unit_path = await context.ledger.units.path_of(unit_id) if unit_id else None
    allowed = await may_here(context, act, unit_path) if unit_path else False
    if not allowed:
        refuse(context, context.words("roster.not_yours"))
        return None
    return unit_path


async def ask(context: Context, about: str, **told: object) -> None:
    """The next plain words here are the answer to this."""
    await context.ledger.questions.ask(await context.chat(), about, json.dumps(told, ensure_ascii=False))


def told_of(told: str) -> dict[str, Any]:
    """What a question kept in mind."""
    found = json.loads(told or "{}")
    return found if isinstance(found, dict) else {}


async def open_question(context: Context, about: str) -> dict[str, Any] | None:
    """What is still waited for here, if it is that."""
    asked = await context.ledger.questions.open(await context.chat())
    return told_of(asked.told) if asked and asked.about == about else None


def is_too_far(context: Context, day: date) -> bool:
    """More than a year ahead somebody has mistyped a year."""
    return day > today_of(context) + timedelta(days=366)


def page_at(count: int, page: int, size: int) -> tuple[int, int]:
    """The page that there is, counted from 0, and how many there are."""
    pages = max(1, -(-count // size))
    return min(max(page, 0), pages - 1), pages


def turning(page: int, pages: int, to: Callable[[int], str]) -> tuple[Button, ...]:
    """Buttons to the pages beside this one."""
    if pages < 2:
        return ()
    before = (button("‹", to(page - 1)),) if page else ()
    behind = (button("›", to(page + 1)),) if page + 1 < pages else ()
    return (*before, button(f"{page + 1}/{pages}", to(page)), *behind)
