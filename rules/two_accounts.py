"""One person's same post, handed in by two of their accounts: it counts once, and comes apart as it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rules.verdicts import COUNTED, DUPLICATE

MARK = "two_accounts:"


class Handling(NamedTuple):
    """An evidence of the post, as it stands."""

    id: int
    sent_at: datetime
    state: str
    reason: str


class Standing(NamedTuple):
    state: str
    reason: str


def marked(state: str, reason: str = "") -> Standing:
    """A duplicate that remembers what it was."""
    return Standing(DUPLICATE, f"{MARK}{state}:{reason}" if reason else f"{MARK}{state}")


def by_itself(state: str, reason: str) -> Standing:
    """What it is where no other account is in its way."""
    if state != DUPLICATE or not reason.startswith(MARK):
        return Standing(state, reason)
    before, _, why = reason.removeprefix(MARK).partition(":")
    return Standing(before, why)


def settled(handlings: Iterable[Handling]) -> dict[int, Standing]:
    """How those that would count by themselves stand beside each other: the first that was sent counts."""
    alone = {each: by_itself(each.state, each.reason) for each in handlings}
    counting = sorted(
        (each for each, unit_path in alone.items() if unit_path.state in COUNTED),
        key=lambda each: (each.sent_at, each.id),
    )
    return {each.id: marked(*alone[each]) if number else alone[each] for number, each in enumerate(counting)}
