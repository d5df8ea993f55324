"""Texts, captions, keyboards and replies as a bot may send them."""

from typing import Any

from simulator.entities import detect
from simulator.errors import bad_request
from simulator.markup import parse_html
from simulator.model import Chat, Message
from simulator.params import Params
from simulator.wire import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024
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


def text_of(params: Params) -> Json:
    """The text of a message with its entities."""
    text, entities = _formatted(params.text("text") or "", params.text("parse_mode"), params, "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(params: Params) -> Json:
    """The caption of a picture or document, if there is one."""
    source = params.text("caption")
    if not source:
        return {}
    text, entities = _formatted(source, params.text("parse_mode"), params, "caption_entities")
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def _formatted(source: str, mode: str | None, params: Params, entities_name: str) -> tuple[str, list[Json]]:
    if mode:
        if mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        return parse_html(source)
    given = params.objects(entities_name, "message entities")
    if given is not None:
        return source.rstrip(), given
    text = source.strip()
    return text, detect(text)


def keyboard_of(params: Params) -> Json | None:
    """An inline keyboard; other kinds of reply markup are accepted and never echoed."""
    markup = params.table("reply_markup", "reply keyboard markup")
    if not markup or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse inline keyboard: field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        for button in row:
            _check_button(button)
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


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


def reply_of(params: Params, chat: Chat) -> Message | None:
    """The message replied to; a missing one is an error unless the bot said it need not be there."""
    wanted = params.table("reply_parameters", "reply parameters")
    if wanted is None:
        message_id = params.number("reply_to_message_id")
        lenient = params.flag("allow_sending_without_reply")
    else:
        inner = Params(wanted)
        message_id = inner.number("message_id")
        lenient = inner.flag("allow_sending_without_reply")
    if not message_id:
        return None
    message = chat.message(message_id)
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message


def topic_of(params: Params, chat: Chat) -> int | None:
    topic = params.number("message_thread_id")
    if topic is None or not chat.is_forum:
        if topic is not None and chat.type != "private" and chat.message(topic) is None:
            raise bad_request("message thread not found")
        return None
    if topic not in chat.topics:
        raise bad_request("message thread not found")
    return topic
