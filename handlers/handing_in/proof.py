"""A link or a picture handed in, and the later life of that message."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.handing_in.activities import EDITED, ORIGINAL, ask_about, is_original, judge_again, tell_late
from handlers.handing_in.featured_shares import Spread, spread_by
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
from rules.links import Link
from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, FILLS_QUOTA, REJECTED, WITHDRAWN, reaction_to
from storage import ChatRecord, EvidenceRecord, NewEvidence, PersonRecord


async def hand_in(context: Context) -> None:
    """A new message with links or pictures, or a further part of an album."""
    chat, person = await who(context)
    if chat is None or person is None:
        return
    earlier = await _earlier(context, chat)
    spread = await spread_by(context, chat)
    links = new_links(spread.proof_in(context.links), earlier)
    handed = await take_links(context, chat, person, links, spread, beside=earlier)
    posts = any(link.key for link in links)
    if posts:
        await absorb_pictures(context, earlier)
    elif context.message.pictures and not await attach_picture(context, earlier):
        handed.append(await take_picture(context, chat, person, spread))
    if handed:
        kept = [item for item in earlier if is_link(item) or not posts]
        _answer(context, person, [*handed, *kept], earlier)
        tell_what_waits(context, handed)
        if not spread.ask_about(context, handed):
            ask_about(context, handed)
    if earlier and not posts:
        await tell_late(context, await context.ledger.submission(chat, context.submission), {}, spread)


async def reconsider(context: Context) -> None:
    """An edited message is a new version of the same submission; without a change nothing happens."""
    chat = await context.chat()
    earlier = await context.ledger.submission(chat, context.submission)
    mine = [item for item in earlier if item.message_id == context.message.message_id]
    if not (context.links or context.addresses or context.claims.whole or any(map(is_link, mine))):
        return
    spread = await spread_by(context, chat)
    links = spread.proof_in(context.links)
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
        await context.ledger.decide(item, WITHDRAWN, EDITED)
    for item in back:
        await _restore(context, item, links)
    if added:
        await _hand_in_more(context, added, spread)
    if added or back:
        tell_what_waits(context, await context.ledger.submission(chat, context.submission))
    told = await _say_again(context, chat, links, mine, spread)
    if gone or back or added or told:
        await _links_changed(context, chat, earlier, gone, spread)


async def _say_again(
    context: Context,
    chat: ChatRecord,
    links: Sequence[Link],
    before: Sequence[EvidenceRecord],
    spread: Spread,
) -> bool:
    """New words about what was handed in before; whether a verdict has changed."""
    if not (before and (context.claims.anything or spread.named)):
        return False
    ids = {item.id for item in before}
    mine = [item for item in await context.ledger.submission(chat, context.submission) if item.id in ids]
    return await tell_late(context, mine, {evidence_key(link): link.url for link in links}, spread)


async def _links_changed(
    context: Context,
    chat: ChatRecord,
    earlier: Sequence[EvidenceRecord],
    gone: Sequence[EvidenceRecord],
    spread: Spread,
) -> None:
    """Pictures go with a post, and come back when the last one is gone; the reaction follows."""
    now = await context.ledger.submission(chat, context.submission)
    if any(is_post(item) and item.state != WITHDRAWN for item in now):
        await absorb_pictures(context, now)
    elif any(map(is_post, gone)):
        await give_pictures_back(context, now, spread)
    before = reaction_to(item.state for item in earlier)
    after = reaction_to(item.state for item in await context.ledger.submission(chat, context.submission))
    if after is not before:
        context.react(_answered_at(context, earlier), after)


async def _earlier(context: Context, chat: ChatRecord) -> Sequence[EvidenceRecord]:
    """What came of this submission before. A plain new message has none: the inbox takes each message once."""
    if context.message.album or context.careful:
        return await context.ledger.submission(chat, context.submission)
    return ()


async def _hand_in_more(context: Context, links: Sequence[Link], spread: Spread) -> None:
    chat, person = await who(context)
    if chat and person:
        now = await context.ledger.submission(chat, context.submission)
        spread.ask_about(context, await take_links(context, chat, person, links, spread, beside=now))


async def _restore(context: Context, item: EvidenceRecord, links: Sequence[Link]) -> None:
    if item.action in FILLS_QUOTA and await is_original(context, item):
        await context.ledger.decide(item, REJECTED, ORIGINAL)
        return
    if not is_post(item):
        await context.ledger.decide(item, REJECTED, EDITED)
        return
    await judge_again(context, item, next(link for link in links if evidence_key(link) == item.key))


def _answer(
    context: Context,
    person: PersonRecord,
    handed: Sequence[NewEvidence | EvidenceRecord],
    earlier: Sequence[EvidenceRecord],
) -> None:
    states = [each.state for each in handed]
    reaction = reaction_to(states)
    context.react(_answered_at(context, earlier), reaction)
    mistake, words = _mistake(reaction, handed)
    if mistake and person.last_mistake != mistake:
        context.reply(context.words(words))
        context.ledger.remember_mistake(person, mistake)
    elif not mistake and ACCEPTED in states and person.last_mistake:
        context.ledger.remember_mistake(person, "")


def _mistake(reaction: Reaction, handed: Sequence[NewEvidence | EvidenceRecord]) -> tuple[str, str]:
    """What the sender should do better, and how that is said; nothing beside proof that fills the quota."""
    original = ORIGINAL in [each.reason for each in handed]
    if reaction is Reaction.NOT_A_POST:
        return (ORIGINAL, "proof.original") if original else (NOT_A_POST, "proof.not_a_post")
    if not original or any(each.state == ACCEPTED and each.action in FILLS_QUOTA for each in handed):
        return "", ""
    return ORIGINAL, "proof.original_liked"


def _answered_at(context: Context, earlier: Sequence[EvidenceRecord]) -> str:
    """The part of an album that was answered first carries the reaction."""
    return earlier[0].message_id if earlier else context.message.message_id
