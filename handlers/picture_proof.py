"""A picture handed in: what is known of it at once, and its life beside the links of its message."""

from collections.abc import Iterable, Sequence

from handlers.link_proof import EDITED, PICTURE_KEY, is_link, is_post, is_turned_down
from handlers.senders import who
from handlers.spreading import Spread
from handlers.turn import Turn
from platforms.messages import Incoming
from rules.verdicts import DUPLICATE, PENDING, PICTURE, POST, SHARE, WITHDRAWN, verdict_on_picture
from storage import ChatRecord, EvidenceRecord, Handed, PersonRecord, PictureRef

WITH_LINK = "with_link"


async def take_picture(turn: Turn, chat: ChatRecord, person: PersonRecord, spread: Spread) -> Handed:
    key = picture_key(turn.message)
    feature = spread.of(None)
    state = verdict_on_picture(already_counted=await turn.desk.is_taken(person, key))
    handed = Handed(
        key=key,
        state=state,
        action=SHARE if feature else POST,
        source="screenshot",
        platform="",
        kind="picture",
        url="",
        sent_at=turn.handed_in_at,
        day=turn.day,
        reason=turn.lateness,
        feature_id=feature.id if feature else None,
        pictures=pictures_of(turn.message),
        review=PICTURE if state == PENDING else "",
    )
    turn.desk.record(person, chat, turn.message.message_id, turn.submission, handed)
    return handed


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
    return f"{PICTURE_KEY}{message.pictures[0].unique_id}"


async def absorb_pictures(turn: Turn, items: Iterable[EvidenceRecord]) -> None:
    """Pictures of an album illustrate the post in its caption and are no proof of their own."""
    for item in items:
        if not is_link(item) and item.state != WITHDRAWN and not is_turned_down(item):
            await turn.desk.decide(item, WITHDRAWN, WITH_LINK)


async def give_pictures_back(turn: Turn, items: Sequence[EvidenceRecord], spread: Spread) -> None:
    """The post that they illustrated is gone, so one of them is proof again; an album is a single one."""
    for item in items:
        if not is_link(item) and item.state == WITHDRAWN and item.reason == WITH_LINK:
            taken = await turn.desk.counts_already(item)
            await turn.desk.decide(item, verdict_on_picture(already_counted=taken), EDITED)
            if not taken:
                return
    if turn.message.pictures and picture_key(turn.message) not in {item.key for item in items}:
        chat, person = await who(turn)
        if chat and person:
            await take_picture(turn, chat, person, spread)


def answers_for_picture(turn: Turn, item: EvidenceRecord) -> bool:
    """No further picture of its album is asked for: it is a post, a picture that was new, or this very one."""
    return (
        is_post(item)
        or item.key == picture_key(turn.message)
        or (not is_link(item) and item.state != DUPLICATE)
    )
