"""A link handed in: which post it is, what was done with it, and whether it counts."""

import hashlib
from collections.abc import Iterable

from handlers.spreading import Spread, page_of
from handlers.turn import Turn
from rules.links import Link
from rules.reviewing import is_rejection
from rules.verdicts import POST, REJECTED, SHARE, verdict_on_link
from storage import ChatRecord, EvidenceRecord, Handed, PersonRecord

EDITED = "edited"
NOT_A_POST = "not_a_post"
_NONE = "none:"
PICTURE_KEY = "picture:"


async def take_link(turn: Turn, chat: ChatRecord, person: PersonRecord, link: Link, spread: Spread) -> Handed:
    key = evidence_key(link)
    taken = link.key is not None and await turn.desk.is_taken(person, key)
    state = verdict_on_link(is_post=link.key is not None, already_counted=taken)
    page_id = await page_of(turn, link)
    feature = spread.of(page_id) if link.key else None
    handed = Handed(
        key=key,
        state=state,
        action=SHARE if feature else POST,
        source="link",
        platform=link.platform.value,
        kind=link.kind.value,
        url=link.url,
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=NOT_A_POST if state == REJECTED else turn.lateness,
        page_id=page_id,
        feature_id=feature.id if feature else None,
        review=turn.audit_of(state),
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return handed


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
    return item.state == REJECTED and is_rejection(item.reason)


def is_post(item: EvidenceRecord) -> bool:
    return not item.key.startswith((PICTURE_KEY, _NONE))
