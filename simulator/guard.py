"""Keeps strangers, pages of other origins and re-bound host names away from the simulator."""

import secrets
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_REFUSED = "The simulator answers only its own page and local programs."
_WORDLESS = (
    "Please open the whole address that the simulator printed when it started, with the word at its end."
)


def is_loopback(host: str) -> bool:
    """Whether a name stands for this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _address(told: str) -> SplitResult:
    try:
        return urlsplit(told)
    except ValueError:
        return urlsplit("")


def word_for(host: str) -> str:
    """What the address must begin with, where others than this machine may knock."""
    return "" if is_loopback(host) else secrets.token_urlsafe(16)


class Guard:
    """Lets through who knows the word, or, where there is none, calls this machine by its name; and no foreign page.

    The name proves nothing where others may knock: whoever asks writes it into the request.
    """

    def __init__(self, word: str = "") -> None:
        self.word = word

    def refusal(self, request: web.Request) -> str:
        """Why a request is not let through, or ""."""
        headers, path = request.headers, request.path.strip("/")
        if self.word and not compare_digest(path.partition("/")[0].encode(), self.word.encode()):
            return _WORDLESS
        host = headers.get("Host", "")
        if not self.word and not is_loopback(_address(f"//{host}").hostname or ""):
            return _REFUSED
        origin = headers.get("Origin")
        if origin is not None and _address(origin).netloc != host:
            return _REFUSED
        if path == self.word and headers.get("Sec-Fetch-Mode") == "navigate":
            return ""  # somebody followed a link to the page, which changes nothing
        return "" if headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"} else _REFUSED

    def middleware(self) -> Middleware:
        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if refusal := self.refusal(request):
                return web.Response(status=403, text=refusal)
            return await handler(request)

        return check
