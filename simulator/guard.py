"""Keeps pages of other origins and re-bound host names away from the simulator."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Guard:
    """Lets through only requests to a known host that no foreign page has made."""

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self.hosts = LOOPBACK | {host.lower() for host in hosts}
        self._known: set[str] = set()

    def admits(self, request: web.Request) -> bool:
        headers = request.headers
        host = headers.get("Host", "")
        if host not in self._known:
            if (urlsplit(f"//{host}").hostname or "") not in self.hosts:
                return False
            self._known.add(host)
        origin = headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return False
        if request.path == "/" and headers.get("Sec-Fetch-Mode") == "navigate":
            return True  # somebody followed a link to the page, which changes nothing
        return headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}

    def middleware(self) -> Middleware:
        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.admits(request):
                return web.Response(
                    status=403, text="The simulator answers only its own page and local programs."
                )
            return await handler(request)

        return check
