"""The one shape in which every platform hands over what happened in a chat."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, TypeAlias


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class Event(StrEnum):
    """What an incoming row is about; a handler is chosen by it."""

    MESSAGE = "message"
    EDIT = "edit"
    BUTTON = "button"
    STANDING = "standing"
    MIGRATION = "migration"
    PRESENCE = "presence"


@dataclass(frozen=True, slots=True)
class Chat:
    id: str
    kind: ChatKind
    title: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A person (or a bot) who wrote. Only the numeric id is a key; names change."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    file_id: str
    unique_id: str
    is_document: bool = False
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is no picture, as the platform names it; name and kind are what the sender says."""

    file_id: str
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A number somebody shared; `user_id` is whose it is according to the platform, "" where it does not say."""

    phone: str
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`, already known to be meant for this bot."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bot may do in a chat: present at all, hears everything, may write, is an administrator."""

    present: bool
    admin: bool
    can_write: bool
    hears_all: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """Of a pressed button, `message_id`, `sent_at` and `pictures` are those of the message it hangs on."""

    event: Event
    platform: str
    bot: str
    chat: Chat
    message_id: str
    sent_at: datetime
    sender: Sender | None = None
    anonymous_admin: bool = False
    edited_at: datetime | None = None
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    hidden_links: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    album: str | None = None
    reply_to: str | None = None
    forwarded: bool = False
    command: Command | None = None
    button: str | None = None
    button_id: str | None = None
    migrated_to: str | None = None
    migrated_from: str | None = None
    standing: Standing | None = None
    was: Standing | None = None
    reply_album: str | None = None
    other_file: bool = False
    """A file came along that is no picture, such as a PDF."""
    document: Document | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One update as it arrived: the platform's key for it, the chat whose order it keeps, and what it says."""

    key: str
    lane: str
    update: dict[str, Any]

    @property
    def raw(self) -> str:
        """Its JSON, escaped to ASCII: neither a lone surrogate nor a NUL can stop a database from keeping it."""
        return json.dumps(self.update)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is on its platform."""

    id: str
    name: str
    username: str
    hears_all: bool


Scope: TypeAlias = Literal["private", "groups", "group_admins", "default"] | tuple[Literal["chat"], str]


class Menu(NamedTuple):
    """The commands that a platform offers while a person types, with their descriptions."""

    scope: Scope
    language: Literal["", "vi", "en"]
    commands: Sequence[tuple[str, str]]
