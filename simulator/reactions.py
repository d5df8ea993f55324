"""Reactions to messages and presses of their buttons."""

from simulator.delivery import bots_in, hand_out_edit, send_to
from simulator.errors import WorldError
from simulator.model import Chat, Message, User
from simulator.state import State
from simulator.wire import Json


def react(state: State, message: Message, actor: User, emoji: str | None) -> None:
    """Set or take away somebody's one reaction."""
    before = (message.reactions or {}).get(actor.id)
    if before == emoji:
        return
    message.reactions = {**(message.reactions or {})}
    message.reactions.pop(actor.id, None)
    if emoji is not None:
        message.reactions[actor.id] = emoji
    chat = message.chat
    summary = message.reaction_summary()
    state.events.emit("reaction", chat.id, bot_id=chat.bot_id, message_id=message.id, reactions=summary)
    if not actor.is_bot:
        _tell_admins(state, message, actor, before, emoji)
    if state.reaction_edits:
        hand_out_edit(state, message)


def _tell_admins(state: State, message: Message, actor: User, old: str | None, new: str | None) -> None:
    chat = message.chat
    change = {
        "chat": chat.as_json(),
        "message_id": message.id,
        "user": actor.as_json(),
        "date": state.clock.now(),
        "old_reaction": _types(old),
        "new_reaction": _types(new),
    }
    for bot in bots_in(state, chat):
        if chat.type == "private" or chat.in_charge(bot.id):
            send_to(bot, "message_reaction", change)


def _types(emoji: str | None) -> list[Json]:
    return [] if emoji is None else [{"type": "emoji", "emoji": emoji}]


def press(state: State, message: Message, user: User, data: str) -> str:
    """Somebody presses a button under a bot's message; the id of the callback query."""
    bot = state.bots.get(message.sender_id or 0)
    if bot is None:
        raise WorldError(f"message {message.id} was not written by a bot")
    query_id = str(next(state.query_ids))
    state.callback_queries[bot.id, query_id] = user.id
    send_to(
        bot,
        "callback_query",
        {
            "id": query_id,
            "from": user.as_json(),
            "message": message.data,
            "chat_instance": _chat_instance(message.chat),
            "data": data,
        },
    )
    return query_id


def _chat_instance(chat: Chat) -> str:
    return str(chat.id * 2654435761 % 2**63)
