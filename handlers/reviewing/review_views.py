"""A review as a message: picture or words, with the buttons under it."""

from collections.abc import Callable
from typing import Annotated, NamedTuple

from handlers.context import Context, Rows
from reports.review_text import ReviewText, images
from rules.buttons import ButtonKind, Count, Id, IdOrZero, Whole
from rules.outgoing import Button, Outgoing, Say, Show
from rules.reviewing import REASONS
from rules.verdicts import PICTURE, TOO_MANY
from storage import Plain, ReviewItem

FEW = 2
"""So many pictures must wait before all of them are offered at once."""


class OfReview(NamedTuple):
    """A review as it was when it was shown."""

    review: Id
    version: Count


class Why(NamedTuple):
    review: Id
    version: Count
    reason: Annotated[int, Whole(0, len(REASONS) - 1)]


class UpTo(NamedTuple):
    """All that waited when the review was shown, the last of which is `last`."""

    review: Id
    version: Count
    last: IdOrZero


ACCEPT = ButtonKind("review:ok", OfReview)
REJECT = ButtonKind("review:no", OfReview)
WHY = ButtonKind("review:why", Why)
OWN_WORDS = ButtonKind("review:own", OfReview)
LATER = ButtonKind("review:later", OfReview)
BACK = ButtonKind("review:back", OfReview)
UNDO = ButtonKind("review:undo", OfReview)
ALL = ButtonKind("review:all", UpTo)
ALL_SURE = ButtonKind("review:sure", UpTo)
BEYOND = ButtonKind("review:msg", OfReview)
"""All of a message that wait because they were too many."""
BEYOND_SURE = ButtonKind("review:msgok", OfReview)
BEYOND_NOT = ButtonKind("review:msgno", OfReview)
BEYOND_WHY = ButtonKind("review:msgwhy", Why)


class Views:
    def __init__(self, context: Context) -> None:
        self._turn = context
        self.words = ReviewText(context.settings.language, context.settings.zone)

    def message(self, chat_id: str, item: ReviewItem, left: int, plain: Plain) -> Outgoing:
        """A new message with an item."""
        caption, rows = self.words.item(item, left), self.rows(item, plain)
        shown = images(item)
        return Show(chat_id, shown, caption, buttons=rows) if shown else Say(chat_id, caption, buttons=rows)

    def rows(self, item: ReviewItem, plain: Plain) -> Rows:
        at = (item.id, item.version)
        rows: list[tuple[Button, ...]] = [
            (self._button("accept", ACCEPT(*at)), self._button("reject", REJECT(*at))),
            (self._button("later", LATER(*at)),),
        ]
        if item.why == PICTURE and plain.count >= FEW:
            rows.append((self._button("all", ALL(*at, plain.up_to), count=plain.count),))
        if item.why == TOO_MANY and plain.count >= FEW:
            rows.append((self._button("beyond", BEYOND(*at), count=plain.count),))
            rows.append((self._button("beyond_not", BEYOND_NOT(*at), count=plain.count),))
        return tuple(rows)

    def reasons(self, item: ReviewItem) -> Rows:
        """Why not: one press for the usual reasons."""
        own = self._button("own", OWN_WORDS(item.id, item.version))
        return (*self._reasons(item, WHY), (own, *self.back(item)[0]))

    def reasons_beyond(self, item: ReviewItem) -> Rows:
        return (*self._reasons(item, BEYOND_WHY), *self.back(item))

    def _reasons(self, item: ReviewItem, kind: Callable[[int, int, int], str]) -> Rows:
        return tuple(
            (Button(self._turn.words(f"review.reason.{reason}"), kind(item.id, item.version, number)),)
            for number, reason in enumerate(REASONS)
        )

    def sure_beyond(self, item: ReviewItem, count: int) -> Rows:
        yes = self._button("sure_beyond", BEYOND_SURE(item.id, item.version), count=count)
        return ((yes, *self.back(item)[0]),)

    def sure(self, item: ReviewItem, plain: Plain) -> Rows:
        at = (item.id, item.version)
        yes = self._button("sure", ALL_SURE(*at, plain.up_to), count=plain.count)
        return ((yes, self._button("back", BACK(*at))),)

    def back(self, item: ReviewItem) -> Rows:
        return ((self._button("back", BACK(item.id, item.version)),),)

    def undo(self, item: ReviewItem) -> Rows:
        return ((self._button("undo", UNDO(item.id, item.version)),),)

    def _button(self, label: str, data: str, **values: object) -> Button:
        return Button(self._turn.words(f"review.button.{label}", **values), data)
