"""What was done with a post: posted, shared or interacted with, told by words or, where these say two things, by a
button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from handlers.context import Context, Rows
from handlers.handing_in.featured_shares import Spread, proof_of_presser
from handlers.handing_in.most_at_once import is_to_follow, room_left
from handlers.handing_in.page_owners import owner_of, page_with_id
from handlers.press import on
from rules.actions import Owner, Said, Told, action_of
from rules.buttons import ButtonKind, DoesNotFitError, Token
from rules.links import Link
from rules.outgoing import Button
from rules.verdicts import (
    ACTIONS,
    COUNTED,
    FILLS_QUOTA,
    INTERACTION,
    PENDING,
    POST,
    REJECTED,
    SENT_AGAIN,
    SHARE,
    TOO_MANY,
    verdict_on_link,
)
from storage import ChatRecord, EvidenceRecord, FeatureRecord, NewEvidence, PageRecord, PersonRecord

ORIGINAL = "original"
EDITED = "edited"


class Done(NamedTuple):
    """What was done with the proof of a message."""

    action: Literal["post", "share", "interaction"]
    submission: Token


ACTION = ButtonKind("action", Done)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did it, and the unit whose featured pages are theirs to share."""

    person_id: int
    unit_id: int | None


def doer_of(chat: ChatRecord, person: PersonRecord) -> Doer:
    return Doer(person.id, person.unit_id or chat.unit_id)


def _sender_of(item: EvidenceRecord) -> Doer:
    return Doer(item.person_id, item.unit_id)


async def told_of(
    context: Context, doer: Doer, spread: Spread, said: Said, page: PageRecord | None = None
) -> tuple[Told, FeatureRecord | None]:
    """What somebody did with a post on a page (or with what a picture shows), and which featured page it spreads."""
    if page is None and not spread.features:
        return action_of(said), None
    owner, original = await owner_of(context, page, doer.person_id, doer.unit_id, context.day)
    feature = original or spread.of(page.id if page else None)
    if owner is Owner.OURS and page and feature and feature.page_id == page.id:
        feature = None  # the page's own people do not spread it by what it has posted
    return action_of(said, owner=owner, spreads=feature is not None), feature


# The question


def ask_about(context: Context, handed: Sequence[NewEvidence]) -> None:
    """Ask once what was done with the only proof of a message whose words say two things."""
    if len(handed) != 1 or handed[0].state not in COUNTED or handed[0].action not in FILLS_QUOTA:
        return
    said = context.claims.of(handed[0].url)
    if INTERACTION not in said or len(said) == 1:
        return
    rows = _rows(context, context.submission)
    if rows:
        noted = context.words(f"acting.button.{handed[0].action}")
        question = context.as_reply(context.words("acting.which", action=noted), rows)
        context.put(question, once=f"action:{context.message.chat.id}:{context.submission}")


def _rows(context: Context, submission: str) -> Rows:
    try:
        told = [(context.words(f"acting.button.{action}"), ACTION(action, submission)) for action in ACTIONS]
    except DoesNotFitError:
        return ()
    return (tuple(Button(label, data) for label, data in told),)


async def _pressed(context: Context, told: Done) -> None:
    """Somebody says what they did with their own proof; it may be said again and otherwise."""
    chat = await context.chat()
    mine = await proof_of_presser(context, chat, told.submission)
    if not mine:
        context.answer_press(context.words("spread.not_yours"), alert=True)
    else:
        await _tell(context, mine, told.action, told.submission)


BUTTONS = (on(ACTION, _pressed),)


async def _tell(
    context: Context,
    mine: Sequence[tuple[EvidenceRecord, PersonRecord]],
    action: str,
    submission: str,
) -> None:
    changing = [(item, by) for item, by in mine if item.state in COUNTED and item.action != action]
    for item, by in changing:
        if action in FILLS_QUOTA and await is_original(context, item):
            context.answer_press(context.words("acting.original"), alert=True)
            return
        if not await context.ledger.describe(item, action, item.feature_id, by):
            context.answer_press(context.words("acting.taken"), alert=True)
            return
    words = context.words(f"acting.told.{action}")
    context.answer_press(words)
    context.rewrite(words, _rows(context, submission))


# What is said later


async def is_original(context: Context, item: EvidenceRecord) -> bool:
    """Whether it stands on the featured page itself, and its sender belongs elsewhere."""
    page = await page_with_id(context, item.page_id)
    owner, _ = await owner_of(context, page, item.person_id, item.unit_id, item.day)
    return owner is Owner.FEATURED


async def tell_late(
    context: Context, items: Sequence[EvidenceRecord], urls: Mapping[str, str], spread: Spread
) -> bool:
    """An edit, or a later part of an album, says what was done before; whether a verdict has changed.

    `urls` are the addresses of the posts that are there, by their key. Words that say nothing of it change nothing,
    neither do those that say two things.
    """
    changed = False
    for item in items:
        said = context.claims.of(urls.get(item.key, ""))
        if (said or spread.named) and (item.state in COUNTED or _is_rejected_original(item)):
            changed |= await _tell_again(context, item, said, spread)
    return changed


def _is_rejected_original(item: EvidenceRecord) -> bool:
    return item.state == REJECTED and item.reason == ORIGINAL


async def _tell_again(context: Context, item: EvidenceRecord, said: Said, spread: Spread) -> bool:
    page = await page_with_id(context, item.page_id)
    told, feature = await told_of(context, _sender_of(item), spread, said, page)
    clear = bool(said) and not told.unclear
    newly = feature.id if spread.named and feature and item.feature_id is None else None
    action = told.action if clear else SHARE if newly and item.action == POST else item.action
    now = replace(item, action=action, feature_id=newly or item.feature_id)
    if now != item and not await context.ledger.describe(item, now.action, now.feature_id):
        return False
    if clear and not told.counts and item.state in COUNTED:
        return await context.ledger.decide(now, REJECTED, ORIGINAL)
    if clear and told.counts and _is_rejected_original(item):
        return await judge_again(context, now) != item.state
    return False


async def judge_again(context: Context, item: EvidenceRecord, link: Link | None = None) -> str:
    """The state of a post that did not count and is there once more; what a person has turned down waits for one."""
    taken = await context.ledger.counts_already(item)
    before = await context.ledger.turned_down.like(item)
    too_many = await room_left(context) <= 0
    state = verdict_on_link(
        is_post=True, already_counted=taken, turned_down=before is not None, too_many=too_many
    )
    why = "" if state != PENDING else SENT_AGAIN if before else TOO_MANY
    if not await context.ledger.decide(item, state, TOO_MANY if why == TOO_MANY else EDITED):
        return item.state
    if why:
        await context.ledger.reviews.ask(item.id, why, before)
    else:
        await context.ledger.reviews.drop(item.id, TOO_MANY)
    if link and why != TOO_MANY and is_to_follow(context, link, state):
        await context.ledger.short_links.follow(item.id, link.url)
    return state
