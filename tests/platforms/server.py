"""A very small Telegram: it notes every call and answers what a test told it to."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "42:a-secret-that-nobody-may-see"


@dataclass
class Call:
    method: str
    data: dict[str, Any]


@dataclass
class Server:
    root: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, deque[web.Response | None]] = field(default_factory=lambda: defaultdict(deque))
    results: dict[str, Any] = field(default_factory=dict)
    updates: list[Any] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    poison: str = ""
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    def answer(self, method: str, status: int, description: str = "", **parameters: Any) -> None:
        """The next call of the method gets this refusal."""
        body = {"ok": False, "error_code": status, "description": description}
        self.say(method, status, json.dumps({**body, "parameters": parameters} if parameters else body))

    def say(self, method: str, status: int, body: str) -> None:
        """The next call of the method gets exactly this."""
        self.answers[method].append(web.Response(status=status, text=body))

    def hang_up(self, method: str) -> None:
        """The next call of the method finds its connection cut."""
        self.answers[method].append(None)

    def of(self, method: str) -> list[dict[str, Any]]:
        return [call.data for call in self.calls if call.method == method]

    async def called(self, method: str, times: int) -> None:
        """Returns when the method has been called so many times."""
        async with asyncio.timeout(20), self.heard:
            await self.heard.wait_for(lambda: len(self.of(method)) >= times)

    def body(self, updates: list[Any]) -> str:
        """The answer with these updates; "poison" in them becomes what no reader of JSON can take."""
        return json.dumps({"ok": True, "result": updates}).replace('"poison"', self.poison)

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = await request.post()
        self.calls.append(Call(method, {key: _read(str(value)) for key, value in given.items()}))
        uploads = [value for value in given.values() if isinstance(value, web.FileField)]
        self.files += [(upload.filename, upload.file.read()) for upload in uploads]
        async with self.heard:
            self.heard.notify_all()
        if self.answers[method]:
            answer = self.answers[method].popleft()
            if answer is None and request.transport:
                request.transport.abort()
            return answer or web.Response()
        if method == "getUpdates":
            return web.Response(text=self.body(self._waiting()))
        return web.json_response({"ok": True, "result": self.results.get(method, True)})

    def _waiting(self) -> list[Any]:
        asked = self.of("getUpdates")[-1]
        since = asked.get("offset", 0)
        waiting = [each for each in self.updates if not isinstance(each, dict) or each["update_id"] >= since]
        return waiting[: asked["limit"]]

    async def file(self, request: web.Request) -> web.Response:
        if request.match_info["path"] != "photos/1.jpg":
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=b"picture")


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", server.handle)
    app.router.add_get(f"/file/bot{TOKEN}/{{path:.+}}", server.file)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
