"""Sub-commands that stay: the bot, the demo, the simulator alone."""

import argparse
import asyncio
import gc
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.cli.common import configuration
from bot.config import Config, Telegram, load
from bot.problems import ProblemError
from rules.language import text

if TYPE_CHECKING:
    from bot.service import Service
    from simulator import Simulator, World


DEMO_LOOKS_EVERY = timedelta(seconds=1)
"""In the demo the clock may jump; a look at it costs next to nothing."""


def run(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    if config.telegram is None:
        raise ProblemError("problem.no_platform")
    asyncio.run(_serve(config, config.telegram))


async def _serve(config: Config, telegram: Telegram) -> None:
    from bot.service import Service, on_signals

    logs.set_up(config.log.level, config.log.format, config.secrets())
    gc.set_threshold(50_000, 20, 20)  # a batch makes thousands of small objects that all die together
    service = Service(config, telegram)
    on_signals(service.stop)
    await service.run()


def demo(arguments: argparse.Namespace) -> None:
    """Simulator, bot and sample data in one process, on a ledger of its own that is made anew."""
    asyncio.run(_demo(arguments.folder, arguments.port))


async def _demo(folder: Path, port: int) -> None:
    from simulator.cli import DEMO_TOKEN, make_world
    from simulator.server import Simulator

    _clear(folder)
    simulator = Simulator(port, make_world("sample", told=True))
    try:
        await simulator.start()
    except OSError:  # the usual port is taken: any other will do for a demo
        simulator = Simulator(0, simulator.world)
        await simulator.start()
    try:
        file = folder / "config.toml"
        file.write_text(_demo_config(DEMO_TOKEN, simulator.url), encoding="utf-8")
        await _serve_demo(load(file, {}), simulator, file)
    finally:
        await simulator.stop()


def _clear(folder: Path) -> None:
    """Only what an earlier demo left; never a folder somebody uses for something else."""
    mark = folder / ".demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise ProblemError("problem.demo_folder", folder=folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.touch()


def _demo_config(token: str, url: str) -> str:
    return f"""[telegram]
token = "{token}"
base_url = "{url}"

[http]
port = 0

[storage]
database = "sqlite:///demo.db"
files = "files"

[log]
level = "warning"
"""


def demo_service(config: Config, world: "World") -> "Service":
    """The bot on the clock of the simulated world: when that jumps, the bot's Monday comes too."""
    from bot.service import Service

    assert config.telegram is not None
    return Service(config, config.telegram, world.clock.moment, look_every=DEMO_LOOKS_EVERY)


async def _serve_demo(config: Config, simulator: "Simulator", file: Path) -> None:
    from bot.service import on_signals

    logs.set_up(config.log.level, config.log.format, config.secrets())
    service = demo_service(config, simulator.world)
    on_signals(service.stop)
    async with asyncio.TaskGroup() as group:
        group.create_task(service.run(), name="bot")
        announcing = group.create_task(service.ready(), name="announces the address")
        announcing.add_done_callback(
            lambda _: print(
                text("cli.demo_ready", config.bot.language, url=simulator.url, config=file), flush=True
            )
        )


def simulator(arguments: argparse.Namespace) -> int:
    from simulator.cli import serve

    return serve(arguments.rest)
