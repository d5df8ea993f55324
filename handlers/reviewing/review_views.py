"""A review as a message: picture or words, with the buttons under it."""

from collections.abc import Sequence

from handlers.turn import Rows, Turn
from reports.review_text import ReviewText, images
from rules.outgoing import Button, Outgoing, Say, Show
from rules.reviewing import REASONS
from rules.verdicts import PICTURE
from storage import Plain, ReviewItem

BUTTON = "review"
FEW = 2
"""So many pictures must wait before all of them are offered at once."""


class Views:
    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self.words = ReviewText(turn.settings.language, turn.settings.zone)

    def message(self, chat_id: str, item: ReviewItem, left: int, plain: Plain) -> Outgoing:
        """A new message with an item."""
        caption, rows = self.words.item(item, left), self.rows(item, plain)
        shown = images(item)
        return Show(chat_id, shown, caption, buttons=rows) if shown else Say(chat_id, caption, buttons=rows)

    def rows(self, item: ReviewItem, plain: Plain) -> Rows:
        rows: list[tuple[Button, ...]] = [
            (self._button("accept", "ok", item), self._button("reject", "no", item)),
            (self._button("later", "later", item),),
        ]
        if item.why == PICTURE and plain.count >= FEW:
            rows.append((self._button("all", "all", item, plain.up_to, count=plain.count),))
        return tuple(rows)

    def reasons(self, item: ReviewItem) -> Rows:
        """Why not: one press for the usual reasons."""
        rows: list[tuple[Button, ...]] = [
            (Button(self._turn.words(f"review.reason.{reason}"), _data("why", item, number)),)
            for number, reason in enumerate(REASONS)
        ]
        rows.append((self._button("own", "own", item), self._button("back", "back", item)))
        return tuple(rows)

    def sure(self, item: ReviewItem, plain: Plain) -> Rows:
        yes = self._button("sure", "sure", item, plain.up_to, count=plain.count)
        return ((yes, self._button("back", "back", item)),)

    def back(self, item: ReviewItem) -> Rows:
        return ((self._button("back", "back", item),),)

    def undo(self, item: ReviewItem) -> Rows:
        return ((self._button("undo", "undo", item),),)

    def _button(self, label: str, verb: str, item: ReviewItem, *more: int, **values: object) -> Button:
        return Button(self._turn.words(f"review.button.{label}", **values), _data(verb, item, *more))


def _data(verb: str, item: ReviewItem, *more: int) -> str:
    numbers: Sequence[int] = (item.id, item.version, *more)
    return ":".join((BUTTON, verb, *map(str, numbers)))
