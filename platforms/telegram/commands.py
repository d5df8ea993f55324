"""The lists of commands that Telegram offers while a person types."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.constants import BotCommandLimit

from platforms.messages import Menu, Scope

_NAME = re.compile(rf"[a-z0-9_]{{1,{BotCommandLimit.MAX_COMMAND}}}")
_SCOPES: dict[str, Callable[[], BotCommandScope]] = {
    "private": BotCommandScopeAllPrivateChats,
    "groups": BotCommandScopeAllGroupChats,
    "group_admins": BotCommandScopeAllChatAdministrators,
    "default": BotCommandScopeDefault,
}


class Line(Protocol):
    async def ask(self, method: str, data: dict[str, Any]) -> Any: ...


async def register(messenger: Line, menus: Sequence[Menu]) -> None:
    """Put up every menu; ValueError when Telegram would refuse one of them, before any is put up."""
    for data in [_data(Menu(*menu)) for menu in menus]:
        await messenger.ask("setMyCommands", data)


def _data(menu: Menu) -> dict[str, Any]:
    if len(menu.commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise ValueError("too many commands in a menu")
    return {
        "commands": [_command(name, description) for name, description in menu.commands],
        "scope": _scope(menu.scope),
        "language_code": menu.language or None,
    }


def _scope(scope: Scope) -> BotCommandScope:
    return _SCOPES[scope]() if isinstance(scope, str) else BotCommandScopeChat(scope[1])


def _command(name: str, description: str) -> BotCommand:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a command: {name!r}")
    if not BotCommandLimit.MIN_DESCRIPTION <= len(description) <= BotCommandLimit.MAX_DESCRIPTION:
        raise ValueError(f"too short or too long a description of /{name}")
    return BotCommand(name, description)
