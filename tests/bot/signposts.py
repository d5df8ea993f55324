"""The short hosts of the internet, all played by one server on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.link_follower import LinkFollower
from bot.public_hosts import IpAddress

Sign: TypeAlias = str | web.Response | Callable[[web.Request], Awaitable[web.StreamResponse]]
"""Where an address leads, or what it answers."""


@dataclass
class Signposts:
    """What stands at which host and path, and who has asked for what."""

    port: int = 0
    signs: dict[str, Sign] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lookups: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = f"{request.host}{request.path}"
        self.asked.append(name)
        self.headers.append(dict(request.headers))
        sign = self.signs.get(name)
        if sign is None:
            return web.Response(status=404)
        if isinstance(sign, str):
            return web.Response(status=302, headers={"Location": sign})
        return sign if isinstance(sign, web.Response) else await sign(request)

    async def look_up(self, host: str, port: int) -> list[tuple[str, int]]:
        self.lookups.append(f"{host}:{port}")
        return [("127.0.0.1", self.port)]

    def follower(self) -> LinkFollower:
        """In a hurry, and told that this machine is the internet."""
        return LinkFollower(self.look_up, is_this_machine, pause=0.0)


def is_this_machine(address: IpAddress) -> bool:
    return str(address) == "127.0.0.1"


def page(*head: str, kind: str = "text/html", **headers: str) -> web.Response:
    return web.Response(text=f"<html><head>{''.join(head)}</head></html>", content_type=kind, headers=headers)


@asynccontextmanager
async def signposts() -> AsyncIterator[Signposts]:
    posts = Signposts()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", posts.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        posts.port = int(server.port or 0)
        yield posts
