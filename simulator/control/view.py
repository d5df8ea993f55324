"""What the page shows: the state, messages, events, files and itself."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web

from simulator.bot import Bot
from simulator.commands import visible_commands
from simulator.control.fields import answer, chat_in, query_number
from simulator.fast_motion import Player
from simulator.membership import describe
from simulator.model import Chat
from simulator.wire import Json
from simulator.world import World, describe_user

PAGE = Path(__file__).parent.parent / "page"
HEARTBEAT_SECONDS = 15.0
DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE = 500
_SILENT = {"Referrer-Policy": "no-referrer"}  # the address may be a secret
# A document may be anything, HTML too; it must not run as a page of this origin.
_HARMLESS = _SILENT | {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class View:
    """Read-only routes."""

    def __init__(self, world: World, player: Player) -> None:
        self.world = world
        self.player = player

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/page/{path:.+}", self.asset),
            web.get("/sim/state", self.state),
            web.get(r"/sim/chats/{chat:-?\d+}/messages", self.messages),
            web.get("/sim/files/{file_id}", self.file),
            web.get("/sim/samples", self.samples),
            web.get(r"/sim/samples/{number:\d{1,4}}", self.sample),
            web.get("/sim/commands", self.commands),
            web.get("/sim/events", self.events),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["path"])

    async def state(self, _request: web.Request) -> web.Response:
        world = self.world
        return answer(
            {
                "now": world.clock.isoformat(),
                "play": self.player.as_json(),
                "bots": [_bot(bot) for bot in world.bots.values()],
                "users": [describe_user(user) for user in world.users.values()],
                "chats": [describe(chat) for chat in self._chats()],
                "faults": world.faults.as_json(),
                "limits": world.limits.as_json(),
                "seq": world.events.seq,
            }
        )

    def _chats(self) -> Iterator[Chat]:
        yield from self.world.chats.values()
        for bot in self.world.bots.values():
            yield from bot.private_chats.values()

    async def messages(self, request: web.Request) -> web.Response:
        chat = chat_in(self.world, request)
        limit = min(query_number(request, "limit") or DEFAULT_PAGE_SIZE, LARGEST_PAGE)
        found, more = chat.page(query_number(request, "before"), limit)
        return answer({"messages": [message.view() for message in found], "more": more})

    async def file(self, request: web.Request) -> web.Response:
        stored = self.world.files.get(request.match_info["file_id"])
        if stored is None:
            return web.Response(status=404, text="There is no such file.")
        return web.Response(body=stored.data, content_type=stored.mime_type, headers=_HARMLESS)

    async def samples(self, request: web.Request) -> web.Response:
        """The files that lie ready for somebody to send."""
        user_id = query_number(request, "user_id") or 0
        found = [
            {"name": sample.name, "url": f"/sim/samples/{number}"}
            for number, sample in enumerate(self.world.samples)
            if user_id in sample.people
        ]
        return answer(found)

    async def sample(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        if number >= len(self.world.samples):
            return web.Response(status=404, text="There is no such file.")
        data = await asyncio.to_thread(self.world.samples[number].make)
        return web.Response(body=data, content_type="application/octet-stream", headers=_HARMLESS)

    async def commands(self, request: web.Request) -> web.Response:
        world = self.world
        user_id = query_number(request, "user_id") or 0
        chat = world.room(query_number(request, "chat_id") or user_id, world.user(user_id))
        language = request.query.get("language", "")
        found: list[Json] = []
        for bot_id in chat.bots:
            bot = world.bots[bot_id]
            shown = visible_commands(bot, chat, user_id, language)
            found += [{**command, "bot_id": bot.id, "bot_username": bot.username} for command in shown]
        return answer(found)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events from a number on, for as long as somebody listens."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        last = request.headers.get("Last-Event-ID", "")
        since = int(last) if last.isdecimal() else query_number(request, "since")
        seq = self.world.events.seq if since is None else since
        with contextlib.suppress(ConnectionResetError):
            await self._follow(response, seq)
        return response

    async def _follow(self, response: web.StreamResponse, seq: int) -> None:
        events = self.world.events
        await response.write(b": hello\n\n")
        while True:
            for number, body in events.since(seq):
                await response.write(b"id: %d\ndata: %b\n\n" % (number, body))
            seq = events.seq
            try:
                await asyncio.wait_for(events.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")


def _bot(bot: Bot) -> Json:
    return {
        "id": bot.id,
        "first_name": bot.user.first_name,
        "username": bot.username,
        "can_read_all_group_messages": bot.can_read_all_group_messages,
    }


def _page_file(path: str) -> web.StreamResponse:
    file = (PAGE / path).resolve()
    if not file.is_relative_to(PAGE) or not file.is_file():
        return web.Response(status=404, text="The chat page is not installed here.")
    return web.FileResponse(file, headers=_SILENT | {"Cache-Control": "no-cache"})
