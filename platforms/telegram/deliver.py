"""What the bot says, in Telegram's calls."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from telegram import InputFile, LinkPreviewOptions, ReactionTypeEmoji, ReplyParameters
from telegram.constants import CallbackQueryLimit, FileSizeLimit, MessageLimit, ReactionEmoji

from platforms.errors import NeverError
from platforms.telegram.accessors import identifier, mapping, text
from platforms.telegram.keyboards import addressed, keyboard, keys_of
from platforms.telegram.refusals import NotModifiedError, OtherKindError
from rules.outgoing import AnswerButton, Outgoing, React, Reaction, Rewrite, Say, SendFile, Show

log = logging.getLogger(__name__)

LoadFile = Callable[[str], Awaitable[bytes]]
"""A file by the name that the file store knows it by; LookupError when it is not there."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_EMOJI = {
    Reaction.ACCEPTED: ReactionEmoji.OK_HAND_SIGN,
    Reaction.PENDING: ReactionEmoji.EYES,
    Reaction.DUPLICATE: ReactionEmoji.THINKING_FACE,
    Reaction.NOT_A_POST: ReactionEmoji.SHRUG,
}


class Ask(Protocol):
    async def __call__(self, method: str, data: dict[str, Any]) -> Any: ...


async def no_files(name: str) -> bytes:
    """For a bot that has no file store."""
    raise LookupError(name)


async def deliver(ask: Ask, outgoing: Outgoing, load: LoadFile = no_files, username: str = "") -> str | None:
    """Say it; the id of the new message where there is one. `username` is the bot's, for links that lead to it."""
    if isinstance(outgoing, Say | Show | SendFile | Rewrite) and outgoing.buttons:
        outgoing = replace(outgoing, buttons=addressed(outgoing.buttons, username))
    match outgoing:
        case Say():
            return await _say(ask, outgoing)
        case Show():
            return await _show(ask, outgoing, load)
        case SendFile():
            return await _send_file(ask, outgoing, load)
        case React():
            await _react(ask, outgoing)
        case Rewrite():
            await _rewrite(ask, outgoing)
        case AnswerButton():
            await _answer(ask, outgoing)
    return None


def fit(words: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> str:
    """The text, cut at the end of a line when it is longer than Telegram takes (it counts UTF-16 units)."""
    words = text(words)
    units = words.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return words
    kept = units[: 2 * (limit - 2)].decode("utf-16-le", "ignore")
    border = kept.rfind("\n", len(kept) // 2)
    return f"{kept.rstrip()}…" if border < 0 else f"{kept[:border].rstrip()}\n…"


async def _say(ask: Ask, say: Say) -> str | None:
    sent = await ask(
        "sendMessage",
        {
            "chat_id": say.chat_id,
            "text": fit(say.text),
            "message_thread_id": _id(say.topic) if say.topic else None,
            "reply_parameters": _reply(say.reply_to) if say.reply_to else None,
            "reply_markup": keys_of(say),
            "disable_notification": say.silent or None,
            "link_preview_options": _NO_PREVIEW,
        },
    )
    return identifier(mapping(sent).get("message_id")) or None


async def _show(ask: Ask, show: Show, load: LoadFile) -> str | None:
    """The words alone where there is no picture, or none that Telegram would take."""
    picture = await _picture(show.images, load)
    if picture is None:
        return await _say(ask, Say(show.chat_id, show.text, reply_to=show.reply_to, buttons=show.buttons))
    data = {
        "chat_id": show.chat_id,
        "photo": InputFile(picture, filename="minh-chung.jpg"),
        "caption": fit(show.text, MessageLimit.CAPTION_LENGTH),
        "reply_parameters": _reply(show.reply_to) if show.reply_to else None,
        "reply_markup": keyboard(show.buttons),
    }
    sent = await ask("sendPhoto", data)
    return identifier(mapping(sent).get("message_id")) or None


async def _picture(names: Sequence[str], load: LoadFile) -> bytes | None:
    files = []
    for name in names:
        try:
            files.append(await load(name))
        except LookupError:
            log.warning("a picture is not in the file store any more")
    picture = await asyncio.to_thread(_as_one, files) if files else None
    if files and picture is None:
        log.warning("a picture in the file store cannot be shown")
    return picture


def _as_one(files: Sequence[bytes]) -> bytes | None:
    """Pillow takes a while to load, and a bot that shows no picture needs none of it."""
    from platforms.telegram.pictures import NoPictureError, side_by_side

    try:
        return side_by_side(files)
    except NoPictureError:
        return None


async def _send_file(ask: Ask, file: SendFile, load: LoadFile) -> str | None:
    """The words alone where the file is gone."""
    try:
        content = await load(file.content)
    except LookupError:
        log.warning("a file to be sent is not in the file store any more")
        if not file.text:
            raise NeverError("the file is gone, and no words went with it") from None
        return await _say(ask, Say(file.chat_id, file.text, buttons=file.buttons))
    if len(content) > FileSizeLimit.FILESIZE_UPLOAD:
        raise NeverError("the file is larger than a bot may send")
    data = {
        "chat_id": file.chat_id,
        "document": InputFile(content, filename=text(file.name)),
        "caption": fit(file.text, MessageLimit.CAPTION_LENGTH) or None,
        "reply_markup": keyboard(file.buttons),
    }
    sent = await ask("sendDocument", data)
    return identifier(mapping(sent).get("message_id")) or None


async def _react(ask: Ask, react: React) -> None:
    emoji = _EMOJI.get(react.reaction)
    reaction = [ReactionTypeEmoji(emoji)] if emoji else []
    message_id = _id(react.message_id)
    await ask(
        "setMessageReaction", {"chat_id": react.chat_id, "message_id": message_id, "reaction": reaction}
    )


async def _rewrite(ask: Ask, rewrite: Rewrite) -> None:
    """What is under a picture is its caption. Of an old message nobody tells which it is, so both ways are tried."""
    ways = (_edit_caption, _edit_text) if rewrite.of_picture else (_edit_text, _edit_caption)
    try:
        await ways[0](ask, rewrite)
    except NotModifiedError:
        return
    except OtherKindError:
        await ways[1](ask, rewrite)


async def _edit_text(ask: Ask, rewrite: Rewrite) -> None:
    told = {"text": fit(rewrite.text), "link_preview_options": _NO_PREVIEW}
    await ask("editMessageText", _where(rewrite) | told)


async def _edit_caption(ask: Ask, rewrite: Rewrite) -> None:
    caption = fit(rewrite.text, MessageLimit.CAPTION_LENGTH)
    await ask("editMessageCaption", _where(rewrite) | {"caption": caption})


def _where(rewrite: Rewrite) -> dict[str, Any]:
    return {
        "chat_id": rewrite.chat_id,
        "message_id": _id(rewrite.message_id),
        "reply_markup": keyboard(rewrite.buttons),
    }


async def _answer(ask: Ask, answer: AnswerButton) -> None:
    words = fit(answer.text, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
    data = {"callback_query_id": answer.button_id, "text": words or None, "show_alert": answer.alert or None}
    await ask("answerCallbackQuery", data)


def _id(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise NeverError("an id that is not a number") from None


def _reply(message_id: str) -> ReplyParameters:
    return ReplyParameters(_id(message_id), allow_sending_without_reply=True)
