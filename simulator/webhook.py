"""Pushing updates to webhooks, in parallel and again until each is accepted."""

import asyncio
import contextlib

import aiohttp

from simulator.bot import Bot, Webhook
from simulator.pending import Update
from simulator.state import State

READ_TIMEOUT = 60
LONGEST_PAUSE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


class WebhookSender:
    """One set of workers per bot that has a webhook."""

    def __init__(self, state: State, first_pause: float = 1.0) -> None:
        self.state = state
        self.first_pause = first_pause
        self._workers: dict[int, list[asyncio.Task[None]]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=READ_TIMEOUT))
        self.state.webhook_changed = self.refresh
        for bot in self.state.bots.values():
            self.refresh(bot)

    async def stop(self) -> None:
        tasks = [task for workers in self._workers.values() for task in workers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def refresh(self, bot: Bot) -> None:
        """Called whenever a bot's webhook has been set or taken away."""
        for task in self._workers.pop(bot.id, []):
            task.cancel()
        if bot.webhook is not None:
            self._workers[bot.id] = [
                asyncio.create_task(self._work(bot, bot.webhook), name=f"webhook {bot.id}/{number}")
                for number in range(bot.webhook.max_connections)
            ]

    async def _work(self, bot: Bot, hook: Webhook) -> None:
        while True:
            bot.queue.expire()
            update = bot.queue.take()
            if update is None:
                await bot.queue.wait_for_news()
                continue
            await self._deliver(bot, hook, update)

    async def _deliver(self, bot: Bot, hook: Webhook, update: Update) -> None:
        bot.queue.delivered += 1
        reason = await self._post(hook, update)
        if reason is not None:
            hook.last_error_date = self.state.clock.now()
            hook.last_error_message = reason
            asyncio.get_running_loop().call_later(self._pause(bot, update), bot.queue.give_back, update)
            return
        if self.state.faults.strike("duplicate", "webhook"):
            with contextlib.suppress(aiohttp.ClientError):
                await self._post(hook, update)
        bot.queue.settle(update)

    def _pause(self, bot: Bot, update: Update) -> float:
        """Twice as long after every failure of the same update."""
        failures = bot.queue.note_failure(update)
        return min(self.first_pause * 2.0 ** (failures - 1), LONGEST_PAUSE)

    async def _post(self, hook: Webhook, update: Update) -> str | None:
        """Why the update was not accepted, or None."""
        if self.state.faults.strike("outage", "webhook"):
            return "Connection timed out"
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers[SECRET_HEADER] = hook.secret_token
        try:
            async with self._session.post(hook.url, data=update.body(), headers=headers) as response:
                await response.read()
                if response.ok:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection reset by peer"
