"""Updates that Telegram brings by itself."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from platforms.base import Keep
from platforms.messages import Delivery
from platforms.telegram.accessors import mapping
from platforms.telegram.deliveries import delivery_of
from platforms.telegram.understand import ALLOWED_UPDATES

log = logging.getLogger(__name__)

PATH = "/hook/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
LARGEST_BODY = 1024 * 1024
PARALLEL_DELIVERIES = 40

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Line(Protocol):
    async def ask(self, method: str, data: dict[str, Any]) -> Any: ...


async def set_up(messenger: Line, url: str, secret: str) -> bool:
    """Have updates brought to `url`; True when they were brought elsewhere, or nowhere, before.

    The call is made even when the address is right, because Telegram does not tell whether the secret is.
    """
    known = mapping(await messenger.ask("getWebhookInfo", {})).get("url")
    data = {
        "url": url,
        "secret_token": secret,
        "max_connections": PARALLEL_DELIVERIES,
        "allowed_updates": ALLOWED_UPDATES,
        "drop_pending_updates": False,
    }
    await messenger.ask("setWebhook", data)
    return known != url


def telegram_hook(secret: str, keep: Keep) -> Handler:
    """The handler for POST /hook/telegram; it says 200 only about what has been kept for good."""
    if not secret:
        raise ValueError("a webhook needs a secret")
    expected = secret.encode()

    async def hook(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=401)
        body = await _body(request)
        delivery = _delivery(body) if len(body) <= LARGEST_BODY else None
        if delivery is None:
            # Telegram brings what is refused again and again, and what comes after it waits.
            log.warning("%d bytes brought to the webhook are not an update", len(body))
            return web.Response()
        try:
            await keep([delivery])
        except Exception as error:  # noqa: BLE001  whatever went wrong, it may not be confirmed
            log.error("an update was not kept (%s)", type(error).__name__)  # noqa: TRY400
            return web.Response(status=503)
        return web.Response()

    return hook


async def _body(request: web.Request) -> bytes:
    """What was sent, and of what is too much only the beginning."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST_BODY:
            break
    return bytes(body)


def _delivery(body: bytes) -> Delivery | None:
    try:
        update = json.loads(body.decode("utf-8", "replace"))
        return delivery_of(update) if isinstance(update, dict) else None
    except (ValueError, RecursionError):
        return None
