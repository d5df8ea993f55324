"""The HTTP server's door: how many may come in at once, how long each may take, and how little is said of a flood."""

import asyncio
import errno
import logging
import resource
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web
from aiohttp.http import HttpProcessingError

log = logging.getLogger(__name__)

_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_SELDOM = 60.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Patience:
    """At most so many connections at once, and the seconds that each may take over what it sends.

    An idle connection lives longer than those of the usual reverse proxies, which would reuse a closed one.
    """

    connections: int = 1000
    headers: float = 20.0
    body: float = 30.0
    idle: float = 75.0


async def start(
    app: web.Application, host: str, port: int, patience: Patience | None = None
) -> tuple[web.AppRunner, int]:
    """Listen; OSError when the port is taken. The port is told because 0 picks a free one."""
    door = _Door(patience or Patience())
    app.middlewares.append(door.middleware)
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=door.patience.idle,
        lingering_time=1.0,
        auto_decompress=False,
        logger=_server_log,
    )
    await runner.setup()
    try:
        await _Site(runner, door, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    asyncio.get_running_loop().set_exception_handler(door.on_loop_error)
    return runner, int(runner.addresses[0][1])


class _Door:
    """Knows every connection. A new one is always let in as long as another can be sent away that is asking nothing."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._most = min(patience.connections, _open_files() // 2)
        self._here: dict[asyncio.Protocol, _Visitor] = {}
        self._idle: dict[_Visitor, None] = {}
        self._silent_until = 0.0

    def came(self, visitor: "_Visitor") -> bool:
        """Whether there is room for it."""
        if len(self._here) >= self._most:
            self._seldom(logging.WARNING, "too many connections, idle ones are closed (%d)", self._most)
            if not self._idle:
                return False
            next(iter(self._idle)).send_away()
        self._here[visitor.inner] = visitor
        self._idle[visitor] = None
        return True

    def left(self, visitor: "_Visitor") -> None:
        self._here.pop(visitor.inner, None)
        self._idle.pop(visitor, None)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A connection is not idle while it is answered; its body has to come in time."""
        visitor = self._here.get(request.protocol)
        if visitor is None:  # sent away a moment ago
            return web.Response(status=503)
        visitor.has_asked = True
        self._idle.pop(visitor, None)
        late = asyncio.get_running_loop().call_later(self.patience.body, visitor.too_slow, request.content)
        try:
            return await handler(request)
        except ConnectionError:
            if request.transport is not None:
                raise
            return web.Response(status=408)  # nobody is there to read it
        finally:
            late.cancel()
            if visitor.inner in self._here:
                self._idle[visitor] = None

    def on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Where no file is left to accept a connection with, asyncio tries again a second later, and tells of each."""
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _NO_ROOM and "socket" in context:
            self._seldom(logging.ERROR, "no connection can be accepted (%s)", error.strerror)
        else:
            loop.default_exception_handler(context)

    def _seldom(self, level: int, sentence: str, value: object) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._silent_until:
            self._silent_until = now + _SELDOM
            log.log(level, sentence, value)


class _Visitor(asyncio.Protocol):
    """One connection, between the network and aiohttp's handling of it."""

    def __init__(self, door: _Door, inner: asyncio.Protocol) -> None:
        self._door = door
        self.inner = inner
        self.has_asked = False
        self._transport: asyncio.Transport | None = None
        self._welcome = False
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._welcome = self._door.came(self)
        if not self._welcome:
            self._transport.abort()
            return
        self.inner.connection_made(transport)
        self._late = asyncio.get_running_loop().call_later(self._door.patience.headers, self._asked_in_time)

    def _asked_in_time(self) -> None:
        if not self.has_asked:
            self.send_away()

    def too_slow(self, body: Any) -> None:
        if not body.is_eof():
            self.send_away()

    def send_away(self) -> None:
        self._door.left(self)
        if self._transport:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.left(self)
        self._transport = None
        if self._late:
            self._late.cancel()
        if self._welcome:
            self.inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._welcome:
            self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self.inner.eof_received() if self._welcome else None

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()


class _Site(web.BaseSite):
    """aiohttp's own site, but for the door."""

    def __init__(self, runner: web.AppRunner, door: _Door, host: str, port: int) -> None:
        super().__init__(runner)
        self._door = door
        self._at = host, port

    @property
    def name(self) -> str:
        return "http://{}:{}".format(*self._at)

    async def start(self) -> None:
        await super().start()
        server = self._runner.server
        assert server is not None
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Visitor(self._door, server()), *self._at, backlog=self._backlog
        )


def _open_files() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**20 if soft == resource.RLIM_INFINITY else soft


def _is_ours(record: logging.LogRecord) -> bool:
    """What strangers send that is no HTTP is no fault of ours, and quoting it would fill the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


_server_log = logging.getLogger(f"{__name__}.server")
_server_log.addFilter(_is_ours)
