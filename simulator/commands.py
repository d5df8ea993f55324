"""Command menus: per scope and language, and which of them somebody sees."""

from simulator.bot import Bot
from simulator.errors import bad_request
from simulator.model import Chat
from simulator.wire import Json

SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators")


def scope_key(scope: Json | None) -> str:
    """A scope as a dictionary key."""
    kind = (scope or {"type": "default"}).get("type")
    if kind in SCOPES:
        return str(kind)
    if scope is not None and kind in CHAT_SCOPES and "chat_id" in scope:
        return f"{kind}:{scope['chat_id']}"
    if scope is not None and kind == "chat_member" and {"chat_id", "user_id"} <= scope.keys():
        return f"chat_member:{scope['chat_id']}:{scope['user_id']}"
    raise bad_request("can't parse BotCommandScope: Unsupported type specified")


def visible_commands(bot: Bot, chat: Chat, user_id: int, language: str) -> list[Json]:
    """The narrowest scope that has commands wins, in the person's language before the general ones."""
    for key in _scopes(chat, user_id):
        for spoken in (language, "") if language else ("",):
            found = bot.commands.get((key, spoken))
            if found:
                return found
    return []


def _scopes(chat: Chat, user_id: int) -> list[str]:
    if chat.type == "private":
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    admin = chat.in_charge(user_id)
    return [
        f"chat_member:{chat.id}:{user_id}",
        *([f"chat_administrators:{chat.id}"] if admin else []),
        f"chat:{chat.id}",
        *(["all_chat_administrators"] if admin else []),
        "all_group_chats",
        "default",
    ]
