"""Methods about the bot itself: who it is, its commands, its files."""

import re

from simulator.bot import Bot
from simulator.commands import scope_key
from simulator.errors import bad_request
from simulator.files import DOWNLOAD_LIMIT
from simulator.params import Params
from simulator.state import State
from simulator.wire import Json

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(_state: State, bot: Bot, _params: Params) -> Json:
    return bot.get_me()


def log_out(_state: State, _bot: Bot, _params: Params) -> bool:
    return True


def set_my_commands(state: State, bot: Bot, params: Params) -> bool:
    commands = params.objects("commands", "commands")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_key(params)] = [_checked(command) for command in commands]
    state.events.emit("commands", bot_id=bot.id)
    return True


def get_my_commands(_state: State, bot: Bot, params: Params) -> list[Json]:
    return bot.commands.get(_key(params), [])


def delete_my_commands(state: State, bot: Bot, params: Params) -> bool:
    bot.commands.pop(_key(params), None)
    state.events.emit("commands", bot_id=bot.id)
    return True


def get_file(state: State, _bot: Bot, params: Params) -> Json:
    stored = state.files.get(params.text("file_id") or "")
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.as_json() | {"file_path": stored.path}


def _key(params: Params) -> tuple[str, str]:
    language = params.text("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANGUAGE_CODE_INVALID")
    return scope_key(params.table("scope", "BotCommandScope")), language


def _checked(command: Json) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
