"""A reviewer before one item: what is shown, and what is said about it."""

from dataclasses import dataclass

from handlers.reviewing.review_results import finished
from handlers.reviewing.review_views import Views
from handlers.reviewing.reviewers import Reviewing, reviewing
from handlers.turn import Rows, Turn
from rules.outgoing import Rewrite
from rules.verdicts import PICTURE, TOO_MANY
from storage import Plain, ReviewItem


async def show_next(turn: Turn, rights: Reviewing, *, but: int = 0) -> None:
    """The next item as a new message to the reviewer alone."""
    assert turn.message.sender is not None
    item = await turn.ledger.reviews.next(rights.queue, but=but)
    if item is None:
        words = await finished(turn, rights, one_left=bool(but))
        turn.reply_in_private(words)
        return
    to = turn.message.chat.id if turn.in_private else turn.message.sender.id
    instead = None if turn.in_private else turn.as_reply(turn.words("review.open_private"))
    left, offered = await _beside(turn, rights, item)
    await _seen(turn, rights, item)
    turn.put(Views(turn).message(to, item, left, offered), instead=instead)


async def _seen(turn: Turn, rights: Reviewing, item: ReviewItem) -> None:
    """Those whose proof is shown can find out by whom it was seen."""
    shown = {proof.evidence.person_id for proof in (item.proof, item.other) if proof}
    for person_id in sorted(shown):
        await turn.ledger.audit(rights.by.account, "picture.seen", f"review:{item.id}", person_id=person_id)


async def _beside(turn: Turn, rights: Reviewing, item: ReviewItem) -> tuple[int, Plain]:
    """What else waits, and what of it could be accepted at once."""
    waiting = await turn.ledger.reviews.waiting(rights.queue)
    offered = Plain()
    if item.why == PICTURE:
        offered = await turn.ledger.reviews.plain(rights.queue)
    elif item.why == TOO_MANY:
        offered = Plain(await turn.ledger.reviews.beyond(rights.queue, item))
    return max(0, waiting.total - 1), offered


@dataclass(frozen=True, slots=True)
class Shown:
    """A review as it was when a message showed it."""

    review_id: int
    version: int
    message_id: str
    of_picture: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """A reviewer before an item as it is now, and as it was shown to them."""

    turn: Turn
    rights: Reviewing
    item: ReviewItem
    shown: Shown

    @property
    def views(self) -> Views:
        return Views(self.turn)

    @property
    def is_current(self) -> bool:
        return self.item.version == self.shown.version

    def tell(self, key: str, *, alert: bool = True) -> None:
        self.say(self.turn.words(key), alert=alert)

    def say(self, words: str, *, alert: bool = True) -> None:
        """Over the pressed button; as a message where nothing was pressed."""
        if self.turn.message.button_id:
            self.turn.answer_press(words, alert=alert)
        elif alert:
            self.turn.reply(words)

    def rewrite(self, words: str, rows: Rows = ()) -> None:
        chat_id, shown = self.turn.message.chat.id, self.shown
        self.turn.put(Rewrite(chat_id, shown.message_id, words, rows, shown.of_picture))

    async def show(self, item: ReviewItem) -> None:
        """The item as it waits, in the message in which it was shown."""
        left, offered = await _beside(self.turn, self.rights, item)
        self.rewrite(self.views.words.item(item, left), self.views.rows(item, offered))

    async def reread(self) -> ReviewItem:
        item = await self.turn.ledger.reviews.item(self.item.id)
        return item or self.item

    async def go_on(self, *, but: int = 0) -> None:
        await show_next(self.turn, self.rights, but=but)


async def sit_down(turn: Turn, shown: Shown) -> Sitting | None:
    """None after it has been said why somebody may not look at this."""
    rights = await reviewing(turn)
    item = await turn.ledger.reviews.item(shown.review_id) if rights else None
    if rights is None or (item and not rights.covers(item)):
        refuse(turn, "review.not_allowed")
    elif item is None:
        refuse(turn, "review.gone")
    elif item.proof.evidence.person_id == rights.by.person_id:
        refuse(turn, "review.own")
    else:
        return Sitting(turn, rights, item, shown)
    return None


def refuse(turn: Turn, key: str) -> None:
    if turn.message.button_id:
        turn.answer_press(turn.words(key), alert=True)
    else:
        turn.reply(turn.words(key))
