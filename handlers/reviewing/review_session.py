"""A reviewer before one item: what is shown, and what is said about it."""

from dataclasses import dataclass

from handlers.context import Context, Rows
from handlers.reviewing.review_results import finished
from handlers.reviewing.review_views import Views
from handlers.reviewing.reviewers import Reviewing, reviewing
from rules.outgoing import Rewrite
from rules.verdicts import PICTURE, TOO_MANY
from storage import Plain, ReviewItem


async def show_next(context: Context, rights: Reviewing, *, but: int = 0) -> None:
    """The next item as a new message to the reviewer alone."""
    assert context.message.sender is not None
    item = await context.ledger.reviews.next(rights.queue, but=but)
    if item is None:
        words = await finished(context, rights, one_left=bool(but))
        context.reply_in_private(words)
        return
    to = context.message.chat.id if context.in_private else context.message.sender.id
    instead = None if context.in_private else context.as_reply(context.words("review.open_private"))
    left, offered = await _beside(context, rights, item)
    await _seen(context, rights, item)
    context.put(Views(context).message(to, item, left, offered), instead=instead)


async def _seen(context: Context, rights: Reviewing, item: ReviewItem) -> None:
    """Those whose proof is shown can find out by whom it was seen."""
    shown = {proof.evidence.person_id for proof in (item.proof, item.other) if proof}
    for person_id in sorted(shown):
        await context.ledger.audit(
            rights.by.account, "picture.seen", f"review:{item.id}", person_id=person_id
        )


async def _beside(context: Context, rights: Reviewing, item: ReviewItem) -> tuple[int, Plain]:
    """What else waits, and what of it could be accepted at once."""
    waiting = await context.ledger.reviews.waiting(rights.queue)
    offered = Plain()
    if item.why == PICTURE:
        offered = await context.ledger.reviews.plain(rights.queue)
    elif item.why == TOO_MANY:
        offered = Plain(await context.ledger.reviews.beyond(rights.queue, item))
    return max(0, waiting.total - 1), offered


@dataclass(frozen=True, slots=True)
class Shown:
    """A review as it was when a message showed it."""

    review_id: int
    version: int
    message_id: str
    of_picture: bool


@dataclass(frozen=True, slots=True)
class ReviewSession:
    """A reviewer before an item as it is now, and as it was shown to them."""

    context: Context
    rights: Reviewing
    item: ReviewItem
    shown: Shown

    @property
    def views(self) -> Views:
        return Views(self.context)

    @property
    def is_current(self) -> bool:
        return self.item.version == self.shown.version

    def tell(self, key: str, *, alert: bool = True) -> None:
        self.say(self.context.words(key), alert=alert)

    def say(self, words: str, *, alert: bool = True) -> None:
        """Over the pressed button; as a message where nothing was pressed."""
        if self.context.message.button_id:
            self.context.answer_press(words, alert=alert)
        elif alert:
            self.context.reply(words)

    def rewrite(self, words: str, rows: Rows = ()) -> None:
        chat_id, shown = self.context.message.chat.id, self.shown
        self.context.put(Rewrite(chat_id, shown.message_id, words, rows, shown.of_picture))

    async def show(self, item: ReviewItem) -> None:
        """The item as it waits, in the message in which it was shown."""
        left, offered = await _beside(self.context, self.rights, item)
        self.rewrite(self.views.words.item(item, left), self.views.rows(item, offered))

    async def reread(self) -> ReviewItem:
        item = await self.context.ledger.reviews.item(self.item.id)
        return item or self.item

    async def go_on(self, *, but: int = 0) -> None:
        await show_next(self.context, self.rights, but=but)


async def sit_down(context: Context, shown: Shown) -> ReviewSession | None:
    """None after it has been said why somebody may not look at this."""
    rights = await reviewing(context)
    item = await context.ledger.reviews.item(shown.review_id) if rights else None
    if rights is None or (item and not rights.covers(item)):
        refuse(context, "review.not_allowed")
    elif item is None:
        refuse(context, "review.gone")
    elif item.proof.evidence.person_id == rights.by.person_id:
        refuse(context, "review.own")
    else:
        return ReviewSession(context, rights, item, shown)
    return None


def refuse(context: Context, key: str) -> None:
    if context.message.button_id:
        context.answer_press(context.words(key), alert=True)
    else:
        context.reply(context.words(key))
