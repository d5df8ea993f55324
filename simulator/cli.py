"""The command line of the simulator."""

import argparse
import asyncio
import contextlib
import re
import signal
import sys
from collections.abc import Sequence

from simulator.server import Simulator
from simulator.world import World

DEMO_TOKEN = "100000001:SIMULATOR-demo-token-not-secret-000"  # noqa: S105
DEMO_USERNAME = "minhchung_demo_bot"
DEMO_NAME = "Minh Chứng"


def main() -> None:
    sys.exit(serve(sys.argv[1:]))


def serve(argv: Sequence[str]) -> int:
    """Run until interrupted; the exit code of the process."""
    options = _parser().parse_args(argv)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(options))
    return 0


def make_world(name: str, *, told: bool = False) -> World:
    """The sample world, or an empty one in which only the demo bot lives; `told`: the bot hears of the past too."""
    world = World()
    if name == "sample":
        from simulator import sample

        sample.build(world, told=told)
    else:
        world.add_bot(DEMO_TOKEN, DEMO_USERNAME, DEMO_NAME)
    return world


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator", description="A local Telegram Bot API server")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one")
    parser.add_argument("--world", choices=("sample", "empty"), default="sample")
    parser.add_argument(
        "--word",
        type=_word,
        help="ask for this word instead of a random one (16 letters or more)",
    )
    parser.add_argument("--no-limits", action="store_true", help="do not enforce Telegram's rate limits")
    return parser


def _word(told: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", told):
        raise argparse.ArgumentTypeError("16 or more letters, digits, - or _")
    return told


async def run(options: argparse.Namespace) -> None:
    world = make_world(options.world)
    world.limits.enabled = not options.no_limits
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    simulator = Simulator(options.port, world, host=options.host, word=options.word or "")
    async with simulator:
        print(f"Simulator: {simulator.url}", flush=True)
        if simulator.word:
            print(f"From another machine, put this one's name in place of {simulator.host}.", flush=True)
        await stopped.wait()
