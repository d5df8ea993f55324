"""A picture handed in: what is known of it at once, and its life beside the links of its message."""

import re
from collections.abc import Iterable, Sequence

from handlers.handing_in.acting import EDITED, doer_of, told_of
from handlers.handing_in.link_proof import PICTURE_KEY, is_link, is_post, is_turned_down
from handlers.handing_in.senders import who
from handlers.handing_in.spreading import Spread
from handlers.turn import Turn
from platforms.messages import Incoming
from rules.albums import is_copy
from rules.calendar import plain
from rules.storable import shortened
from rules.verdicts import DUPLICATE, PENDING, PICTURE, SENT_AGAIN, WITHDRAWN, verdict_on_picture
from storage import ChatRecord, EvidenceRecord, Handed, PersonRecord, PictureRef

WITH_LINK = "with_link"
# Schools have other papers that they call "minh chứng": those of an inspection, for instance.
_MEANS_PROOF = re.compile(
    r"#minhchung\b|\b(nop|gui) minh chung\b|^minh chung( (cua|tuan|dang bai|chia se)\b.*)?[.!]?$"
)


async def take_picture(turn: Turn, chat: ChatRecord, person: PersonRecord, spread: Spread) -> Handed:
    key = picture_key(turn.message)
    told, feature = await told_of(turn, doer_of(chat, person), spread, turn.claims.whole)
    state = verdict_on_picture(already_counted=await turn.ledger.is_taken(person, key, told.action))
    before = await turn.ledger.turned_down.before(person, key, told.action) if state == PENDING else None
    handed = Handed(
        key=key,
        state=state,
        action=told.action,
        source="screenshot",
        platform="",
        kind="picture",
        url="",
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=turn.lateness,
        feature_id=feature.id if feature else None,
        pictures=pictures_of(turn.message),
        review=why_look(before) if state == PENDING else "",
        other_id=before,
    )
    turn.ledger.record(person, chat, turn.message.message_id, turn.submission, handed)
    return handed


def why_look(turned_down: int | None) -> str:
    return SENT_AGAIN if turned_down else PICTURE


def pictures_of(message: Incoming) -> tuple[PictureRef, ...]:
    return tuple(
        PictureRef(
            message.platform,
            message.bot,
            message.message_id,
            picture.file_id,
            picture.unique_id,
            picture.mime,
            picture.size,
        )
        for picture in message.pictures
    )


def picture_key(message: Incoming) -> str:
    """Of a message that has a picture."""
    return shortened(f"{PICTURE_KEY}{message.pictures[0].unique_id}")


async def absorb_pictures(turn: Turn, items: Iterable[EvidenceRecord]) -> None:
    """Pictures of an album illustrate the post in its caption and are no proof of their own."""
    for item in items:
        if not is_link(item) and item.state != WITHDRAWN and not is_turned_down(item):
            await turn.ledger.decide(item, WITHDRAWN, WITH_LINK)
            await turn.ledger.reviews.drop(item.id)


async def give_pictures_back(turn: Turn, items: Sequence[EvidenceRecord], spread: Spread) -> None:
    """The post that they illustrated is gone, so one of them is proof again; an album is a single one."""
    for item in items:
        if not is_link(item) and item.state == WITHDRAWN and item.reason == WITH_LINK:
            taken = await turn.ledger.counts_already(item)
            await turn.ledger.decide(item, verdict_on_picture(already_counted=taken), EDITED)
            if not taken:
                before = await turn.ledger.turned_down.like(item)
                await turn.ledger.reviews.ask(item.id, why_look(before), before)
                await turn.ledger.pictures.look_again(item.id)
                return
    if turn.message.pictures and picture_key(turn.message) not in {item.key for item in items}:
        chat, person = await who(turn)
        if chat and person:
            await take_picture(turn, chat, person, spread)


async def attach_picture(turn: Turn, items: Sequence[EvidenceRecord]) -> bool:
    """Put a further part of an album to what answers for it; False when it has to be a proof of its own."""
    if any(is_post(item) or item.key == picture_key(turn.message) for item in items):
        return True  # a picture beside a post, or this very one
    answering = next((item for item in items if not is_link(item) and _takes_more(item)), None)
    if answering:
        pictures = pictures_of(turn.message)
        await turn.ledger.pictures.attach(answering.id, answering.person_id, answering.day, pictures)
    return answering is not None


def _takes_more(item: EvidenceRecord) -> bool:
    """What repeats another message's very file stands for itself alone."""
    return item.state != DUPLICATE or is_copy(item.reason)


async def point_to_pictures(turn: Turn) -> None:
    """A file that is no picture: a word where it is meant as proof, silence for a group's own papers."""
    if turn.message.sender is None or turn.message.sender.is_bot:
        return
    if turn.in_private or await _is_meant_as_proof(turn):
        turn.put(turn.as_reply(turn.words("picture.file")), once=f"file:{turn.message.sender.id}:{turn.day}")


async def _is_meant_as_proof(turn: Turn) -> bool:
    """Its words say so, or it answers an announcement of featured pages."""
    if _MEANS_PROOF.search(plain(turn.message.text)):
        return True
    answered = turn.message.reply_to
    return bool(answered and await turn.ledger.announced_at(turn.chat_ref, answered))
