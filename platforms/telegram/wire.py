"""The library's Bot and HTTP, kept to what is needed: a call goes out, its raw result comes back."""

import json
import logging
import re
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from platforms.errors import PlatformError, TryLaterError
from platforms.telegram.refusals import refusal

PARALLEL_CALLS = 64

# Inside a text its quotes would be escaped, so this finds keys only.
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*([0-9]{1,18})')


class RefusedError(TelegramError):
    """Carries our own error through the library, which lets only its own kind pass."""

    def __init__(self, meaning: PlatformError) -> None:
        super().__init__("refused")
        self.meaning = meaning


class UnreadableError(TryLaterError):
    """An answer that is JSON, but nested too deeply, or with a number too long, for anybody to read."""

    def __init__(self, update_ids: list[int]) -> None:
        super().__init__("the answer cannot be read")
        self.update_ids = update_ids


class Request(HTTPXRequest):
    """The library's requests, but refusals and garbage are understood here.

    The library would log a garbled answer in full, and lose the difference between Telegram and a proxy.
    """

    async def do_request(  # noqa: PLR0917
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        status, payload = await super().do_request(
            url,
            method,
            request_data,
            read_timeout,
            write_timeout,
            connect_timeout,
            pool_timeout,
        )
        if not 200 <= status <= 299:
            raise RefusedError(refusal(status, payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except json.JSONDecodeError:
            raise RefusedError(TryLaterError("the answer was not JSON")) from None
        except (ValueError, RecursionError):
            raise RefusedError(
                UnreadableError([int(found) for found in _UPDATE_ID.findall(payload)])
            ) from None
        if not isinstance(answer, dict) or "result" not in answer:
            raise RefusedError(TryLaterError("the answer had no result"))
        return answer


class Wire(Bot):
    """One bot's line to its server."""

    def __init__(self, token: str, root: str) -> None:
        # Both libraries write the token into their logs: the one in addresses, the other when it starts.
        for library in ("httpx", "httpcore", "telegram"):
            logger = logging.getLogger(library)
            logger.setLevel(max(logger.level, logging.WARNING))
        super().__init__(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=Request(
                connection_pool_size=PARALLEL_CALLS,
                connect_timeout=10,
                read_timeout=20,
                write_timeout=20,
                pool_timeout=30,
            ),
            get_updates_request=Request(connection_pool_size=2, connect_timeout=10, write_timeout=10),
        )

    async def ask(self, method: str, data: dict[str, Any], read_timeout: float | None = None) -> Any:
        """The raw result of a call; every failure becomes a PlatformError without addresses in it."""
        timeout = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
        try:
            return await self._post(method, data, read_timeout=timeout)
        except RefusedError as refused:
            raise refused.meaning from None
        except (TelegramError, LookupError, TypeError, ValueError) as error:
            raise TryLaterError(f"no answer ({type(error).__name__})") from None

    async def fetch(self, path: str) -> bytes:
        """The bytes of a file that getFile gave a path for."""
        try:
            return await self.request.retrieve(f"{self.base_file_url}/{path}")
        except RefusedError as refused:
            raise refused.meaning from None
        except TelegramError as error:
            raise TryLaterError(f"no answer ({type(error).__name__})") from None

    async def hang_up(self) -> None:
        for request in self._request:
            await request.shutdown()
