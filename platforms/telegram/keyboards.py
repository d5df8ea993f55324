"""The keys under a message, and under the field where a person writes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from platforms.errors import NeverError, TryLaterError
from rules.outgoing import Button, Say

Rows: TypeAlias = Sequence[Sequence[Button]]
Keys: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

_DEEP_LINK = re.compile(r"(start|startgroup):([A-Za-z0-9_-]{1,64})")


def deep_link(username: str, link: str) -> str:
    """The address that leads to the bot with a word: of `start:word` into the private chat, of `startgroup:word`
    into a group that the person chooses.
    """
    found = _DEEP_LINK.fullmatch(link)
    if found is None:
        raise NeverError("a link to the bot that Telegram would not follow")
    if not username:
        raise TryLaterError("Telegram has not told yet what the bot is called")
    return f"https://t.me/{username}?{found[1]}={found[2]}"


def addressed(rows: Rows, username: str) -> tuple[tuple[Button, ...], ...]:
    """The buttons with whole addresses in place of links to the bot."""
    return tuple(
        tuple(
            replace(button, link=deep_link(username, button.link)) if button.link else button
            for button in row
        )
        for row in rows
    )


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The keys under a message."""
    return InlineKeyboardMarkup([[_key(button) for button in row] for row in rows]) if rows else None


def keys_of(say: Say) -> Keys | None:
    """A message has room for one kind of keys; those under it are what somebody should press now."""
    if say.buttons:
        return keyboard(say.buttons)
    if say.ask_contact:
        share = KeyboardButton(say.ask_contact, request_contact=True)
        return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardRemove() if say.drop_keys else None


def _key(button: Button) -> InlineKeyboardButton:
    if button.link:
        return InlineKeyboardButton(button.label, url=button.link)
    return InlineKeyboardButton(button.label, callback_data=button.data)
