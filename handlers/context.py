"""One message's turn: what it is, whom it comes from, and how to answer it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from platforms.messages import ChatKind, Incoming
from rules.calendar import local_day, week_of
from rules.claims import NO_CLAIMS, Claims
from rules.language import text
from rules.links import Link
from rules.outgoing import AnswerButton, Button, Outgoing, React, Reaction, Rewrite, Say
from rules.rule_set import STANDARD_PLAN, Plan, RuleSet
from rules.verdicts import ACCEPTED, AUDIT, LATE
from storage import AccountRef, ChatRecord, ChatRef, Ledger, PersonRecord

Rows: TypeAlias = tuple[tuple[Button, ...], ...]
ADMIN_KNOWN_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Settings:
    """What handlers need to know of the configuration.

    `operators` are written `platform:id`. `lot` draws which accepted proof is looked at all the same.
    """

    language: str = "vi"
    zone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")
    plan: Plan = STANDARD_PLAN
    operators: frozenset[str] = frozenset()
    open_enrolment: bool = True
    resolve_links: bool = False
    accept_pictures: bool = False
    most_in_one_message: int = 10
    most_waiting_answers: int = 30
    audit_share: float = 0.0
    look_back: timedelta = timedelta(days=90)
    pictures_months: int = 12
    lot: Callable[[], float] = random.random

    def operators_on(self, platform: str) -> list[str]:
        """Their ids there."""
        whole = (operator.partition(":") for operator in self.operators)
        return sorted(user_id for where, _, user_id in whole if where == platform)


class AskAdmin(Exception):  # noqa: N818  it is a question and no error
    """Before this message can be answered, the platform must say whether its sender is an administrator."""

    def __init__(self, chat: ChatRef, user_id: str) -> None:
        super().__init__(chat, user_id)
        self.chat = chat
        self.user_id = user_id


@dataclass(slots=True)
class Context:
    """`links` are handed in as proof, `addresses` are all the others in the words, such as a page's own.

    `claims` is what the words say of the proof, `unit_id` the unit that a button named for a private command (may be
    forged), `asked_by` whose question this is (`platform:user id`); proof is none.
    """

    row_id: int
    message: Incoming
    settings: Settings
    ledger: Ledger
    links: Sequence[Link] = ()
    addresses: Sequence[Link] = ()
    careful: bool = False
    claims: Claims = NO_CLAIMS
    unit_id: int = 0
    asked_by: str = ""
    answered: bool = field(default=False, init=False)
    _said: int = field(default=0, init=False)
    _is_too_fast: bool | None = field(default=None, init=False)
    _day: date | None = field(default=None, init=False)

    @property
    def chat_ref(self) -> ChatRef:
        return chat_ref(self.message)

    @property
    def sender_ref(self) -> AccountRef | None:
        return sender_ref(self.message)

    @property
    def submission(self) -> str:
        """An album is one submission; so is a message by itself."""
        return self.message.album or self.message.message_id

    @property
    def handed_in_at(self) -> datetime:
        return self.message.edited_at or self.message.sent_at

    @property
    def day(self) -> date:
        if self._day is None:
            self._day = local_day(self.handed_in_at, self.settings.zone)
        return self._day

    @property
    def today(self) -> date:
        """When somebody asks: by their message's own time, or now where an old message's button is pressed."""
        asked_at = self.ledger.now if self.message.button_id else self.message.sent_at
        return local_day(asked_at, self.settings.zone)

    @property
    def is_late(self) -> bool:
        """Whether the week this was sent in is over by now."""
        today = _today(self.ledger.now, self.settings.zone)
        return self.day < today and week_of(self.day).after <= today

    @property
    def lateness(self) -> str:
        return LATE if self.is_late else ""

    @property
    def in_private(self) -> bool:
        return self.message.chat.kind is ChatKind.PRIVATE

    def audit_of(self, state: str) -> str:
        """Some of what was accepted is looked at all the same, drawn by lot."""
        return AUDIT if state == ACCEPTED and self.settings.lot() < self.settings.audit_share else ""

    async def chat(self) -> ChatRecord:
        return await self.ledger.chat(self.chat_ref)

    async def person(self, chat: ChatRecord) -> PersonRecord | None:
        """Whoever sent this, opened when unknown and enrolment is open; else only who is known here or on a list."""
        ref = self.sender_ref
        if ref is None:
            return None
        if self.settings.open_enrolment:
            return await self.ledger.person(ref, chat, self.day)
        known = await self.ledger.known_person(ref, chat, self.day)
        if known is None or known.unit_id == 0 or (known.provisional and chat.unit_id is None):
            return None
        return known

    async def rule_set(self) -> RuleSet:
        """The rules as they are now."""
        return self.settings.plan.with_stored(await self.ledger.rules.stored())

    async def leads(self, group: ChatRecord, user_id: str = "") -> bool:
        """Whether the sender (or somebody else) is an administrator of a group, be it this one or another.

        Where only the platform knows, the message waits for its answer and is then begun anew.
        """
        who = user_id or (self.message.sender.id if self.message.sender else "")
        if not who:
            return False
        admin = await self.ledger.is_admin(group, who, ADMIN_KNOWN_FOR)
        if admin is None:
            raise AskAdmin(ChatRef(group.platform, group.bot, group.chat_id, group.kind), who)
        return admin

    def words(self, key: str, **values: object) -> str:
        return text(key, self.settings.language, **values)

    def react(self, message_id: str, reaction: Reaction) -> None:
        self.put(React(self.message.chat.id, message_id, reaction))

    def reply(self, words: str) -> None:
        """Where it was asked; in private when the bot may not write there."""
        sender = self.message.sender
        elsewhere = None if self.in_private or sender is None else Say(sender.id, words)
        self.put(self.as_reply(words), instead=elsewhere)

    def reply_in_private(self, words: str) -> None:
        """To the sender alone where that is possible, otherwise as a reply."""
        if self.message.sender is None or self.in_private:
            self.reply(words)
        else:
            self.put(Say(self.message.sender.id, words), instead=self.as_reply(words))

    def as_reply(self, words: str, buttons: Rows = ()) -> Say:
        chat = self.message.chat
        reply_to = None if self.in_private else self.message.message_id
        return Say(chat.id, words, topic=chat.topic, reply_to=reply_to, buttons=buttons)

    def answer_press(self, words: str = "", *, alert: bool = False) -> None:
        """Let whoever pressed a button know that it was heard."""
        if self.message.button_id:
            self.put(AnswerButton(self.message.chat.id, self.message.button_id, words, alert))
            self.answered = True

    def refuse_press(self) -> None:
        """What the button was about is not there any more, or never was."""
        self.answer_press(self.words("button.old"), alert=True)

    def rewrite(self, words: str, buttons: Rows = ()) -> None:
        """Put new words and buttons into the message whose button was pressed."""
        of_picture = bool(self.message.pictures)
        self.put(Rewrite(self.message.chat.id, self.message.message_id, words, buttons, of_picture))

    def put(self, outgoing: Outgoing, *, instead: Outgoing | None = None, once: str = "") -> None:
        """`instead` is said when the platform refuses; `once` names what must be said a single time ever.

        Whoever asks faster than can be answered gets no further answers; what others are told, they are told.
        """
        asked_by = "" if once or outgoing.chat_id not in self._own_chats else self.asked_by
        if asked_by and self._asks_too_fast():
            return
        self._said += 1
        key = (
            f"once:{self.message.platform}:{self.message.bot}:{once}"
            if once
            else f"in:{self.row_id}:{self._said}"
        )
        self.ledger.say(
            self.message.platform, self.message.bot, outgoing, key, fallback=instead, asked_by=asked_by
        )

    @property
    def _own_chats(self) -> tuple[str, str]:
        sender = self.message.sender
        return self.message.chat.id, sender.id if sender else ""

    def _asks_too_fast(self) -> bool:
        """Decided once, so that a question is answered with all that belongs to it or not at all."""
        if self._is_too_fast is None:
            waiting = self.ledger.answers_waiting(self.asked_by)
            self._is_too_fast = waiting >= self.settings.most_waiting_answers
            if self._is_too_fast:
                self.ledger.unanswered += 1
                once = f"fast:{self.message.chat.id}:{self.ledger.now:%Y%m%d%H}"
                self.put(self.as_reply(self.words("help.too_fast")), once=once)
        return self._is_too_fast


@lru_cache(maxsize=8)
def _today(now: datetime, zone: ZoneInfo) -> date:
    """The same for a whole batch."""
    return local_day(now, zone)


def chat_ref(message: Incoming) -> ChatRef:
    chat = message.chat
    return ChatRef(message.platform, message.bot, chat.id, chat.kind.value, chat.title)


def sender_ref(message: Incoming) -> AccountRef | None:
    sender = message.sender
    if sender is None or sender.is_bot:
        return None
    return AccountRef(message.platform, sender.id, sender.name)
