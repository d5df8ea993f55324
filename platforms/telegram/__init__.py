"""Telegram: its updates in our words, our words in its calls."""

from platforms.telegram.commands import register
from platforms.telegram.deliveries import delivery_of, lane_of
from platforms.telegram.examine import Examination, examine
from platforms.telegram.keyboards import deep_link
from platforms.telegram.messenger import TelegramMessenger
from platforms.telegram.webhook import set_up, telegram_hook

__all__ = [
    "Examination",
    "TelegramMessenger",
    "deep_link",
    "delivery_of",
    "examine",
    "lane_of",
    "register",
    "set_up",
    "telegram_hook",
]
