"""Methods that change, remove or mark messages that are already there."""

from typing import Any

from simulator import pinning, reactions
from simulator.api.content import caption_of, text_of
from simulator.api.keys import inline_keyboard_of
from simulator.api.reach import chat_of, message_of
from simulator.bot import Bot
from simulator.emoji import canonical
from simulator.errors import bad_request
from simulator.model import Chat, Message
from simulator.params import Params
from simulator.state import State
from simulator.wire import Json

DELETABLE_SECONDS = 48 * 60 * 60
CALLBACK_TEXT = 200
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(state: State, bot: Bot, params: Params) -> Json:
    message = _own(state, bot, params)
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    fields = {"entities": None, **text_of(params)}
    preview = params.table("link_preview_options", "link preview options")
    return _apply(state, message, fields | {"link_preview_options": preview}, params)


def edit_message_caption(state: State, bot: Bot, params: Params) -> Json:
    message = _own(state, bot, params)
    if "photo" not in message.data and "document" not in message.data:
        raise bad_request("there is no caption in the message to edit")
    return _apply(state, message, {"caption": None, "caption_entities": None, **caption_of(params)}, params)


def edit_message_reply_markup(state: State, bot: Bot, params: Params) -> Json:
    return _apply(state, _own(state, bot, params), {}, params)


def delete_message(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    message = message_of(chat, params, "to delete")
    if not _may_delete(state, bot, chat, message):
        raise bad_request("message can't be deleted for everyone")
    pinning.delete(state, message)
    return True


def set_message_reaction(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    message = message_of(chat, params, "to react")
    wanted = params.objects("reaction", "reaction type") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    reactions.react(state, message, bot.user, _reaction(chat, wanted[0]) if wanted else None)
    return True


def answer_callback_query(state: State, bot: Bot, params: Params) -> bool:
    query_id = params.text("callback_query_id") or ""
    user_id = state.callback_queries.pop((bot.id, query_id), None)
    if user_id is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text") or ""
    if len(text) > CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    state.events.emit(
        "callback_answer",
        user_id=user_id,
        callback_query_id=query_id,
        text=text,
        show_alert=params.flag("show_alert"),
    )
    return True


def pin_chat_message(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    _check_may_pin(chat, bot)
    pinning.pin(state, message_of(chat, params, "to pin"), bot.user)
    return True


def unpin_chat_message(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    _check_may_pin(chat, bot)
    if params.number("message_id") is not None:
        pinning.unpin(state, message_of(chat, params, "to unpin"))
    elif chat.pinned_message_id is not None:
        pinning.unpin(state, state.message(chat, chat.pinned_message_id))
    return True


def unpin_all_chat_messages(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    _check_may_pin(chat, bot)
    pinning.unpin_all(state, chat)
    return True


def _own(state: State, bot: Bot, params: Params) -> Message:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(state, bot, params)
    message = message_of(chat, params, "to edit")
    if message.sender_id != bot.id:
        raise bad_request("message can't be edited")
    return message


def _apply(state: State, message: Message, fields: dict[str, Any], params: Params) -> Json:
    """An edit without a keyboard takes the old keyboard away, as on Telegram."""
    fields = fields | {"reply_markup": inline_keyboard_of(params)}
    if all(message.data.get(name) == value for name, value in fields.items()):
        raise bad_request(NOT_MODIFIED)
    message.change(**fields, edit_date=state.clock.now())
    state.events.emit("edited", message.chat.id, bot_id=message.chat.bot_id, message=message)
    return message.data


def _may_delete(state: State, bot: Bot, chat: Chat, message: Message) -> bool:
    member = chat.member(bot.id)
    if member is not None and member.in_charge and member.can_delete_messages:
        return True
    fresh = state.clock.now() - int(message.data["date"]) <= DELETABLE_SECONDS
    return fresh and (chat.type == "private" or message.sender_id == bot.id)


def _reaction(chat: Chat, wanted: Json) -> str:
    emoji = canonical(str(wanted.get("emoji", ""))) if wanted.get("type") == "emoji" else None
    allowed = chat.available_reactions
    if emoji is None or (allowed is not None and emoji not in {canonical(item) for item in allowed}):
        raise bad_request("REACTION_INVALID")
    return emoji


def _check_may_pin(chat: Chat, bot: Bot) -> None:
    member = chat.member(bot.id)
    if chat.type != "private" and not (member and member.in_charge and member.can_pin_messages):
        raise bad_request("not enough rights to manage pinned messages in the chat")
