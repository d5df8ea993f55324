"""Chooses the one handler that wants a message, and answers a batch of them in one transaction."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers import chats, commands, questions
from handlers.buttons import pressed
from handlers.context import AskAdmin, Context, Settings, chat_ref, sender_ref
from handlers.handing_in import picture_proof, proof
from handlers.handing_in.link_proof import evidence_key
from handlers.handing_in.picture_proof import picture_key
from handlers.handing_in.short_link_results import as_known, led_on
from handlers.joining import registering
from handlers.offices import staff_lists
from handlers.offices.connecting import connect
from platforms.messages import ChatKind, Event, Incoming
from rules.calendar import local_day, plain
from rules.claims import NO_CLAIMS, Claims, claims_in
from rules.links import Link, Platform, find, recognise
from rules.verdicts import INTERACTION, POST
from storage import InboxRow, Ledger, Prefetch

log = logging.getLogger(__name__)

Handler = Callable[[Context], Awaitable[None]]
Understand = Callable[[str, dict[str, object]], Incoming | None]
"""An update of a platform's bot (`platform:bot`) in our words."""


@dataclass(frozen=True, slots=True)
class Job:
    """A message, who answers it, and what for."""

    row_id: int
    message: Incoming
    handler: Handler
    wants: Prefetch
    links: Sequence[Link] = ()
    addresses: Sequence[Link] = ()
    claims: Claims = NO_CLAIMS


@dataclass(frozen=True, slots=True)
class Errand:
    """A row that waits for the platform's answer to a question."""

    row_id: int
    question: AskAdmin


async def answer(
    rows: Sequence[InboxRow],
    understand: Understand,
    settings: Settings,
    ledger: Ledger,
    *,
    careful: bool = False,
) -> list[Errand]:
    """Answer every row; those that must ask the platform first come back as errands."""
    jobs = await _led_on([job for row in rows if (job := job_for(row, understand, settings))], ledger)
    await ledger.prepare([job.wants for job in jobs])
    errands = []
    unanswered = ledger.unanswered
    for job in jobs:
        context = Context(
            *(job.row_id, job.message, settings, ledger, job.links, job.addresses, careful, job.claims),
            asked_by=job.wants.asked_by,
        )
        try:
            await job.handler(context)
        except AskAdmin as question:
            errands.append(Errand(job.row_id, question.with_traceback(None)))
            continue
        if not context.answered:
            context.answer_press()  # whoever pressed a button should not wait
    if ledger.unanswered > unanswered:
        log.warning("%d questions came too fast to be answered", ledger.unanswered - unanswered)
    return errands


async def _led_on(jobs: list[Job], ledger: Ledger) -> list[Job]:
    """A short link that somebody handed in before is the post it led to."""
    known = await as_known(ledger, (link for job in jobs for link in job.links))
    return [_with_posts(job, known) for job in jobs] if known else jobs


def _with_posts(job: Job, known: Mapping[str, Link]) -> Job:
    if known.keys().isdisjoint(link.key for link in job.links if link.key):
        return job
    links = [led_on(link, known) for link in job.links]
    return replace(job, links=links, wants=replace(job.wants, keys=_keys(job.message, links)))


def job_for(row: InboxRow, understand: Understand, settings: Settings) -> Job | None:
    """None for chat that is neither proof nor a command: it leaves no trace."""
    raw = json.loads(row.raw) if row.update is None else row.update
    message = understand(f"{row.platform}:{row.bot}", raw) if isinstance(raw, dict) else None
    if message is None:
        return None
    chat = chat_ref(message)
    match message.event:
        case Event.STANDING | Event.PRESENCE | Event.MIGRATION:
            return Job(row.id, message, _ABOUT_THE_CHAT[message.event], Prefetch(chat))
        case Event.BUTTON:
            return Job(row.id, message, pressed, _to_answer(message))
        case Event.MESSAGE | Event.EDIT:
            return _written(row, message, settings)
    return None


_ABOUT_THE_CHAT: dict[Event, Handler] = {
    Event.STANDING: chats.standing_changed,
    Event.PRESENCE: chats.presence_changed,
    Event.MIGRATION: chats.migrated,
}


def _written(row: InboxRow, message: Incoming, settings: Settings) -> Job | None:
    chat, sender = chat_ref(message), sender_ref(message)
    editing = message.event is Event.EDIT
    command = None if editing else _command(message)
    in_channel = message.chat.kind is ChatKind.CHANNEL and command is connect
    if sender is None and not (message.anonymous_admin or in_channel):
        return None
    if command:
        if _in_private(message):
            command = questions.instead_of_an_answer(command)
        return Job(row.id, message, command, _to_answer(message))
    found = _found(message)
    links = _proof(found, message)
    if not (links or editing):
        if handler := _without_links(message):
            return Job(row.id, message, handler, replace(_to_answer(message), answers=message.reply_to or ""))
        if not message.pictures:
            return None
    claims = _claims(message, links)
    wants = Prefetch(
        chat=chat,
        sender=sender,
        enrol_since=local_day(message.sent_at, settings.zone) if _counts(message, links) else None,
        submission=(message.album or message.message_id) if editing or message.album else "",
        keys=_keys(message, links),
        actions=(POST, INTERACTION) if INTERACTION in claims.anything else (POST,),
        answers=message.reply_to or "",
    )
    handler = proof.reconsider if editing else proof.hand_in
    addresses = [link for link in found if link.key is None]
    return Job(row.id, message, handler, wants, links, addresses, claims)


def _to_answer(message: Incoming) -> Prefetch:
    """What is no proof is a question, and of one account so many are answered at a time."""
    sender = message.sender
    asked_by = f"{message.platform}:{sender.id if sender else message.chat.id}"
    return Prefetch(chat_ref(message), sender_ref(message), asked_by=asked_by)


def _without_links(message: Incoming) -> Handler | None:
    """Who answers what is neither a link nor a picture, if it is for us at all."""
    private = _in_private(message)
    if message.contact and private:
        return registering.contact_shared
    if message.other_file:
        is_list = private and staff_lists.is_table(message)
        return staff_lists.file_sent if is_list else picture_proof.point_to_pictures
    return questions.heard if private and not message.pictures else None


def _claims(message: Incoming, links: Sequence[Link]) -> Claims:
    """What is forwarded are another's words."""
    if message.forwarded or not message.text:
        return NO_CLAIMS
    return claims_in(message.text, message.entities, [link.url for link in links])


def _keys(message: Incoming, links: Sequence[Link]) -> tuple[str, ...]:
    """What may have been handed in before."""
    posts = tuple(link.key for link in links if link.key)
    return posts or ((picture_key(message),) if message.pictures else ())


def _command(message: Incoming) -> Handler | None:
    """Accents are forgiven: keyboards put them into /tôi by themselves."""
    return commands.COMMANDS.get(plain(message.command.name)) if message.command else None


def _in_private(message: Incoming) -> bool:
    return message.chat.kind is ChatKind.PRIVATE and message.sender is not None and not message.sender.is_bot


def _counts(message: Incoming, links: Sequence[Link]) -> bool:
    new = bool(links or message.pictures) and message.event is Event.MESSAGE
    return new and message.chat.kind is not ChatKind.CHANNEL


def _found(message: Incoming) -> list[Link]:
    """Every address in the words, and the posts behind previews and buttons."""
    links = find(message.text, message.entities) if message.text or message.entities else []
    return links + [link for url in message.hidden_links if (link := recognise(url)).key]


def _proof(found: Sequence[Link], message: Incoming) -> list[Link]:
    """Posts, and what somebody took for one on a social network; a meeting's or a form's address is chat.

    Over a picture only posts are meant as proof: whose page it shows is no mistake.
    """
    no_mistake = bool(message.pictures)
    links = [link for link in found if link.key or not (no_mistake or link.platform is Platform.WEBSITE)]
    return list({evidence_key(link): link for link in links}.values())
