"""Texts, captions and replies as a bot may send them."""

from simulator.entities import detect
from simulator.errors import bad_request
from simulator.markup import parse_html
from simulator.model import Chat, Message
from simulator.params import Params
from simulator.wire import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024


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
