"""Telegram as the rest of the house sees it."""

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any

from platforms.base import Keep
from platforms.errors import (
    BadTokenError,
    ChatGoneError,
    MovedError,
    NeverError,
    PlatformError,
    TryLaterError,
)
from platforms.messages import ChatKind, Identity, Incoming, Picture, Standing
from platforms.telegram.accessors import identifier, items, mapping, number, text
from platforms.telegram.deliver import LoadFile, deliver, no_files
from platforms.telegram.names import full_name
from platforms.telegram.polling import Pause, Poller
from platforms.telegram.refusals import NotFoundError
from platforms.telegram.standings import ABSENT, ADMIN_STATUSES, standing_of
from platforms.telegram.understand import PLATFORM, Me, understand
from platforms.telegram.wire import Wire
from rules.outgoing import Outgoing, Say

log = logging.getLogger(__name__)

PUBLIC_SERVER = "https://api.telegram.org"
LARGEST_FILE = 20_000_000

_TOKEN = re.compile(r"([0-9]+):\S+")


class TelegramMessenger:
    """One bot on one Telegram server. Implements `platforms.base.Messenger`."""

    platform = PLATFORM

    def __init__(
        self,
        token: str,
        base_url: str = PUBLIC_SERVER,
        *,
        poll_seconds: int = 50,
        pause: Pause = asyncio.sleep,
        load_file: LoadFile = no_files,
    ) -> None:
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise BadTokenError("a token is a number, a colon and a secret")
        self.bot: str = found[1]
        self._wire = Wire(token, base_url.rstrip("/"))
        self._me = Me(self.bot)
        self._introduced = False
        self._poll_seconds = poll_seconds
        self._pause = pause
        self._load_file = load_file
        self._unpinned: set[str] = set()

    async def ask(self, method: str, data: dict[str, Any], read_timeout: float | None = None) -> Any:
        """Any method of the Bot API: its raw result, or a PlatformError."""
        try:
            return await self._wire.ask(method, data, read_timeout)
        except NotFoundError:
            if self._introduced:
                raise NeverError("the server does not know this method") from None
            raise

    @property
    def username(self) -> str:
        """How people call the bot; "" as long as Telegram has not told it."""
        return self._me.username

    async def introduce(self) -> Identity:
        user = mapping(await self.ask("getMe", {}))
        if not identifier(user.get("id")):
            raise TryLaterError("Telegram did not say who the bot is")
        username = text(user.get("username"))
        hears_all = user.get("can_read_all_group_messages") is True
        self._me = replace(self._me, username=username, hears_groups=hears_all)
        self._introduced = True
        return Identity(identifier(user.get("id")), full_name(user), username, hears_all)

    def understand(self, raw: dict[str, Any]) -> Incoming | None:
        return understand(raw, self._me)

    async def deliver(self, outgoing: Outgoing) -> str | None:
        message_id = await deliver(self.ask, outgoing, self._load_file, self.username)
        if isinstance(outgoing, Say) and outgoing.pin and message_id:
            await self._pin(outgoing.chat_id, message_id)
        return message_id

    async def _pin(self, chat_id: str, message_id: str) -> None:
        """The message has been said: where it cannot be pinned it stays what it is."""
        data = {"chat_id": chat_id, "message_id": int(message_id), "disable_notification": True}
        try:
            await self.ask("pinChatMessage", data)
        except PlatformError as error:
            if chat_id not in self._unpinned:
                self._unpinned.add(chat_id)
                log.warning("a message could not be pinned: %s", type(error).__name__)

    async def is_admin(self, chat_id: str, user_id: str) -> bool:
        try:
            member = await self._member(chat_id, user_id)
        except MovedError as moved:
            return await self.is_admin(moved.chat_id, user_id)
        except NeverError:
            return False
        return member.get("status") in ADMIN_STATUSES

    async def admins(self, chat_id: str) -> list[str]:
        members = items(await self.ask("getChatAdministrators", {"chat_id": chat_id}))
        users = [mapping(mapping(member).get("user")) for member in members]
        return [
            identifier(user.get("id")) for user in users if user.get("is_bot") is not True and user.get("id")
        ]

    async def standing(self, chat_id: str) -> Standing:
        if not self._introduced:
            await self.introduce()
        kind = ChatKind.GROUP if chat_id.startswith("-") else ChatKind.PRIVATE
        try:
            member = await self._member(chat_id, self.bot)
        except ChatGoneError:
            return ABSENT
        return standing_of(member, kind, self._me.hears_groups)

    async def download(self, picture: Picture) -> bytes:
        """The picture itself; NeverError when it is gone or larger than a bot may fetch."""
        return await self.fetch(picture.file_id)

    async def fetch(self, file_id: str) -> bytes:
        """A file somebody sent; NeverError likewise."""
        file = mapping(await self.ask("getFile", {"file_id": file_id}))
        path = text(file.get("file_path"))
        if not path or (number(file.get("file_size")) or 0) > LARGEST_FILE:
            raise NeverError("the file cannot be fetched")
        try:
            return await self._wire.fetch(path)
        except NotFoundError:
            raise NeverError("the file is gone") from None

    async def receive(self, keep: Keep) -> None:
        await Poller(self.ask, keep, self._poll_seconds, self._pause).run()

    async def close(self) -> None:
        await self._wire.hang_up()

    async def _member(self, chat_id: str, user_id: str) -> dict[str, Any]:
        return mapping(await self.ask("getChatMember", {"chat_id": chat_id, "user_id": user_id}))
