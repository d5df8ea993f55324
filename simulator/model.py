"""The people, bots, chats and messages of the simulated world."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from simulator.wire import Json, encode, without_none

ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

PRESENT: frozenset[str] = frozenset({"creator", "administrator", "member", "restricted"})
IN_CHARGE: frozenset[str] = frozenset({"creator", "administrator"})

PHOTO_COLORS = ("#c0392b", "#d35400", "#8e44ad", "#27ae60", "#16a085", "#2980b9", "#2c3e50")


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    role: str = "stranger"
    photo_color: str = PHOTO_COLORS[0]
    phone: str = ""
    started: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)

    def as_json(self) -> Json:
        return without_none(
            {
                "id": self.id,
                "is_bot": self.is_bot,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "username": self.username,
                "language_code": self.language_code,
            }
        )

    def contact(self) -> Json:
        """Their own number, as they share it."""
        named = {"first_name": self.first_name, "last_name": self.last_name}
        return without_none({"phone_number": self.phone, **named, "user_id": self.id})


TELEGRAM = User(777000, "Telegram")
GROUP_ANONYMOUS_BOT = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136817688, "Channel", username="Channel_Bot", is_bot=True)


@dataclass(slots=True)
class Member:
    user_id: int
    status: Status = "member"
    can_send_messages: bool = True
    can_pin_messages: bool = True
    can_delete_messages: bool = True
    is_anonymous: bool = False

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    @property
    def in_charge(self) -> bool:
        return self.status in IN_CHARGE

    @property
    def may_send(self) -> bool:
        return self.status != "restricted" or self.can_send_messages


class Message:
    """One message; its JSON is kept either as an object or, for bulk loads, only as bytes."""

    __slots__ = ("_data", "_raw", "chat", "deleted", "id", "pinned", "reactions", "sender_id")

    def __init__(self, chat: "Chat", message_id: int, sender_id: int | None, content: Json | bytes) -> None:
        self.chat = chat
        self.id = message_id
        self.sender_id = sender_id
        self.deleted = False
        self.pinned = False
        self.reactions: dict[int, str] | None = None
        self._data: Json | None = None if isinstance(content, bytes) else content
        self._raw: bytes | None = content if isinstance(content, bytes) else None

    @property
    def data(self) -> Json:
        if self._data is None:
            self._data = json.loads(self._raw or b"{}")
        return self._data

    @property
    def raw(self) -> bytes:
        return encode(self.data) if self._raw is None else self._raw

    def change(self, **fields: object) -> None:
        """Replace fields; a field set to None disappears."""
        self._data = without_none({**self.data, **fields})
        self._raw = None

    def quoted(self) -> Json:
        """The message as it stands inside a reply: one level deep, as Telegram does."""
        return {key: value for key, value in self.data.items() if key != "reply_to_message"}

    def reaction_summary(self) -> list[Json]:
        people: dict[str, list[int]] = {}
        for user_id, emoji in (self.reactions or {}).items():
            people.setdefault(emoji, []).append(user_id)
        return [{"emoji": emoji, "user_ids": user_ids} for emoji, user_ids in people.items()]

    def view(self) -> Json:
        extra = {"reactions": self.reaction_summary(), "deleted": self.deleted, "pinned": self.pinned}
        return {**self.data, "sim": extra}


@dataclass(slots=True)
class Chat:
    id: int
    type: ChatType
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    bot_id: int | None = None
    is_forum: bool = False
    members_may_write: bool = True
    linked_chat_id: int | None = None
    available_reactions: list[str] | None = None
    migrated_to: int | None = None
    migrated_from: int | None = None
    pinned_message_id: int | None = None
    reply_keyboard: Json | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    bots: list[int] = field(default_factory=list)
    last_message_id: int = 0

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}

    def as_json(self) -> Json:
        return without_none(
            {
                "id": self.id,
                "title": self.title,
                "username": self.username,
                "first_name": self.first_name,
                "last_name": self.last_name,
                "type": self.type,
                "is_forum": self.is_forum or None,
                "all_members_are_administrators": False if self.type == "group" else None,
            }
        )

    def member(self, user_id: int) -> Member | None:
        return self.members.get(user_id)

    def in_charge(self, user_id: int) -> bool:
        member = self.members.get(user_id)
        return member is not None and member.in_charge

    def present(self) -> Iterator[Member]:
        return (member for member in self.members.values() if member.present)

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def message(self, message_id: int) -> Message | None:
        """The message, unless there is none or it was deleted."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    def page(self, before: int | None, limit: int) -> tuple[list[Message], bool]:
        """Up to `limit` messages below an id, oldest first, and whether older ones exist."""
        found: list[Message] = []
        message_id = min(before or self.last_message_id + 1, self.last_message_id + 1) - 1
        while message_id > 0 and len(found) <= limit:
            if message_id in self.messages:
                found.append(self.messages[message_id])
            message_id -= 1
        return found[:limit][::-1], len(found) > limit

    def newest_pinned(self) -> int | None:
        pinned = (message.id for message in self.messages.values() if message.pinned and not message.deleted)
        return max(pinned, default=None)

    def latest(self) -> Message | None:
        return next((message for message in reversed(self.messages.values()) if not message.deleted), None)
