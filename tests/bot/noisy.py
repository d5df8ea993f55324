"""A process in which everything that can log a token does so; `test_logs` reads its stderr."""

import asyncio
import gc
import logging
import sys
import threading
import warnings

import httpx
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot import logs

FORMAT, TOKEN, PASSWORD, PRIVATE = sys.argv[1:]
logger = logging.getLogger("noisy")


class Unruly:
    def __str__(self) -> str:
        raise LookupError(TOKEN)


class Undeletable:
    def __del__(self) -> None:
        raise LookupError(TOKEN)


async def answer(request: web.Request) -> web.Response:
    if request.path.endswith("/boom"):
        raise LookupError(request.path)
    return web.json_response({"ok": False, "description": request.path}, status=404)


def log_by_hand() -> None:
    number, rest = TOKEN.split(":")
    logger.info("token %s", TOKEN)
    logger.info("%s:%s", number, rest)
    logger.info("only its end %s", rest)
    logger.info("%(token)r", {"token": TOKEN})
    logger.info("bytes %r", TOKEN.encode())
    logger.info("an address https://api.telegram.org/file/bot%s/photos/1.jpg", TOKEN)
    logger.info("quoted bot%s%%3A%s", number, rest)
    logger.info("some other bot's %s", "987654321:" + "x" * 35)
    logger.info("too short for a token, but in its place /bot12:ab/getMe")
    logger.info(
        "extra",
        extra={"where": f"/bot{TOKEN}/getMe", "deep": {TOKEN: [TOKEN, {"a": (TOKEN,)}]}, "chat": -100},
    )
    logger.info("wrong %d arguments", TOKEN)
    logger.info("unruly %s", Unruly(), extra={"token": TOKEN})
    logger.info("database %s", f"postgresql://bot:{PASSWORD}@db/minhchung")
    logger.info("two\nlines\x1b[31m of %s", "one message")
    logger.info("with a stack", stack_info=True)
    try:
        try:
            raise httpx.ConnectError(f"cannot reach /bot{TOKEN}/getMe")
        except httpx.ConnectError as error:
            raise RuntimeError(TOKEN) from error
    except RuntimeError:
        logger.exception("an exception with %s", PASSWORD)
    warnings.warn(f"a warning about {TOKEN}", stacklevel=1)


def log_from_elsewhere() -> None:
    for name in (
        "telegram.ext",
        "aiohttp.access",
        "apscheduler.scheduler",
        "sqlalchemy.engine",
        "alembic",
        "asyncio",
    ):
        logging.getLogger(name).warning("%s says %s", name, TOKEN)
    thread = threading.Thread(target=int, args=(TOKEN,))
    thread.start()
    thread.join()
    Undeletable()
    gc.collect()


async def die() -> None:
    raise LookupError(f"task {TOKEN}")


async def log_over_the_wire() -> None:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=logging.getLogger("aiohttp.access"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with httpx.AsyncClient(trust_env=False) as client:
        found = await client.get(f"{root}/bot{TOKEN}/getMe")
        await client.get(f"{root}/bot{TOKEN}/boom")
    try:
        found.raise_for_status()
    except httpx.HTTPStatusError:
        logger.exception("refused")
    try:
        await Bot(TOKEN, base_url=f"{root}/bot").send_message(1, PRIVATE)
    except TelegramError:
        logger.exception("refused")
    task = asyncio.create_task(die())
    await asyncio.wait([task])
    del task
    gc.collect()
    await runner.cleanup()


logs.set_up("debug", FORMAT, [TOKEN, PASSWORD, ""])
log_by_hand()
log_from_elsewhere()
asyncio.run(log_over_the_wire(), debug=True)
logger.info("the end")
raise LookupError(f"uncaught /bot{TOKEN}/getMe")
