"""A link handed in: which post it is, what was done with it, and whether it counts."""

import hashlib
from collections.abc import Iterable, Sequence

from handlers.context import Context
from handlers.handing_in.activities import ORIGINAL, doer_of, told_of
from handlers.handing_in.featured_shares import NO_SPREAD, Spread
from handlers.handing_in.most_at_once import is_to_follow, room_beside
from handlers.handing_in.page_owners import page_of
from rules import reviewing
from rules.actions import Told
from rules.links import Link
from rules.verdicts import ACCEPTED, PENDING, REJECTED, SENT_AGAIN, TOO_MANY, verdict_on_link
from storage import ChatRecord, EvidenceRecord, NewEvidence, PersonRecord

NOT_A_POST = "not_a_post"
_NONE = "none:"
PICTURE_KEY = "picture:"


async def take_links(
    context: Context,
    chat: ChatRecord,
    person: PersonRecord,
    links: Sequence[Link],
    spread: Spread,
    *,
    beside: Sequence[EvidenceRecord],
) -> list[NewEvidence]:
    """The new ones of a message or album; `beside` is what it has handed in before."""
    handed: list[NewEvidence] = []
    room = room_beside(context, beside)
    for link in links:
        taken = await _take_link(context, chat, person, link, spread, too_many=room <= 0)
        room -= taken.state == ACCEPTED
        handed.append(taken)
    return handed


async def _take_link(
    context: Context, chat: ChatRecord, person: PersonRecord, link: Link, spread: Spread, *, too_many: bool
) -> NewEvidence:
    key = evidence_key(link)
    page = await page_of(context, link)
    about = spread if link.key else NO_SPREAD
    told, feature = await told_of(context, doer_of(chat, person), about, context.claims.of(link.url), page)
    taken = link.key is not None and await context.ledger.is_taken(person, key, told.action)
    before = None
    if link.key and not taken:
        before = await context.ledger.turned_down.before(person, key, told.action)
    state = _verdict(link, taken=taken, before=before, too_many=too_many) if told.counts else REJECTED
    again = state == PENDING and before is not None
    waits = TOO_MANY if state == PENDING and not again else ""
    handed = NewEvidence(
        key=key,
        state=state,
        action=told.action,
        source="link",
        platform=link.platform.value,
        kind=link.kind.value,
        url=link.url,
        sent_at=context.handed_in_at,
        day=context.day,
        reason=waits or _reason(context, state, told),
        page_id=page.id if page else None,
        feature_id=feature.id if feature else None,
        review=SENT_AGAIN if again else waits or context.audit_of(state),
        other_id=before if again else None,
        leads_on=not waits and is_to_follow(context, link, state),
    )
    context.ledger.record(person, chat, context.message.message_id, context.submission, handed)
    return handed


def _verdict(link: Link, *, taken: bool, before: int | None, too_many: bool) -> str:
    return verdict_on_link(
        is_post=link.key is not None,
        already_counted=taken,
        turned_down=before is not None,
        too_many=too_many,
    )


def _reason(context: Context, state: str, told: Told) -> str:
    """An interaction whose words speak of a share as well is accepted, and its sender told what is still missing."""
    if state == REJECTED:
        return ORIGINAL if told.original else NOT_A_POST
    return context.lateness or (ORIGINAL if told.original else "")


def evidence_key(link: Link) -> str:
    """What no post is behind is still told apart, so that an edit of the same message is recognised."""
    return link.key or _NONE + hashlib.sha256(link.url.encode("utf-8", "replace")).hexdigest()[:24]


def new_links(links: Iterable[Link], earlier: Iterable[EvidenceRecord]) -> list[Link]:
    known = {item.key for item in earlier}
    fresh = {evidence_key(link): link for link in links}
    return [link for key, link in fresh.items() if key not in known]


def is_link(item: EvidenceRecord) -> bool:
    return not item.key.startswith(PICTURE_KEY)


def is_turned_down(item: EvidenceRecord) -> bool:
    """By a person who looked: it stays that, and no edit makes the machine forget it."""
    return reviewing.is_turned_down(item.state, item.reason)


def is_post(item: EvidenceRecord) -> bool:
    return not item.key.startswith((PICTURE_KEY, _NONE))
