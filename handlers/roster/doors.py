"""Doors to neighbouring rooms that lists and settings open by a button. Where none is plugged in, no button is shown.

Each is plugged in where the handlers are wired, so that rooms need not know of each other.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handlers.turn import AskAdmin, Turn

OfUnit: TypeAlias = Callable[[Turn, int], Awaitable[AskAdmin | None]]
Page: TypeAlias = Callable[[Turn, int, int], Awaitable[AskAdmin | None]]


@dataclass(slots=True)
class Doors:
    """`show_unlinked` and `unlinked_count` go together: accounts of which nobody knows whose they are.

    `invite` shows the invitation of a unit, `ask_roster` sends its staff list as Excel (whoever has that understands
    such a file too), `show_roles` shows who answers for a unit, `show_accounts` somebody's accounts (person, unit).
    """

    show_unlinked: Page | None = None
    unlinked_count: Callable[[Turn, Sequence[int]], Awaitable[int]] | None = None
    invite: OfUnit | None = None
    ask_roster: OfUnit | None = None
    show_roles: OfUnit | None = None
    show_accounts: Page | None = None


DOORS = Doors()
