"""The states of an evidence and the machine's part in them: it accepts, notices a copy, or asks a person to look."""

from collections.abc import Iterable
from typing import Final

from rules.outgoing import Reaction

ACCEPTED: Final = "accepted"
PENDING: Final = "pending"
REJECTED: Final = "rejected"
DUPLICATE: Final = "duplicate"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (ACCEPTED, PENDING, DUPLICATE, REJECTED, WITHDRAWN)
COUNTED: Final = (ACCEPTED, PENDING)
"""States in which a post is taken: the same person cannot hand it in again."""

POST: Final = "post"
SHARE: Final = "share"
INTERACTION: Final = "interaction"
ACTIONS: Final = (POST, SHARE, INTERACTION)
FILLS_QUOTA: Final = (POST, SHARE)
"""One post is counted once for somebody, in whichever of these ways."""
QUOTA: Final = "quota"

LATE: Final = "late"
"""Why something is noted: its week was over already when it reached us. It counts all the same."""

PICTURE: Final = "picture"
COPY: Final = "copy"
SAME_FILE: Final = "same_file"
AUDIT: Final = "audit"
SENT_AGAIN: Final = "sent_again"
"""Why a person should look: nobody has seen the picture, it looks like another one's, it is another one's, by lot, a
person has turned the same down before."""

LEADS_ON: Final = "leads_on"
ORIGINAL: Final = "original"
SAME_POST: Final = "same_post"
"""The same of a short link: it leads to somebody's page and to no post, to the featured post itself, to a post that
counts already though a person has accepted it."""

TOO_MANY: Final = "too_many"
"""Its message holds more posts than count by themselves."""

_STRONGEST_FIRST = (
    (ACCEPTED, Reaction.ACCEPTED),
    (PENDING, Reaction.PENDING),
    (DUPLICATE, Reaction.DUPLICATE),
    (REJECTED, Reaction.NOT_A_POST),
)


def group_of(action: str) -> str:
    """What a post is taken as: once for the quota, and once more as an interaction beside it."""
    return QUOTA if action in FILLS_QUOTA else action


def verdict_on_link(
    *, is_post: bool, already_counted: bool, turned_down: bool = False, too_many: bool = False
) -> str:
    """No machine accepts what a person has turned down, nor more of one message than counts by itself."""
    if not is_post:
        return REJECTED
    if already_counted:
        return DUPLICATE
    return PENDING if turned_down or too_many else ACCEPTED


def verdict_on_picture(*, already_counted: bool) -> str:
    """A picture proves nothing by itself until somebody has looked at it."""
    return DUPLICATE if already_counted else PENDING


def reaction_to(states: Iterable[str]) -> Reaction:
    """One reaction for a message with several proofs: the best that came of it."""
    present = set(states)
    return next((reaction for state, reaction in _STRONGEST_FIRST if state in present), Reaction.NONE)
