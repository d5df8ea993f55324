"""A picture handed in: what is known of it at once, and its life beside the links of its message."""

import re
from collections.abc import Iterable, Sequence

from handlers.context import Context
from handlers.handing_in.activities import EDITED, doer_of, told_of
from handlers.handing_in.featured_shares import Spread
from handlers.handing_in.link_proof import PICTURE_KEY, is_link, is_post, is_turned_down
from handlers.handing_in.senders import who
from platforms.messages import Incoming
from rules.albums import is_copy
from rules.calendar import plain
from rules.storable import shortened
from rules.verdicts import DUPLICATE, PENDING, PICTURE, SENT_AGAIN, WITHDRAWN, verdict_on_picture
from storage import ChatRecord, EvidenceRecord, NewEvidence, PersonRecord, PictureRef

WITH_LINK = "with_link"
# Schools have other papers that they call "minh chứng": those of an inspection, for instance.
_MEANS_PROOF = re.compile(
    r"#minhchung\b|\b(nop|gui) minh chung\b|^minh chung( (cua|tuan|dang bai|chia se)\b.*)?[.!]?$"
)


async def take_picture(
    context: Context, chat: ChatRecord, person: PersonRecord, spread: Spread
) -> NewEvidence:
    key = picture_key(context.message)
    told, feature = await told_of(context, doer_of(chat, person), spread, context.claims.whole)
    state = verdict_on_picture(already_counted=await context.ledger.is_taken(person, key, told.action))
    before = await context.ledger.turned_down.before(person, key, told.action) if state == PENDING else None
    handed = NewEvidence(
        key=key,
        state=state,
        action=told.action,
        source="screenshot",
        platform="",
        kind="picture",
        url="",
        sent_at=context.handed_in_at,
        day=context.day,
        reason=context.lateness,
        feature_id=feature.id if feature else None,
        pictures=pictures_of(context.message),
        review=why_look(before) if state == PENDING else "",
        other_id=before,
    )
    context.ledger.record(person, chat, context.message.message_id, context.submission, handed)
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


async def absorb_pictures(context: Context, items: Iterable[EvidenceRecord]) -> None:
    """Pictures of an album illustrate the post in its caption and are no proof of their own."""
    for item in items:
        if not is_link(item) and item.state != WITHDRAWN and not is_turned_down(item):
            await context.ledger.decide(item, WITHDRAWN, WITH_LINK)
            await context.ledger.reviews.drop(item.id)


async def give_pictures_back(context: Context, items: Sequence[EvidenceRecord], spread: Spread) -> None:
    """The post that they illustrated is gone, so one of them is proof again; an album is a single one."""
    for item in items:
        if not is_link(item) and item.state == WITHDRAWN and item.reason == WITH_LINK:
            taken = await context.ledger.counts_already(item)
            await context.ledger.decide(item, verdict_on_picture(already_counted=taken), EDITED)
            if not taken:
                before = await context.ledger.turned_down.like(item)
                await context.ledger.reviews.ask(item.id, why_look(before), before)
                await context.ledger.pictures.look_again(item.id)
                return
    if context.message.pictures and picture_key(context.message) not in {item.key for item in items}:
        chat, person = await who(context)
        if chat and person:
            await take_picture(context, chat, person, spread)


async def attach_picture(context: Context, items: Sequence[EvidenceRecord]) -> bool:
    """Put a further part of an album to what answers for it; False when it has to be a proof of its own."""
    if any(is_post(item) or item.key == picture_key(context.message) for item in items):
        return True  # a picture beside a post, or this very one
    answering = next((item for item in items if not is_link(item) and _takes_more(item)), None)
    if answering:
        pictures = pictures_of(context.message)
        await context.ledger.pictures.attach(answering.id, answering.person_id, answering.day, pictures)
    return answering is not None


def _takes_more(item: EvidenceRecord) -> bool:
    """What repeats another message's very file stands for itself alone."""
    return item.state != DUPLICATE or is_copy(item.reason)


async def point_to_pictures(context: Context) -> None:
    """A file that is no picture: a word where it is meant as proof, silence for a group's own papers."""
    if context.message.sender is None or context.message.sender.is_bot:
        return
    if context.in_private or await _is_meant_as_proof(context):
        context.put(
            context.as_reply(context.words("picture.file")),
            once=f"file:{context.message.sender.id}:{context.day}",
        )


async def _is_meant_as_proof(context: Context) -> bool:
    """Its words say so, or it answers an announcement of featured pages."""
    if _MEANS_PROOF.search(plain(context.message.text)):
        return True
    answered = context.message.reply_to
    return bool(answered and await context.ledger.announced_at(context.chat_ref, answered))
