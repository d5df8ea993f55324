"""The one place that knows what Telegram means when it says no."""

import json
import re
from http import HTTPStatus
from typing import Any

from platforms.errors import (
    BadTokenError,
    ChatGoneError,
    ConflictError,
    MovedError,
    NeverError,
    NoRightError,
    NotPossibleHereError,
    PlatformError,
    SlowDownError,
    TryLaterError,
)
from platforms.telegram.accessors import identifier, mapping, text

USUAL_WAIT = 5.0
LONGEST_WAIT = 86_400.0

_SECRETS = re.compile(r"\w+://\S+|\b\d+:[\w-]{16,}")
_GONE = re.compile(
    r"chat not found|user is deactivated|user_deactivated|(chat|group) (was|is) (deleted|deactivated)"
    r"|bot (was|is) (kicked|blocked)|bot is not a member|channel_private|peer_id_invalid|chat_id_invalid",
)
_NO_RIGHT = re.compile(
    r"not enough rights|no rights|need administrator rights|\w*right_forbidden|topic_closed|chat_restricted"
    r"|chat_(write|send_\w+|guest_send)_forbidden|chat_admin_required|user_banned_in_channel",
)
_NOT_HERE = re.compile(
    r"reaction|message to react|message can't be edited|message to edit not found|message_id_invalid"
    r"|message_edit_time_expired|query is too old|query id is invalid|query_id_invalid",
)


class NotModifiedError(NotPossibleHereError):
    """The message already says what it should."""


class OtherKindError(NotPossibleHereError):
    """The message has no text, or no caption, because it is of another kind."""


class NotFoundError(BadTokenError):
    """The same answer for a token that never was, for an unknown method and for a file that is gone."""


def refusal(status: int, payload: bytes) -> PlatformError:
    """What an answer that is not a success means to us."""
    try:
        answer = mapping(json.loads(payload))
    except (ValueError, RecursionError):
        answer = {}
    parameters = mapping(answer.get("parameters"))
    moved_to = identifier(parameters.get("migrate_to_chat_id"))
    if moved_to:
        return MovedError(moved_to)
    if status == HTTPStatus.TOO_MANY_REQUESTS or "retry_after" in parameters:
        return SlowDownError(_wait(parameters.get("retry_after")))
    if "description" not in answer and "error_code" not in answer:
        return TryLaterError(f"HTTP {status} without Telegram's own words")
    described = _SECRETS.sub("…", text(answer.get("description")))[:200] or f"error {status}"
    return (
        _BY_STATUS.get(status, TryLaterError)(described)
        if status not in (400, 403)
        else _no(status, described)
    )


def _no(status: int, described: str) -> PlatformError:
    words = described.lower()
    if "message is not modified" in words or "message_not_modified" in words:
        return NotModifiedError(described)
    if "no text in the message" in words or "no caption in the message" in words:
        return OtherKindError(described)
    for pattern, meaning in (
        (_GONE, ChatGoneError),
        (_NO_RIGHT, NoRightError),
        (_NOT_HERE, NotPossibleHereError),
    ):
        if pattern.search(words):
            return meaning(described)
    return ChatGoneError(described) if status == HTTPStatus.FORBIDDEN else NeverError(described)


def _wait(seconds: Any) -> float:
    return float(min(seconds, LONGEST_WAIT)) if type(seconds) in (int, float) and seconds > 0 else USUAL_WAIT


_BY_STATUS: dict[int, type[PlatformError]] = {
    HTTPStatus.UNAUTHORIZED: BadTokenError,
    HTTPStatus.NOT_FOUND: NotFoundError,
    HTTPStatus.CONFLICT: ConflictError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: NeverError,
}
