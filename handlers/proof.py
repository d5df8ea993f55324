"""A link or a picture handed in, and the later life of that message."""

from collections.abc import Sequence

from handlers.link_proof import (
    EDITED,
    NOT_A_POST,
    evidence_key,
    is_link,
    is_post,
    is_turned_down,
    new_links,
    take_link,
)
from handlers.picture_proof import absorb_pictures, answers_for_picture, give_pictures_back, take_picture
from handlers.senders import who
from handlers.spreading import Spread, spread_by
from handlers.turn import Turn
from rules.links import Link
from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, WITHDRAWN, reaction_to, verdict_on_link
from storage import ChatRecord, EvidenceRecord, PersonRecord


async def hand_in(turn: Turn) -> None:
    """A new message with links or pictures, or a further part of an album."""
    chat, person = await who(turn)
    if chat is None or person is None:
        return
    earlier = await _earlier(turn, chat)
    spread = await spread_by(turn, chat)
    links = new_links(spread.proof_in(turn.links), earlier)
    handed = [await take_link(turn, chat, person, link, spread) for link in links]
    posts = any(link.key for link in links)
    if posts:
        await absorb_pictures(turn, earlier)
    elif turn.message.pictures and not any(answers_for_picture(turn, item) for item in earlier):
        handed.append(await take_picture(turn, chat, person, spread))
    if handed:
        kept = [item.state for item in earlier if is_link(item) or not posts]
        _answer(turn, person, [*(each.state for each in handed), *kept], earlier)
        spread.ask_about(turn, handed)


async def reconsider(turn: Turn) -> None:
    """An edited message is a new version of the same submission; without a change nothing happens."""
    chat = await turn.chat()
    earlier = await turn.desk.submission(chat, turn.submission)
    mine = [item for item in earlier if item.message_id == turn.message.message_id]
    if not (turn.links or turn.addresses or any(map(is_link, mine))):
        return
    spread = await spread_by(turn, chat)
    links = spread.proof_in(turn.links)
    now_there = {evidence_key(link) for link in links}
    gone = [
        item
        for item in mine
        if is_link(item)
        and item.key not in now_there
        and item.state != WITHDRAWN
        and not is_turned_down(item)
    ]
    back = [
        item for item in mine if item.key in now_there and item.state == WITHDRAWN and item.reason == EDITED
    ]
    added = new_links(links, earlier)
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
    if any(is_post(item) and item.state != WITHDRAWN for item in now):
        await absorb_pictures(turn, now)
    elif any(map(is_post, gone)):
        await give_pictures_back(turn, now, spread)
    before = reaction_to(item.state for item in earlier)
    after = reaction_to(item.state for item in await turn.desk.submission(chat, turn.submission))
    if after is not before:
        turn.react(_answered_at(turn, earlier), after)


async def _earlier(turn: Turn, chat: ChatRecord) -> Sequence[EvidenceRecord]:
    """What came of this submission before. A plain new message has none: the inbox takes each message once."""
    if turn.message.album or turn.careful:
        return await turn.desk.submission(chat, turn.submission)
    return ()


async def _hand_in_more(turn: Turn, links: Sequence[Link], spread: Spread) -> None:
    chat, person = await who(turn)
    if chat and person:
        spread.ask_about(turn, [await take_link(turn, chat, person, link, spread) for link in links])


async def _restore(turn: Turn, item: EvidenceRecord) -> None:
    post = is_post(item)
    counted = post and await turn.desk.counts_already(item)
    await turn.desk.decide(item, verdict_on_link(is_post=post, already_counted=counted), EDITED)


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
