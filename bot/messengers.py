"""Who speaks with the platform of a bot account."""

from bot.config import BotAccount
from platforms.telegram import TelegramMessenger
from storage import FileStore


def messenger_of(account: BotAccount, files: FileStore | None = None) -> TelegramMessenger:
    """Without `files` it can send none."""
    token, base_url = account.settings.token.get_secret_value(), account.settings.base_url
    if files is None:
        return TelegramMessenger(token, base_url)
    return TelegramMessenger(token, base_url, load_file=files.get)
