"""A link or a picture handed in, and the later life of that message."""

import hashlib
from collections.abc import Iterable, Sequence

from handlers.turn import Turn
from platforms.messages import ChatKind
from rules.links import Link
from rules.outgoing import Reaction
from rules.verdicts import (
    ACCEPTED,
    LATE,
    POST,
    REJECTED,
    WITHDRAWN,
    reaction_to,
    verdict_on_link,
    verdict_on_picture,
)
from storage import ChatRecord, EvidenceRecord, Handed, PersonRecord

EDITED = "edited"
WITH_LINK = "with_link"
NOT_A_POST = "not_a_post"
_PICTURE = "picture:"


async def hand_in(turn: Turn) -> None:
    """A new message with links or pictures, or a further part of an album."""
    chat, person = await _who(turn)
    if chat is None or person is None:
        return
    earlier = await _earlier(turn, chat)
    links = _new(turn.links, earlier)
    states = [await _take_link(turn, chat, person, link) for link in links]
    if links:
        await _pictures_go_with_the_link(turn, earlier)
    elif turn.message.pictures and not earlier:
        states.append(await _take_picture(turn, chat, person))
    if states:
        _answer(turn, person, states, earlier)


async def reconsider(turn: Turn) -> None:
    """An edited message is a new version of the same submission; without a change nothing happens."""
    chat = await turn.chat()
    earlier = await turn.desk.submission(chat, turn.submission)
    mine = [item for item in earlier if item.message_id == turn.message.message_id]
    if not turn.links and not any(map(_is_link, mine)):
        return
    now_there = {evidence_key(link) for link in turn.links}
    gone = [item for item in mine if _is_link(item) and item.key not in now_there and item.state != WITHDRAWN]
    back = [
        item for item in mine if item.key in now_there and item.state == WITHDRAWN and item.reason == EDITED
    ]
    added = _new(turn.links, earlier)
    if not (gone or back or added):
        return
    before = reaction_to(item.state for item in earlier)
    for item in gone:
        await turn.desk.decide(item, WITHDRAWN, EDITED)
    for item in back:
        await _restore(turn, item)
    if added:
        await _hand_in_more(turn, added, earlier)
    after = reaction_to(item.state for item in await turn.desk.submission(chat, turn.submission))
    if after is not before:
        turn.react(_answered_at(turn, earlier), after)


async def _who(turn: Turn) -> tuple[ChatRecord | None, PersonRecord | None]:
    """The chat and the person to count for; a hint where there is nobody to count for."""
    if turn.message.anonymous_admin:
        turn.put(
            turn.as_reply(turn.words("proof.anonymous")), once=f"anonymous:{turn.message.chat.id}:{turn.day}"
        )
        return None, None
    if turn.sender_ref is None or turn.message.chat.kind is ChatKind.CHANNEL:
        return None, None
    chat = await turn.chat()
    if chat.unit_id is None and not turn.settings.open_enrolment:
        turn.put(turn.as_reply(turn.words("proof.closed")), once=f"closed:{turn.message.chat.id}")
        return None, None
    return chat, await turn.person(chat)


async def _earlier(turn: Turn, chat: ChatRecord) -> Sequence[EvidenceRecord]:
    """What came of this submission before. A plain new message has none: the inbox takes each message once."""
    if turn.message.album or turn.careful:
        return await turn.desk.submission(chat, turn.submission)
    return ()


async def _take_link(turn: Turn, chat: ChatRecord, person: PersonRecord, link: Link) -> str:
    key = evidence_key(link)
    counted = link.key is not None and await turn.desk.is_counted(person, POST, key)
    state = verdict_on_link(is_post=link.key is not None, already_counted=counted)
    handed = Handed(
        key=key,
        state=state,
        action=POST,
        source="link",
        platform=link.platform.value,
        kind=link.kind.value,
        url=link.url,
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=NOT_A_POST if state == REJECTED else _lateness(turn),
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return state


async def _take_picture(turn: Turn, chat: ChatRecord, person: PersonRecord) -> str:
    key = f"{_PICTURE}{turn.message.pictures[0].unique_id}"
    state = verdict_on_picture(already_counted=await turn.desk.is_counted(person, POST, key))
    handed = Handed(
        key=key,
        state=state,
        action=POST,
        source="screenshot",
        platform="",
        kind="picture",
        url="",
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=_lateness(turn),
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return state


def _lateness(turn: Turn) -> str:
    return LATE if turn.is_late else ""


async def _hand_in_more(turn: Turn, links: Sequence[Link], earlier: Sequence[EvidenceRecord]) -> None:
    chat, person = await _who(turn)
    if chat is None or person is None:
        return
    for link in links:
        await _take_link(turn, chat, person, link)
    await _pictures_go_with_the_link(turn, earlier)


async def _restore(turn: Turn, item: EvidenceRecord) -> None:
    is_post = not item.key.startswith(_NOT_A_POST)
    counted = is_post and await turn.desk.counts_already(item)
    await turn.desk.decide(item, verdict_on_link(is_post=is_post, already_counted=counted), EDITED)


async def _pictures_go_with_the_link(turn: Turn, earlier: Iterable[EvidenceRecord]) -> None:
    """Pictures of an album illustrate the link in its caption and are no proof of their own."""
    for item in earlier:
        if not _is_link(item) and item.state != WITHDRAWN:
            await turn.desk.decide(item, WITHDRAWN, WITH_LINK)


def _answer(
    turn: Turn, person: PersonRecord, states: Sequence[str], earlier: Sequence[EvidenceRecord]
) -> None:
    kept = [item.state for item in earlier if _is_link(item)]
    reaction = reaction_to([*states, *kept])
    turn.react(_answered_at(turn, earlier), reaction)
    if reaction is Reaction.NOT_A_POST and person.last_mistake != NOT_A_POST:
        turn.reply(turn.words("proof.not_a_post"))
        turn.desk.remember_mistake(person, NOT_A_POST)
    elif ACCEPTED in states and person.last_mistake:
        turn.desk.remember_mistake(person, "")


def _answered_at(turn: Turn, earlier: Sequence[EvidenceRecord]) -> str:
    """The part of an album that was answered first carries the reaction."""
    return earlier[0].message_id if earlier else turn.message.message_id


_NOT_A_POST = "none:"


def evidence_key(link: Link) -> str:
    """What no post is behind is still told apart, so that an edit of the same message is recognised."""
    return link.key or _NOT_A_POST + hashlib.sha256(link.url.encode("utf-8", "replace")).hexdigest()[:24]


def _new(links: Iterable[Link], earlier: Iterable[EvidenceRecord]) -> list[Link]:
    known = {item.key for item in earlier}
    fresh = {evidence_key(link): link for link in links}
    return [link for key, link in fresh.items() if key not in known]


def _is_link(item: EvidenceRecord) -> bool:
    return not item.key.startswith(_PICTURE)
