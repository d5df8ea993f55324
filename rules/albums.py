"""What comes of a submission with pictures: an album is one submission, and its pictures are judged together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from rules.verdicts import ACCEPTED, COPY, DUPLICATE, PENDING, PICTURE, REJECTED, SAME_FILE, SENT_AGAIN

WAITING: Final = ""
NEW: Final = "new"
OWN: Final = "own"
FAILED: Final = "failed"
UNSEEN: Final = "unseen"
"""What a picture turned out to be: nobody knows yet, like no other, an earlier one of the same person (COPY, SAME_FILE:
another person's), no picture at all, or one that the bot could not look at and that may be a good one."""

GONE: Final = "gone"
"""Why a picture failed though nobody looked into it: the platform has it no more."""

_COPY_OF = "copy_of:"


@dataclass(frozen=True, slots=True)
class Part:
    """One picture; `other_id` is the evidence that it is a copy of, `error` why it failed."""

    finding: str
    other_id: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`review` is why a person should look, `other_id` with which evidence in mind."""

    state: str
    reason: str = ""
    review: str = ""
    other_id: int | None = None


def verdict_on_album(
    parts: Sequence[Part], counting: Collection[int], *, accept: bool, turned_down: Collection[int] = ()
) -> Verdict | None:
    """None as long as a part has not been looked at.

    `counting` are the other evidence that counts (or may yet), `turned_down` those that a person did not accept.
    """
    seen = [_as_things_stand(part, counting, turned_down) for part in parts]
    if not seen or any(part.finding == WAITING for part in seen):
        return None
    if all(part.finding == FAILED for part in seen):
        return Verdict(REJECTED, seen[0].error)
    for why in (SAME_FILE, COPY, SENT_AGAIN):
        found = next((part for part in seen if part.finding == why), None)
        if found:
            return Verdict(PENDING, review=why, other_id=found.other_id)
    if all(part.finding == OWN for part in seen):
        return Verdict(DUPLICATE, copy_of(seen[0].other_id))
    if accept and any(part.finding == NEW for part in seen):
        return Verdict(ACCEPTED)
    return Verdict(PENDING, review=PICTURE)


def copy_of(evidence_id: int | None) -> str:
    """The reason of a duplicate that names what it repeats."""
    return f"{_COPY_OF}{evidence_id}"


def is_copy(reason: str) -> bool:
    return reason.startswith(_COPY_OF)


def _as_things_stand(part: Part, counting: Collection[int], turned_down: Collection[int]) -> Part:
    """What was taken back may be handed in again; what a person has turned down is for a person to judge again."""
    if part.finding != OWN or part.other_id in counting:
        return part
    return Part(SENT_AGAIN, part.other_id) if part.other_id in turned_down else Part(NEW)
