"""A local server that speaks the Telegram Bot API, for demos, tests and benchmarks."""

from simulator.cli import main, serve
from simulator.server import Simulator
from simulator.world import World

__all__ = ["Simulator", "World", "main", "serve"]
