"""The simulator as a running server."""

from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.bot_http import BotHttp
from simulator.control.actions import Actions
from simulator.control.bench import Bench
from simulator.control.fields import answer
from simulator.control.timing import Timing
from simulator.control.view import View
from simulator.errors import WorldError
from simulator.fast_motion import Pace, Player
from simulator.guard import Guard, word_for
from simulator.sample_week import coming_weeks
from simulator.webhook import WebhookSender
from simulator.world import World

LARGEST_REQUEST = 60 * 1024 * 1024


class Simulator:
    """Serves one world: `async with Simulator() as sim:` then `sim.url` and `sim.world`."""

    def __init__(
        self,
        port: int = 0,
        world: World | None = None,
        *,
        host: str = "127.0.0.1",
        word: str = "",
        webhook_pause: float = 1.0,
        pace: Pace | None = None,
    ) -> None:
        self.world = World() if world is None else world
        self.host = host
        self.port = port
        self._guard = Guard(word or word_for(host))
        self._webhooks = WebhookSender(self.world, webhook_pause)
        self._bench = Bench(self.world)
        self.player = Player(self.world, coming_weeks, pace)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """With the word, where one is needed; for the page and for bots."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self._root}"

    @property
    def _root(self) -> str:
        return f"/{self.word}" if self.word else ""

    @property
    def word(self) -> str:
        return self._guard.word

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        # Cancelling handlers of clients that went away frees their place as the bot's poller.
        self._runner = web.AppRunner(
            self._application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port, backlog=1024).start()
        self.port = self._runner.addresses[0][1]
        await self._webhooks.start()

    async def stop(self) -> None:
        await self.player.stop()
        await self._webhooks.stop()
        await self._bench.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _application(self) -> web.Application:
        app = web.Application(
            middlewares=[self._guard.middleware(), _explain], client_max_size=LARGEST_REQUEST
        )
        bots, timing = BotHttp(self.world), Timing(self.world, self.player)
        routes = [
            web.route("*", "/bot{token}/{method}", bots.call),
            web.get("/file/bot{token}/{path:.+}", bots.download),
        ]
        for part in (View(self.world, self.player), Actions(self.world), timing, self._bench):
            routes += part.routes()
        app.add_routes(
            web.RouteDef(route.method, self._root + route.path, route.handler, route.kwargs)
            for route in routes
        )
        if self._root:
            app.router.add_get(self._root, _to_the_page)
        return app


async def _to_the_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{request.path}/")


@web.middleware
async def _explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Mistakes in control requests become a sentence."""
    try:
        return await handler(request)
    except WorldError as error:
        response = answer({"error": str(error)})
        response.set_status(400)
        return response
