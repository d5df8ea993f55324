"""Sub-commands that stay: the bot, the demo, the simulator alone."""

import argparse
import asyncio
import errno
import gc

from bot import logs
from bot.cli.common import configuration
from bot.config import Config
from bot.problems import ProblemError


def run(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    if not config.bot_accounts:
        raise ProblemError("problem.no_platform")
    asyncio.run(_serve(config))


async def _serve(config: Config) -> None:
    from bot.house import House, on_signals

    logs.set_up(config.log.level, config.log.format, config.secrets())
    gc.set_threshold(50_000, 20, 20)  # a batch makes thousands of small objects that all die together
    house = House(config)
    on_signals(house.stop)
    await house.run()


def demo(arguments: argparse.Namespace) -> None:
    """Simulator, bot and sample data in one process."""
    from bot import demo

    asyncio.run(demo.run(arguments.folder, arguments.port, arguments.host))


def simulator(arguments: argparse.Namespace) -> int:
    from simulator.cli import run

    try:
        asyncio.run(run(arguments))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise ProblemError("problem.simulator_port", port=arguments.port) from error
    return 0
