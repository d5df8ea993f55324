"""The keys a bot may put under its messages, and under the field where a person writes."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import ApiError, bad_request
from simulator.model import Chat
from simulator.params import Params
from simulator.wire import Json

MAX_CALLBACK_DATA = 64
_BUTTON_KINDS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "copy_text",
        "pay",
        "callback_game",
    }
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_TELEGRAMS_OWN = frozenset({"tg", "ton"})


def inline_keyboard_of(params: Params) -> Json | None:
    """What an edit may carry: keys under the message and no others."""
    markup = _markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return _inline(markup)


def keyboard_of(params: Params, chat: Chat) -> Json | None:
    """The keys under a new message; those under the text field are never echoed, so they are not among them."""
    if chat.type == "channel":
        return inline_keyboard_of(params)
    return _inline(_markup(params))


def reply_keyboard_of(params: Params, chat: Chat) -> Json | None:
    """The keys to be shown under the text field: {} takes them away, None leaves what is there."""
    markup = _markup(params)
    if markup is None or "inline_keyboard" in markup:
        return None
    if Params(markup).flag("remove_keyboard"):
        return {}
    if "keyboard" not in markup:
        return None
    rows = [[_key(key, chat) for key in row] for row in _rows(markup, "keyboard")]
    rows = [[key for key in row if key["text"]] for row in rows]
    wanted = {
        "keyboard": [row for row in rows if row],
        "one_time_keyboard": Params(markup).flag("one_time_keyboard"),
    }
    return wanted if wanted["keyboard"] else None


def _markup(params: Params) -> Json | None:
    return params.table("reply_markup", "reply keyboard markup") or None


def _inline(markup: Json | None) -> Json | None:
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = _rows(markup, "inline_keyboard")
    for row in rows:
        for button in row:
            _check_button(button)
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        what = "inline keyboard" if name == "inline_keyboard" else "reply keyboard"
        raise bad_request(f'can\'t parse {what}: field "{name}" must be an Array of Arrays')
    return rows


def _key(key: Any, chat: Chat) -> Json:
    """A key is its words, or an object; what it asks for may be asked in private only."""
    given = {"text": key} if isinstance(key, str) else key
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    asks = Params(given).flag("request_contact")
    if asks and chat.type != "private":
        raise bad_request("phone number can be requested in private chats only")
    return {"text": given["text"], "request_contact": asks}


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button.keys() & _BUTTON_KINDS:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.get("url") is not None:
        _check_address(str(button["url"]))


def _check_address(url: str) -> None:
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else "http"
    if scheme in _TELEGRAMS_OWN:
        return
    if scheme not in {"http", "https"}:
        raise _bad_address(url, "Unsupported URL protocol")
    try:
        host = urlsplit(url if found else f"http://{url}").hostname or ""
    except ValueError:
        host = ""
    if "." not in host.strip(".") or re.search(r"\s", url):
        raise _bad_address(url, "Wrong HTTP URL")


def _bad_address(url: str, reason: str) -> ApiError:
    return bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
