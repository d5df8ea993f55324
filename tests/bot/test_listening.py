"""Whoever connects to the HTTP server and then dawdles, floods or babbles keeps nobody else out."""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.listening import Patience, start
from platforms.telegram.webhook import PATH, SECRET_HEADER
from tests.bot.processes import bot_process
from tests.bot.town import SECRET, Setting, Town, free_port, running
from tests.waiting import pause, until

SHORT = 0.2
LONG = 60.0
HEAD = b"GET /healthz HTTP/1.1\r\nHost: me\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: me\r\nContent-Length: 100\r\n\r\n"


async def _ok(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _read(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@asynccontextmanager
async def listening(
    connections: int = 100, headers: float = LONG, body: float = LONG, idle: float = LONG
) -> AsyncIterator[int]:
    """The port of a small server with this much patience."""
    app = web.Application()
    app.add_routes([web.get("/healthz", _ok), web.post("/read", _read)])
    runner, port = await start(app, "127.0.0.1", 0, Patience(connections, headers, body, idle))
    try:
        yield port
    finally:
        await runner.cleanup()


@asynccontextmanager
async def calling(port: int, *words: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """What comes back on a connection that says these words and then stays."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for word in words:
            writer.write(word)
            await writer.drain()
        yield reader
    finally:
        writer.close()


async def hung_up(reader: asyncio.StreamReader) -> bytes:
    """All that came until the other side closed."""
    told = b""
    async with asyncio.timeout(10):
        try:
            while piece := await reader.read(1000):
                told += piece
        except ConnectionResetError:
            pass
    return told


@asynccontextmanager
async def idlers(port: int, how_many: int, words: bytes = b"") -> AsyncIterator[list[socket.socket]]:
    """Connections that begin to say something and never end."""
    loop = asyncio.get_running_loop()
    opened = [socket.socket() for _ in range(how_many)]
    try:
        for each in opened:
            each.setblocking(False)
            await loop.sock_connect(each, ("127.0.0.1", port))
            await loop.sock_sendall(each, words)
        yield opened
    finally:
        for each in opened:
            each.close()


def _is_heard(connection: socket.socket) -> bool:
    """Whether the other side has begun to answer."""
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def still_open(connections: list[socket.socket]) -> int:
    def is_open(connection: socket.socket) -> bool:
        try:
            return bool(connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except ConnectionError:
            return False

    return sum(map(is_open, connections))


async def health(port: int) -> int:
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.get(f"http://127.0.0.1:{port}/healthz") as response,
    ):
        return response.status


@pytest.mark.parametrize("words", [b"", b"GET /hea", HEAD], ids=["nothing", "half a line", "half a head"])
async def test_whoever_does_not_ask_in_time_is_sent_away(words: bytes) -> None:
    async with listening(headers=SHORT) as port, calling(port, words) as answer:
        assert await hung_up(answer) == b""


async def test_headers_that_trickle_do_not_make_the_time_longer() -> None:
    async with listening(headers=SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD)
        ended = asyncio.create_task(hung_up(reader))
        lines = 0

        async def trickle() -> None:
            nonlocal lines
            while not ended.done():
                writer.write(f"X-{lines}: more\r\n".encode())
                lines += 1
                await pause()

        trickling = asyncio.create_task(trickle())
        assert await ended == b""
        await trickling
        assert lines > 3
        writer.close()


async def test_a_second_request_that_is_never_ended_is_not_waited_for() -> None:
    async with listening(idle=SHORT) as port, calling(port, HEAD + b"\r\n", HEAD) as answer:
        assert (await hung_up(answer)).startswith(b"HTTP/1.1 200")


async def test_a_body_that_does_not_come_in_time_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    async with listening(body=SHORT) as port, calling(port, POST, b"half") as answer:
        assert b"200" not in await hung_up(answer)
    assert caplog.records == []


async def test_a_body_in_time_is_answered() -> None:
    async with listening() as port, calling(port, POST, b"x" * 50, b"y" * 50) as answer:
        assert b"200 OK" in await answer.readline()


async def test_whoever_hangs_up_in_the_middle_is_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as port:
        async with idlers(port, 20, POST + b"half"):
            assert await health(port) == 200
        assert await health(port) == 200
    assert caplog.records == []


@pytest.mark.parametrize(
    "words",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: \x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST /read HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(500)) + b"\r\n",
    ],
)
async def test_babble_is_refused_without_a_word_in_the_log(
    caplog: pytest.LogCaptureFixture, words: bytes
) -> None:
    async with listening(headers=SHORT) as port, calling(port, words) as answer:
        assert b" 200 " not in await hung_up(answer)
    assert caplog.records == []


async def test_a_fault_of_ours_is_still_told(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_request: web.Request) -> web.Response:
        raise ValueError

    app = web.Application()
    app.router.add_get("/healthz", broken)
    runner, port = await start(app, "127.0.0.1", 0)
    assert await health(port) == 500
    await runner.cleanup()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_crowd_that_asks_nothing_keeps_nobody_out(caplog: pytest.LogCaptureFixture) -> None:
    async with listening(connections=10) as port, idlers(port, 40, HEAD) as crowd:
        assert await health(port) == 200
        await until(lambda: still_open(crowd) <= 10)
        assert still_open(crowd) >= 9
    assert [record.getMessage() for record in caplog.records] == [
        "too many connections, idle ones are closed (10)"
    ]


async def test_whoever_is_being_answered_is_not_sent_away() -> None:
    async with listening(connections=10) as port, calling(port, POST, b"x" * 50) as early:
        async with idlers(port, 40):
            assert await health(port) == 200
        assert not early.at_eof()


async def test_there_are_never_more_than_allowed() -> None:
    async with listening(connections=3) as port:
        async with idlers(port, 3, POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")) as busy:
            await until(lambda: all(map(_is_heard, busy)))
            async with calling(port, HEAD) as late:
                assert await hung_up(late) == b""
            assert still_open(busy) == 3
        assert await health(port) == 200


async def test_the_ceiling_stays_below_the_files_that_may_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (20, 20))
    async with listening(connections=1000) as port, idlers(port, 30) as crowd:
        assert await health(port) == 200
        assert still_open(crowd) <= 10


# The whole bot


async def test_health_is_told_while_the_webhook_is_flooded(town: Town, setting: Setting) -> None:
    """By strangers who promise a large body and never bring it, and by strangers who never end their headers."""
    setting.mode = "webhook"
    promise = b"POST /hook/telegram HTTP/1.1\r\nHost: me\r\nContent-Length: 900000\r\n"
    async with running(setting) as service:
        flood = idlers(service.port, 400, promise + b"\r\n{"), idlers(service.port, 400, promise)
        async with flood[0], flood[1]:
            assert await health(service.port) == 200


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 50 * 1024 * 1024])
async def test_more_than_the_webhook_takes_is_dropped_and_not_read_to_its_end(
    town: Town, setting: Setting, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused, it would be brought again and again, and hold up what comes after it."""
    setting.mode = "webhook"
    body = b"POST %b HTTP/1.1\r\nHost: me\r\n%b: %b\r\nContent-Length: %d\r\n\r\n"
    told = body % (PATH.encode(), SECRET_HEADER.encode(), SECRET.encode(), size)
    async with running(setting) as service, calling(service.port, told, b"x" * (1024 * 1024 + 1)) as answer:
        assert b"200" in await answer.readline()
    assert "are not an update" in caplog.text


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process")
async def test_no_file_left_to_accept_with_is_survived_quietly(town: Town, setting: Setting) -> None:
    setting.extra = {"log": {"level": "warning"}}
    setting.port = free_port()
    async with bot_process(setting.write()) as bot:
        await until(lambda: town.bot.commands, 30)
        before = resource.prlimit(bot.process.pid, resource.RLIMIT_NOFILE)
        files = len(list(Path(f"/proc/{bot.process.pid}/fd").iterdir()))
        resource.prlimit(bot.process.pid, resource.RLIMIT_NOFILE, (files + 3, before[1]))
        async with idlers(setting.port, 60):
            await until(lambda: "no connection can be accepted" in bot.log.read_text(), 20)
        resource.prlimit(bot.process.pid, resource.RLIMIT_NOFILE, before)
        assert await health(setting.port) == 200
        told = bot.log.read_text().splitlines()
    assert len([line for line in told if "no connection can be accepted" in line]) == 1
    assert not [line for line in told if "system resource" in line]
    assert len(told) < 20
