"""What follows from a picture that was looked at: for its submission, its review, and whoever sent it."""

from dataclasses import dataclass

from handlers.context import Settings
from rules.albums import Verdict, is_copy, verdict_on_album
from rules.language import text
from rules.outgoing import React, Say
from rules.verdicts import (
    ACCEPTED,
    AUDIT,
    COUNTED,
    DUPLICATE,
    PENDING,
    PICTURE,
    REJECTED,
    SENT_AGAIN,
    WITHDRAWN,
    reaction_to,
)
from storage import Album, Ledger, PictureRecord

PICTURE_WORDS = "picture."
"""Where the words about a picture that cannot be taken stand: one sentence for each reason."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a picture turned out to be (rules/albums.py), and the evidence and picture that it is a copy of."""

    finding: str
    other_id: int | None = None
    other_picture_id: int | None = None


async def settle(ledger: Ledger, settings: Settings, picture: PictureRecord, found: Found) -> None:
    """A kept picture was compared with all that it might be a copy of."""
    told = (found.finding, found.other_id, found.other_picture_id)
    if await ledger.pictures.settle(picture, *told):
        await _judge(ledger, settings, picture.evidence_id)


async def give_up(
    ledger: Ledger, settings: Settings, picture: PictureRecord, reason: str, *, unseen: bool = False
) -> None:
    """Nothing can be kept of a picture; `unseen` says that this is not the sender's fault."""
    if await ledger.pictures.fail(picture, reason, unseen=unseen):
        await _judge(ledger, settings, picture.evidence_id)


async def _judge(ledger: Ledger, settings: Settings, evidence_id: int) -> None:
    """What a person decided or took back is left alone, and so is what a link in its message made needless."""
    album = await ledger.pictures.album(evidence_id)
    if album.by_person or not _is_open(album):
        return
    verdict = verdict_on_album(
        album.parts,
        await ledger.pictures.counting(album.parts),
        accept=settings.accept_pictures,
        turned_down=await ledger.pictures.turned_down(album.parts),
    )
    if verdict is None or await _is_in_vain(ledger, album, verdict):
        return
    changed = await _decide(ledger, album, verdict)
    await _review(ledger, settings, album, verdict, changed=changed)
    if changed:
        _react(ledger, album, verdict.state)
    if changed and verdict.state == REJECTED:
        _tell(ledger, settings, album, verdict.reason)


def _is_open(album: Album) -> bool:
    """What was known as a repetition by the platform's own name for the file stays one."""
    if album.item.state == DUPLICATE:
        return is_copy(album.item.reason)
    return album.item.state != WITHDRAWN


async def _is_in_vain(ledger: Ledger, album: Album, verdict: Verdict) -> bool:
    """What is accepted is not asked about because a part is new; and nothing counts twice.

    What was known as turned down by the platform's own name for the file stays so, though nothing like it was found.
    """
    if album.review and album.review[0] == SENT_AGAIN and _is_harmless(verdict):
        return True
    if album.item.state in COUNTED:
        return album.item.state == ACCEPTED and verdict.review == PICTURE
    beside = any(item.state in COUNTED and item.id != album.item.id for item in album.siblings)
    return verdict.state in COUNTED and (beside or await ledger.counts_already(album.item))


def _is_harmless(verdict: Verdict) -> bool:
    return verdict.state == ACCEPTED or verdict.review == PICTURE


async def _decide(ledger: Ledger, album: Album, verdict: Verdict) -> bool:
    """What counts keeps the note that it came late."""
    reason = verdict.reason or (album.first_reason if verdict.state in COUNTED else "")
    return await ledger.decide(album.item, verdict.state, reason)


async def _review(
    ledger: Ledger, settings: Settings, album: Album, verdict: Verdict, *, changed: bool
) -> None:
    if verdict.state == PENDING:
        wanted = verdict.review, verdict.other_id
        if album.review != wanted:
            await ledger.reviews.ask(album.item.id, *wanted)
    elif verdict.state == ACCEPTED and changed and settings.lot() < settings.audit_share:
        await ledger.reviews.ask(album.item.id, AUDIT)
    elif changed:
        await ledger.reviews.drop(album.item.id)


def _react(ledger: Ledger, album: Album, state: str) -> None:
    """On the part that was answered first; in a group that moved, message numbers mean others by now."""
    before = reaction_to(item.state for item in album.siblings)
    after = reaction_to(state if item.id == album.item.id else item.state for item in album.siblings)
    if after is not before and album.chat_id:
        react = React(album.chat_id, album.siblings[0].message_id, after)
        ledger.say(album.platform, album.bot, react, f"look:{album.item.id}:{album.changes}")


def _tell(ledger: Ledger, settings: Settings, album: Album, reason: str) -> None:
    """What the sender can do, once a day for each kind of mistake."""
    words = text(f"{PICTURE_WORDS}{reason}", settings.language)
    private = Say(album.user_id, words) if album.user_id else None
    here = None
    if album.chat_id:
        reply_to = None if album.in_private else album.item.message_id
        here = Say(album.chat_id, words, reply_to=reply_to)
    key = f"once:{album.platform}:{album.bot}:picture:{reason}:{album.item.person_id}:{ledger.now:%Y%m%d}"
    first = here or private
    if first:
        instead = None if album.in_private or first is private else private
        ledger.say(album.platform, album.bot, first, key, fallback=instead)
