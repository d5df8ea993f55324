"""What the sender of a proof sees and hears of a decision on it."""

from collections.abc import Sequence

from handlers.context import Context
from reports.review_text import ReviewText
from rules.links import leads_on, recognise
from rules.outgoing import Outgoing, React, Say
from rules.reviewing import usual
from rules.verdicts import ACCEPTED, REJECTED, reaction_to
from storage import ChatRecord, EvidenceRecord, ReviewItem


async def follow(context: Context, before: ReviewItem, after: ReviewItem) -> None:
    """The reaction follows; who is turned down hears why and what to do, alone where that is possible."""
    was, now = before.proof.evidence, after.proof.evidence
    if was.state == now.state:
        return
    place = (await context.ledger.reviews.places([now])).get(now.chat_pk)
    if place is None or not place.present:
        return
    key = f"review:{after.id}:{after.version}"
    await _react(context, place, [was], key)
    if now.state == REJECTED:
        await _tell(context, after, place, _turned_down(context, after), f"{key}:told")
    elif was.state == REJECTED:
        at = ReviewText(context.settings.language, context.settings.zone).at(after.proof.sent_at)
        key_of = "review.told.back" if now.state == ACCEPTED else "review.told.again"
        await _tell(context, after, place, context.words(key_of, at=at), f"{key}:told", in_group=False)


async def follow_links(context: Context, accepted: Sequence[EvidenceRecord]) -> None:
    """Where a link leads that was one of too many is found out now that it counts."""
    for number, url in (await context.ledger.reviews.urls(accepted)).items():
        if context.settings.resolve_links and url and leads_on(recognise(url)):
            await context.ledger.short_links.follow(number, url)


async def follow_all(context: Context, decided: Sequence[EvidenceRecord]) -> None:
    """Nothing but reactions: there is nothing to do for anybody."""
    places = await context.ledger.reviews.places(decided)
    for number, place in places.items():
        here = [proof for proof in decided if proof.chat_pk == number]
        if place.present:
            await _react(context, place, here, f"review:all:{context.row_id}:{number}", bulk=True)


async def _react(
    context: Context, place: ChatRecord, before: Sequence[EvidenceRecord], key: str, *, bulk: bool = False
) -> None:
    """Old messages of a group that became a supergroup cannot be reached."""
    if place.moved_to_id is not None:
        return
    was = {proof.id: proof for proof in before}
    for word, items in (await context.ledger.reviews.beside(before)).items():
        earlier = reaction_to(was.get(item.id, item).state for item in items)
        reaction = reaction_to(item.state for item in items)
        if reaction is not earlier:
            said = React(place.chat_id, items[0].message_id, reaction)
            _say(context, place, said, f"{key}:{word}:react", bulk=bulk)


def _turned_down(context: Context, item: ReviewItem) -> str:
    kept = item.proof.evidence.reason
    words = ReviewText(context.settings.language, context.settings.zone)
    usually = usual(kept)
    own = context.words("review.why.own", reason=words.reason(kept))
    why = context.words(f"review.why.{usually}") if usually else own
    return context.words("review.told.rejected", at=words.at(item.proof.sent_at), why=why)


async def _tell(
    context: Context, item: ReviewItem, place: ChatRecord, words: str, key: str, *, in_group: bool = True
) -> None:
    """In a group only that there is something to do, and never why."""
    proof = item.proof.evidence
    if place.kind == "private":
        _say(context, place, Say(place.chat_id, words, reply_to=proof.message_id), key)
        return
    here = place.moved_to_id is None and in_group
    neutral = (
        Say(place.chat_id, context.words("review.told.in_group"), reply_to=proof.message_id) if here else None
    )
    account = await context.ledger.reviews.account_of(proof, place)
    if account:
        _say(context, place, Say(account, words), key, instead=neutral)
    elif neutral:
        _say(context, place, neutral, key)


def _say(
    context: Context,
    place: ChatRecord,
    outgoing: Outgoing,
    key: str,
    *,
    instead: Outgoing | None = None,
    bulk: bool = False,
) -> None:
    context.ledger.say(place.platform, place.bot, outgoing, key, fallback=instead, bulk=bulk)
