"""Methods that put new messages into a chat."""

from typing import Any

from simulator import membership
from simulator.api.content import caption_of, reply_of, text_of, topic_of
from simulator.api.keys import keyboard_of, reply_keyboard_of
from simulator.api.reach import chat_of, check_may_send
from simulator.bot import Bot
from simulator.errors import ApiError, bad_request
from simulator.files import BadImageError
from simulator.model import Chat, Message
from simulator.params import Params, Upload
from simulator.posting import reply_fields, store
from simulator.state import State
from simulator.wire import Json

MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
ALBUM = range(2, 11)


def send_message(state: State, bot: Bot, params: Params) -> Json:
    chat = chat_of(state, bot, params)
    content = text_of(params)
    check_may_send(chat, bot, "text messages")
    preview = params.table("link_preview_options", "link preview options")
    if preview:
        content["link_preview_options"] = preview
    return _send(state, bot, params, chat, [content])[0].data


def send_photo(state: State, bot: Bot, params: Params) -> Json:
    chat = chat_of(state, bot, params)
    check_may_send(chat, bot, "photos")
    content = photo_content(state, params.upload("photo")) | caption_of(params)
    return _send(state, bot, params, chat, [content])[0].data


def send_document(state: State, bot: Bot, params: Params) -> Json:
    chat = chat_of(state, bot, params)
    check_may_send(chat, bot, "documents")
    content = document_content(state, params.upload("document")) | caption_of(params)
    return _send(state, bot, params, chat, [content])[0].data


def send_media_group(state: State, bot: Bot, params: Params) -> list[Json]:
    chat = chat_of(state, bot, params)
    check_may_send(chat, bot, "photos")
    items = params.objects("media", "media")
    if items is None or len(items) not in ALBUM:
        raise bad_request("media group must include from 2 to 10 items")
    album = {"media_group_id": str(next(state.album_ids))}
    contents = [album | _album_part(state, params, item) for item in items]
    return [message.data for message in _send(state, bot, params, chat, contents)]


def _album_part(state: State, params: Params, item: Json) -> Json:
    media = params.attached(item.get("media"))
    caption = caption_of(Params(item))
    if item.get("type") == "photo":
        return photo_content(state, media) | caption
    if item.get("type") == "document":
        return document_content(state, media) | caption
    raise bad_request("can't parse InputMedia: media type is not supported")


def photo_content(state: State, photo: Upload | str | None) -> Json:
    """A picture from the request, or one sent before by its file_id."""
    if isinstance(photo, Upload):
        _check_size(photo, MAX_PHOTO)
        try:
            return {"photo": state.files.add_photo(photo.data)}
        except BadImageError as error:
            raise bad_request(str(error)) from error
    known = state.files.photo_of(photo) if photo else None
    if known is None:
        raise _no_file("photo", photo)
    return {"photo": known}


def document_content(state: State, document: Upload | str | None) -> Json:
    if isinstance(document, Upload):
        _check_size(document, MAX_UPLOAD)
        return {"document": state.files.add_document(document.data, document.name, document.mime_type)}
    known = state.files.document_of(document) if document else None
    if known is None:
        raise _no_file("document", document)
    return {"document": known}


def _check_size(upload: Upload, limit: int) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > limit:
        raise ApiError(413, "Request Entity Too Large")


def _no_file(what: str, given: str | None) -> ApiError:
    if not given:
        return bad_request(f"there is no {what} in the request")
    if given.startswith(("http://", "https://")):
        return bad_request("failed to get HTTP URL content")
    return bad_request("wrong file identifier/HTTP URL specified")


def _send(state: State, bot: Bot, params: Params, chat: Chat, contents: list[Json]) -> list[Message]:
    """All checks first, then the limits, then the messages; an album counts as one message."""
    reply = reply_of(params, chat)
    shared = reply_fields(chat, reply.id if reply else None, topic_of(params, chat))
    keyboard, keys = keyboard_of(params, chat), reply_keyboard_of(params, chat)
    if keyboard is not None:
        shared["reply_markup"] = keyboard
    if params.flag("protect_content"):
        shared["has_protected_content"] = True
    bot.limiter.spend(chat)
    head = _head(bot, chat)
    messages = [_place(state, bot, chat, head, shared | content) for content in contents]
    if keys is not None:
        _show_keys(state, chat, keys, messages[-1])
    return messages


def _show_keys(state: State, chat: Chat, keys: Json, message: Message) -> None:
    """Under the text field, until others come or they are taken away."""
    chat.reply_keyboard = {**keys, "message_id": message.id} if keys else None
    state.events.emit("chat", chat.id, bot_id=chat.bot_id, chat=membership.describe(chat))


def _head(bot: Bot, chat: Chat) -> dict[str, Any]:
    return {"sender_chat": chat.as_json()} if chat.type == "channel" else {"from": bot.user.as_json()}


def _place(state: State, bot: Bot, chat: Chat, head: Json, content: Json) -> Message:
    message = store(state, chat, head, content)
    message.sender_id = bot.id
    state.events.emit("message", chat.id, bot_id=chat.bot_id, message=message)
    return message
