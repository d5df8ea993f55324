"""How many posts of one message count by themselves; whatever is beyond waits for a person."""

from collections.abc import Iterable, Sequence

from handlers.context import Context
from rules.links import Link, leads_on
from rules.verdicts import ACCEPTED, COUNTED, PENDING, TOO_MANY
from storage import EvidenceRecord, NewEvidence


def room_beside(context: Context, items: Iterable[EvidenceRecord]) -> int:
    """How many more count, beside these of the same message or album."""
    return context.settings.most_in_one_message - sum(item.state == ACCEPTED for item in items)


async def room_left(context: Context) -> int:
    """The same as the ledger has it now."""
    return room_beside(context, await context.ledger.submission(await context.chat(), context.submission))


def is_to_follow(context: Context, link: Link, state: str) -> bool:
    """Whether the internet has to tell which post it is."""
    return context.settings.resolve_links and state in COUNTED and leads_on(link)


def tell_what_waits(context: Context, handed: Sequence[NewEvidence | EvidenceRecord]) -> None:
    """Once for each message."""
    waiting = sum(each.state == PENDING and each.reason == TOO_MANY for each in handed)
    if waiting:
        words = context.words("proof.too_many", most=context.settings.most_in_one_message, waiting=waiting)
        context.put(context.as_reply(words), once=f"many:{context.message.chat.id}:{context.submission}")
