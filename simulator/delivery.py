"""Who hears what: which bots get an update about something that happened."""

from collections.abc import Iterator

from simulator.bot import Bot
from simulator.model import Chat, Message
from simulator.state import State
from simulator.wire import Json, encode

SERVICE_FIELDS = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "group_chat_created",
    "supergroup_chat_created",
)


def is_service(data: Json) -> bool:
    return any(name in data for name in SERVICE_FIELDS)


def message_kind(chat: Chat, *, edited: bool = False) -> str:
    kind = "channel_post" if chat.type == "channel" else "message"
    return f"edited_{kind}" if edited else kind


def announce(state: State, message: Message) -> None:
    """A new message: shown on the page and queued for the bots that may hear it."""
    state.events.emit("message", message.chat.id, bot_id=message.chat.bot_id, message=message)
    hand_out(state, message_kind(message.chat), message)


def hand_out(state: State, kind: str, message: Message, raw: bytes | None = None) -> None:
    """Queue a message update; it is serialised at most once, however many bots hear it."""
    for bot in hearers(state, message):
        if bot.queue.wants(kind):
            raw = message.raw if raw is None else raw
            bot.queue.push(kind, raw)


def hand_out_edit(state: State, message: Message) -> None:
    """The update of an edit, or of a mere reaction, which carries an edit date all the same."""
    kind = message_kind(message.chat, edited=True)
    raw: bytes | None = None
    for bot in hearers(state, message):
        if bot.queue.wants(kind):
            raw = raw or encode({"edit_date": state.clock.now(), **message.data})
            bot.queue.push(kind, raw)


def send_to(bot: Bot, kind: str, payload: Json) -> None:
    if bot.queue.wants(kind):
        bot.queue.push(kind, encode(payload))


def bots_in(state: State, chat: Chat) -> Iterator[Bot]:
    return (state.bots[bot_id] for bot_id in chat.bots)


def hearers(state: State, message: Message) -> Iterator[Bot]:
    """Bots never hear bots, themselves included; only service messages are for everybody."""
    chat = message.chat
    by_bot = message.sender_id in state.bots
    if by_bot and not is_service(message.data):
        return
    for bot in bots_in(state, chat):
        if chat.type == "private" or hears(bot, message):
            yield bot


def hears(bot: Bot, message: Message) -> bool:
    """Privacy mode: commands, replies to the bot and service messages; admins hear everything."""
    chat = message.chat
    if chat.in_charge(bot.id):
        return True
    if chat.type == "channel":
        return False
    if bot.can_read_all_group_messages:
        return True
    data = message.data
    return is_service(data) or _is_command_for(bot, data) or _is_reply_to(bot, data)


def _is_command_for(bot: Bot, data: Json) -> bool:
    text = data.get("text") or data.get("caption") or ""
    if not text.startswith("/") or text.startswith("/ "):
        return False
    _, _, addressee = text.split(maxsplit=1)[0].partition("@")
    return not addressee or addressee.lower() == bot.username.lower()


def _is_reply_to(bot: Bot, data: Json) -> bool:
    replied = data.get("reply_to_message")
    return replied is not None and replied.get("from", {}).get("id") == bot.id
