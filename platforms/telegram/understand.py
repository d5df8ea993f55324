"""Telegram's updates in our words.

The dictionaries are read directly: this happens thousands of times a second, and it must survive whatever a
server sends. Building the library's Update objects takes several times as long and trusts the shape.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram.constants import ChatID, ChatType

from platforms.messages import Chat, ChatKind, Command, Contact, Document, Event, Incoming, Picture, Sender
from platforms.telegram.accessors import UNKNOWN_TIME, identifier, items, mapping, moment, number, text
from platforms.telegram.names import full_name, readable
from platforms.telegram.standings import standing_of

PLATFORM = "telegram"
MOST_LINKS = 100

_KINDS: dict[Any, ChatKind] = {
    ChatType.PRIVATE.value: ChatKind.PRIVATE,
    ChatType.GROUP.value: ChatKind.GROUP,
    ChatType.SUPERGROUP.value: ChatKind.GROUP,
    ChatType.CHANNEL.value: ChatKind.CHANNEL,
}
_ANONYMOUS_ADMIN = int(ChatID.ANONYMOUS_ADMIN)
_NOT_PEOPLE = (_ANONYMOUS_ADMIN, int(ChatID.FAKE_CHANNEL), int(ChatID.SERVICE_CHAT))
_COMMAND = re.compile(r"/(\w{1,64})(?:@(\w{1,64}))?(?![\w@/])")
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".webp", ".heic")
# What a person may send in private that holds neither text nor picture, and still deserves an answer.
_MEDIA = frozenset({"animation", "audio", "document", "sticker", "story", "video", "video_note", "voice"})
_OTHER_CONTENT = _MEDIA | {"contact", "dice", "location", "poll", "venue"}


@dataclass(frozen=True, slots=True)
class Me:
    """What understanding needs to know about the bot itself; the username is "" until Telegram told it."""

    bot: str
    username: str = ""
    hears_groups: bool = False


def understand(update: dict[str, Any], me: Me) -> Incoming | None:
    """The update in our words, or None when nothing in it is for us."""
    for kind, reader in _READERS.items():
        if kind in update:
            body = update[kind]
            return reader(body, me) if isinstance(body, dict) else None
    return None


def _message(body: dict[str, Any], me: Me) -> Incoming | None:
    return _written(Event.MESSAGE, body, me)


def _edit(body: dict[str, Any], me: Me) -> Incoming | None:
    return _written(Event.EDIT, body, me)


def _written(event: Event, message: dict[str, Any], me: Me) -> Incoming | None:
    chat = _chat(message)
    message_id = identifier(message.get("message_id"))
    if chat is None or not message_id:
        return None
    words = text(message.get("text") or message.get("caption"))
    pictures = _pictures(message) if "photo" in message or "document" in message else ()
    hidden = _hidden_links(message) if "link_preview_options" in message or "reply_markup" in message else ()
    other_file = "document" in message and not pictures
    answers = "document" in message and "reply_to_message" in message
    if not (words or pictures or hidden or answers) and event is Event.MESSAGE:
        return _without_content(message, chat, message_id, me)
    sender, anonymous_admin = _author(message, chat)
    entities = message.get("entities") or message.get("caption_entities")
    return Incoming(
        event,
        PLATFORM,
        me.bot,
        chat,
        message_id,
        moment(message.get("date")) or UNKNOWN_TIME,
        sender,
        anonymous_admin,
        moment(message.get("edit_date")),
        words,
        tuple(map(_entity, filter(_is_mapping, entities))) if isinstance(entities, list) else (),
        hidden,
        pictures,
        (text(message.get("media_group_id")) or None) if "media_group_id" in message else None,
        _reply_to(message, chat) if "reply_to_message" in message else None,
        bool(message.get("forward_origin")),
        _command(words, me) if words.startswith("/") else None,
        reply_album=_reply_album(message) if "reply_to_message" in message else None,
        other_file=other_file,
        document=_document(message) if other_file else None,
    )


def _without_content(message: dict[str, Any], chat: Chat, message_id: str, me: Me) -> Incoming | None:
    """Moves of the group, leavers, and what in a private chat a person should get an answer to."""
    sent_at = moment(message.get("date")) or UNKNOWN_TIME
    moved_to = identifier(message.get("migrate_to_chat_id")) or None
    moved_from = identifier(message.get("migrate_from_chat_id")) or None
    if moved_to or moved_from:
        return Incoming(
            event=Event.MIGRATION,
            platform=PLATFORM,
            bot=me.bot,
            chat=chat,
            message_id=message_id,
            sent_at=sent_at,
            migrated_to=moved_to,
            migrated_from=moved_from,
        )
    if chat.kind is not ChatKind.PRIVATE or _OTHER_CONTENT.isdisjoint(message):
        return None
    sender, _ = _author(message, chat)
    return Incoming(
        event=Event.MESSAGE,
        platform=PLATFORM,
        bot=me.bot,
        chat=chat,
        message_id=message_id,
        sent_at=sent_at,
        sender=sender,
        forwarded=bool(message.get("forward_origin")),
        other_file="document" in message,
        document=_document(message),
        contact=_contact(message),
    )


def _button(query: dict[str, Any], me: Me) -> Incoming | None:
    """Whoever presses is to be answered, also where the message is gone or the button holds nothing of ours."""
    message = mapping(query.get("message"))
    button_id = text(query.get("id"))
    sender, anonymous_admin = _person(query.get("from"))
    chat = _chat(message)
    data = text(query.get("data")) if chat else ""
    if chat is None and sender:
        chat = Chat(sender.id, ChatKind.PRIVATE)
    if chat is None or not button_id:
        return None
    return Incoming(
        event=Event.BUTTON,
        platform=PLATFORM,
        bot=me.bot,
        chat=chat,
        message_id=identifier(message.get("message_id")),
        sent_at=moment(message.get("date")) or UNKNOWN_TIME,
        sender=sender,
        anonymous_admin=anonymous_admin,
        pictures=_pictures(message) if "photo" in message else (),
        button=data,
        button_id=button_id,
    )


def _own_standing(change: dict[str, Any], me: Me) -> Incoming | None:
    """Somebody added, removed, promoted or muted the bot; the sender is who did it."""
    chat = _chat(change)
    if chat is None:
        return None
    sender, anonymous_admin = _person(change.get("from"))
    return Incoming(
        event=Event.STANDING,
        platform=PLATFORM,
        bot=me.bot,
        chat=chat,
        message_id="",
        sent_at=moment(change.get("date")) or UNKNOWN_TIME,
        sender=sender,
        anonymous_admin=anonymous_admin,
        was=standing_of(mapping(change.get("old_chat_member")), chat.kind, me.hears_groups),
        standing=standing_of(mapping(change.get("new_chat_member")), chat.kind, me.hears_groups),
    )


def _presence(change: dict[str, Any], me: Me) -> Incoming | None:
    """Somebody came, went, or became or ceased to be an admin; the sender is that person, whoever did it."""
    chat = _chat(change)
    new = mapping(change.get("new_chat_member"))
    sender, _ = _person(new.get("user"))
    if chat is None or sender is None:
        return None
    was = standing_of(mapping(change.get("old_chat_member")), chat.kind, hears_groups=True)
    now = standing_of(new, chat.kind, hears_groups=True)
    if (was.present, was.admin) == (now.present, now.admin):
        return None
    return Incoming(
        event=Event.PRESENCE,
        platform=PLATFORM,
        bot=me.bot,
        chat=chat,
        message_id="",
        sent_at=moment(change.get("date")) or UNKNOWN_TIME,
        sender=sender,
        was=was,
        standing=now,
    )


def _chat(message: dict[str, Any]) -> Chat | None:
    chat = mapping(message.get("chat"))
    chat_id = identifier(chat.get("id"))
    kind = chat.get("type")
    if not chat_id or not isinstance(kind, str) or kind not in _KINDS:
        return None
    title = readable(text(chat["title"])) if "title" in chat else ""
    in_topic = "is_topic_message" in message and message["is_topic_message"] is True
    topic = (identifier(message.get("message_thread_id")) or None) if in_topic else None
    return Chat(chat_id, _KINDS[kind], title, topic)


def _author(message: dict[str, Any], chat: Chat) -> tuple[Sender | None, bool]:
    """Who wrote, and whether it was an admin who hides behind the group. A chat that speaks is nobody."""
    if "sender_chat" not in message:
        return _person(message.get("from"))
    speaks_for = identifier(mapping(message["sender_chat"]).get("id"))
    user_id = mapping(message.get("from")).get("id")
    return None, user_id == _ANONYMOUS_ADMIN and speaks_for == chat.id


def _person(user: object) -> tuple[Sender | None, bool]:
    if not isinstance(user, dict):
        return None, False
    user_id = number(user.get("id"))
    if user_id is None or user_id in _NOT_PEOPLE:
        return None, user_id == _ANONYMOUS_ADMIN
    return Sender(str(user_id), full_name(user), user.get("is_bot") is True), False


def _is_mapping(value: object) -> bool:
    return isinstance(value, dict)


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    url = entity.get("url")
    return entity if url is None or url == (stored := text(url)) else entity | {"url": stored}


def _pictures(message: dict[str, Any]) -> tuple[Picture, ...]:
    sizes = [size for size in items(message.get("photo")) if text(mapping(size).get("file_id"))]
    if sizes:
        return (_picture(max(sizes, key=_area)),)
    document = mapping(message.get("document"))
    mime = text(document.get("mime_type")).lower()
    is_image = mime.startswith("image/") or text(document.get("file_name")).lower().endswith(_PICTURE_NAMES)
    if not is_image or not text(document.get("file_id")):
        return ()
    return (_picture(document, is_document=True, mime=mime),)


def _picture(file: dict[str, Any], is_document: bool = False, mime: str = "") -> Picture:
    size = max(number(file.get("file_size")) or 0, 0)
    return Picture(text(file.get("file_id")), text(file.get("file_unique_id")), is_document, mime, size)


def _document(message: dict[str, Any]) -> Document | None:
    file = mapping(message.get("document"))
    file_id = text(file.get("file_id"))
    if not file_id:
        return None
    size = max(number(file.get("file_size")) or 0, 0)
    return Document(file_id, text(file.get("file_name")), text(file.get("mime_type")), size)


def _contact(message: dict[str, Any]) -> Contact | None:
    contact = mapping(message.get("contact"))
    phone = text(contact.get("phone_number"))
    return Contact(phone, identifier(contact.get("user_id"))) if phone else None


def _area(size: dict[str, Any]) -> int:
    return (number(size.get("width")) or 0) * (number(size.get("height")) or 0)


def _hidden_links(message: dict[str, Any]) -> tuple[str, ...]:
    """The link of the preview, and those under the buttons of a forwarded post."""
    links = [text(mapping(message.get("link_preview_options")).get("url"))]
    rows = items(mapping(message.get("reply_markup")).get("inline_keyboard"))
    links += [text(mapping(button).get("url")) for row in rows for button in items(row)]
    return tuple(dict.fromkeys(filter(None, links)))[:MOST_LINKS]


def _reply_album(message: dict[str, Any]) -> str | None:
    return text(mapping(message["reply_to_message"]).get("media_group_id")) or None


def _reply_to(message: dict[str, Any], chat: Chat) -> str | None:
    """The message answered to. All of a topic hangs on the message that opened it; that is no answer."""
    answered = identifier(mapping(message["reply_to_message"]).get("message_id"))
    return answered if answered and answered != chat.topic else None


def _command(words: str, me: Me) -> Command | None:
    found = _COMMAND.match(words)
    if found is None or (found[2] and found[2].lower() != me.username.lower()):
        return None
    return Command(found[1].lower(), words[found.end() :].strip())


_READERS: dict[str, Callable[[dict[str, Any], Me], Incoming | None]] = {
    "message": _message,
    "edited_message": _edit,
    "channel_post": _message,
    "edited_channel_post": _edit,
    "callback_query": _button,
    "my_chat_member": _own_standing,
    "chat_member": _presence,
}
ALLOWED_UPDATES = tuple(_READERS)
