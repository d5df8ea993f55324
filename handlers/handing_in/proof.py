"""A link or a picture handed in, and the later life of that message."""

from collections.abc import Sequence

from handlers.handing_in.acting import EDITED, ORIGINAL, ask_about, is_original, judge_again, tell_late
from handlers.handing_in.link_proof import (
    NOT_A_POST,
    evidence_key,
    is_link,
    is_post,
    is_turned_down,
    new_links,
    take_links,
)
from handlers.handing_in.most_at_once import tell_what_waits
from handlers.handing_in.picture_proof import (
    absorb_pictures,
    attach_picture,
    give_pictures_back,
    take_picture,
)
from handlers.handing_in.senders import who
from handlers.handing_in.spreading import Spread, spread_by
from handlers.turn import Turn
from rules.links import Link
from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, FILLS_QUOTA, REJECTED, WITHDRAWN, reaction_to
from storage import ChatRecord, EvidenceRecord, Handed, PersonRecord


async def hand_in(turn: Turn) -> None:
    """A new message with links or pictures, or a further part of an album."""
    chat, person = await who(turn)
    if chat is None or person is None:
        return
    earlier = await _earlier(turn, chat)
    spread = await spread_by(turn, chat)
    links = new_links(spread.proof_in(turn.links), earlier)
    handed = await take_links(turn, chat, person, links, spread, beside=earlier)
    posts = any(link.key for link in links)
    if posts:
        await absorb_pictures(turn, earlier)
    elif turn.message.pictures and not await attach_picture(turn, earlier):
        handed.append(await take_picture(turn, chat, person, spread))
    if handed:
        kept = [item for item in earlier if is_link(item) or not posts]
        _answer(turn, person, [*handed, *kept], earlier)
        tell_what_waits(turn, handed)
        if not spread.ask_about(turn, handed):
            ask_about(turn, handed)
    if earlier and not posts:
        await tell_late(turn, await turn.ledger.submission(chat, turn.submission), {}, spread)


async def reconsider(turn: Turn) -> None:
    """An edited message is a new version of the same submission; without a change nothing happens."""
    chat = await turn.chat()
    earlier = await turn.ledger.submission(chat, turn.submission)
    mine = [item for item in earlier if item.message_id == turn.message.message_id]
    if not (turn.links or turn.addresses or turn.claims.whole or any(map(is_link, mine))):
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
        await turn.ledger.decide(item, WITHDRAWN, EDITED)
    for item in back:
        await _restore(turn, item, links)
    if added:
        await _hand_in_more(turn, added, spread)
    if added or back:
        tell_what_waits(turn, await turn.ledger.submission(chat, turn.submission))
    told = await _say_again(turn, chat, links, mine, spread)
    if gone or back or added or told:
        await _links_changed(turn, chat, earlier, gone, spread)


async def _say_again(
    turn: Turn, chat: ChatRecord, links: Sequence[Link], before: Sequence[EvidenceRecord], spread: Spread
) -> bool:
    """New words about what was handed in before; whether a verdict has changed."""
    if not (before and (turn.claims.anything or spread.named)):
        return False
    ids = {item.id for item in before}
    mine = [item for item in await turn.ledger.submission(chat, turn.submission) if item.id in ids]
    return await tell_late(turn, mine, {evidence_key(link): link.url for link in links}, spread)


async def _links_changed(
    turn: Turn,
    chat: ChatRecord,
    earlier: Sequence[EvidenceRecord],
    gone: Sequence[EvidenceRecord],
    spread: Spread,
) -> None:
    """Pictures go with a post, and come back when the last one is gone; the reaction follows."""
    now = await turn.ledger.submission(chat, turn.submission)
    if any(is_post(item) and item.state != WITHDRAWN for item in now):
        await absorb_pictures(turn, now)
    elif any(map(is_post, gone)):
        await give_pictures_back(turn, now, spread)
    before = reaction_to(item.state for item in earlier)
    after = reaction_to(item.state for item in await turn.ledger.submission(chat, turn.submission))
    if after is not before:
        turn.react(_answered_at(turn, earlier), after)


async def _earlier(turn: Turn, chat: ChatRecord) -> Sequence[EvidenceRecord]:
    """What came of this submission before. A plain new message has none: the inbox takes each message once."""
    if turn.message.album or turn.careful:
        return await turn.ledger.submission(chat, turn.submission)
    return ()


async def _hand_in_more(turn: Turn, links: Sequence[Link], spread: Spread) -> None:
    chat, person = await who(turn)
    if chat and person:
        now = await turn.ledger.submission(chat, turn.submission)
        spread.ask_about(turn, await take_links(turn, chat, person, links, spread, beside=now))


async def _restore(turn: Turn, item: EvidenceRecord, links: Sequence[Link]) -> None:
    if item.action in FILLS_QUOTA and await is_original(turn, item):
        await turn.ledger.decide(item, REJECTED, ORIGINAL)
        return
    if not is_post(item):
        await turn.ledger.decide(item, REJECTED, EDITED)
        return
    await judge_again(turn, item, next(link for link in links if evidence_key(link) == item.key))


def _answer(
    turn: Turn,
    person: PersonRecord,
    handed: Sequence[Handed | EvidenceRecord],
    earlier: Sequence[EvidenceRecord],
) -> None:
    states = [each.state for each in handed]
    reaction = reaction_to(states)
    turn.react(_answered_at(turn, earlier), reaction)
    mistake, words = _mistake(reaction, handed)
    if mistake and person.last_mistake != mistake:
        turn.reply(turn.words(words))
        turn.ledger.remember_mistake(person, mistake)
    elif not mistake and ACCEPTED in states and person.last_mistake:
        turn.ledger.remember_mistake(person, "")


def _mistake(reaction: Reaction, handed: Sequence[Handed | EvidenceRecord]) -> tuple[str, str]:
    """What the sender should do better, and how that is said; nothing beside proof that fills the quota."""
    original = ORIGINAL in [each.reason for each in handed]
    if reaction is Reaction.NOT_A_POST:
        return (ORIGINAL, "proof.original") if original else (NOT_A_POST, "proof.not_a_post")
    if not original or any(each.state == ACCEPTED and each.action in FILLS_QUOTA for each in handed):
        return "", ""
    return ORIGINAL, "proof.original_liked"


def _answered_at(turn: Turn, earlier: Sequence[EvidenceRecord]) -> str:
    """The part of an album that was answered first carries the reaction."""
    return earlier[0].message_id if earlier else turn.message.message_id
