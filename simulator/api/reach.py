"""Which chats a bot reaches, and with what words Telegram refuses the others."""

from simulator.bot import Bot
from simulator.errors import ApiError, bad_request, forbidden
from simulator.model import Chat, Message, User
from simulator.params import Params
from simulator.state import State


def chat_of(state: State, bot: Bot, params: Params) -> Chat:
    """The chat a call is about, if the bot is in it."""
    chat = _find(state, bot, params.values.get("chat_id"))
    if chat.type == "private":
        return chat
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    member = chat.member(bot.id)
    if member is None:
        raise bad_request("chat not found")
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if not member.present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def message_of(chat: Chat, params: Params, purpose: str) -> Message:
    """The message a call names; `purpose` completes Telegram's "message … not found"."""
    message_id = params.number("message_id")
    message = None if message_id is None else chat.message(message_id)
    if message is None:
        raise bad_request(f"message {purpose} not found")
    return message


def check_may_send(chat: Chat, bot: Bot, what: str) -> None:
    """Muted bots, muted groups, and channels where the bot is no administrator."""
    if chat.type == "private" or chat.in_charge(bot.id):
        return
    if chat.type == "channel":
        raise bad_request("need administrator rights in the channel chat")
    member = chat.member(bot.id)
    if not chat.members_may_write or member is None or not member.may_send:
        raise bad_request(f"not enough rights to send {what} to the chat")


def _find(state: State, bot: Bot, value: object) -> Chat:
    if value is None or value == "":
        raise bad_request("chat_id is empty")
    if isinstance(value, str) and value.startswith("@"):
        return _by_username(state, value[1:].lower())
    try:
        chat_id = int(str(value))
    except ValueError:
        raise bad_request("chat not found") from None
    if chat_id in state.chats:
        return state.chats[chat_id]
    if chat_id in state.users:
        return _private(state, bot, state.users[chat_id])
    raise bad_request("chat not found")


def _by_username(state: State, username: str) -> Chat:
    for chat in state.chats.values():
        if chat.username is not None and chat.username.lower() == username:
            return chat
    raise bad_request("chat not found")


def _private(state: State, bot: Bot, user: User) -> Chat:
    refusal = _private_refusal(bot, user)
    if refusal is not None:
        raise refusal
    return state.private_chat(bot, user)


def _private_refusal(bot: Bot, user: User) -> ApiError | None:
    if user.is_bot:
        return forbidden("bot can't send messages to bots")
    if bot.id in user.blocked:
        return forbidden("bot was blocked by the user")
    if bot.id not in user.started:
        return forbidden("bot can't initiate conversation with a user")
    return None
