"""What becomes of proof whose link led on, once it is known where to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.calendar import week_of
from rules.links import Kind, Link, leads_on, owner_key, recognise
from rules.outgoing import React
from rules.verdicts import (
    COUNTED,
    DUPLICATE,
    LEADS_ON,
    ORIGINAL,
    PENDING,
    SAME_POST,
    SENT_AGAIN,
    SHARE,
    reaction_to,
)
from storage import LEADS_TO, SAME_AS, EvidenceRecord, Ledger, PageRecord, Post, Settling


async def as_known(ledger: Ledger, links: Iterable[Link]) -> dict[str, Link]:
    """By the keys of short links, the posts they are already known to lead to."""
    keys = [link.key for link in links if link.key and leads_on(link)]
    known = await ledger.short_links.known(keys) if keys else {}
    posts = {key: recognise(url) for key, url in known.items()}
    return {key: post for key, post in posts.items() if post.key}


def led_on(link: Link, known: Mapping[str, Link]) -> Link:
    """The link as it was written, with what is known of where it leads."""
    post = known.get(link.key or "")
    return replace(post, url=link.url, leads_to=post.url) if post else link


async def settle(ledger: Ledger, evidence_id: int, led_to: Link | None) -> None:
    """Where a link leads is known now, or nobody can tell: then it stays what it is."""
    if not await ledger.short_links.done(evidence_id) or led_to is None:
        return
    found = await ledger.short_links.settling(evidence_id)
    if found is None or found.item.state not in COUNTED:
        return
    if led_to.key:
        await ledger.short_links.remember(found.item.key, led_to.url)
    before = await ledger.short_links.message_of(found.item)
    if led_to.key and led_to.key != found.item.key:
        await _found_the_post(ledger, found, led_to, led_to.key)
    elif led_to.kind is Kind.PROFILE and not found.judged:
        await ledger.decide(found.item, PENDING, LEADS_ON)
        await ledger.reviews.ask(found.item.id, LEADS_ON)
    await _react(ledger, found.item, before, because_of=found.item)


async def _found_the_post(ledger: Ledger, found: Settling, link: Link, key: str) -> None:
    page = await _page_of(ledger, link)
    post = Post(key, link.platform.value, link.kind.value, page.id if page else None)
    others = await ledger.short_links.others_with(found.item, key)
    if not others:
        await ledger.short_links.lead_to(found.item, post)
        if not found.judged:
            await _doubt(ledger, replace(found.item, key=key), page)
        return
    if not found.judged:
        await _one_of_them(ledger, found.item, others, post)
        return
    counted = next((other for other in others if other.state in COUNTED), None)
    if counted:  # whoever accepted it could not know
        await ledger.reviews.ask(found.item.id, SAME_POST, counted.id)


async def _doubt(ledger: Ledger, item: EvidenceRecord, page: PageRecord | None) -> None:
    """Somebody has to look at what was turned down before, and at a featured page's own post."""
    before = await ledger.turned_down.like(item)
    if before:
        await ledger.decide(item, PENDING, SENT_AGAIN)
        await ledger.reviews.ask(item.id, SENT_AGAIN, before)
    elif await _is_original(ledger, item, page):
        await ledger.reviews.ask(item.id, ORIGINAL)


async def _one_of_them(
    ledger: Ledger, item: EvidenceRecord, others: list[EvidenceRecord], post: Post
) -> None:
    """The earlier one counts, however long the internet took to tell; what a person has judged stands."""
    counted = next((other for other in others if other.state in COUNTED), None)
    if counted is None:
        return
    in_one_message = any(other.submission == item.submission for other in others)
    later = (counted.day, counted.id) > (item.day, item.id)
    if later and not in_one_message and not await ledger.short_links.is_judged(counted):
        before = await ledger.short_links.message_of(counted)
        await _is_duplicate(ledger, counted, item)
        await ledger.short_links.lead_to(item, post)
        await _react(ledger, counted, before, because_of=item)
        return
    await _is_duplicate(ledger, item, counted)
    if not in_one_message:
        await ledger.short_links.lead_to(replace(item, state=DUPLICATE), post)


async def _is_duplicate(ledger: Ledger, item: EvidenceRecord, of: EvidenceRecord) -> None:
    await ledger.decide(item, DUPLICATE, f"{SAME_AS}:{of.id}")
    await ledger.reviews.drop(item.id)


async def _page_of(ledger: Ledger, link: Link) -> PageRecord | None:
    key = owner_key(link)
    return (await ledger.pages.registered()).pages.get(key) if key else None


async def _is_original(ledger: Ledger, item: EvidenceRecord, page: PageRecord | None) -> bool:
    """Whether it is the featured page's own post that was handed in, by somebody who did not write it."""
    if page is None:
        return False
    features = (await ledger.pages.registered()).features
    featured = (week_of(item.day).first, page.key) in features
    return featured and (item.action == SHARE or page.unit_id != item.unit_id)


async def _react(
    ledger: Ledger, item: EvidenceRecord, before: list[EvidenceRecord], because_of: EvidenceRecord
) -> None:
    """The reaction of the message, or of the part of an album that was answered first, follows the state."""
    chat = await ledger.short_links.chat_of(item)
    now = await ledger.short_links.message_of(item)
    after = reaction_to(each.state for each in now)
    if chat and after is not reaction_to(each.state for each in before):
        reaction = React(chat.chat_id, now[0].message_id, after)
        key = f"{LEADS_TO}:{because_of.id}:{item.id}:{ledger.now.timestamp():.6f}"
        ledger.say(chat.platform, chat.bot, reaction, key)
