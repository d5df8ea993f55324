"""What the bot says, in Telegram's calls."""

from collections.abc import Sequence
from typing import Any, Protocol

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.constants import CallbackQueryLimit, MessageLimit, ReactionEmoji

from platforms.errors import NeverError
from platforms.telegram.accessors import identifier, mapping, text
from platforms.telegram.refusals import NotModifiedError
from rules.outgoing import AnswerButton, Button, Outgoing, React, Reaction, Rewrite, Say

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_EMOJI = {
    Reaction.ACCEPTED: ReactionEmoji.OK_HAND_SIGN,
    Reaction.PENDING: ReactionEmoji.EYES,
    Reaction.DUPLICATE: ReactionEmoji.THINKING_FACE,
    Reaction.NOT_A_POST: ReactionEmoji.SHRUG,
}


class Ask(Protocol):
    async def __call__(self, method: str, data: dict[str, Any]) -> Any: ...


async def deliver(ask: Ask, outgoing: Outgoing) -> str | None:
    """Say it; the id of the new message where there is one."""
    match outgoing:
        case Say():
            return await _say(ask, outgoing)
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
            "reply_markup": _keyboard(say.buttons),
            "disable_notification": say.silent or None,
            "link_preview_options": _NO_PREVIEW,
        },
    )
    return identifier(mapping(sent).get("message_id")) or None


async def _react(ask: Ask, react: React) -> None:
    emoji = _EMOJI.get(react.reaction)
    reaction = [ReactionTypeEmoji(emoji)] if emoji else []
    message_id = _id(react.message_id)
    await ask(
        "setMessageReaction", {"chat_id": react.chat_id, "message_id": message_id, "reaction": reaction}
    )


async def _rewrite(ask: Ask, rewrite: Rewrite) -> None:
    data = {
        "chat_id": rewrite.chat_id,
        "message_id": _id(rewrite.message_id),
        "text": fit(rewrite.text),
        "reply_markup": _keyboard(rewrite.buttons),
        "link_preview_options": _NO_PREVIEW,
    }
    try:
        await ask("editMessageText", data)
    except NotModifiedError:
        return


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


def _keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    keys = [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in rows]
    return InlineKeyboardMarkup(keys)
