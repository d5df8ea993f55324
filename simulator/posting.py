"""Writing messages into chats: the shape every message has, whoever writes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.delivery import announce, hand_out_edit
from simulator.entities import detect
from simulator.errors import WorldError
from simulator.files import BadImageError
from simulator.model import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, TELEGRAM, Chat, Message, User
from simulator.state import State
from simulator.wire import Json

MAX_ALBUM = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person is about to send."""

    text: str | None = None
    caption: str | None = None
    entities: list[Json] | None = None
    photos: Sequence[bytes] = ()
    document: bytes | None = None
    file_name: str | None = None
    mime_type: str | None = None
    contact: Json | None = None
    reply_to: int | None = None
    topic: int | None = None
    anonymous: bool = False
    as_chat: int | None = None
    forward_from: int | str | None = None
    date: int | None = None
    silent: bool = False
    extra: Json = field(default_factory=dict)


def store(state: State, chat: Chat, head: Json, content: Json, date: int | None = None) -> Message:
    """Give a message its number and its place in the chat."""
    message_id = chat.next_message_id()
    data = {
        "message_id": message_id,
        **head,
        "chat": chat.as_json(),
        "date": state.clock.now() if date is None else date,
        **content,
    }
    message = Message(chat, message_id, head.get("from", {}).get("id"), data)
    chat.messages[message_id] = message
    return message


def post(state: State, chat: Chat, author: User, draft: Draft) -> list[Message]:
    """Write as a person; more than one photo makes an album of several messages."""
    _check_may_write(chat, author, draft)
    _remember_anonymity(chat, author, draft)
    head = _head(state, chat, author, draft)
    messages = [store(state, chat, head, content, draft.date) for content in _contents(state, chat, draft)]
    for message in messages:
        if not draft.silent:
            announce(state, message)
        if chat.type == "channel" and chat.linked_chat_id is not None:
            _forward_to_discussion(state, message, silent=draft.silent)
    return messages


def service(state: State, chat: Chat, author: User, content: Json) -> Message:
    """A message the platform writes in somebody's name: joined, left, pinned, …"""
    message = store(state, chat, {"from": author.as_json()}, content)
    announce(state, message)
    return message


def edit(state: State, message: Message, *, text: str | None, caption: str | None) -> None:
    """A new version; what a message has not got cannot be edited."""
    if text is None and caption is None:
        raise WorldError("an edit needs a text or a caption")
    if ("text" in message.data) != (text is not None):
        raise WorldError(f"message {message.id} has no such part")
    field_name, value = ("text", text) if text is not None else ("caption", caption)
    entities_name = "entities" if field_name == "text" else "caption_entities"
    message.change(
        **{
            field_name: value,
            entities_name: detect(value or "") or None,
            "edit_date": state.clock.now(),
        }
    )
    state.events.emit("edited", message.chat.id, bot_id=message.chat.bot_id, message=message)
    hand_out_edit(state, message)


def delete(state: State, message: Message) -> None:
    """Bots are never told about this."""
    message.deleted = True
    state.events.emit("deleted", message.chat.id, bot_id=message.chat.bot_id, message_id=message.id)


def reply_fields(chat: Chat, reply_to: int | None, topic: int | None) -> Json:
    """What a reply and a topic add; the first message of a topic is what its messages answer."""
    fields: Json = {}
    replied = chat.message(reply_to) if reply_to is not None else None
    if topic is None and replied is not None:
        topic = replied.data.get("message_thread_id") if chat.is_forum else None
    if topic is not None:
        fields |= {"message_thread_id": topic, "is_topic_message": True}
        replied = replied or chat.message(topic)
    if replied is not None:
        fields["reply_to_message"] = replied.quoted()
    return fields


def text_fields(text: str, entities: list[Json] | None) -> Json:
    found = detect(text) if entities is None else entities
    return {"text": text, "entities": found} if found else {"text": text}


def caption_fields(caption: str | None, entities: list[Json] | None) -> Json:
    if not caption:
        return {}
    found = detect(caption) if entities is None else entities
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}


def _check_may_write(chat: Chat, author: User, draft: Draft) -> None:
    if chat.migrated_to is not None:
        raise WorldError(f"chat {chat.id} has become {chat.migrated_to}")
    if chat.type == "private" or draft.as_chat is not None:
        return
    member = chat.member(author.id)
    if member is None or not member.present:
        raise WorldError(f"user {author.id} is not in chat {chat.id}")
    if not member.may_send:
        raise WorldError(f"user {author.id} may not write in chat {chat.id}")
    if (chat.type == "channel" or draft.anonymous) and not member.in_charge:
        raise WorldError(f"user {author.id} is no administrator of chat {chat.id}")


def _remember_anonymity(chat: Chat, author: User, draft: Draft) -> None:
    """On Telegram an administrator is anonymous or is not; here each message may choose, and the last one counts."""
    member = chat.member(author.id)
    if member is not None and member.in_charge and chat.is_group and draft.as_chat is None:
        member.is_anonymous = draft.anonymous


def _head(state: State, chat: Chat, author: User, draft: Draft) -> Json:
    if chat.type == "channel":
        return {"sender_chat": chat.as_json()}
    if draft.anonymous:
        return {"from": GROUP_ANONYMOUS_BOT.as_json(), "sender_chat": chat.as_json()}
    if draft.as_chat is not None:
        return {"from": CHANNEL_BOT.as_json(), "sender_chat": state.chat(draft.as_chat).as_json()}
    return {"from": author.as_json()}


def _contents(state: State, chat: Chat, draft: Draft) -> list[Json]:
    shared = reply_fields(chat, draft.reply_to, draft.topic) | _forward(state, draft) | draft.extra
    caption = caption_fields(draft.caption or draft.text, draft.entities)
    if draft.document is not None:
        document = state.files.add_document(draft.document, draft.file_name, draft.mime_type)
        return [{**shared, "document": document, **caption}]
    if draft.contact is not None:
        return [{**shared, "contact": draft.contact}]
    if draft.photos:
        return _photo_contents(state, draft.photos, shared, caption)
    if not draft.text:
        raise WorldError("a message needs a text, a photo, a document or a contact")
    return [shared | text_fields(draft.text, draft.entities)]


def _photo_contents(state: State, photos: Sequence[bytes], shared: Json, caption: Json) -> list[Json]:
    if len(photos) > MAX_ALBUM:
        raise WorldError(f"an album has at most {MAX_ALBUM} pictures")
    try:
        sizes = [state.files.add_photo(photo) for photo in photos]
    except BadImageError as error:
        raise WorldError(f"not a picture: {error}") from error
    album = {"media_group_id": str(next(state.album_ids))} if len(photos) > 1 else {}
    first = shared | album | {"photo": sizes[0]} | caption
    return [first, *(shared | album | {"photo": size} for size in sizes[1:])]


def _forward(state: State, draft: Draft) -> Json:
    source = draft.forward_from
    if source is None:
        return {}
    date = state.clock.now() if draft.date is None else draft.date
    if isinstance(source, str):
        return {"forward_origin": {"type": "hidden_user", "sender_user_name": source, "date": date}}
    if source in state.users:
        sender = state.users[source].as_json()
        return {"forward_origin": {"type": "user", "sender_user": sender, "date": date}}
    chat = state.chat(source)
    if chat.type == "channel":
        origin = {"type": "channel", "chat": chat.as_json(), "message_id": max(chat.last_message_id, 1)}
    else:
        origin = {"type": "chat", "sender_chat": chat.as_json()}
    return {"forward_origin": {**origin, "date": date}}


def _forward_to_discussion(state: State, post_: Message, *, silent: bool) -> None:
    """A channel's post appears in its discussion group by the hand of Telegram itself."""
    channel, group = post_.chat, state.chats[post_.chat.linked_chat_id or 0]
    origin = {
        "type": "channel",
        "chat": channel.as_json(),
        "message_id": post_.id,
        "date": post_.data["date"],
    }
    head = {"from": TELEGRAM.as_json(), "sender_chat": channel.as_json()}
    shared = {"message_id", "from", "sender_chat", "chat", "date", "reply_to_message"}
    content = {key: value for key, value in post_.data.items() if key not in shared}
    extra = {"forward_origin": origin, "is_automatic_forward": True}
    copy = store(state, group, head, content | extra, post_.data["date"])
    if not silent:
        announce(state, copy)
