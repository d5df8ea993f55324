"""What a reviewer reads: an item, what was decided, what is left."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from reports.names import shown
from rules.language import text
from rules.reviewing import own_words, usual
from rules.verdicts import (
    AUDIT,
    COPY,
    LEADS_ON,
    ORIGINAL,
    PICTURE,
    REJECTED,
    SAME_FILE,
    SAME_POST,
    SENT_AGAIN,
    TOO_MANY,
)
from storage import Earlier, Proof, ReviewItem

_LONGEST_NAME = 80
_LONGEST_URL = 300
_OTHER = {0: "review.other", 1: "review.other_beside"}
_SIMILAR = frozenset({COPY, SAME_FILE, SENT_AGAIN})
_KNOWN = frozenset({PICTURE, COPY, SAME_FILE, AUDIT, SENT_AGAIN, LEADS_ON, ORIGINAL, SAME_POST, TOO_MANY})


def is_copy(item: ReviewItem) -> bool:
    """Whether another proof stands beside it."""
    return item.why in _SIMILAR and item.other is not None


def images(item: ReviewItem) -> tuple[str, ...]:
    """What is shown side by side: a suspected copy on the left, what it may be a copy of on the right.

    Of an album that is the part in question, and all of the other's where nobody knows which of them it resembles.
    """
    if is_copy(item) and item.other:
        return item.alike or (*item.proof.images[:1], *item.other.images)
    return item.proof.images


class ReviewText:
    """Words in one language, with the times of one zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language = language
        self._zone = zone

    def words(self, key: str, **values: object) -> str:
        return text(key, self._language, **values)

    def item(self, item: ReviewItem, left: int) -> str:
        """The words under an item that waits."""
        return "\n".join(self._item(item, left))

    def _item(self, item: ReviewItem, left: int) -> Iterator[str]:
        yield self._heading(item)
        yield self.who(item.proof)
        yield self.words("review.noted", action=self.words(f"acting.button.{item.proof.evidence.action}"))
        yield self.words(f"review.because.{item.why if item.why in _KNOWN else 'unclear'}")
        if item.earlier and item.other:
            yield self._earlier(item.earlier, item.other)
        if item.other and not (item.earlier and item.proof.url):
            yield self._other(item, item.other)
        if item.proof.url:
            yield item.proof.url[:_LONGEST_URL]
        elif not item.proof.images:
            yield self.words("review.no_picture")
        if left:
            yield self.words("review.left", count=left)

    def _heading(self, item: ReviewItem) -> str:
        return self.words("review.audit" if item.why == AUDIT else "review.item")

    def who(self, proof: Proof) -> str:
        return self.words(
            "review.who",
            name=shown(proof.person, self._language)[:_LONGEST_NAME],
            unit=proof.unit[:_LONGEST_NAME],
            at=self.at(proof.sent_at),
        )

    def _earlier(self, earlier: Earlier, proof: Proof) -> str:
        return self.words(
            "review.earlier",
            sent=self.at(proof.sent_at),
            name=shown(earlier.by_name, self._language)[:_LONGEST_NAME],
            at=self.at(earlier.at),
            reason=self.reason(earlier.reason),
        )

    def _other(self, item: ReviewItem, other: Proof) -> str:
        """People of other units are not named to those who need not know them."""
        pictures = len(images(item)) - 1 if is_copy(item) and item.proof.images else 0
        here = other.evidence.unit_id == item.proof.evidence.unit_id
        told = {
            "name": shown(other.person, self._language)[:_LONGEST_NAME]
            if here
            else self.words("review.somebody"),
            "unit": other.unit[:_LONGEST_NAME],
            "at": self.at(other.sent_at),
        }
        return self.words(_OTHER.get(pictures, "review.others_beside"), **told)

    def at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M %d/%m/%Y}"

    def result(self, item: ReviewItem) -> str:
        """What an item's message says once it is decided."""
        lines = [self.who(item.proof), self.decided(item)]
        if item.outcome == REJECTED:
            lines.append(self.words("review.because_of", reason=self.reason(item.proof.evidence.reason)))
        return "\n".join(lines)

    def decided(self, item: ReviewItem) -> str:
        """By whom, when, and what."""
        at = self.at(item.decided_at) if item.decided_at else ""
        return self.words(
            f"review.was.{item.outcome}", name=shown(item.by_name, self._language)[:_LONGEST_NAME], at=at
        )

    def reason(self, kept: str) -> str:
        """Why something was turned down, from what the ledger keeps."""
        name = usual(kept)
        return self.words(f"review.reason.{name}") if name else own_words(kept)
