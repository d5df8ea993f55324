"""How many posts of one message count by themselves; whatever is beyond waits for a person."""

from collections.abc import Iterable, Sequence

from handlers.turn import Turn
from rules.links import Link, leads_on
from rules.verdicts import ACCEPTED, COUNTED, PENDING, TOO_MANY
from storage import EvidenceRecord, Handed


def room_beside(turn: Turn, items: Iterable[EvidenceRecord]) -> int:
    """How many more count, beside these of the same message or album."""
    return turn.settings.most_in_one_message - sum(item.state == ACCEPTED for item in items)


async def room_left(turn: Turn) -> int:
    """The same as the ledger has it now."""
    return room_beside(turn, await turn.ledger.submission(await turn.chat(), turn.submission))


def is_to_follow(turn: Turn, link: Link, state: str) -> bool:
    """Whether the internet has to tell which post it is."""
    return turn.settings.resolve_links and state in COUNTED and leads_on(link)


def tell_what_waits(turn: Turn, handed: Sequence[Handed | EvidenceRecord]) -> None:
    """Once for each message."""
    waiting = sum(each.state == PENDING and each.reason == TOO_MANY for each in handed)
    if waiting:
        words = turn.words("proof.too_many", most=turn.settings.most_in_one_message, waiting=waiting)
        turn.put(turn.as_reply(words), once=f"many:{turn.message.chat.id}:{turn.submission}")
