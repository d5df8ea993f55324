"""What is done with files that people send or ask for, each kind in a module of its own."""

from bot.file_work.own_data import erase, take_along
from bot.file_work.tools import Tools, Work
from handlers.own_data import ERASE, OWN_DATA

KINDS: dict[str, Work] = {OWN_DATA: take_along, ERASE: erase}

__all__ = ["KINDS", "Tools", "Work"]
