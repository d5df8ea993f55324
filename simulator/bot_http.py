"""`/bot<token>/<method>` and `/file/bot<token>/<path>`: the Bot API over HTTP, troubles included."""

import asyncio
import inspect
import socket
import struct

from aiohttp import web

from simulator.api.registry import Method, find_method
from simulator.bot import Bot
from simulator.errors import ApiError, too_many_requests
from simulator.faults import Faults
from simulator.params import Params, read_params
from simulator.state import State
from simulator.wire import encode

BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
# What nginx writes into its log for a connection that was cut.
CUT = 499
_RESET = struct.pack("ii", 1, 0)


class BotHttp:
    """Answers bots, and writes down what they asked."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def call(self, request: web.Request) -> web.StreamResponse:
        bot = self.state.bots_by_token.get(request.match_info["token"])
        if bot is None:
            return _refusal(ApiError(401, "Unauthorized"))
        found = find_method(request.match_info["method"])
        if found is None:
            return _refusal(ApiError(404, "Not Found"))
        name, method = found
        params = Params({})
        response = await _trouble_before(self.state.faults, name, request)
        if response is None:
            try:
                params = await read_params(request)
                response = _json(await self._answer(bot, method, params))
            except ApiError as error:
                response = _refusal(error)
            if _trouble_after(self.state.faults, name):
                response = _cut(request)
        self.state.calls.add(bot.id, name, params.loggable(), response.status)
        return response

    async def download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] not in self.state.bots_by_token:
            return _refusal(ApiError(401, "Unauthorized"))
        trouble = await _trouble_before(self.state.faults, "download", request)
        if trouble is not None:
            return trouble
        stored = self.state.files.at(request.match_info["path"])
        if stored is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _answer(self, bot: Bot, method: Method, params: Params) -> bytes:
        result = method(self.state, bot, params)
        if inspect.isawaitable(result):
            body: bytes = await result
            return body
        return b'{"ok":true,"result":' + encode(result) + b"}"


async def _trouble_before(faults: Faults, name: str, request: web.Request) -> web.Response | None:
    if not faults.rules:
        return None
    delay = faults.strike("delay", name)
    if delay is not None:
        await asyncio.sleep(delay.seconds)
    if faults.strike("outage", name) or faults.strike("reset_before", name):
        return _cut(request)
    if faults.strike("error_500", name):
        return _refusal(ApiError(500, "Internal Server Error"))
    if faults.strike("bad_gateway", name):
        return web.Response(status=502, body=BAD_GATEWAY, content_type="text/html")
    storm = faults.strike("too_many_requests", name)
    return None if storm is None else _refusal(too_many_requests(storm.retry_after))


def _trouble_after(faults: Faults, name: str) -> bool:
    """Cut off after the work is done; an outage also ends the polls that began before it."""
    if not faults.rules:
        return False
    cut = faults.strike("reset_after", name)
    return cut is not None or (name == "getUpdates" and faults.strike("outage", name) is not None)


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


def _refusal(error: ApiError) -> web.Response:
    return web.Response(status=error.code, body=encode(error.as_json()), content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    """Reset the connection; what is returned finds nobody to read it."""
    transport = request.transport
    if transport is not None:
        line = transport.get_extra_info("socket")
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
    return web.Response(status=CUT)
