"""Which featured page a proof spreads: told by its words, by the announcement it answers, or by a button."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from handlers.context import Context, Rows
from handlers.handing_in.page_owners import featured, owner_of, page_with_id
from handlers.press import on
from rules.actions import NOTHING, Owner, action_of
from rules.buttons import ButtonKind, Date, DoesNotFitError, IdOrZero, Token
from rules.calendar import local_day, week_of
from rules.links import Link, page_key
from rules.outgoing import Button
from rules.verdicts import COUNTED, INTERACTION, SHARE
from storage import ChatRecord, EvidenceRecord, FeatureRecord, NewEvidence, PersonRecord

_LONGEST_LABEL = 40


class Chosen(NamedTuple):
    """The proof of a message spreads one of a week's features, or none (0)."""

    week: Date
    feature: IdOrZero
    submission: Token


SPREADS = ButtonKind("spread", Chosen)


@dataclass(frozen=True, slots=True)
class Spread:
    """The featured pages a message may be about; `named` when its own words say so, under these addresses."""

    features: tuple[FeatureRecord, ...] = ()
    named: frozenset[str] = frozenset()

    def of(self, page_id: int | None) -> FeatureRecord | None:
        """The one that a proof spreads, whose post stands on a registered page or not."""
        if len(self.features) == 1:
            return self.features[0]
        return next((feature for feature in self.features if feature.page_id == page_id), None)

    def proof_in(self, links: Sequence[Link]) -> list[Link]:
        """Beside a post, the address of a featured page only names it."""
        if not self.named:
            return list(links)
        posts = any(link.key for link in links)
        return [link for link in links if not (posts and link.key is None and link.url in self.named)]

    def ask_about(self, context: Context, handed: Iterable[NewEvidence]) -> bool:
        """Ask once which of several it is, where nothing tells; whether there is a need to."""
        if len(self.features) < 2:
            return False
        unclear = any(each.state in COUNTED and each.feature_id is None for each in handed)
        rows = _rows(context, self.features, self.features[0].week, context.submission)
        if not unclear or not rows:
            return False
        question = context.as_reply(context.words("spread.which"), rows)
        context.put(question, once=f"spread:{context.message.chat.id}:{context.submission}")
        return True


NO_SPREAD = Spread()


async def spread_by(context: Context, chat: ChatRecord) -> Spread:
    named = await _named(context) if context.addresses else {}
    if named:
        features = {feature.id: feature for feature in named.values()}
        return Spread(tuple(features.values()), frozenset(named))
    if not context.message.reply_to:
        return NO_SPREAD
    due = await context.ledger.announced_at(context.chat_ref, context.message.reply_to)
    return (
        Spread(await featured(context, chat.unit_id, local_day(due, context.settings.zone)))
        if due
        else Spread()
    )


async def _named(context: Context) -> dict[str, FeatureRecord]:
    """Featured pages of this week that the words name, by the addresses that do."""
    week = week_of(context.day).first
    features = (await context.ledger.pages.registered()).features
    if not features:
        return {}
    keys = {link.url: page_key(link.url) for link in context.addresses}
    return {url: features[week, key] for url, key in keys.items() if key and (week, key) in features}


async def _pressed(context: Context, told: Chosen) -> None:
    """Somebody says which featured page their own proof spreads; it may be said again and otherwise."""
    chat = await context.chat()
    features = await featured(context, chat.unit_id, told.week)
    feature = next((one for one in features if one.id == told.feature), None)
    mine = await proof_of_presser(context, chat, told.submission)
    if not mine:
        context.answer_press(context.words("spread.not_yours"), alert=True)
    elif feature is None and told.feature:
        context.refuse_press()
    else:
        await _tell(context, mine, feature, _rows(context, features, told.week, told.submission))


BUTTONS = (on(SPREADS, _pressed),)


async def proof_of_presser(
    context: Context, chat: ChatRecord, submission: str
) -> list[tuple[EvidenceRecord, PersonRecord]]:
    person = await context.ledger.known_person(context.sender_ref, chat) if context.sender_ref else None
    items = await context.ledger.submission(chat, submission)
    return [(item, person) for item in items if person and item.person_id == person.id]


async def _tell(
    context: Context,
    mine: Sequence[tuple[EvidenceRecord, PersonRecord]],
    feature: FeatureRecord | None,
    rows: Rows,
) -> None:
    number = feature.id if feature else None
    changing = [(item, by) for item, by in mine if item.state in COUNTED and item.feature_id != number]
    for item, by in changing:
        await context.ledger.describe(item, await _action(context, item, feature), number, by)
    words = (
        context.words("spread.told", unit=feature.unit_name) if feature else context.words("spread.told_none")
    )
    context.answer_press(words)
    context.rewrite(words, rows)


async def _action(context: Context, item: EvidenceRecord, feature: FeatureRecord | None) -> str:
    """What spreads a featured page is shared; what spreads none is whatever its own page says."""
    if item.action == INTERACTION or feature:
        return item.action if item.action == INTERACTION else SHARE
    page = await page_with_id(context, item.page_id)
    owner, _ = await owner_of(context, page, item.person_id, item.unit_id, item.day)
    return SHARE if owner is Owner.FEATURED else action_of(NOTHING, owner=owner).action


def _rows(context: Context, features: Sequence[FeatureRecord], week: date, submission: str) -> Rows:
    """A button for each page; none when what they are about is too long for a button."""
    choices = [(feature.unit_name[:_LONGEST_LABEL], feature.id) for feature in features]
    choices.append((context.words("spread.none"), 0))
    try:
        told = [(label, SPREADS(week, number, submission)) for label, number in choices]
    except DoesNotFitError:
        return ()
    return tuple((Button(label, data),) for label, data in told)
