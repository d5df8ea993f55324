"""A link or a picture handed in, and the later life of that message."""

import hashlib
from collections.abc import Iterable, Sequence

from handlers.spreading import Spread, page_of, spread_by
from handlers.turn import Turn
from platforms.messages import ChatKind, Incoming
from rules.links import Link
from rules.outgoing import Reaction
from rules.verdicts import (
    ACCEPTED,
    DUPLICATE,
    LATE,
    POST,
    REJECTED,
    SHARE,
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
    spread = await spread_by(turn, chat)
    links = _new(spread.proof_in(turn.links), earlier)
    handed = [await _take_link(turn, chat, person, link, spread) for link in links]
    posts = any(link.key for link in links)
    if posts:
        await _absorb_pictures(turn, earlier)
    elif turn.message.pictures and not any(_answers_for_picture(turn, item) for item in earlier):
        handed.append(await _take_picture(turn, chat, person, spread))
    if handed:
        kept = [item.state for item in earlier if _is_link(item) or not posts]
        _answer(turn, person, [*(each.state for each in handed), *kept], earlier)
        spread.ask_about(turn, handed)


async def reconsider(turn: Turn) -> None:
    """An edited message is a new version of the same submission; without a change nothing happens."""
    chat = await turn.chat()
    earlier = await turn.desk.submission(chat, turn.submission)
    mine = [item for item in earlier if item.message_id == turn.message.message_id]
    if not (turn.links or turn.addresses or any(map(_is_link, mine))):
        return
    spread = await spread_by(turn, chat)
    links = spread.proof_in(turn.links)
    now_there = {evidence_key(link) for link in links}
    gone = [item for item in mine if _is_link(item) and item.key not in now_there and item.state != WITHDRAWN]
    back = [
        item for item in mine if item.key in now_there and item.state == WITHDRAWN and item.reason == EDITED
    ]
    added = _new(links, earlier)
    for item in gone:
        await turn.desk.decide(item, WITHDRAWN, EDITED)
    for item in back:
        await _restore(turn, item)
    if added:
        await _hand_in_more(turn, added, spread)
    if gone or back or added:
        await _links_changed(turn, chat, earlier, gone, spread)
    await spread.tell_late(turn, mine)


async def _links_changed(
    turn: Turn,
    chat: ChatRecord,
    earlier: Sequence[EvidenceRecord],
    gone: Sequence[EvidenceRecord],
    spread: Spread,
) -> None:
    """Pictures go with a post, and come back when the last one is gone; the reaction follows."""
    now = await turn.desk.submission(chat, turn.submission)
    if any(_is_post(item) and item.state != WITHDRAWN for item in now):
        await _absorb_pictures(turn, now)
    elif any(map(_is_post, gone)):
        await _give_pictures_back(turn, now, spread)
    before = reaction_to(item.state for item in earlier)
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


async def _take_link(
    turn: Turn, chat: ChatRecord, person: PersonRecord, link: Link, spread: Spread
) -> Handed:
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
        reason=NOT_A_POST if state == REJECTED else _lateness(turn),
        page_id=page_id,
        feature_id=feature.id if feature else None,
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return handed


async def _take_picture(turn: Turn, chat: ChatRecord, person: PersonRecord, spread: Spread) -> Handed:
    key = picture_key(turn.message)
    feature = spread.of(None)
    handed = Handed(
        key=key,
        state=verdict_on_picture(already_counted=await turn.desk.is_taken(person, key)),
        action=SHARE if feature else POST,
        source="screenshot",
        platform="",
        kind="picture",
        url="",
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=_lateness(turn),
        feature_id=feature.id if feature else None,
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return handed


def picture_key(message: Incoming) -> str:
    """Of a message that has a picture."""
    return f"{_PICTURE}{message.pictures[0].unique_id}"


def _lateness(turn: Turn) -> str:
    return LATE if turn.is_late else ""


async def _hand_in_more(turn: Turn, links: Sequence[Link], spread: Spread) -> None:
    chat, person = await _who(turn)
    if chat and person:
        spread.ask_about(turn, [await _take_link(turn, chat, person, link, spread) for link in links])


async def _restore(turn: Turn, item: EvidenceRecord) -> None:
    is_post = not item.key.startswith(_NOT_A_POST)
    counted = is_post and await turn.desk.counts_already(item)
    await turn.desk.decide(item, verdict_on_link(is_post=is_post, already_counted=counted), EDITED)


async def _absorb_pictures(turn: Turn, items: Iterable[EvidenceRecord]) -> None:
    """Pictures of an album illustrate the post in its caption and are no proof of their own."""
    for item in items:
        if not _is_link(item) and item.state != WITHDRAWN:
            await turn.desk.decide(item, WITHDRAWN, WITH_LINK)


async def _give_pictures_back(turn: Turn, items: Sequence[EvidenceRecord], spread: Spread) -> None:
    """The post that they illustrated is gone, so one of them is proof again; an album is a single one."""
    for item in items:
        if not _is_link(item) and item.state == WITHDRAWN and item.reason == WITH_LINK:
            taken = await turn.desk.counts_already(item)
            await turn.desk.decide(item, verdict_on_picture(already_counted=taken), EDITED)
            if not taken:
                return
    if turn.message.pictures and picture_key(turn.message) not in {item.key for item in items}:
        chat, person = await _who(turn)
        if chat and person:
            await _take_picture(turn, chat, person, spread)


def _answers_for_picture(turn: Turn, item: EvidenceRecord) -> bool:
    """No further picture of its album is asked for: it is a post, a picture that was new, or this very one."""
    return (
        _is_post(item)
        or item.key == picture_key(turn.message)
        or (not _is_link(item) and item.state != DUPLICATE)
    )


def _answer(
    turn: Turn, person: PersonRecord, states: Sequence[str], earlier: Sequence[EvidenceRecord]
) -> None:
    reaction = reaction_to(states)
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


def _is_post(item: EvidenceRecord) -> bool:
    return not item.key.startswith((_PICTURE, _NOT_A_POST))
